"""Local hours are those of the clock on the wall, and what they hold is what brute force says."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.observations.conftest import HOUR, Watch, at
from twin.errors import UsageError


@pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25), ("2025-06-01", 24)])
def test_a_day_has_the_hours_that_clocks_give_it(watch: Watch, day: str, hours: int) -> None:
    start = at(f"{day}T00:00") - 12 * HOUR
    seen = watch([("s", start + k * HOUR // 2, 20.0) for k in range(96)], "temperature")
    table = seen.hourly("temperature", start=day, end=f"{day}T23:59:59")
    assert len(table) == hours
    assert (table["n"] == 2).all()


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Australia/Lord_Howe", "Europe/Paris", "UTC"])
def test_hours_are_those_that_the_clock_on_the_wall_shows(watch: Watch, zone: str) -> None:
    random = np.random.default_rng(4)
    moments = np.unique(random.integers(at("2025-03-25T00:00"), at("2025-04-20T00:00"), 900)) // 1_000_000 * 1_000_000
    seen = watch([("s", int(t), float(k)) for k, t in enumerate(moments)], "people", timezone=zone)
    local = [datetime.fromtimestamp(t / 1e6, ZoneInfo(zone)) for t in moments]
    expected = Counter((one.strftime("%Y-%m-%d %H"), one.utcoffset()) for one in local)
    table = seen.hourly("people", "count")
    found = {(t.strftime("%Y-%m-%d %H"), t.utcoffset()): n for t, n in zip(table["time"], table["n"], strict=True)}
    assert found == expected


@pytest.mark.parametrize(("how", "brute"), [("mean", np.mean), ("min", np.min), ("max", np.max), ("sum", np.sum)])
def test_an_hour_holds_what_brute_force_says(watch: Watch, how: str, brute: np.ufunc) -> None:
    random = np.random.default_rng(5)
    start = at("2025-05-01T00:00")
    moments = start + np.sort(random.choice(200 * 3600, 2000, replace=False)) * 1_000_000
    values = random.normal(20.0, 3.0, 2000)
    seen = watch(zip(["s"] * 2000, moments.tolist(), values.tolist(), strict=True), "temperature")
    hours = (moments - start) // HOUR
    expected = [brute(values[hours == hour]) for hour in np.unique(hours)]
    np.testing.assert_allclose(seen.hourly("temperature", how)["value"], expected, rtol=1e-12)


def test_values_come_in_the_unit_of_their_quantity(watch: Watch) -> None:
    seen = watch(
        [("s", at("2025-05-01T00:00"), 50.0), ("s", at("2025-05-01T00:30"), 68.0)], "temperature", unit="[degF]"
    )
    assert seen.series("temperature")["value"].tolist() == pytest.approx([10.0, 20.0])
    assert seen.hourly("temperature", "mean")["value"].tolist() == pytest.approx([15.0])
    assert seen.hourly("temperature", "sum")["value"].tolist() == pytest.approx([30.0])


def test_a_moment_told_twice_counts_once(watch: Watch) -> None:
    first = at("2025-05-01T00:00")
    seen = watch([("s", first, 3.0), ("s", first, 3.0), ("s", first + HOUR // 2, 1.0)], "motion")
    assert seen.hourly("motion", "sum")["value"].tolist() == [4.0]


def test_what_nothing_can_be_is_left_out(watch: Watch) -> None:
    first = at("2025-05-01T00:00")
    rows = [
        ("s", first, 20.0),
        ("s", first + 1, 9999.0),
        ("s", first + 2, float("nan")),
        ("s", first + 3, float("inf")),
    ]
    table = watch(rows, "temperature").hourly("temperature")
    assert table["value"].tolist() == [20.0]


def test_coverage_of_an_hour_is_the_share_that_was_told(watch: Watch) -> None:
    first = at("2025-05-01T00:00")
    rows = [("s", first + k * HOUR // 6, 20.0) for k in range(36) if k not in {12, 13, 14}]
    assert watch(rows, "temperature").hourly("temperature")["coverage"].tolist() == pytest.approx([1, 1, 0.5, 1, 1, 1])


def test_nothing_asked_for_is_an_empty_table_with_all_columns(watch: Watch) -> None:
    table = watch([("s", at("2025-05-01T00:00"), 20.0)], "temperature").hourly("humidity")
    assert list(table.columns) == ["sensor", "node", "time", "value", "n", "coverage"]
    assert len(table) == 0


@pytest.mark.parametrize(
    ("quantity", "how", "reason"),
    [
        ("energy", "mean", "is a running total"),
        ("temperature", "difference", "no running total"),
        ("co2", "mode", "no way"),
    ],
)
def test_a_senseless_aggregate_is_refused(watch: Watch, quantity: str, how: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        watch([("s", at("2025-05-01T00:00"), 20.0)], "temperature").hourly(quantity, how)
