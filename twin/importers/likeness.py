"""Whether buildings of two files are one: what speaks for it, and what against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import inf, isnan, nan
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import outlines_of
from twin.importers.names import is_generic, plain
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["LEVEL_M", "Building", "Likeness", "likeness", "pairs", "shape_likeness"]

LEVEL_M: Final = 0.3
"""Two disciplines measure a storey from finished or from raw floor: up to screed and insulation apart."""
ENOUGH: Final = 0.5
"""Share of the smaller that must overlap: a riser or a plant room lies wholly inside, a neighbour does not."""
_APART_M: Final = 0.5
"""Extents further apart than a thick wall do not touch."""
_WALL_M: Final = 0.5
"""Devices in outer walls stand this far outside the rooms."""
_SIZEABLE_M2: Final = 1.0
_SAME_ROOM: Final = 0.5
"""Overlap over union of two outlines of one room, drawn to the wall's face or to its middle."""


class Building:
    """A building as one file has it.

    Parameters
    ----------
    twin : all files
    row : its node
    things : nodes inside it
    """

    def __init__(self, twin: Twin, row: int, things: Array) -> None:
        nodes = twin.nodes
        self.row, self.source = row, int(nodes["source"][row])
        self._twin, self._things = twin, things
        kind = nodes["kind"][things]
        self.storeys, self.spaces = things[kind == Kind.STOREY], things[kind == Kind.SPACE]
        self.names = {plain(name) for name in self._told(row)}
        how = twin["sources"]["georeference"][self.source] if self.source >= 0 else ""
        self.is_surveyed = how in {"map conversion", "option"}

    def _told(self, row: int) -> Iterator[str]:
        for column in ("name", "long_name"):
            if not is_generic(name := self._twin.nodes[column][row]):
                yield name

    @cached_property
    def around(self) -> set[str]:
        """Names of its project and site."""
        twin, site = self._twin, int(self._twin.nodes["parent"][self.row])
        project = twin["sources"]["project"][self.source] if self.source >= 0 else ""
        return {plain(name) for name in (project, *(self._told(site) if site >= 0 else ())) if not is_generic(name)}

    @cached_property
    def drawn(self) -> Array:
        """Rows of its things that have a shape."""
        return np.asarray(self._things[self._twin.nodes["mesh"][self._things] >= 0])

    @cached_property
    def extent(self) -> Array | None:
        """Least and greatest x, y, z of its things [m], (2, 3); None without shapes."""
        box = self._twin.nodes["box"][self.drawn]
        return np.stack((box[:, 0].min(axis=0), box[:, 1].max(axis=0))) if len(box) else None

    @cached_property
    def footprint(self) -> Any:
        """Outline in plan of its spaces, else of its larger things, widened by a wall."""
        rows = self.rooms if len(self.rooms) else self.drawn
        box = self._twin.nodes["box"][rows]
        large = np.prod(box[:, 1, :2] - box[:, 0, :2], axis=1) >= _SIZEABLE_M2
        rows = rows[large] if large.any() else rows
        return shapely.buffer(shapely.union_all(shapely.make_valid(outlines_of(self._twin, rows))), _WALL_M)

    @cached_property
    def rooms(self) -> Array:
        """Rows of its spaces that have a shape."""
        return np.asarray(self.spaces[self._twin.nodes["mesh"][self.spaces] >= 0])

    @cached_property
    def outlines(self) -> dict[int, Any]:
        """Outline in plan of each of its rooms, by row."""
        outlines = shapely.make_valid(outlines_of(self._twin, self.rooms))
        return dict(zip(self.rooms.tolist(), outlines, strict=True))

    @cached_property
    def heights(self) -> Array:
        """Floor and ceiling of each of its rooms [m], (n, 2)."""
        return np.asarray(self._twin.nodes["box"][self.rooms, :, 2])

    @cached_property
    def levels(self) -> dict[int, float]:
        """Elevation of each storey in estate coordinates [m], by row; NaN if unknown."""
        nodes = self._twin.nodes
        base = float(nodes["position"][self.row, 2])
        if isnan(base):
            base = float(self._twin["sources"]["transform"][self.source, 2, 3]) if self.source >= 0 else nan
        return {int(row): base + float(nodes["elevation"][row]) for row in self.storeys}

    @cached_property
    def storey_names(self) -> dict[int, str]:
        """Plain name of each storey, by row."""
        return {int(row): plain(self._twin.nodes["name"][row]) for row in self.storeys}

    @cached_property
    def codes(self) -> dict[str, int]:
        """Row of each space by its plain name, where only one bears it."""
        names = [plain(name) for name in self._twin.nodes["name"][self.spaces]]
        counts = Counter(names)
        return {name: int(row) for name, row in zip(names, self.spaces, strict=True) if name and counts[name] == 1}


class Likeness(NamedTuple):
    """What speaks for and against two buildings being one.

    Parameters
    ----------
    one, other : the buildings
    overlap : share of the smaller that overlaps, in plan or in height, whichever is less; NaN if one has no shapes
    support : what agrees: name, project, storeys, spaces
    against : what contradicts, empty if nothing
    """

    one: Building
    other: Building
    overlap: float
    support: frozenset[str]
    against: str

    @property
    def is_one(self) -> bool:
        """Whether the two are one building."""
        if self.against:
            return False
        if isnan(self.overlap):
            return bool(self.support & {"name", "spaces"}) or self.support >= {"project", "storeys"}
        if self.overlap >= ENOUGH:  # no two buildings stand in one place, unless it is the default of their tools
            return bool(self.support) or (self.one.is_surveyed and self.other.is_surveyed)
        return len(self.support) >= 2

    @property
    def strength(self) -> tuple[int, float]:
        """How strongly they agree, to compare with others."""
        return len(self.support) + 2 * ("spaces" in self.support), 0.0 if isnan(self.overlap) else self.overlap


