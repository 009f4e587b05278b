"""How often rooms are used by weekday and hour, and dwellings by building: the further tables of `occupancy`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from twin.model.twin import Twin
from twin.usage.measure import Column
from twin.usage.tables import empty, keyed
from twin_rules.facts.dwelling_presence import AtHome
from twin_rules.facts.local_hours import DAYS, Hours
from twin_rules.facts.presence import Presence
from twin_rules.facts.shared_rooms import SharedRoom
from twin_rules.facts.used_hours import weeks_of
from twin_rules.physics.utilisation import frequency, utilisation, wilson

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DWELLINGS", "HOURS", "HOUSEHOLDS", "KINDS", "SHARE", "USED", "by_hour", "by_kind", "of_dwellings"]

SHARE: Final[dict[str, Any]] = {"low": 0, "high": 1}
HOUSEHOLDS: Final = Column(
    "households", "dwellings that the row stands for; in an estate without any, people", kind="count", low=0
)
USED: Final = (
    Column("looks", "hours of which it is known", kind="count", low=0),
    Column("frequency", "share of them in which somebody was there", **SHARE),
    Column("frequency_low", "lower bound of that, Wilson 95 %, as if hours told independently", **SHARE),
    Column("frequency_high", "upper bound of that, Wilson 95 %, as if hours told independently", **SHARE),
)
HOURS: Final = (
    Column("id", "id of the room, or of the building of the dwellings", kind="text"),
    Column("name", "what people call it", kind="text"),
    Column("kind", "what it is for, or dwellings", kind="text"),
    Column("weekday", "day of the week", kind="text"),
    Column("hour", "hour of the day, local time", kind="count", low=0, high=23),
    *USED,
    Column("people", "people there on average when it is used", "people", low=0),
    Column("utilisation", "frequency times people over capacity", low=0),
    HOUSEHOLDS,
)
KINDS: Final = (
    Column("kind", "what rooms are for", kind="text"),
    Column("hour", "hour of the day, local time", kind="count", low=0, high=23),
    Column("rooms", "rooms of which it is known", kind="count", low=1),
    *USED,
    HOUSEHOLDS,
)
DWELLINGS: Final = (
    Column("id", "id of the building", kind="text"),
    Column("name", "what people call it", kind="text"),
    Column("how", "what presence was inferred from", kind="text"),
    Column("trust", "chance that an hour is told right, as assumed in presence.toml", **SHARE),
    Column("hours_known", "hours in which any dwelling is known", "h", "count", low=0),
    *USED[1:],
    HOUSEHOLDS,
)


def by_hour(
    twin: Twin,
    rooms: Mapping[int, SharedRoom],
    found: Mapping[int, Presence],
    homes: Sequence[AtHome],
    hours: Hours | None,
) -> pd.DataFrame:
    """Return how often each room is used, and in how many dwellings of each building somebody is, by weekday and hour.

    Parameters
    ----------
    twin : the estate
    rooms : by row
    found : presence in those of which anything tells, by row
    homes : dwellings of each building
    hours : of which that is told; None for none
    """
    import pandas as pd

    if hours is None or not (found or homes):
        return empty(HOURS)
    parts = [_of_room(twin, rooms[row], one, hours) for row, one in found.items()]
    return pd.concat([*parts, *(_at_home(twin, one, hours) for one in homes)], ignore_index=True)


def of_dwellings(twin: Twin, homes: Sequence[AtHome]) -> pd.DataFrame:
    """Return in which share of its dwellings somebody is at home, one row for each building.

    Parameters
    ----------
    twin : the estate
    homes : dwellings of each building
    """
    keys = keyed(twin, [one.building for one in homes])
    known, there = (np.array([part.sum() for part in parts], dtype=np.int64) for parts in _counts(homes))
    low, high = _bounds(there, known)
    told = [one.households[one.households > 0] for one in homes]
    return keys[["id", "name"]].assign(
        how=[one.how for one in homes],
        trust=[one.trust for one in homes],
        hours_known=[int((one.known > 0).sum()) for one in homes],
        frequency=frequency(there, known),
        frequency_low=low,
        frequency_high=high,
        households=[
            int(part.min()) if len(part) and 0 < at_home < seen else 0
            for part, at_home, seen in zip(told, there.tolist(), known.tolist(), strict=True)
        ],
    )


def by_kind(rooms: Mapping[int, SharedRoom], found: Mapping[int, Presence], hours: Hours | None) -> pd.DataFrame:
    """Return how often rooms of a kind are used by hour of the day.

    Parameters
    ----------
    rooms : by row
    found : presence in those of which anything tells, by row
    hours : of which that is told; None for none
    """
    import pandas as pd

    parts = []
    if hours is None:
        return empty(KINDS)
    for kind in dict.fromkeys(rooms[row].kind for row in found):
        of_kind = [row for row in found if rooms[row].kind == kind]
        weeks = [weeks_of(found[row], hours) for row in of_kind]
        looks, used = (np.sum([getattr(week, name) for week in weeks], axis=(0, 1)) for name in ("looks", "used"))
        low, high = _bounds(used, looks)
        values = {"looks": looks, "frequency": frequency(used, looks), "frequency_low": low, "frequency_high": high}
        households = min(rooms[row].households for row in of_kind)
        frame = pd.DataFrame(values)
        parts.append(frame.assign(kind=kind, hour=range(24), rooms=len(of_kind), households=households))
    return pd.concat(parts, ignore_index=True) if parts else empty(KINDS)


def _of_room(twin: Twin, room: SharedRoom, one: Presence, hours: Hours) -> pd.DataFrame:
    week = weeks_of(one, hours)
    often = frequency(week.used, week.looks)
    use = utilisation(often, week.people / room.capacity)
    use = use if np.isfinite(room.capacity) else np.full((7, 24), np.nan)
    values = (week.looks, often, *_bounds(week.used, week.looks), week.people, use, np.full((7, 24), room.households))
    return _weekly(twin, room.row, room.kind, values)


def _at_home(twin: Twin, one: AtHome, hours: Hours) -> pd.DataFrame:
    cell = hours.weekday * 24 + hours.hour
    known, there = (np.bincount(cell, weights=part, minlength=168).reshape(7, 24) for part in (one.known, one.there))
    unknown = np.full((7, 24), np.nan)
    often = frequency(there, known)
    shown = np.where((often > 0) & (often < 1), one.households, 0)  # all or none at home would tell of each
    values = (known, often, *_bounds(there, known), unknown, unknown, shown)
    return _weekly(twin, one.building, "dwellings", values)


def _bounds(used: Any, looks: Any) -> list[Any]:
    return [np.where(looks > 0, bound, np.nan) for bound in wilson(used, looks)]


def _weekly(twin: Twin, row: int, kind: str, values: tuple[Any, ...]) -> pd.DataFrame:
    import pandas as pd

    names = ("looks", "frequency", "frequency_low", "frequency_high", "people", "utilisation", "households")
    keys = keyed(twin, [row])
    frame = pd.DataFrame({name: np.asarray(part).ravel() for name, part in zip(names, values, strict=True)})
    frame["looks"] = frame["looks"].astype("int64")
    return frame.assign(
        id=keys["id"].iloc[0],
        name=keys["name"].iloc[0],
        kind=kind,
        weekday=np.repeat(DAYS, 24),
        hour=np.tile(np.arange(24), 7),
    )


def _counts(homes: Sequence[AtHome]) -> tuple[list[Any], list[Any]]:
    return [one.known for one in homes], [one.there for one in homes]
