"""What `free` declares: its parameters and the columns of its tables."""

from __future__ import annotations

from typing import Final

from twin.usage.measure import NODE_KEYS, Column, Parameter
from twin_rules.facts.asked_hours import HOURS_PARAMETERS
from twin_rules.facts.walkers import PARAMETERS as WALKERS

__all__ = ["ANSWERS", "COLUMNS", "DETAILS", "HOURS", "NEEDS", "PARAMETERS", "ROOMS", "SAID_VACANT", "WINDOWS"]

NEEDS: Final = ("light", "heat", "toilet", "step-free")
"""What somebody can ask a room to have."""

PARAMETERS: Final = (
    Parameter("when", "every week", about="every week, now (the last hour observed), or a local time"),
    Parameter("days", "all", about="days of the week looked at: weekdays, weekend, all, or such as mon, thu"),
    Parameter("hours", "0-24", about="hours of the day looked at, such as 18-22"),
    Parameter("least", 3600.0, unit="s", about="length that a window has at least", source="a choice", low=3600),
    Parameter("chance", 0.7, about="chance that the room is empty, at least", source="a choice", low=0, high=1),
    Parameter("rooms", "", about="rooms or kinds of rooms looked at, with commas; those where people stay if empty"),
    Parameter("people", 0.0, about="people that it has to be enough for", source="anybody", low=0),
    Parameter("area", 0.0, unit="m**2", about="floor area that it has at least", source="any", low=0),
    Parameter("needs", "", about=f"what it has to have, with commas: {', '.join(NEEDS)}"),
    Parameter("toilet_within", 120.0, unit="s", about="walking time to a toilet", source="a choice", low=0),
    *HOURS_PARAMETERS,
    *WALKERS,
)
COLUMNS: Final = (
    Column("rank", "place by score, 1 is the best", kind="count", low=1),
    Column("called", "readable name, as the model says it", kind="text"),
    Column("kind", "what it is for", kind="text"),
    Column("fits", "yes; or somebody has to look, where something asked for is not known", kind="text"),
    Column("free_h", "hours a week, or on end from that time, that it is free", "h", low=0),
    Column("asked_h", "hours a week, or on end, that were asked for and in which it is open", "h", low=0),
    Column("free_share", "hours free over hours asked for", low=0, high=1),
    Column("longest_h", "longest window", "h", low=0),
    Column("vacant", "share of those free hours in which it was empty and not booked", low=0, high=1),
    Column("surely_vacant", "lower bound of the chance of that, Wilson 95 %; unknown where assumed", low=0, high=1),
    Column("how", "what presence was inferred from", kind="text"),
    Column("area_m2", "floor area", "m²", low=0),
    Column("headcount", "people that exits and area are both enough for", "people", low=0),
    Column("step_free", "proven, not proven or no way from any dwelling", kind="text"),
    Column("light", "whether its lamps work", kind="flag"),
    Column("heat", "whether its heater works", kind="flag"),
    Column("toilet_s", "walking time to the nearest shared toilet that works", "s", low=0),
    Column("dwellings_10min", "dwellings that walk there in ten minutes", kind="count", low=0),
    Column("score", "product of the four parts", low=0, high=1),
    Column("reasons", "why, in words", kind="text"),
    Column("households", "dwellings whose people use it; in an estate without any, people", kind="count", low=0),
)
_ID: Final = (
    Column("id", "id of the room", kind="text"),
    Column("name", "what people call it", kind="text"),
)
DETAILS: Final = (
    *_ID,
    Column("score", "product of the four parts", low=0, high=1),
    Column("part_hours", "sure free hours over hours asked for", low=0, high=1),
    Column("part_area", "floor area over that of the largest", low=0, high=1),
    Column("part_access", "1 proven step-free, 0.5 not proven, 0.1 no step-free way", low=0, high=1),
    Column("part_demand", "dwellings in ten minutes over those of the best", low=0, high=1),
    Column("open", "hours in which it is open, and what says so", kind="text"),
    Column("by_exits", "people that the known exits are enough for", "people", low=0),
    Column("by_area", "people that it is for, by model or area", "people", low=0),
    Column("exits", "clear widths of its ways out", kind="text"),
    Column("dwellings_5min", "dwellings that walk there in five minutes", kind="count", low=0),
    Column("dwellings_10min", "dwellings that walk there in ten minutes", kind="count", low=0),
    Column("step_free_10min", "of those, without steps for sure", kind="count", low=0),
    Column("perhaps_10min", "of those, without steps if what nobody knows has none", kind="count", low=0),
    Column("people_10min", "people in the dwellings within ten minutes that say how many", "people", low=0),
    Column("households", "dwellings whose people use it; in an estate without any, people", kind="count", low=0),
)
_ROOM: Final = (*_ID, Column("weekday", "day of the week", kind="text"))
_CHANCES: Final = (
    Column("vacant", "share of the hours known in which it was empty and not booked", low=0, high=1),
    Column("surely_vacant", "lower bound of the chance of that; unknown where assumed", low=0, high=1),
)
_HOUSEHOLDS: Final = COLUMNS[-1]
WINDOWS: Final = (
    *_ROOM,
    Column("from_h", "beginning, hour of the day", "h", "count", low=0, high=24),
    Column("to_h", "end, hour of the day", "h", "count", low=0, high=24),
    Column("length_h", "length", "h", "count", low=0),
    *_CHANCES,
    _HOUSEHOLDS,
)
HOURS: Final = (
    *_ROOM,
    Column("hour", "hour of the day, local time", kind="count", low=0, high=23),
    Column("looks", "hours of which it is known", kind="count", low=0),
    *_CHANCES,
    Column("free", "whether it is free then, as asked", kind="flag"),
    _HOUSEHOLDS,
)
ANSWERS: Final = (
    "all of it free",
    "most of it free",
    "some of it free",
    "to be looked at",
    "not as asked",
)
"""How rooms answer, the best first."""
ROOMS: Final = (
    *_ID,
    Column("called", "readable name, as the model says it", kind="text"),
    Column("answer", ", ".join(ANSWERS), kind="text"),
    Column("free_share", "hours free over hours asked for", low=0, high=1),
    Column("reasons", "why it is not free as asked, empty if it is", kind="text"),
    _HOUSEHOLDS,
)
SAID_VACANT: Final = (
    *NODE_KEYS,
    Column("kind", "space, dwelling or plot", kind="text"),
    Column("use", "what it is used for", kind="text"),
    Column("area_m2", "floor area", "m²", low=0),
    Column("says", "property and value that say that it stands empty", kind="text"),
)
