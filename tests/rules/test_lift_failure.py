from datetime import datetime

import pytest

from twin.errors import UsageError
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

START = datetime(2026, 1, 12, 3, 0)


@pytest.fixture(scope="module")
def tower(wire):
    """Return a tower of four storeys with a dwelling on each, two lifts of which one stops at the top only."""
    things = {"out": "exterior", "stair": "IfcStair", "A": "IfcTransportElement", "B": "IfcTransportElement"}
    groups, on, passages = [], {}, [("out", "hall 0", "", 1)]
    for storey in range(4):
        things |= {f"S{storey}": "storey", f"hall {storey}": "space", f"room {storey}": "space"}
        things[f"home {storey}"] = "dwelling"
        groups.append((f"home {storey}", f"room {storey}"))
        on |= dict.fromkeys((f"hall {storey}", f"room {storey}", f"home {storey}"), f"S{storey}")
        passages.append((f"hall {storey}", f"room {storey}", "", 1))
        if storey:
            passages.append((f"hall {storey - 1}", f"hall {storey}", "stair", 0))
            passages.append((f"hall {storey - 1}", f"hall {storey}", "A", 1))
    passages.append(("hall 0", "hall 3", "B", 1))
    other = [("A", f"S{storey}", "serves") for storey in range(4)] + [("B", "S0", "serves"), ("B", "S3", "serves")]
    things["board"] = "IfcElectricDistributionBoard"
    feeds = [("board", "A", "power"), ("board", "B", "power")]
    return wire(things, feeds, groups, other=other, passages=passages, on=on)


def run(twin, *lifts, hazard="lift-failure", **given):
    return run_scenario(twin, Scenario("Lift", START, 86400).event(hazard, at=lifts, **given))


def lost(twin, history, state="step_free"):
    names, now = twin.nodes["name"], {}
    for one in history.changes:
        if one.state == state:
            now[str(names[one.node])] = one.value
    return {name: value for name, value in now.items() if value not in {"as usual", 0.0}}


def test_storeys_that_only_the_failed_lift_serves_lose_step_free_access(tower):
    assert lost(tower, run(tower, "A")) == {"home 1": "no", "home 2": "no"}


def test_one_climbs_from_the_nearest_storey_that_is_still_reached(tower):
    assert lost(tower, run(tower, "A"), "climb") == {"home 1": 1.0, "home 2": 1.0}
    assert lost(tower, run(tower, "A", "B"), "climb") == {"home 1": 1.0, "home 2": 2.0, "home 3": 3.0}


def test_lift_beside_another_takes_nobody_with_it(tower):
    history = run(tower, "B")
    assert lost(tower, history) == {}
    assert "no dwelling loses step-free access; A runs" in {one.note for one in history.changes}


def test_access_is_as_usual_once_the_lift_runs_again(tower):
    history = run(tower, "A", duration="4 h")
    assert lost(tower, history) == lost(tower, history, "climb") == {}
    assert [one.time_s for one in history.changes if one.state == "step_free"] == [0.0, 0.0, 14400.0, 14400.0]


def test_power_cut_takes_the_step_free_access_as_a_broken_lift_does(tower):
    history = run(tower, "board", hazard="equipment-failure")
    assert lost(tower, history) == {"home 1": "no", "home 2": "no", "home 3": "no"}


def test_what_is_lost_names_its_lift_as_the_cause(tower):
    history = run(tower, "A")
    change = next(one for one in history.changes if one.state == "step_free")
    cause = history.changes[change.cause]
    assert (tower.nodes["name"][cause.node], cause.state, cause.value) == ("A", "supply", "off")


def test_note_counts_dwellings_and_storeys_and_names_what_still_runs(tower):
    notes = [one.note for one in run(tower, "A").changes if "lose" in one.note]
    assert notes == ["2 dwellings on 2 storeys lose step-free access; still running in the building: B"]


def test_way_that_nobody_has_proven_is_unknown_while_its_proven_one_is_out(wire):
    things = {"out": "exterior", "hall": "space", "room": "space", "home": "dwelling", "A": "IfcTransportElement"}
    passages = [("out", "hall", "", 1), ("hall", "room", "A", 1), ("hall", "room", "", -1)]
    twin = wire(things, groups=[("home", "room")], passages=passages)
    assert lost(twin, run(twin, "A")) == {"home": "unknown"}


def test_hazard_is_refused_where_there_is_no_lift(tower):
    with pytest.raises(UsageError, match=r"lift-failure: board: is no lift and has none\. Aim at an IfcTransport"):
        run(tower, "board")
