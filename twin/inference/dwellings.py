"""Dwellings: the zones that say so, else the spaces behind one door of the common parts.

A declared dwelling stays the zone that it is. A dwelling that no zone declares becomes a zone of its own, with the id
``dwelling~`` and the id of its entrance door (of its first space where it has none), and edges ``groups`` to its
spaces: method ``behind-one-door`` for those one walks to, ``enclosed`` for shafts and closets without a door whose
neighbours are all in the dwelling. Its entrance is an edge ``refers_to`` from the zone to the door, method
``entrance``: the zone stands for the dwelling, and the door is reached from it without being a part of it.

The floor area leaves out what does not count as habitable (art. R156-1 of the French building code): cellars, garages,
attics, terraces, balconies, shafts. Head counts are assumed from the number of main rooms (``data/headcount.toml``),
which a finding says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import count
from typing import Any, Final

import numpy as np

from twin.inference.dwelling_findings import findings_of
from twin.inference.dwelling_zones import declared_dwellings
from twin.inference.enclosed import enclosed_in
from twin.inference.entrances import Dwelling, plan_of, ways_of, with_entrances
from twin.inference.homes import NONE, Plan, households
from twin.inference.layer import Inferred
from twin.inference.use import UNKNOWN
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("use", "doors", "openplan", "stairs", "lifts")

_USE: Final = "dwelling"
_UNINHABITED: Final = ("cellar", "parking", "roof", "exterior", "technical", "lift")
_MAIN_ROOM_M2: Final = 7.0
"""Least floor of a room to live in (règlement sanitaire départemental type, art. 40.3); a smaller one is a closet."""
_CORRIDOR_WAYS: Final = 3
"""Ways to other spaces indoors from which a space may be a corridor."""
_WALKED: Final = 0.9
"""Confidence in what one walks to: it rests on every link on the way."""
_ENCLOSED: Final = 0.6
"""Confidence in what neighbours say."""


def infer(twin: Twin) -> Inferred:
    """Return the dwellings of a twin with their entrances, areas and head counts."""
    rows = twin.rows(Kind.SPACE)
    if not len(rows):
        return Inferred()
    ways = ways_of(twin, rows)
    plan = plan_of(twin, rows, ways)
    walked, shared = households(plan)
    label = _with_enclosed(twin, rows, plan, walked)
    zones = declared_dwellings(twin, rows, plan)
    found = with_entrances(_listed(label, zones), ways, plan, twin.nodes["storey"][rows])
    use, use_from = _uses(twin, rows, plan, (label, shared))
    told = [_told(twin, rows, use[rows], plan, one) for one in found]
    nodes = _nodes(twin, rows, found, told)
    edges = _edges(twin, rows, found, walked)
    declared = [one.zone for one in found if one.zone >= 0]
    use[declared], use_from[declared] = _USE, "name"
    values = {"use": use, "use_from": use_from, **_of_zones(twin, found, told)}
    return Inferred(edges, nodes, values, findings_of(twin, rows, plan, found, walked))


def _with_enclosed(twin: Twin, rows: Array, plan: Plan, label: Array) -> Array:
    doorless = ~plan.out & (label == NONE) & ~np.isin(plan.use.astype(str), ("lift", "exterior", "stair"))
    doorless[plan.links.ravel()] = False
    enclosed = enclosed_in(twin, rows, label, doorless)
    return np.where(doorless & (enclosed != NONE), enclosed, label)


def _listed(label: Array, zones: Mapping[int, Array]) -> list[Dwelling]:
    """Return the declared dwellings, and those inferred ones that have no space with a declared one in common."""
    declared = [Dwelling(tuple(members.tolist()), zone) for zone, members in zones.items()]
    taken = np.unique(label[[one for dwelling in declared for one in dwelling.members]])
    open_ = np.setdiff1d(label, [*taken.tolist(), NONE])
    order = np.argsort(label, kind="stable")
    runs = (np.searchsorted(label[order], (one, one + 1)) for one in open_)
    return [*declared, *(Dwelling(tuple(order[start:end].tolist())) for start, end in runs)]


def _uses(twin: Twin, rows: Array, plan: Plan, known: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return uses where the way one walks tells what no name said: rooms of dwellings, common circulation.

    A large space of a dwelling with many ways on may be its corridor as well as its living room, and stays unknown.
    """
    (label, shared), use, use_from = known, twin.nodes["use"].copy(), twin.nodes["use_from"].copy()
    indoors = plan.among(plan.use != "exterior").links
    ways = np.bincount(indoors.ravel(), minlength=len(rows))
    silent, large = use[rows] == UNKNOWN, twin.nodes["area"][rows] >= _MAIN_ROOM_M2
    room = silent & large & (label != NONE) & (ways < _CORRIDOR_WAYS)
    for which, one in ((room, "living"), (silent & shared, "circulation")):
        use[rows[which]], use_from[rows[which]] = one, "topology"
    return use, use_from