@dataclass(frozen=True, slots=True)
class _Rooms:
    shared: int
    smaller: int
    agreeing: int
    compared: int


def pairs(buildings: Iterable[Building]) -> list[tuple[Building, Building]]:
    """Return the buildings of different files in pairs."""
    return [(one, other) for one, other in combinations(buildings, 2) if one.source != other.source]


def likeness(one: Building, other: Building) -> Likeness:
    """Return what speaks for and against two buildings being one."""
    overlap = _overlap(one, other)
    if overlap == -inf:
        return Likeness(one, other, 0.0, frozenset(_named(one, other)), "stand apart")
    rooms, storeys = _common_rooms(one, other), _common_storeys(one, other)
    support = {*_named(one, other)}
    if storeys >= 2 / 3:
        support.add("storeys")
    if rooms.shared and rooms.shared >= ENOUGH * rooms.smaller and rooms.agreeing >= ENOUGH * rooms.compared:
        support.add("spaces")
    return Likeness(one, other, overlap, frozenset(support), _contradiction(rooms, storeys, support))


def _contradiction(rooms: _Rooms, storeys: float, support: set[str]) -> str:
    trusted = "storeys" in support and support & {"name", "project"}
    if rooms.compared >= 2 and rooms.agreeing < rooms.compared / 4 and not trusted:
        return "have different spaces"
    return "have different storeys" if storeys == 0 and "spaces" not in support else ""


def _named(one: Building, other: Building) -> list[str]:
    if one.names & other.names:
        return ["name"]
    return ["project"] if (one.names | one.around) & (other.names | other.around) else []


def _overlap(one: Building, other: Building) -> float:
    """Return the share of the smaller that overlaps; NaN if unknown, minus infinity if they stand apart."""
    if one.extent is None or other.extent is None:
        return nan
    shared = np.minimum(one.extent[1], other.extent[1]) - np.maximum(one.extent[0], other.extent[0])
    if (shared < -_APART_M).any():
        return -inf
    height = min(one.extent[1, 2] - one.extent[0, 2], other.extent[1, 2] - other.extent[0, 2])
    smaller = min(one.footprint.area, other.footprint.area)
    plan = shapely.intersection(one.footprint, other.footprint).area / smaller if smaller else nan
    return -inf if plan == 0 else float(min(plan, max(0.0, shared[2]) / max(height, 0.1)))


def _common_storeys(one: Building, other: Building) -> float:
    """Return the share of the storeys of the lesser set that the other has; NaN if that tells nothing.

    One storey at the level of another tells nothing: every building has a ground floor.
    """
    few, many = sorted((one, other), key=lambda building: len(building.levels))
    if len(few.levels) < 2:
        return nan
    levels = np.array(list(many.levels.values()))
    found = sum(bool((abs(levels - level) <= LEVEL_M).any()) for level in few.levels.values())
    named = len(set(few.storey_names.values()) & set(many.storey_names.values()) - {""})
    if one.extent is None or other.extent is None:  # without shapes nothing says what the elevations count from
        found = max(found, named)
    return found / len(few.levels) if found >= 2 else 0.0 if found == named == 0 else nan


def _common_rooms(one: Building, other: Building) -> _Rooms:
    shared = one.codes.keys() & other.codes.keys()
    smaller = min(len(one.spaces), len(other.spaces))
    if not len(one.rooms) or not len(other.rooms):
        return _Rooms(len(shared), smaller, 0, 0)
    few, many = sorted((one, other), key=lambda building: len(building.rooms))
    agreeing = _coinciding(few, many)
    return _Rooms(max(len(shared), agreeing), smaller, agreeing, len(few.rooms))


def _coinciding(few: Building, many: Building) -> int:
    """Return how many rooms of the one coincide with a room of the other, in plan and in height."""
    ours, theirs = np.array(list(few.outlines.values())), np.array(list(many.outlines.values()))
    first, second = shapely.STRtree(theirs).query(ours, predicate="intersects")
    same = shape_likeness(few, many, first, second) >= _SAME_ROOM
    return len(np.unique(first[same]))


def shape_likeness(few: Building, many: Building, first: Array, second: Array) -> NDArray[np.float64]:
    """Return for pairs of rooms the overlap over the union of their outlines, times that of their heights, (n,).

    Parameters
    ----------
    few, many : the buildings
    first, second : positions among the rooms of each, (n,)
    """
    one, other = few.heights[first], many.heights[second]
    shared = np.minimum(one[:, 1], other[:, 1]) - np.maximum(one[:, 0], other[:, 0])
    total = np.maximum(one[:, 1], other[:, 1]) - np.minimum(one[:, 0], other[:, 0])
    high = np.where(total > 0, shared / np.where(total > 0, total, 1), 0.0)
    near = np.flatnonzero(high > 0)  # in a tall building most that overlap in plan are on other storeys
    ours = np.array(list(few.outlines.values()))[first[near]]
    theirs = np.array(list(many.outlines.values()))[second[near]]
    common = shapely.area(shapely.intersection(ours, theirs))
    union = shapely.area(ours) + shapely.area(theirs) - common
    result = np.zeros(len(first))
    result[near] = high[near] * common / np.where(union > 0, union, inf)
    return result
