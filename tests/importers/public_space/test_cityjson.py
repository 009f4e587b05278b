"""City models: objects by their meaning, buildings with their shape, heights kept."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from twin.estate import Estate, import_models

CUBE = [[0, 0, 0], [2, 0, 0], [2, 2, 0], [0, 2, 0], [0, 0, 3], [2, 0, 3], [2, 2, 3], [0, 2, 3]]
HOLE = [[0.5, 0.5, 0], [0.5, 1.5, 0], [1.5, 1.5, 0], [1.5, 0.5, 0]]
SHELL = [[[0, 3, 2, 1]], [[4, 5, 6, 7]], [[0, 1, 5, 4]], [[1, 2, 6, 5]], [[2, 3, 7, 6]], [[3, 0, 4, 7]]]


def city(path: Path, objects: dict[str, object], version: str = "2.0") -> Estate:
    model = {
        "type": "CityJSON",
        "version": version,
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/7415"},
        "transform": {"scale": [1.0, 1.0, 1.0], "translate": [84_600.0, 447_400.0, 1.0]},
        "CityObjects": objects,
        "vertices": CUBE + HOLE,
    }
    path.write_text(json.dumps(model), encoding="utf-8")
    return import_models([], public_space=path)


@pytest.fixture(scope="module")
def delft(shared_data: Path) -> Estate:
    return import_models([], public_space=shared_data / "cityjson/delft.json")


def test_delft_has_as_many_things_as_its_model(delft: Estate, shared_data: Path) -> None:
    model = json.loads((shared_data / "cityjson/delft.json").read_text(encoding="utf-8"))["CityObjects"].values()
    nodes = delft.facts.nodes
    types = nodes["object_type"]
    assert (nodes["kind"] == "building").sum() == sum(one["type"] == "Building" for one in model) == 160
    assert np.isin(types, ["car park", "pavement", "square", "steps area", "street area"]).sum() == 143
    assert (types == "pavement").sum() == sum(one["attributes"].get("function") == "voetpad" for one in model)
    assert (types == "water").sum() == 3


def test_delft_stands_in_its_own_extent(delft: Estate) -> None:
    box = delft.facts.nodes["box"]
    assert delft.crs == "EPSG:28992"
    assert (np.nanmin(box[:, 0], axis=0) >= np.array([84_616.468, 447_422.999, -0.452]) - 0.01).all()
    assert (np.nanmax(box[:, 1], axis=0) <= np.array([85_140.839, 447_750.636, 16.846]) + 0.01).all()


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0"])
def test_a_solid_keeps_its_volume(tmp_path: Path, version: str) -> None:
    solid = {"type": "Solid", "lod": "1.2", "boundaries": [SHELL]}
    estate = city(tmp_path / "c.city.json", {"b": {"type": "Building", "geometry": [solid]}}, version)
    assert estate.mesh("c/b").volume == pytest.approx(12.0)
    assert estate.mesh("c/b").bounds[0] == pytest.approx([84_600.0, 447_400.0, 1.0])


def test_a_building_is_made_of_its_parts(tmp_path: Path) -> None:
    part = {
        "type": "BuildingPart",
        "parents": ["b"],
        "geometry": [{"type": "Solid", "lod": "2", "boundaries": [SHELL]}],
    }
    estate = city(tmp_path / "c.json", {"b": {"type": "Building", "children": ["p"]}, "p": part})
    assert estate.buildings.geometry.area.tolist() == pytest.approx([4.0])


def test_a_road_keeps_its_height(tmp_path: Path) -> None:
    road = {"type": "MultiSurface", "lod": "1", "boundaries": [[[4, 5, 6, 7]]]}
    said = {"type": "Road", "attributes": {"function": "voetpad"}, "geometry": [road]}
    twin = city(tmp_path / "c.json", {"r": said}).facts
    assert twin.nodes["object_type"].tolist() == ["pavement"]
    assert set(twin["line_points"]["xyz"][:, 2].tolist()) == {4.0}


def test_a_face_with_a_hole_is_not_filled(tmp_path: Path) -> None:
    surface = {"type": "MultiSurface", "lod": "1", "boundaries": [[[0, 1, 2, 3], [8, 9, 10, 11]]]}
    yard = {"type": "LandUse", "attributes": {"bgt_fysiekvoorkomen": "erf"}, "geometry": [surface]}
    twin = city(tmp_path / "c.json", {"g": yard}).facts
    assert twin["lines"]["role"].tolist() == [1, 2]
