"""A run as a folder: what it was made of, its figures, and its tables as Parquet files.

The folder is made beside its destination and renamed, so that an interruption leaves the old folder or the new one. The
same scenario, seed and twin give the same bytes; nothing in it tells when or by whom it was written.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict
from datetime import datetime
from functools import cache, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from twin.errors import InputError, OutputError
from twin.model.columns import Array
from twin.model.once import once
from twin.model.twin import Twin
from twin.simulation.results import Record, Run
from twin.simulation.scenario import Aim, Measure, Occurrence, Scenario
from twin.simulation.scenario_text import write_scenario
from twin.simulation.states import State
from twin.simulation.tables import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMAT", "open_run", "save_run", "twin_hash"]

FORMAT: Final = "estate-twin run 0.2"
_RECORD, _SUMMARY, _SCENARIO = "run.json", "summary.json", "scenario.toml"
_FACTS: Final = (
    "nodes",
    "edges",
    "types",
    "property_sets",
    "properties",
    "node_property_sets",
    "type_property_sets",
    "corrections",
    "register",
)
"""Tables of a twin that decide on what comes of a scenario."""


def save_run(run: Run, path: Path) -> Path:
    """Write a run to a folder, whole or not at all; return the folder.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds something else than a run.
    """
    _check(path)
    try:
        part = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            _write(run, part)
            part.chmod(0o777 & ~_mask())
            _exchange(part, path)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error})", "Choose another place, or free some space.") from error
    return path


def open_run(path: str | PathLike[str]) -> Run:
    """Return a run from the folder that it was saved in; its tables are read on first use, without the twin.

    Raises
    ------
    InputError
        If the folder holds no run, or one of a form that this version does not know.
    """
    folder = Path(path)
    told = _told(folder)
    if told is None:
        raise InputError(folder, "holds no run", "Name a folder that twin simulate or Run.save wrote.")
    if told["format"] != FORMAT:
        reason = f"was written as {told['format']!r}; this version reads {FORMAT!r}"
        raise InputError(folder, reason, "Run the scenario again.")
    return Run(
        partial(_record, told),
        {name: partial(_read, folder / f"{name}.parquet", name) for name in COLUMNS},
        lambda: json.loads((folder / _SUMMARY).read_text(encoding="utf-8")),
    )


@once
def twin_hash(twin: Twin) -> str:
    """Return the SHA-256 of the facts of a twin that decide on what comes of a scenario, as hexadecimal digits."""
    digest = hashlib.sha256()
    for name in _FACTS:
        table = twin[name]
        for column in sorted(table):
            digest.update(f"{name}.{column}:{table.length}\0".encode())
            digest.update(_bytes(table[column]))
    return digest.hexdigest()


def _bytes(array: Array) -> bytes:
    if array.dtype == object:
        return "\0".join(array.tolist()).encode()
    return np.ascontiguousarray(array).tobytes()


def _check(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise OutputError(path, "is a file, not a folder", "Name a folder for the run, such as runs/burst.")
    if path.is_dir() and any(path.iterdir()) and _told(path) is None:
        raise OutputError(path, "holds something else than a run", "Name a new folder, or one that holds a run.")
    if not path.parent.is_dir():
        raise OutputError(path, f"the directory {path.parent} does not exist", "Create it first.")


def _told(folder: Path) -> dict[str, Any] | None:
    """Return what the record of a folder says, None if it holds no run."""
    try:
        told = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and str(told.get("format", "")).startswith("estate-twin run") else None


def _write(run: Run, folder: Path) -> None:
    import duckdb

    record = run.record
    told = {
        "format": FORMAT,
        "scenario": _json(asdict(record.scenario)),
        "seed": record.seed,
        "versions": dict(record.versions),
        "twin_hash": record.twin_hash,
        "states": [asdict(state) for state in record.states.values()],
    }
    _write_json(folder / _RECORD, told)
    (folder / _SCENARIO).write_text(write_scenario(record.scenario), encoding="utf-8")
    _write_json(folder / _SUMMARY, run.summary)
    with duckdb.connect(config={"threads": 1}) as connection:
        for name in COLUMNS:
            connection.register("rows", run.table(name))
            target = str(folder / f"{name}.parquet").replace("'", "''")
            connection.execute(f"COPY rows TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def _read(path: Path, name: str) -> pd.DataFrame:
    import duckdb

    try:
        with duckdb.connect() as connection:
            rows = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).df()
    except duckdb.Error as error:
        raise InputError(path, f"cannot be read ({error})", "Run the scenario again.") from error
    return rows.astype(COLUMNS[name])


def _exchange(part: Path, path: Path) -> None:
    """Put a finished folder in its place; what stood there is kept until the new one stands."""
    if not path.exists():
        part.rename(path)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    path.replace(old)
    part.rename(path)
    shutil.rmtree(old)


def _write_json(path: Path, values: Any) -> None:
    path.write_text(json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def _json(value: Any) -> Any:
    """Return a value with times as text, to be read back by `_record`."""
    if isinstance(value, dict):
        return {name: _json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value


def _record(told: dict[str, Any]) -> Record:
    states = [State(**{**one, "values": tuple(one["values"])}) for one in told["states"]]
    scenario = _scenario(told["scenario"])
    return Record(scenario, told["seed"], told["versions"], told["twin_hash"], {one.name: one for one in states})


def _scenario(told: dict[str, Any]) -> Scenario:
    return Scenario(
        **{
            **told,
            "start": datetime.fromisoformat(told["start"]),
            "occurrences": tuple(Occurrence(**_call(one)) for one in told["occurrences"]),
            "measures": tuple(Measure(**_call(one)) for one in told["measures"]),
        }
    )


def _call(told: dict[str, Any]) -> dict[str, Any]:
    return {
        **told,
        "aim": Aim(**{key: _tuples(one) for key, one in told["aim"].items()}),
        "parameters": _tuples(told["parameters"]),
    }


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


@cache
def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
