"""What tests of observations share: a small estate, and readings written as files and bound to it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.observations import Observations
from twin.observations.observing import Observed, observe

HOUR = 3_600_000_000
"""An hour in microseconds."""


def at(text: str) -> int:
    """Return a moment of universal time in microseconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture(scope="session")
def estate() -> Twin:
    """Return two buildings with a room of the same name each; room A has two sensors and a meter."""
    names = ["A", "B", "common", "common", "probe", "eye", "meter", "probe"]
    kinds = ["building", "building", "space", "space", "equipment", "equipment", "equipment", "equipment"]
    boxes = [[[0, 0, 0], [10, 4, 3]], [[20, 0, 0], [30, 4, 3]], [[0, 0, 0], [4, 4, 3]], [[20, 0, 0], [24, 4, 3]]]
    boxes += [[[x, 1, 1], [x + 0.1, 1.1, 1.1]] for x in (0.5, 1.5, 3.5, 20.5)]
    nodes = {
        "id": ["bA", "bB", "rA", "rB", "tA", "mA", "eA", "tB"],
        "name": names,
        "code": ["A", "B", "", "", "A-T1", "", "", "B-T1"],
        "kind": kinds,
        "predefined_type": ["", "", "", "", "TEMPERATURESENSOR", "MOVEMENTSENSOR", "ENERGYMETER", "TEMPERATURESENSOR"],
        "building": [-1, -1, 0, 1, 0, 0, 0, 1],
        "box": np.array(boxes, dtype=float),
    }
    edges = {"source": [2, 2, 2, 3], "target": [4, 5, 6, 7], "relation": ["contains"] * 4}
    return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})


Rows = Iterable[tuple[str, int, float]]
Watch = Callable[..., Observations]


@pytest.fixture
def bind(tmp_path: Path, estate: Twin) -> Callable[..., Observed]:
    """Return a function that binds files to the estate by the lines of a map."""

    def bound(data: Sequence[Path], lines: Sequence[dict[str, str]], **options: Any) -> Observed:
        mapping = tmp_path / "map.csv"
        heads = list(dict.fromkeys(name for line in lines for name in line))
        with mapping.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, heads)
            table.writeheader()
            table.writerows(lines)
        return observe(tmp_path / "estate.gpkg", estate, data, mapping=mapping, **options)

    return bound


@pytest.fixture
def watch(tmp_path: Path, bind: Callable[..., Observed]) -> Watch:
    """Return a function that writes readings (sensor, µs, value) as Parquet and binds all sensors to the meter."""

    def watched(rows: Rows, quantity: str, *, unit: str = "", timezone: str = "Europe/Paris") -> Observations:
        listed = list(rows)
        table = {
            "sensor": np.array([name for name, _, _ in listed], dtype=object),
            "t": np.array([moment for _, moment, _ in listed], dtype=np.int64),
            "value": np.array([value for _, _, value in listed], dtype=np.float64),
        }
        path = tmp_path / "readings.parquet"
        with duckdb.connect() as connection:
            connection.register("given", table)
            connection.execute(f"COPY (SELECT sensor, make_timestamptz(t) AS time, value FROM given) TO '{path}'")
        names = sorted({name for name, _, _ in listed})
        lines = [{"sensor": name, "id": "eA", "quantity": quantity, "unit": unit} for name in names]
        return bind([path], lines, timezone=timezone).observations

    return watched
