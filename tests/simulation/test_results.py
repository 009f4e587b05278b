import pytest

from twin.errors import UsageError
from twin.estate import Estate

THINGS = {
    "TGBT": "IfcElectricDistributionBoard",
    "cable": "IfcCableSegment",
    "Circulateur": "IfcPump",
    "pipe": "IfcPipeSegment",
    "radiator": "IfcSpaceHeater",
    "room": "space",
    "A01": "dwelling",
    "other": "IfcSpaceHeater",
    "hall": "space",
    "A02": "dwelling",
}
FEEDS = [
    ("TGBT", "cable", "power"),
    ("cable", "Circulateur", "power"),
    ("Circulateur", "pipe", "heating_flow"),
    ("pipe", "radiator", "heating_flow"),
    ("pipe", "other", "heating_flow"),
]


@pytest.fixture(scope="module")
def estate(wire):
    return Estate(wire(THINGS, FEEDS, [("A01", "room"), ("A02", "hall")], {"radiator": "room", "other": "hall"}))


@pytest.fixture(scope="module")
def scenario(estate):
    return (
        estate.scenario("Main board", start="2026-01-12 08:30", duration="6 h")
        .event("equipment_failure", at="TGBT", after="10 min")
        .intervene("repair", after="45 min", duration="3 h")
    )


@pytest.fixture(scope="module")
def run(scenario):
    return scenario.run(seed=1)


def told(run, level):
    rows = run.timeline
    return rows["what"][rows["level"] == level].tolist()


def test_timeline_tells_events_machines_and_places_in_sentences(run):
    assert told(run, "event") == [
        "Equipment failure: Board 'TGBT'",
        "Board 'TGBT' fails",
        "Repair begins",
        "Board 'TGBT' is in order again",
    ]
    assert "Pump 'Circulateur' stops: no power since Board 'TGBT' failed" in told(run, "equipment")
    assert told(run, "place")[0] == "Dwelling 'A01' loses heating: Board 'TGBT' failed"


def test_pipes_and_cables_are_parts_that_can_be_left_out(run):
    assert set(run.timeline["name"][run.timeline["level"] == "part"]) == {"cable", "pipe", "radiator", "other"}


def test_cause_is_a_row_of_the_timeline(run):
    rows = run.timeline
    pump = rows.index[rows["what"].str.startswith("Pump 'Circulateur' stops")][0]
    assert rows["name"][rows["cause"][pump]] == "cable"
    assert rows["root_cause"][pump] == "Board 'TGBT' failed"


def test_story_tells_dwellings_that_fare_alike_together(run):
    assert "2 dwellings lose heating: Board 'TGBT' failed" in run.story["what"].tolist()
    assert run.story["what"].tolist()[-1] == "Main board is watched no longer"


def test_story_tells_many_boards_together_and_leaves_out_what_is_said_already(wire):
    boards = {f"board {number}": "IfcElectricDistributionBoard" for number in range(5)}
    links = [("main", board, "power") for board in boards]
    estate = Estate(wire({"main": "IfcElectricDistributionBoard", **boards}, links))
    run = estate.scenario("Cut", start="2026-01-12 08:30").event("equipment-failure", at="main").run()
    assert run.story[["what", "count"]].to_numpy().tolist()[1:-1] == [
        ["Equipment failure: Board 'main'", 1],
        ["Board 'main' fails", 1],
        ["5 boards are without supply: Board 'main' failed", 5],
    ]


def test_chain_names_machines_and_boards_on_the_way(run):
    assert run.impacts["chain"].iloc[0] == "Board 'TGBT' → Pump 'Circulateur' → no heating"
    assert run.impacts["cause"].iloc[0] == "equipment failure: Board 'TGBT' failed"


@pytest.mark.parametrize("moment", ["00:45", "45 min", 2700, "2026-01-12 09:15"])
def test_moment_can_be_said_in_any_way(run, moment):
    states = run.at(moment).set_index(["id", "state"])["value"]
    assert states["Circulateur", "supply"] == "off"
    assert states["A01", "heating"] == "off"


def test_before_the_event_everything_is_as_it_was(run):
    rows = run.at("5 min")
    assert len(rows) == len(run.at("6 h"))
    assert {*rows["value"]} == {"ok", "on"}
    assert rows["id"].tolist() == run.at("6 h")["id"].tolist()


def test_adding_something_leaves_the_scenario_as_it_was(scenario):
    more = scenario.event("equipment-failure", at="pipe")
    assert len(scenario.value.occurrences) == 1
    assert len(more.value.occurrences) == 2


def test_same_seed_gives_the_same_tables(scenario, run):
    again = scenario.run(seed=1)
    assert again.timeline.equals(run.timeline)
    assert again.summary == run.summary


def test_all_that_is_still_without_is_told_at_the_end(estate):
    run = estate.scenario("Pump", start="2026-01-12 08:30").event("equipment-failure", at="Circulateur").run()
    assert told(run, "run")[-1] == "Pump is watched no longer; 2 dwellings are still without a service"
    assert run.summary["dwellings"] == {"total": 2, "affected": 2, "still_without": 2}


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda estate, run: estate.scenario("x", start="tomorrow"), "is no date and time"),
        (lambda estate, run: estate.scenario("x", start="2026-01-12T08:30+01:00"), "has a time zone"),
        (lambda estate, run: estate.scenario("x", start="2026-01-12", duration="6 kg"), "is no quantity in s"),
        (lambda estate, run: run.at("soon"), "is no quantity in s"),
        (lambda estate, run: run.at("2026-13-12 08:30"), "is no date and time"),
        (lambda estate, run: run.table("losses"), "There are impacts, spaces"),
    ],
)
def test_what_cannot_be_read_is_told(estate, run, act, message):
    with pytest.raises(UsageError, match=message):
        act(estate, run)
