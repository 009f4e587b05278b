from datetime import datetime

import pytest

from twin.errors import UsageError
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

BOARD = "IfcElectricDistributionBoard"
THINGS = {
    "grid": "IfcSwitchingDevice.SWITCHDISCONNECTOR",
    "main": f"{BOARD}.SWITCHBOARD",
    "services": f"{BOARD}.DISTRIBUTIONBOARD",
    "lift breaker": "IfcProtectiveDevice.CIRCUITBREAKER",
    "lift": "IfcTransportElement.ELEVATOR",
    "pump": "IfcPump.CIRCULATOR",
    "lamp": "IfcLightFixture.POINTSOURCE",
    "meter": "IfcFlowMeter.ENERGYMETER",
    "unit": f"{BOARD}.CONSUMERUNIT",
    "home": "dwelling",
    "room": "space",
    "other grid": "IfcSwitchingDevice.SWITCHDISCONNECTOR",
    "other board": BOARD,
}
FEEDS = [
    ("grid", "main"), ("main", "services"), ("services", "lift breaker"), ("lift breaker", "lift"),
    ("services", "pump"), ("services", "lamp"), ("main", "meter"), ("meter", "unit"), ("other grid", "other board"),
]  # fmt: skip
SAID = {
    "meter": {"PuissanceSouscrite_kVA": 9.0},
    "unit": {"PrioriteDelestage": 5.0},
    "lift breaker": {"PrioriteDelestage": 2.0},
    "lift": {"PuissanceAbsorbée": 6000.0},
    "pump": {"PuissanceAbsorbée": 500.0},
    "lamp": {"PuissanceAbsorbée": 100.0},
}
START = datetime(2026, 1, 12, 18, 30)


@pytest.fixture(scope="module")
def estate(wire, say):
    twin = wire(THINGS, [(*pair, "power") for pair in FEEDS], [("home", "room")], {"unit": "room"})
    return say(twin, SAID)


@pytest.fixture(scope="module")
def play(estate):
    def played(scenario, state="supply"):
        history = run_scenario(estate, scenario)
        names = estate.nodes["name"]
        return [(one.time_s, names[one.node], one.value) for one in history.changes if one.state == state]

    return played


def cut(**more):
    return Scenario("Cut", START, 24 * 3600).event("power-cut", **more)


def without(told):
    """Return the things that are off at last."""
    last = {name: value for _, name, value in told}
    return {name for name, value in last.items() if value == "off"}


def test_cut_of_the_grid_takes_power_from_all_and_gives_it_back(play):
    told = play(cut(duration="1 h"))
    assert without([one for one in told if one[0] == 0]) == set(THINGS) - {"home", "room"}
    assert without(told) == set()


def test_cut_of_one_delivery_point_leaves_the_other(play):
    assert "other board" not in without(play(cut(at="grid")))


def test_cut_circuit_leaves_its_board(play):
    assert without(play(cut(at="lift breaker"))) == {"lift breaker", "lift"}


@pytest.mark.parametrize(
    ("capacity", "dark"),
    [
        ("20 kVA", set()),
        ("7 kVA", {"unit"}),
        ("6.55 kVA", {"unit", "lamp"}),
        ("6.2 kVA", {"unit", "lamp", "pump"}),
        ("1 kVA", {"unit", "lamp", "pump", "lift breaker", "lift"}),
    ],
)
def test_what_matters_least_is_shed_first(play, capacity, dark):
    assert without(play(cut(at="grid", capacity=capacity))) == dark


def test_shed_loads_come_back_when_the_cut_is_over(play):
    assert without(play(cut(at="grid", capacity="1 kVA", duration="1 h"))) == set()


def test_shedding_says_what_is_wanted_and_how_much_of_it_is_assumed(estate):
    history = run_scenario(estate, cut(at="grid", capacity="7 kVA"))
    told = [one.note for one in history.changes if "wanted" in one.note]
    assert told == ["1 of 4 loads shed: 16 kVA wanted, 7 there; the power or class of 2 is assumed"]


def test_restart_in_steps_brings_back_what_matters_most_first(play):
    told = play(cut(at="grid", duration="1 h", restart="17 kVA", pick_up=2.0, step_delay="10 min"))
    back = {name: time for time, name, value in told if value == "on"}
    assert (back["lift"], back["pump"], back["unit"]) == (3600, 3600, 4200)


def test_what_can_never_be_carried_stays_off_after_the_restart(play):
    assert without(play(cut(at="grid", duration="1 h", restart="7 kVA"))) == {"unit"}


