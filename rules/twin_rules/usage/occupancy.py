"""How often and how full shared rooms are used, by room, use, weekday and hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from twin.said.text import joined, say
from twin.usage.measure import Column, Personal, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.asked_hours import HOURS_PARAMETERS, Asked, asked_hours
from twin_rules.facts.dated import dated
from twin_rules.facts.dwelling_presence import at_home
from twin_rules.facts.presence import Presence, presence_of
from twin_rules.facts.room_sensors import QUANTITIES, rooms_watched
from twin_rules.facts.shared_rooms import SharedRoom, shared_rooms
from twin_rules.facts.used_hours import BANDS, band, use_of
from twin_rules.physics.utilisation import utilisation
from twin_rules.usage._occupancy_weeks import (
    DWELLINGS,
    HOURS,
    HOUSEHOLDS,
    KINDS,
    SHARE,
    USED,
    by_hour,
    by_kind,
    of_dwellings,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_ODD: Final = 0.7
"""Sensors of a room that agree in fewer of the hours are told of, for one of them may hang elsewhere [-]."""


class Measure(UsageMeasure):
    """How often and how full shared rooms are used.

    Frequency is the share of the hours in which a room is open and known in which somebody was there; occupancy the
    people there when it is used over its capacity; utilisation both multiplied. Presence comes from people counters,
    presence detectors, motion, CO2, power, bookings or door openings, in the order in which `presence.toml` trusts
    them: `how` says from which. Rooms that nothing tells of are answered by assumption from what they are for, and say
    so. Dwellings are only told for whole buildings; rooms of one tenant or one worker are withheld.
    """

    about = "how often and how full shared rooms are used: frequency, occupancy, utilisation"
    reads = (
        "spaces with use, area and capacity",
        "observations people, presence, motion, co2, power, energy, door",
        "bookings (iCalendar)",
    )
    parameters = HOURS_PARAMETERS
    columns = (
        Column("called", "readable name, as the model says it", kind="text"),
        Column("kind", "what it is for", kind="text"),
        Column("how", "what presence was inferred from", kind="text"),
        Column("trust", "chance that an hour is told right, as assumed in presence.toml", **SHARE),
        Column("agreement", "share of hours in which the two most trusted kinds of sensors agree", **SHARE),
        Column("open", "hours in which it is open, and what says so", kind="text"),
        Column("hours_open", "hours in which it could be used", "h", "count", low=0),
        Column("hours_known", "those of them of which it is known", "h", "count", low=0),
        Column("sampling", "hours known over hours open", **SHARE),
        USED[1],
        Column("frequency_low", "lower bound of that, Wilson 95 %; hours that follow count for fewer", **SHARE),
        Column("frequency_high", "upper bound of that, Wilson 95 %; hours that follow count for fewer", **SHARE),
        Column("capacity_people", "people it is for", "people", low=0),
        Column("capacity_from", "what says so", kind="text"),
        Column("people", "people there on average when it is used", "people", low=0),
        Column("people_low", "lower bound of that", "people", low=0),
        Column("people_high", "upper bound of that", "people", low=0),
        Column("people_from", "what says how many", kind="text"),
        Column("occupancy", "people when it is used over capacity; above 1 if overfull", low=0),
        Column("utilisation", "frequency times occupancy", low=0),
        Column("band", "good, fair or poor, as universities rate it", kind="text"),
        Column("overfull_h", "hours with more people than it is for", "h", "count", low=0),
        Column("booked", "share of the open hours that is booked", **SHARE),
        Column("no_show", "share of the booked hours in which sensors saw nobody", **SHARE),
        HOUSEHOLDS,
    )
    more: ClassVar[Any] = {"hours": HOURS, "kinds": KINDS, "dwellings": DWELLINGS}
    personal: ClassVar[Any] = {
        "": Personal("households", 3600.0),
        "hours": Personal("households", 3600.0, keep=("id", "weekday", "hour")),
        "kinds": Personal("households", 3600.0, keep=("kind", "hour")),
        "dwellings": Personal("households", 3600.0, keep=("id", "name")),
    }
    references = (
        "Space Management Group (2006), Space utilisation: frequency, occupancy, utilisation = frequency × occupancy",
        "E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209-212, doi:10.1080/01621459.1927.10502953",
        "A. Persily, L. de Jonge (2017), Indoor Air 27, 868-879, doi:10.1111/ina.12383; ASTM D6245-18",
        "Capacities by area: arrêté du 25 juin 1980, L 3 and M 2; see shared_rooms_fr.toml",
    )
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return how rooms were used, and the dwellings of each building together."""
        rooms = {room.row: room for room in shared_rooms(study.twin)}
        asked = asked_hours(study)
        found = _presences(study, rooms, asked)
        homes = [] if study.observations is None or asked.hours is None else at_home(study.observations, asked.hours)
        listed = [room for row, room in rooms.items() if row in found or room.kind != "passage"]
        listed.sort(key=lambda room: (list(dated("shared_rooms_fr")).index(room.kind), room.row))
        if not listed:
            return Outcome(
                empty(self.schema()[""]),
                reason=_nothing(study),
                more={
                    "dwellings": of_dwellings(study.twin, homes),
                    "hours": by_hour(study.twin, rooms, {}, homes, asked.hours),
                },
            )
        found = {room.row: found[room.row] for room in listed if room.row in found}
        table = _table(study, listed, found, asked)
        return Outcome(
            table,
            headline=_headline(table),
            notes=(*_notes(found), *_doubts(table), *asked.notes),
            share_assumed=float((table["how"] == dated("presence")["assumed"]["how"]).mean()),
            more={
                "hours": by_hour(study.twin, rooms, found, homes, asked.hours),
                "kinds": by_kind(rooms, found, asked.hours),
                "dwellings": of_dwellings(study.twin, homes),
            },
            colours=_colours(),
            plots=_plots(study, listed, found),
        )