def _told(twin: Twin, rows: Array, use: Array, plan: Plan, dwelling: Dwelling) -> dict[str, Any]:
    """Return area, head count, storey and building of a dwelling."""
    members = np.array(dwelling.members)
    habitable = members[~np.isin(use[members].astype(str), _UNINHABITED)]
    whole = any("dwelling" in plan.traits[one] for one in dwelling.members)
    main = 0 if whole else int(np.isin(use[habitable].astype(str), ("living", "office")).sum())
    first = rows[dwelling.inside if dwelling.inside >= 0 else dwelling.members[0]]
    return {
        "area": float(twin.nodes["area"][rows[habitable]].sum()),
        "headcount": _people()[min(main, len(_people())) - 1] if main else np.nan,
        "storey": int(twin.nodes["storey"][first]),
        "building": int(twin.nodes["building"][first]),
    }


@cache
def _people() -> tuple[float, ...]:
    data = resources.files("twin.inference").joinpath("data/headcount.toml")
    return tuple(tomllib.loads(data.read_text(encoding="utf-8"))["people"])


def _of_zones(twin: Twin, found: Sequence[Dwelling], told: Sequence[Mapping[str, Any]]) -> dict[str, Array]:
    """Return node columns with what was found about declared zones; what they say themselves is kept."""
    columns = {name: twin.nodes[name].copy() for name in ("area", "headcount", "storey", "building")}
    for dwelling, values in zip(found, told, strict=True):
        for name, column in columns.items():
            if dwelling.zone >= 0 and (np.isnan(column[dwelling.zone]) or column[dwelling.zone] == -1):
                column[dwelling.zone] = values[name]
    return columns


def _nodes(twin: Twin, rows: Array, found: Sequence[Dwelling], told: Sequence[Mapping[str, Any]]) -> Columns:
    """Return a zone for each dwelling that no zone declares."""
    new = [place for place, one in enumerate(found) if one.zone < 0]
    ids = twin.nodes["id"]
    return table_of(
        "nodes",
        {
            "id": [_id(ids, rows, found[place]) for place in new],
            "name": _names(twin, rows, [found[place] for place in new], [told[place] for place in new]),
            "kind": [Kind.ZONE] * len(new),
            "object_type": [_USE] * len(new),
            "use": [_USE] * len(new),
            "use_from": ["topology"] * len(new),
            "provenance": [Provenance.GEOMETRIC] * len(new),
            **{name: [told[place][name] for place in new] for name in ("area", "headcount", "storey", "building")},
        },
    )


def _id(ids: Array, rows: Array, dwelling: Dwelling) -> str:
    return f"dwelling~{ids[dwelling.doors[0]] if dwelling.doors else min(ids[rows[list(dwelling.members)]])}"


def _names(twin: Twin, rows: Array, found: Sequence[Dwelling], told: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the code that the names of its spaces begin with and no other dwelling's do, or storey and number."""
    codes = [_code(twin.nodes["name"][rows[list(one.members)]].tolist()) for one in found]
    numbers: dict[int, count[int]] = {}
    return [
        code if code and codes.count(code) == 1 else _numbered(twin, values["storey"], numbers)
        for code, values in zip(codes, told, strict=True)
    ]


def _numbered(twin: Twin, storey: int, numbers: dict[int, count[int]]) -> str:
    name = twin.nodes["name"][storey] if storey >= 0 else ""
    return f"{name} {next(numbers.setdefault(storey, count(1)))}".strip()


def _code(names: list[str]) -> str:
    """Return what all names begin with, if it ends before a number or at a sign: A of A101 and A204, 1 of 1.0.1."""
    first, last = min(names), max(names)  # what these have in common, all have
    begin = first[: next((place for place, one in enumerate(first) if not last.startswith(one, place)), len(first))]
    bare = begin.rstrip(" .-_/")
    return bare if len(names) > 1 and bare and (bare != begin or not bare[-1].isdigit()) else ""


def _edges(twin: Twin, rows: Array, found: Sequence[Dwelling], walked: Array) -> Columns:
    """Return what each new zone groups, and the entrance of every dwelling."""
    parts, number = [], count(twin.nodes.length)
    for one in found:
        zone = one.zone if one.zone >= 0 else next(number)
        members = np.array(one.members)
        near = walked[members] != NONE
        if one.zone < 0:
            parts += [
                (zone, space, Relation.GROUPS, *(("behind-one-door", _WALKED) if walks else ("enclosed", _ENCLOSED)))
                for space, walks in zip(rows[members].tolist(), near.tolist(), strict=True)
            ]
        parts += [(zone, door, Relation.REFERS_TO, "entrance", _WALKED) for door in one.doors[:1]]
    names = ("source", "target", "relation", "method", "confidence")
    columns = dict(zip(names, zip(*parts, strict=True), strict=True)) if parts else {"source": ()}
    return table_of("edges", {**columns, "provenance": [Provenance.GEOMETRIC] * len(parts)})
