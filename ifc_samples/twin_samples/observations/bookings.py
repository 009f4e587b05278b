"""Bookings of the common room: recurring evenings and single feasts, as a calendar file and as people in the room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin_samples.observations.calendar import START, Calendar, data
from twin_samples.observations.households import draws

__all__ = ["Booking", "bookings_of", "icalendar", "people_in"]


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking of a room: its dates, its hours [h, local time], what for, and how many people come.

    A booking with `weekly` recurs between its first and last date, except on dates that are missing between them.
    """

    code: str
    room: str
    title: str
    dates: tuple[np.datetime64, ...]
    hours: tuple[int, int]
    people: int
    weekly: bool


def bookings_of(room: str, calendar: Calendar, *, seed: int) -> list[Booking]:
    """Return the bookings of a common room.

    Parameters
    ----------
    room : code of it, with that of its building
    calendar : days that are covered
    seed : what single evenings are drawn with
    """
    dates = np.datetime64(calendar.local[0], "D") + np.arange(len(calendar.off))
    weekday = (dates.astype(np.int64) + 3) % 7
    return [*_weekly(room, dates, weekday, calendar), *_single(room, dates, weekday, draws(seed, room, "bookings"))]


def _weekly(
    room: str, dates: NDArray[np.datetime64], weekday: NDArray[np.int64], calendar: Calendar
) -> Iterator[Booking]:
    """Yield what recurs every week."""
    workday = ~calendar.off
    for k, spec in enumerate(data("bookings")["weekly"]):
        held = (weekday == spec["weekday"]) & workday & ~(spec["pauses"] & calendar.school_off)
        if held.any():
            hours = (spec["hours"][0], spec["hours"][1])
            yield Booking(f"{room}-H{k + 1}", room, spec["title"], tuple(dates[held]), hours, spec["people"], True)


def _single(
    room: str, dates: NDArray[np.datetime64], weekday: NDArray[np.int64], draw: np.random.Generator
) -> Iterator[Booking]:
    """Yield single evenings."""
    spec = data("bookings")["single"]
    free = dates[weekday == spec["weekday"]]
    count = min(len(free), round(spec["per_year"] * len(dates) / 365))
    for k, date in enumerate(sorted(draw.choice(free, count, replace=False))):
        title = str(draw.choice(spec["titles"]))
        hours = (spec["hours"][0], spec["hours"][1])
        yield Booking(f"{room}-S{k + 1}", room, title, (date,), hours, spec["people"], False)


def people_in(bookings: Sequence[Booking], calendar: Calendar) -> NDArray[np.float64]:
    """Return how many people are in a room that is booked so, shape (n,)."""
    people = np.zeros(len(calendar.time))
    first = np.datetime64(calendar.local[0], "D")
    for booking in bookings:
        days = np.isin(calendar.day, [(date - first).astype(int) for date in booking.dates])
        people[days & (calendar.hour >= booking.hours[0]) & (calendar.hour < booking.hours[1])] = booking.people
    return people


def icalendar(bookings: Sequence[Booking]) -> str:
    """Return bookings as an iCalendar file (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//estate-twin//synthetic bookings//FR", "X-SYNTHETIC:TRUE"]
    lines += _TIME_ZONE
    for booking in bookings:
        lines += _event(booking)
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _event(booking: Booking) -> list[str]:
    """Return the lines of one event."""
    first, last = booking.dates[0], booking.dates[-1]
    start, end = booking.hours
    lines = [
        "BEGIN:VEVENT",
        f"UID:{booking.code}@synthetic.invalid",
        f"DTSTAMP:{_compact(START.astype('datetime64[D]'))}T000000Z",
        f"DTSTART;TZID=Europe/Paris:{_compact(first)}T{start:02d}0000",
        f"DTEND;TZID=Europe/Paris:{_compact(first)}T{end:02d}0000",
        f"SUMMARY:{booking.title}",
        f"LOCATION:{booking.room}",
        f"X-ATTENDANCE:{booking.people}",
    ]
    if booking.weekly:
        weeks = np.arange(first, last + 1, 7)
        missed = [date for date in weeks if date not in booking.dates]
        lines.append(f"RRULE:FREQ=WEEKLY;COUNT={len(weeks)}")
        lines += [f"EXDATE;TZID=Europe/Paris:{_compact(date)}T{start:02d}0000" for date in missed]
    return [*lines, "END:VEVENT"]


def _compact(date: np.datetime64) -> str:
    """Return a date as iCalendar writes it."""
    return str(date.astype("datetime64[D]")).replace("-", "")


_TIME_ZONE = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Paris",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:19970330T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
]
