"""Dwellings lose their step-free access while a lift stands still, whatever made it stop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from twin.said.text import joined, say
from twin.simulation.hazard import Call, Plugin
from twin.simulation.impact import VULNERABLE
from twin.simulation.kernel import Kernel, Rule
from twin.simulation.labels import Labels
from twin.simulation.states import State
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.step_free_loss import Access, access, lifts_of_ways

__all__ = ["Reaction"]

_NAME: Final = "step-free-access"
_USUAL: Final = "as usual"


class Reaction(Plugin):
    """A dwelling that was reached without steps is not any more, or nobody knows whether it is, until the lift runs.

    Steps, and doors known to be narrower than 0.77 m, end a way; what is unknown neither proves nor ends it. What one
    climbs then is counted in storeys, from where one may still get without a step.
    """

    about = "dwellings lose step-free access while a lift stands still"
    reads = ("supply", "opens_onto", "headcount")
    changes = ("step_free", "climb")
    states = (
        State(
            "step_free",
            _USUAL,
            (_USUAL, "unknown", "no"),
            about="whether a dwelling that lifts reach is still reached without steps",
        ),
        State("climb", 0.0, unit="storeys", about="storeys that one climbs to a dwelling that its lift does not reach"),
    )
    references = (
        "Doors of 0.77 m clear width: arrêté of 1 August 2006",
        "Ways of residents a day: from memory",
    )

    def rules(self, world: World, calls: Sequence[Call]) -> Sequence[Rule]:  # noqa: ARG002
        """Return what watches the lifts."""
        return [_Watch(world)]


class _Watch:
    def __init__(self, world: World) -> None:
        self._world = world

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Work out anew who is reached if a lift stopped or runs again."""
        if not any(kernel.history[place].state == "supply" for place in fresh):
            return
        lifts = lifts_of_ways(self._world.twin)
        places = [
            place for place in fresh if kernel.history[place].state == "supply" and kernel.history[place].node in lifts
        ]
        if places:
            out = [lift for lift in sorted(lifts) if kernel.value("supply", lift) == "off"]
            self._judge(kernel, access(self._world.twin, out), places)

    def _judge(self, kernel: Kernel, now: Access, places: Sequence[int]) -> None:
        """Change the states of dwellings, because of the last of the lifts that changed in their building."""
        usual, building = access(self._world.twin), self._world.twin.nodes["building"]
        last = {int(building[kernel.history[place].node]): place for place in places}
        lost: dict[int, list[int]] = {}
        for home, before in usual.homes.items():
            after = now.homes[home]
            value = _USUAL if after == before else "no" if after == 0 else "unknown"
            cause = last.get(int(building[home]), places[-1])
            climb = now.climb[home] if value == "no" and math.isfinite(now.climb[home]) else 0.0
            if kernel.change(home, "step_free", value, cause=cause, by=_NAME) >= 0 and value != _USUAL:
                lost.setdefault(cause, []).append(home)
            kernel.change(home, "climb", climb, cause=cause, by=_NAME)
        for place in last.values():
            if kernel.history[place].value == "off":
                text = self._told(kernel.history[place].node, lost.get(place, []), now)
                kernel.note(kernel.history[place].node, text, cause=place, by=_NAME)

    def _told(self, lift: int, homes: Sequence[int], now: Access) -> str:
        """Return what comes of a lift that stands still, as a sentence."""
        nodes, labels = self._world.twin.nodes, Labels.of(self._world.twin)
        beside = [one for one in now.used if nodes["building"][one] == nodes["building"][lift]]
        others = ", ".join(labels.name(one) for one in beside)
        if not homes:
            none = say("no dwelling loses step-free access")
            return joined((none, say("{what} runs", what=others)), "; ") if others else none
        storeys = len({int(nodes["storey"][home]) for home in homes})
        told = [say("{n} dwellings on {storeys} storeys lose step-free access", n=len(homes), storeys=storeys)]
        people = {home: float(nodes["headcount"][home]) for home in homes}
        climbs = [now.climb[home] * count for home, count in people.items() if math.isfinite(now.climb[home] * count)]
        if climbs:
            per_day = sum(climbs) * float(dated("step_free_fr")["returns_per_resident"])
            told.append(say("{n:.0f} storeys a day to climb for their residents (ways a day assumed)", n=per_day))
        counts = [self._world.property(home, VULNERABLE) for home in homes]
        vulnerable = sum(one for one in counts if isinstance(one, float))
        if vulnerable:
            told.append(say("{n:.0f} vulnerable people among them", n=vulnerable))
        if others:
            told.append(say("still running in the building: {what}", what=others))
        return joined(told, "; ")
