"""A file at the output path is the old one or the new one, never something between, and others can read it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time

import numpy as np
import pyogrio
import pytest

from twin.errors import OutputError, StoreError
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.store.load import load
from twin.store.save import save

UNPLACED, NO_BOX = np.full((3, 4), np.nan), np.full((2, 3), np.nan)
PLACED = np.array([[1, 0, 0, 770000.0], [0, 1, 0, 6280000.0], [0, 0, 1, 0]])
BOX = np.array([[770000.0, 6280000.0, 0.0], [770004.0, 6280003.0, 0.0]])
SQUARE = [[0, 0, 0], [4, 0, 0], [4, 3, 0], [0, 3, 0]]


@pytest.fixture
def twin():
    nodes = {
        "id": ["b", "s", "r", "e"],
        "kind": ["building", "storey", "space", "equipment"],
        "name": ["Tilleuls", "R+1", "Séjour", "Radiateur"],
        "building": [0] * 4,
        "storey": [-1, 1, 1, 1],
        "mesh": [-1, -1, 0, 0],
        "transform": [UNPLACED, UNPLACED, PLACED, PLACED],
        "box": [NO_BOX, NO_BOX, BOX, BOX],
    }
    tables = {
        "nodes": table_of("nodes", nodes),
        "edges": table_of(
            "edges", {"source": [0, 1], "target": [1, 2], "relation": ["contains"] * 2, "provenance": ["declared"] * 2}
        ),
        "meshes": table_of("meshes", {"vertices": [4], "faces": [2], "colours": [1], "kernel": ["fast"]}),
        "vertices": table_of("vertices", {"xyz": SQUARE}),
        "faces": table_of("faces", {"corners": [[0, 1, 2], [0, 2, 3]]}),
        "colours": table_of("colours", {"rgba": [[1, 1, 1, 1]]}),
    }
    return Twin(tables, {"crs": "EPSG:2154"})


def test_a_stored_twin_is_the_same_twin(twin, tmp_path):
    save(twin, tmp_path / "a.gpkg")
    again = load(tmp_path / "a.gpkg")
    assert again.crs == "EPSG:2154"
    for name, table in twin.tables.items():
        for column in table:
            assert np.array_equal(again[name][column], table[column], equal_nan=table[column].dtype.kind == "f")


def test_gdal_reads_the_layers_with_their_reference_system(twin, tmp_path):
    save(twin, tmp_path / "a.gpkg")
    layers = dict(pyogrio.list_layers(tmp_path / "a.gpkg"))
    assert layers["spaces"] == "Unknown"
    assert layers["equipment"] == "Point"
    spaces = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="spaces")
    assert spaces.crs.to_epsg() == 2154
    assert spaces.area.tolist() == pytest.approx([12.0])
    assert spaces.loc[0, ["name", "storey", "building"]].tolist() == ["Séjour", "R+1", "Tilleuls"]
    assert pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="edges")["relation"].tolist() == ["contains"] * 2


def test_sqlite_finds_the_file_sound(twin, tmp_path):
    save(twin, tmp_path / "a.gpkg")
    with sqlite3.connect(tmp_path / "a.gpkg") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("delete",)]
    connection.close()


def test_an_equal_twin_gives_equal_tables_in_the_file(twin, tmp_path):
    for name in ("a.gpkg", "b.gpkg"):
        save(twin, tmp_path / name)
    rows = []
    for name in ("a.gpkg", "b.gpkg"):
        connection = sqlite3.connect(tmp_path / name)
        rows.append(connection.execute("SELECT * FROM twin_columns ORDER BY 1, 2").fetchall())
        connection.close()
    assert rows[0] == rows[1]


def test_an_unknown_format_is_refused_by_its_name(twin, tmp_path):
    save(twin, tmp_path / "a.gpkg")
    connection = sqlite3.connect(tmp_path / "a.gpkg", isolation_level=None)
    connection.execute("UPDATE twin_meta SET value = '\"9.7\"' WHERE key = 'format_version'")
    connection.close()
    with pytest.raises(StoreError, match=r"was written in format 9.7; this version reads 0.1"):
        load(tmp_path / "a.gpkg")


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look at" * 9])
def test_what_is_no_twin_is_refused(tmp_path, content):
    (tmp_path / "a.gpkg").write_bytes(content)
    with pytest.raises(StoreError, match="is no twin"):
        load(tmp_path / "a.gpkg")


def test_a_missing_twin_says_how_to_make_one(tmp_path):
    with pytest.raises(StoreError, match=r"there is no such file. Make one with `twin import"):
        load(tmp_path / "a.gpkg")


def test_a_log_of_a_crashed_program_is_folded_in_and_never_replayed(twin, tmp_path):
    path = tmp_path / "a.gpkg"
    save(twin, path)
    script = (
        "import sqlite3, os, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA journal_mode = WAL'); c.execute(\"UPDATE nodes SET name = 'edited in QGIS'\"); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)
    assert (tmp_path / "a.gpkg-wal").stat().st_size > 0
    save(twin, path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.gpkg"]
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT DISTINCT name FROM nodes ORDER BY 1").fetchall() != [("edited in QGIS",)]
    connection.close()


def test_a_twin_in_use_by_another_program_is_not_overwritten(twin, tmp_path):
    path = tmp_path / "a.gpkg"
    save(twin, path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE nodes SET name = 'being edited'")
    before = path.read_bytes()
    with pytest.raises(OutputError, match="in use by another program"):
        save(twin, path)
    assert path.read_bytes() == before
    other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize(("place", "reason"), [(".", "is a directory"), ("none/a.gpkg", "does not exist")])
def test_a_place_that_cannot_be_written_is_refused(twin, tmp_path, place, reason):
    with pytest.raises(OutputError, match=reason):
        save(twin, tmp_path / place)


def test_a_full_disk_leaves_the_old_file(twin, tmp_path, monkeypatch):
    path = tmp_path / "a.gpkg"
    save(twin, path)
    before = path.read_bytes()

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("twin.store.save._write_columns", full)
    with pytest.raises(OutputError, match="Free some space"):
        save(twin, path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.gpkg"]


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_killed_import_leaves_the_old_file(residence, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"the old file")
    for delay in (0.1, 0.5, 0.9):
        call = [sys.executable, "-m", "twin", "import", str(residence), "-o", str(path)]
        with subprocess.Popen(call, stderr=subprocess.DEVNULL) as process:
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        content = path.read_bytes()
        assert content == b"the old file" or content.startswith(b"SQLite format 3")
        path.write_bytes(b"the old file")
