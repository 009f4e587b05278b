import numpy as np
import pytest

from twin.importers.identity import representatives, with_ids
from twin.model.schema import table_of


def nodes(*rows):
    names = ("kind", "ifc_class", "global_id", "source", "step_id")
    return table_of("nodes", dict(zip(names, zip(*rows, strict=True), strict=True)))


def test_one_building_in_two_files_is_one_building():
    table = nodes(("building", "IfcBuilding", "g", 0, 1), ("building", "IfcBuilding", "g", 1, 7))
    assert representatives(table).tolist() == [0, 0]


def test_one_wall_in_two_files_is_two_walls():
    table = nodes(("element", "IfcWall", "g", 0, 1), ("element", "IfcWall", "g", 1, 7))
    assert representatives(table).tolist() == [0, 1]


def test_two_spaces_with_one_identity_in_a_file_stay_two_and_meet_their_likes_in_order():
    table = nodes(*[("space", "IfcSpace", "g", source, step) for source in (0, 1) for step in (1, 2)])
    assert representatives(table).tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ([("element", "IfcWall", "g", 0, 1)], ["g"]),
        ([("element", "IfcWall", "g", 0, 1), ("element", "IfcWall", "g", 0, 2)], ["1~g", "2~g"]),
        ([("element", "IfcWall", "g", 0, 1), ("element", "IfcWall", "g", 1, 2)], ["arc~g", "mep~g"]),
        ([("element", "IfcWall", "", 0, 12)], ["arc~#12"]),
    ],
)
def test_ids_are_global_ids_with_a_prefix_only_where_needed(rows, ids):
    sources = table_of("sources", {"name": ["arc.ifc", "mep.ifc"]})
    assert with_ids({"nodes": nodes(*rows), "sources": sources})["id"].tolist() == ids


def test_ids_are_unique_whatever_repeats():
    rng = np.random.default_rng(3)
    rows = [("element", "IfcWall", "ghij"[rng.integers(4)], int(rng.integers(2)), step) for step in range(1, 60)]
    sources = table_of("sources", {"name": ["arc.ifc", "mep.ifc"]})
    ids = with_ids({"nodes": nodes(*rows), "sources": sources})["id"].tolist()
    assert len(set(ids)) == len(ids)
