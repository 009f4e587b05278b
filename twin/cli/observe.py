"""Bind observations of sensors and meters to an estate, and tell what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from twin.model.twin import Twin
    from twin.observations.discovery import Remark
    from twin.observations.observed import Observations

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
    check: bool = False,
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
    check
        Look through all readings for gaps, repetitions, resets of meters, stuck sensors, wrong clocks and units. The
        exit status is then 1 if there are any.
    json
        Print as JSON.
    output
        Write the table of sensors there, as CSV; with --check, that of the faults.
    """
    from twin.observations.coverage import coverage
    from twin.observations.discovery import Declared
    from twin.observations.faults import find_faults
    from twin.observations.observed import open_observations
    from twin.observations.observing import observe
    from twin.store.load import load

    _check(estate, data, map, output, timezone or columns or time_format)
    twin = load(estate)
    if data:
        declared = Declared(_columns(columns), clock, time_format)
        done = observe(estate, twin, data, mapping=map, timezone=timezone, declared=declared)
        observations, remarks = done.observations, done.remarks
    else:
        observations = open_observations(estate, twin)
        remarks = _strangers(observations)
    table = observations.sensors
    faults = None
    if check:
        known = coverage(observations)[["sensor", "source", "coverage"]]
        table = table.merge(known, on=["sensor", "source"], how="left")
        faults = find_faults(observations)
    if output is not None:
        _write(_named(twin, table if faults is None else faults), output)
    _tell(table, remarks, faults, json=json)
    return int(any(one.hinders for one in remarks) or (faults is not None and len(faults) > 0))


def _check(estate: Path, data: Sequence[Path], maps: Sequence[Path], output: Path | None, said: str) -> None:
    """Raise if the options do not go together, or what is read would be written over."""
    from twin.cli.output import check_apart
    from twin.errors import UsageError
    from twin.observations.register import check_apart_from_readings, register_file
    from twin.usage.place import check_place

    check_apart(output, estate)
    check_apart_from_readings(output, estate, (*data, *maps))
    if output is not None:
        _check_output(output)
    if data and not maps:
        raise UsageError("--map", "is missing", "Write a CSV with the columns sensor, node, quantity, unit.")
    if data and estate.exists():
        check_place(register_file(estate))
    if not data and (maps or said):
        option = f"--map {maps[0]}" if maps else "how to read files"
        raise UsageError(option, "goes with files to read", "Add them: twin observe ESTATE DATA… --map MAP.")


def _check_output(output: Path) -> None:
    from twin.errors import UsageError
    from twin.usage.place import check_place

    check_place(output)
    if output.suffix.lower() != ".csv":
        raise UsageError(f"-o {output}", "is no table that can be written", "Let the name end in .csv.")


def _strangers(observations: Observations) -> tuple[Remark, ...]:
    """Return a remark if what is bound is not of this twin."""
    from twin.observations.discovery import Remark

    names = observations.strangers
    if not names:
        return ()
    reason = f"{len(names)} are bound to things that this twin does not have, such as {names[0]!r}"
    return (Remark("sensors", reason, "Are they of another estate? Bind them again: DATA… --map MAP.", hinders=True),)


