"""How long the layout of a large estate takes to measure, next to NetworkX on the same graph in the same run.

    python benchmarks/space_syntax.py [--units 2000 8000] [--sample 50]

NetworkX is asked for the ways from a sample of units and its time is scaled to all of them; the table says so. Both are
asked for depth and choice, and the depths of the sample must be equal.
"""

from __future__ import annotations

import argparse
import time

import networkx as nx
import numpy as np

from twin.analysis.space_syntax import Layout, syntax_of


def district(units: int, seed: int = 0) -> Layout:
    """Return streets in a grid with gaps, and buildings of ten rooms in a tree at each fourth junction."""
    rng = np.random.default_rng(seed)
    side = int((units / 3.5) ** 0.5)
    streets = nx.grid_2d_graph(side, side)
    streets.remove_edges_from([edge for edge in streets.edges if rng.random() < 0.15])
    graph = nx.convert_node_labels_to_integers(streets)
    for junction in range(0, side * side, 4):
        rooms = [junction]
        for _ in range(10):
            graph.add_edge(rooms[rng.integers(len(rooms))], graph.number_of_nodes())
            rooms.append(graph.number_of_nodes() - 1)
    count = graph.number_of_nodes()
    return Layout(np.arange(count), np.array(graph.edges), np.arange(count) < side * side)


def compare(layout: Layout, sample: int) -> str:
    """Return one row of the table."""
    count = len(layout.rows)
    started = time.perf_counter()
    found = syntax_of(layout)
    own_s = time.perf_counter() - started
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(layout.pairs.tolist())
    chosen = np.random.default_rng(1).choice(count, min(sample, count), replace=False).tolist()
    started = time.perf_counter()
    totals = [sum(nx.single_source_shortest_path_length(graph, unit).values()) for unit in chosen]
    nx.betweenness_centrality_subset(graph, chosen, list(graph), normalized=False)
    peer_s = (time.perf_counter() - started) * count / len(chosen)
    own = np.nan_to_num(found.mean_depth[chosen]) * (found.piece[chosen] - 1)
    same = bool(np.allclose(own, totals, rtol=1e-12))
    return f"| {count} | {len(layout.pairs)} | {own_s:.2f} | {peer_s:.0f} | {peer_s / own_s:.0f} | {same} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, nargs="+", default=[2000, 8000])
    parser.add_argument("--sample", type=int, default=50)
    asked = parser.parse_args()
    print("| units | pairs | this [s] | NetworkX, scaled from a sample [s] | ratio | same depths |")
    print("|---|---|---|---|---|---|")
    for units in asked.units:
        print(compare(district(units), asked.sample), flush=True)


if __name__ == "__main__":
    main()
