import pytest

from twin.errors import InputError
from twin.importers.pipeline import Options, import_files
from twin.inference.run import inferred
from twin.simulation.components import supply_of
from twin.simulation.outages import links_of
from twin.simulation.supply import after_failures, settled

PLANT = {
    "grid": "IfcTransformer",
    "board": "IfcElectricDistributionBoard.SWITCHBOARD",
    "boiler": "IfcBoiler.WATER",
    "pump": "IfcPump.CIRCULATOR",
    "riser": "IfcPipeSegment",
    "radiator": "IfcSpaceHeater",
    "unit": "IfcElectricDistributionBoard.CONSUMERUNIT",
    "lamp": "IfcLightFixture",
    "room": "space",
    "home": "dwelling",
}
FEEDS = [
    ("grid", "board", "power"),
    ("board", "pump", "power"),
    ("board", "boiler", "power"),
    ("board", "unit", "power"),
    ("unit", "lamp", "power"),
    ("boiler", "pump", "heating_flow"),
    ("pump", "riser", "heating_flow"),
    ("riser", "radiator", "heating_flow"),
    ("radiator", "boiler", "heating_return"),
]
HOME = {"radiator": "room", "unit": "room", "lamp": "room"}


def lost(twin, *failed):
    """Return what stops, by name, and which services of which places are lost."""
    supply, names = supply_of(twin), twin.nodes["name"]
    before = settled(supply.graph)
    rows = [supply.component[twin.row(one)] for one in failed]
    gone = before.works & ~after_failures(supply.graph, before, rows).works
    things = {names[node] for node, off in zip(supply.node, gone, strict=True) if off and node >= 0}
    return things - set(failed), {(names[one.place], one.service) for one in supply.points if gone[one.component]}


@pytest.fixture
def plant(wire):
    return wire(PLANT, FEEDS, [("home", "room")], HOME)


def test_board_takes_pump_and_boiler_with_it_and_heating_and_power_from_the_dwelling(plant):
    things, services = lost(plant, "board")
    assert things == {"pump", "boiler", "riser", "radiator", "unit", "lamp"}
    assert services == {("home", "heating"), ("home", "power")}


def test_dwelling_keeps_power_while_its_consumer_unit_works(plant):
    assert lost(plant, "lamp") == (set(), set())
    assert lost(plant, "unit")[1] == {("home", "power")}


def test_return_of_heating_is_no_need(plant):
    supply = supply_of(plant)
    assert settled(supply.graph).works.all()
    assert lost(plant, "radiator")[0] == set()


def test_needs_without_a_modelled_feeder_are_assumed_and_listed(plant):
    names = plant.nodes["name"]
    assert {(names[one.node], one.need) for one in supply_of(plant).assumed} == {
        ("boiler", "gas|fuel"),
        ("grid", "power"),
    }


def test_lone_boiler_works_on_what_the_model_does_not_show(wire):
    things = {"boiler": "IfcBoiler.WATER", "radiator": "IfcSpaceHeater"}
    supply = supply_of(wire(things, [("boiler", "radiator", "heating")]))
    assert settled(supply.graph).works.all()
    assert [one.need for one in supply.assumed] == ["gas|fuel", "power"]


def test_losing_hot_water_leaves_cold_water_and_power_on(wire):
    things = {"main": "IfcFlowMeter.WATERMETER", "tank": "IfcTank", "basin": "IfcSanitaryTerminal", "room": "space"}
    feeds = [("main", "tank", "cold_water"), ("main", "basin", "cold_water"), ("tank", "basin", "hot_water")]
    twin = wire(things | {"home": "dwelling"}, feeds, [("home", "room")], {"basin": "room"})
    assert lost(twin, "tank")[1] == {("home", "hot_water")}
    assert lost(twin, "main")[1] == {("home", "hot_water"), ("home", "water")}
    assert lost(twin, "basin")[1] == {("home", "hot_water"), ("home", "water")}


def test_hot_water_that_circulates_does_not_make_itself(wire):
    things = {"main": "IfcPipeFitting", "boiler": "IfcBoiler", "tank": "IfcTank", "riser": "IfcPipeSegment"}
    feeds = [("main", "tank", "cold_water"), ("boiler", "tank", "heating_flow"), ("tank", "riser", "hot_water")]
    feeds += [("riser", "tank", "hot_water"), ("riser", "shower", "hot_water")]
    twin = wire(
        {**things, "shower": "IfcSanitaryTerminal", "home": "dwelling"}, feeds, other=[("shower", "home", "serves")]
    )
    for thing in ("main", "boiler", "tank", "riser"):
        assert ("home", "hot_water") in lost(twin, thing)[1]


@pytest.mark.parametrize("failed", ["gas main", "board"])
def test_safety_valve_needs_power_and_what_flows_through_it(wire, failed):
    things = {"gas main": "IfcPipeSegment", "board": "IfcDistributionBoard", "valve": "IfcValve.SAFETYCUTOFF"}
    supply = supply_of(wire(things, [("gas main", "valve", "gas"), ("board", "valve", "power")]))
    after = after_failures(supply.graph, supply.at_rest, [supply.component[list(things).index(failed)]])
    assert not after.works[supply.component[2]]


