"""Sweeps from end to end: the same table whoever makes the runs, in whatever order, however often it is interrupted."""

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import duckdb
import pytest

from twin.errors import UsageError
from twin.estate import Estate
from twin.simulation.run import _installed, run_scenario
from twin.simulation.scenario import Scenario
from twin.simulation.sweep.fields import field_of, varied
from twin.simulation.sweep.measures import measured
from twin.simulation.sweep.run import TABLE, run_sweep
from twin.store.save import save
from twin.workers.pool import WorkerPool

BASE = Scenario("Cut", datetime(2026, 1, 12, 8, 30), 86400).event("equipment-failure", at="board", duration="3 h")
VARIED = {
    "event[0].at": ["board", "unit", "pump"],
    "event[0].duration": {"lognormal": {"median": "4 h", "sigma": 1.0}},
    "start": "hour of week",
}
RUNS = 60


@pytest.fixture(scope="module")
def house(wire):
    things = {
        "board": "IfcElectricDistributionBoard",
        "unit": "IfcElectricDistributionBoard",
        "pump": "IfcPump",
        "tap": "IfcSanitaryTerminal",
        "room": "space",
        "home": "dwelling",
    }
    feeds = [("board", "unit", "power"), ("board", "pump", "power"), ("pump", "tap", "cold_water")]
    return wire(things, feeds, [("home", "room")], {"unit": "room", "tap": "room"})


@pytest.fixture(scope="module")
def estate(house, tmp_path_factory):
    path = tmp_path_factory.mktemp("sweep") / "house.gpkg"
    save(house, path)
    return path


def swept(estate, output, **options):
    return run_sweep(estate, BASE, VARIED, **{"output": output, "samples": RUNS, "seed": 4, "jobs": 1} | options)


@pytest.fixture(scope="module")
def table(estate, tmp_path_factory):
    """Return the bytes of the table of an undisturbed sweep by one worker."""
    output = tmp_path_factory.mktemp("alone")
    swept(estate, output)
    return (output / TABLE).read_bytes()


def test_two_workers_give_the_table_of_one(estate, table, tmp_path):
    swept(estate, tmp_path, jobs=2)
    assert (tmp_path / TABLE).read_bytes() == table


def test_any_executor_gives_the_same_table(estate, table, tmp_path):
    with ThreadPoolExecutor(3) as executor:
        swept(estate, tmp_path, executor=executor, jobs=3)
    assert (tmp_path / TABLE).read_bytes() == table


def test_another_seed_gives_another_table(estate, table, tmp_path):
    with ThreadPoolExecutor(1) as executor:
        swept(estate, tmp_path, executor=executor, seed=5)
    assert (tmp_path / TABLE).read_bytes() != table


def test_interrupted_sweep_goes_on_and_ends_with_the_same_table(estate, table, tmp_path):
    class Stopping(ThreadPoolExecutor):
        def submit(self, fn, /, *args, **kwargs):
            if self.left == 0:
                raise KeyboardInterrupt
            self.left -= 1
            return super().submit(fn, *args, **kwargs)

    with Stopping(1) as executor:
        executor.left = 6
        with pytest.raises(KeyboardInterrupt):
            swept(estate, tmp_path, executor=executor)
    done = sum(len(part.read_text().splitlines()) for part in (tmp_path / "parts").iterdir())
    assert 0 < done < RUNS
    assert not (tmp_path / TABLE).exists()
    counted = Counting(1)
    with counted as executor:
        swept(estate, tmp_path, executor=executor)
    assert counted.tasks == RUNS - done
    assert (tmp_path / TABLE).read_bytes() == table


class Counting(ThreadPoolExecutor):
    tasks = 0

    def submit(self, fn, /, *args, **kwargs):
        self.tasks += len(args[0])
        return super().submit(fn, *args, **kwargs)


def test_finished_sweep_is_not_run_again(estate, table, tmp_path):
    for expected in (RUNS, 0):
        with Counting(1) as executor:
            swept(estate, tmp_path, executor=executor)
        assert executor.tasks == expected
        assert (tmp_path / TABLE).read_bytes() == table


