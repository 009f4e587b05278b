"""Which devices and elements of two files are one: never by name alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from typing import Final

import ifcopenshell
import numpy as np
import shapely

from twin.geometry.placed import outlines_of
from twin.importers.containment import nearest
from twin.importers.ifc.classes import ancestors
from twin.importers.names import plain
from twin.importers.sameness import Join, Sameness
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["join_devices"]

_SAME_PLACE_M: Final = 0.05
"""Two exports of one shape, in other units or by another kernel, differ by less."""
_ONE_SPOT_M: Final = 0.3
"""Two drawings of one device in two disciplines, one of them simplified, differ by less."""
_SCHEMAS: Final = ("IFC4X3_ADD2", "IFC4", "IFC2X3")
_SAYS_NOTHING: Final = "IfcBuildingElementProxy"
_CLASSED_AT_WILL: Final = "IfcDistributionFlowElement"
_KINDS: Final = (Kind.ELEMENT, Kind.EQUIPMENT)


def join_devices(twin: Twin, same: Sameness) -> None:
    """Join elements and devices of one building: of one GlobalId and class, or of one tag or name in one room.

    A GlobalId alone proves nothing, because copies in authoring tools carry it on; the class, the building and the
    place must agree. So must the place of things that only share a tag or a name, which must be unique there.
    """
    rows = twin.rows(*_KINDS)
    building = nearest(twin.nodes["parent"], twin.nodes["kind"] == Kind.BUILDING)
    _join_by_identity(twin, same, [row for row in rows.tolist() if building[row] >= 0], building)
    _join_by_label(twin, same, rows)


def _join_by_identity(twin: Twin, same: Sameness, rows: list[int], building: Array) -> None:
    nodes = twin.nodes
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row in rows:
        if identity := nodes["global_id"][row]:
            found[identity, same.root(int(building[row]))].append(row)
    for group in found.values():
        for ours, theirs in _pairs_of_files(twin, group):
            apart, classes = _apart(twin, ours, theirs), _classes(twin, ours, theirs)
            if _akin(*classes) and not apart > _SAME_PLACE_M:
                confidence = 0.9 if np.isnan(apart) or classes[0] != classes[1] else 1.0
                same.join(Join(ours, theirs, "GlobalId and class", confidence, apart))


def _pairs_of_files(twin: Twin, group: list[int]) -> Iterator[tuple[int, int]]:
    """Give the pairs with the first of a group, unless a file has several of them."""
    sources = twin.nodes["source"][group].tolist()
    if len(set(sources)) == len(group):
        yield from ((group[0], other) for other in group[1:])


def _apart(twin: Twin, ours: int, theirs: int) -> float:
    """Return the greatest distance between the corners of the boxes of two things [m], NaN if one has no shape."""
    box = twin.nodes["box"]
    return float(np.abs(box[ours] - box[theirs]).max())


def _join_by_label(twin: Twin, same: Sameness, rows: Array) -> None:
    labels = {row: _labels(twin, row) for row in rows.tolist()}
    shared = _shared(twin, labels)
    some = np.array([row for row, told in labels.items() if not told.isdisjoint(shared)], dtype=int)
    room = dict(zip(some.tolist(), _rooms(twin, some), strict=True))
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row, space in room.items():
        if space >= 0:
            for label in sorted(labels[row] & shared):
                found[same.root(space), label].append(row)
    for _, group in sorted(found.items(), key=str):
        for ours, theirs in _pairs_of_files(twin, group):
            apart = _apart(twin, ours, theirs)
            if _akin(*_classes(twin, ours, theirs)) and not apart > _ONE_SPOT_M:
                same.join(Join(ours, theirs, "label and room", 0.7, apart))


def _labels(twin: Twin, row: int) -> set[str]:
    """Return tag and name of a thing, told apart from each other."""
    nodes = twin.nodes
    return {f"{column} {plain(nodes[column][row])}" for column in ("tag", "name") if plain(nodes[column][row])}


def _shared(twin: Twin, labels: Mapping[int, set[str]]) -> set[str]:
    """Return the labels that things of several files bear."""
    first: dict[str, int] = {}
    shared = set()
    for row, told in labels.items():
        source = int(twin.nodes["source"][row])
        shared |= {label for label in told if first.setdefault(label, source) != source}
    return shared


def _rooms(twin: Twin, rows: Array) -> list[int]:
    """Return the space that each thing stands in, as declared, else by the middle of its box; -1 if unknown."""
    nodes = twin.nodes
    declared = nearest(nodes["parent"], nodes["kind"] == Kind.SPACE)[rows]
    spaces = twin.rows(Kind.SPACE)
    spaces = spaces[nodes["mesh"][spaces] >= 0]
    lost = np.flatnonzero((declared < 0) & (nodes["mesh"][rows] >= 0))
    middle = nodes["box"][rows[lost]].mean(axis=1)
    outlines = outlines_of(twin, spaces)
    at, space = shapely.STRtree(outlines).query(shapely.points(middle[:, :2]), predicate="within")
    low, high = nodes["box"][spaces[space], 0, 2], nodes["box"][spaces[space], 1, 2]
    inside = (middle[at, 2] >= low) & (middle[at, 2] <= high)
    at, space = at[inside], space[inside]
    order = np.argsort(-shapely.area(outlines[space]), kind="stable")  # the smallest is written last
    declared[lost[at[order]]] = spaces[space[order]]
    return [int(one) for one in declared]


def _classes(twin: Twin, ours: int, theirs: int) -> tuple[str, str]:
    one, other = sorted((str(twin.nodes["ifc_class"][ours]), str(twin.nodes["ifc_class"][theirs])))
    return one, other


@cache
def _akin(one: str, other: str) -> bool:
    """Return whether two classes can be said of one thing, in any version of IFC.

    One is the other or a kind of it, or both are kinds of what supply flows through, which exporters class at will; a
    proxy says nothing of what it is.
    """
    if one == other or _SAYS_NOTHING in (one, other):
        return True
    lines = [(set(_ancestors(schema, one)), set(_ancestors(schema, other))) for schema in _SCHEMAS]
    return any(one in theirs or other in ours or _CLASSED_AT_WILL in ours & theirs for ours, theirs in lines)


def _ancestors(schema: str, name: str) -> list[str]:
    try:
        return ancestors(ifcopenshell.schema_by_name(schema).declaration_by_name(name))
    except RuntimeError:
        return []
