"""The types of doors and windows, drawn in frame, leaf and glass; every door of a type shares its shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from twin_samples.authoring.pen import Entity, Pen
from twin_samples.authoring.relations import associate
from twin_samples.authoring.shapes import shared, upright
from twin_samples.authoring.walls import material
from twin_samples.design.catalogue import DOORS, WINDOWS, DoorType, WindowType

__all__ = ["Fillings"]

_POST_M: Final = 0.05
_BAR_M: Final = 0.06
_FRAME: Final = (-0.035, 0.035)
"""From where to where a frame reaches across the wall, from its middle [m]."""
_LEAF: Final = (-0.02, 0.02)
_PANE: Final = (-0.012, 0.012)
_UNDERCUT_M: Final = 0.01
_GLASS: Final = "Verre"
_METAL: Final = "Aluminium"

Outline = list[tuple[float, float]]


@dataclass(frozen=True)
class Fillings:
    """The types of doors and windows that a file uses.

    Parameters
    ----------
    pen : of the file
    """

    pen: Pen
    _types: dict[str, Entity] = field(default_factory=dict)

    def type_of(self, key: str) -> Entity:
        """Return the type of a key of the catalogue."""
        if key not in self._types:
            door = DOORS.get(key)
            self._types[key] = self._door(key, door) if door else self._window(key, WINDOWS[key])
        return self._types[key]

    def _door(self, key: str, door: DoorType) -> Entity:
        pen = self.pen
        metal = _METAL if door.leaf == _GLASS else door.leaf
        bodies = [upright(pen, _arch(door.width, door.height), across=_FRAME, colour=metal)]
        bodies += [upright(pen, leaf, across=_LEAF, colour=door.leaf) for leaf in _leaves(door)]
        told = (key, None, None, None, [shared(pen, *bodies)], None, None, "DOOR", door.operation, False, None)
        made = pen.root("IfcDoorType", pen.identity("opening type", key), *told)
        clear = (("PassageLibre", ("IfcPositiveLengthMeasure", door.clear_width)),)
        pen.describe(made, "Dimensions", clear)
        _make_up(pen, made, key, (("Dormant", metal), ("Vantail", door.leaf)))
        return made

    def _window(self, key: str, window: WindowType) -> Entity:
        pen, width, height = self.pen, window.width, window.height
        pane = _rectangle(_BAR_M, _BAR_M, width - _BAR_M, height - _BAR_M)
        bodies = [
            upright(pen, _rectangle(0.0, 0.0, width, height), across=_FRAME, colour=_METAL, holes=(pane,)),
            upright(pen, pane, across=_PANE, colour=_GLASS),
        ]
        partition = "DOUBLE_PANEL_VERTICAL" if window.opens and width > height else "SINGLE_PANEL"
        told = (key, None, None, None, [shared(pen, *bodies)], None, None, "WINDOW", partition, False, None)
        made = pen.root("IfcWindowType", pen.identity("opening type", key), *told)
        _make_up(pen, made, key, (("Châssis", _METAL), ("Vitrage", _GLASS)))
        return made


def _make_up(pen: Pen, made: Entity, key: str, parts: Sequence[tuple[str, str]]) -> None:
    """Say of what materials the parts of a type are."""
    constituents = [
        pen.make("IfcMaterialConstituent", part, None, material(pen, name), None, None) for part, name in parts
    ]
    whole = pen.make("IfcMaterialConstituentSet", key, None, constituents)
    associate(pen, "IfcRelAssociatesMaterial", key, things=[made], resource=whole)


def _arch(width: float, height: float) -> Outline:
    """Return the outline of a door frame: two posts and a head."""
    inner, top = round(width - _POST_M, 4), round(height - _POST_M, 4)
    posts = [(0.0, 0.0), (_POST_M, 0.0), (_POST_M, top), (inner, top), (inner, 0.0), (width, 0.0)]
    return [*posts, (width, height), (0.0, height)]


def _leaves(door: DoorType) -> list[Outline]:
    left, right, top = _POST_M, round(door.width - _POST_M, 4), round(door.height - _POST_M, 4)
    if not door.operation.startswith("DOUBLE"):
        return [_rectangle(left, _UNDERCUT_M, right, top)]
    middle = round(door.width / 2, 4)
    return [_rectangle(left, _UNDERCUT_M, middle, top), _rectangle(middle, _UNDERCUT_M, right, top)]


def _rectangle(x0: float, y0: float, x1: float, y1: float) -> Outline:
    x1, y1 = round(x1, 4), round(y1, 4)
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
