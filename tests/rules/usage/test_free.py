"""Free rooms are open, likely empty, not booked and enough for who asks; what is unknown is never enough."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.errors import UsageError
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.usage.conditions import Conditions
from twin.usage.outcome import Outcome
from twin.usage.run import Given, measured
from twin_rules.facts.booked_hours import Booked
from twin_rules.facts.free_windows import observed_vacancy, windows_in
from twin_rules.facts.local_hours import hours_between
from twin_rules.facts.presence import presence_in
from twin_rules.facts.presence_signs import Sign
from twin_rules.facts.room_exits import exits_of
from twin_rules.facts.used_hours import weeks_of

ROOM, DWELLINGS = 1, 6
START, END = pd.Timestamp("2025-03-03"), pd.Timestamp("2025-05-26")
WIDE, KNOWN = 1.43, 0.93


def estate(*widths: float, says: tuple[str, str] | None = None, dwellings: int = DWELLINGS) -> Twin:
    """Return a common room of 40 m² with doors of these clear widths to a hall with a way out, and dwellings."""
    count = 5 + len(widths) + dwellings
    fixed = [("A", "building", ""), ("LCR", "space", "common room"), ("HAL", "space", "circulation")]
    fixed += [("out", "exterior", ""), ("lamp", "equipment", "")]
    things = [*fixed, *((f"door{k}", "element", "") for k in range(len(widths)))]
    things += [(f"home{k}", "zone", "dwelling") for k in range(dwellings)]
    nodes = {
        "id": [one for one, _, _ in things],
        "name": ["Salle commune" if one == "LCR" else one for one, _, _ in things],
        "kind": [kind for _, kind, _ in things],
        "use": [use for _, _, use in things],
        "ifc_class": ["IfcLightFixture" if one == "lamp" else "" for one, _, _ in things],
        "area": [np.nan, 40.0, *[np.nan] * (count - 2)],
        "building": [-1, *[0] * (count - 1)],
    }
    doors = [(ROOM, 2, "opens_onto", 5 + k, width) for k, width in enumerate(widths)]
    links = [*doors, (2, 3, "opens_onto", -1, 1.4), (4, ROOM, "serves", -1, np.nan)]
    names = ("source", "target", "relation", "via", "clear_width")
    tables = {"nodes": table_of("nodes", nodes)}
    tables["edges"] = table_of("edges", dict(zip(names, zip(*links, strict=True), strict=True)))
    if says is not None:
        tables["property_sets"] = table_of("property_sets", {"name": ["Pset"]})
        number = [np.nan]
        values = {"set": [0], "name": [says[0]], "value": [says[1]], "number": number}
        tables["properties"] = table_of("properties", values)
        tables["node_property_sets"] = table_of("node_property_sets", {"node": [ROOM], "set": [0]})
    return Twin(tables)


Calendar = Callable[..., str]


@pytest.fixture
def calendar(tmp_path: Path) -> Calendar:
    """Return a function that writes weekly bookings of the room, given as first days and hours, for twelve weeks."""

    def written(*slots: tuple[str, int, int]) -> str:
        events = [
            f"BEGIN:VEVENT\nUID:{k}\nDTSTAMP:20250101T000000Z\nDTSTART;TZID=Europe/Paris:{day}T{begin:02d}0000\n"
            f"DTEND;TZID=Europe/Paris:{day}T{end:02d}0000\nRRULE:FREQ=WEEKLY;COUNT=12\nLOCATION:LCR\nEND:VEVENT\n"
            for k, (day, begin, end) in enumerate(slots)
        ]
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.ics"
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{''.join(events)}END:VCALENDAR\n"
        path.write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
        return str(path)

    return written


def asked(on: Twin, *, conditions: Conditions | None = None, **said: Any) -> Outcome:
    """Return what is free from March to May."""
    given_ = Given(start=START, end=END) if conditions is None else Given(conditions=conditions, start=START, end=END)
    return measured(on, "free", {"days": "weekdays", "hours": "18-22", **said}, given=given_)


def test_a_booked_evening_is_left_out_and_what_is_around_it_stays(calendar: Calendar) -> None:
    windows = asked(estate(WIDE), bookings=calendar(("20250303", 19, 21))).more["windows"]
    monday = windows[windows["weekday"] == "Monday"]
    assert monday[["from_h", "to_h"]].to_numpy().tolist() == [[18, 19], [21, 22]]
    assert (windows["length_h"].sum(), len(windows)) == (18, 6)


def test_more_bookings_never_give_more_free_hours_nor_longer_ones(calendar: Calendar) -> None:
    slots = [("20250303", 19, 21), ("20250304", 18, 20), ("20250303", 21, 22), ("20250307", 8, 23)]
    free = [asked(estate(WIDE), bookings=calendar(*slots[:k])).more["hours"]["free"].to_numpy(bool) for k in range(5)]
    for before, after in pairwise(free):
        assert (after <= before).all()
    assert free[-1].sum() < free[0].sum()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_further_booking_never_makes_an_observed_hour_more_surely_empty(data) -> None:
    hours = hours_between(START, START + pd.Timedelta(weeks=2), zone="Europe/Paris")
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    there = rng.integers(-1, 2, len(hours)).astype(np.int8)
    nan = np.full(len(hours), np.nan)
    taken = rng.random(len(hours)) < 0.2
    more = taken.copy()
    more[data.draw(st.integers(0, len(hours) - 1))] = True
    chances = []
    for one in (taken, more):
        booked = Booked({ROOM: one.astype(float)}, {ROOM: nan})
        presence = presence_in(ROOM, {"motion": Sign(there, nan, nan, nan)}, booked, len(hours))
        chances.append(observed_vacancy(weeks_of(presence, hours)).low)
    assert (chances[1] <= chances[0] + 1e-12).all()


@given(st.lists(st.booleans(), min_size=168, max_size=168), st.integers(1, 12))
def test_a_longer_minimum_never_adds_a_window(hours, least) -> None:
    free = np.array(hours).reshape(7, 24)
    longer, shorter = windows_in(free, least_h=least + 1), windows_in(free, least_h=least)
    assert set(longer) <= set(shorter)
    assert sum(one.hours for one in windows_in(free, least_h=1)) == free.sum()


def test_a_few_looks_are_not_enough_to_be_sure() -> None:
    nan = np.full(24 * 7 * 20, np.nan)
    lows = []
    for weeks in (4, 20):
        hours = hours_between(START, START + pd.Timedelta(weeks=weeks), zone="Europe/Paris")
        there = np.zeros(len(hours), dtype=np.int8)
        one = presence_in(ROOM, {"motion": Sign(there, nan[: len(there)], nan, nan)}, None, len(there))
        lows.append(observed_vacancy(weeks_of(one, hours)).low[4, 18])
    assert lows[0] == pytest.approx(4 / (4 + 1.959964**2))  # Wilson where it was always empty: n / (n + z²)
    assert lows[0] < 0.7 < lows[1]


@pytest.mark.parametrize(
    ("widths", "people", "answer"),
    [
        ((WIDE,), 40, "all of it free"),
        ((KNOWN,), 19, "all of it free"),
        ((KNOWN,), 20, "not as asked"),
        ((np.nan,), 5, "to be looked at"),
        ((KNOWN, np.nan), 20, "not as asked"),
        ((), 1, "not as asked"),
        ((WIDE, WIDE), 41, "not as asked"),
    ],
)
def test_exits_and_area_say_for_how_many_and_an_unknown_width_is_never_enough(widths, people, answer) -> None:
    rooms = asked(estate(*widths), people=people).more["rooms"]
    assert rooms["answer"].tolist() == [answer]


def test_a_door_to_a_closet_is_no_exit() -> None:
    base = estate(KNOWN)
    edges = base.edges
    outside = edges["target"] != 3
    columns = {name: edges[name][outside] for name in ("source", "target", "relation", "via", "clear_width")}
    closed = Twin({"nodes": base.nodes, "edges": table_of("edges", columns)})
    assert exits_of(base, ROOM).people == 19
    assert exits_of(closed, ROOM).people == 0
    assert exits_of(base, ROOM, shut=[5]).words == "none"


def test_a_failed_lamp_leaves_a_room_out_for_who_needs_light() -> None:
    dark = Conditions({"health": {4: "failed"}}, "lamp fails")
    assert asked(estate(WIDE), needs="light").more["rooms"]["answer"].tolist() == ["all of it free"]
    rooms = asked(estate(WIDE), needs="light", conditions=dark).more["rooms"]
    assert rooms["answer"].tolist() == ["not as asked"]
    assert rooms["reasons"].tolist() == ["not with light that works"]


def test_heat_that_no_model_tells_is_not_known_and_comes_last() -> None:
    table = asked(estate(WIDE), needs="heat").table
    assert table["fits"].tolist() == ["somebody has to look"]
    assert "not known whether it is with heat that works" in table["reasons"].iloc[0]


def test_without_observations_vacancy_is_assumed_and_has_no_bound() -> None:
    outcome = asked(estate(WIDE))
    assert outcome.share_assumed == 1
    assert outcome.table["how"].tolist() == ["assumed from its use"]
    assert outcome.table["surely_vacant"].isna().all()
    assert "nobody has looked" in outcome.table["reasons"].iloc[0]


@pytest.mark.parametrize(
    ("when", "answer", "reason"),
    [
        ("2025-03-10 18:00", "not as asked", "booked then"),
        ("2025-03-10 21:00", "all of it free", ""),
        ("2025-03-10 23:00", "not as asked", "closed then"),
    ],
)
def test_at_a_moment_it_is_free_until_it_is_booked_or_shut(calendar: Calendar, when, answer, reason) -> None:
    outcome = asked(estate(WIDE), when=when, bookings=calendar(("20250303", 18, 20)))
    rooms = outcome.more["rooms"]
    assert rooms[["answer", "reasons"]].to_numpy().tolist() == [[answer, reason]]


def test_from_the_afternoon_on_it_is_free_until_the_booking(calendar: Calendar) -> None:
    windows = asked(estate(WIDE), when="2025-03-10 14:00", bookings=calendar(("20250303", 18, 20))).more["windows"]
    assert windows[["weekday", "from_h", "to_h"]].to_numpy().tolist() == [["Monday", 14, 18]]


def test_the_model_may_say_when_a_room_is_open() -> None:
    outcome = asked(estate(WIDE, says=("OpeningHours", "9-20")))
    assert outcome.more["windows"]["to_h"].unique().tolist() == [20]
    assert "9-20 h (model)" in outcome.more["details"]["open"].iloc[0]


def test_what_a_register_says_stands_empty_is_listed() -> None:
    outcome = asked(estate(WIDE, says=("IsVacant", "true")))
    assert outcome.more["said_vacant"][["id", "says"]].to_numpy().tolist() == [["LCR", "IsVacant = true"]]


def test_a_room_where_a_flood_is_cannot_be_used() -> None:
    wet = Conditions({"space": {ROOM: "flooded"}}, "flood")
    assert "nobody can be in it now" in asked(estate(WIDE), conditions=wet).more["rooms"]["reasons"].iloc[0]


def test_a_score_is_the_product_of_its_parts() -> None:
    details = asked(estate(WIDE)).more["details"]
    parts = [name for name in details if name.startswith("part_")]
    assert len(parts) == 4
    assert details["score"].to_numpy() == pytest.approx(details[parts].prod(axis=1).to_numpy())


def test_what_is_withheld_is_not_told_in_the_headline_either() -> None:
    outcome = asked(estate(WIDE, dwellings=4))
    assert not any(len(table) for table in (outcome.table, *outcome.more.values()))
    assert "Salle commune" not in outcome.headline
    assert "fewer than 5 households" in outcome.reason


def test_what_cannot_be_asked_for_is_named() -> None:
    with pytest.raises(UsageError, match=r"needs=piano: is nothing that can be asked for\. Take light, heat"):
        asked(estate(WIDE), needs="light, piano")
    with pytest.raises(UsageError, match="when=now: has nothing that tells when that is"):
        measured(estate(WIDE), "free", {"when": "now"})
    with pytest.raises(UsageError, match="when=soon: is no time"):
        asked(estate(WIDE), when="soon")