def _presences(study: Study, rooms: dict[int, SharedRoom], asked: Asked) -> dict[int, Presence]:
    if asked.hours is None:
        return {}
    volumes = {row: room.volume_m3 for row, room in rooms.items()}
    return presence_of(volumes, asked.hours, observations=study.observations, booked=asked.booked)


def _table(study: Study, rooms: list[SharedRoom], found: dict[int, Presence], asked: Asked) -> pd.DataFrame:
    lines = [_observed(room, found[room.row], asked) if room.row in found else _assumed(room, asked) for room in rooms]
    names = lines[0] if lines else {}
    rows = [room.row for room in rooms]
    called = study.twin.nodes["long_name"][rows].tolist()
    return keyed(study.twin, rows, called=called, **{name: [line[name] for line in lines] for name in names})


def _facts(room: SharedRoom, asked: Asked) -> dict[str, object]:
    return {
        "kind": room.kind,
        "open": asked.told(room),
        "capacity_people": room.capacity,
        "capacity_from": room.capacity_from,
        "households": room.households,
    }


def _observed(room: SharedRoom, one: Presence, asked: Asked) -> dict[str, object]:
    used = use_of(room, one, asked.open(room))
    return {**_facts(room, asked), "how": one.how, "trust": one.trust, "agreement": one.agreement, **used}


def _assumed(room: SharedRoom, asked: Asked) -> dict[str, object]:
    """Return a room that nothing tells of, as rooms of its kind are assumed to be used."""
    facts, unknown = room.facts, float("nan")
    full = facts.get("full", unknown) if np.isfinite(room.capacity) else unknown
    use = float(utilisation(facts["used"], full))
    return {
        **_facts(room, asked),
        "how": dated("presence")["assumed"]["how"],
        "trust": dated("presence")["assumed"]["trust"],
        "hours_open": 0 if asked.hours is None else int(asked.open(room).sum()),
        "hours_known": 0,
        "sampling": 0.0,
        "frequency": facts["used"],
        "people": full * room.capacity,
        "people_from": "assumed" if np.isfinite(full) else "",
        "occupancy": full,
        "utilisation": use,
        "band": band(use),
        "overfull_h": None,
        **dict.fromkeys(
            ("agreement", "frequency_low", "frequency_high", "people_low", "people_high", "booked", "no_show"), unknown
        ),
    }


