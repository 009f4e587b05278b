import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.simulation.supply import SupplyGraph, after_failures, after_repairs, settled, supply_graph


@st.composite
def graphs(draw, most=14):
    size = draw(st.integers(1, most))
    component = st.integers(0, size - 1)
    needs = draw(st.lists(st.tuples(component, st.lists(component, max_size=4)), max_size=2 * size))
    return supply_graph(size, needs)


def by_definition(graph: SupplyGraph, healthy):
    works = np.zeros(graph.size, dtype=bool)
    while True:
        feeders = np.split(graph.feeder, graph.first_feeder[1:-1]) if len(graph.owner) else []
        met = np.array([works[some].any() for some in feeders], dtype=bool)
        now = np.array([healthy[n] and met[graph.owner == n].all() for n in range(graph.size)])
        if (now == works).all():
            return works
        works = now


@given(graphs(), st.data())
@settings(max_examples=300, deadline=None)
def test_state_from_nothing_is_the_least_fixed_point(graph, data):
    healthy = np.array(data.draw(st.lists(st.booleans(), min_size=graph.size, max_size=graph.size)))
    assert (settled(graph, healthy).works == by_definition(graph, healthy)).all()


@given(graphs(), st.data())
@settings(max_examples=500, deadline=None)
def test_any_order_of_failures_and_repairs_ends_where_a_fresh_evaluation_does(graph, data):
    state = settled(graph)
    for _ in range(data.draw(st.integers(1, 8))):
        some = data.draw(st.lists(st.integers(0, graph.size - 1), max_size=3))
        state = data.draw(st.sampled_from([after_failures, after_repairs]))(graph, state, some)
        assert (state.works == settled(graph, state.healthy).works).all()


@given(graphs(), st.data())
@settings(max_examples=200, deadline=None)
def test_more_failures_never_restore_supply(graph, data):
    few = data.draw(st.sets(st.integers(0, graph.size - 1)))
    more = few | data.draw(st.sets(st.integers(0, graph.size - 1)))
    start = settled(graph)
    assert not (after_failures(graph, start, more).works & ~after_failures(graph, start, few).works).any()


def test_ring_does_not_keep_itself_alive():
    ring = supply_graph(4, [(1, [0, 3]), (2, [1]), (3, [2])])
    assert after_failures(ring, settled(ring), [0]).works.tolist() == [False] * 4


def test_ring_is_fed_from_its_other_side_when_one_side_is_cut():
    ring = supply_graph(5, [(1, [0, 2]), (2, [1, 3]), (3, [2, 4]), (4, [0, 3])])
    assert after_failures(ring, settled(ring), [1]).works.tolist() == [True, False, True, True, True]


def test_pump_needs_power_and_water():
    graph = supply_graph(4, [(2, [0]), (2, [1]), (3, [2])])
    assert after_failures(graph, settled(graph), [1]).works.tolist() == [True, False, False, False]


def test_need_without_a_feeder_is_never_met():
    assert settled(supply_graph(1, [(0, [])])).works.tolist() == [False]


@pytest.mark.parametrize("change", [after_failures, after_repairs])
def test_a_change_leaves_the_state_before_it_untouched(change):
    graph = supply_graph(2, [(1, [0])])
    before = settled(graph, np.array([True, False]))
    change(graph, before, [0, 1])
    assert before.works.tolist() == [True, False]
    assert before.healthy.tolist() == [True, False]
