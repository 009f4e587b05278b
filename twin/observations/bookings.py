"""Bookings of rooms from iCalendar files: recurring ones drawn out, bound to rooms, and silent about who and why.

The library ``icalendar`` reads the file and ``dateutil`` draws out its rules, in local time, so that a meeting at six
stays at six when clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from twin.errors import InputError, UsageError
from twin.model.twin import Twin
from twin.observations.places import node_of
from twin.observations.quantities import quantity_of
from twin.observations.zones import zone_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["bookings"]

_FREE: Final = frozenset({"CANCELLED"})
_TOO_OFTEN: Final = frozenset({"SECONDLY", "MINUTELY"})
_BROKEN: Final = (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError)
"""What the libraries raise for events that break RFC 5545."""
Span = tuple[datetime, datetime]


def bookings(
    path: str | PathLike[str], twin: Twin, start: datetime, end: datetime, *, timezone: str = "UTC"
) -> pd.DataFrame:
    """Return what is booked at some time between two moments, in the order of its beginning.

    Columns: space (row of the room in the twin, -1 if its LOCATION is none of it), id, location, from, to (local),
    people (expected, NaN if not said), what. The title is given only where the event says that its class is PUBLIC;
    otherwise ``what`` is "booked". Cancelled events and those that leave the time free (TRANSP) are left out.

    Parameters
    ----------
    path : iCalendar file
    twin : the estate; rooms are found by code, name or id in LOCATION, which may begin with the building and a slash
    start, end : of the time looked at; local if they have no offset
    timezone : IANA name of the zone of the estate, which is that of times without any

    Raises
    ------
    InputError
        If the file cannot be read as iCalendar, or an event of it has times or a rule that cannot be.
    UsageError
        If there is no such time zone.

    References
    ----------
    RFC 5545, 3.3.10 (RRULE), 3.6.1 (an event without an end lasts its day, or no time), 3.8.1.3 (CLASS), 3.8.4.4
    (RECURRENCE-ID), 3.8.5.1 (EXDATE).
    """
    import pandas as pd

    zone = zone_of(timezone)
    window = (_aware(start, zone), _aware(end, zone))
    events = list(_events(Path(path)))
    moved = {_place_of_moved(Path(path), one, zone) for one in events if "RECURRENCE-ID" in one}
    lines = [
        (begin, finish, *_told(one))
        for one in events
        if _takes_time(one)
        for begin, finish in _times(Path(path), one, window, zone, moved)
    ]
    lines.sort(key=lambda line: (line[0].timestamp(), line[2], line[1].timestamp()))
    table = pd.DataFrame(lines, columns=["from", "to", "location", "people", "what"])
    rows = {name: _room(twin, name) for name in sorted(set(table["location"]))}
    table.insert(0, "space", table["location"].map(rows).astype("int32"))
    table.insert(1, "id", [str(twin.nodes["id"][row]) if row >= 0 else "" for row in table["space"]])
    for name in ("from", "to"):
        table[name] = pd.to_datetime(table[name], utc=True).dt.tz_convert(zone)
    return table.astype({"people": "float64"})


def _events(path: Path) -> Iterator[Any]:
    from icalendar import Calendar

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror})", "Check the path and the rights on it.") from error
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        raise InputError(path, f"is no iCalendar file ({error})", "Export it again as .ics.") from error
    if not calendars:
        raise InputError(path, "holds no calendar", "Export it again as .ics.")
    for calendar in calendars:
        yield from (one for one in calendar.walk("VEVENT") if "DTSTART" in one)


def _takes_time(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() not in _FREE and str(event.get("TRANSP", "")).upper() != "TRANSPARENT"


def _place_of_moved(path: Path, event: Any, zone: ZoneInfo) -> tuple[str, datetime]:
    """Return which occurrence of which event another one stands in for."""
    try:
        return str(event.get("UID")), _moment(event["RECURRENCE-ID"].dt, zone)
    except _BROKEN as error:
        raise _broken(path, event, error) from error


def _times(path: Path, event: Any, window: Span, zone: ZoneInfo, moved: set[tuple[str, datetime]]) -> list[Span]:
    """Return the times of an event; raises `InputError` if it has times or a rule that cannot be."""
    try:
        for rule in _listed(event.get("RRULE")):
            _check_rule(rule)
        return list(_spans(event, window, zone, moved))
    except _BROKEN as error:
        raise _broken(path, event, error) from error


def _check_rule(rule: Any) -> None:
    """Raise if a rule never moves on, or begins more than once an hour, as no booking does."""
    interval, often = rule.get("INTERVAL", [1])[0], str(rule.get("FREQ", [""])[0]).upper()
    if int(interval) < 1:
        raise ValueError(f"INTERVAL={interval}")
    if often in _TOO_OFTEN:
        raise ValueError(f"FREQ={often}")


def _broken(path: Path, event: Any, error: Exception) -> InputError:
    name = str(event.get("UID", "")) or "without UID"
    reason = f"its event {name} has times or a rule that cannot be read ({str(error) or type(error).__name__})"
    return InputError(path, reason, "Mend it in the calendar, and export it again.")


def _spans(event: Any, window: Span, zone: ZoneInfo, moved: set[tuple[str, datetime]]) -> Iterator[Span]:
    """Yield the times of an event that touch the window, those left out or moved elsewhere excepted."""
    first = event["DTSTART"].dt
    length = _length(event, first, zone)
    left_out = {_moment(one.dt, zone) for listed in _listed(event.get("EXDATE")) for one in listed.dts}
    own = "RECURRENCE-ID" in event
    for begin in _starts(event, first, window, length, zone):
        at = _moment(begin, zone)
        if at in left_out or (not own and (str(event.get("UID")), at) in moved):
            continue
        finish = _finish(begin, length, zone)
        if at < window[1] and finish > window[0]:
            yield at, finish


def _starts(event: Any, first: date, window: Span, length: timedelta, zone: ZoneInfo) -> Iterable[date]:
    """Return the starts of an event up to the end of the window, in the time that its author meant."""
    extra = [
        one.dt[0] if isinstance(one.dt, tuple) else one.dt
        for listed in _listed(event.get("RDATE"))
        for one in listed.dts
    ]
    rules = _listed(event.get("RRULE"))
    if not rules:
        return [first, *extra]
    return [*(at for rule in rules for at in _drawn_out(rule, first, window, length, zone)), *extra]


def _drawn_out(rule: Any, first: date, window: Span, length: timedelta, zone: ZoneInfo) -> Iterator[date]:
    """Yield the starts of a rule by the clock on the wall; the offset is put on afterwards."""
    from dateutil.rrule import rrulestr

    timed = first if isinstance(first, datetime) else None
    wall = datetime.combine(first, time()) if timed is None else timed.replace(tzinfo=None)
    offset = None if timed is None else timed.tzinfo
    text = ";".join(
        f"UNTIL={_until(rule, first, zone)}" if part.startswith("UNTIL=") else part
        for part in rule.to_ical().decode().split(";")
    )
    last = window[1].astimezone(offset or zone).replace(tzinfo=None)
    begin = window[0].astimezone(offset or zone).replace(tzinfo=None) - length - timedelta(days=1)
    drawn = rrulestr(text, dtstart=wall)
    for at in drawn.between(min(begin, last), last, inc=True):
        yield at.date() if timed is None else at.replace(tzinfo=offset)


def _until(rule: Any, first: date, zone: ZoneInfo) -> str:
    """Return the end of a rule by the clock on the wall of its start."""
    until = rule["UNTIL"][0]
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}T235959"
    if until.tzinfo is not None:
        own = first.tzinfo if isinstance(first, datetime) else None
        until = until.astimezone(own or zone)
    return f"{until:%Y%m%dT%H%M%S}"


def _length(event: Any, first: date, zone: ZoneInfo) -> timedelta:
    """Return how long an event lasts: by the clock on the wall for whole days, in time that passes otherwise."""
    if "DURATION" in event:
        return timedelta(seconds=event["DURATION"].dt.total_seconds())
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(first, datetime) and isinstance(end, datetime):
            return _moment(end, zone) - _moment(first, zone)
        return timedelta(days=(_day(end) - _day(first)).days)
    return timedelta() if isinstance(first, datetime) else timedelta(days=1)


def _finish(begin: date, length: timedelta, zone: ZoneInfo) -> datetime:
    return _moment(begin, zone) + length if isinstance(begin, datetime) else _moment(begin + length, zone)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(at: date, zone: ZoneInfo) -> datetime:
    """Return a moment in universal time; a day begins at local midnight, a time without a zone is local."""
    known = at if isinstance(at, datetime) else datetime.combine(at, time())
    return _aware(known, zone)


def _aware(at: datetime, zone: ZoneInfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _told(event: Any) -> tuple[str, float, str]:
    people = str(event.get("X-ATTENDANCE", "")).strip()
    public = str(event.get("CLASS", "")).upper() == "PUBLIC"
    return (
        str(event.get("LOCATION", "")).strip(),
        float(people) if people.isdigit() else float("nan"),
        str(event.get("SUMMARY", "booked")) if public else "booked",
    )


def _room(twin: Twin, location: str) -> int:
    """Return the row of the room that a LOCATION names, -1 if it names none or more than one.

    After the building and a slash, a code may begin with that of the building again.
    """
    building, slash, name = location.partition("/")
    short = name.removeprefix(building).lstrip(".-_ ")
    lines = [{"room": location}, *({"room": one, "building": building} for one in (name, short) if slash and one)]
    for line in lines:
        try:
            return node_of(twin, line, quantity_of("people"))
        except UsageError:
            continue
    return -1
