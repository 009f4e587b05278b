"""Walking times on a grid, as worked out by hand."""

import networkx as nx
import numpy as np
import pytest

from twin.analysis.routes_arcs import Arcs, Kind, Writer
from twin.analysis.routes_reach import reach
from twin.analysis.routes_search import seconds_at

SOURCE = "domain model § 10: single Dijkstra on a grid of edges of 100 m at 1.25 m/s"
EDGE_M, SPEED_M_S, EDGE_S, QUARTER_S, MOST_EDGES = 100.0, 1.25, 80.0, 900.0, 11
TOLERANCE_S = 1e-9
"""Sums of exact numbers; only the least weight of an arc, 1e-6 s, would show, and no arc is that short."""


def grid(side: int) -> tuple[Arcs, dict[tuple[int, int], int]]:
    graph, writer = nx.grid_2d_graph(side, side), Writer()
    number = {place: writer.node((*place, 0), -1) for place in graph}
    writer.both([(number[a], number[b]) for a, b in graph.edges], EDGE_M, kind=Kind.WAY)
    return writer.written(), number


def test_an_edge_of_100_m_takes_80_s_at_1_25_m_s():
    arcs, _ = grid(2)
    assert seconds_at(arcs, SPEED_M_S) == pytest.approx(EDGE_S, abs=TOLERANCE_S)


def test_a_quarter_of_an_hour_reaches_eleven_edges_of_the_grid_and_no_more():
    arcs, number = grid(31)
    found = reach(arcs, [[number[15, 15]]], seconds_at(arcs, SPEED_M_S))
    for place, node in number.items():
        edges = abs(place[0] - 15) + abs(place[1] - 15)
        assert found.seconds[node] == pytest.approx(EDGE_S * edges, abs=TOLERANCE_S)
        assert (found.seconds[node] <= QUARTER_S) == (edges <= MOST_EDGES)


def test_eleven_edges_reach_265_nodes_of_a_grid():
    """A diamond of radius r has 2r(r + 1) + 1 places."""
    arcs, number = grid(31)
    found = reach(arcs, [[number[15, 15]]], seconds_at(arcs, SPEED_M_S))
    assert int((found.seconds <= QUARTER_S).sum()) == 2 * MOST_EDGES * (MOST_EDGES + 1) + 1 == 265
    assert np.isfinite(found.seconds).all()
