from unittest import mock

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.analysis.single_failures import single_failures
from twin.simulation.supply import after_failures, settled, supply_graph


@st.composite
def graphs(draw, most=14):
    size = draw(st.integers(1, most))
    component = st.integers(0, size - 1)
    needs = draw(st.lists(st.tuples(component, st.lists(component, min_size=1, max_size=4)), max_size=2 * size))
    return supply_graph(size, needs)


def by_removal(graph):
    before = settled(graph)
    return [np.flatnonzero(before.works & ~after_failures(graph, before, [one]).works) for one in range(graph.size)]


@given(graphs())
@settings(max_examples=200, deadline=None)
def test_sets_are_what_removing_each_component_shows(graph):
    found = single_failures(graph)
    lost = {v: {one for one, gone in enumerate(by_removal(graph)) if v in gone} for v in range(graph.size)}
    assert {v: set(found.that_put_out(v)) for v in range(graph.size)} == lost


@given(graphs(), st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_impact_is_the_weight_of_what_removing_each_component_puts_out(graph, seed):
    weight = np.random.default_rng(seed).integers(0, 5, (graph.size, 2)).astype(float)
    expected = [weight[gone].sum(axis=0) for gone in by_removal(graph)]
    assert np.array_equal(single_failures(graph).impact(weight), np.array(expected).reshape(-1, 2))


@given(st.integers(2, 25), st.data())
@settings(max_examples=60, deadline=None)
def test_pipes_that_carry_either_way_are_found_by_removal_too(size, data):
    links = {(data.draw(st.integers(0, one - 1)), one) for one in range(1, size)}
    links |= set(data.draw(st.lists(st.tuples(*[st.integers(0, size - 1)] * 2), max_size=3)))
    beside = {one: sorted({a + b - one for a, b in links if one in (a, b)}) for one in range(1, size)}
    pump = data.draw(st.integers(1, size - 1))
    graph = supply_graph(size + 1, [*beside.items(), (pump, [size])])
    assert single_failures(graph).impact(np.ones((size + 1, 1)))[:, 0].tolist() == [
        len(one) for one in by_removal(graph)
    ]


@given(graphs())
@settings(max_examples=50, deadline=None)
def test_one_component_puts_out_another_exactly_if_it_is_in_its_set(graph):
    found = single_failures(graph)
    for v in np.flatnonzero(found.works).tolist():
        assert {u for u in range(graph.size) if found.puts_out(u, v)} == found.that_put_out(v)


@given(graphs(most=25))
@settings(max_examples=50, deadline=None)
def test_sets_do_not_depend_on_how_many_candidates_are_worked_out_at_a_time(graph):
    whole = single_failures(graph)
    with mock.patch("twin.analysis.criticality_sets._BITS", 2):
        parts = single_failures(graph)
    assert [parts.that_put_out(v) for v in range(graph.size)] == [whole.that_put_out(v) for v in range(graph.size)]


@given(graphs(), st.data())
@settings(max_examples=100, deadline=None)
def test_sets_after_a_failure_are_what_removing_one_more_shows(graph, data):
    first = data.draw(st.integers(0, graph.size - 1))
    state = after_failures(graph, settled(graph), [first])
    gone = [np.flatnonzero(state.works & ~after_failures(graph, state, [one]).works) for one in range(graph.size)]
    impact = single_failures(graph, state).impact(np.ones((graph.size, 1)))
    assert impact[:, 0].tolist() == [len(some) for some in gone]


@given(st.integers(2, 30), st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_sets_in_a_plain_digraph_are_its_dominators(size, seed):
    graph = nx.gnp_random_graph(size, 3 / size, directed=True, seed=seed)
    reached = nx.descendants(graph, 0) | {0}
    needs = [(v, [u for u in graph.predecessors(v) if u in reached]) for v in sorted(reached - {0})]
    dominators = nx.immediate_dominators(graph, 0)
    found = single_failures(supply_graph(size, needs))
    for v in sorted(reached - {0}):
        assert found.that_put_out(v) - {v} == found.that_put_out(dominators[v])


def test_estate_loses_what_its_main_board_feeds_but_the_lift_that_a_generator_keeps():
    names = ["S", "HTA", "GE", "TR1", "TR2", "TGBT", "COL1", "COL2", "A1", "A2", "B1", "B2", "SG", "LIFT", "PUMP"]
    row = {name: number for number, name in enumerate(names)}
    fed_by = {"HTA": "S", "GE": "S", "TR1": "HTA", "TR2": "HTA", "TGBT": "TR1 TR2", "COL1": "TGBT", "COL2": "TGBT"}
    fed_by |= {"A1": "COL1", "A2": "COL1", "B1": "COL2", "B2": "COL2", "SG": "TGBT GE", "LIFT": "SG", "PUMP": "SG"}
    graph = supply_graph(len(names), [(row[one], [row[x] for x in by.split()]) for one, by in fed_by.items()])
    found = single_failures(graph)
    lost = {one: {other for other in names if row[one] in found.that_put_out(row[other])} - {one} for one in names}
    assert lost["TR1"] == set()
    assert lost["HTA"] == {"COL1", "COL2", "A1", "A2", "B1", "B2", "TR1", "TR2", "TGBT"}
    assert lost["TGBT"] == {"COL1", "COL2", "A1", "A2", "B1", "B2"}
    assert lost["SG"] == {"LIFT", "PUMP"}
