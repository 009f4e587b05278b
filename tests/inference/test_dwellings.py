"""Which spaces make a dwelling, on small graphs and on real buildings."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.importers.pipeline import Options, import_files
from twin.inference import dwellings, use
from twin.inference.layer import Inferred, applied
from twin.inference.run import layers
from twin.model.algebra import keep_rows
from twin.model.columns import Columns
from twin.model.kinds import Kind
from twin.model.schema import TABLES, table_of
from twin.model.twin import Twin

FLAT = ("Dégagement", "Séjour", "Cuisine", "Chambre", "Salle de bain")
STREET = "street"
Read = Callable[[Path], Twin]


def building(
    names: Sequence[str], links: Sequence[tuple[str, str]], zones: dict[str, Sequence[str]] | None = None
) -> Twin:
    """Return a twin of spaces with these names, each link by a door of its own; ``street`` is the outside."""
    zones = zones or {}
    doors = [f"{one}|{other}" for one, other in links]
    ids = [*names, STREET, *doors, *zones]
    kinds = [Kind.SPACE] * len(names) + [Kind.EXTERIOR] + [Kind.ELEMENT] * len(doors) + [Kind.ZONE] * len(zones)
    labels = [one.partition("-")[0] if kind == Kind.SPACE else one for one, kind in zip(ids, kinds, strict=True)]
    place = {one: row for row, one in enumerate(ids)}
    nodes = table_of(
        "nodes",
        {
            "id": ids,
            "global_id": ids,
            "kind": kinds,
            "name": labels,
            "ifc_class": ["IfcDoor" if one in doors else "" for one in ids],
            "area": [10.0] * len(ids),
        },
    )
    opens = [(place[one], place[other], "opens_onto", place[f"{one}|{other}"]) for one, other in links]
    groups = [(place[zone], place[one], "groups", -1) for zone, members in zones.items() for one in members]
    columns = zip(*opens, *groups, strict=True)
    edges = table_of("edges", dict(zip(("source", "target", "relation", "via"), columns, strict=True)))
    twin = Twin({"nodes": nodes, "edges": edges})
    read = use.infer(twin)
    twin = applied(twin, Inferred(values={name: read.values[name] for name in ("use", "use_from")}))
    return applied(twin, dwellings.infer(twin))


def flat(number: int, entrance: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the spaces and links of a flat whose corridor opens onto its entrance."""
    names = [f"{one}-{number}" for one in FLAT]
    return names, [(names[0], entrance), *((names[0], one) for one in names[1:])]


def members(twin: Twin) -> dict[str, set[str]]:
    """Return the ids of the spaces of each dwelling."""
    nodes, edges = twin.nodes, twin.edges
    homes = np.flatnonzero((nodes["use"] == "dwelling") & (nodes["kind"] == Kind.ZONE))
    grouped = edges["relation"] == "groups"
    return {nodes["id"][home]: set(nodes["id"][edges["target"][grouped & (edges["source"] == home)]]) for home in homes}


def test_two_flats_on_a_landing_are_two_dwellings_named_after_their_doors() -> None:
    (one, links), (other, more) = flat(1, "Hall"), flat(2, "Hall")
    twin = building(["Hall", *one, *other], [("Hall", STREET), *links, *more])
    assert members(twin) == {"dwelling~Dégagement-1|Hall": set(one), "dwelling~Dégagement-2|Hall": set(other)}


def test_a_house_is_one_dwelling_with_its_stair_cellar_and_attic() -> None:
    names, links = flat(1, STREET)
    names += ["Escalier", "Chambre-2", "Douche", "Cave", "Grenier", "Balcon"]
    links += [("Dégagement-1", "Escalier"), ("Escalier", "Chambre-2"), ("Escalier", "Douche"), ("Escalier", "Cave")]
    links += [("Escalier", "Grenier"), ("Chambre-2", "Balcon")]
    assert list(members(building(names, links)).values()) == [set(names)]


