"""Which shared rooms stand free when, for how many people, and for whom they are near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from twin.model.kinds import Kind
from twin.said.text import joined, say
from twin.usage.measure import Personal, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.asked_hours import Asked, asked_hours
from twin_rules.facts.local_hours import DAYS
from twin_rules.facts.presence import presence_of
from twin_rules.facts.room_comfort import shared_toilets
from twin_rules.facts.room_demand import demands
from twin_rules.facts.said_vacant import said_vacant
from twin_rules.facts.shared_rooms import SharedRoom, shared_rooms
from twin_rules.facts.walkers import REFERENCES, names_in
from twin_rules.usage._free_columns import ANSWERS, COLUMNS, DETAILS, HOURS, PARAMETERS, ROOMS, SAID_VACANT, WINDOWS
from twin_rules.usage._free_hours import FreeHours, free_every_week, free_from, moment_of
from twin_rules.usage._free_rooms import YES, check_needs, facts_of, misses, scored

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_COLOURS: Final = ("#009E73", "#56B4E9", "#E69F00", "#C9C9C9", "#882255")


class Measure(UsageMeasure):
    """Which shared rooms stand free when, for how many people, and for whom they are near.

    A room is free in an hour of the week in which it is open and, with at least the chance asked for, empty and not
    booked. Where sensors tell it the lower bound of the chance counts (Wilson, 95 %), so that few looks are not
    enough; elsewhere it is assumed from bookings and from what the room is for, and said to be. Windows end with their
    day. What nobody knows (the width of a door, whether there is light) is never taken as enough: such rooms come
    last, and somebody has to look. Rooms left out are listed with the reason.
    """

    about = "which shared rooms stand free when, for how many people, and for whom they are near"
    reads = (
        "spaces with use, area, capacity, doors, lamps, heaters",
        "presence as `occupancy` infers it, bookings (iCalendar)",
        "opens_onto, walks_to, dwellings",
        "states health, supply, door, space",
    )
    parameters = PARAMETERS
    what_ifs = ("closed",)
    columns = COLUMNS
    more: ClassVar[Any] = {
        "windows": WINDOWS,
        "details": DETAILS,
        "rooms": ROOMS,
        "hours": HOURS,
        "said_vacant": SAID_VACANT,
    }
    personal: ClassVar[Any] = {
        "": Personal("households", 3600.0),
        "details": Personal("households", 3600.0, keep=("id", "name")),
        "rooms": Personal("households", 3600.0, keep=("id", "name")),
        "windows": Personal("households", 3600.0, keep=("id", "weekday", "from_h")),
        "hours": Personal("households", 3600.0, keep=("id", "weekday", "hour")),
    }
    references = (
        "Exits: arrêté du 25 juin 1980, articles CO 36, CO 38 and PE 11 § 3",
        "E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209-212, doi:10.1080/01621459.1927.10502953",
        *REFERENCES,
    )
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return the rooms that are free as asked, ranked."""
        check_needs(study["needs"])
        asked = asked_hours(study)
        moment = moment_of(study, asked)
        time = _time_words(study, moment)
        rooms = _chosen(study)
        vacant = _vacant(study)
        if not rooms:
            reason = say("it has no shared rooms in which people stay")
            if study["rooms"]:
                reason = say("no room is called so")
            return Outcome(empty(self.schema()[""]), reason=reason, more={"said_vacant": vacant})
        free, rows, refused = _answers(study, rooms, asked, moment)
        every = keyed(study.twin, [row for row, _ in rows], **_columns([of for _, of in rows]))
        table = every[[one.name for one in self.schema()[""]]] if rows else every
        fit = [room for room in rooms if room.row in {row for row, _ in rows}]
        assumed = [np.isnan(free[room.row].vacancy.low).all() for room in fit]
        return Outcome(
            table if rows else empty(self.schema()[""]),
            headline=_headline(table, free, time),
            notes=(*asked.notes, *_notes(vacant)),
            share_assumed=float(np.mean(assumed)) if assumed else 0.0,
            reason="" if rows else say("no room is free as asked; see why each is left out"),
            more={
                "windows": _windows(study, fit, free),
                "hours": _hours(study, [room for room in rooms if asked.hours is not None or room in fit], free),
                "details": every[[one.name for one in DETAILS]] if rows else empty(DETAILS),
                "rooms": _every_room(study, rooms, free, dict(rows), refused),
                "said_vacant": vacant,
            },
            colours=(
                Colouring("answer", say("Free {when}", when=time), table="rooms", order=ANSWERS, colours=_COLOURS),
                Colouring("score", say("Score of free rooms")),
            ),
            plots=_plots(table, time),
        )


