import os
import signal

import pytest

from twin.clock import Clock
from twin.errors import InputError
from twin.importers.ifc.source import open_source
from twin.importers.parallel import read_side_by_side
from twin.importers.pipeline import Options, import_files
from twin.progress import SilentProgress
from twin.workers.pool import WorkerPool


@pytest.fixture
def two(write_ifc):
    wall = "#9=IFCLOCALPLACEMENT($,#6);\n#14=IFCWALL('3ZvctVUKr0kugbFTf53O9{}',$,'Mur {}',$,$,#9,$,'T1',.SOLIDWALL.);\n"
    return [write_ifc(wall.format(n, n), name=f"{n}.ifc") for n in "AB"]


def test_files_read_side_by_side_give_the_same_twin(residence, two):
    paths = [residence, *two]
    alone, together = (import_files(paths, Options(jobs=jobs)).twin for jobs in (1, 2))
    for table in ("nodes", "edges", "vertices", "findings"):
        for name, column in alone[table].items():
            other = together[table][name]
            assert (column == other).all() or ((column == other) | (column != column)).all(), (table, name)


class _Dying(WorkerPool):
    """Hands a call that ends the worker instead of the one that it was given, the first so many times."""

    def __init__(self, deaths):
        super().__init__(1)
        self.deaths = deaths

    def submit(self, fn, /, *args, **kwargs):
        if self.deaths > 0:
            self.deaths -= 1
            return super().submit(os._exit, 9)
        return super().submit(fn, *args, **kwargs)


def read(paths, deaths):
    sources = [open_source(path) for path in paths]
    with _Dying(deaths) as pool:
        return read_side_by_side(sources, pool, kernel="auto", crs=None, progress=SilentProgress(), clock=Clock())


def test_a_file_whose_worker_dies_is_read_by_another(two):
    assert [reading.source.name for reading, _ in read(two, 1)] == ["A.ifc", "B.ifc"]


def test_a_file_that_kills_its_workers_is_named(two):
    with pytest.raises(InputError, match=r"A\.ifc: the process that reads it died 2 times"):
        read(two[:1], 2)


def test_a_cluster_reads_the_same_though_one_of_its_workers_is_killed(residence, two):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'estate-twin[cluster]'")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        options = Options(scheduler=cluster.scheduler_address)
        twin = import_files([residence, *two], options).twin
    assert twin.nodes["id"].tolist() == import_files([residence, *two], Options()).twin.nodes["id"].tolist()
