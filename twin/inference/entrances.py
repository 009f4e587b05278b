"""The ways through and out of the spaces of a twin, and by which of them one enters a dwelling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from twin.inference.homes import Plan
from twin.inference.use import meaning_of
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Dwelling", "Ways", "plan_of", "ways_of", "with_entrances"]

_NOWHERE: Final = -1
_OUTLYING: Final = ("cellar", "parking", "exterior", "roof", "technical", "storage")
"""Uses of spaces whose door is not that of the dwelling: a cellar far below may belong to it."""
_DAY: Final = frozenset({"day", "kitchen", "studio"})


@dataclass(frozen=True)
class Ways:
    """Passable links of spaces, which are numbered by position.

    Parameters
    ----------
    links : two spaces each, (m, 2)
    via : door or stair of each link, -1 if none, (m,)
    out : space of each way outside, (k,)
    out_via : door of each way outside, -1 if none, (k,)
    doors : nodes that are doors
    """

    links: Array
    via: Array
    out: Array
    out_via: Array
    doors: frozenset[int]


@dataclass(frozen=True)
class Dwelling:
    """One dwelling.

    Parameters
    ----------
    members : its spaces, as positions among all spaces, ascending
    zone : node of the zone that declares it, -1 if none does
    doors : its entrance doors, the likeliest first
    inside : space behind the first of them, or where one comes in without a door; -1 if one cannot
    """

    members: tuple[int, ...]
    zone: int = _NOWHERE
    doors: tuple[int, ...] = ()
    inside: int = _NOWHERE


def ways_of(twin: Twin, rows: Array) -> Ways:
    """Return the passable links of a twin.

    Parameters
    ----------
    twin : the twin
    rows : nodes of its spaces
    """
    edges, nodes = twin.edges, twin.nodes
    place = np.full(nodes.length, _NOWHERE)
    place[rows] = np.arange(len(rows))
    open_ = np.flatnonzero(edges["relation"].astype(str) == Relation.OPENS_ONTO)
    ends = np.column_stack((place[edges["source"][open_]], place[edges["target"][open_]]))
    between, via = (ends >= 0).all(axis=1), edges["via"][open_].astype(int)
    outer = nodes["kind"].astype(str) == Kind.EXTERIOR
    leads_out = (ends >= 0).any(axis=1) & (outer[edges["source"][open_]] | outer[edges["target"][open_]])
    doors = np.flatnonzero(np.char.startswith(nodes["ifc_class"].astype(str), "IfcDoor"))
    return Ways(ends[between], via[between], ends[leads_out].max(axis=1), via[leads_out], frozenset(doors.tolist()))


def plan_of(twin: Twin, rows: Array, ways: Ways) -> Plan:
    """Return the spaces as `twin.inference.homes` looks at them.

    Parameters
    ----------
    twin : the twin
    rows : nodes of its spaces
    ways : how one passes between them
    """
    use = twin.nodes["use"][rows]
    traits = [
        meaning_of(twin, row).traits | ({"kitchen"} if one == "kitchen" else frozenset())  # by its sink or cooker
        for row, one in zip(rows.tolist(), use.tolist(), strict=True)
    ]
    door = np.isin(ways.via, list(ways.doors))
    return Plan(use, traits, ways.links, door, np.isin(np.arange(len(rows)), ways.out))


def with_entrances(found: Sequence[Dwelling], ways: Ways, plan: Plan, storey: Array) -> list[Dwelling]:
    """Return the dwellings with their entrances.

    The likeliest entrance is a door from the common parts; else one from outside, into a hall rather than a room, on a
    storey with a living room or kitchen rather than in the cellar. Where there is a door from the common parts, doors
    to the outside lead to terraces and are no entrances.

    Parameters
    ----------
    found : the dwellings
    ways : all passable links
    plan : all spaces
    storey : storey of each space, (n,)
    """
    owner = np.full(len(plan.use), _NOWHERE)
    for number, one in enumerate(found):
        owner[list(one.members)] = number
    entries: list[list[tuple[int, int, int]]] = [[] for _ in found]
    for (one, other), via in zip(ways.links.tolist(), ways.via.tolist(), strict=True):
        if owner[one] != owner[other]:
            for space, beyond in ((one, other), (other, one)):
                if owner[space] >= 0 and plan.use[beyond] != "lift":
                    good = via in ways.doors and plan.use[space] not in _OUTLYING
                    entries[owner[space]].append((0 if good else 3, via, space))
    for space, via in zip(ways.out.tolist(), ways.out_via.tolist(), strict=True):
        if owner[space] >= 0:
            hall = plan.use[space] in {"circulation", "stair"}
            entries[owner[space]].append((1 if hall and via in ways.doors else 2, via, space))
    return [_entered(one, entered, ways, (plan, storey)) for one, entered in zip(found, entries, strict=True)]


def _entered(
    dwelling: Dwelling, entries: list[tuple[int, int, int]], ways: Ways, spaces: tuple[Plan, Array]
) -> Dwelling:
    """Return the dwelling with the best of its entries: rank, door and space behind."""
    plan, storey = spaces
    day = {int(storey[one]) for one in dwelling.members if plan.traits[one] & _DAY}
    ranked = sorted((rank, int(storey[space]) not in day, via, space) for rank, via, space in entries)
    if not ranked:
        return dwelling
    rank = ranked[0][0]
    doors = tuple(dict.fromkeys(via for one, _, via, _ in ranked if one == rank and via in ways.doors))
    return replace(dwelling, doors=doors, inside=ranked[0][3])