def _headline(table: pd.DataFrame) -> str:
    shown = table[table["households"] >= LEAST_HOUSEHOLDS]  # what is withheld must not be told here either
    rooms = shown[shown["kind"] != "passage"]
    told = rooms[rooms["hours_known"] > 0]
    if not len(told):
        none = say("Of {n} shared rooms nothing is observed; all is assumed from what they are for.", n=len(rooms))
        return none if len(rooms) else ""
    best = told.iloc[int(np.nanargmax(told["frequency"].to_numpy(dtype=float)))]
    stay = told[told["kind"] == "meeting"]
    words = say("{n} of {all} shared rooms are observed or booked.", n=len(told), all=len(rooms))
    if len(stay):
        shares = joined((_share(one) for one in stay.to_dict("records")), ", ")
        return joined((words, say("Meeting rooms in use: {shares}.", shares=shares)))
    return joined((words, say("Used most is {share}.", share=_share(best.to_dict()))))


def _nothing(study: Study) -> str:
    """Return why there is nothing to say."""
    if study.observations is None or rooms_watched(study.observations):
        return say("it has no shared rooms that anything tells of")
    told = ", ".join(quantity for quantities in QUANTITIES.values() for quantity in quantities)
    return say("it has no shared rooms, and no sensor that is bound tells of people ({what})", what=told)


def _share(one: dict[Any, Any]) -> str:
    return say(
        "{room} ({building}) {share:.0%} of its open hours [{low:.0%} to {high:.0%}]",
        room=one["called"] or one["name"],
        building=one["building"],
        share=one["frequency"],
        low=one["frequency_low"],
        high=one["frequency_high"],
    )


def _notes(found: dict[int, Presence]) -> list[str]:
    notes: list[str] = []
    if found:
        notes.append(say("Hours of one evening depend on each other: the interval of a whole room is too narrow."))
    if any(one.people_from == "CO2" for one in found.values()):
        notes.append(say("People from CO2 are true within a factor of about two if windows stay shut, else too few."))
    if any(one.people_from == "bookings" for one in found.values()):
        notes.append(say("People from bookings are those expected, not counted."))
    return notes


def _doubts(table: pd.DataFrame) -> list[str]:
    """Return which rooms have sensors that do not tell the same, of those that may be told of."""
    shown = table[(table["households"] >= LEAST_HOUSEHOLDS) & (table["agreement"].astype(float) < _ODD)]
    return [
        say(
            "Two kinds of sensors of {room} ({building}) agree in {share:.0%} of the hours only: one may be bound to"
            " another room, or tell little of people.",
            room=one["name"],
            building=one["building"],
            share=one["agreement"],
        )
        for one in shown.to_dict("records")
    ]


def _colours() -> tuple[Colouring, ...]:
    classes = ((0.05, "up to 5 %"), (0.15, "up to 15 %"), (0.3, "up to 30 %"), (0.6, "up to 60 %"), (np.inf, "more"))
    return (
        Colouring("frequency", say("Share of open hours in use"), classes=classes, unknown="nobody knows"),
        Colouring(
            "band",
            say("Utilisation (how often × how full)"),
            order=BANDS,
            colours=("#009E73", "#E69F00", "#882255"),
        ),
    )


def _plots(study: Study, rooms: list[SharedRoom], found: dict[int, Presence]) -> tuple[Plot, ...]:
    nodes = study.twin.nodes
    heats = tuple(
        Plot(
            "heat",
            say("How often somebody is there: {room}", room=nodes["long_name"][room.row] or nodes["name"][room.row]),
            x="hour",
            y="weekday",
            value="frequency",
            table="hours",
            where=(("id", str(nodes["id"][room.row])),),
        )
        for room in rooms
        if room.row in found
    )
    lines = (Plot("line", say("How often somebody is there"), x="hour", y="frequency", by="kind", table="kinds"),)
    return (*heats, *(lines if found else ()), Plot("bar", say("Share of open hours in use"), x="name", y="frequency"))
