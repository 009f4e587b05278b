import math
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.model.columns import Columns
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.impact import losses
from twin.simulation.results import bound_scenario, run_of
from twin.simulation.run import run_scenario
from twin.simulation.summary import indices

THINGS = {
    "board": "IfcElectricDistributionBoard",
    "pump": "IfcPump",
    "radiator": "IfcSpaceHeater",
    "unit": "IfcElectricDistributionBoard",
    "far": "IfcElectricDistributionBoard",
    "room": "space",
    "home": "dwelling",
    "there": "space",
    "next": "dwelling",
    "shop": "space",
    "lamp": "IfcLightFixture",
}
FEEDS = [
    ("board", "pump", "power"),
    ("pump", "radiator", "heating_flow"),
    ("board", "unit", "power"),
    ("board", "far", "power"),
    ("board", "lamp", "power"),
]
INSIDE = {"radiator": "room", "unit": "room", "far": "there", "lamp": "shop"}
START = "2026-01-12 08:30"


def with_nodes(twin, **columns):
    nodes = dict(twin.nodes)
    for name, values in columns.items():
        nodes[name] = nodes[name].copy()
        for thing, value in values.items():
            nodes[name][twin.row(thing)] = value
    return Twin({**twin.tables, "nodes": Columns(nodes, twin.nodes.length)}, twin.meta)


@pytest.fixture(scope="module")
def block(wire):
    twin = wire(THINGS, FEEDS, [("home", "room"), ("next", "there")], INSIDE)
    return with_nodes(twin, headcount={"home": 2.4})


def scenario(twin, duration="6 h"):
    return bound_scenario(twin, "Board", start=START, duration=duration)


@pytest.fixture(scope="module")
def run(block):
    return (
        scenario(block).event("equipment-failure", at="board").intervene("repair", after="45 min", duration="3 h").run()
    )


def test_each_dwelling_and_service_has_one_row(run):
    assert run.impacts[["name", "service"]].to_records(index=False).tolist() == [
        ("home", "heating"),
        ("home", "power"),
        ("next", "power"),
    ]
    assert run.spaces[["name", "service"]].to_records(index=False).tolist() == [("shop", "power")]


def test_person_hours_are_people_times_hours(run):
    rows = run.impacts
    np.testing.assert_array_equal(rows["person_h"], rows["people"] * rows["lost_h"])
    assert rows["lost_h"].tolist() == [3.75] * 3


def test_unknown_number_of_people_stays_unknown(run):
    row = run.impacts.set_index("name").loc["next"]
    assert row["people_from"] == "unknown"
    assert math.isnan(row["person_h"])
    assert run.summary["people"]["dwellings_without_headcount"] == 1


def test_assumed_number_of_people_gives_bounds(run):
    assert run.summary["people"]["affected"] == {"low": 1.2, "nominal": 2.4, "high": 3.84}


def test_counted_people_have_no_bounds_and_rest_on_nothing_assumed(block):
    table = table_of("corrections", {"what": ["headcount"], "node": [block.row("home")], "action": ["set"]})
    run = scenario(Twin({**block.tables, "corrections": table})).event("equipment-failure", at="pump").run()
    assert run.summary["people"]["affected"] == {"low": 2.4, "nominal": 2.4, "high": 2.4}
    assert run.impacts["share_on_defaults"].tolist() == [0.0]


def test_share_on_defaults_is_the_mean_of_links_parameters_and_people(block):
    edges = dict(block.edges)
    edges["provenance"] = np.where(edges["relation"] == "feeds", "assumed", edges["provenance"]).astype(object)
    guessed = Twin({**block.tables, "edges": Columns(edges, block.edges.length)})
    run = scenario(guessed).event("equipment-failure", at="board").run()
    shares = run.impacts.set_index(["name", "service"])["share_on_defaults"]
    assert shares["home", "heating"] == 1.0
    assert run.spaces["share_on_defaults"].tolist() == [1.0]


