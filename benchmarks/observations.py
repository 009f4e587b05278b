"""Hours of many readings: through the binding and by plain DuckDB, time and memory; and planted faults found.

    python benchmarks/observations.py --rows 100_000_000
    python benchmarks/observations.py --faults demo/estate.gpkg demo/observations

The first makes readings of temperature (a reading each minute, as many sensors as it takes for a year each) as Parquet
in a temporary folder, which is removed, and prints one line for each way; each runs in a process of its own, in turns.
Ratios are to the same question put to plain DuckDB in whole numbers (``whole``). With date_trunc (``plain``), which
goes through time zones, it is slower. The second binds the synthetic year by its map and compares what is found with
its defects.csv.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_REPEATS = 3
_COMPARED = ("binding", "scan", "plain", "whole")
_MINUTES = 365 * 24 * 60
_NAMES = {"duplicates": "duplicate", "time zone": "clock"}


def main() -> None:
    """Print what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--faults", nargs=2, type=Path, metavar=("ESTATE", "FOLDER"))
    parser.add_argument("--way", choices=sorted(_WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.faults:
        _faults(*asked.faults)
    elif asked.way:
        print(json.dumps(_measured(asked.way, asked.folder, asked.memory)))
    else:
        _race(asked.rows, asked.memory)


def _race(rows: int, memory: str) -> None:
    with tempfile.TemporaryDirectory(prefix="observations-") as name:
        folder = Path(name)
        sensors = _make(folder, rows)
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
        print(f"{rows:,} readings of {sensors} sensors, {size:.0f} MB of Parquet, memory limit {memory}")
        runs: dict[str, list[dict[str, Any]]] = {}
        for _ in range(_REPEATS):  # in turns, so that caches and other work on the machine meet all ways alike
            for way in _COMPARED if runs else ("observe", *_COMPARED):
                runs.setdefault(way, []).append(_apart(way, folder, memory))
        runs["check"] = [_apart("check", folder, memory)]
        best = min(one["seconds"] for one in runs["whole"])
        for way, told in runs.items():
            seconds = sorted(one["seconds"] for one in told)
            peak = max(one["peak_mb"] for one in told)
            ratio = seconds[0] / best
            cost = f"{seconds[0]:7.2f} to {seconds[-1]:7.2f} s   {ratio:5.2f} x whole   peak {peak:5.0f} MB"
            print(f"{way:8} {cost}   {told[0]['said']}")


def _make(folder: Path, rows: int) -> int:
    """Return how many sensors were written, one file for each ten of them, with a map and a twin."""
    import duckdb

    from twin.model.schema import table_of
    from twin.model.twin import Twin
    from twin.store.save import save

    sensors = -(-rows // _MINUTES)
    (folder / "data").mkdir()
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        for first in range(0, sensors, 10):
            start, end = first * _MINUTES, min((first + 10) * _MINUTES, rows)
            connection.execute(
                f"COPY (SELECT printf('s%05d', i // {_MINUTES}) AS sensor, "
                f"make_timestamptz(1735689600000000 + (i % {_MINUTES}) * 60000000) AS time, "
                f"round(20 + 3 * sin(i / 600.0) + (hash(i) % 100) / 100.0, 2) AS value "
                f"FROM range({start}, {end}) t(i)) TO '{folder}/data/{first:05d}.parquet' (FORMAT parquet)"
            )
    save(Twin({"nodes": table_of("nodes", {"id": ["r"], "name": ["room"], "kind": ["space"]})}), folder / "e.gpkg")
    lines = [f"s{k:05d},r,temperature,Cel" for k in range(sensors)]
    (folder / "map.csv").write_text("\n".join(["sensor,id,quantity,unit", *lines]))
    return sensors


def _apart(way: str, folder: Path, memory: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--way", way, "--folder", str(folder), "--memory", memory]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _measured(way: str, folder: Path, memory: str) -> dict[str, Any]:
    start = time.perf_counter()
    said = _WAYS[way](folder, memory)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "said": said}


def _plain(folder: Path, memory: str) -> str:
    """Return hours as a person would ask DuckDB for them."""
    return _asked("date_trunc('hour', time)", folder, memory)


def _whole(folder: Path, memory: str) -> str:
    """Return hours by whole numbers, which is right where offsets are whole hours: what the binding asks for."""
    return _asked("epoch_us(time) // 3600000000", folder, memory)


def _asked(hour: str, folder: Path, memory: str) -> str:
    import duckdb

    with duckdb.connect(config={"memory_limit": memory, "temp_directory": str(folder / "spill")}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        table = connection.execute(
            f"SELECT sensor, {hour} AS hour, avg(value) AS value, count(*) AS n "
            f"FROM read_parquet('{folder}/data/*.parquet') GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchnumpy()
    return f"{len(table['n']):,} hours, mean {table['value'].mean():.6f}"


def _scan(folder: Path, memory: str) -> str:
    """Return what decoding the three columns costs, without hours."""
    import duckdb

    with duckdb.connect(config={"memory_limit": memory}) as connection:
        query = f"SELECT avg(value), max(time)::TIMESTAMP, max(sensor) FROM '{folder}/data/*.parquet'"
        return f"mean {connection.execute(query).fetchall()[0][0]:.6f}"


def _observe(folder: Path, memory: str) -> str:
    from twin.observations import observe
    from twin.store.load import load

    estate = folder / "e.gpkg"
    data, mapping = [folder / "data"], folder / "map.csv"
    done = observe(estate, load(estate), data, mapping=mapping, timezone="Europe/Paris", memory=memory)
    return f"{len(done.observations.register.sensors)} bound, {len(done.remarks)} remarks"


def _binding(folder: Path, memory: str) -> str:
    from twin.observations import open_observations
    from twin.store.load import load

    table = open_observations(folder / "e.gpkg", load(folder / "e.gpkg"), memory=memory).hourly("temperature")
    return f"{len(table):,} hours, mean {table['value'].mean():.6f}"


def _check(folder: Path, memory: str) -> str:
    from twin.observations import find_faults, open_observations
    from twin.store.load import load

    return f"{len(find_faults(open_observations(folder / 'e.gpkg', load(folder / 'e.gpkg'), memory=memory)))} faults"


_WAYS = {"plain": _plain, "whole": _whole, "scan": _scan, "observe": _observe, "binding": _binding, "check": _check}


def _faults(estate: Path, folder: Path) -> None:
    """Print recall and precision on the synthetic year, and every false alarm."""
    import shutil

    from twin.observations import find_faults, observe
    from twin.store.load import load

    with (folder / "defects.csv").open(encoding="utf-8") as file:
        planted = {(one["sensor"], _NAMES.get(one["defect"], one["defect"])) for one in csv.DictReader(file)}
    with tempfile.TemporaryDirectory() as name:
        copy = shutil.copy(estate, Path(name) / "estate.gpkg")
        done = observe(copy, load(copy), [folder], mapping=folder / "map.csv", timezone="Europe/Paris")
        table = find_faults(done.observations)
    found = set(zip(table["sensor"], table["fault"], strict=True))
    print(f"planted {len(planted)}, found {len(found & planted)}, false alarms {len(found - planted)}")
    print(
        f"recall {len(found & planted) / len(planted):.2f}, precision {len(found & planted) / max(len(found), 1):.2f}"
    )
    for kind, some in (("missed", planted - found), ("false alarm", found - planted)):
        for sensor, fault in sorted(some):
            print(f"{kind}: {sensor}: {fault}")


if __name__ == "__main__":
    main()
