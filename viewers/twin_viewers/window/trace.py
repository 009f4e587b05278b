"""What feeds a thing and what it feeds, step by step along the supply links as their authors wrote them.

A trace follows what flows. Who loses a service if a thing fails is another question, and `supply.served_by` answers it:
two pumps side by side feed the same dwellings, and neither of them alone leaves one cold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from twin.analysis.criticality_runs import has_name
from twin.model.evidence import Provenance
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.needs import needs_table
from twin_viewers.colouring import Groups
from twin_viewers.palette import PROVENANCE
from twin_viewers.words import words_in

__all__ = ["Direction", "Station", "Trace", "downstream", "points", "stations", "upstream", "values", "weakest"]

Rows = NDArray[np.int64]
Direction = Literal["upstream", "downstream"]

_COLOURS: Final = {
    "itself": "#D55E00",
    "upstream": "#0072B2",
    "downstream": "#E69F00",
    "upstream_assumed": "#99DDFF",
    "downstream_assumed": "#F0E442",
    "both": "#009E73",
}
"""One hue each way, paler where only assumed links lead; all of them of the palette for the colour-blind."""


@dataclass(frozen=True)
class Trace:
    """What is found along supply links from a thing.

    Parameters
    ----------
    start : row of the thing
    direction : ``upstream`` to what feeds it, or ``downstream`` to what it feeds
    commodity : the only one that was followed, empty for all
    rows : of what was found, the nearest first, the thing itself before all, (k,)
    depth : how many links each is away, (k,)
    sure : whether links lead there none of which is assumed, (k,)
    edges : rows of the links between them, (m,)
    size : number of nodes of the twin
    """

    start: int
    direction: Direction
    commodity: str
    rows: Rows
    depth: Rows
    sure: NDArray[np.bool_]
    edges: Rows
    size: int

    @property
    def found(self) -> Rows:
        """Rows of what was found, without the thing itself, (k - 1,)."""
        return self.rows[1:]


@dataclass(frozen=True, slots=True)
class Station:
    """A thing with a name next to another along supply links, with only pieces of pipe or cable between them.

    Parameters
    ----------
    row : of the thing
    edge : the link nearest to it
    commodity : what flows
    pieces : number of pieces between
    provenance : the weakest of the links between
    confidence : the least of them [-]
    """

    row: int
    edge: int
    commodity: str
    pieces: int
    provenance: str
    confidence: float


def upstream(twin: Twin, row: int, commodity: str | None = None) -> Trace:
    """Return what feeds a thing, and what feeds that, as far as it goes.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    commodity : the only one to follow; else all but those that nothing needs, such as what comes back from radiators
    """
    return _traced(twin, row, "upstream", commodity)


def downstream(twin: Twin, row: int, commodity: str | None = None) -> Trace:
    """Return what a thing feeds, and what that feeds, as far as it goes.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    commodity : the only one to follow; else all but those that nothing needs, such as what comes back from radiators
    """
    return _traced(twin, row, "downstream", commodity)


def values(*traces: Trace, language: str = "en") -> Groups:
    """Return what traces found as groups to colour a view by: what feeds it, what it feeds, and the thing itself.

    Parameters
    ----------
    traces : of one thing, upstream, downstream or both
    language : of the labels, ``en`` or ``fr``
    """
    words, names = words_in(language), list(_COLOURS)
    codes, before = np.full(traces[0].size, -1, dtype=np.int64), set[int]()
    for trace in traces:
        codes[trace.rows] = np.where(
            trace.sure, names.index(trace.direction), names.index(f"{trace.direction}_assumed")
        )
        codes[sorted(before & set(trace.rows.tolist()))] = names.index("both")
        before |= set(trace.rows.tolist())
    codes[traces[0].start] = names.index("itself")
    labels = tuple(words(f"trace.{name}") for name in names)
    return Groups(words("trace.title"), labels, codes, colours=tuple(_COLOURS.values()))


def points(twin: Twin, trace: Trace) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Return both ends of each link of a trace [m], (m, 2, 3), and the colour of each by why it is believed.

    Links of which an end has no place are left out.

    Parameters
    ----------
    twin : the twin
    trace : of a thing of it
    """
    nodes, edges = twin.nodes, twin.edges
    places = nodes["box"].mean(axis=1)
    places = np.where(np.isfinite(places), places, nodes["position"])
    ends = np.stack((places[edges["source"][trace.edges]], places[edges["target"][trace.edges]]), axis=1)
    known = np.isfinite(ends).all(axis=(1, 2))
    told = edges["provenance"][trace.edges[known]].tolist()
    return ends[known], tuple(PROVENANCE[str(one)] for one in told)


