"""A way through the graph told to people, leg by leg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from twin.analysis.routes_arcs import Arcs, Kind
from twin.model.columns import Array
from twin.model.kinds import Kind as NodeKind
from twin.model.twin import Twin

__all__ = ["Leg", "label", "legs_of"]

_MODES: Final = {Kind.STAIR: "stair", Kind.BOARD: "lift", Kind.ALIGHT: "lift", Kind.RIDE: "lift", Kind.WAY: "way"}


@dataclass(frozen=True)
class Leg:
    """One part of a route.

    Parameters
    ----------
    mode : room, door, stair, lift or way
    from_, to : names of where it begins and ends
    via : name of the door, stair, lift or way, empty where nothing is passed
    via_id : its id
    storey : name of the storey that it begins on, empty outdoors
    distance_m : how far one walks [m]
    rise_m : how high one climbs, negative down; None if unknown [m]
    time_s : how long it takes [s]
    total_s : how long it takes from the start of the route [s]
    step_free : 1 free of steps, 0 not, -1 unknown
    points : corners of the line [m]; None for a coordinate that is unknown
    """

    mode: str
    from_: str
    to: str
    via: str
    via_id: str
    storey: str
    distance_m: float
    rise_m: float | None
    time_s: float
    total_s: float
    step_free: int
    points: tuple[tuple[float | None, ...], ...]


def label(twin: Twin, row: int) -> str:
    """Return what people call a thing: its code, its names, or what it is."""
    nodes = twin.nodes
    if row < 0:
        return ""
    if nodes["object_type"][row] in {"stretch"} and nodes["parent"][row] >= 0:
        return label(twin, int(nodes["parent"][row]))
    if nodes["kind"][row] == NodeKind.PATH and nodes["object_type"][row] in {"junction", "entrance"}:
        return str(nodes["object_type"][row])
    names = [str(nodes[name][row]) for name in ("code", "name", "long_name")]
    known = list(dict.fromkeys(one for one in names if one))
    what = str(nodes["object_type"][row]) or str(nodes["ifc_class"][row]).removeprefix("Ifc")
    return " ".join(known) if known else f"{what} {nodes['id'][row]}".strip()


def legs_of(twin: Twin, arcs: Arcs, found: Sequence[int], seconds: Array) -> tuple[Leg, ...]:
    """Return the legs of a way.

    Parameters
    ----------
    twin : the twin
    arcs : the graph
    found : arcs of the way
    seconds : how long each takes [s], (n,)
    """
    legs, total = [], 0.0
    for some in _grouped(twin, arcs, found):
        time = float(seconds[some].sum())
        total += time
        legs.append(_leg(twin, arcs, [found[one] for one in some], time, total))
    return tuple(legs)


def _grouped(twin: Twin, arcs: Arcs, found: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places in the way of the arcs of each leg: a room with the door out of it, a stair, a ride, a way."""
    group, keys = 0, []
    last: tuple[str, int] = ("", -1)
    passed = -1
    for arc in found:
        mode, via = _mode(arcs, arc), _via(twin, arcs, arc)
        within = mode == "room" and arcs.inside[arc] < 0 and last[0] == "room" and passed in {-1, via}
        if not within and (mode == "room" or last != (mode, via)):
            group += 1
            passed = -1
        if mode == "room" and arcs.inside[arc] < 0:
            passed = via
        last = (mode, -1 if mode == "room" else via)
        keys.append(group)
    for _, members in groupby(range(len(found)), key=keys.__getitem__):
        yield list(members)


def _mode(arcs: Arcs, arc: int) -> str:
    return _MODES.get(Kind(int(arcs.kind[arc])), "room")


def _via(twin: Twin, arcs: Arcs, arc: int) -> int:
    """Return what an arc passes: a door, stair or lift, or the way that a stretch is a part of; -1 if nothing."""
    edge = int(arcs.edge[arc])
    via = int(twin.edges["via"][edge]) if edge >= 0 else -1
    if via >= 0 and twin.nodes["object_type"][via] == "stretch" and twin.nodes["parent"][via] >= 0:
        return int(twin.nodes["parent"][via])
    return via


def _leg(twin: Twin, arcs: Arcs, some: list[int], time: float, total: float) -> Leg:
    start, end = int(arcs.space[arcs.tail[some[0]]]), int(arcs.space[arcs.head[some[-1]]])
    via = next((one for arc in some if (one := _via(twin, arcs, arc)) >= 0), -1)
    storey = int(twin.nodes["storey"][start])
    mode = _mode(arcs, some[0])
    if mode == "room" and len(some) == 1 and arcs.inside[some[0]] < 0:
        mode = "door" if via >= 0 else "room"
    rise = arcs.rise[some].sum()
    return Leg(
        mode,
        label(twin, start),
        label(twin, end),
        label(twin, via),
        str(twin.nodes["id"][via]) if via >= 0 else "",
        str(twin.nodes["name"][storey]) if storey >= 0 else "",
        round(float(np.nan_to_num(arcs.metres[some]).sum()), 2),
        round(float(rise), 3) if np.isfinite(rise) else None,
        round(time, 2),
        round(total, 2),
        _worst(arcs.step_free[some]),
        _points(twin, arcs, some),
    )


def _worst(free: Array) -> int:
    return 0 if (free == 0).any() else -1 if (free < 0).any() else 1


def _points(twin: Twin, arcs: Arcs, some: list[int]) -> tuple[tuple[float | None, ...], ...]:
    """Return the corners of a leg, along the lines of the stretches that it follows."""
    found: list[Array] = []
    for arc in some:
        ends = arcs.position[[arcs.tail[arc], arcs.head[arc]]]
        found += list(_line(twin, arcs, arc, ends))
    kept = [
        one for place, one in enumerate(found) if not place or not np.array_equal(one, found[place - 1], equal_nan=True)
    ]
    return tuple(tuple(None if np.isnan(value) else round(float(value), 3) for value in one) for one in kept)


def _line(twin: Twin, arcs: Arcs, arc: int, ends: Array) -> Array:
    edge = int(arcs.edge[arc])
    via = int(twin.edges["via"][edge]) if edge >= 0 and arcs.kind[arc] in {Kind.WAY, Kind.STAIR} else -1
    if via < 0:
        return ends
    lines, points = twin["lines"], twin["line_points"]
    drawn = np.flatnonzero(lines["node"] == via)
    if twin.nodes["kind"][via] != NodeKind.PATH or not len(drawn):
        return ends
    corners = points["xyz"][points["line"] == drawn[0]]
    ahead = np.hypot(*(corners[0] - ends[0])[:2]) <= np.hypot(*(corners[-1] - ends[0])[:2])
    return np.asarray(corners if ahead else corners[::-1])
