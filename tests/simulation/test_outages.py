from datetime import datetime

import pytest

from twin.simulation.outages import assumed_share, causes_of, links_of, outages
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

THINGS = {
    "board": "IfcElectricDistributionBoard",
    "unit": "IfcElectricDistributionBoard",
    "room": "space",
    "home": "dwelling",
}
START = datetime(2026, 1, 12, 8, 30)


@pytest.fixture(scope="module")
def flat(wire):
    return wire(THINGS, [("board", "unit", "power")], [("home", "room")], {"unit": "room"})


def test_outage_lasts_from_loss_to_return(flat):
    scenario = Scenario("Cut", START, 7200).event("equipment-failure", at="board", after="10 min", duration="20 min")
    history = run_scenario(flat, scenario)
    assert [(one.service, one.from_s, one.to_s, one.ended) for one in outages(history)] == [("power", 600, 1800, True)]


def test_outage_that_goes_on_is_counted_to_the_end_and_said_to_go_on(flat):
    history = run_scenario(flat, Scenario("Cut", START, 7200).event("equipment-failure", at="board", after="1 h"))
    assert [(one.lost_s, one.ended) for one in outages(history)] == [(3600, False)]


def test_two_losses_of_one_service_are_two_outages(flat):
    scenario = Scenario("Cut", START, 7200)
    for after in ("0 min", "30 min"):
        scenario = scenario.event("equipment-failure", at="board", after=after, duration="10 min")
    assert [one.from_s for one in outages(run_scenario(flat, scenario))] == [0, 1800]


def test_causes_lead_back_to_the_event(flat):
    history = run_scenario(flat, Scenario("Cut", START, 7200).event("equipment-failure", at="board"))
    told = [(one.state or one.note, one.by) for one in causes_of(history, outages(history)[0].change)]
    assert told[0] == ("power", "supply")
    assert told[-1] == ("begins", "equipment-failure")


def test_loss_over_assumed_links_says_so(wire):
    from twin.model.columns import Columns
    from twin.model.twin import Twin

    twin = wire(THINGS, [("board", "unit", "power")], [("home", "room")], {"unit": "room"})
    edges = dict(twin.edges)
    edges["provenance"] = edges["provenance"].copy()
    edges["provenance"][:] = "assumed"
    guessed = Twin({**twin.tables, "edges": Columns(edges, twin.edges.length)})
    for one, share in ((twin, 0.0), (guessed, 1.0)):
        history = run_scenario(one, Scenario("Cut", START, 7200).event("equipment-failure", at="board"))
        assert assumed_share(links_of(one), history, outages(history)[0]) == share