def test_a_flat_alone_on_its_storey_ends_at_the_landing() -> None:
    names, links = ["Hall", "Palier-1"], [("Hall", STREET), ("Hall", "Palier-1")]
    for number, entrance in ((1, "Hall"), (2, "Palier-1")):
        more = flat(number, entrance)
        names, links = names + more[0], links + more[1]
    found = members(building(names, links))
    assert sorted(map(len, found.values())) == [len(FLAT), len(FLAT)]


def test_a_vestibule_behind_the_door_of_a_flat_is_part_of_it() -> None:
    (one, links), (other, more) = flat(1, "Hall"), flat(2, "Entrée")
    names = ["Hall", "Entrée", "Cage d'escalier", *one, *other]
    links = [("Hall", STREET), ("Hall", "Cage d'escalier"), ("Hall", "Entrée"), *links, *more]
    assert {*other, "Entrée"} in members(building(names, links)).values()


def test_an_ensuite_bedroom_is_no_dwelling() -> None:
    names, links = flat(1, STREET)
    twin = building([*names, "Chambre-2", "Douche"], [*links, ("Dégagement-1", "Chambre-2"), ("Chambre-2", "Douche")])
    assert list(members(twin).values()) == [{*names, "Chambre-2", "Douche"}]


def test_a_terrace_shared_by_two_flats_joins_them_not_and_is_in_neither() -> None:
    (one, links), (other, more) = flat(1, "Hall"), flat(2, "Hall")
    shared = [("Séjour-1", "Terrasse"), ("Séjour-2", "Terrasse"), ("Séjour-1", "Balcon")]
    twin = building(["Hall", "Terrasse", "Balcon", *one, *other], [("Hall", STREET), *links, *more, *shared])
    assert sorted(map(len, members(twin).values())) == [len(FLAT), len(FLAT) + 1]


def test_offices_with_toilets_and_a_kitchenette_are_no_dwelling() -> None:
    names = ["Couloir", "Bureau-1", "Bureau-2", "WC-1", "WC-2", "Kitchenette"]
    assert members(building(names, [("Couloir", STREET), *(("Couloir", one) for one in names[1:])])) == {}


def test_a_declared_dwelling_is_kept_and_what_it_leaves_out_is_told() -> None:
    names, links = flat(1, STREET)
    twin = building(names, links, {"Logement 12": names[:-1]})
    assert members(twin) == {"Logement 12": set(names[:-1])}
    (told,) = [one for one in twin.findings if one.code == "dwelling-zone-incomplete"]
    assert (told.name, "Salle de bain" in told.message) == ("Logement 12", True)


def test_fire_compartments_and_departments_are_no_dwellings() -> None:
    names, links = flat(1, STREET)
    twin = building(names, links, {"Compartiment feu 1": names, "Gruppe II": names, "Les chambres": names[3:4]})
    assert [one for one in members(twin) if not one.startswith("dwelling~")] == []


def test_people_are_counted_by_main_rooms_and_said_to_be_assumed() -> None:
    twin = building(*flat(1, STREET))
    row = twin.row(f"dwelling~Dégagement-1|{STREET}")
    assert twin.nodes["headcount"][row] == 1.5
    assert "headcount-assumed" in {one.code for one in twin.findings}


