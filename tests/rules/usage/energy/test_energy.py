"""What buildings use: what meters count, what is added up, who is hidden, and what the weather has to do with it."""

from datetime import datetime

import numpy as np
import pytest

from twin.model.twin import Twin
from twin.usage.run import Given, measured
from twin_rules.facts.load_curves import DWELLINGS, SHARED, WHOLE
from twin_rules.facts.meters import CARRIERS, metered, top
from twin_rules.facts.tenants import shops_behind

WEEK = 7 * 24
POWER = CARRIERS[0]


def asked(twin, observations=None, **said):
    return measured(twin, "energy", said, given=Given(observations=observations))


def of(outcome, part, carrier="electricity"):
    table = outcome.table
    return table[(table["part"] == part) & (table["carrier"] == carrier)].iloc[0]


def all_meters(twin, watched, used):
    flats = {f"meter{n}": used for n in range(6)}
    return watched(twin, {"main": [6 * one + 1 for one in used], "shared": np.ones(len(used)), **flats})


def test_a_main_meter_counts_the_building_once(block, watched):
    outcome = asked(block(), all_meters(block(), watched, [2.0] * WEEK))
    assert of(outcome, WHOLE)["energy_kWh"] == pytest.approx(13 * WEEK)
    assert of(outcome, DWELLINGS)["energy_kWh"] == pytest.approx(12 * WEEK)
    assert of(outcome, SHARED)["energy_kWh"] == pytest.approx(WEEK)


def test_without_a_main_meter_those_below_are_added_up(block, watched):
    twin = block(main=False)
    found = asked(twin, watched(twin, {"shared": np.ones(WEEK), **{f"meter{n}": np.ones(WEEK) for n in range(6)}}))
    assert of(found, WHOLE)["energy_kWh"] == pytest.approx(7 * WEEK)


def test_the_network_says_what_a_meter_counts_not_the_room_it_stands_in(twin_of):
    nodes = [
        {"id": "house", "kind": "building"},
        {"id": "meter", "kind": "equipment", "ifc_class": "IfcFlowMeter"},
        {"id": "boiler", "kind": "equipment", "ifc_class": "IfcBoiler"},
    ]
    edges = [("meter", "boiler", "feeds", "gas")]
    for n in range(3):
        nodes += [{"id": f"flat{n}", "kind": "zone", "use": "dwelling"}, {"id": f"room{n}", "kind": "space"}]
        nodes.append({"id": f"radiator{n}", "kind": "equipment", "ifc_class": "IfcSpaceHeater"})
        edges += [(f"flat{n}", f"room{n}", "groups"), (f"room{n}", f"radiator{n}", "contains")]
        edges.append(("boiler", f"radiator{n}", "feeds", "heating_flow"))
    twin = twin_of(nodes, [*edges, ("room0", "meter", "contains")])
    assert len(metered(twin, [1], CARRIERS[2])[0].dwellings) == 3


def test_without_a_network_the_place_counts_and_that_is_told(block):
    twin = block(network=False)
    meters = metered(twin, [twin.row(f"meter{n}") for n in range(6)], POWER)
    assert all(one.by_place and len(one.dwellings) == 1 for one in meters)
    assert len(top(meters)) == 6


def test_of_two_meters_in_a_row_the_first_counts(twin_of):
    nodes = [{"id": name, "kind": "equipment"} for name in ("first", "second", "load")]
    twin = twin_of(nodes, [("first", "second", "feeds", "power"), ("second", "load", "feeds", "power")])
    assert [one.row for one in top(metered(twin, [0, 1], POWER))] == [0]


def test_fewer_than_five_households_are_withheld_in_every_table(block, watched):
    twin = block(homes=4)
    meters = {f"meter{n}": np.ones(WEEK) for n in range(4)}
    outcome = asked(twin, watched(twin, {"main": 5 * np.ones(WEEK), "shared": np.ones(WEEK), **meters}))
    assert not len(outcome.table)
    assert all(not len(table) for table in outcome.more.values())
    assert set(outcome.withheld["reason"]) == {"fewer than 5 households"}


def test_a_dwelling_without_a_meter_cannot_be_found_by_subtraction(block, watched):
    twin = block(homes=7)
    meters = {f"meter{n}": np.ones(WEEK) for n in range(6)}
    outcome = asked(twin, watched(twin, {"main": 8 * np.ones(WEEK), "shared": np.ones(WEEK), **meters}))
    hidden = outcome.withheld[outcome.withheld["table"] == ""]
    assert DWELLINGS in set(hidden["part"])
    assert len(outcome.table[outcome.table["carrier"] == "electricity"]) == 1


def test_no_use_is_lost_when_a_meter_is_replaced(block, watched):
    twin = block(homes=6)
    used = np.ones(WEEK)
    replaced = np.ones(WEEK)
    replaced[80] = -79.0  # its total falls to one
    flats = {f"meter{n}": used for n in range(5)} | {"meter5": replaced}
    outcome = asked(twin, watched(twin, {"shared": used, **flats}))
    assert of(outcome, WHOLE)["energy_kWh"] == pytest.approx(7 * WEEK, abs=1.0)


