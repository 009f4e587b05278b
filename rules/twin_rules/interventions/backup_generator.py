"""A generator feeds a board while the grid does not, as far as its capacity and its fuel go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twin.model.twin import Twin
from twin.said.text import say
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.kernel import Kernel
from twin.simulation.states import State
from twin.simulation.ties import Tie
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.power_network import POWER, power_network
from twin_rules.facts.shedding import shed_behind

__all__ = ["Intervention"]

_NAME: Final = "backup-generator"
_DATA: Final = dated("power_fr")["generator"]
_ON, _OFF = "on", "off"
_HOUR_S: Final = 3600.0


class Intervention(Plugin):
    """A generator stands by at each board aimed at; it runs while nothing else feeds the board.

    What it cannot carry is shed by priority before it starts. Its fuel lasts for the autonomy, whatever it draws. When
    that is used up the board goes dark again.
    """

    about = "a generator feeds a board while the grid does not, as far as capacity and fuel go"
    aims_at = "board is fed by it"
    reads = ("supply", "feeds", "PuissanceSouscrite_kVA", "PuissanceAbsorbée", "PrioriteDelestage")
    changes = ("generator", "switch")
    states = (State("generator", _OFF, (_OFF, _ON), about="whether a generator feeds the thing"),)
    parameters = (
        Parameter("capacity", 36.0, "kVA", "what it can carry", "a mobile generator for common services", low=0.0),
        Parameter("autonomy", _DATA["autonomy_h"], "h", "how long its fuel lasts", _DATA["source"], low=0.0),
        Parameter(
            "start_delay", _DATA["start_delay_s"], "s", "from the loss of power to its start", _DATA["source"], low=0.0
        ),
    )
    references = ("domain model § 5.1: a generator is a source of its own with capacity, autonomy and delay",)

    def ties(self, twin: Twin, call: Call) -> Sequence[Tie]:  # noqa: ARG002
        """Return a source of its own beside the feeders of each board."""
        return [Tie(row, POWER, "generator") for row in call.rows]

    def begin(self, world: World, call: Call) -> None:
        """Have a generator stand by at each board."""
        sets = [_Generator(world, call, row) for row in call.rows]
        world.kernel.add(sets, ())
        for one in sets:
            one.look(world.kernel, call.place)

    def end(self, world: World, call: Call) -> None:
        """Take the generators away, and switch on again what they could not carry."""
        world.kernel.note(call.rows[0], say("taken away"), cause=call.place, by=_NAME)
        world.restore(call, by=_NAME)


class _Generator:
    """One generator at one board, as a rule that watches the feeders of the board."""

    def __init__(self, world: World, call: Call, row: int) -> None:
        self._world, self._call, self._row = world, call, row
        self._feeders = power_network(world.twin).feeders[row]
        self._fuel_s = call.parameters["autonomy"] * _HOUR_S
        self._started_s = 0.0
        self._turn = 0
        self._taken_s = float("inf") if call.duration_s is None else world.kernel.time_s + call.duration_s

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Start or stop when the feeders of the board change."""
        for place in fresh:
            change = kernel.history[place]
            if change.state == "supply" and change.node in self._feeders:
                self.look(kernel, place)

    def look(self, kernel: Kernel, cause: int) -> None:
        """Start if no feeder works, stop if one does."""
        fed = any(kernel.value("supply", one) == _ON for one in self._feeders)
        runs = kernel.value("generator", self._row) == _ON
        self._turn += 1
        if fed and runs:
            self._fuel_s -= kernel.time_s - self._started_s
            self._world.restore(self._call, cause=cause, by=_NAME)
        elif not fed and not runs and self._fuel_s > 0:
            turn = self._turn
            kernel.schedule(
                kernel.time_s + self._call.parameters["start_delay"], lambda one: self._start(one, turn, cause)
            )

    def _start(self, kernel: Kernel, turn: int, cause: int) -> None:
        if turn != self._turn or kernel.time_s >= self._taken_s:
            return
        self._started_s = kernel.time_s
        shed_behind(self._world, [self._row], self._call.parameters["capacity"], call=self._call, by=_NAME)
        text = say("starts: {hours:.1f} h of fuel", hours=self._fuel_s / _HOUR_S)
        kernel.note(self._row, text, cause=cause, by=_NAME)
        self._world.set([self._row], "generator", _ON, call=self._call, by=_NAME)
        kernel.schedule(kernel.time_s + self._fuel_s, lambda one: self._run_out(one, turn))

    def _run_out(self, kernel: Kernel, turn: int) -> None:
        if turn == self._turn and kernel.value("generator", self._row) == _ON:
            self._fuel_s = 0.0
            place = kernel.note(self._row, say("out of fuel"), cause=kernel.cause("generator", self._row), by=_NAME)
            self._world.restore(self._call, cause=place, by=_NAME)
