"""The same sweep on a Dask cluster: two worker processes of this machine, one of which is killed."""

import os
import signal
import sys
from contextlib import contextmanager
from datetime import datetime

import pytest

from twin.errors import UsageError
from twin.simulation.scenario import Scenario
from twin.simulation.sweep.run import TABLE, run_sweep
from twin.store.save import save
from twin.workers.cluster import executor_of

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'estate-twin[cluster]'")

BASE = Scenario("Cut", datetime(2026, 1, 12, 8, 30), 86400).event("equipment-failure", at="board")
RUNS = 200


@pytest.fixture(scope="module")
def estate(wire, tmp_path_factory):
    things = {"board": "IfcElectricDistributionBoard", "unit": "IfcElectricDistributionBoard"}
    things |= {"room": "space", "home": "dwelling"}
    path = tmp_path_factory.mktemp("sweep") / "house.gpkg"
    save(wire(things, [("board", "unit", "power")], [("home", "room")], {"unit": "room"}), path)
    return path


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster


class Killing:
    """Progress that kills a worker once runs are done, and only then."""

    def __init__(self, process):
        self.process, self.done = process, 0

    @contextmanager
    def stage(self, name, *, file="", total=None):
        yield self.advance

    def advance(self, steps):
        if self.done == 0 and steps:
            os.kill(self.process, signal.SIGKILL)
        self.done += steps


def swept(estate, output, **options):
    varied = {"event[0].duration": {"exponential": {"mean": "4 h"}}}
    run_sweep(estate, BASE, varied, output=output, samples=RUNS, seed=4, **options)
    return (output / TABLE).read_bytes()


def test_killed_worker_of_a_cluster_loses_nothing(estate, cluster, tmp_path):
    victim = Killing(next(iter(cluster.workers.values())).pid)
    with executor_of(cluster.scheduler_address) as (executor, width):
        assert width == 2
        table = swept(estate, tmp_path / "cluster", executor=executor, jobs=width, progress=victim)
    assert victim.done == RUNS
    with pytest.raises(ProcessLookupError):
        os.kill(victim.process, 0)
    assert table == swept(estate, tmp_path / "alone", jobs=1)


def test_scheduler_that_does_not_answer_is_told_with_the_remedy(monkeypatch):
    monkeypatch.setattr("twin.workers.cluster._PATIENCE_S", 0.2)
    with (
        pytest.raises(UsageError, match=r"does not answer .*Start one: dask scheduler"),
        executor_of("tcp://127.0.0.1:9"),
    ):
        pass


def test_cluster_without_dask_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'estate-twin\[cluster\]'"), executor_of("tcp://127.0.0.1:9"):
        pass
