from datetime import datetime

import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario
from twin_rules.facts.access import controlled_doors

START = datetime(2026, 1, 12, 18, 30)
NAMES = ["board", "controller", "lock", "reader", "button", "hall door", "flat door", "hall", "flat", "home", "street"]
CLASSES = ["IfcElectricDistributionBoard", "IfcController", "IfcActuator", "IfcSensor", "IfcSwitchingDevice",
           "IfcDoor", "IfcDoor", "IfcSpace", "IfcSpace", "IfcZone", ""]  # fmt: skip
KINDS = ["equipment"] * 5 + ["element"] * 2 + ["space"] * 2 + ["zone", "exterior"]


@pytest.fixture(scope="module")
def house(say):
    """Return a function that makes a house behind one door under access control, given what is said of things."""

    def made(said):
        row = {name: number for number, name in enumerate(NAMES)}
        links = [
            ("board", "controller", "feeds", "power", -1, -1), ("controller", "lock", "feeds", "power", -1, -1),
            ("hall", "street", "opens_onto", "", row["hall door"], 1),
            ("flat", "hall", "opens_onto", "", row["flat door"], 1), ("home", "flat", "groups", "", -1, -1),
        ]  # fmt: skip
        edges = {
            "source": [row[one[0]] for one in links], "target": [row[one[1]] for one in links],
            "relation": [one[2] for one in links], "commodity": [one[3] for one in links],
            "via": [one[4] for one in links], "lockable": [one[5] for one in links],
        }  # fmt: skip
        nodes = {
            "id": NAMES, "name": NAMES, "tag": NAMES, "kind": KINDS, "ifc_class": CLASSES,
            "predefined_type": ["", "", "", "IDENTIFIERSENSOR"] + [""] * 7,
            "use": ["dwelling" if name == "home" else "" for name in NAMES],
        }  # fmt: skip
        return say(Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)}), said)

    return made


def locked_by(mode):
    return {"lock": {"Commande": "hall door", "ModeSansTension": mode}, "reader": {"Surveille": "hall door"}}


SAFE, SECURE = locked_by("déverrouillée"), locked_by("verrouillée")


def told(twin, scenario, *states):
    names = twin.nodes["name"]
    changes = run_scenario(twin, scenario).changes
    return [(one.time_s, names[one.node], one.value) for one in changes if one.state in states]


def dark(hazard="power-cut", **more):
    return Scenario("Dark", START).event(hazard, **{"at": "board", "duration": "1 h"} | more)


def test_fail_safe_door_opens_the_hall_to_the_street_until_power_is_back(house):
    assert told(house(SAFE), dark(), "lock", "street", "entry") == [
        (0, "hall door", "unlocked"), (0, "hall", "open"), (3600, "hall door", "locked"), (3600, "hall", "as usual"),
    ]  # fmt: skip


def test_fail_secure_door_bars_the_dwelling_until_power_is_back(house):
    assert told(house(SECURE), dark(), "door", "street", "entry") == [
        (0, "hall door", "locked"), (0, "home", "barred"), (3600, "hall door", "closed"), (3600, "home", "free"),
    ]  # fmt: skip


@pytest.mark.parametrize("hazard", ["power-cut", "equipment-failure"])
def test_doors_react_to_whatever_takes_their_power(house, hazard):
    assert ("hall door", "unlocked") in [one[1:] for one in told(house(SAFE), dark(hazard), "lock")]


def test_dead_badge_reader_bars_the_dwelling_although_the_lock_has_power(house):
    scenario = dark("access-control-failure", at="reader")
    assert told(house(SAFE), scenario, "entry") == [(0, "home", "barred"), (3600, "home", "free")]


def test_door_of_which_nobody_says_how_it_fails_stays_and_is_noted(house):
    twin = house(locked_by("voir notice"))
    changes = run_scenario(twin, dark()).changes
    assert not [one for one in changes if one.state in ("lock", "door", "entry", "street")]
    assert "nobody says how it stands without power" in [one.note for one in changes]


def test_actuator_of_a_door_that_says_nothing_about_power_is_no_lock(house):
    assert controlled_doors(house({"lock": {"Commande": "hall door"}})) == {}


def test_door_itself_may_say_how_it_fails(house):
    twin = house({"lock": {"Commande": "hall door"}, "hall door": {"ÉtatSansCourant": "déverrouillée"}})
    assert [one.fails for one in controlled_doors(twin).values()] == ["unlocked"]


@pytest.mark.parametrize(("doors", "state"), [("unlocked", ("hall", "open")), ("locked", ("home", "barred"))])
def test_event_may_say_how_the_doors_stand(house, doors, state):
    scenario = dark("access-control-failure", at="hall door", doors=doors)
    assert [one[1:] for one in told(house(SAFE), scenario, "street", "entry") if one[0] == 0] == [state]


def test_causes_of_an_open_hall_lead_to_the_board(house):
    twin = house(SAFE)
    changes = run_scenario(twin, dark("equipment-failure")).changes
    place = next(number for number, one in enumerate(changes) if one.state == "street")
    chain = []
    while place >= 0:
        chain.append((twin.nodes["name"][changes[place].node], changes[place].state))
        place = changes[place].cause
    assert chain == [("hall", "street"), ("hall door", "lock"), ("lock", "supply"), ("controller", "supply"),
                     ("board", "supply"), ("board", "health"), ("board", "")]  # fmt: skip
