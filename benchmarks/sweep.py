"""How many runs per second a sweep makes, by number of workers.

Run it as ``python benchmarks/sweep.py ESTATE.gpkg… [--runs N]``. Each run fails one thing of the estate, drawn from all
its equipment, at any hour of the week for a lognormal time. One row per estate and number of workers: the whole time of
`run_sweep`, from opening the twin to the written table, runs per second, and what a single process takes per run
without any of that. The last column says whether the table is that of one worker, to the byte.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import datetime
from pathlib import Path

from twin.simulation.scenario import Scenario
from twin.simulation.sweep.plan import plan_of
from twin.simulation.sweep.run import TABLE, run_sweep
from twin.simulation.sweep.tasks import Job, run_tasks
from twin.store.load import load

START = datetime(2026, 1, 12, 8, 30)
BASE = Scenario("Something breaks", START, 86400).event("equipment-failure", at={"kind": "equipment"})
VARIED = {
    "event[0].at": "each",
    "event[0].duration": {"lognormal": {"median": "4 h", "sigma": 1.0}},
    "start": "hour of week",
}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("estates", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    arguments = parser.parse_args()
    print(f"{'estate':<24}{'things':>8}{'runs':>7}{'workers':>9}{'s':>8}{'runs/s':>8}{'ms CPU/run':>12}  same table")
    for estate in arguments.estates:
        things, alone_ms = load(estate).nodes.length, _alone_ms(estate)
        first = b""
        for workers in arguments.workers:
            seconds, table = _swept(estate, arguments.runs, workers)
            first = first or table
            rate = arguments.runs / seconds
            print(
                f"{estate.name:<24}{things:>8}{arguments.runs:>7}{workers:>9}{seconds:>8.1f}{rate:>8.0f}"
                f"{alone_ms:>12.2f}  {'yes' if table == first else 'NO'}",
                flush=True,
            )


def _swept(estate: Path, runs: int, workers: int) -> tuple[float, bytes]:
    """Return the time of a sweep [s] and its table."""
    with tempfile.TemporaryDirectory(prefix="twin-") as scratch:
        output = Path(scratch) / "sweep"
        began = time.perf_counter()
        run_sweep(estate, BASE, VARIED, output=output, samples=runs, seed=1, jobs=workers)
        return time.perf_counter() - began, (output / TABLE).read_bytes()


def _alone_ms(estate: Path, runs: int = 500) -> float:
    """Return the processor time of one run in this process [ms]."""
    plan = plan_of(load(estate), BASE, VARIED, samples=runs, seed=1)
    job = Job(str(estate), "", BASE, plan.fields)
    run_tasks(job, plan.tasks[:5])
    began = time.process_time()
    run_tasks(job, plan.tasks)
    return (time.process_time() - began) / runs * 1000


if __name__ == "__main__":
    main()