def _chosen(study: Study) -> list[SharedRoom]:
    """Return the rooms that are looked at: those where people stay, or those named."""
    nodes, names = study.twin.nodes, [one.lower() for one in names_in(study["rooms"])]
    if not names:
        return [room for room in shared_rooms(study.twin) if room.stay and not room.facts.get("single")]

    def called(room: SharedRoom) -> set[str]:
        words = (nodes[column][room.row] for column in ("id", "code", "name", "long_name", "use"))
        return {room.kind, *(str(word).lower() for word in words if word)}

    return [room for room in shared_rooms(study.twin) if called(room) & set(names)]


def _answers(
    study: Study, rooms: list[SharedRoom], asked: Asked, moment: pd.Timestamp | None
) -> tuple[dict[int, FreeHours], list[tuple[int, dict[str, Any]]], dict[int, str]]:
    """Return when rooms are free, the rows of those that answer, ranked, and why the others do not."""
    volumes = {room.row: room.volume_m3 for room in rooms}
    known = {}
    if asked.hours is not None:
        known = presence_of(volumes, asked.hours, observations=study.observations, booked=asked.booked)
    near = demands(study, list(volumes), shared_toilets(study.twin, study.conditions))
    lost = set(study.conditions.lost.tolist())
    free, kept, refused = dict[int, FreeHours](), list[dict[str, Any]](), dict[int, str]()
    for room in rooms:
        one = known.get(room.row)
        when = (
            free_every_week(study, room, one, asked) if moment is None else free_from(study, room, one, asked, moment)
        )
        free[room.row] = when
        facts = facts_of(study, room, when, asked, near[room.row])
        no, unknown = misses(study, when, facts, lost=room.row in lost)
        if no:
            refused[room.row] = joined(no, "; ")
        else:
            kept.append({**facts, "unknown": unknown, "_row": room.row})
    rows = [(int(one.pop("_row")), one) for one in scored(kept)]
    return free, rows, refused


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}


def _every_room(
    study: Study,
    rooms: list[SharedRoom],
    free: Mapping[int, FreeHours],
    rows: Mapping[int, dict[str, Any]],
    refused: Mapping[int, str],
) -> pd.DataFrame:
    """Return how each room that was looked at answers."""
    shares = [float(one.mask.sum() / max(one.asked.sum(), 1)) for one in (free[room.row] for room in rooms)]
    answers = [
        ANSWERS[4] if room.row in refused else ANSWERS[3] if rows[room.row]["fits"] != YES else _how_free(share)
        for room, share in zip(rooms, shares, strict=True)
    ]
    listed = [room.row for room in rooms]
    return keyed(study.twin, listed)[["id", "name"]].assign(
        called=study.twin.nodes["long_name"][listed].tolist(),
        answer=answers,
        free_share=np.minimum(shares, 1.0),
        reasons=[refused.get(row, "") for row in listed],
        households=[room.households for room in rooms],
    )


def _how_free(share: float) -> str:
    return ANSWERS[0] if share >= 1 else ANSWERS[1] if share > 0.5 else ANSWERS[2]


def _windows(study: Study, rooms: list[SharedRoom], free: Mapping[int, FreeHours]) -> pd.DataFrame:
    import pandas as pd

    lines = []
    for room in rooms:
        keys, one = keyed(study.twin, [room.row]).iloc[0], free[room.row]
        for window in one.windows:
            within = (window.weekday, slice(window.begin, window.end))
            lines.append(
                {
                    "id": keys["id"],
                    "name": keys["name"],
                    "weekday": DAYS[window.weekday],
                    "from_h": window.begin,
                    "to_h": window.end,
                    "length_h": window.hours,
                    "vacant": float(one.vacancy.share[within].min()),
                    "surely_vacant": float(one.vacancy.low[within].min()),
                    "households": room.households,
                }
            )
    return pd.DataFrame(lines) if lines else empty(WINDOWS)


