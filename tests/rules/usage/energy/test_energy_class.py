"""Classes at their bounds, by the day of the factors, and never guessed."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.model.twin import Twin
from twin.usage.run import Given, measured
from twin_rules.facts.dated import dated
from twin_rules.facts.energy_tables import primary_factor
from twin_rules.physics.energy_class import class_of, worse

TABLE = dated("energy_fr")["classes"]
YEAR = 365 * 24


def classes(twin, observations=None, **said):
    return measured(twin, "energy-class", said, given=Given(observations=observations)).table


def home(table, name="flat0"):
    return table[table["id"] == name].iloc[0]


def by_class(energy, climate):
    pair = class_of(energy, TABLE["energy"], TABLE["names"]), class_of(climate, TABLE["climate"], TABLE["names"])
    return worse(*pair)


@pytest.mark.parametrize("place", range(6))
def test_each_bound_parts_two_classes(place):
    names, energy, climate = TABLE["names"], TABLE["energy"][place], TABLE["climate"][place]
    assert by_class(energy - 0.01, 0.0) == names[place]
    assert by_class(energy, 0.0) == names[place + 1]
    assert by_class(0.0, climate - 0.01) == names[place]
    assert by_class(0.0, climate) == names[place + 1]


@given(st.floats(0, 600), st.floats(0, 150), st.floats(0, 100))
def test_using_more_never_gives_a_better_class(energy, climate, more):
    assert by_class(energy + more, climate) >= by_class(energy, climate)
    assert by_class(energy, climate + more) >= by_class(energy, climate)


@pytest.mark.parametrize(
    ("day", "factor"),
    [(date(2025, 12, 31), 2.3), (date(2026, 1, 1), 1.9), (date(2026, 12, 31), 1.9), (date(2027, 1, 1), 1.7)],
)
def test_electricity_counts_by_the_day(day, factor):
    assert primary_factor("electricity", day)["factor"] == factor


def test_the_factor_of_2027_is_marked_unchecked(block):
    assert primary_factor("electricity", date(2027, 1, 1))["unchecked"]
    notes = measured(block(), "energy-class", {"date": "2027-03-01"}).notes
    assert any("unchecked" in note for note in notes)


def test_a_day_before_all_factors_is_told(block):
    notes = measured(block(), "energy-class", {"date": "1800-01-01"}).notes
    assert any("No factor of that day is known" in note for note in notes)


def test_a_declared_class_counts(block):
    row = home(classes(block(facts=[("flat0", "ClasseDPE", "E")])))
    assert (row["energy_class"], row["based_on"]) == ("E", "declared")


@pytest.mark.parametrize(
    ("text", "letter"),
    [("Classe B", "B"), ("étiquette énergie : g", "G"), ("D (180 kWh/m².an)", "D"), ("C - 120", "C"), ("DPE E", "E")],
)
def test_a_letter_is_found_among_words_for_it(block, text, letter):
    assert home(classes(block(facts=[("flat0", "ClasseDPE", text)])))["energy_class"] == letter


@pytest.mark.parametrize(
    "text", ["DPE vierge", "Données manquantes", "En cours", "Exempté", "aucun", "A+", "B à C", "42"]
)
def test_other_words_are_no_class_and_hide_none(block, text):
    assert home(classes(block(facts=[("flat0", "ClasseDPE", text)])))["energy_class"] == "unknown"
    both = block(facts=[("flat0", "ClasseDPE", text), ("flat0", "EnergyClass", "D")])
    assert home(classes(both))["energy_class"] == "D"


def test_numbers_of_small_or_high_dwellings_are_judged_by_no_bound_of_others(twin_of, block):
    numbers = [("flat0", "ConsommationEnergiePrimaire", 180.0), ("flat0", "EmissionGES", 20.0)]
    nodes = [{"id": "house", "kind": "building"}, {"id": "flat0", "kind": "zone", "use": "dwelling", "area": 30.0}]
    assert home(classes(twin_of(nodes, [], numbers)))["energy_class"] == "out of range"
    assert home(classes(block(facts=numbers), altitude=900.0))["energy_class"] == "out of range"
    lettered = home(classes(twin_of(nodes, [], [*numbers, ("flat0", "ClasseDPE", "C")])))
    assert (lettered["energy_class"], lettered["by_energy"]) == ("C", "")


def test_a_class_declared_by_both_numbers_is_the_worse(block):
    facts = [("flat0", "ConsommationEnergiePrimaire", 100.0), ("flat0", "EmissionGES", 60.0)]
    row = home(classes(block(facts=facts)))
    assert (row["by_energy"], row["by_climate"], row["energy_class"]) == ("B", "E", "E")


def test_without_a_class_and_meters_it_is_unknown(block):
    table = classes(block())
    assert set(table["energy_class"]) == {"unknown"}
    assert table["may_be_let"].isna().all()
    assert table["rank"].isna().all()


@pytest.mark.parametrize(
    ("letter", "day", "let"),
    [("G", "2024-12-31", True), ("G", "2025-01-01", False), ("F", "2027-12-31", True), ("F", "2028-01-01", False)],
)
def test_bans_begin_on_their_day(block, letter, day, let):
    assert bool(home(classes(block(facts=[("flat0", "ClasseDPE", letter)]), date=day))["may_be_let"]) is let


def test_small_dwellings_and_high_places_are_out_of_range(twin_of, block, watched):
    nodes = [{"id": "house", "kind": "building"}, {"id": "flat0", "kind": "zone", "use": "dwelling", "area": 40.0}]
    assert home(classes(twin_of(nodes, [])))["energy_class"] == "out of range"
    assert home(classes(block(), altitude="900 m"), "house")["energy_class"] == "out of range"


def test_electric_heating_is_read_from_the_main_meter(block, watched):
    days = np.arange(YEAR) // 24
    used = 4.0 + 4.0 * np.cos(2 * np.pi * (days - 15) / 365)
    row = home(classes(block(), watched(block(), {"main": used})), "house")
    expected = used.sum() / 365 * 365.25 * 1.9 / 360
    assert row["energy_kWh"] == pytest.approx(expected, rel=0.02)
    assert row["energy_class"] == class_of(row["energy_kWh"], TABLE["energy"], TABLE["names"])


def test_meters_that_do_not_see_the_heating_give_no_class(block, watched):
    row = home(classes(block(), watched(block(), {"main": np.full(YEAR, 3.0)})), "house")
    assert (row["energy_class"], row["reason"]) == ("unknown", "no meter sees the heating")


def test_a_year_without_its_december_gives_no_class(block, watched):
    row = home(classes(block(), watched(block(), {"main": np.full(330 * 24, 3.0)})), "house")  # from 6 January on
    assert (row["energy_class"], row["reason"]) == ("unknown", "too few readings of December")


def test_half_a_year_gives_no_class(block, watched):
    row = home(classes(block(), watched(block(), {"main": np.full(YEAR // 2, 3.0)})), "house")
    assert row["reason"].startswith("too few readings of July, August")


def test_a_house_of_four_is_not_told_from_its_meters(block, watched):
    twin = block(homes=4)
    row = home(classes(twin, watched(twin, {"main": np.full(YEAR, 3.0)})), "house")
    assert (row["energy_class"], row["reason"]) == ("unknown", "fewer than 5 households")


def test_the_worst_class_ranks_first(block):
    facts = [(f"flat{n}", "ClasseDPE", letter) for n, letter in enumerate("CGE")]
    table = classes(block(facts=facts))
    ranks = {letter: int(home(table, f"flat{n}")["rank"]) for n, letter in enumerate("CGE")}
    assert ranks == {"G": 1, "E": 2, "C": 3}


def test_an_empty_estate_has_a_reason():
    assert measured(Twin({}), "energy-class").reason == "the estate has no dwellings"


def test_unknown_has_a_colour_of_no_class(block):
    colouring = measured(block(), "energy-class").colours[0]
    colours = dict(zip(colouring.order, colouring.colours, strict=True))
    assert len(set(colours.values())) == len(colours)
    assert "unknown" in colours
