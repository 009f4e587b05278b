from dataclasses import replace
from datetime import datetime

import pytest

from twin.errors import InputError
from twin.model.columns import Columns
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.costs import CostRule, bill_of, cost_rules
from twin.simulation.kernel import Change
from twin.simulation.results import bound_scenario, run_of
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario

START = datetime(2026, 1, 12, 8, 30)


@pytest.fixture
def home():
    """Return a dwelling whose board is fed by another, in a room of 20 m²."""
    nodes = {
        "id": ["main", "unit", "room", "home"],
        "name": ["main", "unit", "room", "home"],
        "kind": ["equipment", "equipment", "space", "zone"],
        "use": ["", "", "", "dwelling"],
        "ifc_class": ["IfcElectricDistributionBoard"] * 2 + ["IfcSpace", "IfcZone"],
        "parent": [-1, 2, -1, -1],
        "area": [float("nan"), float("nan"), 20.0, 20.0],
    }
    edges = {
        "source": [0, 3],
        "target": [1, 2],
        "relation": ["feeds", "groups"],
        "commodity": ["power", ""],
        "provenance": ["declared"] * 2,
    }
    return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})


def after(twin, *changes, end_s=50 * 3600.0):
    """Return what comes of changes that a hazard would make."""
    history = run_scenario(twin, Scenario("Cut", START, end_s))
    return run_of(twin, replace(history, changes=changes))


def cut(state, node=0):
    return (
        Change(0.0, node, "", "", -1, "power-cut", "begins"),
        Change(0.0, node, state, "off" if state == "mains" else "failed", 0, "power-cut"),
        Change(0.0, node, "supply", "off", 1, "supply"),
        Change(0.0, 3, "power", "off", 2, "supply"),
        Change(48 * 3600.0, 3, "power", "on", -1, "supply"),
    )


def subscribed(twin, kva, at=3):
    tables = {
        "property_sets": table_of("property_sets", {"name": ["Set"]}),
        "properties": table_of(
            "properties", {"set": [0], "name": ["PuissanceSouscrite_kVA"], "value": [str(kva)], "number": [kva]}
        ),
        "node_property_sets": table_of("node_property_sets", {"node": [at], "set": [0]}),
    }
    return Twin({**twin.tables, **tables})


@pytest.mark.parametrize("at", [3, 1, 0])
def test_network_operator_pays_for_its_own_cut_by_the_contract_of_dwelling_board_or_meter(home, at):
    row = after(subscribed(home, 9.0, at), *cut("mains")).impacts.iloc[0]
    assert (row["lost_h"], row["cost_eur"]) == (48.0, 162.0)


def test_network_operator_pays_nothing_for_a_board_of_the_house(home):
    run = after(subscribed(home, 9.0), *cut("health"))
    assert run.summary["costs_eur"]["compensation"]["nominal"] == 0.0
    assert run.impacts["cost_eur"].isna().all()


def test_unknown_contract_gives_bounds_and_says_so(home):
    run = after(home, *cut("mains"))
    sums = run.summary["costs_eur"]["compensation"]
    assert (sums["low"], sums["nominal"], sums["high"], sums["assumed"]) == (54.0, 108.0, 162.0, True)
    assert "assumed" in run.costs["basis"].iloc[0]


def test_values_used_beyond_their_time_say_so(home):
    assert "valid until 2025-07-31, carried over" in after(home, *cut("mains")).costs["source"].iloc[0]


def test_each_failed_thing_is_mended_once(home):
    changes = (Change(0.0, 0, "health", "failed"), Change(60.0, 0, "health", "ok"), Change(90.0, 0, "health", "failed"))
    assert after(home, *changes).costs[["name", "rule"]].to_numpy().tolist() == [["main", "repairs"]]


def test_flooded_space_costs_by_area_and_claim(home):
    run = after(home, Change(0.0, 2, "space", "flooded"))
    assert run.costs[["low_eur", "nominal_eur", "high_eur"]].to_numpy().tolist() == [[2000.0, 3500.0, 6000.0]]


def test_flooded_space_without_area_stays_unknown(home):
    nodes = dict(home.nodes)
    nodes["area"] = nodes["area"] * float("nan")
    bare = Twin({**home.tables, "nodes": Columns(nodes, home.nodes.length)})
    sums = after(bare, Change(0.0, 2, "space", "flooded")).summary["costs_eur"]["direct"]
    assert sums["nominal"] is None
    assert sums["unknown"] == ["damage in 1 flooded spaces without a known area"]


def test_hour_without_a_price_is_unknown_and_not_nothing(home):
    sums = after(home, *cut("health")).summary["costs_eur"]["service"]
    assert sums["nominal"] is None
    assert sums["unknown"] == ["an hour without power has no price"]


def test_own_price_of_an_hour_wins(home, tmp_path, monkeypatch):
    own = tmp_path / "costs.toml"
    own.write_text("[service]\npower = [1, 2, 3]\n")
    monkeypatch.setenv("TWIN_COSTS", str(own))
    assert after(home, *cut("health")).impacts["cost_eur"].tolist() == [96.0]


def test_own_table_that_cannot_be_read_is_told(home, tmp_path, monkeypatch):
    from twin_rules.impacts._costs import part

    own = tmp_path / "costs.toml"
    own.write_text("[service\n")
    monkeypatch.setenv("TWIN_COSTS", str(own))
    with pytest.raises(InputError, match="is no table of costs"):
        part("service")


def test_broken_rule_stops_no_other(home, monkeypatch, caplog):
    class Broken(CostRule):
        kind = "compensation"

        def items(self, account):
            raise ZeroDivisionError("no customers")

    rules = {**cost_rules()[0], "broken": Broken()}
    monkeypatch.setattr("twin.simulation.costs.cost_rules", lambda: (rules, ()))
    run = after(home, *cut("health"))
    assert run.summary["costs_eur"]["compensation"]["unknown"] == ["broken failed: no customers"]
    assert run.costs["rule"].tolist() == ["repairs"]
    assert "costs of broken are left out" in caplog.text


def test_every_rule_says_what_it_is():
    for rule in cost_rules()[0].values():
        assert rule.about
        assert rule.kind in {"direct", "service", "compensation"}
        assert rule.status in {"verified", "unverified"}
    assert cost_rules()[1] == ()


def test_bill_of_nothing_is_empty(home):
    from twin.simulation.costs import Account

    history = bound_scenario(home, "Nothing", start=START, duration="1 h").run()
    assert history.costs.empty
    assert bill_of(Account(home, run_scenario(home, Scenario("Nothing", START)), ())).items == ()
