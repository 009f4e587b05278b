"""The twin as a developer meets it, on the sample that the project generates."""

import networkx as nx
import numpy as np
import pytest

import twin
from twin.errors import StoreError, UnknownNodeError
from twin.observations import observe


@pytest.fixture(scope="module")
def estate(residence, tmp_path_factory):
    return twin.import_models([residence], output=tmp_path_factory.mktemp("estate") / "estate.gpkg")


def test_spaces_are_a_map(estate):
    assert estate.spaces.crs.to_epsg() == 2154
    assert (estate.spaces.area > 0.5).all()
    assert set(estate.spaces.geom_type) <= {"Polygon", "MultiPolygon"}


def test_an_estate_in_memory_is_the_one_in_the_file(estate, residence):
    again = twin.import_models(str(residence))
    assert again.path is None
    assert again.spaces.equals(estate.spaces)
    assert nx.utils.graphs_equal(again.graph, estate.graph)


def test_the_graph_has_every_node_and_edge(estate):
    assert estate.graph.number_of_nodes() == estate.facts.nodes.length
    assert estate.graph.number_of_edges() == estate.facts.edges.length
    assert {data["provenance"] for *_, data in estate.graph.edges(data=True)} <= {"declared", "geometric", "assumed"}
    assert all(0 < data["confidence"] <= 1 for *_, data in estate.graph.edges(data=True))


def test_a_node_knows_its_place_and_properties(estate):
    door = estate.node(estate.elements.query("ifc_class == 'IfcDoor'").index[0])
    assert door["kind"] == "element"
    assert estate.node(door["building"])["kind"] == "building"
    assert "Pset_DoorCommon" in door.properties


def test_a_mesh_stands_where_the_map_shows_it(estate):
    for key in estate.spaces.index:
        mesh = estate.mesh(key)
        assert mesh.is_watertight
        assert np.allclose(mesh.bounds[:, :2].ravel(), estate.spaces.loc[key].geometry.bounds, atol=1e-3)


def test_a_thing_without_shape_says_so(estate):
    with pytest.raises(UnknownNodeError, match="has no shape"):
        estate.mesh(estate.storeys.index[0])


def test_opening_nothing_says_how_to_make_a_twin(tmp_path):
    with pytest.raises(StoreError, match="twin import"):
        twin.open(tmp_path / "none.gpkg")


def test_what_is_bound_to_an_estate_is_read_from_it(estate, tmp_path):
    path = tmp_path / "estate.gpkg"
    path.write_bytes(estate.path.read_bytes())
    here = twin.open(path)
    assert here.observations is None
    assert twin.Estate(here.facts).observations is None
    (tmp_path / "data.csv").write_text("Horodatage;t\n2025-07-01 10:00;20,5\n", encoding="utf-8")
    (tmp_path / "map.csv").write_text(
        f"sensor;id;quantity\ndata;{here.spaces.index[0]};temperature\n", encoding="utf-8"
    )
    observe(path, here.facts, [tmp_path / "data.csv"], mapping=tmp_path / "map.csv", timezone="Europe/Paris")
    assert here.observations.series("temperature")["value"].tolist() == [20.5]
