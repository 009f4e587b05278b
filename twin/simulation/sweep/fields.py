"""The fields of a scenario that a sweep can vary, by path: ``start``, ``event[0].at``, ``intervention[1].after``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from twin.errors import UsageError
from twin.simulation.hazard import Parameter, parameters_of
from twin.simulation.run import plugins_of
from twin.simulation.scenario import Aim, Measure, Occurrence, Scenario
from twin.units import in_unit, seconds

__all__ = ["Field", "Given", "Value", "field_of", "varied"]

Given = Any
"""How people write the values of a field."""
Value = str | float | datetime
"""One value: the id of a thing, a number in the unit of its field, a word, a local time."""

_PATH: Final = re.compile(r"(event|intervention)\[(\d+)\]\.(.+)")
_NO_AIM: Final = Aim()
_TIMES: Final = {"after": "after_s", "duration": "duration_s"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a scenario.

    Parameters
    ----------
    path : as people write it
    table : ``event``, ``intervention``, or empty for the scenario itself
    place : of the event or intervention in its table
    name : of the field
    origin : local time from which times are counted
    aim : what the event or intervention is aimed at in the base
    parameter : of the hazard or intervention, None for a field that all of them have
    """

    path: str
    table: str
    place: int
    name: str
    origin: datetime
    aim: Aim = _NO_AIM
    parameter: Parameter | None = None

    @property
    def column(self) -> str:
        """Name of the field in a table, with the unit of a time."""
        return f"{self.path}_s" if self.name in _TIMES and self.parameter is None else self.path

    def value(self, given: Given) -> Value:
        """Return one value from what people write.

        Raises
        ------
        UsageError
            If the field cannot take it.
        """
        if self.parameter is not None:
            return self._checked(given)
        return self.of_number(self.number(given))

    def number(self, given: Given) -> float:
        """Return a value as a number: in the unit of the field, a local time in seconds since the origin."""
        if self.parameter is not None:
            return in_unit(given, self.parameter.unit, subject=self.path)
        if self.name == "start":
            return (self._moment(given) - self.origin).total_seconds()
        return seconds(given, subject=self.path)

    def length(self, given: Given) -> float:
        """Return how far two values lie apart as a number, such as the step of a range."""
        return seconds(given, subject=self.path) if self.name == "start" else self.number(given)

    def of_number(self, number: float) -> Value:
        """Return the value that a number stands for."""
        if self.parameter is not None:
            return self._checked(number)
        return self.origin + timedelta(seconds=round(number)) if self.name == "start" else number

    def _checked(self, given: Given) -> Value:
        assert self.parameter is not None
        values, _ = parameters_of((self.parameter,), {self.parameter.name: given}, subject=self.path)
        value: Value = values[self.parameter.name]
        return value

    def _moment(self, given: Given) -> datetime:
        try:
            moment = datetime.fromisoformat(given) if isinstance(given, str) else given
        except ValueError:
            moment = None
        if not isinstance(moment, datetime) or moment.tzinfo is not None:
            raise UsageError(f"{self.path} = {given!r}", "is no local time", "Write it as 2026-01-12 08:30.")
        return moment


def field_of(base: Scenario, path: str) -> Field:
    """Return a field of a scenario by its path.

    Raises
    ------
    UsageError
        If the scenario has no such field.
    """
    if path in {"start", "duration"}:
        return Field(path, "", -1, path, base.start)
    found = _PATH.fullmatch(path)
    if found is None:
        raise UsageError(f"vary {path!r}", "is no field of a scenario", "Write start, or a field as event[0].duration.")
    table, place, name = found[1], int(found[2]), found[3]
    entries: tuple[Occurrence | Measure, ...] = base.occurrences if table == "event" else base.measures
    if place >= len(entries):
        raise UsageError(f"vary {path!r}", f"the scenario has {len(entries)} of them", "They are counted from 0.")
    one = entries[place]
    if name == "at" or name in _TIMES:
        return Field(path, table, place, name, base.start, one.aim)
    return Field(path, table, place, name, base.start, one.aim, _parameter(one, name, path))


def varied(base: Scenario, fields: tuple[Field, ...], values: tuple[Value, ...]) -> Scenario:
    """Return a scenario with some of its fields set.

    Parameters
    ----------
    base : the scenario
    fields : which
    values : what they are, in the same order
    """
    events, measures = list(base.occurrences), list(base.measures)
    head: dict[str, Any] = {}
    for field, value in zip(fields, values, strict=True):
        if field.table == "event":
            events[field.place] = _with(events[field.place], field, value)
        elif field.table == "intervention":
            measures[field.place] = _with(measures[field.place], field, value)
        else:
            head[_TIMES.get(field.name, field.name)] = value
    return replace(base, occurrences=tuple(events), measures=tuple(measures), **head)


def _with(one: Any, field: Field, value: Value) -> Any:
    """Return an event or intervention with one of its fields set."""
    if field.parameter is not None:
        return replace(one, parameters=tuple(sorted({**dict(one.parameters), field.name: value}.items())))
    if field.name == "at":
        return replace(one, aim=Aim(names=(str(value),)))
    return replace(one, **{_TIMES[field.name]: value})


def _parameter(one: Occurrence | Measure, name: str, path: str) -> Parameter:
    """Return a parameter of what an event or intervention calls."""
    plugins = plugins_of("hazards" if isinstance(one, Occurrence) else "interventions")
    called = one.hazard if isinstance(one, Occurrence) else one.intervention
    declared = plugins[called].parameters if called in plugins else ()
    known = {parameter.name: parameter for parameter in declared}
    if name not in known:
        there = ", ".join(["at", *_TIMES, *known])
        raise UsageError(f"vary {path!r}", f"{called} has no such field", f"There are {there}.")
    return known[name]
