"""What is out of order on an estate at a moment: what a scenario or its open incidents have made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.simulation.run import History
from twin.simulation.scenario import Scenario

__all__ = ["USUAL", "Conditions", "begun_s", "conditions_of"]


@dataclass(frozen=True)
class Conditions:
    """States of things that are not as usual.

    Parameters
    ----------
    values : states that differ from the usual, by name of the state and row of the thing
    about : what happened, in words; empty if nothing
    moment : local time that they are of; None if at no time in particular
    """

    values: Mapping[str, Mapping[int, str | float]] = field(default_factory=dict)
    about: str = ""
    moment: datetime | None = None

    def rows(self, state: str, *values: str | float) -> NDArray[np.int64]:
        """Return the rows of the things that are in one of these values of a state; of any but the usual without."""
        found = self.values.get(state, {})
        return np.array(sorted(row for row, one in found.items() if not values or one in values), dtype=np.int64)

    @property
    def usual(self) -> Conditions:
        """Nothing out of order, at the same moment."""
        return Conditions(moment=self.moment)

    @property
    def out(self) -> NDArray[np.int64]:
        """Rows of the things that do not work: failed, submerged, isolated, or without what they need."""
        return np.union1d(self.rows("health"), self.rows("supply", "off"))

    @property
    def shut(self) -> NDArray[np.int64]:
        """Rows of the doors and gates that nobody gets through."""
        return self.rows("door", "locked", "failed")

    @property
    def lost(self) -> NDArray[np.int64]:
        """Rows of the spaces that nobody can be in: flooded or untenable."""
        return self.rows("space", "flooded", "untenable")


USUAL: Final = Conditions()
"""Nothing is out of order."""


def conditions_of(history: History, *, at_s: float | None = None) -> Conditions:
    """Return what a scenario has put out of order at a moment.

    Parameters
    ----------
    history : what came of the scenario
    at_s : time since its start [s]; when the last of its events has begun if not given
    """
    when = begun_s(history.scenario) if at_s is None else at_s
    values: dict[str, dict[int, str | float]] = {}
    for one in history.changes:
        if one.time_s > when:
            break
        if one.state and one.node >= 0:
            values.setdefault(one.state, {})[one.node] = one.value
    usual = {name: state.initial for name, state in history.states.items()}
    left = {name: {row: value for row, value in of.items() if value != usual[name]} for name, of in values.items()}
    scenario = history.scenario
    return Conditions(left, scenario.name, scenario.start + timedelta(seconds=when))


def begun_s(scenario: Scenario) -> float:
    """Return the time after its start at which all events of a scenario have begun [s].

    Parameters
    ----------
    scenario : what happens
    """
    return max((one.after_s for one in scenario.occurrences), default=0.0)
