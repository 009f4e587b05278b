"""Rooms and ways are dark when most of their light is gone, whatever put it out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from twin.model.kinds import Kind
from twin.said.text import joined, say
from twin.simulation.hazard import Call, Plugin
from twin.simulation.kernel import Kernel, Rule
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.lights import Lights, lights
from twin_rules.facts.lit_ways import dark_ways

__all__ = ["Reaction"]

_NAME: Final = "lights-out"
_DATA: Final = dated("lighting_fr")
_LONG: Final = 1.5
"""A lit way around that is longer by that is a nuisance (domain model § 8)."""


class Reaction(Plugin):
    """Common rooms and stretches of way are dark once less than half of their light is left.

    The light of each lamp falls off with its distance. Emergency lights burn for a while. It is judged as if it were
    night: by day the same lamps are out, and nobody minds. Places of which no lamp is known stay as they are.
    """

    about = "common rooms and ways are dark when most of their light is gone"
    reads = ("supply", "serves", "walks_to")
    changes = ("light",)
    references = ("Autonomy of emergency lights: NF C 71-800, from memory", "Lit ways around: domain model § 8")

    def rules(self, world: World, calls: Sequence[Call]) -> Sequence[Rule]:  # noqa: ARG002
        """Return what watches the lamps."""
        return [_Watch(world)]


class _Watch:
    def __init__(self, world: World) -> None:
        self._world = world

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Darken or light the places of the lamps that went out or came back."""
        known = lights(self._world.twin)
        touched: dict[int, int] = {}
        for place in fresh:
            change = kernel.history[place]
            if change.state == "supply" and change.node in known.places:
                touched |= dict.fromkeys(known.places[change.node], place)
        ways = [one for one, place in touched.items() if self._judge(kernel, known, one, place) and self._is_way(one)]
        if any(kernel.value("light", one) == "dark" for one in ways):
            self._tell(kernel, ways[-1])

    def _judge(self, kernel: Kernel, known: Lights, place: int, cause: int) -> bool:
        """Set how a place is lit; return whether that is new."""
        if place not in known.lamps:
            return False
        left = sum(share for lamp, share in known.lamps[place].items() if kernel.value("supply", lamp) == "on")
        light = "dark" if left < _DATA["way"]["dark_below"] else "lit"
        spare = [one for one in known.emergency.get(place, ()) if kernel.value("health", one) == "ok"]
        if light == "dark" and spare and kernel.value("light", place) == "lit":
            light = "emergency"
        if light == "dark" and kernel.value("light", place) == "emergency":
            return False
        made = kernel.change(place, "light", light, cause=cause, by=_NAME)
        if light == "emergency" and made >= 0:
            kernel.schedule(kernel.time_s + _DATA["emergency_light"]["autonomy_s"], _used_up(place, made))
        return made >= 0

    def _is_way(self, place: int) -> bool:
        return bool(self._world.twin.nodes["kind"][place] == Kind.PATH)

    def _tell(self, kernel: Kernel, place: int) -> None:
        """Say how much of the ways is dark now."""
        dark = [one for one, value in kernel.holding("light") if value == "dark" and self._is_way(one)]
        found = dark_ways(self._world.twin, dark)
        if not found.stretches:
            return
        areas = say("one area") if found.patches == 1 else say("{n} areas", n=found.patches)
        told = [
            say(
                "{n} stretches of way are dark, {length:.0f} m in {areas}",
                n=found.stretches,
                length=found.length_m,
                areas=areas,
            )
        ]
        told += [say("no lit way leads around {n}", n=found.cut)] if found.cut else []
        if found.detour > _LONG:
            told.append(
                say(
                    "the longest lit way around is {times:.1f} times the way, above {limit}",
                    times=found.detour,
                    limit=_LONG,
                )
            )
        elif not math.isnan(found.detour):
            told.append(say("the longest lit way around is {times:.1f} times the way", times=found.detour))
        kernel.note(place, joined(told, "; "), cause=kernel.cause("light", place), by=_NAME)


_SPENT: Final = say("emergency lights have no charge left")


def _used_up(place: int, made: int) -> Callable[[Kernel], None]:
    """Return what darkens a place whose emergency lights have no charge left."""

    def darken(kernel: Kernel) -> None:
        if kernel.cause("light", place) == made:
            kernel.change(place, "light", "dark", cause=made, by=_NAME, note=_SPENT)

    return darken
