"""The verb `sweep`, from the file to the table."""

import json
from pathlib import Path

import pytest

from twin.cli import main
from twin.store.save import save

SAMPLES = Path(__file__).parents[2] / "ifc_samples" / "scenarios"
SWEEP = """
start = 2026-01-12 08:30:00

[[event]]
hazard = "equipment-failure"
at = {class = "IfcElectricDistributionBoard"}

[vary]
"event[0].at" = "each"
"event[0].duration" = ["1 h", "3 h"]
"""


@pytest.fixture(scope="module")
def estate(wire, tmp_path_factory):
    things = {"board": "IfcElectricDistributionBoard", "unit": "IfcElectricDistributionBoard", "pump": "IfcPump"}
    things |= {"room": "space", "home": "dwelling"}
    feeds = [("board", "unit", "power"), ("board", "pump", "power")]
    path = tmp_path_factory.mktemp("sweep") / "house.gpkg"
    save(wire(things, feeds, [("home", "room")], {"unit": "room"}), path)
    return path


def call(estate, tmp_path, text, *more):
    file = tmp_path / "sweep.toml"
    file.write_text(text)
    return main(["sweep", str(estate), str(file), "-o", str(tmp_path / "out"), "--jobs", "1", *more])


def refused(estate, tmp_path, text, capsys):
    assert call(estate, tmp_path, text) == 2
    assert not (tmp_path / "out").exists()
    return capsys.readouterr().err


def test_quantiles_and_worst_runs_are_printed(estate, tmp_path, capsys):
    assert call(estate, tmp_path, SWEEP) == 0
    told = capsys.readouterr()
    assert "4 runs, 0 failed, seed 0" in told.out
    assert "Board 'board'" in told.out
    assert told.err.endswith("sweep.parquet: 4 runs\n")


def test_json_holds_quantiles_worst_runs_and_the_seed(estate, tmp_path, capsys):
    assert call(estate, tmp_path, SWEEP, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["failed"], told["seed"]) == (4, 0, 0)
    assert told["quantiles"]["dwelling_h_power"]["most"] == 3.0
    assert [row["dwelling_h"] for row in told["worst"]] == [3.0, 3.0, 1.0, 1.0]


def test_scenario_may_stand_in_a_file_of_its_own(estate, tmp_path, capsys):
    head, vary = SWEEP.split("[vary]")
    (tmp_path / "board.toml").write_text(head)
    assert call(estate, tmp_path, f'base = "board.toml"\n[vary]{vary}', "--json") == 0
    assert json.loads(capsys.readouterr().out)["runs"] == 4


def test_mistakes_are_told_with_their_lines(estate, tmp_path, capsys):
    told = refused(estate, tmp_path, SWEEP.replace("[0].duration", "[0].delay"), capsys)
    assert "line 10, vary.event[0].delay" in told
    assert "There are at, after, duration" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("start = 2026-01-12 08:30:00", "", "start: is missing"),
        ("start =", 'method = "sobol"\nstart =', "line 2, method"),
        ("start =", "samples = 0.5\nstart =", "line 2, samples"),
        ("start =", "seed = -1\nstart =", "line 2, seed"),
        ("start =", 'base = "board.toml"\nstart =', "stands in board.toml too"),
        ("start =", "sample = 5\nstart =", "Did you mean 'samples'?"),
        ('"equipment-failure"', '"equipment-failur"', "line 5, event[0].hazard"),
        (SWEEP[SWEEP.index("[vary]") :], "", "vary: is missing"),
        (SWEEP[SWEEP.index("[vary]") :], "[vary]", "vary: holds nothing"),
        ('"each"', "{sample = 9}", "Write a whole number from 1 to 2"),
        ("IfcElectric", "IfcEccentric", "line 9, vary.event[0].at: at nothing has class"),
        ("[vary]", "[vary]\nwhere = 1", "is no field of a scenario"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(estate, tmp_path, capsys, old, new, told):
    assert told in refused(estate, tmp_path, SWEEP.replace(old, new), capsys)


def test_thing_that_the_estate_does_not_know_is_told_with_its_line(estate, tmp_path, capsys):
    text = SWEEP.replace("IfcElectric", "IfcEccentric").replace('"event[0].at" = "each"', "")
    assert "line 6, event[0].at" in refused(estate, tmp_path, text, capsys)


def test_jobs_and_scheduler_do_not_go_together(estate, tmp_path, capsys):
    assert call(estate, tmp_path, SWEEP, "--scheduler", "tcp://127.0.0.1:1") == 2
    assert "do not go together" in capsys.readouterr().err


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("sweep-*.toml")), ids=lambda file: file.stem)
def test_samples_can_be_read(file):
    from twin.simulation.sweep.file import read_sweep

    assert read_sweep(file).variations


@pytest.fixture
def state(estate):
    """Have the board of the home out of order since the day before, until the test is over."""
    path = estate.with_suffix(".state.toml")
    path.write_text('[[incident]]\nhazard = "equipment-failure"\nat = "unit"\nsince = 2026-01-11 08:30:00\n')
    yield path
    path.unlink()


def test_runs_start_from_the_open_incidents_unless_told_otherwise(estate, tmp_path, capsys, state):
    assert call(estate, tmp_path, SWEEP, "--json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["quantiles"]["dwelling_h_power"]["p5"] > 3.0
    assert "each run starts with the incidents open then, of 1 equipment-failure" in told.err
    (tmp_path / "bare").mkdir()
    assert call(estate, tmp_path / "bare", SWEEP, "--without-state", "--json") == 0
    assert json.loads(capsys.readouterr().out)["quantiles"]["dwelling_h_power"]["most"] == 3.0


def test_sweep_from_another_state_is_another_sweep(estate, tmp_path, capsys, state):
    assert call(estate, tmp_path, SWEEP) == 0
    assert call(estate, tmp_path, SWEEP, "--without-state") == 2
    assert "holds another sweep" in capsys.readouterr().err


def test_incident_at_what_is_not_there_is_refused(estate, tmp_path, capsys, state):
    state.write_text(state.read_text().replace("unit", "gone"))
    assert "gone" in refused(estate, tmp_path, SWEEP, capsys)


def test_incident_that_begins_after_the_start_is_left_out(estate, tmp_path, capsys, state):
    state.write_text(state.read_text().replace("2026-01-11", "2026-01-13"))
    assert call(estate, tmp_path, SWEEP, "--json") == 0
    assert json.loads(capsys.readouterr().out)["quantiles"]["dwelling_h_power"]["most"] == 3.0
