"""The command as a BIM manager meets it: exit status, one clear message, and nothing lost."""

import contextlib
import json
import os
import sqlite3
import zipfile

import pytest

from twin.cli import main


def refused(capsys, *arguments):
    assert main(["import", *map(str, arguments)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "Traceback" not in output.err
    return output.err


def empty(path):
    path.write_bytes(b"")


def pointer(path):
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n")


def picture(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))


def several(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.ifc", "ISO-10303-21;")
        archive.writestr("b.ifc", "ISO-10303-21;")


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.ifc", "w") as member:
        for _ in range(400):
            member.write(bytes(1 << 20))


@pytest.mark.parametrize(
    ("name", "make", "word"),
    [
        ("zero.ifc", empty, "empty"),
        ("pointer.ifc", pointer, "LFS"),
        ("picture.ifc", picture, "image"),
        ("several.ifczip", several, "a.ifc"),
        ("bomb.ifczip", bomb, "bomb"),
        ("folder.ifc", lambda path: path.mkdir(), "directory"),
        ("missing.ifc", lambda path: None, "missing.ifc"),
    ],
)
def test_unusable_input_names_file_and_reason_and_leaves_the_output(tmp_path, capsys, name, make, word):
    make(tmp_path / name)
    output = tmp_path / "estate.gpkg"
    with contextlib.closing(sqlite3.connect(output)) as stood_there_before:
        stood_there_before.execute("CREATE TABLE twin_meta (key, value)")
    before = output.read_bytes()
    message = refused(capsys, tmp_path / name, "-o", output)
    assert name in message
    assert word in message
    assert output.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted({name, "estate.gpkg"} - {"missing.ifc"})


def test_an_output_that_is_no_twin_is_not_written_over(residence, tmp_path, capsys):
    model = tmp_path / "model.ifc"
    model.write_bytes(residence.read_bytes())
    assert "model.ifc: is there already, is no twin, and would be lost" in refused(capsys, model, "-o", model)
    assert model.read_bytes() == residence.read_bytes()


def test_a_workbook_in_place_of_a_register_is_named(residence, tmp_path, capsys):
    book = tmp_path / "codes.xlsx"
    book.write_bytes(b"PK\x03\x04 a workbook")
    message = refused(capsys, residence, "-o", tmp_path / "x.gpkg", "--register", book)
    assert "codes.xlsx: is no table of text" in message


FAILING = [
    "double_comma",
    "double_semi",
    "duplicate_id",
    "invalid_0",
    "multiple_duplicate_ids",
    "no_header",
    "reverse_string",
    "utf8_with_bom",
    "utf_encoding",
]


@pytest.mark.parametrize("name", FAILING)
def test_broken_step_text_is_an_error(shared_data, tmp_path, capsys, name):
    message = refused(capsys, shared_data / "odd_step" / f"fail_{name}.ifc", "-o", tmp_path / "estate.gpkg")
    assert f"fail_{name}.ifc" in message
    assert not (tmp_path / "estate.gpkg").exists()


@pytest.mark.parametrize(
    "name", ["invalid_header_entity", "multiple_wrong_header_fields", "too_many_header_entity_fields"]
)
def test_a_wrong_header_is_a_finding(shared_data, tmp_path, capsys, name):
    call = ["import", str(shared_data / "odd_step" / f"fail_{name}.ifc"), "-o", str(tmp_path / "e.gpkg"), "--json"]
    assert main(call) == 0
    assert json.loads(capsys.readouterr().out)["findings"]["header-fields"] == 1


def test_json_has_the_keys_that_stay_fixed(residence, tmp_path, capsys):
    output = tmp_path / "estate.gpkg"
    assert main(["import", str(residence), "-o", str(output)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["info", str(output), "--json"]) == 0
    info = json.loads(capsys.readouterr().out)
    assert {"nodes", "relations", "provenance", "findings", "crs", "sources"} <= info.keys()
    assert info["crs"] == "EPSG:2154"
    assert sum(info["provenance"].values()) == sum(info["relations"].values())
    assert info["provenance"]["declared"] > info["provenance"]["geometric"] > 0


def test_the_graph_has_the_keys_that_stay_fixed(residence, tmp_path, capsys):
    output = tmp_path / "estate.gpkg"
    main(["import", str(residence), "-o", str(output), "-q"])
    assert main(["graph", str(output), "-o", str(tmp_path / "g.json")]) == 0
    graph = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    assert {"id", "kind", "ifc_class", "name", "code", "building", "storey"} <= graph["nodes"][0].keys()
    edge = {"source", "target", "relation", "via", "provenance", "method", "confidence"}
    assert edge <= graph["edges"][0].keys()
    ids = {node["id"] for node in graph["nodes"]}
    assert all(edge["source"] in ids and edge["target"] in ids for edge in graph["edges"])
    capsys.readouterr()


def test_graphml_opens_in_networkx(residence, tmp_path):
    import networkx as nx

    output = tmp_path / "estate.gpkg"
    main(["import", str(residence), "-o", str(output), "-q"])
    assert main(["graph", str(output), "-o", str(tmp_path / "g.graphml")]) == 0
    assert nx.read_graphml(tmp_path / "g.graphml").number_of_nodes() > 50


def test_check_says_no_when_something_could_not_be_taken_over(shared_data, tmp_path, capsys):
    output = tmp_path / "estate.gpkg"
    main(["import", str(shared_data / "odd_small" / "broken_conversion_unit.ifc"), "-o", str(output), "-q"])
    assert main(["check", str(output), "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert "missing-units" in {one["code"] for one in result["findings"]}
    assert all(0 <= one["score"] <= 1 for one in result["readiness"])


def test_check_of_the_sample_is_content(residence, tmp_path, capsys):
    output = tmp_path / "estate.gpkg"
    main(["import", str(residence), "-o", str(output), "-q"])
    assert main(["check", str(output)]) == 0
    assert "fire and smoke" in capsys.readouterr().out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_that_may_not_be_written_is_refused(residence, tmp_path, capsys):
    tmp_path.chmod(0o500)
    assert "not writable" in refused(capsys, residence, "-o", tmp_path / "estate.gpkg")


def test_interrupting_leaves_nothing(residence, tmp_path, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("twin.store.save._write_columns", interrupted)
    assert main(["import", str(residence), "-o", str(tmp_path / "estate.gpkg")]) == 130
    assert "interrupted" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
