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
from twin_rules.physics.renewal_plan import scheduled

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


def every(rows, budget, horizon=10, life=math.inf):
    due, cost, weight = zip(*rows, strict=True)
    return scheduled(due, cost, weight, life=[life] * len(due), budget=budget, horizon=horizon)


def done(rows, budget):
    return np.array([years[0] if len(years) else math.inf for years in every(rows, budget)])


@given(works, st.floats(0, 1e5), st.floats(0, 1e5))
def test_more_budget_never_means_fewer_first_renewals(rows, one, other):
    less, more = sorted((one, other))
    assert np.isfinite(done(rows, less)).sum() <= np.isfinite(done(rows, more)).sum()
    assert (done(rows, more) <= done(rows, less)).all()


@given(works, st.floats(1, 1e5), st.sampled_from([2.5, 7.0, math.inf]))
def test_no_year_spends_more_than_has_come_for_any_renewal(rows, budget, life):
    cost = [one[1] for one in rows]
    spent = [(year, paid) for years, paid in zip(every(rows, budget, 30, life), cost, strict=True) for year in years]
    for year in range(30):
        assert sum(paid for when, paid in spent if when < year + 1) <= budget * (year + 1) * (1 + 1e-6)


@given(works, st.floats(1, 1e5))
def test_nothing_is_renewed_before_its_life_has_ended(rows, budget):
    for years in every(rows, budget, 30, 4.5):
        assert (np.diff(years) >= 4.5).all()


@given(works)
def test_nothing_is_renewed_before_it_is_due(rows):
    assert (done(rows, 5e4) >= np.maximum([one[0] for one in rows], 0)).all()


@given(works, st.floats(0.5, 40))
def test_with_as_much_money_as_it_takes_each_life_is_followed_by_a_renewal(rows, life):
    for row, years in zip(rows, every(rows, math.inf, 40, life), strict=True):
        assert years[0] == max(row[0], 0)
        np.testing.assert_allclose(np.diff(years), life, rtol=1e-9)
        assert years[-1] < 40 <= years[-1] + life


def test_of_what_is_due_together_more_dwelling_hours_come_first():
    assert done([(0, 100.0, 1.0), (0, 100.0, 9.0)], 100.0).tolist() == [1.0, 0.0]


def test_a_lift_of_2010_with_twenty_years_is_due_in_2030(house):
    row = lift_of(plan_of(house(*DATED)))
    assert (row["due"], row["renewal"], row["age_a"], row["assumed"]) == (2030, 2030, 16, "price")


def test_a_thing_without_a_date_falls_due_once_in_each_of_its_lives(house):
    undated = house(*BUILT, ("lift", "ServiceLifeDuration", "P20Y"))
    due = [year for year in range(1990, 2036) if int(items_of(undated, now=year)[0].due()) == year]
    assert due == [1994, 2014, 2034]


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
    short = every([(installed + life - 2026, 1.0, 0.0)], math.inf, 30, life)[0]
    long = every([(installed + life * factor - 2026, 1.0, 0.0)], math.inf, 30, life * factor)[0]
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


def test_all_tables_tell_the_same_present_value_where_lives_are_no_whole_years(house):
    more = plan_of(house(*DATED), years=60.0, life=0.77).more
    assert len(more["plan"]) > 0
    assert more["years"]["present_EUR"].sum() == pytest.approx(more["worth"]["invest_EUR"].sum())


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


def test_a_price_list_with_a_life_of_nothing_is_told(house, tmp_path, monkeypatch):
    own = tmp_path / "prices.toml"
    own.write_text("[kind.lift]\nlife_a = 0\n", encoding="utf-8")
    monkeypatch.setenv("TWIN_EQUIPMENT", str(own))
    with pytest.raises(InputError, match="gives lift a life"):
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
