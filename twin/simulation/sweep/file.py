"""Sweeps as people write them in TOML: a scenario, or the name of a file that holds one, and what varies in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.mistakes import Mistake
from twin.simulation.scenario import Aim, Measure, Occurrence, Scenario
from twin.simulation.scenario_file import read_scenario, scenario_of, unknown_aims
from twin.simulation.scenario_schema import Moment, ScenarioHead
from twin.simulation.sweep.axes import axis_of
from twin.simulation.sweep.plan import Method
from twin.simulation.toml_tables import Source, Tables, read_tables

__all__ = ["SweepFile", "SweepHead", "read_sweep", "wrong_variations"]


class SweepHead(ScenarioHead):
    """A scenario, what varies in it, and how it is drawn."""

    base: str = Field("", description="File of the scenario, beside this one; it stands in this file if none is named.")
    start: Moment | None = Field(None, description="Local time at which it begins, such as 2026-01-12 08:30.")  # type: ignore[assignment]
    samples: int | None = Field(None, description="Number of runs to draw; every combination if nothing is said.")
    method: Method = Field("random", description="How runs are drawn.")
    seed: int = Field(0, ge=0, description="Of all that is left to chance.")
    vary: dict[str, Any] = Field(description="By field, such as event[0].duration, the values that it takes.")


@dataclass(frozen=True)
class SweepFile:
    """A sweep as a file tells it.

    Parameters
    ----------
    base : the scenario that is varied
    variations : by path of a field, the values that it takes, as given
    samples : number of runs to draw, None for every combination
    method : how they are drawn
    seed : of all that is left to chance
    source : the file
    inline : whether the scenario stands in the file itself
    """

    base: Scenario
    variations: dict[str, Any]
    samples: int | None
    method: Method
    seed: int
    source: Source
    inline: bool


def read_sweep(path: Path) -> SweepFile:
    """Return the sweep that a file tells.

    Parameters
    ----------
    path : TOML, in UTF-8

    Raises
    ------
    InputError
        If the file, or that of its scenario, cannot be read.
    FileError
        If it is no sweep; the error holds every mistake with its line.
    """
    tables = read_tables(path, SweepHead)
    head: Any = tables.head
    tables.source.refuse(list(_unclear(head)))
    return SweepFile(_base(tables, head), head.vary, head.samples, head.method, head.seed, tables.source, not head.base)


def wrong_variations(twin: Twin, sweep: SweepFile) -> Iterator[Mistake]:
    """Yield what cannot be varied as a sweep says.

    Parameters
    ----------
    twin : the estate
    sweep : what a file tells
    """
    if sweep.inline:
        yield from unknown_aims(twin, {"event": _fixed(sweep, "event"), "intervention": _fixed(sweep, "intervention")})
    for path, given in sweep.variations.items():
        try:
            axis_of(twin, sweep.base, path, given, rng=np.random.default_rng(sweep.seed))
        except UsageError as error:
            told = f"{error.subject} {error.reason}".removeprefix(path).lstrip(": ")
            yield Mistake(("vary", path), told, error.remedy)


def _fixed(sweep: SweepFile, table: str) -> tuple[Aim, ...]:
    """Return what the entries of a table are aimed at, nothing for those whose aim varies."""
    entries: tuple[Occurrence | Measure, ...] = sweep.base.occurrences if table == "event" else sweep.base.measures
    return tuple(Aim() if f"{table}[{place}].at" in sweep.variations else one.aim for place, one in enumerate(entries))


def _base(tables: Tables, head: Any) -> Scenario:
    if head.base:
        return read_scenario(tables.source.path.parent / head.base)
    return scenario_of(tables)


def _unclear(head: Any) -> Iterator[Mistake]:
    """Yield what is missing, and what is told both here and in the file of the scenario."""
    start: datetime | None = head.start
    if head.base:
        for key in sorted({"name", "start", "duration", "event", "intervention"} & head.model_fields_set):
            yield Mistake((key,), f"stands in {head.base} too", "Write it there, or write the whole scenario here.")
    elif start is None:
        yield Mistake(
            ("start",), "is missing", "Write when it begins, such as start = 2026-01-12 08:30:00, or base = …"
        )
    if not head.vary:
        yield Mistake(("vary",), "holds nothing", 'Write what varies, such as "event[0].at" = "each".')
