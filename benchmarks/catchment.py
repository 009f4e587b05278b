"""How long one walks from every entrance to every service: this against networkx and pandana, in one run.

Run it as ``python benchmarks/catchment.py [--copies N] [--sample K] [FILE…]``. The network is that of the Neukölln
extract in ../shared/data, copied N times side by side, each copy joined to the next by one stretch. Two questions:

* nearest: from every node, the time to the nearest service of each sort, up to a quarter of an hour (pandana's own
  question; this and networkx answer it without the limit);
* all pairs: the time from each entrance to each service.

All three get the same arcs and seconds. networkx answers for all pairs for some services, drawn at random, and is
scaled (marked ≈). Times must agree: with networkx to 1e-6 s per arc, which is what this takes for no time at all; with
pandana to 1 ms per arc, to which it rounds. pandana prepares the network first, which is told apart.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from catchment_peer import pandana

from twin import import_models
from twin.analysis.routes_arcs import Arcs
from twin.analysis.routes_destinations import destinations_of_words
from twin.analysis.routes_graph import walk_graph
from twin.analysis.routes_reach import reach
from twin.analysis.routes_search import distances, seconds_at
from twin_rules.facts.dated import dated
from twin_rules.facts.walkers import CATEGORIES

FILE = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "osm" / "neukolln_input.osm"
LIMIT_S, SPEED_M_S = 900.0, 1.25
LINK_M = 50.0
HEADINGS = (
    "tool",
    "nearest s",
    "times as slow",
    "all pairs s",
    "times as slow",
    "prepares s",
    "largest difference s",
    "same",
)


@dataclass(frozen=True)
class Asked:
    """A network and what is asked about it: nodes of the services by sort, entrances, and all services."""

    arcs: Arcs
    seconds: Any
    sorts: tuple[list[int], ...]
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True)
class Answer:
    """What this answers, in how many seconds; ways have up to so many arcs."""

    nearest: Any
    near_s: float
    pairs: Any
    full_s: float
    hops: int


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", default=[FILE])
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 16])
    parser.add_argument("--sample", type=int, default=20, help="number of services that networkx is timed on")
    arguments = parser.parse_args()
    one = asked_of(arguments.files)
    for copies in arguments.copies:
        print(table(copied(one, copies), arguments.sample), flush=True)


def asked_of(files: list[Path]) -> Asked:
    """Return the network of some maps, with their entrances and services."""
    twin = import_models([], public_space=files).facts
    services = dated("services_fr")
    rows = [destinations_of_words(twin, services[name]["words"]).tolist() for name in CATEGORIES]
    doors = destinations_of_words(twin, ["entrance"]).tolist()
    arcs, places = walk_graph(twin, [*doors, *(row for some in rows for row in some)])
    sorts = tuple(sorted({node for row in some for node in places.into[row]}) for some in rows)
    starts = sorted({node for row in doors for node in places.out[row]})
    return Asked(arcs, seconds_at(arcs, SPEED_M_S), sorts, starts, sorted({node for some in sorts for node in some}))


def copied(one: Asked, copies: int) -> Asked:
    """Return several copies of a network side by side, the eastmost node of each joined to the westmost of the next."""
    arcs, count = one.arcs, len(one.arcs.position)
    shift = np.arange(copies) * count
    x = arcs.position[:, 0]
    east, west = int(np.nanargmax(x)), int(np.nanargmin(x))
    joins = np.column_stack((east + shift[:-1], west + shift[1:]))
    tail, head = (
        np.concatenate([(of + shift[:, None]).ravel(), *more])
        for of, more in (
            (arcs.tail, (joins[:, 0], joins[:, 1])),
            (arcs.head, (joins[:, 1], joins[:, 0])),
        )
    )
    more = len(tail) - copies * len(arcs.tail)
    step_free = np.append(np.tile(arcs.step_free, copies), np.ones(more, dtype=int))
    whole = replace(arcs, position=np.tile(arcs.position, (copies, 1)), tail=tail, head=head, step_free=step_free)
    seconds = np.append(np.tile(one.seconds, copies), np.full(more, LINK_M / SPEED_M_S))

    def everywhere(nodes: list[int]) -> list[int]:
        return (np.array(nodes, dtype=int) + shift[:, None]).ravel().tolist()

    return Asked(whole, seconds, tuple(map(everywhere, one.sorts)), everywhere(one.starts), everywhere(one.ends))


def table(asked: Asked, sample: int) -> str:
    """Return the table of one network."""
    ours = answered(asked)
    size = f"{len(asked.arcs.position):,} nodes, {len(asked.arcs.tail):,} arcs, {len(asked.starts):,} entrances"
    lines = [
        f"{size}, {len(asked.ends):,} services of {len(asked.sorts)} sorts; ways of up to {ours.hops} arcs\n",
        f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}",
        f"| this | {ours.near_s:.3f} | 1 | {ours.full_s:.3f} | 1 | – | | |",
        of_networkx(asked, ours, sample),
        of_pandana(asked, ours),
    ]
    return "\n".join(lines) + "\n"


def answered(asked: Asked) -> Answer:
    """Return what this answers."""
    nearest, near_s = timed(
        lambda: np.array([reach(asked.arcs, [some], asked.seconds).seconds for some in asked.sorts])
    )
    pairs, full_s = timed(lambda: all_pairs(asked))
    return Answer(nearest, near_s, pairs, full_s, most_arcs(asked))


def all_pairs(asked: Asked) -> Any:
    """Return the time from each entrance to each service [s], (n_starts, n_ends)."""
    backwards = replace(asked.arcs, tail=asked.arcs.head, head=asked.arcs.tail)
    return distances(backwards, [[end] for end in asked.ends], asked.seconds)[:, asked.starts].T


def most_arcs(asked: Asked) -> int:
    """Return how many arcs the longest of the ways to the first of the services has."""
    found = reach(asked.arcs, [asked.ends[:1]], asked.seconds)
    return int(np.nanmax(found.along(np.ones(len(asked.arcs.tail)))))


def of_networkx(asked: Asked, ours: Answer, sample: int) -> str:
    """Return the line of networkx."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(asked.arcs.position)))
    order = np.argsort(-asked.seconds, kind="stable")  # of several arcs between two nodes the last one written counts
    ends = (asked.arcs.head[order].tolist(), asked.arcs.tail[order].tolist(), asked.seconds[order].tolist())
    graph.add_weighted_edges_from(zip(*ends, strict=True))
    search = nx.multi_source_dijkstra_path_length
    theirs, took = timed(lambda: [search(graph, set(some)) for some in asked.sorts])
    worst = max(
        difference(np.array([of.get(node, np.inf) for node in range(len(known))]), known)
        for of, known in zip(theirs, ours.nearest, strict=True)
    )
    chosen = np.random.default_rng(0).permutation(len(asked.ends))[:sample]
    each, some_s = timed(lambda: [search(graph, {asked.ends[one]}) for one in chosen])
    for one, of in zip(chosen, each, strict=True):
        worst = max(worst, difference(np.array([of.get(node, np.inf) for node in asked.starts]), ours.pairs[:, one]))
    whole = some_s * len(asked.ends) / len(chosen)
    sign = "≈ " if len(chosen) < len(asked.ends) else ""
    same = "yes" if worst <= 1e-6 * (ours.hops + 1) else "NO"
    return (
        f"| networkx {nx.__version__} | {took:.3f} | {took / ours.near_s:.1f}"
        f" | {sign}{whole:.3f} | {whole / ours.full_s:.1f} | – |"
        f" {worst:.1e} | {same} |"
    )


