"""What is out of order on an estate now: incidents in a small file beside the twin, which scenarios start from.

The file is TOML that people can read and mend. The twin itself holds facts only and is made anew by each import, so
what is out of order today is not kept in it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import Any

from twin.errors import OutputError, UsageError
from twin.model.twin import Twin
from twin.simulation.mistakes import Mistake
from twin.simulation.scenario import Aim, Occurrence, Scenario
from twin.simulation.scenario_file import parameters_given, unknown_aims
from twin.simulation.scenario_schema import IncidentHead
from twin.simulation.scenario_text import aim_text, table_text
from twin.simulation.toml_lines import lines_of
from twin.simulation.toml_tables import Source, Tables, checked_tables, read_tables

__all__ = [
    "Incident",
    "add_incident",
    "check_incidents",
    "close_incident",
    "incidents",
    "open_incidents",
    "starting_from",
    "state_file",
]


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that is or was out of order.

    Parameters
    ----------
    number : its place in the file, from 1
    hazard : name of the hazard
    aim : what it happened to
    since : local time at which it began
    until : local time at which it was over; None while it is open
    note : what people should know of it
    parameters : pairs of name and value, as given
    """

    number: int
    hazard: str
    aim: Aim
    since: datetime
    until: datetime | None = None
    note: str = ""
    parameters: tuple[tuple[str, Any], ...] = ()

    def is_open(self, moment: datetime | None = None) -> bool:
        """Return whether it is open at a local time; without one, whether nobody has closed it."""
        if moment is None:
            return self.until is None
        return self.since <= moment and (self.until is None or self.until > moment)


def state_file(estate: str | PathLike[str]) -> Path:
    """Return the path of the file that holds the incidents of a twin.

    Examples
    --------
    >>> state_file("tilleuls.gpkg").name
    'tilleuls.state.toml'
    """
    return Path(estate).with_suffix(".state.toml")


def incidents(estate: str | PathLike[str]) -> tuple[Incident, ...]:
    """Return all incidents of a twin, in the order of the file; none if there is no file.

    Parameters
    ----------
    estate : path of the twin

    Raises
    ------
    InputError
        If the file cannot be read.
    FileError
        If it says what cannot be; the error holds every mistake with its line.
    """
    path = state_file(estate)
    there = path.is_dir() or (path.exists() and path.stat().st_size > 0)
    return _told(read_tables(path, IncidentHead)) if there else ()


def open_incidents(estate: str | PathLike[str], moment: datetime | None = None) -> tuple[Incident, ...]:
    """Return the incidents of a twin that are open at a local time; raises like `incidents`.

    Parameters
    ----------
    estate : path of the twin
    moment : local time; without one, all that nobody has closed
    """
    return tuple(one for one in incidents(estate) if one.is_open(moment))


def starting_from(scenario: Scenario, found: Sequence[Incident]) -> Scenario:
    """Return a scenario that starts with the incidents that are open at its start.

    Parameters
    ----------
    scenario : what happens then
    found : incidents of the estate
    """
    mine = [one for one in found if one.is_open(scenario.start)]
    return replace(scenario, occurrences=(*(_occurrence(one, scenario.start) for one in mine), *scenario.occurrences))


def check_incidents(twin: Twin, estate: str | PathLike[str], found: Sequence[Incident]) -> None:
    """Raise if incidents are aimed at what the estate does not know any more.

    Parameters
    ----------
    twin : the estate
    estate : its path
    found : incidents of it

    Raises
    ------
    FileError
        With every mistake and its line.
    """
    mistakes = [
        replace(wrong, path=("incident", one.number - 1, "at"))
        for one in found
        for wrong in unknown_aims(twin, {"incident": [one.aim]})
    ]
    if mistakes:
        path = state_file(estate)
        Source(path, path.read_text(encoding="utf-8-sig")).refuse(mistakes)


def add_incident(estate: str | PathLike[str], incident: Incident) -> Incident:
    """Put an incident into the file of a twin, and return it with its number.

    Parameters
    ----------
    estate : path of the twin
    incident : its number is of no account

    Raises
    ------
    FileError
        If there is no such hazard or parameter, or the file is wrong already.
    OutputError
        If the file cannot be written.
    """
    path = state_file(estate)
    incidents(estate)  # what is wrong in it already is no fault of the new one
    before = path.read_text(encoding="utf-8-sig").rstrip() if path.exists() else ""
    text = f"{before}\n\n{_text(incident)}" if before else _text(incident)
    told = _told(checked_tables(Source(path, text), IncidentHead))
    _write(path, text)
    return told[-1]


def close_incident(estate: str | PathLike[str], number: int, until: datetime) -> Incident:
    """Say in the file of a twin that an incident is over, and return it.

    Parameters
    ----------
    estate : path of the twin
    number : of the incident, from 1
    until : local time at which it was over

    Raises
    ------
    UsageError
        If there is no such open incident, or it began later.
    OutputError
        If the file cannot be written.
    """
    found = {one.number: one for one in incidents(estate)}
    still = ", ".join(str(one.number) for one in found.values() if one.is_open())
    if number not in found or not found[number].is_open():
        reason = "is closed already" if number in found else "does not exist"
        raise UsageError(f"incident {number}", reason, f"Open are {still or 'none'}.")
    if until < found[number].since:
        reason = f"began only on {found[number].since:%Y-%m-%d %H:%M}"
        raise UsageError(f"incident {number}", reason, "Write a later time at which it was over.")
    path = state_file(estate)
    text = path.read_text(encoding="utf-8-sig")
    lines = text.split("\n")
    lines.insert(lines_of(text)["incident", number - 1, "since"], f"until = {until.isoformat()}")
    _write(path, "\n".join(lines))
    return replace(found[number], until=until)


def _told(tables: Tables) -> tuple[Incident, ...]:
    entries: Any = tables.entries["incident"]
    tables.source.refuse(
        [
            Mistake(("incident", place, "until"), f"{one.until:%Y-%m-%d %H:%M} is before since", "Mend one of them.")
            for place, one in enumerate(entries)
            if one.until is not None and one.until < one.since
        ]
    )
    return tuple(
        Incident(place, one.called, one.at, one.since, one.until, one.note, parameters_given(one))
        for place, one in enumerate(entries, start=1)
    )


def _occurrence(one: Incident, start: datetime) -> Occurrence:
    left_s = None if one.until is None else (one.until - start).total_seconds()
    open_s = (start - one.since).total_seconds()
    return Occurrence(one.hazard, one.aim, 0.0, left_s, one.parameters, open_s)


def _text(one: Incident) -> str:
    values = {"hazard": one.hazard, "at": aim_text(one.aim), "since": one.since, "until": one.until}
    return table_text("incident", {**values, "note": one.note or None, **dict(one.parameters)})


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(part).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            Path(part).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(part).unlink()
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error})", "Ask for the right to write there.") from error
