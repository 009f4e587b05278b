"""A scenario as a value: what happens, when and where, and what people do about it.

A scenario says nothing about an estate but where things are aimed at, so that it can be compared, kept, sent to another
process and run on another twin. Adding something gives a new scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from twin.errors import UsageError
from twin.units import seconds

__all__ = ["Aim", "Measure", "Occurrence", "Scenario", "aim_of"]

_DAY_S: Final = 86400.0


@dataclass(frozen=True, slots=True)
class Aim:
    """What an event or measure is aimed at; nothing at all leaves the choice to the hazard.

    Parameters
    ----------
    names : ids, landlord's codes or names of things
    query : pairs of a field (see `twin.simulation.aims`) and a pattern with ``*``, all of which must hold
    position : x, y and, if known, z in the estate's coordinates [m]; what is nearest is meant
    """

    names: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    position: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event that a scenario begins with or that happens later.

    Parameters
    ----------
    hazard : name of the hazard
    aim : what it happens to
    after_s : when, since the start [s]
    duration_s : after which time it ends by itself [s], None if it goes on until somebody ends it
    parameters : pairs of name and value, as given
    open_s : for how long it has been so already when the scenario begins [s]
    """

    hazard: str
    aim: Aim = Aim()
    after_s: float = 0.0
    duration_s: float | None = None
    parameters: tuple[tuple[str, Any], ...] = ()
    open_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """What people do: an intervention, when they set about it, how long it takes, what it is aimed at."""

    intervention: str
    aim: Aim = Aim()
    after_s: float = 0.0
    duration_s: float | None = None
    parameters: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens, when and where, and what is done about it.

    Parameters
    ----------
    name : what people call it
    start : local time at which it begins
    duration_s : how long it is watched [s]
    occurrences : what happens
    measures : what is done

    Examples
    --------
    >>> burst = Scenario("Burst riser", datetime(2026, 1, 12, 8, 30), 6 * 3600)
    >>> burst = burst.event("water-outage", at="R1", after="10 min").intervene("repair", after="45 min", duration="3 h")
    >>> burst.occurrences[0].after_s, burst.measures[0].duration_s
    (600.0, 10800.0)
    """

    name: str
    start: datetime
    duration_s: float = _DAY_S
    occurrences: tuple[Occurrence, ...] = ()
    measures: tuple[Measure, ...] = ()

    @property
    def end(self) -> datetime:
        """Local time at which it ends."""
        return self.start + timedelta(seconds=self.duration_s)

    def event(
        self,
        hazard: str,
        *,
        at: object = None,
        after: str | float = 0.0,
        duration: str | float | None = None,
        **parameters: Any,
    ) -> Scenario:
        """Return the scenario with one more event.

        Parameters
        ----------
        hazard : name of the hazard, such as ``power-cut``
        at : what it happens to: a name or several, a query by field, or x and y [m]
        after : when, since the start
        duration : after which time it ends by itself
        parameters : of the hazard

        Raises
        ------
        UsageError
            If a time cannot be read.
        """
        one = Occurrence(_hyphenated(hazard), aim_of(at), *_times(after, duration), tuple(sorted(parameters.items())))
        return replace(self, occurrences=(*self.occurrences, one))

    def intervene(
        self,
        intervention: str,
        *,
        at: object = None,
        after: str | float = 0.0,
        duration: str | float | None = None,
        **parameters: Any,
    ) -> Scenario:
        """Return the scenario with one more measure; the arguments are those of `event`.

        Raises
        ------
        UsageError
            If a time cannot be read.
        """
        one = Measure(
            _hyphenated(intervention), aim_of(at), *_times(after, duration), tuple(sorted(parameters.items()))
        )
        return replace(self, measures=(*self.measures, one))


def aim_of(at: object) -> Aim:
    """Return what something is aimed at from what people write.

    Parameters
    ----------
    at : None, a name, several names, a mapping of fields to patterns, or two or three numbers

    Raises
    ------
    UsageError
        If it is none of these.

    Examples
    --------
    >>> aim_of({"class": "IfcPump", "storey": "Sous-sol"}).query
    (('class', 'IfcPump'), ('storey', 'Sous-sol'))
    """
    if at is None:
        return Aim()
    if isinstance(at, Aim):
        return at
    if isinstance(at, str):
        return Aim(names=(at,))
    if isinstance(at, Mapping):
        return Aim(query=tuple(sorted((str(field), str(pattern)) for field, pattern in at.items())))
    if isinstance(at, list | tuple) and at:
        if all(isinstance(one, str) for one in at):
            return Aim(names=tuple(at))
        if len(at) in {2, 3} and all(isinstance(one, int | float) for one in at):
            return Aim(position=tuple(float(one) for one in at))
    raise UsageError(f"at = {at!r}", "is nothing to aim at", "Give an id, code or name, several, a query, or x and y.")


def _times(after: str | float, duration: str | float | None) -> tuple[float, float | None]:
    return seconds(after, subject="after"), None if duration is None else seconds(duration, subject="duration")


def _hyphenated(name: str) -> str:
    return name.strip().lower().replace("_", "-")
