"""A normally open tie is closed: a board is fed from another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twin.errors import UnknownNodeError, UsageError
from twin.model.twin import Twin
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.states import State
from twin.simulation.ties import Tie
from twin.simulation.world import World
from twin_rules.facts.shedding import shed_behind

__all__ = ["Intervention"]

_NAME: Final = "refeed"
_ON, _OFF = "on", "off"


class Intervention(Plugin):
    """The things aimed at are fed from another thing of the estate, beside or instead of what feeds them as a rule.

    What the tie cannot carry is shed by priority first. It stays closed until its duration is over.
    """

    about = "a normally open tie is closed, so that a board is fed from another one"
    aims_at = "board, pipe or other thing of a network is fed by it"
    reads = ("feeds", "PuissanceSouscrite_kVA", "PuissanceAbsorbée", "PrioriteDelestage")
    changes = ("refeed", "switch")
    states = (State("refeed", _OFF, (_OFF, _ON), about="whether a tie that is open as a rule feeds the thing"),)
    parameters = (
        Parameter("source", "", "", "id, code or name of what feeds it from now on", "the scenario"),
        Parameter("commodity", "power", "", "what flows through the tie", "the usual case"),
        Parameter("capacity", None, "kVA", "what a tie of power can carry; all that is wanted if not given", low=0.0),
    )
    references = ("domain model § 5.1: re-feed by closing a normally open tie",)

    def ties(self, twin: Twin, call: Call) -> Sequence[Tie]:
        """Return the ties that the measure may close."""
        source = call.parameters["source"]
        if not source:
            raise UsageError(_NAME, "is not told what feeds", "Say it with source = …, by id, code or name.")
        try:
            row = twin.row(source)
        except UnknownNodeError as error:
            raise UsageError(f"{_NAME}: source = {source!r}", error.reason, error.remedy) from error
        return [Tie(target, call.parameters["commodity"], "refeed", row) for target in call.rows]

    def begin(self, world: World, call: Call) -> None:
        """Shed what the tie cannot carry, and close it."""
        capacity = call.parameters["capacity"]
        if capacity is not None:
            shed_behind(world, call.rows, capacity, call=call, by=_NAME)
        world.set(call.rows, "refeed", _ON, call=call, by=_NAME)
