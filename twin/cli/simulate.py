"""Play an incident: who loses what, for how long, and what measures would save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.model.twin import Twin
    from twin.progress import Progress
    from twin.simulation.plans import Outcome
    from twin.simulation.scenario import Scenario
    from twin.simulation.scenario_file import Plan

__all__ = ["run"]


def run(
    estate: Path,
    scenario: Path,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    plan: Annotated[tuple[Path, ...], Parameter(negative="")] = (),
    seed: int = 0,
    without_state: bool = False,
    json: bool = False,
) -> None:
    """Play an incident: who loses what, for how long, and what measures would save.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    scenario
        What happens, in TOML; `twin hazards` lists what can happen.
    output
        Folder to write the run to; with plans, a folder of runs, one for each.
    plan
        What could be done, in TOML; several are compared with each other and with doing nothing.
    seed
        What is left to chance is drawn with it; the same seed gives the same run.
    without_state
        Do not start from the open incidents of the estate.
    json
        Print as JSON.
    """
    from twin.cli.output import print_json
    from twin.cli.progress import show_progress
    from twin.errors import UsageError

    if seed < 0:
        raise UsageError(f"--seed {seed}", "is less than none", "Name a whole number from 0.")
    with show_progress() as progress:
        twin, told, plans = _read(estate, scenario, plan, without_state=without_state, progress=progress)
        found, before = _simulated(twin, told, plans, seed=seed, progress=progress)
        _save(found, output, several=bool(plans))
    if json:
        print_json(_result(found, before, several=bool(plans)))
        return
    from twin.cli.run_told import print_comparison, print_run

    if plans:
        print_comparison(found, before)
    else:
        print_run(found[0].run, before)


def _read(
    estate: Path, scenario: Path, plans: Sequence[Path], *, without_state: bool, progress: Progress
) -> tuple[Twin, Scenario, list[Plan]]:
    """Return the twin, what happens on it, and what could be done, all checked before anything is run."""
    from twin.simulation.run import plugin_problems
    from twin.simulation.scenario_file import check_on, plan_source, scenario_source
    from twin.store.load import load

    told, source = scenario_source(scenario)
    ways = [plan_source(path) for path in plans]
    with progress.stage("open", file=estate.name):
        twin = load(estate)
    check_on(twin, source, told)
    for way, of in ways:
        check_on(twin, of, way, duration_s=told.duration_s)
    for problem in (*plugin_problems("hazards"), *plugin_problems("interventions")):
        _warn(str(problem))
    return twin, told if without_state else _with_state(twin, estate, told), _named_apart([way for way, _ in ways])


def _with_state(twin: Twin, estate: Path, told: Scenario) -> Scenario:
    """Return the scenario that starts from the open incidents of the estate."""
    from twin.simulation.current_state import check_incidents, incidents, starting_from

    found = incidents(estate)
    check_incidents(twin, estate, [one for one in found if one.is_open(told.start)])
    later = [one for one in found if one.is_open() and one.since > told.start]
    if later:
        these = f"{len(later)} open incidents are" if len(later) > 1 else f"incident {later[0].number} is"
        _warn(f"{these} left out: the scenario starts before {later[0].since:%Y-%m-%d %H:%M}")
    return starting_from(told, found)


def _named_apart(plans: Sequence[Plan]) -> list[Plan]:
    """Return the plans with names that tell them apart."""
    from dataclasses import replace

    seen: dict[str, int] = {}
    named = []
    for one in plans:
        seen[one.name] = seen.get(one.name, 0) + 1
        named.append(one if seen[one.name] == 1 else replace(one, name=f"{one.name} ({seen[one.name]})"))
    return named


def _simulated(
    twin: Twin, told: Scenario, plans: Sequence[Plan], *, seed: int, progress: Progress
) -> tuple[list[Outcome], list[Any]]:
    """Return what comes of the incident, by plan if there are any, and what was lost before it began."""
    from twin.errors import UsageError
    from twin.simulation.already_lost import already_lost
    from twin.simulation.components import supply_of
    from twin.simulation.plans import Outcome, outcomes_of
    from twin.simulation.results import run_of
    from twin.simulation.run import run_scenario

    if not told.occurrences:
        raise UsageError(told.name, "nothing happens", "Write [[event]] and hazard = …; `twin hazards` lists them.")
    supply = supply_of(twin)
    if plans:
        found = outcomes_of(twin, told, plans, seed=seed, supply=supply, progress=progress)
    else:
        with progress.stage("simulate", total=1) as advance:
            history = run_scenario(twin, told, seed=seed, supply=supply)
            found = [Outcome(told.name, told.measures, run_of(twin, history))]
            advance(1)
    return found, list(already_lost(twin, told, supply=supply))


def _save(found: Sequence[Outcome], output: Path | None, *, several: bool) -> None:
    from twin.cli.output import print_message

    if output is None:
        return
    if not several:
        print_message(f"{found[0].run.save(output)}: the run")
        return
    from twin.simulation.plans import save_outcomes

    for path in save_outcomes(found, output):
        print_message(f"{path}: a run")


def _result(found: Sequence[Outcome], before: Sequence[Any], *, several: bool) -> dict[str, Any]:
    from twin.simulation.plans import comparison
    from twin.simulation.scenario_text import aim_text

    open_before = [
        {
            "hazard": one.occurrence.hazard,
            "at": aim_text(one.occurrence.aim),
            "open_h": round(one.occurrence.open_s / 3600, 6),
            "service": one.service or None,
            "dwellings": one.dwellings,
            "dwelling_h": round(one.dwelling_h, 6),
        }
        for one in before
    ]
    if not several:
        return {**found[0].run.summary, "open_before": open_before}
    return {
        "plans": comparison(found),
        "runs": {one.name: one.run.summary for one in found},
        "open_before": open_before,
    }


def _warn(text: str) -> None:
    from twin.cli.output import print_message

    print_message(f"warning: {text}")
