"""Finds measures and asks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.plugins import PluginProblem, discover, load_all
from twin.said.text import say
from twin.simulation.hazard import parameters_of
from twin.usage.conditions import USUAL, Conditions
from twin.usage.measure import UsageMeasure
from twin.usage.outcome import Outcome
from twin.usage.privacy import shown_and_withheld
from twin.usage.study import Study
from twin.usage.tables import conformed

if TYPE_CHECKING:
    import pandas as pd

    from twin.observations.observed import Observations

__all__ = ["FOLDER", "Given", "measure_named", "measure_problems", "measured", "measures"]

FOLDER: Final = "usage"
"""Where packages keep measures."""
_CLASS: Final = "Measure"


@dataclass(frozen=True)
class Given:
    """What a measure is asked on, besides the estate and its parameters.

    Parameters
    ----------
    observations : what was observed; None for nothing
    conditions : what is out of order
    start, end : local times between which it is looked at, the end excluded; None for all that there is
    seed : of what is left to chance
    """

    observations: Observations | None = None
    conditions: Conditions = field(default=USUAL)
    start: datetime | None = None
    end: datetime | None = None
    seed: int = 0


def measures() -> dict[str, UsageMeasure]:
    """Return the measures that there are, by name."""
    return _installed()[0]


def measure_problems() -> tuple[PluginProblem, ...]:
    """Return the measures that had to be left out, and why."""
    return _installed()[1]


def measure_named(name: str) -> UsageMeasure:
    """Return a measure by name.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    from difflib import get_close_matches

    found = measures()
    wanted = name.replace("_", "-")
    if wanted in found:
        return found[wanted]
    near = get_close_matches(wanted, found, n=1)
    remedy = f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(found)) or 'none installed'}."
    raise UsageError(f"measure {name!r}", "does not exist", remedy)


def measured(twin: Twin, name: str, said: Mapping[str, Any] | None = None, *, given: Given | None = None) -> Outcome:
    """Return what a measure answers about an estate, checked against what it declares, without what is private.

    Parameters
    ----------
    twin : the estate
    name : of the measure
    said : parameters by name, text with units or numbers; defaults where nothing is said
    given : observations, conditions and period; nothing observed and all as usual if not given

    Raises
    ------
    UsageError
        If there is no such measure or parameter, or a value cannot be used.
    TypeError
        If the measure does not keep to its declaration.
    """
    one, on = measure_named(name), given or Given()
    values, defaulted = parameters_of(one.parameters, said or {}, subject=name)
    study = Study(twin, values, defaulted, on.observations, on.conditions, on.start, on.end, on.seed)
    return _finished(one.measure(study), one, name.replace("_", "-"), study)


def _finished(outcome: Outcome, measure: UsageMeasure, name: str, study: Study) -> Outcome:
    """Return an outcome with its tables as declared and without rows that may not be shown."""
    schema = measure.schema()
    if set(outcome.more) - set(measure.more):
        raise TypeError(f"{name}: tables not declared: {sorted(set(outcome.more) - set(measure.more))}")
    tables = {"": outcome.table, **outcome.more}
    typed = {one: conformed(of, schema[one], subject=f"{name} {one}".strip()) for one, of in tables.items()}
    shown, withheld = _without_private(typed, measure)
    reason = outcome.reason
    if withheld is not None and len(withheld) and not len(shown[""]):
        reason = say("all {n} rows are withheld: {why}", n=len(withheld), why=withheld["reason"].iloc[0])
    return replace(
        outcome,
        table=shown[""],
        more={one: of for one, of in shown.items() if one},
        reason="" if len(shown[""]) else reason,
        measure=name,
        schema=schema,
        parameters=study.parameters,
        withheld=withheld,
        conditions=study.conditions.about,
    )


def _without_private(
    tables: Mapping[str, pd.DataFrame], measure: UsageMeasure
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame | None]:
    """Return tables without rows that may not be shown, and what was withheld; None if nothing is personal."""
    import pandas as pd

    shown, withheld = dict(tables), []
    for one, personal in measure.personal.items():
        if one in tables:
            keys = personal.keep or tuple(dict.fromkeys((*(key.name for key in measure.keys), *measure.unique)))
            shown[one], hidden = shown_and_withheld(tables[one], personal, keys=keys)
            withheld.append(hidden.assign(table=one))
    return shown, pd.concat(withheld, ignore_index=True) if withheld else None


@cache
def _installed() -> tuple[dict[str, UsageMeasure], tuple[PluginProblem, ...]]:
    found = discover(FOLDER, defining=_CLASS)
    modules, broken = load_all(found.modules)
    made: dict[str, UsageMeasure] = {}
    problems = [*found.problems, *broken]
    for name, module in modules.items():
        try:
            made[name] = getattr(module, _CLASS)()
        except Exception as error:  # one broken measure must not stop the others
            problems.append(PluginProblem(module.__name__, f"{type(error).__name__}: {error}"))
    return made, tuple(problems)