def stations(twin: Twin, row: int, direction: Direction) -> tuple[Station, ...]:
    """Return the next things with a name along supply links, past the pieces of pipe and cable between.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    direction : ``upstream`` or ``downstream``
    """
    links, classes = _links(twin, None), twin.nodes["ifc_class"]
    found: dict[tuple[int, str], Station] = {}
    front: list[tuple[int, int, tuple[int, ...]]] = [(row, 0, ())]
    seen = {row}
    while front:
        now, pieces, way = front.pop(0)
        for edge, other in links.at(now, direction):
            commodity = str(twin.edges["commodity"][edge])
            if way and commodity != str(twin.edges["commodity"][way[0]]):
                continue
            if has_name(str(classes[other])):
                found.setdefault((other, commodity), _station(twin, other, (*way, edge), pieces))
            elif other not in seen:
                seen.add(other)
                front.append((other, pieces + 1, (*way, edge)))
    found.pop((row, ""), None)
    return tuple(station for station in found.values() if station.row != row)


def _station(twin: Twin, row: int, way: tuple[int, ...], pieces: int) -> Station:
    provenance, confidence = weakest(twin, way)
    return Station(row, way[-1], str(twin.edges["commodity"][way[0]]), pieces, provenance, confidence)


def weakest(twin: Twin, edges: tuple[int, ...]) -> tuple[str, float]:
    """Return the weakest provenance of some links, and the least confidence [-].

    Parameters
    ----------
    twin : the twin
    edges : rows of links, at least one
    """
    ranks = [str(one) for one in (Provenance.DECLARED, Provenance.GEOMETRIC, Provenance.ASSUMED)]
    rank = max(ranks.index(str(twin.edges["provenance"][edge])) for edge in edges)
    return ranks[rank], round(float(min(twin.edges["confidence"][edge] for edge in edges)), 3)


@dataclass(frozen=True)
class _Links:
    """Supply links in the order of their sources and of their targets, and where those of each node start."""

    row: Rows
    source: Rows
    target: Rows
    starts: dict[str, tuple[Rows, Rows]]

    def at(self, row: int, direction: Direction) -> list[tuple[int, int]]:
        """Return the links of a node in one direction, each with its other end."""
        order, first = self.starts[direction]
        mine = order[first[row] : first[row + 1]]
        other = self.source if direction == "upstream" else self.target
        return list(zip(self.row[mine].tolist(), other[mine].tolist(), strict=True))

    def spread(self, start: int, direction: Direction) -> dict[int, int]:
        """Return how many links away each thing is that can be reached from one."""
        depth, front = {start: 0}, [start]
        while front:
            front = [other for now in front for _, other in self._deeper(now, direction, depth)]
        return depth

    def _deeper(self, now: int, direction: Direction, depth: dict[int, int]) -> list[tuple[int, int]]:
        new = {other: edge for edge, other in self.at(now, direction) if other not in depth}
        depth |= dict.fromkeys(new, depth[now] + 1)
        return [(edge, other) for other, edge in new.items()]


def _traced(twin: Twin, row: int, direction: Direction, commodity: str | None) -> Trace:
    links = _links(twin, commodity)
    depth = links.spread(row, direction)
    assumed = twin.edges["provenance"][links.row] == Provenance.ASSUMED
    sure = _of(links, ~assumed, twin.nodes.length).spread(row, direction) if assumed.any() else depth
    rows = np.array(sorted(depth, key=lambda one: (depth[one], one)), dtype=np.int64)
    reached = np.zeros(twin.nodes.length, dtype=bool)
    reached[rows] = True
    inside = links.row[reached[links.source] & reached[links.target]]
    return Trace(
        row,
        direction,
        commodity or "",
        rows,
        np.array([depth[one] for one in rows.tolist()], dtype=np.int64),
        np.array([one in sure for one in rows.tolist()], dtype=bool),
        inside,
        twin.nodes.length,
    )


def _links(twin: Twin, commodity: str | None) -> _Links:
    """Return the supply links of one commodity, or of all that anything needs."""
    links = _needed(twin)
    if commodity is None:
        return links
    edges = twin.edges
    rows = np.flatnonzero((edges["relation"] == Relation.FEEDS) & (edges["commodity"] == commodity))
    return _sorted(twin, rows)


@once
def _needed(twin: Twin) -> _Links:
    rows = np.flatnonzero(twin.edges["relation"] == Relation.FEEDS)
    never = np.isin(twin.edges["commodity"][rows].astype(str), sorted(needs_table().never))
    return _sorted(twin, rows[~never])


def _sorted(twin: Twin, rows: Rows) -> _Links:
    source, target = (twin.edges[end][rows].astype(np.int64) for end in ("source", "target"))
    return _of(_Links(rows, source, target, {}), np.ones(len(rows), dtype=bool), twin.nodes.length)


def _of(links: _Links, chosen: NDArray[np.bool_], size: int) -> _Links:
    row, source, target = links.row[chosen], links.source[chosen], links.target[chosen]
    starts = {}
    for direction, own in (("downstream", source), ("upstream", target)):
        order = np.argsort(own, kind="stable")
        starts[direction] = (order, np.searchsorted(own[order], np.arange(size + 1)))
    return _Links(row, source, target, starts)
