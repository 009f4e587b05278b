"""Moments of a run, as people write and read them.

``00:45`` is a time since the start of a run, never a time of the day: a plan says what to do after three quarters of an
hour, whenever that is.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import Final

from twin.errors import UsageError
from twin.units import seconds
from twin_viewers.words import Words

__all__ = ["clock_of", "moment_of", "since_start"]

_CLOCK: Final = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")
_REMEDY: Final = "Write 00:45 or 45 min since the start, or a local time as 2026-01-12 09:15."


def moment_of(given: str | float | datetime, *, start: datetime, duration_s: float) -> float:
    """Return a moment of a run in seconds since its start [s].

    Parameters
    ----------
    given : time since the start as ``00:45``, ``45 min`` or seconds, or a local time
    start : local time at which the run begins
    duration_s : how long it is watched [s]

    Raises
    ------
    UsageError
        If it is no time, or before the start or after the end.

    Examples
    --------
    >>> moment_of("00:45", start=datetime(2026, 1, 12, 8, 30), duration_s=3600.0)
    2700.0
    """
    value = _read(given, start)
    if not 0.0 <= value <= duration_s:
        span = f"It is watched from 00:00 to {since_start(duration_s)}, that is until {start + _delta(duration_s)}."
        raise UsageError(f"moment {given!s}", "is not within the run", span)
    return value


def since_start(moment_s: float) -> str:
    """Return a moment as hours and minutes since the start, with seconds where it has some.

    Examples
    --------
    >>> since_start(2700.0), since_start(90061.0)
    ('00:45', '25:01:01')
    """
    whole = round(moment_s)
    text = f"{whole // 3600:02d}:{whole % 3600 // 60:02d}"
    return f"{text}:{whole % 60:02d}" if whole % 60 else text


def clock_of(moment_s: float, start: datetime, words: Words) -> str:
    """Return the time of the day at a moment, with the day where it is not that of the start.

    Parameters
    ----------
    moment_s : since the start [s]
    start : local time at which the run begins
    words : the language of the reader
    """
    return words.clock((start + _delta(moment_s)).replace(microsecond=0), start)


def _read(given: str | float | datetime, start: datetime) -> float:
    if isinstance(given, str):
        text = given.strip()
        if clock := _CLOCK.fullmatch(text):
            hours, minutes, rest = (int(part or 0) for part in clock.groups())
            return 3600.0 * hours + 60.0 * minutes + rest
        try:
            given = datetime.fromisoformat(text) if "-" in text[1:] else seconds(text, subject="moment")
        except (ValueError, UsageError) as error:
            raise UsageError(f"moment {text!r}", "is no time", _REMEDY) from error
    if isinstance(given, datetime):
        if given.tzinfo is not None:
            raise UsageError(f"moment {given}", "has a time zone, but times are local", "Leave the zone out.")
        return (given - start).total_seconds()
    if not math.isfinite(given):
        raise UsageError(f"moment {given}", "is no time", _REMEDY)
    return float(given)


def _delta(moment_s: float) -> timedelta:
    return timedelta(seconds=round(moment_s, 6))
