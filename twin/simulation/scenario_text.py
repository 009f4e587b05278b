"""Scenarios and incidents as TOML, in the form in which people write them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from twin.simulation.scenario import Aim, Measure, Occurrence, Scenario

__all__ = ["aim_text", "table_text", "write_scenario"]

_UNITS: Final = (("h", 3600.0), ("min", 60.0))


def write_scenario(scenario: Scenario) -> str:
    """Return the TOML text that `read_scenario` reads as the same scenario.

    Parameters
    ----------
    scenario : what happens and what is done

    Examples
    --------
    >>> print(write_scenario(Scenario("Burst", datetime(2026, 1, 12, 8, 30)).event("water-outage", at="R1")), end="")
    name = "Burst"
    start = 2026-01-12T08:30:00
    duration = "24 h"
    <BLANKLINE>
    [[event]]
    hazard = "water-outage"
    at = "R1"
    """
    head = {"name": scenario.name, "start": scenario.start, "duration": _time(scenario.duration_s)}
    tables = [("event", _event(scenario, one)) for one in scenario.occurrences]
    tables += [("intervention", _call("do", one.intervention, one)) for one in scenario.measures]
    return "\n".join([_lines(head.items()), *(table_text(name, values) for name, values in tables)])


def table_text(name: str, values: dict[str, Any]) -> str:
    """Return one table of an array of tables.

    Parameters
    ----------
    name : of the array
    values : texts, numbers, datetimes, lists of these and mappings of names to texts; None is left out
    """
    return f"[[{name}]]\n{_lines(values.items())}"


def aim_text(aim: Aim) -> str | list[str] | list[float] | dict[str, str] | None:
    """Return what something is aimed at as it is written, None for nothing."""
    if aim.names:
        return aim.names[0] if len(aim.names) == 1 else list(aim.names)
    return dict(aim.query) or list(aim.position) or None


def _event(scenario: Scenario, one: Occurrence) -> dict[str, Any]:
    since = scenario.start - timedelta(seconds=one.open_s) if one.open_s else None
    return {**_call("hazard", one.hazard, one), "since": since}


def _call(key: str, name: str, one: Occurrence | Measure) -> dict[str, Any]:
    duration = None if one.duration_s is None else _time(one.duration_s)
    after = _time(one.after_s) if one.after_s else None
    return {key: name, "at": aim_text(one.aim), "after": after, "duration": duration, **dict(one.parameters)}


def _lines(values: Iterable[tuple[str, Any]]) -> str:
    return "".join(f"{_key(name)} = {_value(value)}\n" for name, value in values if value is not None)


def _time(seconds: float) -> str:
    """Return a duration in the largest unit of which it is a whole number; the number of seconds is kept to the bit."""
    for unit, size in _UNITS:
        if seconds and seconds % size == 0:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds!r} s"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, datetime):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else repr(value)


def _text(value: str) -> str:
    """Return a basic string; what JSON escapes TOML escapes alike, and delete besides."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    bare = name and all(one.isascii() and (one.isalnum() or one in "-_") for one in name)
    return name if bare else _text(name)
