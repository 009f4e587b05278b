import json

import pandas as pd
import pytest

from twin.errors import InputError, OutputError
from twin.simulation.results import bound_scenario
from twin.simulation.run_folder import open_run, twin_hash
from twin.simulation.tables import COLUMNS

THINGS = {
    "main": "IfcElectricDistributionBoard",
    "unit": "IfcElectricDistributionBoard",
    "room": "space",
    "home": "dwelling",
}


@pytest.fixture(scope="module")
def twin(wire):
    return wire(THINGS, [("main", "unit", "power")], [("home", "room")], {"unit": "room"})


@pytest.fixture(scope="module")
def run(twin):
    scenario = bound_scenario(twin, "Cut", start="2026-01-12 08:30", duration="6 h")
    return scenario.event("equipment-failure", at={"name": "main"}).intervene("repair", after="1 h").run(seed=3)


def files(folder):
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_run_comes_back_without_the_twin(run, tmp_path):
    again = open_run(run.save(tmp_path / "cut"))
    assert again.record == run.record
    assert again.summary == run.summary
    for name in COLUMNS:
        pd.testing.assert_frame_equal(again.table(name), run.table(name))
    pd.testing.assert_frame_equal(again.at("00:30"), run.at("00:30"))


def test_empty_run_comes_back_with_the_same_types(twin, tmp_path):
    run = bound_scenario(twin, "Nothing", start="2026-01-12", duration="1 h").run()
    again = open_run(run.save(tmp_path / "nothing"))
    for name in COLUMNS:
        pd.testing.assert_frame_equal(again.table(name), run.table(name))
    assert again.at("5 min").empty


def test_same_seed_gives_the_same_bytes(run, twin, tmp_path):
    again = bound_scenario(twin, "Cut", start="2026-01-12 08:30", duration="6 h")
    again = again.event("equipment-failure", at={"name": "main"}).intervene("repair", after="1 h").run(seed=3)
    assert files(run.save(tmp_path / "a")) == files(again.save(tmp_path / "b"))


def test_run_replaces_a_run_and_leaves_nothing_beside_it(run, tmp_path):
    run.save(tmp_path / "cut")
    (tmp_path / "cut" / "old.txt").write_text("old")
    run.save(tmp_path / "cut")
    assert [one.name for one in tmp_path.iterdir()] == ["cut"]
    assert "old.txt" not in files(tmp_path / "cut")


def test_empty_folder_is_taken(run, tmp_path):
    (tmp_path / "cut").mkdir()
    assert (run.save(tmp_path / "cut") / "summary.json").exists()


def test_folder_with_something_else_is_refused_and_kept(run, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(OutputError, match="holds something else than a run"):
        run.save(tmp_path)
    assert files(tmp_path) == {"letter.txt": b"dear"}


@pytest.mark.parametrize(("name", "message"), [("file", "is a file, not a folder"), ("no/run", "does not exist")])
def test_place_that_cannot_be_written_is_told(run, tmp_path, name, message):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=message):
        run.save(tmp_path / name)


def test_interrupted_save_leaves_the_old_run(run, tmp_path, monkeypatch):
    run.save(tmp_path / "cut")
    before = files(tmp_path / "cut")
    monkeypatch.setattr(
        "twin.simulation.run_folder._write_json", lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OutputError, match="disk full"):
        run.save(tmp_path / "cut")
    assert files(tmp_path / "cut") == before
    assert [one.name for one in tmp_path.iterdir()] == ["cut"]


def test_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no run"):
        open_run(tmp_path)


def test_run_of_another_form_is_refused_by_name(run, tmp_path):
    folder = run.save(tmp_path / "cut")
    told = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**told, "format": "estate-twin run 9"}))
    with pytest.raises(InputError, match="was written as 'estate-twin run 9'"):
        open_run(folder)


def test_damaged_table_is_told_when_it_is_read(run, tmp_path):
    folder = run.save(tmp_path / "cut")
    (folder / "states.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"states\.parquet: cannot be read"):
        _ = open_run(folder).states


def test_hash_changes_with_a_fact_that_decides(wire, twin):
    other = wire(THINGS, [("main", "unit", "gas")], [("home", "room")], {"unit": "room"})
    same = wire(THINGS, [("main", "unit", "power")], [("home", "room")], {"unit": "room"})
    assert twin_hash(twin) == twin_hash(same)
    assert twin_hash(twin) != twin_hash(other)


def test_scenario_stands_in_the_folder_as_people_write_it(run, tmp_path):
    from twin.simulation.scenario_file import read_scenario

    assert read_scenario(run.save(tmp_path / "cut") / "scenario.toml") == run.record.scenario
