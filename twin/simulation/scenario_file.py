"""Scenarios and plans as people write them in TOML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.aims import rows_of
from twin.simulation.mistakes import Mistake, nearest
from twin.simulation.scenario import Aim, Measure, Occurrence, Scenario
from twin.simulation.scenario_schema import PlanHead, ScenarioHead
from twin.simulation.toml_tables import Source, Tables, read_tables

__all__ = [
    "Plan",
    "check_on",
    "parameters_given",
    "plan_source",
    "read_plan",
    "read_scenario",
    "scenario_of",
    "scenario_source",
    "unknown_aims",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What people could do about an incident.

    Parameters
    ----------
    name : what people call it
    measures : what they do
    """

    name: str
    measures: tuple[Measure, ...]


def read_scenario(path: FilePath) -> Scenario:
    """Return the scenario that a file tells.

    Parameters
    ----------
    path : TOML, in UTF-8

    Raises
    ------
    InputError
        If the file cannot be read.
    FileError
        If it is no scenario; the error holds every mistake with its line.
    """
    return scenario_source(path)[0]


def read_plan(path: FilePath) -> Plan:
    """Return the plan that a file tells; raises like `read_scenario`."""
    return plan_source(path)[0]


def scenario_source(path: FilePath) -> tuple[Scenario, Source]:
    """Return the scenario that a file tells, and the file; raises like `read_scenario`."""
    tables = read_tables(path, ScenarioHead)
    return scenario_of(tables), tables.source


def scenario_of(tables: Tables) -> Scenario:
    """Return the scenario that the tables of a file tell, whatever else they tell.

    Parameters
    ----------
    tables : read with `ScenarioHead` or a model of more keys

    Raises
    ------
    FileError
        If it is no scenario.
    """
    head: Any = tables.head
    entries: Any = tables.entries
    late = [one for table in entries for one in _late(table, [each.after for each in entries[table]], head.duration)]
    tables.source.refuse([*late, *_since(tables, head), *_endless(head)])
    return Scenario(
        head.name or tables.source.path.stem,
        head.start,
        head.duration,
        tuple(_occurrence(one, head) for one in tables.entries["event"]),
        tuple(map(_measure, tables.entries["intervention"])),
    )


def plan_source(path: FilePath) -> tuple[Plan, Source]:
    """Return the plan that a file tells, and the file; raises like `read_scenario`."""
    tables = read_tables(path, PlanHead)
    head: Any = tables.head
    if not tables.entries["intervention"]:
        tables.source.refuse([Mistake(("intervention",), "is missing", "Write [[intervention]] and its keys below.")])
    return Plan(head.name or path.stem, tuple(map(_measure, tables.entries["intervention"]))), tables.source


def check_on(twin: Twin, source: Source, told: Scenario | Plan, *, duration_s: float | None = None) -> None:
    """Raise if a file aims at what an estate does not know, or if a plan comes after the end of its incident.

    Parameters
    ----------
    twin : the estate
    source : the file
    told : what it says
    duration_s : how long the incident is watched [s]; None if that is checked already

    Raises
    ------
    FileError
        With every mistake, its line and the nearest name.
    """
    aims = {"intervention": [one.aim for one in told.measures]}
    if isinstance(told, Scenario):
        aims["event"] = [one.aim for one in told.occurrences]
    mistakes = list(unknown_aims(twin, aims))
    if duration_s is not None:
        mistakes += _late("intervention", [one.after_s for one in told.measures], duration_s)
    source.refuse(mistakes)


def unknown_aims(twin: Twin, aims: Mapping[str, Sequence[Aim]]) -> Iterator[Mistake]:
    """Yield what an estate does not know of what the entries of a file are aimed at, with the nearest name.

    Parameters
    ----------
    twin : the estate
    aims : of the entries by table, such as ``event``
    """
    for table, listed in aims.items():
        for number, aim in enumerate(listed):
            for single in map(_alone, aim.names) if aim.names else (aim,):
                try:
                    rows_of(twin, single, subject=table)
                except UsageError as error:
                    yield Mistake((table, number, "at"), *_told(twin, single, error))


def parameters_given(entry: BaseModel) -> tuple[tuple[str, Any], ...]:
    """Return the parameters of a hazard or intervention that an entry gives, as given, in order of their names."""
    fields = type(entry).model_fields
    given = [name for name in entry.model_fields_set if name.startswith("parameter_")]
    return tuple(sorted((str(fields[name].alias), getattr(entry, name)) for name in given))


def _alone(name: str) -> Aim:
    return Aim(names=(name,))


def _told(twin: Twin, aim: Aim, error: UsageError) -> tuple[str, str]:
    if not aim.names or "nothing in this twin" not in error.reason:
        what = repr(aim.names[0]) if aim.names else list(aim.position) if aim.position else dict(aim.query)
        return f"{what}: {error.reason}", error.remedy
    known = sorted({str(word) for name in ("name", "code", "id") for word in twin.nodes[name].tolist() if word})
    remedy = nearest(aim.names[0], known, of="") if known else ""
    return f"nothing has the id, code or name {aim.names[0]!r}", (
        remedy if remedy.startswith("Did") else "twin graph lists all things; * in a query stands for any part."
    )


def _occurrence(entry: Any, head: Any) -> Occurrence:
    open_s = (head.start - entry.since).total_seconds() if entry.since else 0.0
    return Occurrence(entry.called, entry.at, entry.after, entry.duration, parameters_given(entry), open_s)


def _measure(entry: Any) -> Measure:
    return Measure(entry.called, entry.at, entry.after, entry.duration, parameters_given(entry))


def _late(table: str, after_s: Iterable[float], duration_s: float) -> Iterator[Mistake]:
    """Yield what would come only after the scenario is over."""
    for number, after in enumerate(after_s):
        if after > duration_s:
            reason = f"{_hours(after)} is after the end of the scenario, {_hours(duration_s)}"
            yield Mistake((table, number, "after"), reason, "Watch it for longer: duration = …")


def _since(tables: Tables, head: Any) -> Iterator[Mistake]:
    """Yield events that are open at the start and yet begin later."""
    for number, entry in enumerate(tables.entries["event"]):
        since, after = vars(entry)["since"], vars(entry)["after"]
        remedy = "Write since for what is open at the start, after for what comes later."
        if since is not None and since > head.start:
            yield Mistake(("event", number, "since"), f"{since:%Y-%m-%d %H:%M} is after the start", remedy)
        elif since is not None and after:
            yield Mistake(("event", number, "since"), "there is an 'after' too", remedy)


def _endless(head: Any) -> Iterator[Mistake]:
    try:
        head.start + timedelta(seconds=head.duration)
    except OverflowError:
        yield Mistake(("duration",), "no calendar goes that far", "Write how long to watch, such as '6 h'.")


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:g} h"
