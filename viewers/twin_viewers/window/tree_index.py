"""Where each thing hangs in the tree, worked out once for a twin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.window.naming import label_of, natural
from twin_viewers.window.tree_groups import Group
from twin_viewers.window.tree_places import groups_of, is_listed, places_of

__all__ = ["TreeIndex", "index_of"]

_LONGEST: Final = 300
"""Entries of one level beyond which they are put into ranges."""
_RANGE: Final = 200
_FEW: Final = 12
"""Things of a place up to which they need no groups."""

_KIND_ORDER: Final = (Kind.SITE, Kind.BUILDING, Kind.STOREY, Kind.ZONE, Kind.SPACE)


@dataclass
class TreeIndex:
    """The tree by numbers: things have the number of their row, groups further ones.

    Parameters
    ----------
    things : number of rows
    up : entry above each, -1 at the top, -2 for what is not in the tree, (n,)
    groups : the groups
    count : number of things below each entry, (n,)
    upwards : all entries, each before the one above it
    """

    things: int
    up: NDArray[np.int64]
    groups: tuple[Group, ...]
    keys: tuple[str, ...]
    under: dict[int, tuple[int, ...]]
    count: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    upwards: tuple[int, ...] = ()

    def below(self, one: int) -> tuple[int, ...]:
        """Return the entries right below one, in their order; -1 for the top."""
        return self.under.get(one, ())

    def key(self, one: int) -> str:
        """Return the key of an entry."""
        return str(one) if one < self.things else self.keys[one - self.things]

    def number(self, key: str) -> int:
        """Return the entry of a key, -2 if there is none."""
        if key.isdecimal():
            return int(key) if int(key) < self.things else -2
        return self.things + self.keys.index(key) if key in self.keys else -2

    def path(self, one: int) -> list[int]:
        """Return the entries from the top down to one."""
        found = []
        while one >= 0 and self.up[one] > -2:
            found.append(one)
            one = int(self.up[one])
        return found[::-1]


class _Growing:
    """A tree to which groups are added."""

    def __init__(self, twin: Twin) -> None:
        self.twin, self.things = twin, twin.nodes.length
        self.up: dict[int, int] = {}
        self.groups: list[Group] = []
        self.keys: list[str] = []
        self._known: dict[str, int] = {}

    def key(self, one: int) -> str:
        return str(one) if one < self.things else self.keys[one - self.things]

    def group(self, above: int, group: Group) -> int:
        """Return the number of a group below an entry; it is made if it is not there."""
        last = "-".join(str(row) for row in group.rows) if group.rows else group.name
        key = f"{self.key(above) if above >= 0 else ''}/{group.sort}:{last}"
        if key not in self._known:
            self._known[key] = self.things + len(self.groups)
            self.groups.append(group)
            self.keys.append(key)
            self.up[self._known[key]] = above
        return self._known[key]


@once
def index_of(twin: Twin) -> TreeIndex:
    """Return the tree of a twin."""
    growing, listed = _Growing(twin), np.flatnonzero(is_listed(twin)).tolist()
    above = places_of(twin)
    chains = groups_of(twin, above)
    _hang(growing, listed, above, chains)
    order = _order(twin, growing, listed)
    under = _under(growing.up)
    for one in list(under):
        _sorted_and_cut(growing, under, one, order)
    up = np.full(growing.things + len(growing.groups), -2, dtype=np.int64)
    up[list(growing.up)] = list(growing.up.values())
    tree = TreeIndex(growing.things, up, tuple(growing.groups), tuple(growing.keys), {})
    tree.under = {one: tuple(some) for one, some in under.items()}
    tree.upwards = tuple(_upwards(tree))
    tree.count = _counts(tree)
    return tree


def _hang(growing: _Growing, listed: list[int], above: NDArray[np.int64], chains: list[tuple[Group, ...]]) -> None:
    """Hang each thing below its place; where few things are in one, without the groups by class."""
    crowd: dict[int, int] = {}
    of_class: dict[tuple[int, str], int] = {}
    for row in listed:
        if chains[row] and chains[row][-1].sort == "class":
            place, name = int(above[row]), chains[row][-1].name
            crowd[place] = crowd.get(place, 0) + 1
            of_class[place, name] = of_class.get((place, name), 0) + 1
    for row in listed:
        place, chain = int(above[row]), chains[row]
        if chain and chain[-1].sort == "class" and place >= 0:
            few = crowd[place] <= _FEW or of_class[place, chain[-1].name] == 1
            chain = chain[:-1] if few else chain
        for group in chain:
            place = growing.group(place, group)
        growing.up[row] = place


def _under(up: dict[int, int]) -> dict[int, list[int]]:
    under: dict[int, list[int]] = {}
    for one, above in up.items():
        under.setdefault(above, []).append(one)
    return under


def _order(twin: Twin, growing: _Growing, listed: Iterable[int]) -> dict[int, tuple[object, ...]]:
    """Return what entries are sorted by: storeys from above, others by name, groups of things after places."""
    kinds, height = twin.nodes["kind"].tolist(), twin.nodes["elevation"]
    ranks = {str(kind): step for step, kind in enumerate(_KIND_ORDER)}
    order: dict[int, tuple[object, ...]] = {}
    for row in listed:
        level = -float(height[row]) if kinds[row] == Kind.STOREY and np.isfinite(height[row]) else 0.0
        order[row] = (ranks.get(kinds[row], 20), level, natural(label_of(twin, row)), row)
    for place, group in enumerate(growing.groups):
        step = {"part": 10, "of": 11, "role": 12, "type": 13, "class": 14}.get(group.sort, 15)
        order[growing.things + place] = (step, 0.0, natural(group.name), place)
    return order


def _sorted_and_cut(
    growing: _Growing, under: dict[int, list[int]], one: int, order: dict[int, tuple[object, ...]]
) -> None:
    """Sort the entries below one; put them into ranges where they are too many to read."""
    listed = sorted(under[one], key=lambda entry: order[entry])
    under[one] = listed
    if len(listed) <= _LONGEST:
        return
    under[one] = []
    for first in range(0, len(listed), _RANGE):
        some = listed[first : first + _RANGE]
        part = growing.group(one, Group("range", "", rows=(some[0], some[-1])))
        under[one].append(part)
        under[part] = some
        growing.up |= dict.fromkeys(some, part)


def _upwards(tree: TreeIndex) -> list[int]:
    found, front = [], list(tree.below(-1))
    while front:
        found += front
        front = [below for one in front for below in tree.below(one)]
    return found[::-1]


def _counts(tree: TreeIndex) -> NDArray[np.int64]:
    count = np.zeros(len(tree.up), dtype=np.int64)
    for one in tree.upwards:
        if tree.up[one] >= 0:
            count[tree.up[one]] += count[one] + (one < tree.things)
    return count
