import pandas as pd
import pytest

from twin.errors import TwinError, UsageError
from twin.simulation.tables import COLUMNS
from twin.store.save import save
from twin_viewers.player.saved import runs_of
from twin_viewers.player.start import STAGES, begin, folder_for

PATIENCE_S = 60


@pytest.fixture(scope="module")
def path(estate, tmp_path_factory):
    path = tmp_path_factory.mktemp("estate") / "estate.gpkg"
    save(estate.facts, path)
    return path


def same(one, other):
    for name in COLUMNS:
        pd.testing.assert_frame_equal(one.table(name), other.table(name))


def test_run_in_a_process_is_the_run_in_python(path, outage, tmp_path):
    job = begin(path, outage.record.scenario, seed=7, save_to=tmp_path / "run")
    run = job.result(PATIENCE_S)
    same(run, outage)
    assert run.summary == outage.summary
    assert run.record.seed == 7
    assert job.progress.share == 1.0
    assert [one.name for one in runs_of(tmp_path)] == ["Main board"]


def test_run_in_a_thread_is_the_run_in_python(estate, outage):
    same(begin(estate.facts, outage.record.scenario, seed=7).result(PATIENCE_S), outage)


def test_progress_only_goes_on(path, outage):
    job, seen = begin(path, outage.record.scenario), []
    while not job.is_done:
        seen.append(job.progress.share)
    job.result(PATIENCE_S)
    assert seen == sorted(seen)
    assert {0.0, 1.0} >= {seen[0], job.progress.share}
    assert job.progress.stage == STAGES[-1]


def test_cancelled_run_ends_and_leaves_nothing(path, outage, tmp_path):
    job = begin(path, outage.record.scenario, save_to=tmp_path / "run")
    job.cancel()
    assert job.is_done
    with pytest.raises(UsageError, match="was cancelled"):
        job.result(PATIENCE_S)
    assert not (tmp_path / "run").exists()


def test_scenario_that_cannot_be_run_says_why(path, estate):
    wrong = estate.scenario("X", start="2026-01-12 08:30", duration="1 h").event("valve-closure", at="Pump").value
    with pytest.raises(UsageError, match="is no valve"):
        begin(path, wrong).result(PATIENCE_S)


def test_estate_that_is_gone_is_an_error_and_no_hanging(tmp_path, outage):
    with pytest.raises(TwinError):
        begin(tmp_path / "none.gpkg", outage.record.scenario).result(PATIENCE_S)


def test_runs_beside_an_estate_are_found_and_told_apart(estate, outage, made_up, flood, tmp_path):
    outage.save(tmp_path / "run-a")
    made_up(flood, []).save(tmp_path / "run-b")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "run.json").write_text("[]", encoding="utf-8")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "run.json").write_text('{"format": "estate-twin run 0.0"}', encoding="utf-8")
    found = runs_of(tmp_path, twin=estate.facts)
    assert [(one.folder.name, one.is_of_this, bool(one.problem)) for one in found] == [
        ("run-a", True, False),
        ("run-b", False, False),
        ("old", None, True),
    ]
    assert runs_of(tmp_path / "none") == ()


def test_folder_for_a_run_is_plain_and_new(tmp_path):
    estate = tmp_path / "estate.gpkg"
    first = folder_for(estate, "Main board: A / B?")
    assert first.name == "run-main-board-a-b"
    first.mkdir()
    assert folder_for(estate, "Main board: A / B?").name == "run-main-board-a-b-2"
    assert folder_for(estate, "../..").parent == tmp_path