def test_a_dwelling_that_nothing_leads_to_is_told() -> None:
    names, links = flat(1, STREET)
    twin = building(names, links[1:])
    assert list(members(twin)) == ["dwelling~Chambre-1"]
    assert "dwelling-without-entrance" in {one.code for one in twin.findings}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_every_flat_of_any_block_is_found_whatever_the_order_of_its_spaces(storeys: list[int], order: object) -> None:
    """Storeys with no to three flats each, on landings joined by a stair per storey."""
    names, links, expected = [], [("Hall-0", STREET)], []
    for level, flats in enumerate(storeys):
        names += [f"Hall-{level}", f"Escalier-{level}"]
        links += [
            (f"Hall-{level}", f"Escalier-{level}"),
            *([(f"Escalier-{level - 1}", f"Hall-{level}")] if level else []),
        ]
        for number in range(flats):
            one, more = flat(10 * level + number, f"Hall-{level}")
            names, links, expected = names + one, links + more, [*expected, set(one)]
    order.shuffle(names)  # type: ignore[attr-defined]
    order.shuffle(links)  # type: ignore[attr-defined]
    found = list(members(building(names, links)).values())
    assert len(found) == len(expected)
    if len(expected) > 1:
        assert all(one in found for one in expected)


def inferred(twin: Twin) -> Twin:
    """Return the twin with what the layers find that dwellings build on, and its dwellings."""
    for name, layer in layers().items():
        if name in {"exterior", *dwellings.AFTER, "dwellings"}:
            twin = applied(twin, layer.infer(twin))
    return twin


@pytest.fixture(scope="module")
def twin_of(read_models: Read) -> Read:
    """Return a function that makes the twin of a real building without its zones, with all that is inferred."""

    @functools.cache
    def made(path: Path) -> Twin:
        facts = read_models(path)
        kept = keep_rows({name: facts[name] for name in TABLES}, {"nodes": facts.nodes["kind"] != Kind.ZONE})
        return inferred(Twin(kept, facts.meta))

    return made


def names_of(twin: Twin) -> list[set[str]]:
    nodes = twin.nodes
    return [set(nodes["name"][[twin.row(one) for one in ids]]) for ids in members(twin).values()]


def test_every_space_of_the_institute_has_a_use_and_none_is_lived_in(shared_data: Path, twin_of: Read) -> None:
    twin = twin_of(shared_data / "bimserver_testfiles" / "AC11-Institute-Var-2-IFC.ifczip")
    assert members(twin) == {}
    assert set(twin.nodes["use"][twin.rows(Kind.SPACE)]) == {"office", "circulation", "wet", "technical", "roof"}


def test_smiley_west_is_five_houses_from_cellar_to_attic(shared_data: Path, twin_of: Read) -> None:
    twin = twin_of(shared_data / "smileywest" / "231110AC-11-Smiley-West-04-07-2007.ifc")
    spaces = twin.nodes["name"][twin.rows(Kind.SPACE)].tolist()
    houses = [{one for one in spaces if one.startswith(f"{house}.")} for house in range(1, 6)]
    assert sorted(names_of(twin), key=min) == houses


def test_the_residence_has_its_four_flats_from_topology(residence: Path, twin_of: Read) -> None:
    flats = names_of(twin_of(residence))
    assert [sorted({one[:3] for one in flat}) for flat in sorted(flats, key=min)] == [
        ["0.E"],
        ["0.O"],
        ["1.E"],
        ["1.O"],
    ]


def test_declared_flats_of_the_residence_have_entrances(residence: Path, read_models: Read) -> None:
    twin = inferred(read_models(residence))
    assert sorted(members(twin)) == sorted(twin.nodes["id"][twin.rows(Kind.ZONE)][:4])
    entrances = twin.edges["target"][twin.edges["method"] == "entrance"]
    assert twin.nodes["name"][entrances].tolist() == ["Porte palière 93"] * 4


def test_an_update_of_the_file_leaves_ids_of_dwellings_alone(residence: Path, twin_of: Read) -> None:
    again = import_files([residence], Options()).twin
    kept = keep_rows({name: again[name] for name in TABLES}, {"nodes": again.nodes["kind"] != Kind.ZONE})
    assert members(inferred(Twin(kept, again.meta))) == members(twin_of(residence))


