"""What can wait, what drawing it later changes, and what a reduction was against similar days."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.usage.run import Given, measured
from twin_rules.facts.load_curves import Curve
from twin_rules.facts.off_peak import off_peak_of, windows_of
from twin_rules.facts.shift_effect import bill_change, limited, shift_of, similar_days
from twin_rules.facts.shiftable import shiftable_of

DAY = np.array([1.0] * 18 + [5.0] * 2 + [1.0] * 4)
PRICES = {"peak_eur_kwh": 0.2, "off_peak_eur_kwh": 0.1, "subscription_eur_kva_month": 2.0}


def curve_of(kwh, start="2025-01-06"):
    hours = pd.date_range(start, periods=len(kwh), freq="h", tz="Europe/Paris")
    return Curve("electricity", 0, "whole", 6, 6, (0,), 0.0, hours, np.asarray(kwh, float), 1.0, np.empty(0))


def boiler_house(twin_of, maker="IfcBoiler", homes=6, facts=(), people=2.0):
    """A maker warms a store, whose water is metered in each flat; a gas meter counts what the maker burns."""
    nodes = [{"id": "house", "kind": "building", "name": "House"}, {"id": "gas", "kind": "equipment"}]
    nodes.append({"id": "maker", "kind": "equipment", "ifc_class": maker})
    nodes.append({"id": "store", "kind": "equipment", "ifc_class": "IfcTank", "predefined_type": "STORAGE"})
    edges = [("gas", "maker", "feeds", "gas"), ("maker", "store", "feeds", "heating_flow")]
    for n in range(homes):
        nodes.append({"id": f"flat{n}", "kind": "zone", "use": "dwelling", "headcount": people, "area": 60.0})
        nodes += [{"id": f"room{n}", "kind": "space"}, {"id": f"tap{n}", "kind": "equipment", "ifc_class": "IfcValve"}]
        nodes.append({"id": f"water{n}", "kind": "equipment", "ifc_class": "IfcFlowMeter"})
        edges += [(f"flat{n}", f"room{n}", "groups"), (f"room{n}", f"tap{n}", "contains")]
        edges += [("store", f"water{n}", "feeds", "hot_water"), (f"water{n}", f"tap{n}", "feeds", "hot_water")]
    return twin_of(nodes, edges, facts)


def test_hot_water_of_people_whom_nobody_counted_is_unknown(twin_of):
    known, unknown = (measured(boiler_house(twin_of, people=one), "flexibility").table.iloc[0] for one in (2.0, np.nan))
    assert known["shiftable_kWh"] > 0
    assert np.isnan(unknown["shiftable_kWh"])


@given(arrays(float, 48, elements=st.floats(0, 50)), st.integers(0, 8), st.floats(0, 1))
def test_a_shift_keeps_the_energy(kwh, delay, share):
    shift = shift_of(curve_of(kwh), share * kwh, (17, 21), delay_h=delay, storage_kwh=np.nan, efficiency=1.0)
    assert np.sum(shift.after) == pytest.approx(np.sum(shift.before))


def test_an_evening_peak_moved_to_the_night_is_lower_by_what_was_moved():
    shift = shift_of(curve_of(DAY), 0.5 * DAY, (18, 20), delay_h=4, storage_kwh=np.nan, efficiency=1.0)
    assert shift.peaks == (5.0, 3.5)  # 2.5 of each of two hours at 5 kW arrive at 22 h, where 1 kW was
    assert shift.after[18:24].tolist() == [2.5, 2.5, 1.0, 1.0, 3.5, 3.5]


@given(arrays(float, 48, elements=st.floats(0, 10)), st.floats(0, 30))
def test_a_store_is_never_asked_for_more_than_it_keeps(wanted, most):
    inside = (np.arange(48) % 24 >= 17) & (np.arange(48) % 24 < 21)
    kept = limited(np.where(inside, wanted, 0.0), inside, most)
    assert kept[:24].sum() <= most + 1e-6
    assert kept[24:].sum() <= most + 1e-6
    assert (kept <= wanted + 1e-9).all()


def test_a_year_of_moving_a_kilowatt_hour_a_day_off_peak_saves_the_difference_of_prices(block):
    year = np.tile([1.0] * 20 + [2.0] + [1.0] * 3, 365)
    curve = curve_of(year, start="2025-01-01")
    movable = np.tile([0.0] * 20 + [1.0] + [0.0] * 3, 365)
    shift = shift_of(curve, movable, (0, 24), delay_h=3, storage_kwh=np.nan, efficiency=1.0)
    change = bill_change(shift, curve, {**PRICES, "subscription_eur_kva_month": 0.0}, off_peak_of(block(), -1, _day()))
    assert change == pytest.approx(-0.1 * 365, rel=0.01)


def test_a_lower_peak_saves_the_subscription(block):
    shift = shift_of(curve_of(DAY), 0.5 * DAY, (18, 20), delay_h=4, storage_kwh=np.nan, efficiency=1.0)
    flat = {**PRICES, "off_peak_eur_kwh": 0.2}
    assert bill_change(shift, curve_of(DAY), flat, off_peak_of(block(), -1, _day())) == pytest.approx(-1.5 * 2 * 12)


def test_similar_days_are_working_days_for_working_days():
    kwh = np.concatenate([np.full(24, 1.0 if day % 7 < 5 else 9.0) for day in range(15)])  # from a Monday
    curve = curve_of(kwh)
    assert similar_days(curve, pd.Timestamp("2025-01-20")).tolist() == [1.0] * 24
    assert similar_days(curve, pd.Timestamp("2025-01-18")).tolist() == [9.0] * 24
    assert np.isnan(similar_days(curve, pd.Timestamp("2025-01-06"))).all()


@pytest.mark.parametrize(
    ("maker", "carrier"), [("IfcBoiler", "gas"), ("IfcHeatExchanger", "heat"), ("IfcUnitaryEquipment", "electricity")]
)
def test_what_warms_a_store_says_what_it_draws(twin_of, maker, carrier):
    found = {one.kind: one for one in shiftable_of(boiler_house(twin_of, maker))}
    assert found["hot_water"].carrier == carrier


def test_a_store_that_nothing_warms_draws_something_unknown(twin_of):
    found = {one.kind: one for one in shiftable_of(boiler_house(twin_of, "IfcValve"))}
    assert found["hot_water"].carrier == ""


def test_hot_water_with_meters_is_shifted_by_the_hour(twin_of, watched):
    twin = boiler_house(twin_of)
    drawn = np.tile([0.0] * 18 + [0.1] + [0.0] * 5, 7)  # 100 litres at 18 h in each flat
    gas = np.tile([1.0] * 18 + [9.0] + [1.0] * 5, 7)  # in m³ of 10 kWh
    meters = {f"water{n}": drawn for n in range(6)}
    seen = watched(twin, {**meters, "gas": gas}, {**dict.fromkeys(meters, "water"), "gas": "gas"})
    outcome = measured(twin, "flexibility", given=Given(observations=seen))
    row = outcome.table.iloc[0]
    assert row["energy_kWh"] == pytest.approx(0.6 * 52.3)
    assert outcome.headline.startswith("25 kWh a day could wait; drawn later: in House 25 kWh of gas")
    assert row["moved_kWh"] == pytest.approx(0.8 * 0.6 * 52.3)
    assert row["peak_after_kW"] == pytest.approx(90 - 0.8 * 0.6 * 52.3)


def test_a_reduction_is_told_against_the_days_before(block, watched):
    usual, reduced = np.full(24, 7.0), np.full(24, 7.0)
    reduced[17:21], reduced[22] = 4.0, 9.0
    days = np.concatenate([usual] * 4 + [reduced])
    twin = _with_pump(block)
    seen = watched(twin, {"main": days})
    outcome = measured(twin, "flexibility", {"day": "2025-01-10"}, given=Given(observations=seen))
    flex = outcome.more["reduction"].query("line.str.endswith('flexibility')").set_index("hour")["mean_kW"]
    assert flex.loc[17:20].tolist() == pytest.approx([3.0] * 4)
    assert any("+12.0 kWh less" in note and "rebound of 2.0 kWh" in note for note in outcome.notes)


def test_without_meters_amounts_are_assumed_and_effects_unknown(twin_of):
    outcome = measured(boiler_house(twin_of), "flexibility")
    assert outcome.share_assumed == 1.0
    assert outcome.table[["peak_after_kW", "bill_change_EUR", "moved_kWh"]].isna().all(axis=None)


def test_a_house_of_four_is_withheld(twin_of):
    outcome = measured(boiler_house(twin_of, homes=4), "flexibility")
    assert not len(outcome.table)
    assert "fewer than 5 households" in outcome.reason


def test_a_window_that_is_none_is_refused(twin_of, watched):
    with pytest.raises(UsageError, match="off-peak hours"):
        windows_of("evening")


def test_off_peak_hours_of_a_point_come_from_its_property(block):
    twin = block(facts=[("main", "HeuresCreuses", "12:00-14:00; 23:00-05:00")])
    off = off_peak_of(twin, twin.row("main"), _day())
    hours = pd.date_range("2025-01-06", periods=24, freq="h", tz="Europe/Paris")
    assert off.share(hours).sum() == 8
    assert not off.assumed
    assert off_peak_of(twin, -1, _day()).assumed


def test_off_peak_hours_of_a_point_come_from_the_landlords_file(block, tmp_path, monkeypatch):
    own = tmp_path / "tariffs.toml"
    text = '[[off_peak]]\npoint = "123"\nfrom_date = 2026-01-01\nwinter = "01:00-09:00"\n'
    text += 'summer = "12:00-15:00; 01:00-06:00"\n'
    own.write_text(text + 'summer_from = "04-01"\nsummer_until = "10-31"\nsource = "bill"\n', encoding="utf-8")
    monkeypatch.setenv("TWIN_TARIFFS", str(own))
    twin = block(facts=[("main", "PDL", "123")])
    off = off_peak_of(twin, twin.row("main"), _day())
    july = pd.date_range("2026-07-06", periods=24, freq="h", tz="Europe/Paris")
    assert not off.assumed
    assert np.flatnonzero(off.share(july)).tolist() == [1, 2, 3, 4, 5, 12, 13, 14]


def test_an_estate_where_nothing_can_wait_has_a_reason():
    assert measured(Twin({}), "flexibility").reason == "the twin holds nothing whose use can wait"


def _day():
    return pd.Timestamp("2026-01-01").date()


def _with_pump(block):
    """Return the house with a circulator, so that something in it can wait."""
    twin = block()
    nodes = twin.nodes
    columns = {name: nodes[name] for name in nodes}
    columns["ifc_class"] = np.where(nodes["id"] == "lift", "IfcPump", nodes["ifc_class"])
    columns["predefined_type"] = np.where(nodes["id"] == "lift", "CIRCULATOR", nodes["predefined_type"])
    from twin.model.schema import table_of

    return Twin({**twin.tables, "nodes": table_of("nodes", columns)})


def test_sentences_tell_nothing_of_four_households_either(twin_of, watched):
    twin = boiler_house(twin_of, homes=4)
    meters = {f"water{n}": np.full(24 * 5, 0.1) for n in range(4)}
    seen = watched(twin, {**meters, "gas": np.full(24 * 5, 3.0)}, {**dict.fromkeys(meters, "water"), "gas": "gas"})
    outcome = measured(twin, "flexibility", {"day": "2025-01-10"}, given=Given(observations=seen))
    assert "House" not in outcome.headline
    assert not any("House" in note for note in outcome.notes)
    assert all(not len(table) for table in outcome.more.values())
