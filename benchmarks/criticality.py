"""How long all single failures of a supply network take, against reachability with networkx for each component.

Run it as ``python benchmarks/criticality.py [--size N] [--sample K] [NETWORK…]``. For each network of
`criticality_networks` it prints the seconds for what works at rest, for all single failures and for the sums over what
each puts out; how long networkx takes for some components, drawn at random, and from that for all (marked ≈: it is
scaled, not measured); and whether our answer for these components is what failing them in the supply graph shows.

The peer answers an easier question: one commodity, one feeder is enough, so that a node lives while a path from a
source leads to it. For each component it takes the node out of the graph, walks `networkx.descendants` from the source,
and puts it back, which is faster than a view without the node.
"""

from __future__ import annotations

import argparse
import random
import time

import networkx as nx
import numpy as np
from criticality_networks import NETWORKS

from twin.analysis.single_failures import single_failures
from twin.simulation.supply import SupplyGraph, SupplyState, after_failures, settled, supply_graph

HEADINGS = (
    "network",
    "components",
    "needs",
    "at rest s",
    "failures s",
    "sums s",
    "all s",
    "networkx s",
    "ratio",
    "agree",
)
REPEATS = 3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=f"of {', '.join(NETWORKS)}; all if none is named"
    )
    parser.add_argument("--size", type=int, default=100_000, help="number of components")
    parser.add_argument("--sample", type=int, default=20, help="number of components that networkx is timed on")
    arguments = parser.parse_args()
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    for name in arguments.networks or NETWORKS:
        print(row(name, arguments.size, arguments.sample), flush=True)


def row(name: str, size: int, sample: int) -> str:
    """Return a line of the table."""
    count, needs = NETWORKS[name](size)
    graph = supply_graph(count, needs)
    weight = np.ones((count, 1))
    (state, impact), times = min((timed(graph, weight) for _ in range(REPEATS)), key=lambda one: sum(one[1]))
    chosen = random.Random(0).sample(range(count), min(sample, count))
    peer_s = peer(count, needs, chosen) / len(chosen) * count
    wrong = sum(impact[one, 0] != lost(graph, state, one) for one in chosen)
    figures = [f"{one:.2f}" for one in (*times, sum(times))]
    cells = [name, f"{count:,}", f"{len(needs):,}", *figures, f"≈ {peer_s:,.0f}", f"{peer_s / sum(times):,.0f}"]
    return f"| {' | '.join([*cells, f'{len(chosen) - wrong} of {len(chosen)}'])} |"


def timed(graph: SupplyGraph, weight: np.ndarray) -> tuple[tuple[SupplyState, np.ndarray], tuple[float, ...]]:
    """Return what works at rest, what each failure puts out, and the seconds of each step."""
    marks = [time.perf_counter()]
    state = settled(graph)
    marks.append(time.perf_counter())
    found = single_failures(graph, state)
    marks.append(time.perf_counter())
    impact = found.impact(weight)
    marks.append(time.perf_counter())
    return (state, impact), tuple(np.diff(marks).tolist())


def lost(graph: SupplyGraph, state: SupplyState, one: int) -> int:
    """Return how many components stop when one fails, by evaluation of the supply graph."""
    return int((state.works & ~after_failures(graph, state, [one]).works).sum())


def peer(size: int, needs: list[tuple[int, list[int]]], chosen: list[int]) -> float:
    """Return how long networkx takes to tell what the sources reach without each of some components [s]."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(size + 1))
    graph.add_edges_from((feeder, owner) for owner, feeders in needs for feeder in feeders)
    graph.add_edges_from((size, source) for source in set(range(size)) - {owner for owner, _ in needs})
    start = time.perf_counter()
    for one in chosen:
        ends = [*graph.in_edges(one), *graph.out_edges(one)]
        graph.remove_node(one)
        nx.descendants(graph, size)
        graph.add_edges_from(ends)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
