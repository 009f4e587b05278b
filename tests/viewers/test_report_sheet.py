from dataclasses import replace

import numpy as np
import pytest
import shapely

from twin.cli import main
from twin.estate import Estate, import_models
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin_viewers.report.account import Account
from twin_viewers.report.plan import Mark, on_storey, plan
from twin_viewers.report.sheet import sheet
from twin_viewers.report.shutoff import shutoffs
from twin_viewers.report.way import room_of, way_to
from twin_viewers.report.who import numbers, ring, shortened, who
from twin_viewers.words import words_in

THINGS = {
    "Grid switch": "IfcSwitchingDevice",
    "Transformer": "IfcTransformer",
    "Main": "IfcElectricDistributionBoard",
    "cable": "IfcCableSegment",
    "Breaker": "IfcProtectiveDevice",
    "Lift": "IfcTransportElement",
    "Meter": "IfcFlowMeter",
    "Valve A": "IfcValve.ISOLATING",
    "pipe": "IfcPipeSegment",
    "Valve B": "IfcValve.ISOLATING",
    "tap": "IfcSanitaryTerminal",
    "room": "space",
    "A01": "dwelling",
}
FEEDS = [
    ("Grid switch", "Transformer", "power"),
    ("Transformer", "Main", "power"),
    ("Main", "cable", "power"),
    ("cable", "Breaker", "power"),
    ("Breaker", "Lift", "power"),
    ("Meter", "Valve A", "cold_water"),
    ("Valve A", "pipe", "cold_water"),
    ("pipe", "Valve B", "cold_water"),
    ("Valve B", "tap", "cold_water"),
]


@pytest.fixture(scope="module")
def estate(wire):
    return Estate(wire(THINGS, FEEDS, [("A01", "room")], {"tap": "room"}))


@pytest.fixture(scope="module")
def account_of(estate):
    def made(hazard, at):
        scenario = estate.scenario("Night", start="2026-01-12 22:30", duration="6 h").event(hazard, at=at)
        return Account(scenario.run(seed=1), estate.facts)

    return made


