import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_rules.physics.load_shedding import Load, demand_kva, restart_steps, to_shed

LOADS = st.lists(
    st.tuples(st.integers(1, 5), st.floats(0.1, 20.0), st.booleans(), st.sampled_from([math.nan, 2.0, 4.0])),
    max_size=30,
).map(lambda found: [Load(row, *one) for row, one in enumerate(found)])


@given(LOADS, st.floats(0.5, 200.0))
def test_what_is_left_fits_and_nothing_goes_before_what_matters_less(loads, capacity):
    dropped = to_shed(loads, capacity)
    left = [one for one in loads if one not in dropped]
    assert demand_kva(left) <= capacity + 1e-6
    assert not dropped or not left or max(one.priority for one in left) <= min(one.priority for one in dropped)


@given(LOADS, st.floats(0.5, 200.0))
def test_nothing_more_is_dropped_than_it_takes(loads, capacity):
    dropped = to_shed(loads, capacity)
    if dropped:
        assert demand_kva(one for one in loads if one not in dropped[:-1]) > capacity - 1e-6


@given(LOADS, st.floats(0.5, 200.0), st.floats(1.0, 2.0))
def test_no_load_restarts_twice_and_what_runs_fits(loads, capacity, pick_up):
    steps = restart_steps(loads, capacity, pick_up=pick_up)
    on = [load for step in steps for load in step]
    assert len({load.row for load in on}) == len(on)
    assert demand_kva(on) <= capacity + 1e-6


@given(LOADS, st.floats(1.0, 2.0))
def test_all_restart_at_once_where_everything_fits(loads, pick_up):
    steps = restart_steps(loads, 1e6, pick_up=pick_up)
    assert sum(map(len, steps)) == len(loads)
    assert len(steps) <= 1


def test_first_draw_of_a_step_fits_beside_what_has_settled():
    loads = [Load(row, 3, 10.0) for row in range(8)]
    steps = restart_steps(loads, 90.0, pick_up=1.5)
    before = 0.0
    for step in steps:
        assert before + 1.5 * demand_kva(step) <= 90.0 or len(step) == 1
        before += demand_kva(step)


def test_twenty_flats_draw_less_than_they_have_subscribed():
    flats = [Load(row, 5, 6.0, dwelling=True) for row in range(20)]
    assert demand_kva(flats) == pytest.approx(0.49 * 20 * 6.0)
