"""Runs events in time: changes of state, rules that react to them, and processes that go on in between.

At each event all rules react to what has changed, again and again, until nothing changes any more. Then the processes
run on to the next event, or to the moment at which one of them crosses a threshold; that moment becomes an event. Ties
are broken by priority and then by the order of insertion, so that the same scenario always gives the same history. The
history keeps changes, each with the change that caused it, never copies of whole states.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from twin.errors import TwinError
from twin.simulation.states import STATES, State, Value

__all__ = ["Change", "EndlessReactionError", "Kernel", "Process", "Rule", "Trial"]

_MOST_ROUNDS = 10_000
NO_CAUSE = -1


class EndlessReactionError(TwinError):
    """Rules go on answering each other without time passing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened.

    Parameters
    ----------
    time_s : when, since the start of the scenario [s]
    node : row of the node it happened to
    state : which of its states changed
    value : what it is from then on
    cause : place in the history of the change that brought it about, -1 for none
    by : name of the hazard, rule, process or intervention that did it
    note : what a reader should know besides, such as why a repair began
    """

    time_s: float
    node: int
    state: str
    value: Value
    cause: int = NO_CAUSE
    by: str = ""
    note: str = ""


class Rule(Protocol):
    """Something that follows at once from a change."""

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Change or schedule what follows from fresh changes, given by their places in the history."""
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """What a process would do over some time, not done yet.

    Parameters
    ----------
    crossing_s : first moment at which it crosses a threshold [s], None if it does not
    commit : does it
    """

    crossing_s: float | None
    commit: Callable[[], None]


class Process(Protocol):
    """Something that goes on between events: water that rises, a space that cools down."""

    step_s: float
    """Longest time that it is integrated over at once [s]."""

    def trial(self, kernel: Kernel, until_s: float) -> Trial:
        """Return what it would do from now until then; calling it twice must give the same."""
        ...

    def crossed(self, kernel: Kernel) -> None:
        """Make the changes that are due now that a threshold has been reached."""
        ...


Action = Callable[["Kernel"], None]


class Kernel:
    """The state of a scenario as it runs.

    Parameters
    ----------
    rules : react to changes, in this order
    processes : go on between events
    states : further declared states
    """

    def __init__(
        self, rules: Sequence[Rule] = (), processes: Sequence[Process] = (), *, states: Sequence[State] = ()
    ) -> None:
        self.time_s = 0.0
        self.history: list[Change] = []
        self.states = STATES | {state.name: state for state in states}
        self._rules, self._processes = tuple(rules), tuple(processes)
        self._now: dict[tuple[str, int], tuple[Value, int]] = {}
        self._queue: list[tuple[float, int, int, Action]] = []
        self._inserted = 0
        self._reacted = 0

    def add(self, rules: Sequence[Rule], processes: Sequence[Process]) -> None:
        """Have further rules react after the others, and further processes go on beside them."""
        self._rules += tuple(rules)
        self._processes += tuple(processes)

    def note(self, node: int, text: str, *, cause: int = NO_CAUSE, by: str = "") -> int:
        """Put something into the history that changes no state; return its place."""
        self.history.append(Change(self.time_s, node, "", "", cause, by, text))
        return len(self.history) - 1

    def value(self, state: str, node: int) -> Value:
        """Return the value that a state of a node has now."""
        found = self._now.get((state, node))
        return self.states[state].initial if found is None else found[0]

    def cause(self, state: str, node: int) -> int:
        """Return the place in the history of the change that a state of a node is due to, -1 if it never changed."""
        found = self._now.get((state, node))
        return NO_CAUSE if found is None else found[1]

    def holding(self, state: str) -> Iterator[tuple[int, Value]]:
        """Yield the nodes whose state was ever changed, with its value now, in the order of their first change."""
        return ((node, value) for (name, node), (value, _) in self._now.items() if name == state)

    def change(
        self, node: int, state: str, value: Value, *, cause: int = NO_CAUSE, by: str = "", note: str = ""
    ) -> int:
        """Change a state of a node now; return the place in the history, -1 if it is so already.

        Raises
        ------
        KeyError
            If nobody has declared such a state.
        """
        if self.value(state, node) == value:
            return NO_CAUSE
        place = len(self.history)
        self.history.append(Change(self.time_s, node, state, value, cause, by, note))
        self._now[state, node] = (value, place)
        return place

    def schedule(self, time_s: float, action: Action, *, priority: int = 0) -> None:
        """Have something done at a time; among what is due at one time lower priorities go first."""
        heapq.heappush(self._queue, (max(time_s, self.time_s), priority, self._inserted, action))
        self._inserted += 1

    def run(self, until_s: float) -> None:
        """Run on until a time [s]; what is due at that time is still done.

        Raises
        ------
        EndlessReactionError
            If rules go on answering each other without time passing.
        """
        self._react()
        while True:
            due = self._queue[0][0] if self._queue else until_s
            target = min(due, until_s)
            self._advance(target)
            if not self._queue or self._queue[0][0] > until_s:
                return
            if self._queue[0][0] <= self.time_s:
                heapq.heappop(self._queue)[3](self)
                self._react()

    def _advance(self, until_s: float) -> None:
        """Integrate up to a time, or to the first crossing."""
        while self.time_s < until_s:
            reach = min([until_s, *(self.time_s + process.step_s for process in self._processes)])
            trials = [process.trial(self, reach) for process in self._processes]
            crossings = [
                (trial.crossing_s, place) for place, trial in enumerate(trials) if trial.crossing_s is not None
            ]
            if crossings:
                reach, first = min(crossings)
                trials = [process.trial(self, reach) for process in self._processes]
            for trial in trials:
                trial.commit()
            self.time_s = reach
            if crossings:
                self._processes[first].crossed(self)
                self._react()
                if self._queue and self._queue[0][0] <= self.time_s:
                    return

    def _react(self) -> None:
        for _ in range(_MOST_ROUNDS):
            if self._reacted == len(self.history):
                return
            fresh = range(self._reacted, len(self.history))
            self._reacted = len(self.history)
            for rule in self._rules:
                rule.react(self, fresh)
        raise EndlessReactionError(
            f"the scenario at {self.time_s:.0f} s",
            f"its rules still answer each other after {_MOST_ROUNDS} rounds",
            "Look at the last changes of its history: two rules undo what the other does.",
        )
