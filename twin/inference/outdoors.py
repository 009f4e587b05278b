"""Whether a side of a passage where no space lies is the open air.

Rooms are forgotten in models, so that no space behind a door does not make it an exit. From the door, lines fan out at
a height above parapets; if a good part of them leaves the building without meeting its walls, windows or spaces, the
side is outside. Courtyards closed all round remain unknown unless somebody says so.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from twin.geometry.placed import outlines_of
from twin.inference.obstacles import Barriers, barriers, levels_of
from twin.inference.passages import Passages
from twin.inference.rooms import Rooms
from twin.inference.sides import umbrellas
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["before_lift", "open_air"]

_ABOVE_PARAPET_M: Final = 1.8
"""Height above the threshold of the cut [m]: above parapets and railings (up to 1.2 m), below lintels (2.0 m)."""
_FAN: Final = np.radians(np.arange(-75, 76, 15))
_FREE: Final = 0.3
"""Share of lines that must leave the building [-]: a recessed porch with walls on both sides leaves a third free."""
_AWAY_M: Final = 0.2
"""Where lines start before the face of the wall, clear of its finishes [m]."""
_CAR_M: Final = 0.6
"""Where the car of a lift is looked for before the face of a wall [m]; the smallest cars are 0.9 m deep."""
_LIFTS: Final = ("IfcTransportElement", "IfcTransportationDevice")
_NO_LIFTS: Final = ("ESCALATOR", "MOVINGWALKWAY", "CRANEWAY", "LIFTINGGEAR")


def open_air(twin: Twin, rooms: Rooms, found: Passages, *, sides: Array) -> Array:
    """Return which sides of passages lie in the open air, (n,) of bool.

    Parameters
    ----------
    twin : the twin
    rooms : its spaces
    found : passages
    sides : for each the side asked for, 0 against the direction across and 1 along it, (n,)
    """
    lines, owner = _fan(found, sides, beyond=_size(twin))
    met = np.zeros(len(lines), dtype=bool)
    heights, which = levels_of(found.bottom)
    buildings = twin.nodes["building"]
    indoors = ~umbrellas(rooms) & (twin.nodes["is_external"][rooms.rows] != 1)
    for number, threshold in enumerate(heights):
        some = np.flatnonzero(which[owner] == number)
        around = barriers(twin, threshold + _ABOVE_PARAPET_M, rooms.origin)
        here = buildings[found.rows[owner[some]]]
        met[some] = _meets(around, lines[some], buildings, here) | _enters(
            rooms, lines[some], indoors & _open_at(rooms, threshold + 1.0)
        )
    return np.bincount(owner, ~met, len(sides)) >= _FREE * len(_FAN)


def before_lift(twin: Twin, rooms: Rooms, found: Passages, *, sides: Array) -> Array:
    """Return which sides of passages have the car of a lift on them, (n,) of bool."""
    rows = twin.rows(Kind.EQUIPMENT)
    nodes = twin.nodes
    lift = np.isin(nodes["ifc_class"][rows].astype(str), _LIFTS) & (nodes["mesh"][rows] >= 0)
    rows = rows[lift & ~np.isin(nodes["predefined_type"][rows].astype(str), _NO_LIFTS)]
    cars = shapely.transform(outlines_of(twin, rows), lambda points: points - rooms.origin)
    out = found.across * np.where(sides == 0, -1, 1)[:, None]
    points = shapely.points(found.centre + (found.thickness / 2 + _CAR_M)[:, None] * out)
    passage, car = shapely.STRtree(cars).query(points, predicate="intersects")
    height = found.bottom[passage] + 1.0
    box = nodes["box"][rows[car]]
    level = (box[:, 0, 2] < height) & (box[:, 1, 2] > height)
    return np.bincount(passage[level], minlength=len(sides)) > 0


def _size(twin: Twin) -> float:
    """Return a length that leads out of all buildings from anywhere in them [m]."""
    box = twin.nodes["box"][twin.rows(Kind.SPACE, Kind.ELEMENT), :, :2]
    return float(np.linalg.norm(np.nanmax(box[:, 1], axis=0) - np.nanmin(box[:, 0], axis=0)))


def _fan(found: Passages, sides: Array, *, beyond: float) -> tuple[Array, Array]:
    """Return lines that fan out from passages over a length, and the passage of each."""
    out = found.across * np.where(sides == 0, -1, 1)[:, None]
    start = found.centre + (found.thickness / 2 + _AWAY_M)[:, None] * out
    cosine, sine = np.cos(_FAN)[:, None], np.sin(_FAN)[:, None]
    owner = np.repeat(np.arange(len(sides)), len(_FAN))
    aside = np.column_stack((-out[:, 1], out[:, 0]))
    towards = (out[:, None] * cosine + aside[:, None] * sine).reshape(-1, 2)
    ends = np.stack((start[owner], start[owner] + beyond * towards), axis=1)
    return np.asarray(shapely.linestrings(ends)), owner


def _meets(around: Barriers, lines: Array, buildings: Array, here: Array) -> Array:
    """Return which lines meet something of their own building."""
    line, area = around.tree.query(lines, predicate="intersects")
    own = buildings[around.rows[area]] == here[line]
    return np.asarray(np.bincount(line[own], minlength=len(lines)) > 0)


def _open_at(rooms: Rooms, height: float) -> Array:
    return np.asarray((rooms.bottom < height) & (rooms.top > height))


def _enters(rooms: Rooms, lines: Array, counted: Array) -> Array:
    """Return which lines enter one of the spaces that count."""
    line, room = rooms.tree.query(lines, predicate="intersects")
    return np.asarray(np.bincount(line[counted[room]], minlength=len(lines)) > 0)
