"""Vectors as towns publish them: encodings, crossing outlines, broken files, many layers, plain names."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio import raw

from twin.errors import InputError
from twin.importers.pipeline import Options, import_files
from twin.importers.public_space.formats import read_geo_file
from twin.model.twin import Twin
from twin.store.layers import layer_of

SPOT = [3.87, 43.61]


def read(path: Path) -> Twin:
    return import_files([], Options(public_space=(path,))).twin


def test_text_that_is_no_utf_8_is_recovered(write_geojson: Callable[..., Path]) -> None:
    named = ("Point", SPOT, {"highway": "street_lamp", "name": "Créée"})
    twin = read(write_geojson("lamps.geojson", [named], encoding="latin-1"))
    assert twin.nodes["name"][0] == "Créée"
    assert [one.code for one in twin.findings if "encoding" in one.code] == ["encoding-recovered"]


def test_text_that_was_encoded_twice_is_put_right(write_geojson: Callable[..., Path]) -> None:
    named = ("Point", SPOT, {"highway": "street_lamp", "name": "CrÃ¨che"})
    twin = read(write_geojson("lamps.geojson", [named]))
    assert twin.nodes["name"][0] == "Crèche"
    assert [one.code for one in twin.findings if "encoding" in one.code] == ["encoding-repaired"]


def test_a_crossing_outline_stays_an_area(write_geojson: Callable[..., Path]) -> None:
    x, y = SPOT
    bow = [[[x, y], [x + 0.001, y + 0.001], [x + 0.001, y], [x, y + 0.001], [x, y]]]
    twin = read(write_geojson("lawn.geojson", [("Polygon", bow, {"landuse": "grass"})]))
    drawn = shapely.from_wkb(layer_of(twin, "plots").wkb)[0]
    assert (drawn.geom_type, drawn.is_valid) == ("MultiPolygon", True)
    assert [one.message.split(" ")[0] for one in twin.findings if one.code == "geometry-mended"] == ["1"]


def test_features_without_geometry_are_counted(write_geojson: Callable[..., Path]) -> None:
    lamp = {"highway": "street_lamp"}
    twin = read(write_geojson("lamps.geojson", [("Point", SPOT, lamp), ("", None, lamp), ("", None, lamp)]))
    assert twin.nodes.length == 1
    assert "2 of 3 features" in next(one.message for one in twin.findings if one.code == "geometry-missing")


def test_what_is_not_understood_is_counted_once_for_a_file(write_geojson: Callable[..., Path]) -> None:
    twin = read(write_geojson("bits.geojson", [("Point", SPOT, {"colour": "red"}) for _ in range(5)]))
    assert twin.nodes.length == 0
    assert [one.message for one in twin.findings if one.code == "public-space-unknown"] == [
        "5 features could not be understood: 5 with colour"
    ]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.geojson", "is empty"),
        (b"hello", "a.geojson", "cannot be read \\(it is in no format that GDAL knows\\)"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "a.geojson", "cannot be read"),
        (b'{"type": "FeatureCollection", "features": []}', "a.geojson", "holds no features with geometry"),
        (b"PK\x03\x04 cut off", "a.zip", "is no whole zip"),
        (b"<osm><node id='1'", "a.osm", "cannot be read"),
        (b'{"type": "CityJSON", "version": "2.0", ', "a.json", "is no whole JSON"),
        (b'{"type": "CityJSON", "version": "3.0", "CityObjects": {}}', "a.json", "is CityJSON 3.0"),
        (b"\x89PNG", "a.png", "is none of the formats"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: bytes, name: str, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        read_geo_file(path)


def test_a_zip_without_vectors_names_what_it_holds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(InputError, match=r"holds no vectors, but readme.txt\. Pack the .shp"):
        read_geo_file(tmp_path / "a.zip")


def test_layers_of_a_geopackage_are_understood_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "ville.gpkg"
    for layer, where in (("Bancs", 0.0), ("EclairagePublic", 10.0)):
        points = shapely.to_wkb(shapely.points([[770_300.0 + where, 6_279_900.0]]))
        number = [np.array([7])]
        raw.write(
            path, points, number, ["numero"], layer=layer, geometry_type="Point", crs="EPSG:2154", append=path.exists()
        )
    twin = read(path)
    assert dict(zip(twin.nodes["id"], twin.nodes["object_type"], strict=True)) == {
        "ville/Bancs/1": "bench",
        "ville/EclairagePublic/1": "street lamp",
    }


def test_holes_of_plots_are_kept(write_geojson: Callable[..., Path]) -> None:
    x, y = SPOT
    ring = [[x, y], [x + 0.003, y], [x + 0.003, y + 0.003], [x, y + 0.003], [x, y]]
    hole = [[x + 0.001, y + 0.001], [x + 0.001, y + 0.002], [x + 0.002, y + 0.002], [x + 0.001, y + 0.001]]
    twin = read(write_geojson("parc.geojson", [("Polygon", [ring, hole], {"leisure": "park"})]))
    assert twin["lines"]["role"].tolist() == [1, 2]
    assert len(shapely.from_wkb(layer_of(twin, "plots").wkb)[0].interiors) == 1


def test_the_town_of_montpellier_is_understood_without_tags(shared_data: Path) -> None:
    folder = shared_data / "montpellier"
    files = tuple(sorted([*folder.glob("*.geojson"), *folder.glob("*.zip")]))
    twin = import_files([], Options(public_space=files)).twin
    types, counts = np.unique(twin.nodes["object_type"].astype(str), return_counts=True)
    found = dict(zip(types.tolist(), counts.tolist(), strict=True))
    sources = {
        "street lamp": 29_969,
        "tree": 23_972,
        "building": 3_356,
        "defibrillator": 167,
        "park": 203,
        "green": 624,
    }
    assert {name: found[name] for name in sources} == sources
    assert found["street"] + found["footway"] + found["cycleway"] + found["track"] == 7_654 + 8_011 - 21
