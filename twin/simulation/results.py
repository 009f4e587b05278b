"""What came of a scenario, as people look at it: tables, figures, and the state of things at a moment.

A run is looked at in two ways: straight after it was run, when its tables are made from its history on first use, and
from a folder in which it was saved, without the twin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from twin.errors import UsageError
from twin.model.once import once
from twin.model.twin import Twin
from twin.simulation.components import Supply, supply_of
from twin.simulation.costs import Account, bill_of
from twin.simulation.impact import losses
from twin.simulation.run import History, run_scenario, versions
from twin.simulation.scenario import Scenario
from twin.simulation.states import State
from twin.simulation.story import story_of
from twin.simulation.summary import summary_of
from twin.simulation.tables import COLUMNS, Tables, frame, shown
from twin.units import seconds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BoundScenario", "Record", "Run", "bound_scenario", "run_of"]

_CLOCK: Final = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")


@dataclass(frozen=True)
class Record:
    """What a run was made of.

    Parameters
    ----------
    scenario : what was run
    seed : what chance was drawn with
    versions : of what decides on a result
    twin_hash : of the facts that it ran on
    states : the states that could change, by name
    """

    scenario: Scenario
    seed: int
    versions: Mapping[str, str]
    twin_hash: str
    states: Mapping[str, State]


class Run:
    """What came of a scenario.

    Parameters
    ----------
    record : returns what it was made of
    tables : for each name of `twin.simulation.tables.COLUMNS` a function that makes the table
    summary : returns the figures
    """

    def __init__(
        self,
        record: Callable[[], Record],
        tables: Mapping[str, Callable[[], pd.DataFrame]],
        summary: Callable[[], dict[str, Any]],
    ) -> None:
        self._record, self._tables, self._summary = record, tables, summary
        self._made: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"<Run {self.record.scenario.name!r}, seed {self.record.seed}>"

    @cached_property
    def record(self) -> Record:
        """What it was made of: scenario, seed, versions, hash of the twin, states."""
        return self._record()

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Figures as JSON values; None is unknown."""
        return self._summary()

    @property
    def impacts(self) -> pd.DataFrame:
        """What each dwelling lost, one row per service."""
        return self.table("impacts")

    @property
    def spaces(self) -> pd.DataFrame:
        """What common rooms, shops and other spaces outside of dwellings lost, one row per service."""
        return self.table("spaces")

    @property
    def timeline(self) -> pd.DataFrame:
        """What happened, when, to what, because of what; `level` tells events and places from equipment."""
        return self.table("timeline")

    @cached_property
    def story(self) -> pd.DataFrame:
        """The timeline in short: events, machines and boards, and places that fare alike told together by building."""
        return story_of(self.timeline)

    @property
    def states(self) -> pd.DataFrame:
        """Each change of a state of a node."""
        return self.table("states")

    @property
    def costs(self) -> pd.DataFrame:
        """Each sum of money with its basis and source."""
        return self.table("costs")

    @property
    def notify(self) -> pd.DataFrame:
        """Dwellings to tell, in order: vulnerable people first, then the longest without."""
        return self.table("notify")

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by name.

        Raises
        ------
        UsageError
            If there is no such table.
        """
        if name not in COLUMNS:
            raise UsageError(f"table {name!r}", "does not exist", f"There are {', '.join(COLUMNS)}.")
        if name not in self._made:
            self._made[name] = self._tables[name]()
        return self._made[name]

    def at(self, moment: str | float | datetime) -> pd.DataFrame:
        """Return the states at a moment of all nodes that change at any time, one row per node and state.

        Parameters
        ----------
        moment : time since the start as ``00:45``, ``45 min`` or seconds, or a local time as ``2026-01-12 09:15``

        Raises
        ------
        UsageError
            If it is no time.
        """
        import pandas as pd

        keys = ["id", "state"]
        known = self.states[self.states["time"] <= self._moment(moment)]
        rows = pd.concat([self._initial, known]).drop_duplicates(keys, keep="last").set_index(keys)
        return rows.loc[pd.MultiIndex.from_frame(self._initial[keys])].reset_index()[[*keys, "value", "number"]]

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the run to a folder, whole or not at all; return the folder.

        Raises
        ------
        OutputError
            If the folder cannot be written, or holds something else than a run.
        """
        from twin.simulation.run_folder import save_run

        return save_run(self, Path(path))

    @cached_property
    def _initial(self) -> pd.DataFrame:
        """The states before anything happened of all that ever changes, in the order of the first changes."""
        start, kinds = self.record.scenario.start, self.record.states
        first = self.states.drop_duplicates(["id", "state"])
        return frame(
            "states",
            (
                [start, node, state, *shown(kinds[state].initial)]
                for node, state in zip(first["id"], first["state"], strict=True)
            ),
        )

    def _moment(self, moment: str | float | datetime) -> datetime:
        start = self.record.scenario.start
        if isinstance(moment, datetime):
            return moment
        clock = _CLOCK.fullmatch(moment.strip()) if isinstance(moment, str) else None
        if clock:
            hours, minutes, rest = (int(part or 0) for part in clock.groups())
            return start + timedelta(hours=hours, minutes=minutes, seconds=rest)
        if isinstance(moment, str) and "-" in moment:
            return _local_time(moment, subject="moment")
        return start + timedelta(seconds=seconds(moment, subject="moment"))


