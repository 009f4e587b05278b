"""What a measure is asked on, from what people name: a scenario, a moment, a period, the files beside the twin."""

from __future__ import annotations

from datetime import datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.said.text import say
from twin.simulation.scenario import Scenario
from twin.units import seconds
from twin.usage.conditions import USUAL, Conditions, conditions_of

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["conditions_given", "period_of", "registered_observations"]


def conditions_given(
    twin: Twin,
    estate: str | PathLike[str] | None = None,
    *,
    scenario: str | PathLike[str] | Scenario | None = None,
    at: str | float | None = None,
    seed: int = 0,
) -> Conditions:
    """Return what is out of order on an estate: its open incidents, and what a scenario does on top of them.

    Parameters
    ----------
    twin : the estate
    estate : its path, beside which open incidents are kept; None leaves them out
    scenario : what happens, or the TOML file that tells it; None for nothing
    at : time since its start; when its last event has begun if not given
    seed : what is left to chance is drawn with it

    Raises
    ------
    FileError, InputError
        If a file cannot be used.
    UsageError
        If the scenario names what does not exist, or the moment is no time.
    """
    from twin.simulation.run import run_scenario
    from twin.simulation.scenario_file import check_on, scenario_source

    if at is not None and scenario is None:
        raise UsageError(f"the moment {at}", "goes with a scenario", "Say what happens, or leave the moment out.")
    if scenario is None or isinstance(scenario, Scenario):
        told = scenario
    else:
        told, source = scenario_source(Path(scenario))
        check_on(twin, source, told)
    told = told if estate is None else _with_incidents(twin, estate, told)
    if told is None:
        return USUAL
    at_s = None if at is None else _since_start(at)
    if at_s is not None and at_s > told.duration_s:
        reason = f"is after the end of the scenario, which is watched for {told.duration_s / 3600:g} h"
        raise UsageError(f"--at {at}", reason, "Name an earlier moment, or let its duration be longer.")
    return conditions_of(run_scenario(twin, told, seed=seed), at_s=at_s)


def period_of(start: str | datetime | None, end: str | datetime | None) -> tuple[datetime | None, datetime | None]:
    """Return the local times that a period goes from and to: the whole hours in it.

    Part of an hour would tell of less than an hour, which no measure may.

    Raises
    ------
    UsageError
        If one is no local time, the end is not after the start, or no whole hour lies between them.
    """
    begins, ends = _local(start), _local(end)
    if begins is not None and ends is not None and ends <= begins:
        raise UsageError(f"{start} to {end}", "is no period", "Name an end after the start.")
    first = None if begins is None else _whole_hour(begins + timedelta(hours=1, microseconds=-1))
    last = None if ends is None else _whole_hour(ends)
    if first is not None and last is not None and last <= first:
        raise UsageError(f"{start} to {end}", "holds no whole hour", "Name one: less is told of nobody.")
    return first, last


def _whole_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def registered_observations(estate: str | PathLike[str], twin: Twin) -> Observations | None:
    """Return what is registered as observed on a stored twin; None if nothing is.

    Parameters
    ----------
    estate : path of the twin
    twin : the twin

    Raises
    ------
    InputError
        If the register cannot be used.
    """
    from twin.observations.observed import open_observations
    from twin.observations.register import register_file

    return open_observations(estate, twin) if register_file(estate).exists() else None


def _with_incidents(twin: Twin, estate: str | PathLike[str], told: Scenario | None) -> Scenario | None:
    """Return the scenario that starts from the open incidents; without one, a scenario of them alone."""
    from twin.simulation.current_state import check_incidents, open_incidents, starting_from

    found = open_incidents(estate) if told is None else open_incidents(estate, told.start)
    if not found:
        return told
    check_incidents(twin, estate, found)
    alone = Scenario(say("open incidents"), max(one.since for one in found), 0.0)
    return starting_from(told or alone, found)


def _since_start(at: str | float) -> float:
    clock = at.split(":") if isinstance(at, str) else []
    if len(clock) == 2 and all(part.isdecimal() for part in clock) and int(clock[1]) < 60:
        return int(clock[0]) * 3600.0 + int(clock[1]) * 60.0
    return seconds(at, subject="the moment")


def _local(text: str | datetime | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = text if isinstance(text, datetime) else datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(text, "is no date and time", "Write it as 2026-01-12 or 2026-01-12 08:30.") from error
    if moment.tzinfo is not None:
        raise UsageError(text, "has a time zone, but times are local", "Leave the zone out.")
    return moment
