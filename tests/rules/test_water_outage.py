from datetime import datetime
from itertools import pairwise

import pytest

from twin.errors import UsageError
from twin.simulation.outages import outages
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

START = datetime(2026, 1, 12, 8, 0)
THINGS = {
    "tower": "building",
    "street": "IfcPipeFitting.ENTRY",
    "main valve": "IfcValve.ISOLATING",
    "tee": "IfcPipeFitting.JUNCTION",
    "V1": "IfcValve.ISOLATING",
    "riser 1": "IfcPipeSegment",
    "top 1": "IfcPipeSegment",
    "V2": "IfcValve.ISOLATING",
    "riser 2": "IfcPipeSegment",
    "low sink": "IfcSanitaryTerminal.SINK",
    "high sink": "IfcSanitaryTerminal.SINK",
    "sink": "IfcSanitaryTerminal.SINK",
    "low": "dwelling",
    "high": "dwelling",
    "next": "dwelling",
}
WAYS = [
    ["street", "main valve", "tee", "V1", "riser 1", "low sink"],
    ["riser 1", "top 1", "high sink"],
    ["tee", "V2", "riser 2", "sink"],
]
SERVES = [("low sink", "low", "serves"), ("high sink", "high", "serves"), ("sink", "next", "serves")]
ALL = {"low", "high", "next"}


@pytest.fixture(scope="module")
def house(wire):
    feeds = [(one, other, "cold_water") for way in WAYS for one, other in pairwise(way)]
    return wire(THINGS, feeds, other=SERVES)


def told(twin, scenario):
    history, names = run_scenario(twin, scenario), [*twin.nodes["name"], ""]
    dry = {names[one.place]: (one.from_s, one.to_s if one.ended else None) for one in outages(history)}
    return dry, {names[one.node] + ": " + one.note for one in history.changes if one.note not in {"", "begins"}}


def day():
    return Scenario("Water", START, 24 * 3600)


def test_outage_aimed_at_nothing_cuts_the_whole_estate(house):
    dry, _ = told(house, day().event("water-outage", after=60, duration="2 h"))
    assert dry == dict.fromkeys(ALL, (60.0, 7260.0))


def test_connection_without_water_is_not_broken(house):
    history = run_scenario(house, day().event("water-outage"))
    assert not [one for one in history.changes if one.state == "health"]
    assert [house.nodes["name"][one.node] for one in history.changes if one.state == "mains"] == ["street"]


def test_outage_of_a_building_cuts_what_enters_it(wire):
    feeds = [(one, other, "cold_water") for way in WAYS for one, other in pairwise(way)]
    twin = wire(THINGS, feeds, other=SERVES)
    building = twin.nodes["building"].copy()
    names = twin.nodes["name"].tolist()
    building[[names.index(name) for name in ("V2", "riser 2", "sink")]] = names.index("tower")
    twin = _with(twin, building=building)
    assert told(twin, day().event("water-outage", at="tower"))[0] == {"next": (0.0, None)}


def test_burst_pipe_cuts_only_what_lies_behind_it_until_it_is_isolated(house):
    burst = day().event("water-outage", at="top 1", isolate="yes", close_after="30 min")
    dry, notes = told(house, burst)
    assert dry == {"high": (0.0, None), "low": (1800.0, None)}
    assert "top 1: close V1; dwellings without supply: 2, of which 0 only because it passes there" in notes


def test_valves_open_again_when_the_pipe_is_repaired(house):
    burst = day().event("water-outage", at="top 1", isolate="yes").intervene("repair", after="2 h", duration="1 h")
    assert told(house, burst)[0] == {"high": (0.0, 10800.0), "low": (1800.0, 10800.0)}


def test_pipe_repaired_before_anybody_came_needs_no_closing(house):
    burst = day().event("water-outage", at="top 1", isolate="yes").intervene("repair", after="10 min")
    assert told(house, burst)[0] == {"high": (0.0, 600.0)}


def test_stuck_valve_makes_more_dwellings_dry(house):
    burst = day().event("valve-closure", at="V1", stuck="yes", after=1)
    burst = burst.event("water-outage", at="top 1", isolate="yes", after="1 h")
    _, notes = told(house, burst)
    assert (
        "V1: instead close main valve; V1 stuck; dwellings without supply: 3, of which 1 only because it passes there"
        in notes
    )
    alone = told(house, day().event("water-outage", at="riser 2", isolate="yes"))[1]
    assert alone == {"riser 2: close V2; dwellings without supply: 1, of which 0 only because it passes there"}


def test_closed_valve_cuts_what_it_feeds_until_it_is_opened(house):
    closed = day().event("valve-closure", at="V2").intervene("open-valve", after="1 h", at="V2")
    assert told(house, closed)[0] == {"next": (0.0, 3600.0)}


def test_closing_around_a_pipe_closes_its_valves(house):
    dry, notes = told(house, day().intervene("close-valve", at="riser 2", after="5 min", duration="10 min"))
    assert dry == {"next": (900.0, None)}
    assert notes == {"riser 2: close V2; dwellings without supply: 1, of which 0 only because it passes there"}


def test_stuck_valve_is_not_closed_by_hand(house):
    stuck = day().event("valve-closure", at="V1", stuck="yes").intervene("open-valve", after="1 h")
    stuck = stuck.intervene("close-valve", at="V1", after="2 h")
    dry, notes = told(house, stuck)
    assert dry == dict.fromkeys(ALL, (0.0, 3600.0))
    assert "V1: stuck, stays open" in notes


def test_closing_what_is_no_valve_is_refused(house):
    with pytest.raises(UsageError, match=r"valve-closure: riser 1: is no valve\. Aim at an IfcValve"):
        run_scenario(house, day().event("valve-closure", at="riser 1"))


def test_isolating_a_thing_without_pipework_is_refused_before_anything_is_closed(wire):
    twin = wire({"board": "IfcElectricDistributionBoard", "lamp": "IfcLamp"}, [("board", "lamp", "power")])
    with pytest.raises(UsageError, match="board: is part of no pipework"):
        run_scenario(twin, day().event("water-outage", at="board", isolate="yes"))


def test_estate_without_pipework_says_so(wire):
    _, notes = told(wire({"lamp": "IfcLamp"}), day().event("water-outage"))
    assert notes == {": the model has no pipework of water there"}


def _with(twin, **columns):
    from twin.model.columns import Columns
    from twin.model.twin import Twin

    nodes = {name: twin.nodes[name] for name in twin.nodes} | columns
    return Twin({**twin.tables, "nodes": Columns(nodes, twin.nodes.length)}, twin.meta)
