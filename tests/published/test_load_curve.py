"""Figures of load curves against numbers worked out by hand, and the identities that tie them together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from twin_rules.physics.load_curve import (
    baseline,
    load_factor,
    peak,
    ramping,
    self_consumption,
    self_sufficiency,
    share_within,
    shifted,
)
from twin_rules.physics.straight_line import line_through

CURVE = [2.0, 6.0, 3.0, 1.0]
"""kW by hour: 12 kWh, peak 6, mean 3."""
loads = arrays(float, 24, elements=st.floats(0, 100))


def test_figures_of_four_hours():
    assert (peak(CURVE), load_factor(CURVE), ramping(CURVE)) == (6.0, 0.5, 9.0)
    assert share_within(CURVE, [True, False, False, True]) == 0.25


def test_self_consumption_and_sufficiency_of_four_hours():
    produced = [0.0, 4.0, 4.0, 0.0]  # of 8 produced 4 + 3 are used; they are 7 of the 12 that are used
    assert self_consumption(produced, CURVE) == 7 / 8
    assert self_sufficiency(produced, CURVE) == pytest.approx(7 / 12)


@given(loads, loads)
def test_what_is_used_at_once_is_the_same_seen_from_both_sides(produced, load):
    if produced.sum() > 1e-6 and load.sum() > 1e-6:
        both = self_consumption(produced, load) * produced.sum(), self_sufficiency(produced, load) * load.sum()
        assert both[0] == pytest.approx(both[1])
        assert 0 <= self_consumption(produced, load) <= 1


@given(loads, st.floats(0, 1), st.integers(-8, 8))
def test_shifting_keeps_the_energy_if_nothing_is_lost(load, share, steps):
    assert shifted(load, share * load, steps=steps).sum() == pytest.approx(load.sum())


@given(loads, st.floats(0, 1), st.integers(-8, 8))
def test_a_shifted_load_is_never_negative(load, share, steps):
    assert (shifted(load, share * load, steps=steps) >= -1e-9).all()


def test_losses_of_a_store_are_drawn_on_top():
    assert shifted([0.0, 4.0, 0.0], [0.0, 4.0, 0.0], steps=1, efficiency=0.8).tolist() == [0.0, 0.0, 5.0]


@given(loads, st.floats(0.1, 50))
def test_a_load_factor_does_not_depend_on_the_unit(load, factor):
    if load.max() > 1e-3:
        assert load_factor(load * factor) == pytest.approx(load_factor(load))


def test_the_baseline_is_the_mean_of_the_last_ten_days():
    days = np.arange(12.0)[:, None] * np.ones(24)
    np.testing.assert_allclose(baseline(days), 6.5)  # mean of 2 to 11


def test_a_line_through_points_has_the_interval_of_the_textbook():
    """Five points with slope 0.6 and intercept 2.2: s² = 0.8, standard error 0.2828, t(0.975, 3) = 3.1824."""
    line = line_through([1, 2, 3, 4, 5], [2, 4, 5, 4, 5])
    assert (line.base, line.slope) == (pytest.approx(2.2), pytest.approx(0.6))
    assert line.slope_high - line.slope == pytest.approx(3.1824 * 0.28284, abs=1e-4)
    assert line.determined == pytest.approx(0.6)


def test_no_line_goes_through_days_that_were_all_as_cold():
    assert line_through([5, 5, 5], [1, 2, 3]) is None
