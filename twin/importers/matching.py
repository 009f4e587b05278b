"""Which places of one building are one: storeys by their elevation, spaces by code or outline, groups by members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import combinations
from math import isnan, nan
from typing import Final

import numpy as np
import shapely

from twin.importers.likeness import LEVEL_M, Building, shape_likeness
from twin.importers.names import plain
from twin.importers.sameness import Join, Sameness
from twin.model.algebra import Tables
from twin.model.columns import Array, Columns
from twin.model.relations import Relation

__all__ = ["join_groups", "join_spaces", "join_storeys", "unambiguous"]

_CODE_AGREES: Final = 0.5
"""Overlap over union below which two spaces of one code are two: outlines to the wall's face or middle keep 0.8."""
_COINCIDE: Final = 0.9
"""Overlap over union of spaces that are one whatever they are called."""
_MEMBERS: Final = 0.5
"""Share of common members above which two groups of one name are one."""


def unambiguous(
    ours: Iterable[int], theirs: Iterable[int], key: Callable[[int], Hashable | None]
) -> list[tuple[int, int]]:
    """Return the pairs with one key that nothing else on either side has; a key of None is none."""
    sides: tuple[defaultdict[Hashable, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for side, rows in zip(sides, (ours, theirs), strict=True):
        for row in rows:
            if (value := key(row)) is not None:
                side[value].append(row)
    return [
        (rows[0], sides[1][value][0])
        for value, rows in sides[0].items()
        if len(rows) == 1 and len(sides[1].get(value, ())) == 1
    ]


def join_storeys(one: Building, other: Building, same: Sameness) -> None:
    """Join the storeys of one building in two files: at one level, or of one name where that does not contradict."""
    candidates = []
    for ours, level in one.levels.items():
        for theirs, other_level in other.levels.items():
            apart = abs(level - other_level)
            named = one.storey_names[ours] == other.storey_names[theirs] != ""
            if apart <= LEVEL_M or (named and (isnan(apart) or one.extent is None or other.extent is None)):
                candidates.append((not named, isnan(apart), apart, ours, theirs))
    for key in sorted(candidates):
        same.join(_storey_join(key))


def _storey_join(key: tuple[bool, bool, float, int, int]) -> Join:
    unnamed, _, apart, ours, theirs = key
    method = "elevation" if unnamed else "name and elevation" if apart <= LEVEL_M else "name"
    confidence = {"elevation": 0.9, "name and elevation": 1.0, "name": 0.8}[method]
    return Join(ours, theirs, method, confidence, apart)


def join_spaces(one: Building, other: Building, same: Sameness, *, nodes: Columns, storey: Array) -> None:
    """Join the spaces of one building in two files: of one code where shapes agree, or of one shape.

    Parameters
    ----------
    one, other : the building in each file
    same : what is one already
    nodes : all nodes
    storey : row of the storey of each node, -1 if none
    """
    alike = _shapes_alike(one, other)
    drawn = {*one.rooms.tolist(), *other.rooms.tolist()}

    def place(row: int) -> int:
        return same.root(int(storey[row])) if storey[row] >= 0 else -1

    def by_code(row: int) -> Hashable | None:
        return (place(row), code) if (code := plain(nodes["name"][row])) and storey[row] >= 0 else None

    def by_name(row: int) -> Hashable | None:
        names = plain(nodes["name"][row]), plain(nodes["long_name"][row])
        return (place(row), *names) if all(names) and storey[row] >= 0 else None

    def in_building(row: int) -> Hashable | None:
        return plain(nodes["name"][row]) or None

    for key in (by_code, by_name, in_building):
        for ours, theirs in unambiguous(*_open(one, other, same), key):
            value = alike.get((ours, theirs), 0.0 if {ours, theirs} <= drawn else nan)
            known = storey[ours] >= 0 and storey[theirs] >= 0
            apart = key is in_building and known and place(ours) != place(theirs) and not value >= _CODE_AGREES
            if not (value < _CODE_AGREES or apart):
                same.join(Join(ours, theirs, "code", 0.9 if isnan(value) else 1.0, value))
    _join_by_shape(alike, one, other, same)


def _join_by_shape(alike: dict[tuple[int, int], float], one: Building, other: Building, same: Sameness) -> None:
    free = [set(rows) for rows in _open(one, other, same)]
    for (ours, theirs), value in sorted(alike.items(), key=lambda item: (-item[1], item[0])):
        if value >= _COINCIDE and ours in free[0] and theirs in free[1]:
            same.join(Join(ours, theirs, "outline", 0.9, value))


def _open(one: Building, other: Building, same: Sameness) -> tuple[list[int], list[int]]:
    """Return the spaces of each that are not yet one with a space of the other."""
    roots = [{same.root(row): row for row in building.spaces.tolist()} for building in (one, other)]
    return tuple([row for root, row in mine.items() if root not in yours] for mine, yours in (roots, roots[::-1]))  # type: ignore[return-value]


def _shapes_alike(one: Building, other: Building) -> dict[tuple[int, int], float]:
    if not len(one.rooms) or not len(other.rooms):
        return {}
    trees = np.array(list(one.outlines.values())), np.array(list(other.outlines.values()))
    second, first = shapely.STRtree(trees[0]).query(trees[1], predicate="intersects")
    values = shape_likeness(one, other, first, second).tolist()
    return dict(zip(zip(one.rooms[first].tolist(), other.rooms[second].tolist(), strict=True), values, strict=True))


def join_groups(tables: Tables, same: Sameness) -> None:
    """Join zones, systems and groups of two files that have one name and mostly the same members."""
    nodes, members = tables["nodes"], _members(tables, same)
    sharing: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)
    for group in sorted(members):
        if name := plain(nodes["name"][group]):
            for member in members[group]:
                sharing[nodes["kind"][group], name, member].append(group)
    for ours, theirs in sorted({pair for groups in sharing.values() for pair in combinations(groups, 2)}):
        _join_group(ours, theirs, members, same)


def _join_group(ours: int, theirs: int, members: dict[int, set[int]], same: Sameness) -> None:
    common, all_ = members[ours] & members[theirs], members[ours] | members[theirs]
    if len(common) >= _MEMBERS * len(all_):
        same.join(Join(ours, theirs, "name and members", 0.95, len(common) / len(all_)))


def _members(tables: Tables, same: Sameness) -> dict[int, set[int]]:
    edges = tables["edges"]
    groups = edges["relation"] == Relation.GROUPS
    members: dict[int, set[int]] = {}
    for group, member in zip(edges["source"][groups].tolist(), edges["target"][groups].tolist(), strict=True):
        members.setdefault(group, set()).add(same.root(member))
    return members
