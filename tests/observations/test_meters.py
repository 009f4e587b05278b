"""What meters counted: totals are kept whatever happens to the register."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.observations.conftest import HOUR, Watch, at

START = at("2025-05-01T00:00")


def rows(values: NDArray[np.float64], step: int = HOUR) -> list[tuple[str, int, float]]:
    """Return readings of one meter at a regular pace."""
    return [("s", START + k * step, float(value)) for k, value in enumerate(values)]


@pytest.fixture
def use() -> NDArray[np.float64]:
    """Return what is used in each of 400 hours [kWh]."""
    return np.random.default_rng(6).uniform(0.1, 2.0, 400)


def test_use_by_hour_is_the_difference_of_readings(watch: Watch, use: NDArray[np.float64]) -> None:
    table = watch(rows(1000 + np.concatenate([[0], np.cumsum(use)])), "energy").hourly("energy", "difference")
    np.testing.assert_allclose(table["value"], use, rtol=1e-9)
    assert (table["coverage"] == 1).all()


def test_readings_that_straddle_hours_share_their_use_between_them(watch: Watch) -> None:
    table = watch(rows(np.array([0.0, 3.0, 6.0, 9.0]), HOUR * 3 // 2), "energy").hourly("energy", "difference")
    np.testing.assert_allclose(table["value"], [2, 2, 2, 2, 1])


def test_a_meter_that_begins_again_at_zero_keeps_its_use(watch: Watch, use: NDArray[np.float64]) -> None:
    total = np.concatenate([[0], np.cumsum(use)])
    replaced = 5000 + np.where(np.arange(401) >= 200, total - total[199] - 5000, total)
    table = watch(rows(replaced), "energy").hourly("energy", "difference")
    assert table["value"].sum() == pytest.approx(use.sum())
    assert table["coverage"].iloc[199] == 0


@pytest.mark.parametrize("full", [1e4, 1e5, 1e6])
def test_a_register_that_was_full_loses_nothing(watch: Watch, use: NDArray[np.float64], full: float) -> None:
    total = (full - 150 + np.concatenate([[0], np.cumsum(use)])) % full
    table = watch(rows(total), "energy").hourly("energy", "difference")
    assert table["value"].sum() == pytest.approx(use.sum(), rel=1e-6)
    assert (table["coverage"] == 1).all()


@pytest.mark.parametrize("wrong", [0.0, 1e7])
def test_one_reading_that_the_next_disowns_changes_nothing(
    watch: Watch, use: NDArray[np.float64], wrong: float
) -> None:
    total = 1000 + np.concatenate([[0], np.cumsum(use)])
    true_total = total[-1] - total[0]
    total[77] = wrong
    assert watch(rows(total), "energy").hourly("energy", "difference")["value"].sum() == pytest.approx(true_total)


def test_use_in_a_gap_is_kept_and_called_unknown(watch: Watch, use: NDArray[np.float64]) -> None:
    readings = rows(np.concatenate([[0], np.cumsum(use)]))
    table = watch([*readings[:100], *readings[150:]], "energy").hourly("energy", "difference")
    assert table["value"].sum() == pytest.approx(use.sum())
    assert int((table["coverage"] == 0).sum()) == 51


def test_a_small_step_back_stays_a_correction(watch: Watch) -> None:
    values = np.array([100.0, 101.0, 102.0, 101.5, 101.7, 102.7])
    assert watch(rows(values), "energy").hourly("energy", "difference")["value"].sum() == pytest.approx(2.7)


def test_a_window_holds_the_same_use_as_the_whole(watch: Watch, use: NDArray[np.float64]) -> None:
    seen = watch(rows(np.concatenate([[0], np.cumsum(use)])), "energy")
    part = seen.hourly("energy", "difference", start="2025-05-03T00:00", end="2025-05-05T00:00")
    whole = seen.hourly("energy", "difference")
    inside = whole[(whole["time"] >= part["time"].min()) & (whole["time"] <= part["time"].max())]
    assert len(part) == 48
    np.testing.assert_allclose(part["value"], inside["value"])


def test_litres_become_cubic_metres(watch: Watch) -> None:
    table = watch(rows(np.array([0.0, 500.0, 1500.0])), "water", unit="L").hourly("water", "difference")
    np.testing.assert_allclose(table["value"], [0.5, 1.0])
