"""Planted faults are found, each by its own name, and sound series beside them are left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from tests.observations.conftest import HOUR, Watch, at
from twin.observations import coverage, find_faults
from twin_samples.observations.defects import Defect, Readings, spoiled

STEP = 1800
START = at("2025-01-01T00:00") // 1_000_000
COUNT = 365 * 86400 // STEP

Row = tuple[str, int, float]


def walk(name: str, *, seed: int, level: float = 20.0) -> Readings:
    """Return a year of a state that wanders about a level."""
    random = np.random.default_rng([seed, *name.encode()])
    second = START + np.arange(COUNT, dtype=np.int64) * STEP
    return Readings(second, np.round(level + 2 * np.sin(np.arange(COUNT) / 7) + random.normal(0, 0.5, COUNT), 2))


def rows(name: str, readings: Readings) -> list[Row]:
    """Return readings as rows of a file."""
    return [(name, int(t) * 1_000_000, float(v)) for t, v in zip(readings.second, readings.value, strict=True)]


def found(watch: Watch, given: Sequence[Row], quantity: str, unit: str = "") -> list[tuple[str, str]]:
    """Return sensor and fault of all that is found."""
    table = find_faults(watch(given, quantity, unit=unit))
    return sorted(zip(table["sensor"], table["fault"], strict=True))


@pytest.mark.parametrize(
    ("planted", "name"),
    [("gap", "gap"), ("duplicates", "duplicate"), ("stuck", "stuck"), ("time zone", "clock")],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_planted_fault_is_found_alone_and_beside_it_none(watch: Watch, planted: str, name: str, seed: int) -> None:
    days = (0, 365) if planted == "time zone" else (100, 108)
    defect = Defect("bad", planted, START + days[0] * 86400, START + days[1] * 86400, "")
    given = rows("bad", spoiled(walk("bad", seed=seed), defect)) + rows("good", walk("good", seed=seed))
    assert found(watch, given, "temperature") == [("bad", name)]


def test_a_gap_has_the_two_readings_around_it_as_ends(watch: Watch) -> None:
    defect = Defect("bad", "gap", START + 100 * 86400, START + 108 * 86400, "")
    table = find_faults(watch(rows("bad", spoiled(walk("bad", seed=3), defect)), "temperature", timezone="UTC"))
    assert table["start"].iloc[0].isoformat() == "2025-04-10T23:30:00+00:00"
    assert table["end"].iloc[0].isoformat() == "2025-04-19T00:00:00+00:00"


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda total: np.where(np.arange(len(total)) >= 500, total - total[499], total), "reset"),
        (lambda total: (total + 9_800) % 10_000, "rollover"),
        (lambda total: np.where(np.arange(len(total)) == 500, 0.0, total), "outlier"),
        (lambda total: total - 2.0 * (np.arange(len(total)) >= 500), "step back"),
        (lambda total: total, ""),
    ],
)
def test_what_a_meter_did_is_called_by_its_name(watch: Watch, spoil: Callable[..., np.ndarray], name: str) -> None:
    total = 3_000 + np.cumsum(np.random.default_rng(8).uniform(0.1, 0.6, 1500))
    values = spoil(total - 2_990 if name == "rollover" else total)
    given = [("m", START * 1_000_000 + k * HOUR, float(v)) for k, v in enumerate(values)]
    faults = {fault for _, fault in found(watch, given, "energy")}
    assert faults == ({name} if name else set())


@pytest.mark.parametrize(
    ("quantity", "factor", "offset", "unit"),
    [
        ("temperature", 1.8, 32.0, "degF"),
        ("temperature", 1.0, 273.15, "kelvin"),
        ("humidity", 0.01, 0.0, "dimensionless"),
    ],
)
def test_another_unit_is_suspected_and_named(
    watch: Watch, quantity: str, factor: float, offset: float, unit: str
) -> None:
    series = walk("s", seed=4, level=20.0 if quantity == "temperature" else 50.0)
    table = find_faults(watch(rows("s", Readings(series.second, series.value * factor + offset)), quantity))
    assert f"written in {unit}?" in table[table["fault"] == "unit"]["note"].iloc[0]


def test_two_values_for_one_moment_and_impossible_ones_are_told(watch: Watch) -> None:
    given = rows("s", walk("s", seed=5))
    given += [("s", given[40][1], 3.0), ("s", given[900][1] + 1_000_000, 850.0)]
    assert found(watch, given, "temperature") == [("s", "conflict"), ("s", "impossible")]


def test_what_rests_by_its_nature_is_no_fault(watch: Watch) -> None:
    silent = [("leak", START * 1_000_000 + k * HOUR, 0.0) for k in range(2000)]
    assert found(watch, silent, "moisture") == []
    random = np.random.default_rng(9)
    night = [("h", START * 1_000_000 + k * HOUR, max(35.0, float(random.normal(30, 8)))) for k in range(500)]
    floor = [("h", START * 1_000_000 + (500 + k) * HOUR, 35.0) for k in range(200)]
    assert found(watch, night + floor, "humidity") == []


def test_a_state_that_never_changes_is_stuck(watch: Watch) -> None:
    assert found(watch, [("s", START * 1_000_000 + k * HOUR, 21.0) for k in range(200)], "temperature") == [
        ("s", "stuck")
    ]


def test_silence_of_most_sensors_at_once_is_told_as_that_of_their_collection(watch: Watch) -> None:
    defect = Defect("", "gap", START + 100 * 86400, START + 101 * 86400, "")
    given = [row for name in "abcd" for row in rows(name, spoiled(walk(name, seed=6), defect))]
    table = find_faults(watch(given, "temperature"))
    assert table[["sensor", "fault", "count"]].to_numpy().tolist() == [["", "outage", 4]]


def test_coverage_counts_the_time_that_readings_tell(watch: Watch) -> None:
    defect = Defect("bad", "gap", START + 100 * 86400, START + 173 * 86400, "")
    given = rows("bad", spoiled(walk("bad", seed=7), defect)) + rows("good", walk("good", seed=7))
    table = coverage(watch(given, "temperature")).set_index("sensor")["coverage"]
    assert table["good"] == pytest.approx(1.0)
    assert table["bad"] == pytest.approx(0.8, abs=3 * STEP / (365 * 86400))  # its last reading tells three intervals
