"""Things of a map that nobody named are called by their street, their sort and what is near, never by their ids."""

import numpy as np
import pytest

from twin import import_models
from twin.simulation.labels import Labels
from twin.simulation.outdoors import outdoor_names
from twin.usage.tables import keyed

NODES = {1: (0, 0), 2: (0, 0.0010), 3: (0, 0.0020), 4: (0.0008, 0.0010), 5: (0.0016, 0.0010)}
WAYS = {
    10: ((1, 2, 3), {"highway": "residential", "name": "Rue Longue"}),
    11: ((2, 4), {"highway": "residential", "name": "Rue Haute"}),
    12: ((4, 5), {"highway": "footway"}),
}
THINGS = {
    20: ((0.00002, 0.00052), {"highway": "street_lamp"}),
    21: ((0.00002, 0.00062), {"highway": "street_lamp"}),
    22: ((0.01, 0.01), {"natural": "tree"}),
}
HOUSE = {30: (-0.0002, 0.0003), 31: (-0.0002, 0.0004), 32: (-0.0003, 0.0004), 33: (-0.0003, 0.0003)}


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    points = {**{one: (at, {}) for one, at in {**NODES, **HOUSE}.items()}, **THINGS}
    address = {"building": "house", "addr:street": "Rue Longue", "addr:housenumber": "7"}
    ways = {**WAYS, 13: ((30, 31, 32, 33, 30), address)}
    lines = ["<osm version='0.6'>"]
    for one, ((north, east), tags) in sorted(points.items()):
        lines.append(f"<node id='{one}' version='1' lat='{48 + north}' lon='{2 + east}'>{_tags(tags)}</node>")
    for one, (through, tags) in ways.items():
        corners = "".join(f"<nd ref='{node}'/>" for node in through)
        lines.append(f"<way id='{one}' version='1'>{corners}{_tags(tags)}</way>")
    path = tmp_path_factory.mktemp("village") / "village.osm"
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return import_models([], public_space=[path]).facts


def _tags(tags):
    return "".join(f"<tag k='{key}' v='{value}'/>" for key, value in tags.items())


def named(twin, object_type):
    rows = np.flatnonzero(twin.nodes["object_type"] == object_type)
    return [Labels.of(twin).name(row) for row in rows.tolist()]


def test_stretch_is_called_by_its_street_and_what_it_leads_to(village):
    assert named(village, "stretch") == [
        "Rue Longue (1) · Rue Haute",
        "Rue Longue (2) · Rue Haute",
        "Rue Haute · Rue Longue",
        "footway · Rue Haute",
    ]


def test_lamps_of_one_street_are_numbered(village):
    assert named(village, "street lamp") == ["street lamp (1) · Rue Longue", "street lamp (2) · Rue Longue"]


def test_house_is_called_by_its_address(village):
    assert named(village, "house") == ["house · Rue Longue 7"]


def test_what_is_near_nothing_is_called_by_its_sort_alone(village):
    assert named(village, "tree") == ["tree"]


def test_sentence_names_what_a_map_shows_once(village):
    row = int(np.flatnonzero(village.nodes["object_type"] == "street lamp")[0])
    assert Labels.of(village).called(row) == "Street lamp (1) · Rue Longue"


def test_tables_of_measures_name_stretches_too(village):
    rows = np.flatnonzero(village.nodes["object_type"] == "stretch")
    assert keyed(village, rows)["name"].iloc[0] == "Rue Longue (1) · Rue Haute"


def test_no_two_things_of_a_real_district_are_called_alike(shared_data):
    district = import_models([], public_space=[shared_data / "osm" / "neukolln_input.osm"]).facts
    part = district.nodes["object_type"] == "stretch"
    names = [f"{name}{' (part)' if part[row] else ''}" for row, name in outdoor_names(district).items()]
    assert len(set(names)) == len(names) > 2000
    assert "apartments · Karl-Marx-Straße 197" in names
    assert not any("osm/" in name for name in names)
