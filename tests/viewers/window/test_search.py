"""Finding things."""

from collections.abc import Callable

import numpy as np
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin_viewers.window.search import near_words, search


@pytest.fixture
def estate(wire: Callable[..., Twin]) -> Twin:
    things = {"Bâtiment A": "building", "Bâtiment B": "building", "R+1": "storey", "R+10": "storey"}
    things |= {"Ascenseur": "IfcTransportElement", "Vanne 7": "IfcValve", "Robinet": "IfcValve", "Boîte": "IfcBoiler"}
    twin = wire(things, on={"Vanne 7": "R+1", "Robinet": "R+10"}, inside={"R+1": "Bâtiment A", "R+10": "Bâtiment B"})
    nodes = {name: twin.nodes[name].tolist() for name in twin.nodes}
    nodes["building"] = [0, 1, 0, 1, 0, 0, 1, 1]
    nodes["code"] = ["", "", "", "", "LIFT-1", "", "", ""]
    tables = {
        "nodes": table_of("nodes", nodes),
        "property_sets": table_of("property_sets", {"name": ["Pset_DoorCommon"]}),
        "properties": table_of("properties", {"set": [0], "name": ["FireRating"], "value": ["EI30"]}),
        "node_property_sets": table_of("node_property_sets", {"node": [7], "set": [0]}),
    }
    return Twin({**twin.tables, **tables})


def found(twin: Twin, text: str) -> list[str]:
    return [str(twin.nodes["name"][hit.row]) for hit in search(twin, text)]


@pytest.mark.parametrize(
    "text", ["lift", "ascenseur", "ASCENSEURS", "elevator", "ascens", "LIFT-1", "IfcTransportElement"]
)
def test_a_lift_is_found_in_any_words_for_it(estate: Twin, text: str) -> None:
    assert found(estate, text) == ["Ascenseur"]


@pytest.mark.parametrize(("text", "names"), [("boite", ["Boîte"]), ("BOÎTE", ["Boîte"]), ("chaudiere", ["Boîte"])])
def test_accents_and_capitals_do_not_matter(estate: Twin, text: str, names: list[str]) -> None:
    assert found(estate, text) == names


@pytest.mark.parametrize("text", ["valve storey R+1", "vanne étage r+1", "valve R+1", "vannes bâtiment A"])
def test_words_narrow_a_search_to_a_place(estate: Twin, text: str) -> None:
    assert found(estate, text) == ["Vanne 7"]


@pytest.mark.parametrize("text", ["FireRating=EI30", "firerating: EI30", "Pset_DoorCommon.FireRating=ei30", "ei30"])
def test_a_property_is_found_by_its_value(estate: Twin, text: str) -> None:
    (hit,) = search(estate, text)
    assert (estate.nodes["name"][hit.row], hit.why.endswith("FireRating: EI30")) == ("Boîte", True)


def test_all_words_must_fit(estate: Twin) -> None:
    assert found(estate, "valve lift") == []


def test_what_is_called_exactly_so_comes_first(estate: Twin) -> None:
    assert found(estate, "R+1")[0] == "R+1"


def test_nothing_is_found_by_nothing(estate: Twin) -> None:
    assert search(estate, "  ") == ()


def test_near_words_are_offered_where_nothing_fits(estate: Twin) -> None:
    assert "valve" in near_words(estate, "vlave")
    assert near_words(estate, "FireRating=EI60") == ("FireRating: EI30",)


def test_any_thing_is_found_first_by_its_id_and_by_a_prefix_of_it(block: Twin) -> None:
    for row in np.flatnonzero(np.isin(block.nodes["kind"].astype(str), ("space", "equipment")))[::29].tolist():
        identity = str(block.nodes["id"][row])
        assert search(block, identity)[0].row == row
        assert row in [hit.row for hit in search(block, identity[:12])]


def test_a_hit_says_where_it_is(block: Twin) -> None:
    hits = search(block, "valve", language="fr")
    assert hits
    assert all(hit.kind == "Vanne" and hit.where.count(" · ") >= 1 for hit in hits)
