"""Which spaces of a building are one dwelling, from how one walks through it.

A corridor of a flat and a landing carry the same names and touch the same kinds of rooms; what tells them apart is
what lies behind their doors. If taking a space away leaves two or more parts that could each be a dwelling, with a
kitchen or living room and a wet room, the space is shared. That is found for all spaces at once, in one walk over the
graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array

__all__ = ["NONE", "Plan", "households", "parts_of", "shared_spaces"]

NONE: Final = -1
"""Label of spaces that are in no dwelling."""

_FEATURES: Final = ("kitchen", "day", "wet", "living", "way", "out")
"""What a side of a space is asked for: kitchens, living rooms to spend the day in, wet rooms, rooms to live in at all,
circulation and the like, ways out."""
_BESIDE: Final = ("exterior", "roof", "lift", "parking", "commerce", "common room")
"""Uses that hold no dwelling together: two flats may open onto one terrace."""
_NEVER: Final = ("lift", "commerce", "common room")
"""Uses that no dwelling includes, even if one reaches them from there only."""
_WAYS: Final = ("circulation", "stair", "unknown", "cellar", "technical", "storage")
"""Uses of spaces that may turn out to be shared circulation."""


@dataclass(frozen=True)
class Plan:
    """Spaces and how one passes between them.

    Parameters
    ----------
    use : use of each space, (n,)
    traits : what the names say besides, (n,)
    links : two spaces each, positions, (m, 2)
    door : whether a door is in the link, (m,)
    out : whether a door of the space leads outside, (n,)
    """

    use: Array
    traits: list[frozenset[str]]
    links: Array
    door: Array
    out: Array

    def among(self, active: Array) -> Plan:
        """Return the plan with only the links between active spaces.

        Parameters
        ----------
        active : which spaces count, (n,) of bool
        """
        kept = active[self.links].all(axis=1)
        return replace(self, links=self.links[kept], door=self.door[kept])

    def having(self, trait: str) -> NDArray[np.bool_]:
        """Return which spaces have a trait, (n,)."""
        return np.array([trait in one for one in self.traits], dtype=bool)


def households(plan: Plan) -> tuple[Array, NDArray[np.bool_]]:
    """Return for each space the one that stands for its dwelling, `NONE` if it is in none, and which are shared, (n,).

    Parameters
    ----------
    plan : the spaces
    """
    use = plan.use.astype(str)
    active = ~np.isin(use, _BESIDE)
    core = plan.among(active)
    shared = shared_spaces(plan, active)
    part = np.where(active & ~shared, parts_of(core.among(~shared)), NONE)
    label = np.where(np.isin(part, _lived_in(plan, part)), part, NONE)
    return _with_annexes(plan, label, shared | np.isin(use, _NEVER)), shared


def _lived_in(plan: Plan, part: Array) -> Array:
    """Return the parts that are dwellings: with a living room and a kitchen or wet room, and more so than offices.

    Where living rooms are called no more than rooms, a kitchen and a wet room beside them are enough.
    """
    count = len(part)

    def number(which: Array) -> Array:
        return np.bincount(part[which & (part >= 0)], minlength=count)

    whole, living = number(plan.having("dwelling")), number(plan.use == "living")
    kitchen, wet = number(plan.having("kitchen") | plan.having("studio")), number(plan.use == "wet")
    rooms = (living > 0) & (kitchen + wet > 0) & (living >= number(plan.use == "office"))
    nameless = (kitchen > 0) & (wet > 0) & (number(plan.use == "unknown") > 0)
    return np.flatnonzero((whole > 0) | rooms | nameless)


def _with_annexes(plan: Plan, label: Array, barred: Array) -> Array:
    """Return the labels, with those of balconies, garages and attics that one reaches from one dwelling only."""
    loose = (label == NONE) & ~barred
    part = parts_of(plan.among(loose))
    around: dict[int, set[int]] = {}
    for one, other in (*plan.links.tolist(), *plan.links[:, ::-1].tolist()):
        if loose[one] and not loose[other]:
            around.setdefault(int(part[one]), set()).add(int(label[other]))
    only = {one: next(iter(labels)) for one, labels in around.items() if len(labels) == 1}
    return np.array([only.get(part[one], NONE) if loose[one] else label[one] for one in range(len(label))], dtype=int)


def parts_of(plan: Plan) -> Array:
    """Return for each space the one that stands for its connected part, (n,)."""
    return np.array(_Walk.over(plan).root, dtype=int)


def shared_spaces(plan: Plan, active: Array) -> NDArray[np.bool_]:
    """Return which spaces several dwellings share, (n,).

    A space is shared if at least three of its sides are complete; or if two are and it leads out by a further one, or
    touches a stair, a lift or the outside, or opens to another way without a door between, or is called so. A vestibule
    behind the door of a flat has two complete sides as well, the flat and the rest of the building, but none of these.
    A space with bedrooms or bathrooms directly on it is the corridor of a dwelling, unless that leaves two dwellings in
    one: then the second pass takes it for shared.

    Parameters
    ----------
    plan : the spaces
    active : those through which a dwelling can hold together, (n,) of bool
    """
    shared = np.zeros(len(plan.use), dtype=bool)
    for strict in (True, False):
        shared |= _pass(plan, active & ~shared, strict=strict)
    return shared | _called_so(plan, active & ~shared)


def _called_so(plan: Plan, left: Array) -> NDArray[np.bool_]:
    """Return the spaces called landing or stairwell that hold nothing together, (n,): where one flat alone is modelled.

    A landing in a house has bedrooms on one side and the rest of the house on the other. A stairwell must besides lead
    nowhere, for that of a house may lead to its cellar.
    """
    among = plan.among(left)
    features = _features(among)
    habitable = {space: int((sides[:, :4].any(axis=1)).sum()) for space, sides in _sides(among, features)}
    doors = np.bincount(plan.links[plan.door].ravel(), minlength=len(left))
    every = np.bincount(plan.links.ravel(), minlength=len(left))
    alone = np.array([habitable.get(space, 1) <= 1 for space in range(len(left))], dtype=bool)
    landing = (plan.use == "circulation") & (doors > 0)
    stairwell = (plan.use == "stair") & (every == 1) & (doors == 1)
    return np.asarray(plan.having("shared") & left & alone & (landing | stairwell))


def _pass(plan: Plan, left: Array, *, strict: bool) -> NDArray[np.bool_]:
    among = plan.among(left)
    features, touching = _features(among), _touching(plan)
    found = np.zeros(len(plan.use), dtype=bool)
    named = plan.having("shared")
    candidate = np.isin(plan.use.astype(str), _WAYS) & left
    for space, sides in _sides(among, features):
        if candidate[space]:
            found[space] = _is_shared(sides, bool(touching[space]), named=bool(named[space]), strict=strict)
    return found


def _is_shared(sides: Array, touching: bool, *, named: bool, strict: bool) -> bool:
    kitchen, day, wet, living, way, out = (sides > 0).T
    cooking, lounging = kitchen & wet, day & wet
    dwellings = max(cooking.sum(), lounging.sum())  # a kitchen here and a living room there are one dwelling
    if dwellings < 2:
        return False
    room = ~way & ~kitchen & ~day & (living ^ wet)
    if strict and room.any() and not named:
        return False
    return bool(dwellings > 2 or named or touching or (out & ~cooking & ~lounging).any())


def _features(plan: Plan) -> Array:
    """Return what each space counts for as part of a side, (n, 6)."""
    whole = plan.having("dwelling")
    kitchen = plan.having("kitchen") | plan.having("studio") | whole
    day = plan.having("day") | plan.having("studio") | whole
    wet = ((plan.use == "wet") & ~plan.having("laundry")) | whole
    way = np.isin(plan.use.astype(str), ("circulation", "stair", "cellar"))
    return np.column_stack((kitchen, day, wet, plan.use == "living", way, plan.out)).astype(int)


def _touching(plan: Plan) -> NDArray[np.bool_]:
    """Return which spaces lead outside, or to a stair or lift, or to another way without a door between, (n,)."""
    touching = plan.out.copy()
    up = np.isin(plan.use.astype(str), ("stair", "lift"))
    ways = np.isin(plan.use.astype(str), ("circulation", "stair"))
    touching |= plan.use == "stair"
    for one, other in ((0, 1), (1, 0)):
        first, second = plan.links[:, one], plan.links[:, other]
        touching[first[up[second] | (ways[second] & ~plan.door)]] = True
    return touching


def _sides(plan: Plan, features: Array) -> Iterator[tuple[int, Array]]:
    """Yield each space that parts its surroundings, and what the parts hold, (n_sides, 6).

    One depth-first walk (Hopcroft and Tarjan 1973, doi:10.1145/362248.362272): a subtree from which no link leads back
    above the space is a side of its own, and what is left of the connected part is another.
    """
    walk = _Walk.over(plan)
    sums, total = features.copy(), {}
    for space in reversed(walk.order):
        if walk.parent[space] >= 0:
            sums[walk.parent[space]] += sums[space]
    for space in walk.order:
        root = walk.root[space]
        total[root] = sums[root]
        own = [child for child in walk.children[space] if walk.low[child] >= walk.number[space]]
        sides = [sums[child] for child in own]
        rest = total[root] - features[space] - sum(sides, np.zeros(len(_FEATURES), dtype=int))
        if space != root:
            sides.append(rest)
        if len(sides) > 1:
            yield space, np.array(sides)


@dataclass(frozen=True)
class _Walk:
    """A depth-first walk.

    Parameters
    ----------
    order : spaces as they were first reached
    number : place of each in the order
    low : least number that its subtree has a link to
    parent : where it was reached from, -1 for a root
    root : where its walk began
    children : those reached from it
    """

    order: list[int]
    number: list[int]
    low: list[int]
    parent: list[int]
    root: list[int]
    children: list[list[int]]

    @classmethod
    def over(cls, plan: Plan) -> _Walk:
        count = len(plan.use)
        walk = cls([], [-1] * count, [count] * count, [-1] * count, list(range(count)), [[] for _ in range(count)])
        neighbours: list[list[int]] = [[] for _ in range(count)]
        for one, other in plan.links.tolist():
            neighbours[one].append(other)
            neighbours[other].append(one)
        for start in range(count):
            if walk.number[start] < 0:
                walk._from(start, neighbours)
        walk._lower(neighbours)
        return walk

    def _from(self, start: int, neighbours: list[list[int]]) -> None:
        stack = [(start, iter(neighbours[start]))]
        self._reach(start)
        while stack:
            space, rest = stack[-1]
            following = next((one for one in rest if self.number[one] < 0), None)
            if following is None:
                stack.pop()
                continue
            self.parent[following], self.root[following] = space, start
            self.children[space].append(following)
            self._reach(following)
            stack.append((following, iter(neighbours[following])))

    def _reach(self, space: int) -> None:
        self.number[space] = len(self.order)
        self.order.append(space)

    def _lower(self, neighbours: list[list[int]]) -> None:
        for space in reversed(self.order):
            seen = [self.number[one] for one in neighbours[space] if one != self.parent[space]]
            below = [self.low[child] for child in self.children[space]]
            self.low[space] = min([self.number[space], *seen, *below])
