"""Links through doors, gates and openings without a door, each with the two places it joins.

A door is declared by the space boundaries of its two sides, or found by looking out of it both ways
(`twin.inference.sides`). Where both speak they are weighed (`twin.inference.settling`). Nothing is guessed: a door
with a side of which nothing is known makes a finding and no link.

The ``value`` of a link is the greater of the two distances from the faces of its wall to the outlines of the spaces
[m]. What else the columns hold says `twin.inference.door_edges`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.inference.declared_doors import Declared, declared_doors
from twin.inference.door_edges import edges_of
from twin.inference.door_facts import door_facts
from twin.inference.door_findings import finding_of
from twin.inference.layer import Inferred
from twin.inference.outdoors import before_lift, open_air
from twin.inference.passages import Passages, passages, with_shapeless
from twin.inference.rooms import Rooms
from twin.inference.settling import OUTSIDE, UNKNOWN, UNSEEN, Seen, settled
from twin.inference.sides import Candidates, candidates
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("exterior", "use")


def infer(twin: Twin) -> Inferred:
    """Return the links through doors and openings of a twin.

    Parameters
    ----------
    twin : the twin, with the outside of its buildings
    """
    rooms, said = Rooms.of(twin), declared_doors(twin)
    found = passages(twin, rooms.origin).only(slice(None if len(rooms.rows) else 0))
    seen = _seen(twin, rooms, found) if len(rooms.rows) else []
    found = with_shapeless(twin, found, said)
    seen += [UNSEEN] * (len(found.rows) - len(seen))
    facts = door_facts(twin, found.rows)
    verdicts = [
        settled(one, said.get(row, Declared()), external=external)
        for one, row, external in zip(seen, found.rows.tolist(), facts.is_external.tolist(), strict=True)
    ]
    edges = edges_of(twin, found, facts, list(zip(seen, verdicts, strict=True)))
    doubtful = (
        finding_of(twin, row, one, verdict, said.get(row, Declared()))
        for row, one, verdict in zip(found.rows.tolist(), seen, verdicts, strict=True)
        if verdict.doubt
    )
    return Inferred(edges=edges, findings=list(doubtful))


def _seen(twin: Twin, rooms: Rooms, found: Passages) -> list[Seen]:
    """Return what stands beside each passage."""
    near = candidates(twin, rooms, found)
    ends, gap, within = _best(near, rooms, len(found.rows))
    bare = np.argwhere((ends < 0) & (ends[:, ::-1] >= 0) & ~within[:, None])
    open_side = open_air(twin, rooms, found.only(bare[:, 0]), sides=bare[:, 1])
    ends[tuple(bare[open_side].T)] = OUTSIDE
    lift = _lifts(twin, rooms, found, ends)
    sides = _sides(near, rooms, len(found.rows))
    return [
        Seen(tuple(ends[one].tolist()), sides[one], float(gap[one]), bool(within[one]), bool(lift[one]))
        for one in range(len(found.rows))
    ]


def _best(near: Candidates, rooms: Rooms, count: int) -> tuple[Array, Array, Array]:
    """Return the nodes on both sides, (n, 2), the greater gap, (n,), and whether one space is on both sides, (n,).

    Where the same space comes first on both sides, the second best of one side is taken, of which there is a nearer.
    """
    first, second = (_ranked(near, count, rank) for rank in (0, 1))
    room, gaps = np.append(near.room, -1), np.append(near.gap, np.inf)
    same = (room[first[:, 0]] == room[first[:, 1]]) & (first[:, 0] >= 0)
    swap = np.argmin(gaps[second], axis=1)
    here = np.arange(count)
    within = same & (second[here, swap] < 0)
    chosen = first.copy()
    replaced = np.flatnonzero(same)
    chosen[replaced, swap[replaced]] = second[replaced, swap[replaced]]
    ends = np.where(chosen >= 0, np.append(rooms.rows, -1)[room[chosen]], UNKNOWN)
    gap = np.where(chosen >= 0, gaps[chosen], -np.inf).max(axis=1)
    return ends, np.where(np.isinf(gap), np.nan, gap), within


def _ranked(near: Candidates, count: int, rank: int) -> Array:
    """Return the row of the candidate of a rank for each passage and side, -1 if there is none, (n, 2)."""
    key = near.passage * 2 + near.side
    start = np.searchsorted(key, np.arange(2 * count)) + rank
    inside = np.append(key, -1)[np.minimum(start, len(key))] == np.arange(2 * count)
    return np.where(inside, start, -1).reshape(count, 2)


def _sides(near: Candidates, rooms: Rooms, count: int) -> list[tuple[frozenset[int], frozenset[int]]]:
    """Return all spaces seen on either side of each passage."""
    found: list[tuple[set[int], set[int]]] = [(set(), set()) for _ in range(count)]
    rows = rooms.rows[near.room].tolist()
    for passage, side, row in zip(near.passage.tolist(), near.side.tolist(), rows, strict=True):
        found[passage][side].add(row)
    return [(frozenset(one), frozenset(other)) for one, other in found]


def _lifts(twin: Twin, rooms: Rooms, found: Passages, ends: Array) -> Array:
    """Return which passages lead into a lift, (n,): a space so named, or a car without a space around it."""
    use = np.append(twin.nodes["use"].astype(str), ["", ""])
    named = (use[ends] == "lift").any(axis=1)
    sides = np.zeros(len(ends), dtype=int)
    cars = np.column_stack([before_lift(twin, rooms, found, sides=sides + side) for side in (0, 1)])
    return np.asarray(named | (cars & (ends < 0)).any(axis=1))
