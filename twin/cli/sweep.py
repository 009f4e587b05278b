"""Run a scenario thousands of times with something varied, and tell how its impacts spread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from twin.model.twin import Twin
    from twin.simulation.current_state import Incident
    from twin.simulation.sweep.file import SweepFile
    from twin.simulation.sweep.results import Sweep

__all__ = ["run"]

_WORST = 5


def run(
    estate: Path,
    sweep: Path,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    jobs: int | None = None,
    scheduler: str | None = None,
    without_state: bool = False,
    json: bool = False,
) -> int:
    """Run a scenario thousands of times with something varied, and tell how its impacts spread.

    Runs start from the open incidents of the estate. What is done is kept: the same command goes on where an
    interrupted one stopped, and tries again what failed. The exit status is 1 if some runs failed.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    sweep
        The scenario and what varies in it, TOML.
    output
        Folder for the table, sweep.parquet, with one row per run.
    jobs
        Number of processes; as many as there are cores if not given.
    scheduler
        Address of the scheduler of a Dask cluster that makes the runs, such as tcp://10.0.0.5:8786.
    without_state
        Do not start from the open incidents of the estate.
    json
        Print as JSON.
    """
    from twin.cli.output import print_json, print_message
    from twin.cli.progress import show_progress
    from twin.errors import UsageError
    from twin.simulation.sweep.file import read_sweep, wrong_variations
    from twin.simulation.sweep.run import run_sweep
    from twin.store.load import load
    from twin.workers.cluster import executor_of

    if jobs is not None and scheduler is not None:
        raise UsageError("--jobs and --scheduler", "do not go together", "The cluster decides on its own workers.")
    told = read_sweep(sweep)
    twin = load(estate)
    told.source.refuse(list(wrong_variations(twin, told)))
    found = () if without_state else _open(twin, estate, told)
    with show_progress() as progress, executor_of(scheduler) as (executor, width):
        done = run_sweep(
            estate,
            told.base,
            told.variations,
            output=output,
            samples=told.samples,
            method=told.method,
            seed=told.seed,
            found=found,
            jobs=width or jobs,
            executor=executor,
            progress=progress,
        )
    if json:
        print_json(_result(done))
    else:
        _print(done, estate)
    print_message(f"{done.path}: {len(done)} runs")
    return int(done.failed > 0)


def _open(twin: Twin, estate: Path, told: SweepFile) -> tuple[Incident, ...]:
    """Return the incidents of the estate that runs may start with; if the start varies, each takes those open then."""
    from twin.cli.output import print_message
    from twin.simulation.current_state import check_incidents, incidents

    varies = "start" in told.variations
    found = tuple(one for one in incidents(estate) if varies or one.is_open(told.base.start))
    check_incidents(twin, estate, found)
    if found:
        named = ", ".join(f"{one.number} {one.hazard}" for one in found)
        print_message(f"each run starts with the incidents open then, of {named}")
    return found


def _result(done: Sweep) -> dict[str, Any]:
    return {
        "runs": len(done),
        "failed": done.failed,
        "seed": done.seed,
        "quantiles": {one.measure: {name: getattr(one, name) for name in _SPREAD} for one in done.quantiles()},
        "worst": [_plain(row) for row in done.worst(_WORST)],
        "errors": _errors(done),
        "table": done.path,
    }


_SPREAD = ("mean", "p5", "p50", "p95", "most")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with values that JSON has."""
    values = {name: value.item() if hasattr(value, "item") else value for name, value in row.items()}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else None if value != value else value  # noqa: PLR0124
        for name, value in values.items()
    }


def _print(done: Sweep, estate: Path) -> None:
    from twin.cli.output import print_table

    spread = [(one.measure, *(_round(getattr(one, name)) for name in _SPREAD)) for one in done.quantiles()]
    title = f"{len(done)} runs, {done.failed} failed, seed {done.seed}"
    print_table(("measure", "mean", "p5", "p50", "p95", "most"), spread, title=title)
    names = _names(estate)
    shown = ("task", *done.varied, "dwelling_h", "dwellings_hit", "longest_h")
    rows = [[names(_round(_plain(row)[name])) for name in shown] for row in done.worst(_WORST)]
    print_table(shown, rows, title="Worst runs")
    if done.failed:
        print_table(("runs", "error"), [(one["runs"], one["error"]) for one in _errors(done)], title="Runs that failed")


def _errors(done: Sweep) -> list[dict[str, Any]]:
    """Return the most frequent reasons for which runs failed."""
    from collections import Counter

    told = Counter(text for text in done.columns["error"].tolist() if text)
    return [{"error": text, "runs": number} for text, number in told.most_common(_WORST)]


def _names(estate: Path) -> Any:
    """Return a function that gives a thing's name for its id, and anything else as it is."""
    from twin.simulation.labels import Labels
    from twin.store.load import load

    twin = load(estate)
    labels = Labels.of(twin)
    row = {identity: place for place, identity in enumerate(twin.nodes["id"].tolist())}
    return lambda value: labels.called(row[value]) if isinstance(value, str) and value in row else value


def _round(value: Any) -> Any:
    return round(value, 2) if isinstance(value, float) else value