def test_figures_of_a_curve_are_those_of_pencil_and_paper(block, watched):
    day = [0.5] * 6 + [1.0] * 12 + [3.0] * 2 + [1.0] * 2 + [0.5] * 2
    row = of(asked(block(), all_meters(block(), watched, day * 7), off_peak="22:00-06:00"), DWELLINGS)
    assert row["peak_kW"] == pytest.approx(18.0)
    assert row["load_factor"] == pytest.approx(1.0 / 3.0)  # 24 kWh a day over 24 h times 3 kW
    assert row["off_peak_share"] == pytest.approx(4.0 / 24.0)
    assert row["ramping_kW"] == pytest.approx(6 * 5.0, rel=0.03)  # 0.5 up, 2 up, 2 down, 0.5 down; no fall at the end


def test_use_is_a_straight_line_of_degree_days_where_it_was_made_so(block, watched):
    outdoors = np.repeat(np.arange(28) - 5.0, 24)
    cold = np.maximum(18.0 - outdoors, 0.0)
    twin = block()
    flats = {f"meter{n}": 0.5 + 0.1 * cold for n in range(6)}
    seen = watched(twin, {**flats, "site": outdoors}, {"site": "outdoor_temperature"})
    row = of(asked(twin, seen), WHOLE)
    assert row["per_degree_day_kWh"] == pytest.approx(6 * 24 * 0.1, rel=1e-6)
    assert row["base_kWh"] == pytest.approx(6 * 12.0, rel=1e-6)
    assert row["determined"] == pytest.approx(1.0)


def test_a_colder_reference_year_never_makes_use_smaller(block, watched):
    outdoors = np.tile(np.repeat([0.0, 5.0, 10.0, 15.0], 24), 90)
    twin = block()
    flats = {f"meter{n}": 1.0 + np.maximum(18.0 - outdoors, 0.0) for n in range(6)}
    seen = watched(twin, {**flats, "site": outdoors}, {"site": "outdoor_temperature"})
    mild, cold = (of(asked(twin, seen, reference=days), WHOLE)["normalised_kWh"] for days in (1500, 2500))
    assert mild < cold


def test_a_week_of_winter_is_made_no_year(block, watched):
    twin = block()
    cold = {f"meter{n}": np.full(7 * 24, 5.0) for n in range(6)}
    seen = watched(twin, {**cold, "site": np.zeros(7 * 24)}, {"site": "outdoor_temperature"})
    outcome = measured(twin, "energy", {"reference": 1700.0}, given=Given(observations=seen))
    row = of(outcome, WHOLE)
    assert row["energy_kWh"] == pytest.approx(6 * 5.0 * 7 * 24)
    assert row[["per_dwelling_kWh", "per_area_kWh", "normalised_kWh"]].isna().all()
    assert "a year" not in outcome.headline
    assert any("is left unknown" in note for note in outcome.notes)


def test_a_month_seen_in_part_is_known_in_part(block, watched):
    months = asked(block(), watched(block(), {"main": np.ones(30 * 24)})).more["months"]  # 6 January to 4 February
    shares = months[months["part"] == WHOLE]["known_share"].tolist()
    assert shares == pytest.approx([26 / 31, 4 / 28], abs=0.01)


def pumped(twin_of, *, maker):
    """Return six houses in one, each with a meter of power, a socket, and a heater behind a maker of heat."""
    nodes = [{"id": "house", "kind": "building", "name": "House"}]
    nodes += [{"id": "board", "kind": "equipment"}, {"id": "maker", "kind": "equipment", "ifc_class": maker}]
    edges = [("board", "maker", "feeds", "power")]
    for n in range(6):
        nodes += [{"id": f"flat{n}", "kind": "zone", "use": "dwelling", "area": 60.0, "headcount": 2.0}]
        nodes += [{"id": f"room{n}", "kind": "space"}, {"id": f"meter{n}", "kind": "equipment"}]
        nodes += [{"id": f"socket{n}", "kind": "equipment"}]
        nodes += [{"id": f"warm{n}", "kind": "equipment", "ifc_class": "IfcSpaceHeater"}]
        edges += [(f"flat{n}", f"room{n}", "groups"), (f"room{n}", f"socket{n}", "contains")]
        edges += [("board", f"meter{n}", "feeds", "power"), (f"meter{n}", f"socket{n}", "feeds", "power")]
        edges += [("maker", f"warm{n}", "feeds", "heating_flow")]
    return twin_of(nodes, edges)


@pytest.mark.parametrize(("maker", "rows"), [("IfcUnitaryEquipment", 0), ("IfcBoiler", 1)])
def test_heat_made_of_metered_power_is_not_counted_twice(twin_of, watched, maker, rows):
    twin = pumped(twin_of, maker=maker)
    outcome = asked(twin, watched(twin, {f"meter{n}": np.ones(48) for n in range(6)}))
    assert (outcome.table["carrier"] == "heat").sum() == rows
    assert any("is in its electricity" in note for note in outcome.notes) == (not rows)


