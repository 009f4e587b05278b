"""Whether somebody was in a room, hour by hour, from all that tells of it, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.said.text import joined, say
from twin_rules.facts.booked_hours import Booked
from twin_rules.facts.dated import dated
from twin_rules.facts.local_hours import Hours, hours_between
from twin_rules.facts.presence_signs import EMPTY, SOMEBODY, UNKNOWN, Sign, sign_of
from twin_rules.facts.room_sensors import QUANTITIES, rooms_watched

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["Presence", "by_trust", "hours_observed", "presence_in", "presence_of"]

_BOOKING: Final = "booking"


@dataclass(frozen=True)
class Presence:
    """Whether somebody was in a room.

    Parameters
    ----------
    there : `SOMEBODY`, `EMPTY` or `UNKNOWN` of each hour, (n,)
    kind : what says so, as a place in `by_trust()`, -1 for nothing, (n,)
    booked : whether any part of the hour was booked; nowhere without a calendar, (n,)
    people : how many were there, NaN where nobody knows, (n,)
    low, high : between which that lies, (n,)
    listed : whether a calendar names the room
    people_from : what says how many: people counted, bookings, CO2, or empty
    agreement : share of the hours told by two kinds of sensors in which they agree, NaN if there are none [-]
    notes : what single kinds rest on, by kind
    """

    there: NDArray[np.int8]
    kind: NDArray[np.int8]
    booked: NDArray[np.bool_]
    people: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    listed: bool = False
    people_from: str = ""
    agreement: float = float("nan")
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which hours sensors tell, whatever a calendar says, (n,)."""
        return np.asarray((self.kind >= 0) & (self.kind != by_trust().index(_BOOKING)))

    @property
    def how(self) -> str:
        """What presence was inferred from, with the share of the hours known, the most frequent first."""
        known = self.kind[self.kind >= 0]
        parts = sorted(zip(*np.unique(known, return_counts=True), strict=True), key=lambda part: -part[1])
        hows = [(say(dated("presence")[by_trust()[kind]]["how"]), count / len(known)) for kind, count in parts]
        if len(hows) < 2:
            return joined(how for how, _ in hows)
        return joined((say("{how} {share:.0%}", how=how, share=share) for how, share in hows), ", ")

    @property
    def trust(self) -> float:
        """Chance that an hour is told right, on average over the hours known, as assumed; NaN if none is known [-]."""
        known = self.kind[self.kind >= 0]
        trusts = np.array([dated("presence")[kind]["trust"] for kind in by_trust()])
        return float(trusts[known].mean()) if len(known) else float("nan")


def by_trust() -> tuple[str, ...]:
    """Return the kinds of signs that presence is inferred from, the most trusted first."""
    facts = dated("presence")
    return tuple(sorted((*QUANTITIES, _BOOKING), key=lambda kind: -facts[kind]["trust"]))


def hours_observed(
    observations: Observations | None, start: datetime | None, end: datetime | None, *, zone: str
) -> Hours | None:
    """Return the hours that are looked at: those asked for, else those that sensors of presence tell of.

    None if neither says when it begins or ends.

    Parameters
    ----------
    observations : of the estate; None for none
    start, end : local times asked for; None for what is not said
    zone : IANA name of the zone of the estate
    """
    import pandas as pd

    if start is not None and end is not None:
        return hours_between(start, end, zone=zone)
    if observations is None:
        return None
    wanted = [one for quantities in QUANTITIES.values() for one in quantities]
    chosen = {one for quantity in wanted for one in observations.chosen(quantity)}
    names = {(observations.register.sensors[one].source, observations.register.sensors[one].name) for one in chosen}
    table = observations.sensors
    mine = [key in names for key in zip(table["source"].tolist(), table["sensor"].tolist(), strict=True)]
    first, last = table.loc[mine, "first"].min(), table.loc[mine, "last"].max()
    if pd.isna(first) and start is None:
        return None
    return hours_between(start or first, end or last + pd.Timedelta(hours=1), zone=zone)


def presence_of(
    rooms: Mapping[int, float],
    hours: Hours,
    *,
    observations: Observations | None,
    booked: Booked | None = None,
    kinds: Iterable[str] | None = None,
) -> dict[int, Presence]:
    """Return whether somebody was in rooms, for those of which anything tells.

    Parameters
    ----------
    rooms : volume of each, NaN if unknown, by row of the room [m³]
    hours : of which it is asked
    observations : of the estate; None for none
    booked : bookings; None for none
    kinds : of signs that count; None for all
    """
    wanted = set(by_trust() if kinds is None else kinds)
    watched = {} if observations is None else rooms_watched(observations)
    found: dict[int, Presence] = {}
    for row, volume in rooms.items():
        signs = {
            kind: sign_of(kind, observations, watched[kind][row], hours, volume_m3=volume)
            for kind in by_trust()
            if observations is not None and kind in wanted and row in watched.get(kind, {})
        }
        calendar = booked if booked is not None and _BOOKING in wanted and row in booked.share else None
        if signs or calendar is not None:
            found[row] = presence_in(row, signs, calendar, len(hours))
    return found


def presence_in(row: int, signs: Mapping[str, Sign], booked: Booked | None, length: int) -> Presence:
    """Return whether somebody was in a room: in each hour the most trusted sign that tells it decides.

    Parameters
    ----------
    row : of the room
    signs : what each kind of sensor says
    booked : bookings that name the room; None for none
    length : number of hours
    """
    taken = booked.share[row] > 0 if booked is not None else np.zeros(length, dtype=bool)
    said = {kind: one.there for kind, one in signs.items()}
    if booked is not None:
        said[_BOOKING] = np.where(taken, SOMEBODY, EMPTY).astype(np.int8)
    there, kind = np.full(length, UNKNOWN), np.full(length, -1, dtype=np.int8)
    for place, name in enumerate(by_trust()):
        if name in said:
            new = (there == UNKNOWN) & (said[name] != UNKNOWN)
            there[new], kind[new] = said[name][new], place
    people, low, high, source = _people(row, signs, booked, taken & (there == SOMEBODY))
    used = there == SOMEBODY
    people, low, high = (np.where(used, values, np.nan) for values in (people, low, high))
    notes = {name: one.note for name, one in signs.items() if one.note}
    agreement = _agreement([one.there for one in signs.values()])
    return Presence(there, kind, taken, people, low, high, booked is not None, source, agreement, notes)


def _people(
    row: int, signs: Mapping[str, Sign], booked: Booked | None, held: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], str]:
    """Return how many people were there, from one source for all hours, and its name."""
    if "people" in signs:
        one = signs["people"]
        return one.people, one.low, one.high, "people counted"
    if booked is not None and np.isfinite(booked.people[row][held]).any():
        expected = np.where(held, booked.people[row], np.nan)
        return expected, expected, expected, "bookings"
    if "co2" in signs:
        one = signs["co2"]
        return one.people, one.low, one.high, "CO2"
    nobody = np.full(len(held), np.nan)
    return nobody, nobody, nobody, ""


def _agreement(said: Sequence[NDArray[np.int8]]) -> float:
    """Return the share of the hours told by the two most trusted kinds of sensors in which they agree [-]."""
    if len(said) < 2:
        return float("nan")
    both = (said[0] != UNKNOWN) & (said[1] != UNKNOWN)
    return float((said[0][both] == said[1][both]).mean()) if both.any() else float("nan")
