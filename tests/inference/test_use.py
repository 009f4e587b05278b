"""What spaces are used for, by their names in four languages, by classes and by what stands in them."""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from twin.importers.pipeline import Options, import_files
from twin.inference.layer import applied
from twin.inference.use import infer
from twin.inference.words import tokens, words
from twin.model.kinds import Kind
from twin.model.schema import table_of
from twin.model.twin import Twin

NAMES = {
    "living": "Séjour|Wohnzimmer|Living Room|woonkamer|LIVING_DINING|Chambre 1|ZIMMER-1-2|Slaapkamer|MasterBedroom",
    "kitchen": "Cuisine|Küche|Kueche|Kuche|KITCHEN|keuken|Kochnische",
    "wet": "SDB|Salles de bains|Salle d’eau|Badezimmer|BAD / WC-1-1|Bathroom 2|badkamer|Gäste-WC|Waschküche|Elternbad",
    "circulation": "Dgt|Flur Keller Treppe|Palier ascenseur|Lift lobby|Circulation caves|Hall d'entrée|inkomhal|Foyer",
    "stair": "Cage d'escalier|Treppenhaus|Kellertreppe|Staircase|Traphal|Garage stairs",
    "lift": "Gaine d'ascenseur|Aufzugsschacht|ELEVATOR|Liftkoker",
    "technical": "Chaufferie|Technikraum II|Shaft|Meterkast|Gaine technique|Hausanschlussraum|Utility",
    "common room": "Local vélos|Fahrradkeller|Fietsenberging|Bike room|Local poubelles",
    "cellar": "Cave|KELLERRAUM-2-1|kelder|Caves",
    "parking": "Tiefgarage|Parking|Garage 2|parkeergarage",
    "commerce": "Local commercial|Ladenlokal|Shop|Winkel",
    "roof": "Toiture terrasse|Dachboden-1|Roof|Zolder",
    "exterior": "Balcon|Loggia|Roof terrace|Dachterrasse|Balkon 3",
    "storage": "Rangement|Abstellraum|Storeroom|Berging|Placard entrée",
    "office": "Bureau|Buero Meier|Besprechungszimmer|Meeting room|vergaderzaal|Arbeitszimmer",
    "": "R301|Raum 1|Room|790483|Essential services|Thermal zone|Gym|",
}


@pytest.mark.parametrize(("use", "name"), [(use, name) for use, names in NAMES.items() for name in names.split("|")])
def test_a_name_says_its_use_or_nothing(use: str, name: str) -> None:
    assert words().read(name).use == use


def test_a_living_room_with_a_kitchen_is_known_as_both() -> None:
    assert words().read("Cuisine ouverte sur séjour").traits == {"day", "kitchen"}
    assert words().read("WOHNEN / KOCHEN-1-1").traits == {"studio"}


def test_no_word_of_one_language_has_two_uses() -> None:
    import tomllib

    table = tomllib.loads(resources.files("twin.inference").joinpath("data/uses.toml").read_text(encoding="utf-8"))
    uses: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for room in table["room"]:
        for language in ("fr", "en", "de", "nl"):
            for word in room.get(language, ()):
                uses.setdefault((language, tokens(word)), set()).add(room["use"])
    assert {word: found for word, found in uses.items() if len(found) > 1} == {}


def test_own_words_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[room]]\nuse = "common room"\nfr = ["salon d\'été", "salon"]\n', encoding="utf-8")
    monkeypatch.setenv("TWIN_USES", str(own))
    assert words().read("Salon d'été").use == words().read("Salon").use == "common room"
    assert words().read("Chambre").use == "living"


def test_a_class_as_wide_as_the_storey_says_nothing() -> None:
    assert words().is_coarse("Wohnen und Aufenthalt")
    assert [words().code(code) for code in ("1 HNF", "7 NNF", "2 HNF", "VF 9")] == ["", "", "office", "circulation"]


def spaces(**columns: object) -> Twin:
    return Twin({"nodes": table_of("nodes", {"kind": [Kind.SPACE], "id": ["a"], **columns})})


def used(twin: Twin) -> tuple[str, str]:
    nodes = applied(twin, infer(twin)).nodes
    return nodes["use"][0], nodes["use_from"][0]


def test_the_name_counts_before_the_class() -> None:
    twin = spaces(long_name=["WC Herren"])
    classes = table_of("classifications", {"node": [0], "code": ["2 HNF"], "name": ["Büroarbeit"]})
    assert used(Twin({**twin.tables, "classifications": classes})) == ("wet", "name")
    silent = spaces(long_name=["Raum 12"])
    assert used(Twin({**silent.tables, "classifications": classes})) == ("office", "classification")


def test_what_nothing_says_is_unknown() -> None:
    assert used(spaces(long_name=["Room"])) == ("unknown", "")
    assert used(spaces(long_name=["Room"], description=["A cosy bath of light, made for the living."])) == (
        "unknown",
        "",
    )


def test_a_predefined_type_speaks_where_the_name_does_not() -> None:
    assert used(spaces(name=["12"], predefined_type=["PARKING"])) == ("parking", "property")
    assert used(spaces(name=["Cave 12"], predefined_type=["PARKING"])) == ("cellar", "name")


@functools.cache
def facts(path: Path) -> Twin:
    twin = import_files([path], Options()).twin
    return applied(twin, infer(twin))


def test_the_duplex_stair_called_room_is_known_by_its_class(shared_data: Path) -> None:
    twin = facts(shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc")
    row = twin.row("B105")
    assert (twin.nodes["use"][row], twin.nodes["use_from"][row]) == ("stair", "property")


def test_an_area_that_no_quantity_gives_is_that_of_the_outline(shared_data: Path) -> None:
    twin = facts(shared_data / "opensmarthome" / "04_Flat.ifc")
    assert twin.nodes["area"][twin.row("Küche")] == pytest.approx(9.3, abs=0.01)


def test_floor_areas_come_from_quantities(residence: Path) -> None:
    twin = facts(residence)
    rows = twin.rows(Kind.SPACE)
    assert np.isfinite(twin.nodes["area"][rows]).all()
    assert set(twin.nodes["use_from"][rows]) == {"name"}


def test_an_area_in_another_unit_is_found_and_the_outline_used(residence: Path) -> None:
    twin = facts(residence)
    row = twin.row("Local vélos")
    number = twin["properties"]["number"] * np.where(twin["properties"]["name"] == "NetFloorArea", 1e6, 1.0)
    table = table_of("properties", {**twin["properties"], "number": number})
    found = infer(Twin({**twin.tables, "properties": table}))
    assert found.values["area"][row] == pytest.approx(twin.nodes["area"][row], rel=0.01)
    assert {one.code for one in found.findings} == {"floor-area-contradicted"}
