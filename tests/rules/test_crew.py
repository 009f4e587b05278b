from datetime import datetime

import numpy as np
import pytest

from twin.errors import UsageError
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario
from twin_rules.physics.repair_time import drawn_h, mean_h

START = datetime(2026, 1, 12, 8, 0)
H = 3600.0


@pytest.fixture(scope="module")
def estate(wire):
    """Return an estate whose pipe serves two dwellings, whose pump serves one, and that has a board and a lift."""
    things = dict.fromkeys(("one", "two", "three"), "dwelling")
    things |= {f"sink {name}": "IfcSanitaryTerminal.SINK" for name in ("one", "two", "three")}
    things |= {"pipe": "IfcPipeSegment", "pump": "IfcPump", "board": "IfcElectricDistributionBoard"}
    things |= {"lift": "IfcTransportElement", "hall": "space"}
    feeds = [
        ("pipe", "sink one", "cold_water"),
        ("pipe", "sink two", "cold_water"),
        ("pump", "sink three", "cold_water"),
    ]
    return wire(things, feeds, other=[(f"sink {name}", name, "serves") for name in ("one", "two", "three")])


def repaired(twin, things, *, hazard="equipment-failure", seed=0, **crew):
    scenario = Scenario("Crew", START, 96 * H)
    for number, thing in enumerate(things):
        scenario = scenario.event(hazard, at=thing, after=number)
    history = run_scenario(twin, scenario.intervene("crew", after=60, **crew), seed=seed)
    names = twin.nodes["name"]
    done = {names[one.node]: one.time_s for one in history.changes if one.state == "health" and one.value == "ok"}
    return done, [one.note for one in history.changes]


def test_one_crew_repairs_one_after_the_other(estate):
    done, _ = repaired(estate, ["pipe", "pump"], travel="30 min")
    assert done == {"pipe": 60 + 6.5 * H, "pump": 60 + 13 * H}


def test_two_crews_repair_at_the_same_time(estate):
    done, _ = repaired(estate, ["pipe", "pump"], crews=2, travel="30 min")
    assert set(done.values()) == {60 + 6.5 * H}


def test_what_more_dwellings_wait_for_comes_first_unless_told_otherwise(estate):
    assert list(repaired(estate, ["pump", "pipe"])[0]) == ["pipe", "pump"]
    assert list(repaired(estate, ["pump", "pipe"], order="first")[0]) == ["pump", "pipe"]


def test_plumbers_leave_lifts_and_boards_alone(estate):
    done, notes = repaired(estate, ["pipe", "lift", "board"], skills="plumber")
    assert list(done) == ["pipe"]
    assert "nothing for crews of this trade (plumber): lift wanted" in notes


def test_two_measures_share_the_work(estate):
    scenario = Scenario("Crews", START, 96 * H).event("equipment-failure", at=["pipe", "lift"])
    scenario = scenario.intervene("crew", skills="plumber, electrician").intervene("crew", skills="lift")
    history = run_scenario(estate, scenario)
    begun = [one for one in history.changes if one.value == "in work"]
    assert [(estate.nodes["name"][one.node], one.time_s) for one in begun] == [("pipe", 1800.0), ("lift", 1800.0)]


def test_crew_takes_what_fails_while_it_is_on_duty_and_nothing_after(estate):
    scenario = Scenario("Duty", START, 96 * H).intervene("crew", duration="8 h")
    scenario = scenario.event("equipment-failure", at="pipe", after="2 h")
    scenario = scenario.event("equipment-failure", at="pump", after="3 h")
    history = run_scenario(estate, scenario)
    assert [estate.nodes["name"][one.node] for one in history.changes if one.value == "ok"] == ["pipe"]


def test_thing_repaired_by_others_is_left_at_once(estate):
    scenario = Scenario("Others", START, 96 * H).event("equipment-failure", at="pipe", duration="10 min")
    scenario = scenario.event("equipment-failure", at="pump", after=1).intervene("crew", after=2)
    history = run_scenario(estate, scenario)
    assert [one.time_s for one in history.changes if one.value == "in work"] == [2 + 2 * 1800.0]


def test_repair_names_the_failure_as_its_cause_and_says_what_it_rests_on(estate):
    history = run_scenario(
        estate, Scenario("Why", START, 96 * H).event("equipment-failure", at="pipe").intervene("crew")
    )
    notes = [one.note for one in history.changes if one.state == "repair"]
    assert notes == [
        "crew 1 sets out, 30 min (assumed); 2 dwellings wait",
        "crew 1 works for 6.0 h (usual, unverified)",
        "",
    ]
    place = next(place for place, one in enumerate(history.changes) if one.value == "ok")
    chain = []
    while place >= 0:
        chain.append(history.changes[place].value)
        place = history.changes[place].cause
    assert chain == ["ok", "in work", "under way", "failed", ""]


@pytest.mark.parametrize("said", [2 * H, "PT2H"])
def test_time_that_the_model_gives_wins(estate, say, said):
    twin = say(estate, {"pipe": {"MeanTimeToRepair": said}})
    assert repaired(twin, ["pipe"], travel=0)[0] == {"pipe": 60 + 2 * H}


def test_drawn_times_are_those_of_the_seed(estate):
    times = [repaired(estate, ["lift", "pipe"], random="yes", seed=seed)[0] for seed in (1, 1, 2)]
    assert times[0] == times[1] != times[2]


def test_mean_of_many_draws_is_that_of_the_bands():
    bands, rng = [[0.7, 0.5, 4], [0.25, 4, 24], [0.05, 120, 720]], np.random.default_rng(1)
    drawn = [drawn_h(bands, rng) for _ in range(20_000)]
    # three standard errors of the mean: the long tail has a standard deviation of about 99 h
    assert np.mean(drawn) == pytest.approx(mean_h(bands), abs=3 * 99 / np.sqrt(20_000))


def test_crew_walks_from_its_base_where_ways_are_known(wire):
    things = {"office": "space", "hall": "space", "board": "IfcElectricDistributionBoard"}
    twin = wire(things, passages=[("office", "hall", "", 1)], inside={"board": "hall"})
    _, notes = repaired(twin, ["board"], base="office")
    assert any(note.startswith("crew 1 sets out, 0 min (walking network)") for note in notes)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"skills": "wizard"}, r"crew: skills = 'wizard': names no trade\."),
        ({"base": "nowhere"}, "crew: base = 'nowhere'"),
    ],
)
def test_wrong_trade_or_base_is_told(estate, given, told):
    with pytest.raises(UsageError, match=told):
        repaired(estate, ["pipe"], **given)


def test_of_two_boilers_that_failed_either_is_waited_for(wire):
    things = {"B1": "IfcBoiler", "B2": "IfcBoiler", "radiator": "IfcSpaceHeater", "home": "dwelling"}
    feeds = [(boiler, "radiator", "heating_flow") for boiler in ("B1", "B2")]
    twin = wire(things, feeds, other=[("radiator", "home", "serves")])
    _, notes = repaired(twin, ["B1", "B2"])
    assert "crew 1 sets out, 30 min (assumed); 1 dwellings wait" in notes
    assert any(note.endswith("; 0 dwellings wait") for note in notes)


def test_dwellings_that_a_lift_reached_wait_for_it(wire):
    things = {"out": "exterior", "hall": "space", "room": "space", "home": "dwelling", "A": "IfcTransportElement"}
    passages = [("out", "hall", "", 1), ("hall", "room", "A", 1)]
    twin = wire(things, groups=[("home", "room")], passages=passages)
    assert "crew 1 sets out, 30 min (assumed); 1 dwellings wait" in repaired(twin, ["A"])[1]
