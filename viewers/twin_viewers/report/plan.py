"""An excerpt of the plan of a storey with a way and a device on it, as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import outlines_of
from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.colouring import label_of
from twin_viewers.report.markup import Element, el
from twin_viewers.storey_plan import CUT_M, CUT_ROLES, Turn, cut_of, floor_of, of_role, rooms_of

__all__ = ["Mark", "Point", "on_storey", "plan"]

Point = tuple[float, float]

_AROUND_M: Final = 2.5
_LEAST_M: Final = 12.0
_EDGE_M: Final = 0.6
_PX_PER_M: Final = 40.0
_BELOW_M, _ABOVE_M = 0.5, 2.2
"""A point of a way is on a storey if it is at most so far below and less than so far above its floor [m]."""

_ASPECT: Final = 1.45
_SCALE_PX: Final = 560.0
"""Width of an excerpt that letters are sized for; wider ones get larger letters."""

_LEAST_ROOM_M2: Final = 3.0
_NAME_M: Final = 1.0
"""Half the width of a name, before it is scaled [m]."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked on a plan.

    Parameters
    ----------
    at : where, in estate coordinates [m]
    text : what it says
    """

    at: tuple[float, float]
    text: str


def plan(
    twin: Twin, storey: int, *, way: Sequence[Point], devices: Sequence[Mark] = (), ends: Sequence[Mark] = ()
) -> Element | None:
    """Return an excerpt of the plan of a storey around a way and devices; None if no room of it has a shape.

    Parameters
    ----------
    twin : the estate
    storey : row of the storey
    way : corners of the way on this storey, see `on_storey`
    devices : what the way leads to, on this storey
    ends : where the way begins and ends on this storey
    """
    rooms = rooms_of(twin, storey)
    if not len(rooms):
        return None
    height = floor_of(twin, rooms) + CUT_M
    outlines = outlines_of(twin, rooms)
    turn = Turn.of(outlines)
    sheet = _Sheet(_window(turn, [*way, *(one.at for one in devices)], outlines))
    parts = [
        *(sheet.area(one, "room") for one in turn.all(outlines)),
        *(sheet.area(one, "stair") for one in turn.all(_outlines(twin, storey, "stair"))),
        *(sheet.area(one, "wall") for one in turn.all(_cut(twin, storey, height))),
        *(sheet.area(one, "door") for one in turn.all(_outlines(twin, storey, "door"))),
        sheet.line([turn.point(one) for one in way]),
        *_names(twin, rooms, turn.all(outlines), sheet),
        *(sheet.mark(turn.point(one.at), one.text, "end") for one in ends),
        *(sheet.mark(turn.point(one.at), one.text, "device") for one in devices),
    ]
    return el("svg", *parts, viewBox=sheet.view, class_="plan", role="img", style=f"--k:{sheet.scale:.2f}")


def on_storey(twin: Twin, storey: int, corners: Iterable[tuple[float | None, ...]]) -> list[Point]:
    """Return those corners of a way that are on a storey, in plan [m].

    Parameters
    ----------
    twin : the estate
    storey : row of the storey
    corners : x, y and z [m], None where unknown
    """
    rooms = rooms_of(twin, storey)
    if not len(rooms):
        return []
    floor = floor_of(twin, rooms)
    return [
        (x, y)
        for x, y, z in corners
        if x is not None and y is not None and z is not None and -_BELOW_M <= z - floor < _ABOVE_M
    ]


@dataclass(frozen=True)
class _Sheet:
    """Draws in pixels what lies in a window of the estate, least and greatest x and y [m]."""

    window: tuple[float, float, float, float]

    @property
    def view(self) -> str:
        """The whole of it, as SVG says it."""
        west, south, east, north = self.window
        return f"0 0 {(east - west) * _PX_PER_M:.0f} {(north - south) * _PX_PER_M:.0f}"

    @property
    def scale(self) -> float:
        """How much larger letters and lines must be for the whole to be readable [-]."""
        west, south, east, north = self.window
        return max(east - west, (north - south) * _ASPECT) * _PX_PER_M / _SCALE_PX

    def holds(self, x: float) -> bool:
        """Return whether a name around there would not be cut off at the sides."""
        side = _NAME_M * self.scale
        return self.window[0] + side < x < self.window[2] - side

    def area(self, shape: Any, name: str) -> Element | None:
        """Return an area, cut off at the window."""
        shown = shapely.clip_by_rect(shape, *self.window)
        rings = [ring for part in shapely.get_parts(shown).tolist() for ring in _rings(part)]
        path = " ".join(f"M{self._corners(shapely.get_coordinates(ring))}Z" for ring in rings)
        return el("path", d=path, class_=name) if path else None

    def line(self, corners: list[tuple[float, float]]) -> Element | None:
        """Return the way."""
        path = f"M{self._corners(np.array(corners))}" if len(corners) > 1 else ""
        return el("g", el("path", d=path, class_="under"), el("path", d=path, class_="way")) if path else None

    def mark(self, at: tuple[float, float], text: str, name: str) -> Element:
        """Return a mark with its text, on the side where there is more room."""
        x, y = self._at(at)
        width = (self.window[2] - self.window[0]) * _PX_PER_M
        left = x > width / 2
        size = round((15 if name == "device" else 8) * self.scale, 1)
        away, drop = size + 6 * self.scale, 7 * self.scale
        anchor = "end" if left else "start"
        shown = el("text", text, x=f"{x + (-away if left else away):.1f}", y=f"{y + drop:.1f}", text_anchor=anchor)
        return el("g", el("circle", cx=x, cy=y, r=size), shown, class_=name)

    def text(self, at: tuple[float, float], lines: list[str]) -> Element:
        """Return the name of a room, in lines around a point."""
        x, y = self._at(at)
        down = 16 * self.scale
        spans = [el("tspan", one, x=x, dy=f"{down if place else 0:.1f}") for place, one in enumerate(lines)]
        return el("text", *spans, x=x, y=f"{y - down / 2 * (len(lines) - 1):.1f}", class_="roomname")

    def _at(self, point: tuple[float, float]) -> tuple[float, float]:
        west, _, _, north = self.window
        return round((point[0] - west) * _PX_PER_M, 1), round((north - point[1]) * _PX_PER_M, 1)

    def _corners(self, corners: Array) -> str:
        return "L".join(f"{x:g} {y:g}" for x, y in (self._at((one[0], one[1])) for one in corners.tolist()))


def _window(turn: Turn, points: list[Point], outlines: Array) -> tuple[float, float, float, float]:
    """Return what the excerpt shows: all points and some metres around them, the whole storey if there are none."""
    known = [turn.point(one) for one in points]
    bounds = shapely.total_bounds(turn.all(outlines))
    least, most = bounds[:2] - _EDGE_M, bounds[2:] + _EDGE_M
    if not known:
        low, high = least, most
    else:
        low, high = np.min(known, axis=0) - _AROUND_M, np.max(known, axis=0) + _AROUND_M
        size = np.maximum(high - low, (_LEAST_M, _LEAST_M / _ASPECT))
        size = np.minimum(np.maximum(size, (size[1] * _ASPECT, size[0] / _ASPECT)), most - least)
        low = np.clip((low + high - size) / 2.0, least, most - size)
        high = low + size
    (west, south), (east, north) = low.tolist(), high.tolist()
    return west, south, east, north


def _rings(part: Any) -> list[Any]:
    return [part.exterior, *part.interiors] if part.geom_type == "Polygon" else []


def _names(twin: Twin, rooms: Array, outlines: Array, sheet: _Sheet) -> list[Element]:
    """Return the names of the rooms that are large enough to hold one."""
    shown = [(row, shapely.clip_by_rect(one, *sheet.window)) for row, one in zip(rooms.tolist(), outlines, strict=True)]
    found = []
    for row, shape in shown:
        middle = shapely.point_on_surface(shape)
        if shape.area >= _LEAST_ROOM_M2 and sheet.holds(float(middle.x)):
            text = str(twin.nodes["long_name"][row]) or label_of(twin, row)
            found.append(sheet.text((float(middle.x), float(middle.y)), _broken(text)))
    return found


def _broken(text: str) -> list[str]:
    """Return a name in lines of a few words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) > 11:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]


def _outlines(twin: Twin, storey: int, role: str) -> Array:
    return outlines_of(twin, of_role(twin, storey, (role,)))


def _cut(twin: Twin, storey: int, height: float) -> NDArray[Any]:
    return cut_of(twin, of_role(twin, storey, CUT_ROLES), height=height)
