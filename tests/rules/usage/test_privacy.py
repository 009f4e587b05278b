"""No choice of period, hour or option tells of single dwellings, nor of less than an hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.observations import Observations, observe
from twin.usage.run import Given, measured

START = datetime(2026, 1, 12)
HOMES = 6
Watch = Callable[[Mapping[int, str]], Observations]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """Return a function that binds presence, by day, of six dwellings of one building: a letter for each hour.

    ``1`` is somebody there, ``0`` nobody, ``.`` nothing told.
    """
    kinds = ["building", *["zone"] * HOMES, *["space"] * HOMES]
    nodes = {
        "id": ["b", *(f"home{k}" for k in range(HOMES)), *(f"room{k}" for k in range(HOMES))],
        "kind": kinds,
        "use": ["", *["dwelling"] * HOMES, *["living"] * HOMES],
        "building": [-1, *[0] * (2 * HOMES)],
    }
    edges = {
        "source": [1 + k for k in range(HOMES)],
        "target": [1 + HOMES + k for k in range(HOMES)],
        "relation": ["groups"] * HOMES,
    }
    twin = Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})

    def watched(told: Mapping[int, str]) -> Observations:
        lines = [
            f"s{home},{START + timedelta(hours=hour, minutes=minute):%Y-%m-%d %H:%M},{sign}"
            for home, signs in told.items()
            for hour, sign in enumerate(signs)
            if sign != "."
            for minute in range(0, 60, 10)
        ]
        (tmp_path / "data.csv").write_text("\n".join(["sensor,time,value", *lines]), encoding="utf-8")
        bound = [f"s{home},room{home},presence" for home in told]
        (tmp_path / "map.csv").write_text("\n".join(["sensor,id,quantity", *bound]), encoding="utf-8")
        files = {"mapping": tmp_path / "map.csv", "timezone": "Europe/Paris"}
        return observe(tmp_path / "estate.gpkg", twin, [tmp_path / "data.csv"], **files).observations

    return watched


def homes_told(seen: Observations, first: int, last: int) -> pd.DataFrame:
    """Return what `occupancy` tells of the dwellings of the building between two hours."""
    period = [START + timedelta(hours=hour) for hour in (first, last)]
    given = Given(observations=seen, start=period[0], end=period[1])
    return measured(seen.twin, "occupancy", given=given).more["dwellings"]


def test_two_periods_do_not_tell_of_the_only_dwelling_known_in_their_difference(watch: Watch) -> None:
    seen = watch({0: "1" + "10" * 6, **dict.fromkeys(range(1, HOMES), "." + "01" * 6)})
    alone, with_it, without = (homes_told(seen, *hours) for hours in ((0, 1), (0, 13), (1, 13)))
    assert not len(alone)
    assert with_it["frequency"].tolist() == without["frequency"].tolist()
    assert with_it["hours_known"].tolist() == without["hours_known"].tolist() == [12]


@pytest.mark.parametrize("sign", ["0", "1"])
def test_all_or_none_at_home_is_not_told(watch: Watch, sign: str) -> None:
    seen = watch(dict.fromkeys(range(HOMES), sign * 6))
    assert not len(homes_told(seen, 0, 6))


def test_some_at_home_is_told_of_five_dwellings_and_not_of_four(watch: Watch) -> None:
    five, four = ({home: "10"[home % 2] * 6 for home in range(count)} for count in (5, 4))
    assert homes_told(watch(five), 0, 6)["frequency"].tolist() == [pytest.approx(0.6)]
    assert not len(homes_told(watch(four), 0, 6))
