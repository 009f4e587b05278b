"""Which hours a measure of rooms is asked about: the time that is covered, when rooms are open, what is booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.observations.zones import zone_of
from twin.said.text import joined, say
from twin.usage.measure import Parameter
from twin.usage.study import Study
from twin_rules.facts.booked_hours import Booked, booked_hours
from twin_rules.facts.local_hours import DAYS, Hours, days_in, span_in
from twin_rules.facts.presence import hours_observed
from twin_rules.facts.shared_rooms import SharedRoom

__all__ = ["HOURS_PARAMETERS", "Asked", "asked_hours"]

HOURS_PARAMETERS: Final = (
    Parameter("bookings", "", about="iCalendar file with the bookings of rooms"),
    Parameter("open", "", about="hours in which rooms are open, such as 8-22, in place of those of their kind"),
    Parameter("open_days", "", about="days on which they are, such as weekdays, in place of those of their kind"),
    Parameter("zone", "", about="time zone of the estate; that of the observations, else Europe/Paris"),
)
_ZONE: Final = "Europe/Paris"


@dataclass(frozen=True)
class Asked:
    """Which hours a measure is asked about.

    Parameters
    ----------
    hours : that are looked at; None if nothing says from when to when
    booked : bookings; None without a calendar
    said_open, said_days : in which rooms are open, in place of those of their kind; None for those
    zone : IANA name of the zone of the estate
    notes : what one must know of them
    """

    hours: Hours | None
    booked: Booked | None
    said_open: tuple[int, int] | None
    said_days: tuple[int, ...] | None
    zone: str = _ZONE
    notes: tuple[str, ...] = ()

    def open_span(self, room: SharedRoom) -> tuple[tuple[int, ...], tuple[int, int]]:
        """Return the days of the week and the hours in which a room is open."""
        return (
            room.weekdays if self.said_days is None else self.said_days,
            room.hours if self.said_open is None else self.said_open,
        )

    def open(self, room: SharedRoom) -> NDArray[np.bool_]:
        """Return which of the hours a room is open in, (n,)."""
        if self.hours is None:
            return np.zeros(0, dtype=bool)
        return self.hours.within(*self.open_span(room))

    def told(self, room: SharedRoom) -> str:
        """Return when a room is open in words, and what says so.

        Examples: ``Monday to Saturday 9-19 h (assumed)``.
        """
        days, (begin, end) = self.open_span(room)
        follow = len(days) > 1 and days == tuple(range(days[0], days[-1] + 1))
        words = joined((say(DAYS[day]) for day in days), ", ")
        if follow:
            words = say("{first} to {last}", first=say(DAYS[days[0]]), last=say(DAYS[days[-1]]))
        by = "said" if self.said_open is not None else room.hours_from
        return say("{days} {begin}-{end} h ({by})", days=words, begin=begin, end=end, by=say(by))


def asked_hours(study: Study) -> Asked:
    """Return which hours a measure is asked about, from its parameters.

    Parameters
    ----------
    study : what is asked, with the parameters of `HOURS_PARAMETERS`

    Raises
    ------
    UsageError
        If days, hours or the zone cannot be read.
    InputError
        If the calendar cannot be used.
    """
    zone = study["zone"] or (study.observations.zone.key if study.observations is not None else _ZONE)
    zone_of(zone)
    hours = hours_observed(study.observations, study.start, study.end, zone=zone)
    notes: list[str] = []
    booked = None
    if study["bookings"] and hours is None:
        notes.append(say("Bookings are left out: say from when to when they count (--from, --to)."))
    elif study["bookings"] and hours is not None:
        booked = booked_hours(study.twin, study["bookings"], hours, zone=zone)
        if booked.elsewhere:
            places = ", ".join(booked.elsewhere[:5])
            notes.append(say("The calendar names places that are no room of the twin: {places}.", places=places))
    if hours is not None and len(hours):
        notes.append(
            say(
                "Looked at from {begin:%Y-%m-%d} to {end:%Y-%m-%d}, hours in {zone}.",
                begin=hours.start[0],
                end=hours.start[-1],
                zone=zone,
            )
        )
    return Asked(
        hours if hours is None or len(hours) else None,
        booked,
        span_in(study["open"]) if study["open"] else None,
        days_in(study["open_days"]) if study["open_days"] else None,
        zone,
        tuple(notes),
    )
