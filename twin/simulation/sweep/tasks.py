"""What a worker does: opens the twin by path, once, and runs tasks on it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

from twin.errors import TwinError
from twin.model.twin import Twin
from twin.simulation.components import Supply, supply_of
from twin.simulation.current_state import Incident, starting_from
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario
from twin.simulation.sweep.fields import Field, varied
from twin.simulation.sweep.measures import measured
from twin.simulation.sweep.plan import Task
from twin.store.load import load

__all__ = ["Batch", "Job", "Outcome", "run_tasks"]

_opening: Final = Lock()


@dataclass(frozen=True, slots=True)
class Job:
    """What all tasks of a sweep have in common; small, as it travels with them.

    Parameters
    ----------
    estate : path of the stored twin, which the worker can read
    version : what tells the twin from others that stood at the same path
    base : the scenario that is varied
    fields : what is varied
    found : incidents of the estate; each run starts with those that are open then
    """

    estate: str
    version: str
    base: Scenario
    fields: tuple[Field, ...]
    found: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one task.

    Parameters
    ----------
    task : its number
    measures : by name; empty if it failed
    error : why it failed; empty if it did not
    """

    task: int
    measures: dict[str, float]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of some tasks, and the time they took without the opening of the twin [s]."""

    outcomes: tuple[Outcome, ...]
    seconds: float


def run_tasks(job: Job, tasks: Sequence[Task]) -> Batch:
    """Return what came of some tasks.

    Parameters
    ----------
    job : what they have in common
    tasks : which
    """
    with _opening:  # threads of one worker share one twin
        twin, supply = _opened(job.estate, job.version)
    began = time.perf_counter()
    outcomes = tuple(_run(twin, supply, job, task) for task in tasks)
    return Batch(outcomes, time.perf_counter() - began)


@lru_cache(maxsize=1)
def _opened(estate: str, version: str) -> tuple[Twin, Supply]:  # noqa: ARG001  # another version is another twin
    twin = load(Path(estate))
    return twin, supply_of(twin)


def _run(twin: Twin, supply: Supply, job: Job, task: Task) -> Outcome:
    try:
        scenario = starting_from(varied(job.base, job.fields, task.values), job.found)
        history = run_scenario(twin, scenario, seed=task.seed, supply=supply)
        return Outcome(task.number, measured(twin, history))
    except TwinError as error:
        return Outcome(task.number, {}, str(error))
    except Exception as error:  # one run that fails must not stop thousands
        return Outcome(task.number, {}, f"{type(error).__name__}: {error}")
