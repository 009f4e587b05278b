"""When rooms are free, through the week or from one moment on: the hours behind `free`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.said.text import say
from twin.usage.study import Study
from twin_rules.facts.asked_hours import Asked
from twin_rules.facts.booked_hours import booked_hours
from twin_rules.facts.dated import dated
from twin_rules.facts.free_windows import (
    Vacancy,
    Window,
    assumed_vacancy,
    booked_vacancy,
    grid,
    observed_vacancy,
    windows_in,
)
from twin_rules.facts.local_hours import Hours, days_in, hours_between, span_in
from twin_rules.facts.presence import Presence, presence_of
from twin_rules.facts.presence_signs import EMPTY, SOMEBODY
from twin_rules.facts.shared_rooms import SharedRoom
from twin_rules.facts.used_hours import weeks_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FreeHours", "free_every_week", "free_from", "moment_of"]

EVERY_WEEK: Final = "every week"
_NOW: Final = "now"
_AHEAD_H: Final = 24
_USED: Final = say("used then, or likely to be")


@dataclass(frozen=True)
class FreeHours:
    """When a room is free.

    Parameters
    ----------
    vacancy : how likely it is empty through the week
    asked : hours of the week that were asked for and in which it is open, (7, 24)
    windows : in which it is free, long enough
    how : what presence was inferred from
    trust : chance that a sure hour is right where it is only assumed, else 1 [-]
    why_not : why it is not free, in words; empty if it is
    """

    vacancy: Vacancy
    asked: NDArray[np.bool_]
    windows: tuple[Window, ...]
    how: str
    trust: float = 1.0
    why_not: str = ""

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Which hours of the week lie in a window, (7, 24)."""
        mask = np.zeros((7, 24), dtype=bool)
        for one in self.windows:
            mask[one.weekday, one.begin : one.end] = True
        return mask


def free_every_week(study: Study, room: SharedRoom, one: Presence | None, asked: Asked) -> FreeHours:
    """Return when a room is free week after week.

    Parameters
    ----------
    study : what is asked
    room : the room
    one : presence in it; None if nothing tells of it
    asked : the hours that are looked at
    """
    vacancy, how, trust = _vacancy(room, one, asked)
    wanted = grid(*asked.open_span(room)) & grid(days_in(study["days"]), span_in(study["hours"]))
    likely = vacancy.at_least(study["chance"])
    windows = windows_in(wanted & likely, least_h=study["least"] / 3600.0)
    why = "" if windows else _why_not(vacancy, wanted, likely, study["chance"])
    return FreeHours(vacancy, wanted, tuple(windows), how, trust, why)


def free_from(study: Study, room: SharedRoom, one: Presence | None, asked: Asked, moment: pd.Timestamp) -> FreeHours:
    """Return how long a room is free from a moment on, for a day at most.

    Parameters
    ----------
    study : what is asked
    room : the room
    one : presence in it; None if nothing tells of it
    asked : the hours that are looked at
    moment : with its zone
    """
    vacancy, how, trust = _vacancy(room, one, asked)
    first = moment.floor("h", ambiguous=bool(moment.dst()))
    ahead = hours_between(first, first + np.timedelta64(_AHEAD_H, "h"), zone=str(moment.tz))
    day = ahead.start.normalize() == ahead.start[0].normalize()  # a window ends with its day
    opened = ahead.within(*asked.open_span(room)) & day
    likely = vacancy.at_least(study["chance"])[ahead.weekday, ahead.hour]
    seen = presence_of({room.row: room.volume_m3}, ahead, observations=study.observations).get(room.row)
    if seen is not None and seen.there[0] in (EMPTY, SOMEBODY):
        likely[0], how = (
            seen.there[0] == EMPTY,
            say("{first} in that hour, then {how}", first=say(seen.how), how=say(how)),
        )
    taken = _taken(study, room, ahead)
    free = opened & likely & ~taken
    length = int(np.argmin(free)) if not free.all() else len(free)
    begin = int(ahead.hour[0])
    long_enough = length >= study["least"] / 3600.0
    windows = (Window(int(ahead.weekday[0]), begin, begin + length),) if long_enough and length else ()
    wanted = np.zeros((7, 24), dtype=bool)
    wanted[ahead.weekday[opened], ahead.hour[opened]] = True
    words = ((not opened[0], say("closed then")), (taken[0], say("booked then")), (not likely[0], _USED))
    why = next((text for held, text in words if held), say("not free for long enough"))
    return FreeHours(vacancy, wanted, windows, how, trust, "" if windows else why)


def moment_of(study: Study, asked: Asked) -> pd.Timestamp | None:
    """Return the moment that is asked about; None for every week.

    Parameters
    ----------
    study : what is asked, with the parameter ``when``
    asked : the hours that are looked at

    Raises
    ------
    UsageError
        If it is no time, or ``now`` is asked for and nothing tells when that is.
    """
    import pandas as pd

    text = str(study["when"]).strip().lower()
    if text == EVERY_WEEK:
        return None
    if text == _NOW:
        if study.conditions.moment is not None:
            return pd.Timestamp(study.conditions.moment).tz_localize(asked.zone, ambiguous=True)
        if asked.hours is None:
            raise UsageError("when=now", "has nothing that tells when that is", "Name a time, or bind observations.")
        return pd.Timestamp(asked.hours.start[-1])
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        remedy = "Write every week, now, or a local time such as 2026-01-12 18:00."
        raise UsageError(f"when={study['when']}", "is no time", remedy) from error
    known = pd.Timestamp(at)
    return known if known.tz else known.tz_localize(asked.zone, ambiguous=True, nonexistent="shift_forward")


def _vacancy(room: SharedRoom, one: Presence | None, asked: Asked) -> tuple[Vacancy, str, float]:
    """Return how likely a room is empty, what that rests on, and how far to trust what is only assumed."""
    if one is None or asked.hours is None:
        facts = dated("presence")["assumed"]
        return assumed_vacancy(room), str(facts["how"]), float(facts["trust"])
    week = weeks_of(one, asked.hours)
    if not one.seen.any():
        return booked_vacancy(room, week), one.how, float(dated("presence")["booking"]["trust"])
    return observed_vacancy(week), one.how, 1.0


def _taken(study: Study, room: SharedRoom, hours: Hours) -> NDArray[np.bool_]:
    if not study["bookings"]:
        return np.zeros(len(hours), dtype=bool)
    booked = booked_hours(study.twin, study["bookings"], hours, zone=str(hours.start.tz))
    return np.asarray(booked.share.get(room.row, np.zeros(len(hours))) > 0)


def _why_not(vacancy: Vacancy, wanted: NDArray[np.bool_], likely: NDArray[np.bool_], chance: float) -> str:
    if not wanted.any():
        return say("closed in the hours asked for")
    if (wanted & likely).any():
        return say("free, but never for long enough")
    if np.nanmax(np.append(vacancy.share[wanted], 0.0)) >= chance:
        return say("often empty, but looked at too seldom to be sure of it")
    return say("used or booked too often in the hours asked for")
