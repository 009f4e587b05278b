"""Whole imports of small and of real files."""

import json
import shutil

import numpy as np
import pytest

import twin
from twin.errors import InputError, StoreError, TruncatedError, UsageError
from twin.importers.changes import changes_between

DISCIPLINES = ("Architecture", "Hvac", "Landscaping", "Structural")


@pytest.fixture(scope="module")
def scene(shared_data):
    return twin.import_models([shared_data / "pcert_ifc4x3" / f"Building-{one}.ifc" for one in DISCIPLINES])


def test_disciplines_of_one_building_share_their_places(scene):
    assert len(scene.buildings) == 1
    assert len(scene.sites) == 2
    assert scene.facts["sources"].length == 4
    assert scene.facts.nodes["id"].tolist() == list(dict.fromkeys(scene.facts.nodes["id"]))


def test_every_element_of_every_discipline_belongs_to_the_building(scene):
    nodes = scene.facts.nodes
    rows = np.flatnonzero((nodes["source"] == 1) & (nodes["kind"] == "equipment"))
    assert len(rows) > 0
    assert (nodes["building"][rows] == np.flatnonzero(nodes["kind"] == "building")[0]).all()


def test_the_order_of_files_changes_no_fact(shared_data, scene):
    paths = [shared_data / "pcert_ifc4x3" / f"Building-{one}.ifc" for one in reversed(DISCIPLINES)]
    other = twin.import_models(paths)
    assert changes_between(scene.facts, other.facts) == changes_between(scene.facts, scene.facts)


def test_an_update_keeps_ids_and_says_what_changed(residence, tmp_path):
    model, stored = tmp_path / "residence.ifc", tmp_path / "estate.gpkg"
    shutil.copy(residence, model)
    old = twin.import_models([model], output=stored).facts
    text = model.read_text(encoding="latin-1")
    door = next(one for one in old.nodes["name"][old.nodes["ifc_class"] == "IfcDoor"] if one)
    model.write_text(text.replace(f"'{door}'", "'Porte neuve'"), encoding="latin-1")
    new = twin.import_models([model], output=stored, update=True).facts
    changes = changes_between(old, new)
    assert changes.added == changes.removed == ()
    assert 0 < len(changes.changed) < 10
    assert {new.nodes["name"][new.row(one)] for one in changes.changed} == {"Porte neuve"}


def test_an_update_of_one_file_leaves_the_others_as_they_were(shared_data, scene, tmp_path):
    paths = [shared_data / "pcert_ifc4x3" / f"Building-{one}.ifc" for one in DISCIPLINES]
    stored = tmp_path / "scene.gpkg"
    twin.import_models(paths, output=stored)
    again = twin.import_models(paths[1:2], output=stored, update=True)
    changes = changes_between(scene.facts, again.facts)
    assert (changes.added, changes.changed, changes.removed) == ((), (), ())
    assert sorted(again.facts["sources"]["name"]) == sorted(scene.facts["sources"]["name"])
    assert again.facts.edges.length == scene.facts.edges.length


def test_an_update_of_something_that_is_no_twin_touches_nothing(residence, tmp_path):
    stored = tmp_path / "estate.gpkg"
    stored.write_bytes(b"precious")
    with pytest.raises(StoreError):
        twin.import_models([residence], output=stored, update=True)
    assert stored.read_bytes() == b"precious"


def test_one_bad_file_stops_the_import(residence, tmp_path):
    bad = tmp_path / "bad.ifc"
    bad.write_bytes(b"")
    with pytest.raises(InputError, match=r"bad\.ifc"):
        twin.import_models([residence, bad], output=tmp_path / "estate.gpkg")
    assert not (tmp_path / "estate.gpkg").exists()


def test_a_bad_file_can_be_left_out(residence, tmp_path):
    bad = tmp_path / "bad.ifc"
    bad.write_bytes(b"")
    assert len(twin.import_models([bad, residence], skip_bad=True).spaces) > 5
    with pytest.raises(InputError, match="no file could be used"):
        twin.import_models([bad], skip_bad=True)


def test_a_file_cut_off_is_refused_or_taken_on_request(shared_data, tmp_path):
    whole = (shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc").read_bytes()
    cut = tmp_path / "cut.ifc"
    cut.write_bytes(whole[: int(len(whole) * 0.6)])
    with pytest.raises(TruncatedError, match="--accept-truncated"):
        twin.import_models([cut])
    estate = twin.import_models([cut], accept_truncated=True)
    assert "truncated" in {one.code for one in estate.findings}
    assert estate.facts.nodes.length > 100


@pytest.mark.parametrize("crs", ["EPSG:999999", "EPSG:4326"])
def test_a_reference_system_without_metres_is_refused(residence, crs):
    with pytest.raises(UsageError, match=crs):
        twin.import_models([residence], crs=crs)


def test_glass_is_glass(shared_data):
    estate = twin.import_models([shared_data / "thatopen" / "AC20-FZK-Haus.ifc"])
    for key in estate.elements.query("ifc_class == 'IfcWindow'").index:
        alpha = estate.mesh(key).visual.face_colors[:, 3]
        assert (alpha == 255).any()
        assert (alpha < 200).any()


def test_equal_windows_are_stored_once(shared_data):
    estate = twin.import_models([shared_data / "bimserver_testfiles" / "AC11-Institute-Var-2-IFC.ifczip"])
    nodes = estate.facts.nodes
    windows = nodes["mesh"][nodes["ifc_class"] == "IfcWindow"]
    assert len(windows) == 206
    assert len(set(windows.tolist())) < 30


def test_info_is_json(scene):
    assert json.loads(json.dumps(scene.info()))["nodes"]["building"] == 1