def _hours(study: Study, rooms: list[SharedRoom], free: Mapping[int, FreeHours]) -> pd.DataFrame:
    """Return how likely each room is empty in the hours asked for in which it is open."""
    import pandas as pd

    parts = []
    for room in rooms:
        keys, one = keyed(study.twin, [room.row]).iloc[0], free[room.row]
        weekday, hour = np.nonzero(one.asked)
        parts.append(
            pd.DataFrame(
                {
                    "id": keys["id"],
                    "name": keys["name"],
                    "weekday": [DAYS[day] for day in weekday],
                    "hour": hour,
                    "looks": one.vacancy.looks[one.asked],
                    "vacant": one.vacancy.share[one.asked],
                    "surely_vacant": one.vacancy.low[one.asked],
                    "free": one.mask[one.asked],
                    "households": room.households,
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else empty(HOURS)


def _vacant(study: Study) -> pd.DataFrame:
    """Return what is said to stand empty: rooms, dwellings, parking, plots."""
    found, nodes = said_vacant(study.twin), study.twin.nodes
    if not found:
        return empty(SAID_VACANT)
    rows = np.array(sorted(found), dtype=np.int64)
    kinds = np.where(nodes["kind"][rows] == Kind.ZONE, nodes["use"][rows], nodes["kind"][rows].astype(str))
    says = [found[row] for row in rows.tolist()]
    return keyed(study.twin, rows, kind=kinds, use=nodes["use"][rows], area_m2=nodes["area"][rows], says=says)


def _time_words(study: Study, moment: pd.Timestamp | None) -> str:
    if moment is not None:
        return say("from {moment:%Y-%m-%d %H} h on", moment=moment)
    return say("{days}, {hours} h", days=say(study["days"]), hours=study["hours"])


def _headline(table: pd.DataFrame, free: Mapping[int, FreeHours], time: str) -> str:
    table = table[table["households"] >= LEAST_HOUSEHOLDS] if len(table) else table
    if not len(table):
        return say("None of {n} rooms is free as asked ({when}).", n=len(free), when=time)
    sure = table[table["fits"] == YES]
    shown = sure if len(sure) else table
    best = joined(
        (
            say(
                "{room} ({building}) {n:g} of {all:g} h",
                room=one["called"] or one["name"],
                building=one["building"],
                n=one["free_h"],
                all=one["asked_h"],
            )
            for one in shown.head(3).to_dict("records")
        ),
        "; ",
    )
    look = say(", {n} more if what nobody knows is so", n=len(table) - len(sure)) if len(sure) < len(table) else ""
    return say(
        "{n} of {all} rooms are free as asked ({when}){look}: {best}.",
        n=len(sure),
        all=len(free),
        when=time,
        look=look,
        best=best,
    )


def _notes(vacant: pd.DataFrame) -> list[str]:
    said = say("Neither model nor register says of anything that it stands empty.")
    if len(vacant):
        said = say("{n} spaces, dwellings or plots are said to stand empty by model or register.", n=len(vacant))
    exits = say("Exits are a screening: distances, doors that open inwards and what lies behind are not looked at.")
    return [exits, said]


def _plots(table: pd.DataFrame, time: str) -> tuple[Plot, ...]:
    best = table.head(3).to_dict("records") if len(table) else []
    heats = tuple(
        Plot(
            "heat",
            say(
                "Chance that it is empty and not booked, at least: {room} ({building})",
                room=one["called"] or one["name"],
                building=one["building"],
            ),
            x="hour",
            y="weekday",
            value="surely_vacant" if np.isfinite(one["surely_vacant"]) else "vacant",
            table="hours",
            where=(("id", str(one["id"])),),
        )
        for one in best
    )
    return (*heats, Plot("bar", say("Hours free ({when})", when=time), x="name", y="free_h"))
