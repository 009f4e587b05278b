"""What a panel says of one thing."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from twin.analysis.criticality import values as criticality
from twin.model.kinds import Kind
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.supply import settled
from twin_viewers.window.details import details
from twin_viewers.window.supply import chains_of, reached_by, served_by, supply

HOUSE = {"Mains": "IfcTransformer", "Board": "IfcElectricDistributionBoard", "Cable": "IfcCableSegment"} | {
    "A": "dwelling",
    "Hall": "space",
    "Panel": "IfcElectricDistributionBoard",
}


@pytest.fixture
def house(wire: Callable[..., Twin]) -> Twin:
    feeds = [("Mains", "Board", "power"), ("Board", "Cable", "power"), ("Cable", "Panel", "power")]
    return wire(HOUSE, feeds, [("A", "Hall")], {"Panel": "Hall"})


def with_properties(twin: Twin, row: int, name: str, **told: str) -> Twin:
    """Return a twin with one more property set on a thing."""
    tables = {
        "property_sets": table_of("property_sets", {"name": [name]}),
        "properties": table_of(
            "properties", {"set": [0] * len(told), "name": list(told), "value": list(told.values())}
        ),
        "node_property_sets": table_of("node_property_sets", {"node": [row], "set": [0]}),
    }
    return Twin({**twin.tables, **tables})


@pytest.mark.parametrize("name", ["block", "plant"])
def test_who_loses_what_is_what_working_it_out_anew_says(name: str, request: pytest.FixtureRequest) -> None:
    twin = request.getfixturevalue(name)
    known = supply(twin)
    for component in np.flatnonzero(known.node >= 0)[::61].tolist():
        healthy = np.ones(known.graph.size, dtype=bool)
        healthy[component] = False
        works = settled(known.graph, healthy).works
        lost = {
            (point.service, point.place)
            for point in known.points
            if known.at_rest.works[point.component] and not works[point.component]
        }
        told = served_by(twin, int(known.node[component]))
        assert {(one.service, row) for one in told for row in (*one.dwellings, *one.spaces)} == lost


def test_dwellings_that_lose_a_service_are_as_many_as_criticality_counts(block: Twin) -> None:
    counted, known = criticality(block), supply(block)
    for component in np.flatnonzero(known.node >= 0)[::11].tolist():
        row = int(known.node[component])
        homes = {home for one in served_by(block, row) for home in one.dwellings}
        assert len(homes) == counted[row]


def test_what_stands_in_is_reached_though_nothing_is_lost(wire: Callable[..., Twin]) -> None:
    things = {"One": "IfcTransformer", "Other": "IfcTransformer", "A": "dwelling", "Hall": "space"}
    twin = wire(
        things | {"Panel": "IfcElectricDistributionBoard"},
        [("One", "Panel", "power"), ("Other", "Panel", "power")],
        [("A", "Hall")],
        {"Panel": "Hall"},
    )
    assert served_by(twin, 0) == ()
    assert [(one.service, one.dwellings) for one in reached_by(twin, 0)] == [("power", (2,))]


def test_a_service_is_followed_up_to_where_it_comes_from(house: Twin) -> None:
    (chain,) = chains_of(house, house.row("A"))
    names = [str(house.nodes["name"][step.row]) for step in chain.steps]
    assert (chain.service, chain.works, names) == ("power", True, ["Panel", "Board", "Mains"])
    assert [step.pieces for step in chain.steps] == [0, 1, 0]


def test_missing_facts_are_said_to_be_unknown(house: Twin) -> None:
    told = details(house, house.row("Board"))
    for key in ("manufacturer", "installed", "service_life", "warranty_period", "condition"):
        fact = told.fact(key)
        assert fact is not None
        assert (fact.value, fact.text, fact.is_known) == (None, "unknown", False)


def test_age_and_end_of_warranty_follow_from_dates(house: Twin) -> None:
    told = {"InstallationDate": "2020-02-29", "WarrantyPeriod": "P24M", "ServiceLifeDuration": "P20Y"}
    board = house.row("Board")
    found = details(with_properties(house, board, "Pset_X", **told), board, today=date(2024, 2, 29))
    texts = {key: found.fact(key) for key in ("age", "life_left", "warranty_end")}
    assert [fact and fact.value for fact in texts.values()] == [4.0, 16.0, "2022-02-28"]
    assert all(fact and fact.origin == "worked out" for fact in texts.values())


def test_no_age_is_told_without_a_day_to_reckon_to(house: Twin) -> None:
    twin = with_properties(house, 1, "Pset_X", InstallationDate="2020-01-01")
    assert details(twin, 1).fact("age") is None


@pytest.mark.parametrize("written", ["", "n/a", "NOTDEFINED", "Manufacturer"])
def test_a_property_that_says_nothing_is_unknown(house: Twin, written: str) -> None:
    fact = details(with_properties(house, 1, "Pset_X", Manufacturer=written), 1).fact("manufacturer")
    assert fact is not None
    assert not fact.is_known


def test_each_link_tells_why_it_is_believed(block: Twin) -> None:
    room = int(block.rows(Kind.SPACE)[0])
    for group in details(block, room).groups:
        for link in group.links:
            assert link.evidence.startswith(("declared", "from geometry", "assumed"))
            assert link.provenance == str(block.edges["provenance"][link.edge])


def test_a_door_leads_between_the_spaces_that_it_joins(block: Twin) -> None:
    edge = int(np.flatnonzero((block.edges["relation"] == "opens_onto") & (block.edges["via"] >= 0))[0])
    group = details(block, int(block.edges["via"][edge])).group("leads_between")
    assert group is not None
    assert {int(block.edges[end][edge]) for end in ("source", "target")} <= {link.row for link in group.links}


def test_all_is_said_in_french_too(block: Twin) -> None:
    for kind in Kind:
        for row in block.rows(kind)[:2].tolist():
            english, french = (details(block, row, language=one) for one in ("en", "fr"))
            assert [one.key for one in english.sections] == [one.key for one in french.sections]
            assert "unknown" not in {fact.text for section in french.sections for fact in section.facts}


def test_the_type_says_what_a_thing_is_where_its_class_does_not(duplex: Twin) -> None:
    boilers = duplex.rows(Kind.EQUIPMENT)
    boilers = boilers[duplex.nodes["ifc_class"][boilers] == "IfcEnergyConversionDevice"]
    assert {details(duplex, row).subtitle.partition(" · ")[0] for row in boilers.tolist()} == {"Boiler"}


def test_a_room_upstairs_is_said_to_be_upstairs_though_its_dwelling_begins_below(duplex: Twin) -> None:
    bedroom = int(np.flatnonzero(duplex.nodes["name"] == "A202")[0])
    assert [crumb.label for crumb in details(duplex, bedroom).place][-2:] == ["Level 2", "A"]


def test_properties_that_repeat_their_own_name_say_nothing(duplex: Twin) -> None:
    device = int(np.flatnonzero(duplex.nodes["ifc_class"] == "IfcFlowTerminal")[0])
    told = details(duplex, device)
    assert not [fact for one in told.properties for fact in one.facts if fact.is_known and fact.text == fact.name]