def _named(twin: Twin, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of sensors with id, code and name of the thing that each is bound to, in place of its row."""
    from twin.usage.tables import keyed

    bound = table["node"].to_numpy() >= 0
    names = ["id", "code", "name"]
    things = keyed(twin, table["node"].to_numpy()[bound])[names].set_axis(table.index[bound])
    rest = table.drop(columns=["node", "id", "source"], errors="ignore")
    told = things.reindex(table.index).fillna("")
    return rest[["sensor"]].join(told).join(rest.drop(columns="sensor"))


def _columns(text: str) -> dict[str, str]:
    """Return columns by role."""
    from twin.errors import UsageError

    found: dict[str, str] = {}
    for part in filter(str.strip, text.split(",")):
        role, name = (word.strip() for word in part.partition("=")[::2])
        if role not in {"time", "sensor", "value", "unit"} or not name:
            reason = f"{role!r} is no role of a column"
            raise UsageError("--columns", reason, "Write time=…,sensor=…,value=…,unit=….")
        if role in found or name in found.values():
            raise UsageError(
                f"--columns {text}", "names a role or a column twice", "Give each role a column of its own."
            )
        found[role] = name
    return found


def _write(sensors: pd.DataFrame, output: Path) -> None:
    from twin.usage.place import written_whole

    with written_whole(output) as file:
        sensors.to_csv(file, index=False)


def _tell(sensors: pd.DataFrame, remarks: Sequence[Remark], faults: pd.DataFrame | None, *, json: bool) -> None:
    """Print what is bound, by quantity, what is not, and what is wrong."""
    from twin.cli.output import print_json, print_message, print_table

    head = (*_HEAD, "coverage") if "coverage" in sensors else _HEAD
    rows = [_line(str(name), part) for name, part in sensors.groupby("quantity", sort=True)]
    if json:
        told = [{"subject": one.subject, "reason": one.reason, "remedy": one.remedy} for one in remarks]
        wrong = {} if faults is None else {"faults": _told(faults)}
        print_json({"quantities": [dict(zip(head, row, strict=True)) for row in rows], "remarks": told, **wrong})
        return
    rows = [(row[0], _UNITS.get(row[1], row[1]), *row[2:]) for row in rows]
    print_table(head, rows, title=f"{len(sensors)} sensors, {int((sensors['node'] >= 0).sum())} bound")
    if faults is not None:
        _print_faults(faults)
    for one in remarks[:_MOST_TOLD]:
        print_message(str(one))
    if len(remarks) > _MOST_TOLD:
        print_message(f"and {len(remarks) - _MOST_TOLD} more: --json tells all")


_UNITS = {"degC": "°C", "m**3": "m³", "percent": "%", "lux": "lx", "decibel": "dB", "dimensionless": ""}
"""How people write units."""
_HEAD = ("quantity", "unit", "sensors", "bound", "readings", "first", "last")


def _line(quantity: str, part: pd.DataFrame) -> tuple[Any, ...]:
    seen = part[part["count"] > 0]
    known = (round(float(part["coverage"].mean()), 3) if quantity else None,) if "coverage" in part else ()
    return (
        quantity or "(not bound)",
        part["unit"].iloc[0],
        len(part),
        int((part["node"] >= 0).sum()),
        int(part["count"].sum()),
        f"{seen['first'].min():%Y-%m-%d %H:%M}" if len(seen) else None,
        f"{seen['last'].max():%Y-%m-%d %H:%M}" if len(seen) else None,
        *known,
    )


def _told(faults: pd.DataFrame) -> list[dict[str, Any]]:
    from pandas import isna

    lines = faults[["sensor", "fault", "start", "end", "count", "note"]].to_dict("records")
    for line in lines:
        line |= {name: None if isna(line[name]) else line[name].isoformat() for name in ("start", "end")}
    return [{str(name): value for name, value in line.items()} for line in lines]


def _print_faults(faults: pd.DataFrame) -> None:
    from twin.cli.output import print_message, print_table

    rows = [
        (one["sensor"], one["fault"], _short(one["start"]), _short(one["end"]), one["count"], one["note"])
        for one in _told(faults.head(_MOST_TOLD))
    ]
    counts = ", ".join(f"{count} {name}" for name, count in faults["fault"].value_counts().items())
    if not len(faults):
        print("no faults\n")
        return
    title = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}: {counts}"
    print_table(("sensor", "fault", "from", "to", "readings", "what"), rows, title=title)
    if len(faults) > _MOST_TOLD:
        print_message(f"and {len(faults) - _MOST_TOLD} more faults: --json or -o tells all")


def _short(moment: str | None) -> str | None:
    return moment and moment[:16].replace("T", " ")