def test_use_that_cannot_be_assumed_is_in_no_sum(twin_of):
    nodes = [{"id": "house", "kind": "building", "name": "House"}]
    nodes += [{"id": f"flat{n}", "kind": "zone", "use": "dwelling", "headcount": 2.0} for n in range(6)]
    headline = asked(twin_of(nodes, [])).headline
    assert "heat: unknown, as area or people are" in headline


def test_dwellings_of_no_known_building_are_told_as_such(twin_of):
    homes = [{"id": "flat", "kind": "zone", "use": "dwelling", "headcount": 2.0, "area": 50.0}]
    assert asked(twin_of(homes, [])).reason == "of no dwelling and no meter is known which building it is in"


def test_use_that_nobody_measured_is_told_as_assumed_first(block):
    headline = asked(block()).headline
    assert headline.startswith("By assumption")
    assert "most per dwelling" not in headline


def test_solar_power_used_at_once_is_told_both_ways(block, twin_of, watched):
    nodes = [{"id": "house", "kind": "building", "name": "House"}]
    nodes += [{"id": name, "kind": "equipment"} for name in ("grid", "sun", "inverter")]
    nodes[2]["ifc_class"] = "IfcFlowMeter"
    nodes[3]["ifc_class"] = "IfcSolarDevice"
    nodes.append({"id": "board", "kind": "equipment"})
    edges = [("grid", "board", "feeds", "power"), ("inverter", "sun", "feeds", "power")]
    for n in range(5):
        nodes += [{"id": f"flat{n}", "kind": "zone", "use": "dwelling"}, {"id": f"room{n}", "kind": "space"}]
        nodes.append({"id": f"socket{n}", "kind": "equipment", "ifc_class": "IfcOutlet"})
        edges += [(f"flat{n}", f"room{n}", "groups"), (f"room{n}", f"socket{n}", "contains")]
        edges.append(("board", f"socket{n}", "feeds", "power"))
    twin = twin_of(nodes, edges)
    seen = watched(twin, {"grid": [2.0, 2.0, 2.0, 2.0], "sun": [0.0, 4.0, 1.0, 0.0]})
    row = of(asked(twin, seen), WHOLE)
    assert row["energy_kWh"] == pytest.approx(8.0)
    assert row["self_consumption"] == pytest.approx(3 / 5)
    assert row["self_sufficiency"] == pytest.approx(3 / 8)


def test_without_observations_reference_values_stand_in_and_say_so(block):
    outcome = asked(block())
    assert set(outcome.table["based_on"]) == {"assumed"}
    assert outcome.share_assumed == 1.0
    assert outcome.said.startswith("Rests mostly on assumed data")
    assert of(outcome, WHOLE, "heat")["energy_kWh"] == pytest.approx(100 * 360 + 900 * 12)
    assert np.isnan(of(outcome, WHOLE)["peak_kW"])


def test_only_the_period_asked_for_counts(block, watched):
    twin = block()
    seen = all_meters(twin, watched, [2.0] * WEEK)
    given = Given(observations=seen, start=datetime(2025, 1, 7), end=datetime(2025, 1, 8))
    found = measured(twin, "energy", {}, given=given)
    assert of(found, WHOLE)["energy_kWh"] == pytest.approx(13 * 24)


def test_a_year_that_is_assumed_does_not_outweigh_a_week_of_meters(block, watched):
    twin = block()
    outcome = asked(twin, watched(twin, {"main": np.full(WEEK, 10.0)}))
    heat_a_day = (100 * 360 + 900 * 12) * 24 / 8766
    assert outcome.share_assumed == pytest.approx(heat_a_day / (heat_a_day + 240))


def test_a_meter_that_feeds_nothing_but_a_shop_and_its_store_tells_of_the_shop(twin_of):
    rooms = {"shop": "commerce", "store": "storage", "hall": "circulation"}
    nodes = [{"id": one, "kind": "space", "use": use} for one, use in rooms.items()]
    nodes += [{"id": f"{one} lamp", "kind": "equipment", "ifc_class": "IfcLamp"} for one in rooms]
    nodes += [{"id": one, "kind": "equipment", "ifc_class": "IfcFlowMeter"} for one in ("its meter", "all")]
    edges = [(one, f"{one} lamp", "contains") for one in rooms] + [("all", "hall lamp", "feeds", "power")]
    edges += [("all", "its meter", "feeds", "power"), ("hall", "its meter", "contains")]
    edges += [("its meter", f"{one} lamp", "feeds", "power") for one in ("shop", "store")]
    twin = twin_of(nodes, edges)
    assert shops_behind(twin, [twin.row("its meter")], POWER) == [twin.row("shop")]
    assert shops_behind(twin, [twin.row("all")], POWER) == []


def test_meters_that_count_far_too_much_are_told(block, watched):
    outcome = asked(block(), all_meters(block(), watched, [3.0] * WEEK))
    assert any("look at what they count" in note for note in outcome.notes)


def test_an_empty_estate_has_a_reason():
    assert asked(Twin({})).reason == "the estate has no dwellings and no meters"