def test_vulnerable_people_are_counted_where_a_correction_says_so(block):
    tables = {
        **block.tables,
        "property_sets": table_of("property_sets", {"name": ["Set"]}),
        "properties": table_of("properties", {"set": [0], "name": ["Vulnerable"], "value": ["2"], "number": [2.0]}),
        "node_property_sets": table_of("node_property_sets", {"node": [block.row("next")], "set": [0]}),
    }
    run = scenario(Twin(tables)).event("equipment-failure", at="board").run()
    assert run.summary["people"]["vulnerable_affected"] == 2
    assert run.notify["name"].tolist() == ["next", "home"]


def test_those_without_for_longest_are_told_first(block):
    one = scenario(block).event("equipment-failure", at="far").event("equipment-failure", at="unit", after="1 h")
    assert one.run().notify["name"].tolist() == ["next", "home"]


@given(st.lists(st.floats(301, 1e6), max_size=30), st.integers(1, 200))
def test_saidi_is_saifi_times_caidi(lasted, customers):
    saifi, saidi, caidi = indices(customers, lasted)
    assert saidi == pytest.approx(saifi * (caidi or 0.0), rel=1e-9)


def test_interruptions_up_to_five_minutes_count_apart(block):
    one = scenario(block).event("equipment-failure", at="far", duration="5 min")
    figures = one.event("equipment-failure", at="unit", duration="6 min").run().summary["services"]["power"]
    assert (figures["interruptions"], figures["momentary"]) == (2, 1)
    assert (figures["saifi"], figures["saidi_min"], figures["caidi_min"]) == (0.5, 3.0, 6.0)


@pytest.mark.parametrize("first", ["board", "pump", "unit"])
@pytest.mark.parametrize("second", ["board", "unit"])
def test_more_repairs_never_raise_hours(block, first, second):
    bare = scenario(block).event("equipment-failure", at=first).event("equipment-failure", at=second, after="30 min")
    some = bare.intervene("repair", at=first, after="1 h", duration="1 h")
    more = some.intervene("repair", after="3 h")
    hours = [one.run().impacts["lost_h"].sum() for one in (bare, some, more)]
    assert hours == sorted(hours, reverse=True)


def test_hours_agree_with_a_look_at_every_minute(block):
    one = scenario(block, "90 min").event("equipment-failure", at="unit", after="7 min", duration="20 min")
    run = one.event("equipment-failure", at="board", after="40 min", duration="13 min").run()
    start = datetime.fromisoformat(START)
    looks = [run.at(start + timedelta(minutes=minute)) for minute in range(90)]
    off = sum(((one["state"] == "power") & (one["value"] == "off") & (one["id"] == "home")).sum() for one in looks)
    rows = run.impacts.set_index(["name", "service"])
    assert rows.loc[("home", "power"), "lost_h"] * 60 == pytest.approx(off)
    assert rows.loc[("home", "power"), "interruptions"] == 2


def test_trapped_people_are_counted_at_most_and_over_time(block):
    from dataclasses import replace

    from twin.simulation.kernel import Change

    history = run_scenario(block, scenario(block).value)
    row = block.row("pump")
    changes = tuple(Change(time, row, "trapped", value) for time, value in ((0.0, 2.0), (1800.0, 3.0), (3600.0, 0.0)))
    people = run_of(block, replace(history, changes=changes)).summary["people"]
    assert (people["trapped_most"], people["trapped_person_h"]) == (3.0, 2.5)


def test_nothing_that_happens_costs_nothing(block):
    run = scenario(block).run()
    assert run.impacts.empty
    assert run.summary["data_quality"]["share_on_defaults"] is None
    assert losses(block, run_scenario(block, scenario(block).value)) == ()


def test_spaces_carry_the_name_that_people_read(block):
    twin = with_nodes(block, long_name={"shop": "Boulangerie"})
    run = scenario(twin).event("equipment-failure", at="board").run()
    assert run.spaces[["name", "long_name"]].to_records(index=False).tolist() == [("shop", "Boulangerie")]
