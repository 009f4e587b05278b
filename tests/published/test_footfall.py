"""Gravity and balancing as published, in closed form and against an independent solver."""

import numpy as np
import pytest
from scipy.optimize import brentq

from twin_rules.physics.gravity import balanced, geh, trips


def test_two_by_two_balancing_keeps_the_odds_ratio_of_its_seed():
    """Deming and Stephan (1940): the fitted table keeps the cross-product ratio; margins 60, 40 and 70, 30 then
    leave one unknown, the root of x (x - 30) / ((60 - x) (70 - x)) = 2 · 5 / (3 · 4). Exact, so 1e-9 of a trip."""
    found = balanced(np.array([[2.0, 3.0], [4.0, 5.0]]), np.array([60.0, 40.0]), np.array([70.0, 30.0]))
    first = brentq(lambda x: x * (x - 30) / ((60 - x) * (70 - x)) - 10 / 12, 30.0 + 1e-9, 60 - 1e-9, xtol=1e-13)
    assert found[0, 0] == pytest.approx(first, abs=1e-9)
    assert found.sum(axis=0).tolist() == pytest.approx([70, 30], abs=1e-9)


def test_of_two_equal_goals_the_nearer_draws_by_the_exponential():
    """Wilson (1967) with a single origin: the goals' totals bind, so shares follow attraction, not distance; with two
    mirrored origins and β c = ln 3 each sends three quarters to its own side: odds exp(ln 3) = 3. Closed form."""
    minutes = np.log(3) / 0.15 * np.array([[0.0, 1.0], [1.0, 0.0]])
    found = trips(np.array([8.0, 8.0]), np.array([1.0, 1.0]), minutes, beta_per_min=0.15)
    assert found == pytest.approx(np.array([[6.0, 2.0], [2.0, 6.0]]), abs=1e-9)


@pytest.mark.parametrize(
    ("model", "count", "expected"), [(120, 100, 1.907), (900, 1000, 3.244), (50, 50, 0), (0, 0, 0)]
)
def test_geh_is_that_of_the_guidance(model, count, expected):
    """TAG unit M3.1: GEH = sqrt((M - C)² / (0.5 (M + C))), worked out by hand to three places."""
    assert geh(np.array([float(model)]), np.array([float(count)]))[0] == pytest.approx(expected, abs=5e-4)
