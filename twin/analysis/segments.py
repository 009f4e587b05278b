"""Isolation segments: which valves to close around a leak, and who is without supply then.

Cut at its closable valves, pipework falls into segments; a leak is stopped only by emptying the whole segment that it
is in. Water may come back from any side, so segments know no direction; who loses supply follows its direction. A valve
that is stuck joins the segments on both of its sides.

References
----------
H. Jun and G. V. Loganathan, "Valve-controlled segments in water distribution systems", Journal of Water Resources
Planning and Management 133(2), 2007, doi:10.1061/(ASCE)0733-9496(2007)133:2(145). T. M. Walski, "Water distribution
valve topology for reliability analysis", Reliability Engineering and System Safety 42(1), 1993,
doi:10.1016/0951-8320(93)90051-Y.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.analysis.pipework import Mask, Pipework, Rows, pipework
from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.components import ServicePoint, Supply
from twin.simulation.supply import after_failures

__all__ = ["Isolation", "isolation_of", "segments_of"]


@dataclass(frozen=True)
class Isolation:
    """What it takes to empty the segment that a thing is in; all rows are those of the twin, ascending.

    Parameters
    ----------
    node : the thing
    valves : to close, the fewest that stop the flow
    idle : valves around the segment behind which there is no source: what stands there only drains
    assumed : valves to close of which nobody knows that they can be closed
    stuck : stuck valves, because of which the segment is larger
    members : what is emptied
    sources : where the fluid comes in behind no valve of the model, to be shut off outside of it
    lost : services that places lose
    inside : places whose delivery point or terminals are emptied
    cut_off : other places, disconnected only because their supply comes through the segment
    """

    node: int
    valves: tuple[int, ...]
    idle: tuple[int, ...]
    assumed: tuple[int, ...]
    stuck: tuple[int, ...]
    members: tuple[int, ...]
    sources: tuple[int, ...]
    lost: tuple[ServicePoint, ...]
    inside: tuple[int, ...]
    cut_off: tuple[int, ...]


@dataclass(frozen=True)
class _Ring:
    """What is emptied in the pipework of one fluid, and what lies around it; masks, (n,)."""

    emptied: Mask
    valves: Mask
    idle: Mask
    stuck: Mask


def segments_of(pipes: Pipework, *, stuck: Iterable[int] = ()) -> NDArray[np.int64]:
    """Return the number of the segment that each thing is in, -1 for valves and what keeps fluids apart, (n,).

    Parameters
    ----------
    pipes : the pipework of a fluid
    stuck : rows in the twin of valves that cannot be closed
    """
    cut = pipes.closable & ~np.isin(pipes.nodes, list(stuck)) | pipes.separating
    return _components(pipes, cut)


def isolation_of(
    twin: Twin, supply: Supply, node: int, *, stuck: Iterable[int] = (), closed: Iterable[int] = ()
) -> Isolation:
    """Return what it takes to empty what surrounds a thing, and who is without supply then.

    Parameters
    ----------
    twin : the twin
    supply : its supply graph
    node : row of a pipe, fitting, valve or machine
    stuck : rows of valves that cannot be closed
    closed : rows of valves that are closed already

    Raises
    ------
    UsageError
        If no pipework of the twin leads there.
    """
    found = [(pipes, pipes.place(node)) for pipes in pipework(twin).values()]
    rings = [(pipes, _around(pipes, place, list(stuck), list(closed))) for pipes, place in found if place >= 0]
    if not rings:
        name = twin.nodes["name"][node] or twin.nodes["id"][node]
        raise UsageError(name, "is part of no pipework", "Aim at a pipe, fitting, valve or machine that carries fluid.")
    emptied = _rows((pipes, ring.emptied) for pipes, ring in rings)
    valves = _rows((pipes, ring.valves) for pipes, ring in rings)
    lost = _lost(supply, [node, *emptied, *valves])
    inside = _within(supply, lost, _rows((pipes, _touched(pipes, ring.emptied)) for pipes, ring in rings))
    return Isolation(
        node,
        valves,
        _rows((pipes, ring.idle) for pipes, ring in rings),
        _rows((pipes, ring.valves & pipes.assumed) for pipes, ring in rings),
        _rows((pipes, ring.stuck) for pipes, ring in rings),
        emptied,
        _rows((pipes, ring.emptied & pipes.source) for pipes, ring in rings),
        lost,
        tuple(sorted(inside)),
        tuple(sorted({point.place for point in lost} - inside)),
    )


def _around(pipes: Pipework, place: int, stuck: Sequence[int], closed: Sequence[int]) -> _Ring:
    """Return what is emptied around a thing, and the valves around it."""
    jammed = pipes.closable & np.isin(pipes.nodes, stuck)
    cut = (pipes.closable & ~jammed) | pipes.separating
    itself = np.zeros(len(cut), dtype=bool)
    itself[place] = True
    label = _components(pipes, cut & ~itself)
    if pipes.separating[place]:
        label = _components(pipes, cut)
    struck = np.unique(label[itself | (_beside(pipes, itself) & pipes.separating[place])])
    emptied = np.isin(label, struck[struck >= 0]) | (itself & ~pipes.separating)
    gone = emptied | itself
    rim = _beside(pipes, gone) & _beside(pipes, ~gone) & pipes.closable & ~gone & ~np.isin(pipes.nodes, closed)
    fed = _still_fed(pipes, gone, closed)
    return _Ring(emptied, rim & fed, rim & ~fed, jammed & emptied)


def _still_fed(pipes: Pipework, emptied: Mask, closed: Sequence[int]) -> Mask:
    """Return what a source still reaches, from whichever side, with the segment taken away and all else open, (n,)."""
    label = _components(pipes, emptied | pipes.separating | np.isin(pipes.nodes, closed))
    fed = np.unique(label[pipes.source])
    return np.isin(label, fed[fed >= 0])


def _components(pipes: Pipework, cut: Mask) -> NDArray[np.int64]:
    """Return the number of the piece that each thing is in once some are taken out, -1 for those, (n,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = len(pipes.nodes)
    kept = ~cut[pipes.tail] & ~cut[pipes.head]
    ends = (pipes.tail[kept], pipes.head[kept])
    _, label = connected_components(coo_array((np.ones(len(ends[0])), ends), shape=(size, size)), directed=False)
    return np.where(cut, -1, label).astype(np.int64)


def _beside(pipes: Pipework, mask: Mask) -> Mask:
    """Return what is linked with any of the chosen things, (n,)."""
    near = np.zeros(len(mask), dtype=bool)
    near[pipes.head[mask[pipes.tail]]] = True
    near[pipes.tail[mask[pipes.head]]] = True
    return near


def _touched(pipes: Pipework, emptied: Mask) -> Mask:
    return emptied | (_beside(pipes, emptied) & pipes.separating)


def _rows(masks: Iterable[tuple[Pipework, Mask]]) -> tuple[int, ...]:
    found = [pipes.nodes[mask] for pipes, mask in masks]
    return tuple(np.unique(np.concatenate(found)).tolist())


def _lost(supply: Supply, rows: Sequence[int]) -> tuple[ServicePoint, ...]:
    """Return the services that places lose once some things pass nothing on."""
    components = supply.component[np.asarray(rows, dtype=np.int64)]
    before = supply.at_rest
    after = after_failures(supply.graph, before, components[components >= 0].tolist()).works
    return tuple(point for point in supply.points if before.works[point.component] and not after[point.component])


def _within(supply: Supply, points: Sequence[ServicePoint], rows: Sequence[int]) -> set[int]:
    """Return the places that have one of their services from one of some things."""
    chosen = set(rows)
    return {point.place for point in points if chosen & set(_handing_over(supply, point.component))}


def _handing_over(supply: Supply, component: int) -> Rows:
    """Return the things of the twin that a service depends on directly, (n,)."""
    graph = supply.graph
    found: list[int] = []
    waiting = [component]
    while waiting:
        one = waiting.pop()
        first, last = graph.first_need[one], graph.first_need[one + 1]
        feeders = graph.feeder[graph.first_feeder[first] : graph.first_feeder[last]]
        nodes = supply.node[feeders]
        found += nodes[nodes >= 0].tolist()
        waiting += feeders[nodes < 0].tolist()
    return np.unique(np.array(found, dtype=np.int64))