def test_killed_worker_loses_nothing(estate, table, tmp_path):
    with WorkerPool(2) as pool:

        def kill():
            while not pool.processes:
                time.sleep(0.01)
            os.kill(pool.processes[0], signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        swept(estate, tmp_path, executor=pool, jobs=2)
        killer.join()
    assert (tmp_path / TABLE).read_bytes() == table


@pytest.fixture
def hazard(add_package):
    """Return a function that installs the hazard `sudden` from the line of what it does at three in the morning."""
    lines = '"""Comes suddenly."""\nimport os\nfrom twin.simulation.hazard import Plugin\nclass Hazard(Plugin):\n'
    lines += "    needs_aim = False\n    def begin(self, world, call):\n        if world.start.hour == 3:\n            "

    def install(line):
        add_package({"hazards/__init__.py": "", "hazards/sudden.py": f"{lines}{line}\n"})
        _installed.cache_clear()

    yield install
    _installed.cache_clear()


def errors(estate, output):
    sudden = Scenario("Sudden", datetime(2026, 1, 12)).event("sudden")
    hours = [f"2026-01-12 0{hour}:00" for hour in range(6)]
    return run_sweep(estate, sudden, {"start": hours}, output=output, jobs=1).columns["error"].tolist()


def test_run_that_kills_its_worker_is_a_row_that_says_so(estate, tmp_path, hazard):
    hazard("os.abort()")
    told = "the worker died 3 times in this run: its worker was ended by SIGABRT"
    assert errors(estate, tmp_path / "out") == ["", "", "", told, "", ""]


def test_run_that_fails_is_a_row_that_says_why(estate, tmp_path, hazard):
    hazard("raise ValueError('the moon is full')")
    assert errors(estate, tmp_path / "out") == ["", "", "", "ValueError: the moon is full", "", ""]


def test_table_has_a_row_per_run_with_what_was_varied_and_what_came_of_it(estate, tmp_path):
    with ThreadPoolExecutor(1) as executor:
        sweep = swept(estate, tmp_path, executor=executor)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{sweep.path}'")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert names[:5] == ["task", "seed", "event[0].at", "event[0].duration_s", "start"]
    assert [row["task"] for row in rows] == list(range(RUNS))
    for row in rows:
        lost = 0.0 if row["event[0].at"] == "pump" else min(row["event[0].duration_s"] / 3600, 24.0)
        assert row["dwelling_h_power"] == pytest.approx(lost)
    assert all((row["share_on_defaults"] is None) == (row["dwelling_h"] == 0) for row in rows)


def test_run_can_be_repeated_from_its_row(estate, house, tmp_path):
    with ThreadPoolExecutor(1) as executor:
        sweep = swept(estate, tmp_path, executor=executor)
    row = sweep.table.loc[11]
    fields = tuple(field_of(BASE, path) for path in VARIED)
    values = (row["event[0].at"], row["event[0].duration_s"], row["start"].to_pydatetime())
    again = measured(house, run_scenario(house, varied(BASE, fields, values), seed=int(row["seed"])))
    assert again["dwelling_h"] == row["dwelling_h"]


def test_worst_runs_come_first_and_quantiles_are_of_what_is_known(estate, tmp_path):
    with ThreadPoolExecutor(1) as executor:
        sweep = swept(estate, tmp_path, executor=executor)
    hours = sweep.table["dwelling_h"]
    assert [row["dwelling_h"] for row in sweep.worst(3)] == sorted(hours, reverse=True)[:3]
    spread = {one.measure: one for one in sweep.quantiles()}
    assert spread["dwelling_h"].p50 == pytest.approx(hours.median())
    assert spread["share_on_defaults"].mean == pytest.approx(sweep.table["share_on_defaults"].mean())


def test_folder_tells_what_was_run_and_refuses_another_sweep(estate, tmp_path):
    with ThreadPoolExecutor(1) as executor:
        swept(estate, tmp_path, executor=executor)
        told = json.loads((tmp_path / "sweep.json").read_text())
        assert (told["seed"], told["runs"], told["varied"]) == (4, RUNS, list(VARIED))
        with pytest.raises(UsageError, match="holds another sweep"):
            swept(estate, tmp_path, executor=executor, seed=5)


def test_folder_of_something_else_is_left_alone(estate, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear tenant")
    with pytest.raises(UsageError, match="is no empty folder"):
        swept(estate, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_scenario_that_no_run_can_begin_is_refused_before_any_does(estate, tmp_path):
    with pytest.raises(UsageError, match="equipment-failur"):
        run_sweep(
            estate, Scenario("X", BASE.start).event("equipment-failur"), {"start": "hour of week"}, output=tmp_path
        )
    assert not list(tmp_path.iterdir())


def test_estate_in_memory_is_swept_too(house):
    bound = Estate(house).scenario("Cut", start="2026-01-12 08:30").event("equipment-failure", at="board")
    with ThreadPoolExecutor(1) as executor:
        sweep = Estate(house).sweep(bound, {"event[0].duration": ["1 h", "2 h"]}, executor=executor)
    assert sweep.table["dwelling_h_power"].tolist() == [1.0, 2.0]
    assert sweep.path is None


def test_runs_that_failed_are_tried_again_and_the_table_forgets_it(estate, table, tmp_path, monkeypatch):
    def refuse(twin, history):
        raise RuntimeError("no memory")

    with monkeypatch.context() as patched, ThreadPoolExecutor(1) as executor:
        patched.setattr("twin.simulation.sweep.tasks.measured", refuse)
        assert swept(estate, tmp_path, executor=executor).failed == RUNS
    counted = Counting(1)
    with counted as executor:
        assert swept(estate, tmp_path, executor=executor).failed == 0
    assert counted.tasks == RUNS
    assert (tmp_path / TABLE).read_bytes() == table
    assert swept(estate, tmp_path).failed == 0