def test_the_duplex_has_the_two_flats_of_its_handover_named_by_room_codes(shared_data: Path, twin_of: Read) -> None:
    twin = twin_of(shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc")
    spaces = twin.nodes["name"][twin.rows(Kind.SPACE)].tolist()
    flats = {twin.nodes["name"][twin.row(one)] for one in members(twin)}
    assert flats == {"A", "B"}
    assert sorted(names_of(twin), key=min) == [{one for one in spaces if one.startswith(flat)} for flat in "AB"]


def test_the_ten_storey_block_has_its_39_flats_and_those_declared_exactly(shared_data: Path, twin_of: Read) -> None:
    folder = shared_data / "swiss_apartments"
    found = names_of(twin_of(folder / "block_2656_10floors_ifc4.ifc"))
    declared = json.loads((folder / "block_2656_10floors_truth.json").read_text(encoding="utf-8"))["zones"]
    assert len(found) == 39
    assert all(set(map(str, areas)) in found for areas in declared.values())


def test_flats_are_found_where_every_space_is_called_room(shared_data: Path, twin_of: Read, read_models: Read) -> None:
    facts = read_models(shared_data / "swiss_apartments" / "block_2656_10floors_ifc4.ifc")
    named = twin_of(shared_data / "swiss_apartments" / "block_2656_10floors_ifc4.ifc")
    nodes = dict(facts.nodes)
    for column in ("long_name", "object_type"):
        nodes[column] = np.where(nodes["kind"] == Kind.SPACE, "Room", nodes[column])
    nameless = Twin({**facts.tables, "nodes": Columns(nodes, facts.nodes.length)}, facts.meta)
    kept = keep_rows({name: nameless[name] for name in TABLES}, {"nodes": facts.nodes["kind"] != Kind.ZONE})
    shafts = set(named.nodes["name"][named.nodes["use"] == "technical"])
    flats = [sorted(one - shafts) for one in names_of(inferred(Twin(kept, facts.meta)))]
    assert sorted(flats) == sorted(sorted(one - shafts) for one in names_of(named))


def test_the_one_family_house_is_one_dwelling_with_its_gallery(shared_data: Path, twin_of: Read) -> None:
    assert names_of(twin_of(shared_data / "thatopen" / "AC20-FZK-Haus.ifc")) == [set("1234567")]


def test_a_stairwell_modelled_with_one_flat_alone_is_outside_it(shared_data: Path, twin_of: Read) -> None:
    twin = twin_of(shared_data / "opensmarthome" / "04_Flat.ifc")
    (flat,) = names_of(twin)
    assert flat == set("12356789")  # 4 is the Treppenhaus
    assert "dwelling-without-entrance" not in {one.code for one in twin.findings}
    living = twin.nodes["use"][[twin.row(name) for name in ("Raum 1", "Raum 2", "Raum 3")]]
    assert set(living) == {"living"}


def test_a_landing_with_one_flat_alone_is_outside_it_and_one_between_bedrooms_inside() -> None:
    names, links = flat(1, "Palier-0")
    twin = building([*names, "Palier-0", "Escalier"], [*links, ("Palier-0", STREET), ("Palier-0", "Escalier")])
    assert list(members(twin).values()) == [set(names)]
    house, ways = flat(1, STREET)
    rooms = ["Escalier", "Landing", "Bedroom-2", "Bedroom-3"]
    ways += [("Dégagement-1", "Escalier"), ("Escalier", "Landing"), ("Landing", "Bedroom-2"), ("Landing", "Bedroom-3")]
    assert list(members(building([*house, *rooms], ways)).values()) == [{*house, *rooms}]


def test_a_door_to_the_cellar_of_a_flat_is_no_second_entrance() -> None:
    (one, links), (other, more) = flat(1, "Hall"), flat(2, "Hall")
    zones = {"Logement 1": [*one, "Cave"], "Logement 2": other}
    twin = building(["Hall", "Cave", *one, *other], [("Hall", STREET), ("Hall", "Cave"), *links, *more], zones)
    assert "dwelling-with-several-entrances" not in {found.code for found in twin.findings}
