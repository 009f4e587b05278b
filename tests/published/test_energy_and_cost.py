"""Degree days, present values and utilisation against numbers that anybody can work out with pencil and paper."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_rules.physics.degree_days import heat_kwh, integrated, mean_of_extremes, normalised
from twin_rules.physics.present_value import annuity, discounted, residual
from twin_rules.physics.renewal_plan import scheduled

DAYS = ([-2, 3, 10, 16], [6, 11, 22, 24])
"""Four days by their lowest and highest temperature [°C]; worked out by hand from the formulas."""


def test_simple_degree_days_of_four_days_sum_to_29():
    np.testing.assert_allclose(mean_of_extremes(*DAYS), [16, 11, 2, 0])


def test_professional_degree_days_of_four_days_sum_to_30_25():
    assert integrated(*DAYS).sum() == pytest.approx(30.25, abs=5e-3)  # given to two digits


@given(st.floats(-30, 40), st.floats(0, 25), st.floats(-30, 40))
def test_degree_days_are_never_negative_and_the_same_on_days_below_the_threshold(low, span, threshold):
    fine = integrated([low], [low + span], threshold=threshold)[0]
    simple = mean_of_extremes([low], [low + span], threshold=threshold)[0]
    assert fine >= 0
    if threshold > low + span:
        assert fine == pytest.approx(simple)


def test_an_unknown_temperature_gives_unknown_degree_days():
    assert np.isnan(integrated([np.nan], [6.0])[0])


@pytest.mark.parametrize(("rate", "years", "expected"), [(0.03, 20, 14.8775), (0.04, 30, 17.2920)])
def test_annuities_are_those_of_the_tables(rate, years, expected):
    assert annuity(years, rate=rate) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("costs", "years", "expected"),
    [([10_000, 10_000], [20, 40], 8602.33), ([60_000], [25], 28_656.33), ([5_000], [50], 1140.54)],
)
def test_costs_of_later_years_are_worth_less_today(costs, years, expected):
    assert discounted(costs, years, rate=0.03).sum() == pytest.approx(expected, abs=5e-3)


@given(st.floats(0, 0.2), st.floats(0, 0.2), st.floats(0, 60))
def test_a_higher_rate_never_makes_a_later_cost_dearer(one, other, year):
    low, high = sorted((one, other))
    assert discounted(1.0, year, rate=high) <= discounted(1.0, year, rate=low)


def test_half_of_the_life_leaves_half_of_the_price():
    assert residual(10_000.0, 12.5, 25.0) == 5_000.0
    assert residual(10_000.0, 40.0, 25.0) == 0.0


def test_what_is_overdue_is_renewed_at_once_and_then_at_each_life():
    overdue, later = scheduled([-3, 50], [1.0, 1.0], [0.0, 0.0], life=[15, 15], budget=np.inf, horizon=40)
    np.testing.assert_allclose(overdue, [0, 15, 30])
    assert len(later) == 0


def test_twice_the_degree_days_means_half_the_use_when_normalised():
    assert normalised(1000.0, 4000.0, 2000.0) == 500.0
    assert np.isnan(normalised(1000.0, 0.0, 2000.0))


def test_a_loss_of_100_watts_per_kelvin_needs_6_mwh_over_2500_degree_days():
    assert heat_kwh(100.0, 2500.0) == pytest.approx(6000.0)