def run_of(twin: Twin, history: History) -> Run:
    """Return what came of a scenario for people to look at; tables are made on first use.

    Parameters
    ----------
    twin : the estate
    history : what happened on it
    """
    from twin.simulation.run_folder import twin_hash

    found = losses(twin, history)
    bill = bill_of(Account(twin, history, found))
    tables = Tables(twin, history, found, bill)
    return Run(
        lambda: Record(history.scenario, history.seed, versions(), twin_hash(twin), history.states),
        {name: getattr(tables, name) for name in COLUMNS},
        lambda: summary_of(twin, history, found, bill),
    )


@dataclass(frozen=True)
class BoundScenario:
    """A scenario together with the estate that it is to run on; adding something gives a new one.

    Parameters
    ----------
    twin : the estate
    value : the scenario by itself, which can be kept and sent elsewhere
    """

    twin: Twin
    value: Scenario

    def event(self, hazard: str, **said: Any) -> BoundScenario:
        """Return the scenario with one more event; the arguments are those of `Scenario.event`."""
        return BoundScenario(self.twin, self.value.event(hazard, **said))

    def intervene(self, intervention: str, **said: Any) -> BoundScenario:
        """Return the scenario with one more measure; the arguments are those of `Scenario.event`."""
        return BoundScenario(self.twin, self.value.intervene(intervention, **said))

    def run(self, *, seed: int = 0) -> Run:
        """Return what comes of it; raises like `run_scenario`.

        Parameters
        ----------
        seed : what is left to chance is drawn with it
        """
        return run_of(self.twin, run_scenario(self.twin, self.value, seed=seed, supply=_supply(self.twin)))


def bound_scenario(twin: Twin, name: str, *, start: str | datetime, duration: str | float) -> BoundScenario:
    """Return a scenario on an estate in which nothing happens yet.

    Parameters
    ----------
    twin : the estate
    name : what people call it
    start : local time at which it begins
    duration : how long it is watched

    Raises
    ------
    UsageError
        If a time cannot be read.
    """
    begins = _local_time(start, subject="start")
    return BoundScenario(twin, Scenario(name, begins, seconds(duration, subject="duration")))


@once
def _supply(twin: Twin) -> Supply:
    return supply_of(twin)


def _local_time(text: str | datetime, *, subject: str) -> datetime:
    """Return a local time from what people write.

    Raises
    ------
    UsageError
        If it is no date and time, or one with a time zone.
    """
    try:
        moment = text if isinstance(text, datetime) else datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"{subject} {text!r}", "is no date and time", "Write it as 2026-01-12 08:30, in local time."
        ) from error
    if moment.tzinfo is not None:
        raise UsageError(f"{subject} {text!r}", "has a time zone, but times are local", "Leave the zone out.")
    return moment
