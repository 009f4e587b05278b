"""What hazards and interventions act on: the estate, its state, and the time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin.said.text import say
from twin.simulation.components import Supply
from twin.simulation.hazard import Call
from twin.simulation.kernel import Kernel
from twin.simulation.states import Value

__all__ = ["World", "property_of"]


@dataclass(frozen=True, slots=True)
class _Hold:
    """A change that a call can take back: its place in the history, the value before, and the change that made that."""

    call: int
    place: int
    before: Value
    under: int


@dataclass
class World:
    """An estate in a running scenario.

    Parameters
    ----------
    twin : its facts, which never change
    supply : its supply graph
    kernel : its state, and the time
    start : local time at which the scenario began
    rng : draws what is left to chance
    end_s : time until which it is watched [s]
    """

    twin: Twin
    supply: Supply
    kernel: Kernel
    start: datetime
    rng: np.random.Generator
    end_s: float = math.inf
    _holds: dict[tuple[str, int], list[_Hold]] = field(default_factory=dict)
    """What calls changed and have not taken back, by state and node, the last one last."""

    @property
    def now(self) -> datetime:
        """Local time."""
        return self.start + timedelta(seconds=self.kernel.time_s)

    @cached_property
    def dwellings(self) -> tuple[int, ...]:
        """Rows of the dwellings."""
        nodes = self.twin.nodes
        return tuple(np.flatnonzero((nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")).tolist())

    def announce(self, call: Call, by: str, *, open_s: float = 0.0) -> Call:
        """Return the call with its place in the history, which its changes name as their cause.

        Parameters
        ----------
        call : what begins
        by : name of the hazard or intervention
        open_s : for how long it has been so already [s]
        """
        since = f"{self.now - timedelta(seconds=open_s):%Y-%m-%d %H:%M}"
        told = say("open since {when}", when=since) if open_s else "begins"
        place = self.kernel.note(call.rows[0] if call.rows else -1, told, by=by)
        return replace(call, place=place)

    def set(self, rows: Iterable[int], state: str, value: Value, *, call: Call, by: str, note: str = "") -> None:
        """Change a state of some nodes because of a call, in a way that `restore` can take back.

        What another call has made so already stays so until both take it back.

        Parameters
        ----------
        rows : the nodes
        state : which of their states
        value : what it is from now on
        call : on whose account
        by : name of the hazard or intervention
        note : what a reader should know besides
        """
        for row in rows:
            before, under = self.kernel.value(state, row), self.kernel.cause(state, row)
            place = self.kernel.change(row, state, value, cause=call.place, by=by, note=note)
            holds = self._holds.setdefault((state, row), [])
            if place >= 0:
                holds.append(_Hold(call.place, place, before, under))
            else:
                holds += [replace(one, call=call.place) for one in holds if one.place == under][:1]

    def restore(self, call: Call, *, cause: int | None = None, by: str = "") -> None:
        """Take back what a call changed, as far as nobody has changed it since.

        Parameters
        ----------
        call : whose changes
        cause : place in the history of what brings it about; the call itself if not given
        by : name of what does it; what made the changes if not given
        """
        because = call.place if cause is None else cause
        for (state, row), holds in self._holds.items():
            while one := next((one for one in holds if one.call == call.place), None):
                holds.remove(one)
                if any(other.place == one.place for other in holds):
                    continue  # another call holds it as well
                holds[:] = [_without(other, one) for other in holds]
                if self.kernel.cause(state, row) == one.place:
                    who = by or self.kernel.history[one.place].by
                    self.kernel.change(row, state, one.before, cause=because, by=who)

    def property(self, row: int, name: str) -> Any:
        """Return the value in SI of a property of a node, else of its type, by its name; None if neither has it."""
        return property_of(self.twin, row, name)


def _without(hold: _Hold, gone: _Hold) -> _Hold:
    """Return a change as if one that is taken back had never been under it."""
    return replace(hold, before=gone.before, under=gone.under) if hold.under == gone.place else hold


def property_of(twin: Twin, row: int, name: str) -> Any:
    """Return the value in SI of a property of a node, else of its type, by its name; None if neither has it."""
    own, of_types = _properties(twin)
    return own.get(row, {}).get(name, of_types.get(int(twin.nodes["type"][row]), {}).get(name))


@once
def _properties(twin: Twin) -> tuple[dict[int, dict[str, Any]], dict[int, dict[str, Any]]]:
    """Return the values of properties by node, and by type of things."""
    table = twin["properties"]
    sets: dict[int, list[int]] = {}
    for place, number in enumerate(table["set"].tolist()):
        sets.setdefault(number, []).append(place)
    names, numbers, texts = table["name"], table["number"], table["value"]
    known = np.isfinite(numbers)

    def by(owner: str) -> dict[int, dict[str, Any]]:
        values: dict[int, dict[str, Any]] = {}
        links = twin[f"{owner}_property_sets"]
        for one, number in zip(links[owner].tolist(), links["set"].tolist(), strict=True):
            for place in sets.get(number, ()):
                values.setdefault(one, {})[names[place]] = float(numbers[place]) if known[place] else texts[place]
        return values

    return by("node"), by("type")
