"""Local hours: moments as people give them, and the hours of a clock that jumps twice a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from twin.errors import UsageError

__all__ = ["HOUR_US", "autumn_hours", "hour_start", "microseconds", "transitions", "zone_of"]

HOUR_US: Final = 3_600_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of that name.

    Raises
    ------
    UsageError
        If there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"the time zone {name!r}", "is not known", "Write its IANA name, such as Europe/Paris."
        ) from error


def microseconds(moment: str | datetime | None, zone: ZoneInfo) -> int | None:
    """Return a moment in microseconds since 1970, None for none [µs].

    Parameters
    ----------
    moment : ISO 8601 or a datetime; without an offset it is local time
    zone : of local times

    Raises
    ------
    UsageError
        If it is no moment.

    Examples
    --------
    >>> microseconds("1970-01-01T01:00", ZoneInfo("Europe/Paris"))
    0
    """
    if moment is None:
        return None
    try:
        known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    except ValueError as error:
        raise UsageError(f"the time {moment!r}", "cannot be read", "Write one such as 2025-03-01T08:00.") from error
    return ((known if known.tzinfo else known.replace(tzinfo=zone)) - _EPOCH) // _US


def transitions(zone: ZoneInfo, first: int, last: int) -> list[tuple[int, int]]:
    """Return from when on which offset from universal time holds, the first one from the beginning [µs].

    Parameters
    ----------
    zone : whose clock it is
    first, last : moments that are to be covered [µs since 1970]
    """
    step = 14 * 24 * HOUR_US
    found = [(first, _offset(zone, first))]
    for at in range(first + step, last + step, step):
        if _offset(zone, at) != found[-1][1]:
            found.append((_change(zone, at - step, at), _offset(zone, at)))
    return found


def autumn_hours(zone: ZoneInfo, first: int, last: int) -> list[tuple[int, int]]:
    """Return the times whose names on the clock come a second time, each from and to [µs].

    Parameters
    ----------
    zone : whose clock it is
    first, last : moments between which they are sought [µs since 1970]

    Examples
    --------
    >>> paris = ZoneInfo("Europe/Paris")
    >>> [start // 1_000_000 for start, _ in autumn_hours(paris, 1_750_000_000_000_000, 1_770_000_000_000_000)]
    [1761440400]
    """
    found = transitions(zone, first, last)
    return [(since, since + before - after) for (_, before), (since, after) in pairwise(found) if after < before]


def hour_start(column: str, changes: list[tuple[int, int]]) -> str:
    """Return the SQL of the moment at which the local hour of a moment began [µs since 1970].

    Parameters
    ----------
    column : SQL of the moment [µs since 1970]
    changes : of the offset, in order
    """
    odd = [(since, offset % HOUR_US) for since, offset in changes]
    shift = str(odd[0][1])
    for since, offset in odd[1:]:
        if str(offset) != shift:
            shift = f"CASE WHEN {column} >= {since} THEN {offset} ELSE {shift} END"
    if shift == "0":
        return f"({column} // {HOUR_US}) * {HOUR_US}"
    return f"(({column} + {shift}) // {HOUR_US}) * {HOUR_US} - {shift}"


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = (_EPOCH + timedelta(microseconds=at)).astimezone(zone).utcoffset()
    return (offset or timedelta()) // _US


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """Return the moment between two at which the offset changes."""
    while after - before > 1_000_000:
        middle = (before + after) // 2_000_000 * 1_000_000
        if _offset(zone, middle) == _offset(zone, after):
            after = middle
        else:
            before = middle
    return after
