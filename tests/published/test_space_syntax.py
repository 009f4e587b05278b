"""Space syntax against published values and against NetworkX."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.analysis.space_syntax import Layout, diamond_value, syntax_of


def layout(graph, street=()):
    pairs = np.array(sorted(tuple(sorted(pair)) for pair in graph.edges), dtype=np.int64).reshape(-1, 2)
    count = graph.number_of_nodes()
    return Layout(np.arange(count), pairs, np.isin(np.arange(count), street))


def test_path_of_five_has_the_published_asymmetry():
    """Hillier and Hanson (1984), pp. 108-113, for a chain; values as given for P5 to four digits."""
    found = syntax_of(layout(nx.path_graph(5)))
    np.testing.assert_allclose(found.asymmetry, [1, 0.5, 1 / 3, 0.5, 1], rtol=1e-12)
    np.testing.assert_allclose(found.integration[:3], [0.352, 0.704, 1.056], atol=5e-4)


def test_star_of_six_has_total_depth_nine_at_a_leaf():
    found = syntax_of(layout(nx.star_graph(5)))
    assert found.mean_depth[1] * 5 == 9
    assert found.asymmetry[1] == pytest.approx(0.4)
    assert found.asymmetry[0] == 0
    assert np.isinf(found.integration[0])


def test_diamond_values_are_those_of_the_table():
    """Hillier and Hanson (1984), table 3, rounded there to three digits."""
    expected = [0.352, 0.349, 0.340, 0.328, 0.317, 0.306, 0.084]
    np.testing.assert_allclose(diamond_value(np.array([5, 6, 7, 8, 9, 10, 100])), expected, atol=5e-4)


def test_krackhardt_kite_has_its_published_betweenness():
    """Krackhardt (1990), Administrative Science Quarterly 35, fig. 1; betweenness of its ten actors."""
    found = syntax_of(layout(nx.krackhardt_kite_graph()))
    expected = [0.833, 0.833, 0, 3.667, 0, 8.333, 8.333, 14, 8, 0]
    np.testing.assert_allclose(found.choice, expected, atol=5e-4)
    closeness = [0.529, 0.529, 0.5, 0.6, 0.5, 0.643, 0.643, 0.6, 0.429, 0.310]
    np.testing.assert_allclose(1 / found.mean_depth, closeness, atol=5e-4)


@given(st.integers(1, 40), st.floats(0, 0.3), st.integers(0, 2**31))
def test_measures_equal_networkx_on_random_graphs(count, density, seed):
    graph = nx.gnp_random_graph(count, density, seed=seed)
    found = syntax_of(layout(graph))
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    totals = np.array([sum(steps[unit].values()) for unit in range(count)])
    np.testing.assert_array_equal(found.piece, [len(steps[unit]) for unit in range(count)])
    np.testing.assert_allclose(np.nan_to_num(found.mean_depth) * (found.piece - 1), totals, rtol=1e-12)
    choice = nx.betweenness_centrality(graph, normalized=False)
    np.testing.assert_allclose(found.choice, [choice[unit] for unit in range(count)], atol=1e-9)


@given(st.integers(2, 30), st.floats(0.05, 0.3), st.integers(0, 2**31), st.integers(1, 5))
def test_depths_within_a_radius_equal_networkx(count, density, seed, radius):
    graph = nx.gnp_random_graph(count, density, seed=seed)
    found = syntax_of(layout(graph), radius=radius)
    for unit in range(count):
        steps = nx.single_source_shortest_path_length(graph, unit, cutoff=radius)
        assert found.piece[unit] == len(steps)
        if len(steps) > 1:
            assert found.mean_depth[unit] == pytest.approx(sum(steps.values()) / (len(steps) - 1))


def test_control_of_a_connected_layout_sums_to_its_number_of_units():
    found = syntax_of(layout(nx.petersen_graph()))
    assert found.control.sum() == pytest.approx(10)


def test_depth_from_the_street_is_the_number_of_doors_between():
    graph = nx.path_graph(4)
    graph.add_node(4)
    found = syntax_of(layout(graph, street=[0]))
    np.testing.assert_array_equal(found.street_depth, [0, 1, 2, 3, np.nan])


def test_a_layout_without_units_has_no_measures():
    found = syntax_of(Layout(np.empty(0, np.int64), np.empty((0, 2), np.int64), np.empty(0, bool)))
    assert len(found.choice) == 0
