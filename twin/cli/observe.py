"""Bind observations of sensors and meters to an estate, and tell what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from twin.observations.discovery import Remark

__all__ = ["run"]

_MOST_TOLD = 20


def run(
    estate: Path,
    *data: Path,
    map: tuple[Path, ...] = (),  # noqa: A002
    timezone: str = "",
    columns: str = "",
    clock: Literal["local", "universal"] = "local",
    time_format: str = "",
    json: bool = False,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
) -> int:
    """Bind observations of sensors and meters to an estate, and tell what is wrong with them.

    The files stay where they are. What is bound is written beside the estate, as <estate>.observations.toml. Without
    DATA, what is bound already is told. The exit status is 1 if something could not be bound.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    data
        Files or folders with readings: Parquet or CSV.
    map
        CSV that says which sensor is which node: sensor, then id, code, name or room, then quantity and unit. May be
        given several times.
    timezone
        Where the estate lives, such as Europe/Paris. Times without an offset are local times of that zone.
    columns
        What the columns are, if their names do not tell: time=…,sensor=…,value=…,unit=….
    clock
        What times without an offset are: local or universal.
    time_format
        How times are written, such as "%d/%m/%Y %H:%M", if they are not ISO 8601.
    json
        Print as JSON.
    output
        Write the table of sensors there, as CSV.
    """
    from twin.cli.output import check_apart
    from twin.errors import UsageError
    from twin.observations.discovery import Declared
    from twin.observations.observed import open_observations
    from twin.observations.observing import observe
    from twin.store.load import load

    check_apart(output, estate)
    if data and not map:
        raise UsageError("--map", "is missing", "Write a CSV with the columns sensor, node, quantity, unit.")
    twin = load(estate)
    remarks: Sequence[Remark] = ()
    if data:
        declared = Declared(_columns(columns), clock, time_format)
        done = observe(estate, twin, data, mapping=map, timezone=timezone, declared=declared)
        observations, remarks = done.observations, done.remarks
    else:
        observations = open_observations(estate, twin)
    if output is not None:
        _write(observations.sensors, output)
    _tell(observations.sensors, remarks, json=json)
    return int(any(one.hinders for one in remarks))


def _columns(text: str) -> dict[str, str]:
    from twin.errors import UsageError

    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    wrong = [role for role, _, name in pairs if role.strip() not in {"time", "sensor", "value", "unit"} or not name]
    if wrong:
        raise UsageError("--columns", f"{wrong[0]!r} is no role of a column", "Write time=…,sensor=…,value=…,unit=….")
    return {role.strip(): name.strip() for role, _, name in pairs}


def _write(sensors: pd.DataFrame, output: Path) -> None:
    from twin.errors import OutputError

    try:
        sensors.to_csv(output, index=False)
    except OSError as error:
        raise OutputError(output, f"cannot be written ({error.strerror})", "Name another file.") from error


def _tell(sensors: pd.DataFrame, remarks: Sequence[Remark], *, json: bool) -> None:
    """Print what is bound, by quantity, and what is not."""
    from twin.cli.output import print_json, print_message, print_table

    rows = [_line(str(name), part) for name, part in sensors.groupby("quantity", sort=True)]
    if json:
        told = [{"subject": one.subject, "reason": one.reason, "remedy": one.remedy} for one in remarks]
        print_json({"quantities": [dict(zip(_HEAD, row, strict=True)) for row in rows], "remarks": told})
        return
    print_table(_HEAD, rows, title=f"{len(sensors)} sensors, {int((sensors['node'] >= 0).sum())} bound")
    for one in remarks[:_MOST_TOLD]:
        print_message(str(one))
    if len(remarks) > _MOST_TOLD:
        print_message(f"and {len(remarks) - _MOST_TOLD} more: --json tells all")


_HEAD = ("quantity", "unit", "sensors", "bound", "readings", "first", "last")


def _line(quantity: str, part: pd.DataFrame) -> tuple[Any, ...]:
    seen = part[part["count"] > 0]
    return (
        quantity or "(not bound)",
        part["unit"].iloc[0],
        len(part),
        int((part["node"] >= 0).sum()),
        int(part["count"].sum()),
        f"{seen['first'].min():%Y-%m-%d %H:%M}" if len(seen) else None,
        f"{seen['last'].max():%Y-%m-%d %H:%M}" if len(seen) else None,
    )
