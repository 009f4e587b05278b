"""The register says what is known and assumed, and the plan keeps to budgets, lives and rates."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import InputError
from twin.model.twin import Twin
from twin.usage.run import measured
from twin_rules.facts.equipment_register import items_of
from twin_rules.physics.renewal_plan import in_turn, scheduled

works = st.lists(st.tuples(st.integers(-5, 12), st.floats(1, 1e5), st.floats(0, 100)), min_size=1, max_size=25)
DATED = (("lift", "InstallationDate", "2010-05-01"), ("lift", "ServiceLifeDuration", "P20Y"))
BUILT = (("house", "YearOfConstruction", "1974"),)


def plan_of(twin, **said):
    return measured(twin, "life-cost", said)


def lift_of(outcome):
    return outcome.table[outcome.table["kind"] == "lift"].iloc[0]


@pytest.fixture
def house(twin_of):
    def made(*facts):
        nodes = [
            {"id": "house", "kind": "building", "name": "House"},
            {"id": "lift", "kind": "equipment", "ifc_class": "IfcTransportElement", "predefined_type": "ELEVATOR"},
        ]
        return twin_of(nodes, [], facts)

    return made


def done(rows, budget, horizon=10):
    due, cost, weight = zip(*rows, strict=True)
    order = in_turn(due, weight)
    return scheduled([max(one, 0) for one in due], cost, order.tolist(), budget=budget, horizon=horizon)


@given(works, st.floats(0, 1e5), st.floats(0, 1e5))
def test_more_budget_never_means_fewer_renewals(rows, one, other):
    less, more = sorted((one, other))
    assert np.isfinite(done(rows, less)).sum() <= np.isfinite(done(rows, more)).sum()
    assert (done(rows, more) <= done(rows, less)).all()


@given(works, st.floats(1, 1e5))
def test_no_year_spends_more_than_has_come(rows, budget):
    years, cost = done(rows, budget), np.array([one[1] for one in rows])
    for year in range(10):
        assert cost[years <= year].sum() <= budget * (year + 1) * (1 + 1e-6)


@given(works)
def test_nothing_is_renewed_before_it_is_due(rows):
    assert (done(rows, 5e4) >= np.maximum([one[0] for one in rows], 0)).all()


def test_of_what_is_due_together_more_dwelling_hours_come_first():
    assert done([(0, 100.0, 1.0), (0, 100.0, 9.0)], 100.0).tolist() == [1.0, 0.0]


def test_a_lift_of_2010_with_twenty_years_is_due_in_2030(house):
    row = lift_of(plan_of(house(*DATED)))
    assert (row["due"], row["renewal"], row["age_a"], row["assumed"]) == (2030, 2030, 16, "price")


def test_a_bad_condition_brings_the_renewal_forward(house):
    row = lift_of(plan_of(house(*DATED, ("lift", "AssessmentCondition", "mauvais"))))
    assert row["due"] == 2026  # 2010 + 20 · 0.8


def test_a_thing_without_a_date_is_as_old_as_its_building_renewed_in_time(house):
    row = lift_of(plan_of(house(*BUILT)))
    assert (row["installed"], row["due"]) == (2024, 2049)  # 1974 + 2 · 25
    assert row["assumed"] == "date, life, price"


def test_without_any_date_a_thing_is_in_no_plan(house):
    outcome = plan_of(house())
    assert lift_of(outcome)[["installed", "due", "renewal", "overdue"]].isna().all()
    assert not len(outcome.more["plan"])
    assert "1 things have no date" in outcome.headline


def test_a_price_of_the_thing_wins_and_is_not_assumed(house):
    outcome = plan_of(house(*DATED, ("lift", "ReplacementCost", 80_000.0)))
    assert lift_of(outcome)["cost_EUR"] == 80_000.0
    assert outcome.share_assumed == 0.0


def test_present_value_of_the_plan_is_that_of_the_formula(house):
    line = plan_of(house(*DATED), rate=0.03).more["plan"].iloc[0]
    assert line["present_EUR"] == pytest.approx(60_000 / 1.03**4)


def test_what_is_left_at_the_end_falls_evenly(house):
    worth = plan_of(house(*DATED), rate=0.0).more["worth"].iloc[0]
    assert worth["residual_EUR"] == pytest.approx(60_000 * (1 - 6 / 20))  # renewed in year 4 of 10, lives 20
    assert worth["net_EUR"] == pytest.approx(60_000 + 10 * 0.04 * 60_000 - worth["residual_EUR"])


def test_a_higher_rate_never_makes_renewals_dearer_and_longer_lives_never_make_more(house):
    table = plan_of(house(*DATED)).more["sensitivity"]
    rate, life = (table[table["parameter"] == name] for name in ("rate", "life"))
    assert rate["present_EUR"].is_monotonic_decreasing
    assert life["renewals"].is_monotonic_decreasing


@given(st.floats(1970, 2030), st.floats(5, 40), st.floats(1, 3))
def test_a_longer_life_never_means_more_renewals(installed, life, factor):
    from twin_rules.physics.present_value import renewal_years

    short = renewal_years(installed + life - 2026, life, horizon=30)
    long = renewal_years(installed + life * factor - 2026, life * factor, horizon=30)
    assert len(long) <= len(short)


def test_the_extended_perimeter_adds_energy(block):
    twin = block(facts=BUILT)
    plain, wide = (plan_of(twin, perimeter=name).more["worth"] for name in ("elementary", "extended"))
    assert plain["energy_EUR"].sum() == 0
    assert wide["energy_EUR"].sum() > 0
    assert wide["invest_EUR"].sum() == pytest.approx(plain["invest_EUR"].sum())


def test_years_of_the_figure_add_up_to_the_plan(block):
    outcome = plan_of(block(facts=BUILT), scope="all", years=30)
    plan, years = outcome.more["plan"], outcome.more["years"]
    assert years["cost_EUR"].sum() >= plan.loc[plan["renewal"].notna(), "cost_EUR"].sum()


def test_the_landlords_price_list_wins(house, tmp_path, monkeypatch):
    own = tmp_path / "prices.toml"
    own.write_text("[kind.lift]\nprice = 1000\n", encoding="utf-8")
    monkeypatch.setenv("TWIN_EQUIPMENT", str(own))
    item = items_of(house(*DATED), now=2026)[0]
    assert (item.cost, item.life_a) == (1000.0, 20.0)


def test_a_price_list_that_cannot_be_read_is_told(house, tmp_path, monkeypatch):
    own = tmp_path / "broken.toml"
    own.write_text("kind = [", encoding="utf-8")
    monkeypatch.setenv("TWIN_EQUIPMENT", str(own))
    with pytest.raises(InputError, match="is no price list"):
        items_of(house(), now=2026)


def test_lives_are_read_in_years_months_and_seconds(house):
    lives = ("P20Y", "P240M", 20.0, 20 * 365.25 * 86400.0, "20")
    found = [items_of(house(("lift", "ServiceLifeDuration", one)), now=2026)[0].life_a for one in lives]
    assert all(math.isclose(one, 20.0, rel_tol=0.03) for one in found)


def test_an_estate_without_equipment_has_a_reason():
    assert plan_of(Twin({})).reason == "the twin holds no equipment that is renewed"


def test_what_four_households_pay_is_not_read_from_their_meters(block, watched):
    from twin.usage.study import Study
    from twin_rules.facts.energy_bill import bills

    twin = block(homes=4)
    seen = watched(twin, {"main": np.full(48, 50.0)})
    assert bills(Study(twin, observations=seen)) == bills(Study(twin))
