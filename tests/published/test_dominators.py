"""Single failures of a supply network of one commodity are its dominators.

Sources: K. D. Cooper, T. J. Harvey, K. Kennedy (2001), A Simple, Fast Dominance Algorithm, Rice University TR-06-33870,
as the example in the documentation of `networkx.immediate_dominators`; the small estate is worked out by hand. All
counts are exact.
"""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.analysis.single_failures import single_failures
from twin.simulation.supply import after_failures, settled, supply_graph

ESTATE = {
    "HTA": ["S"],
    "GE": ["S"],
    "TR1": ["HTA"],
    "TR2": ["HTA"],
    "TGBT": ["TR1", "TR2"],
    "COL1": ["TGBT"],
    "COL2": ["TGBT"],
    "A1": ["COL1"],
    "A2": ["COL1"],
    "B1": ["COL2"],
    "B2": ["COL2"],
    "SG": ["TGBT", "GE"],
    "LIFT": ["SG"],
    "PUMP": ["SG"],
}
NAMES = ["S", *ESTATE]


@pytest.fixture(scope="module")
def estate():
    return supply_graph(len(NAMES), [(NAMES.index(one), list(map(NAMES.index, by))) for one, by in ESTATE.items()])


def immediate(found, v):
    """Return the dominator of a component that all its other dominators dominate."""
    return max(found.that_put_out(v) - {v}, key=lambda one: len(found.that_put_out(one)))


def test_immediate_dominators_of_the_documented_example():
    graph = nx.DiGraph([(1, 2), (1, 3), (2, 5), (3, 4), (4, 5)])
    found = single_failures(supply_graph(6, [(v, list(graph.predecessors(v))) for v in (2, 3, 4, 5)]))
    assert {v: immediate(found, v) for v in (2, 3, 4, 5)} == {2: 1, 3: 1, 4: 3, 5: 1}


@pytest.mark.parametrize(
    ("failed", "lost"),
    [
        ("TR1", ""),
        ("HTA", "TGBT COL1 COL2 A1 A2 B1 B2 TR1 TR2"),
        ("TGBT", "COL1 COL2 A1 A2 B1 B2"),
        ("SG", "LIFT PUMP"),
    ],
)
def test_what_a_small_estate_loses_with_one_thing(estate, failed, lost):
    found = single_failures(estate)
    one = NAMES.index(failed)
    assert {NAMES[v] for v in range(len(NAMES)) if found.puts_out(one, v)} - {failed} == set(lost.split())


def test_every_removal_from_the_small_estate_shows_the_same(estate):
    before = settled(estate)
    gone = [(before.works & ~after_failures(estate, before, [one]).works).sum() for one in range(estate.size)]
    assert single_failures(estate).impact(np.ones((estate.size, 1)))[:, 0].tolist() == gone


def test_the_board_of_the_common_services_is_the_only_cut_before_the_lift():
    graph = nx.DiGraph([(by, one) for one, some in ESTATE.items() for by in some])
    assert nx.minimum_node_cut(graph, "S", "LIFT") == {"SG"}


@given(st.integers(2, 200), st.floats(0.5, 4.0), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_dominated_nodes_of_random_digraphs_are_those_that_removal_cuts_off(size, degree, seed):
    graph = nx.fast_gnp_random_graph(size, min(degree / size, 1.0), seed=seed, directed=True)
    needs = [(v, list(graph.predecessors(v))) for v in range(1, size)]
    found = single_failures(supply_graph(size, needs)).impact(np.ones((size, 1)))[:, 0]
    reached = nx.descendants(graph, 0) | {0}
    for one in np.random.default_rng(seed).choice(size, min(size, 5), replace=False).tolist():
        rest = graph.subgraph(set(graph) - {one})
        left = nx.descendants(rest, 0) | {0} if one else set()
        assert found[one] == len(reached - left)