def test_generator_starts_after_its_delay_and_stops_when_the_grid_is_back(play):
    scenario = cut(at="grid", after="1 h", duration="2 h")
    scenario = scenario.intervene("backup-generator", at="services", capacity="10 kVA", start_delay="5 min")
    assert [(time, value) for time, name, value in play(scenario) if name == "lift"] == [
        (3600, "off"), (3900, "on")
    ]  # fmt: skip
    assert [time for time, _, _ in play(scenario, "generator")] == [3900, 10800]


def test_generator_out_of_fuel_leaves_a_second_outage(play):
    scenario = cut(at="grid", duration="10 h")
    scenario = scenario.intervene("backup-generator", at="services", autonomy="4 h", start_delay="0 s")
    lift = [(time, value) for time, name, value in play(scenario) if name == "lift"]
    assert lift == [(0, "off"), (0, "on"), (4 * 3600, "off"), (10 * 3600, "on")]


def test_fuel_is_used_only_while_the_generator_runs(play):
    scenario = cut(at="grid", duration="3 h").event("power-cut", at="grid", after="5 h", duration="3 h")
    scenario = scenario.intervene("backup-generator", at="services", autonomy="4 h", start_delay="0 s")
    assert [time / 3600 for time, _, value in play(scenario, "generator") if value == "off"] == [3, 6]


def test_generator_sheds_what_it_cannot_carry_and_gives_it_back(play):
    scenario = cut(at="grid", duration="1 h")
    scenario = scenario.intervene("backup-generator", at="main", capacity="6.55 kVA", start_delay="0 s")
    told = play(scenario)
    assert without([one for one in told if one[0] < 3600]) == {"grid", "unit", "lamp"}
    assert without(told) == set()


def test_generator_does_not_feed_a_board_that_has_failed(play):
    scenario = Scenario("Failure", START).event("equipment-failure", at="services")
    assert "lift" in without(play(scenario.intervene("backup-generator", at="services")))


def test_generator_taken_away_before_the_grid_is_back_leaves_the_dark(play):
    scenario = cut(at="grid").intervene("backup-generator", at="services", duration="1 h", start_delay="0 s")
    assert "lift" in without(play(scenario))


def test_refeed_brings_power_from_another_grid(play):
    scenario = cut(at="grid").intervene("refeed", at="services", source="other board", after="30 min")
    assert without(play(scenario)) == {"grid", "main", "meter", "unit"}


def test_refeed_within_its_capacity_sheds_the_rest(play):
    scenario = cut(at="grid").intervene("refeed", at="main", source="other board", capacity="7 kVA")
    assert without(play(scenario)) == {"grid", "unit"}


def test_refeed_from_what_is_dark_too_brings_nothing(play):
    assert "lift" in without(play(cut().intervene("refeed", at="services", source="other board")))


@pytest.mark.parametrize(
    ("parameters", "message"), [({}, "is not told what feeds"), ({"source": "elsewhere"}, "nothing in this twin has")]
)
def test_refeed_from_nothing_is_refused(play, parameters, message):
    with pytest.raises(UsageError, match=message):
        play(cut().intervene("refeed", at="services", **parameters))


def test_generator_at_a_delivery_point_is_refused_with_where_else(play):
    with pytest.raises(UsageError, match=r"grid: is not fed with power.*behind the delivery point"):
        play(cut().intervene("backup-generator", at="grid"))


def test_shedding_as_a_measure_ends_with_it(play):
    told = play(Scenario("Winter", START).intervene("shed", at="grid", capacity="7 kVA", duration="2 h"))
    assert [(time, value) for time, name, value in told if name == "unit"] == [(0, "off"), (7200, "on")]


def test_cut_by_building_spares_the_others(wire):
    things = {"east": "building", "west": "building", "a": BOARD, "b": BOARD, "c": BOARD, "d": BOARD}
    twin = wire(things, [("a", "b", "power"), ("c", "d", "power")])
    columns = {name: twin.nodes[name] for name in twin.nodes}
    columns["building"] = [-1, -1, 0, 0, 1, 1]
    from twin.model.schema import table_of
    from twin.model.twin import Twin

    two = Twin({**twin.tables, "nodes": table_of("nodes", columns)})
    history = run_scenario(two, cut(at="east"))
    assert [two.nodes["name"][one.node] for one in history.changes if one.state == "supply"] == ["a", "b"]
