"""The verbs that make samples."""

import json

import pytest

import twin
from twin.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample")
    assert main(["sample", "-o", str(path), "--blocks", "1", "--as-received", "-q"]) == 0
    return path


def test_sample_writes_two_models_of_a_building_and_what_belongs_to_it(folder):
    names = sorted(one.name for one in folder.iterdir())
    assert [name.rpartition("-")[2] for name in names if name.endswith(".ifc")] == ["architecture.ifc", "services.ifc"]
    assert {"public-space.gpkg", "register.csv", "truth.json"} <= set(names)


def test_same_seed_writes_the_same_bytes(folder, tmp_path):
    assert main(["sample", "-o", str(tmp_path), "--blocks", "1", "--as-received", "-q"]) == 0
    for name in (one.name for one in folder.iterdir() if one.suffix in {".ifc", ".json", ".csv"}):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_no_building_is_refused(tmp_path, capsys):
    assert main(["sample", "-o", str(tmp_path), "--blocks", "0"]) == 2
    assert "--blocks 0: is no number of buildings. Ask for one building or more." in capsys.readouterr().err


def test_file_in_place_of_the_directory_is_named(tmp_path, capsys):
    (tmp_path / "estate.gpkg").touch()
    assert main(["sample", "-o", str(tmp_path / "estate.gpkg"), "--blocks", "1"]) == 2
    assert "estate.gpkg: cannot be a directory (File exists). Name another one with -o." in capsys.readouterr().err


@pytest.mark.slow
def test_a_received_building_gives_up_its_doors_and_dwellings(folder):
    """Regression: the author of the sample is the author of the inference."""
    estate = twin.import_models(sorted(folder.glob("*.ifc")))
    ((_, truth),) = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["buildings"].items()
    nodes, edges = estate.facts.nodes, estate.facts.edges
    names = ["" if kind == "exterior" else one for kind, one in zip(nodes["kind"], nodes["global_id"], strict=True)]
    found = {
        (names[via], *sorted((names[a], names[b])))
        for a, b, via, relation in zip(edges["source"], edges["target"], edges["via"], edges["relation"], strict=True)
        if relation == "opens_onto" and via >= 0 and names[via] in truth["doors"]
    }
    doubled = set(truth["doubled_ids"])
    wanted = {(door, *ends) for door, ends in truth["doors"].items() if door not in doubled}
    assert len(wanted & found) >= 0.95 * len(wanted)
    homes = (nodes["kind"] == "zone") & (nodes["use"] == "dwelling")
    assert homes.sum() >= 0.95 * len(truth["dwellings"])  # a flat whose entrance hall is drawn as two may be missed
