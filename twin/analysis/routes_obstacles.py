"""What keeps people from a way without steps, and what is not known of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from twin.analysis.routes_arcs import Arcs, Kind
from twin.analysis.routes_legs import label
from twin.inference.ways.drawn import said
from twin.inference.ways.limits import limits
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Obstacle", "obstacles_of", "unknowns_of"]


@dataclass(frozen=True)
class Obstacle:
    """What people who need a way without steps cannot pass.

    Parameters
    ----------
    id : id of the door, stair or way, or of the space behind it
    name : its name
    reason : why they cannot pass
    remedy : what it would take
    """

    id: str
    name: str
    reason: str
    remedy: str


def obstacles_of(twin: Twin, arcs: Arcs, found: Sequence[int]) -> tuple[Obstacle, ...]:
    """Return what blocks a way, in the order in which one comes to it.

    Parameters
    ----------
    twin : the twin
    arcs : the graph
    found : arcs of the way
    """
    blocked = [arc for arc in found if arcs.step_free[arc] == 0]
    return tuple(dict.fromkeys(_obstacle(twin, arcs, arc) for arc in blocked))


def unknowns_of(twin: Twin, arcs: Arcs, found: Sequence[int]) -> tuple[str, ...]:
    """Return what would have to be known to prove that a way is free of steps.

    Parameters
    ----------
    twin : the twin
    arcs : the graph
    found : arcs of the way
    """
    doubtful = [int(arcs.edge[arc]) for arc in found if arcs.step_free[arc] < 0]
    return tuple(dict.fromkeys(_unknown(twin, edge) for edge in doubtful))


def _unknown(twin: Twin, edge: int) -> str:
    edges, thing = twin.edges, _thing(twin, edge)
    if edges["via"][edge] < 0 and edges["relation"][edge] == Relation.WALKS_TO:
        ends = (int(edges["source"][edge]), int(edges["target"][edge]))
        thing = next((end for end in ends if twin.nodes["object_type"][end] != "junction"), thing)
        return f"the {edges['length'][edge]:.1f} m between the way and {label(twin, thing)}"
    return f"{_listed(_missing(twin, edge))} of {label(twin, thing)}"


def _obstacle(twin: Twin, arcs: Arcs, arc: int) -> Obstacle:
    edge = int(arcs.edge[arc])
    thing = _thing(twin, edge)
    reason, remedy = _why(twin, arcs, arc, thing)
    return Obstacle(str(twin.nodes["id"][thing]), label(twin, thing), reason, remedy)


def _why(twin: Twin, arcs: Arcs, arc: int, thing: int) -> tuple[str, str]:
    """Return why nobody on wheels passes a link, and what it would take."""
    edge, bounds = int(arcs.edge[arc]), limits()["step_free"]
    width, rise = float(twin.edges["clear_width"][edge]), abs(float(arcs.rise[arc]))
    if arcs.kind[arc] == Kind.STAIR:
        height = f" over {rise:.2f} m" if np.isfinite(rise) else ""
        return f"it is a stair{height}", f"A lift or a ramp{height}."
    outdoors = twin.edges["relation"][edge] == Relation.WALKS_TO
    needed = bounds["least_width_m"] if outdoors else bounds["door_m"]
    if width < needed:
        return f"it is {width:.2f} m wide, {needed:.2f} m are needed", f"{(needed - width) * 100:.0f} cm more width."
    if not outdoors:
        return f"its threshold is higher than {bounds['step_m'] * 100:.0f} cm", "A level threshold or a ramp."
    return _why_of_way(twin, edge, thing)


def _why_of_way(twin: Twin, edge: int, thing: int) -> tuple[str, str]:
    bounds, row = limits()["step_free"], np.array([thing])
    slope = abs(float(twin.edges["slope"][edge]))
    kerb, steps = (float(said(twin, row, name)[0][0]) for name in ("kerb_height", "step_count"))
    if steps > 0:
        return f"it has {steps:.0f} steps", "A ramp."
    if kerb > bounds["step_m"]:
        return f"its kerb is {kerb * 100:.0f} cm high", "A dropped kerb."
    if slope > bounds["slope"]:
        return f"it slopes by {slope:.1%}, {bounds['slope']:.0%} are allowed", "A longer ramp with landings."
    return "it is known to be steep in part, or unfit for wheelchairs", "A look at the place."


def _thing(twin: Twin, edge: int) -> int:
    """Return the door, stair or way of an edge; where there is none, the place that it leads to."""
    via = int(twin.edges["via"][edge])
    if via < 0:
        return int(twin.edges["target"][edge])
    parent = int(twin.nodes["parent"][via])
    return parent if twin.nodes["object_type"][via] == "stretch" and parent >= 0 else via


def _missing(twin: Twin, edge: int) -> list[str]:
    edges = twin.edges
    found = ["width"] if np.isnan(edges["clear_width"][edge]) else []
    if edges["relation"][edge] != Relation.WALKS_TO:
        return found + (["threshold"] if edges["step_free"][edge] < 0 else [])
    found += ["slope"] if np.isnan(edges["slope"][edge]) else []
    row = np.array([_thing(twin, edge)])
    told = [said(twin, row, "kerb")[1][0], said(twin, row, "wheelchair")[1][0]]
    kerb = np.isnan(said(twin, row, "kerb_height")[0][0]) and told[0] == "" and told[1] not in {"yes", "designated"}
    return (found + (["kerbs"] if kerb else [])) or ["exact width"]


def _listed(words: Iterable[str]) -> str:
    some = list(words)
    return " and ".join(filter(None, (", ".join(some[:-1]), some[-1])))
