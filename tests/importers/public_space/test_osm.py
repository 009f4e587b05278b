"""OpenStreetMap becomes paths, plots, buildings and outdoor equipment."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from twin.geometry.drawings import drawings_of
from twin.importers.pipeline import Options, import_files
from twin.model.twin import Twin


@pytest.fixture(scope="module")
def neukolln(shared_data: Path) -> Twin:
    return import_files([], Options(public_space=(shared_data / "osm/neukolln_input.osm",))).twin


@pytest.fixture(scope="module")
def tags(shared_data: Path) -> Counter[tuple[str, str, str]]:
    """Return how many elements carry each tag, counted in the XML itself."""
    root = ET.parse(shared_data / "osm/neukolln_input.osm").getroot()
    return Counter((one.tag, tag.get("k", ""), tag.get("v", "")) for one in root for tag in one.findall("tag"))


@pytest.mark.parametrize(
    ("kind", "object_type", "counted"),
    [
        ("equipment", "street lamp", [("node", "highway", "street_lamp")]),
        ("equipment", "bench", [("node", "amenity", "bench")]),
        ("equipment", "tree", [("node", "natural", "tree"), ("node", "man_made", "tree")]),
        ("equipment", "entrance", [("node", "entrance", "yes"), ("node", "entrance", "main")]),
        ("equipment", "hydrant", [("node", "emergency", "fire_hydrant")]),
        ("path", "steps", [("way", "highway", "steps")]),
        ("path", "cycleway", [("way", "highway", "cycleway")]),
        ("plot", "playground", [("way", "leisure", "playground")]),
        ("building", "apartments", [("way", "building", "apartments"), ("relation", "building", "apartments")]),
    ],
)
def test_as_many_things_as_the_xml_holds(
    neukolln: Twin,
    tags: Counter[tuple[str, str, str]],
    kind: str,
    object_type: str,
    counted: list[tuple[str, str, str]],
) -> None:
    nodes = neukolln.nodes
    own = (nodes["kind"] == kind) & (nodes["object_type"] == object_type)
    assert own.sum() == sum(tags[one] for one in counted)


def test_what_openstreetmap_calls_a_way_keeps_its_number(neukolln: Twin) -> None:
    row = neukolln.row("osm/way/24669962")
    assert (neukolln.nodes["object_type"][row], neukolln.nodes["name"][row]) == ("street", "Karl-Marx-Platz")


def test_areas_with_missing_ways_are_told(neukolln: Twin) -> None:
    found = next(one for one in neukolln.findings if one.code == "relation-incomplete")
    assert found.message == "1 areas lack some of their ways and were left out: 8100093"


def test_a_drawn_way_is_as_long_as_on_the_ellipsoid(neukolln: Twin, shared_data: Path) -> None:
    root = ET.parse(shared_data / "osm/neukolln_input.osm").getroot()
    spots = {one.get("id"): (float(one.get("lon", "")), float(one.get("lat", ""))) for one in root.iter("node")}
    way = next(one for one in root.iter("way") if one.get("id") == "24669962")
    longitudes, latitudes = zip(*(spots[one.get("ref")] for one in way.iter("nd")), strict=True)
    drawn = drawings_of(neukolln, np.array([neukolln.row("osm/way/24669962")]))[0]
    assert drawn.length == pytest.approx(Geod(ellps="WGS84").line_length(longitudes, latitudes), rel=1e-3)


def test_what_walking_reads_has_a_unit(neukolln: Twin) -> None:
    properties, sets = neukolln["properties"], neukolln["property_sets"]["name"]
    rows = (sets[properties["set"]] == "public space") & (properties["name"] == "width")
    assert set(properties["unit"][rows].tolist()) == {"m"}
    assert (properties["number"][rows] > 0).all()
