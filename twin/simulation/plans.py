"""One incident, met in several ways: what each plan of measures saves."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from twin.errors import OutputError
from twin.model.twin import Twin
from twin.progress import Progress, SilentProgress
from twin.simulation.components import Supply
from twin.simulation.results import Run, run_of
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Measure, Scenario
from twin.simulation.scenario_file import Plan

__all__ = [
    "ALL",
    "NOTHING",
    "Figures",
    "Outcome",
    "compared",
    "comparison",
    "figures_of",
    "outcomes_of",
    "save_outcomes",
    "with_plan",
]

NOTHING: Final = "nothing is done"
"""Name of the run in which nobody does anything."""
OWN: Final = "the scenario's own measures"
"""Name of the run with the measures that stand in the scenario itself."""
ALL: Final = "all"
"""Stands for all services together in a comparison."""


@dataclass(frozen=True)
class Outcome:
    """What comes of an incident under one plan.

    Parameters
    ----------
    name : of the plan
    measures : what is done
    run : what comes of it
    """

    name: str
    measures: tuple[Measure, ...]
    run: Run


@dataclass(frozen=True, slots=True)
class Figures:
    """What an incident costs the people of an estate, in one service or in all.

    Parameters
    ----------
    dwellings : how many lack something
    dwelling_h : for how long in all [h]
    person_h : for how long, counted by person [h]; None if the people of no dwelling are known
    people : how many lack something; None if they are known of no dwelling
    cost_eur : what it costs [EUR]; None if nothing of it is known
    still_without : dwellings that still lack something at the end
    """

    dwellings: int
    dwelling_h: float
    person_h: float | None
    people: float | None
    cost_eur: float | None
    still_without: int

    def less(self, other: Figures) -> Figures:
        """Return how much less these figures are than others; None where one of the two is not known."""
        names = ("dwellings", "dwelling_h", "person_h", "people", "cost_eur", "still_without")
        return Figures(*(_difference(getattr(other, name), getattr(self, name)) for name in names))


def outcomes_of(
    twin: Twin,
    scenario: Scenario,
    plans: Sequence[Plan],
    *,
    seed: int = 0,
    supply: Supply | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Return what comes of an incident if nothing is done, then under the measures of the scenario, then each plan.

    Parameters
    ----------
    twin : the estate
    scenario : the incident; its own measures count as a plan if it has any
    plans : what could be done
    seed : what is left to chance is drawn with it, the same in each run
    supply : the supply graph of the twin, if it is at hand
    progress : told how far it is

    Raises
    ------
    UsageError
        If a measure cannot be taken on this estate.
    """
    own = [Plan(OWN, scenario.measures)] if scenario.measures else []
    ways = [Plan(NOTHING, ()), *own, *plans]
    found = []
    with (progress or SilentProgress()).stage("simulate", total=len(ways)) as advance:
        for way in ways:
            history = run_scenario(twin, with_plan(scenario, way), seed=seed, supply=supply)
            found.append(Outcome(way.name, way.measures, run_of(twin, history)))
            advance(1)
    return found


def with_plan(scenario: Scenario, plan: Plan) -> Scenario:
    """Return the incident of a scenario met by a plan, in place of what the scenario itself does."""
    return replace(scenario, name=f"{scenario.name}: {plan.name}", measures=plan.measures)


def figures_of(run: Run) -> dict[str, Figures]:
    """Return the figures of a run by service, and of all services together under `ALL`."""
    impacts = run.impacts
    found = {str(name): _figures(part) for name, part in impacts.groupby("service")}
    everything = _figures(impacts)
    total = [one["nominal"] for one in run.summary["costs_eur"].values() if one["nominal"] is not None]
    return {**found, ALL: replace(everything, cost_eur=sum(total) if total else None)}


def compared(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return for each plan its figures by service, and how much less they are than those of the first outcome.

    Parameters
    ----------
    outcomes : the first of them is what the others are held against
    """
    told = [figures_of(one.run) for one in outcomes]
    services = [*sorted({name for one in told for name in one} - {ALL}), ALL]
    none = Figures(0, 0.0, 0.0, 0.0, None, 0)
    return [
        {
            "plan": outcome.name,
            "services": {name: mine.get(name, none) for name in services},
            "saved": {name: mine.get(name, none).less(told[0].get(name, none)) for name in services},
        }
        for outcome, mine in zip(outcomes, told, strict=True)
    ]


def save_outcomes(outcomes: Sequence[Outcome], path: Path) -> list[Path]:
    """Write each run into a folder of its own and the comparison beside them; return the folders of the runs.

    Parameters
    ----------
    outcomes : the first of them is what the others are held against
    path : folder of the folders

    Raises
    ------
    OutputError
        If a folder cannot be written, or holds something else.
    """
    told = path / "comparison.json"
    if path.is_dir() and any(path.iterdir()) and not told.exists():
        raise OutputError(path, "holds something else than runs of plans", "Name a new folder.")
    try:
        path.mkdir(exist_ok=True)
        folders = [f"{number}-{_slug(one.name)}" for number, one in enumerate(outcomes)]
        rows = [{**row, "run": folder} for row, folder in zip(comparison(outcomes), folders, strict=True)]
        text = json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False)
        told.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror})", "Name a folder that can be.") from error
    return [one.run.save(path / folder) for one, folder in zip(outcomes, folders, strict=True)]


def comparison(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return what `compared` does, as JSON values."""
    return [
        {
            "plan": one["plan"],
            "services": {name: asdict(figures) for name, figures in one["services"].items()},
            "saved": {name: asdict(figures) for name, figures in one["saved"].items()},
        }
        for one in compared(outcomes)
    ]


def _slug(name: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "plan"


def _figures(part: Any) -> Figures:
    """Return the figures of some rows of the table of impacts."""
    homes = part.drop_duplicates("id")
    return Figures(
        len(homes),
        round(float(part["lost_h"].sum()), 6),
        _sum(part["person_h"]),
        _sum(homes["people"]),
        _sum(part["cost_eur"]),
        int(part.loc[~part["ended"], "id"].nunique()),
    )


def _sum(values: Any) -> float | None:
    """Return the sum of what is known, None if there is something to sum up but nothing of it is known."""
    if len(values) and values.isna().all():
        return None
    return round(float(values.sum()), 6)


def _difference(before: float | None, after: float | None) -> Any:
    return None if before is None or after is None else round(before - after, 6)