@pytest.fixture(scope="module")
def stored(residence, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheet")
    estate = import_models(residence, folder / "residence.gpkg")
    scenario = estate.scenario("Board", start="2026-01-12 22:30", duration="6 h").event("equipment-failure", at="TGBT")
    scenario.run(seed=1).save(folder / "run")
    return estate, folder


def acts(account):
    names = account.twin.nodes["name"]
    return [(one.act, str(names[one.row]), one.hazard) for one in shutoffs(account)]


def test_failed_board_is_switched_off_itself_and_high_voltage_is_left_to_its_operator(account_of):
    assert acts(account_of("equipment-failure", "Main")) == [
        ("own", "Main", "electric"),
        ("operator", "Grid switch", "electric"),
    ]


def test_failed_machine_is_switched_off_at_the_nearest_device_above(account_of):
    assert acts(account_of("equipment-failure", "Lift")) == [("switch", "Breaker", "lift")]


def test_burst_pipe_is_closed_off_by_the_valves_around_it_that_are_fed(account_of):
    assert acts(account_of("equipment-failure", "pipe")) == [("close", "Valve A", "water")]


def test_closed_valve_is_what_one_goes_to(account_of):
    assert acts(account_of("valve-closure", "Valve A")) == [("open", "Valve A", "water")]


def test_lost_mains_are_left_to_the_network(account_of):
    assert acts(account_of("water-outage", None)) == [("outside", "Meter", "water")]


def test_sheet_warns_before_it_says_what_to_do(account_of):
    text = sheet(account_of("equipment-failure", "Main"), words_in("en"))
    assert text.index("Only authorised persons") < text.index("by its own main switch")
    assert "ring them" in text


def test_who_is_without_is_told_with_codes(account_of):
    account = account_of("equipment-failure", "pipe")
    told = "".join(who(account, words_in("en")).itertext())
    assert "no water" in told
    assert "A01" in told
    assert "A01" in "".join(ring(account, words_in("en")).itertext())


def test_vulnerable_dwellings_are_marked(account_of):
    account = account_of("equipment-failure", "pipe")
    one = {**account.notify[0], "vulnerable": 2.0}
    marked = replace(account)
    marked.__dict__["notify"] = [one]
    assert "2 vulnerable" in "".join(ring(marked, words_in("en")).itertext())


def test_numbers_are_blank_but_for_emergencies():
    block = numbers(words_in("en"))
    assert [one.text for one in block.iter("b")] == ["112"]
    assert len(list(block.iter("i"))) == 7


def test_codes_are_shortened_at_marks_between_words_only():
    assert shortened(["A-10", "A-11"]) == "A- 10, 11"
    assert shortened(["A10", "A11"]) == "A10, A11"
    assert shortened([]) == ""


def test_way_leads_from_the_entrance_to_the_board_in_words(stored):
    estate, _ = stored
    way = way_to(estate.facts, estate.facts.row("TGBT"), words_in("en"))
    assert way.steps[0].startswith("From outside through")
    assert "stairs down to Sous-sol" in way.steps
    assert way.steps[-1] == "Local électrique"
    assert not way.beside


def test_thing_of_no_building_has_no_way(estate):
    assert way_to(estate.facts, estate.facts.row("Main"), words_in("en")).route is None
    assert room_of(estate.facts, estate.facts.row("Main")) == -1


def test_plan_shows_rooms_the_way_and_the_device(house):
    storey = house.row("Ground")
    drawn = plan(house, storey, way=[(1.0, 1.0), (6.0, 1.0)], devices=[Mark((6.0, 1.0), "Boiler <1>")])
    classes = [one.get("class") for one in drawn.iter() if one.get("class")]
    assert {"room", "wall", "way", "device", "roomname"} <= set(classes)
    assert "Boiler <1>" in "".join(drawn.itertext())
    numbers_drawn = [float(one) for one in drawn.get("viewBox").split()]
    assert numbers_drawn[2] > 0


def test_plan_of_a_storey_without_rooms_is_none(estate):
    assert plan(estate.facts, 0, way=[]) is None


def test_corners_of_other_storeys_are_left_out(house):
    corners = [(1.0, 1.0, 0.0), (2.0, 1.0, 1.5), (3.0, 1.0, 3.0), (4.0, 1.0, None), (5.0, 1.0, -0.4)]
    assert on_storey(house, house.row("Ground"), corners) == [(1.0, 1.0), (2.0, 1.0), (5.0, 1.0)]
    assert on_storey(house, house.row("Upper"), corners) == [(3.0, 1.0)]


def test_turned_building_lies_along_the_page(make_twin):
    twin = make_twin()
    angle = np.radians(30.0)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    transform = np.einsum("ij,njk->nik", turn, twin.nodes["transform"])
    nodes = table_of("nodes", {**{name: twin.nodes[name] for name in twin.nodes}, "transform": transform})
    drawn = plan(Twin({**twin.tables, "nodes": nodes}, twin.meta), twin.row("Ground"), way=[])
    path = next(one for one in drawn.iter("path") if one.get("class") == "room")
    corners = [tuple(map(float, pair.split())) for pair in path.get("d").strip("MZ").split("L")]
    box = shapely.Polygon(corners)
    assert box.area == pytest.approx(shapely.box(*box.bounds).area, rel=1e-3)


def test_verb_writes_a_sheet_that_needs_no_other_file(stored):
    _, folder = stored
    target = folder / "sheet.html"
    assert main(["report", str(folder / "run"), "-o", str(target), "--sheet", "--lang", "fr"]) == 0
    text = target.read_text(encoding="utf-8")
    assert "FICHE RÉFLEXE" in text
    assert "Local électrique" in text
    assert text.count('class="plan"') == 2
    assert "src=" not in text
    assert "http" not in text


def test_sheet_without_the_estate_says_what_is_missing(account_of):
    account = Account(account_of("equipment-failure", "Main").run)
    assert "--estate" in sheet(account, words_in("en"))
