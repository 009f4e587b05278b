"""OpenStreetMap becomes paths, plots, buildings and outdoor equipment."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

from twin.estate import import_models
from twin.model.twin import Twin


@pytest.fixture(scope="module")
def neukolln(shared_data: Path) -> Twin:
    return import_models([], public_space=shared_data / "osm/neukolln_input.osm").facts


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
    own = (nodes["kind"] == kind) & (nodes["object_type"] == object_type) & (nodes["provenance"] == "declared")
    assert own.sum() == sum(tags[one] for one in counted)


def test_what_openstreetmap_calls_a_way_keeps_its_number(neukolln: Twin) -> None:
    row = neukolln.row("osm/way/24669962")
    assert (neukolln.nodes["object_type"][row], neukolln.nodes["name"][row]) == ("street", "Karl-Marx-Platz")