def of_pandana(asked: Asked, ours: Answer) -> str:
    """Return the line of pandana."""
    with tempfile.TemporaryDirectory(prefix="twin-") as folder:
        question, answer = Path(folder) / "asked.npz", Path(folder) / "answer.npz"
        arrays = {f"sort {number}": np.array(some) for number, some in enumerate(asked.sorts)}
        network = {"tail": asked.arcs.tail, "head": asked.arcs.head, "seconds": asked.seconds}
        counts = {"count": len(asked.arcs.position), "sorts": len(asked.sorts), "limit": LIMIT_S}
        np.savez(question, **network, **arrays, **counts, starts=asked.starts, ends=asked.ends)
        told = pandana(question, answer)
        if isinstance(told, str):
            return f"| pandana | {told} |"
        with np.load(answer) as found:
            far = np.where(found["pairs"] > 4e6, np.inf, found["pairs"])  # the most that it can count
            worst = max(difference(far, ours.pairs), difference(found["nearest"], np.minimum(ours.nearest, LIMIT_S)))
    release, made, near, full = told
    same = "yes" if worst <= 1e-3 * (ours.hops + 1) else "NO"
    return (
        f"| pandana {release} | {near:.3f} | {near / ours.near_s:.1f}"
        f" | {full:.3f} | {full / ours.full_s:.1f} | {made:.3f} |"
        f" {worst:.1e} | {same} |"
    )


def difference(one: Any, other: Any) -> float:
    """Return the largest difference of two arrays of times; infinite if one has a way and the other none."""
    both = np.isfinite(one) & np.isfinite(other)
    if (np.isfinite(one) != np.isfinite(other)).any():
        return float("inf")
    return float(np.abs(one[both] - other[both]).max(initial=0.0))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what comes of some work, and the seconds that it takes."""
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


if __name__ == "__main__":
    main()