AIR = {"inlet": "IfcAirTerminal", "duct": "IfcDuctSegment", "fan": "IfcFan", "room": "space", "home": "dwelling"}


def test_dwelling_loses_ventilation_with_the_fan_that_draws_its_air(wire):
    feeds = [("inlet", "duct", "ventilation"), ("duct", "fan", "ventilation")]
    twin = wire(AIR, feeds, [("home", "room")], {"inlet": "room"})
    assert lost(twin, "fan") == ({"duct"}, {("home", "ventilation")})
    assert lost(twin, "duct") == (set(), {("home", "ventilation")})


def test_link_that_is_drawn_through_is_found_from_the_fan_on(wire):
    twin = wire(AIR, [("inlet", "duct", "ventilation"), ("duct", "fan", "ventilation")])
    links = links_of(twin)
    assert links.commodity[links.between(twin.row("fan"), twin.row("duct"))] == "ventilation"
    assert links.between(twin.row("fan"), twin.row("inlet")) is None


def test_dwelling_loses_ventilation_with_the_fan_that_blows_air_to_it(wire):
    feeds = [("fan", "duct", "ventilation"), ("duct", "inlet", "ventilation")]
    twin = wire(AIR, feeds, [("home", "room")], {"inlet": "room"})
    assert lost(twin, "fan") == ({"duct"}, {("home", "ventilation")})


def test_air_between_two_fans_is_pushed(wire):
    things = AIR | {"booster": "IfcFan"}
    feeds = [("fan", "duct", "ventilation"), ("duct", "booster", "ventilation"), ("booster", "inlet", "ventilation")]
    twin = wire(things, feeds, [("home", "room")], {"inlet": "room"})
    assert lost(twin, "fan")[0] == {"duct"}


def test_dwelling_has_no_use_of_what_only_passes_through_it(wire):
    things = {"box": "IfcValve", "cutoff": "IfcValve", "boiler": "IfcBoiler", "room": "space", "home": "dwelling"}
    feeds = [("box", "cutoff", "gas"), ("cutoff", "boiler", "gas")]
    twin = wire(things, feeds, [("home", "room")], {"cutoff": "room"})
    assert [one.service for one in supply_of(twin).points] == []


def test_common_room_has_services_of_its_own(wire):
    things = {"board": "IfcElectricDistributionBoard", "lamp": "IfcLightFixture", "hall": "space"}
    twin = wire(things, [("board", "lamp", "power")], inside={"lamp": "hall"})
    assert lost(twin, "board")[1] == {("hall", "power")}


def test_before_any_event_everything_works_in_the_sample_residence(residence):
    twin = inferred(import_files([residence], Options()).twin)
    supply = supply_of(twin)
    assert settled(supply.graph).works.all()
    assert {(one.service) for one in supply.points} == {"water", "heating", "power", "lift"}


def test_own_table_of_needs_wins_line_by_line(plant, tmp_path, monkeypatch):
    own = tmp_path / "needs.toml"
    own.write_text('[class]\nIfcPump = ["medium"]\nIfcBoiler = []\n', encoding="utf-8")
    monkeypatch.setenv("TWIN_NEEDS", str(own))
    assert lost(plant, "board")[0] == {"unit", "lamp"}


def test_unreadable_own_table_is_named(monkeypatch, tmp_path, plant):
    monkeypatch.setenv("TWIN_NEEDS", str(tmp_path / "none.toml"))
    with pytest.raises(InputError, match="is no table of needs"):
        supply_of(plant)


def test_lift_of_one_landing_is_no_service_of_dwellings_on_another(wire):
    things = {"basement": "storey", "storey": "storey", "A": "IfcTransportElement", "B": "IfcTransportElement"}
    things |= {f"{room} {side}": "space" for room in ("hall", "landing", "room") for side in "AB"}
    things |= {"home A": "dwelling", "home B": "dwelling", "home C": "dwelling", "cellar": "space"}
    passages = [(f"landing {side}", f"room {side}", "", 1) for side in "AB"]
    passages += [(f"hall {side}", f"landing {side}", side, 1) for side in "AB"]
    on = {name: "storey" for name in things if name.startswith(("landing", "room", "home"))}
    on |= dict.fromkeys(("cellar", "hall A", "hall B"), "basement")
    passages += [("cellar", "hall A", "", 1), ("cellar", "hall B", "", 1)]
    groups = [(f"home {side}", f"room {side}") for side in "AB"] + [("home A", "cellar")]
    serves = [(lift, "storey", "serves") for lift in "AB"]
    twin = wire(things, groups=groups, other=serves, passages=passages, on=on)
    assert lost(twin, "A")[1] == {("home A", "lift")}
    assert lost(twin, "A", "B")[1] == {("home A", "lift"), ("home B", "lift"), ("home C", "lift")}
