"""People are caught in a lift that stops, whatever made it stop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from twin.said.text import say
from twin.simulation.hazard import Call, Plugin
from twin.simulation.kernel import Kernel, Rule
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.lifts import Lift, lifts
from twin_rules.physics.lift_traffic import people_riding, ride_s

__all__ = ["Reaction"]

_NAME: Final = "people-in-lifts"


class Reaction(Plugin):
    """When a lift stops, as many people are caught in it as chance has riding at that hour; they are free when it runs.

    The number is drawn from a Poisson distribution around the mean of the hour. Each lift draws by itself, so that what
    one measure spares another lift does not change it.
    """

    about = "people are caught in a lift that stops between two floors"
    reads = ("supply", "serves", "headcount")
    changes = ("trapped",)
    references = ("Little (1961), doi:10.1287/opre.9.3.383; rides by hour: from memory",)

    def rules(self, world: World, calls: Sequence[Call]) -> Sequence[Rule]:  # noqa: ARG002
        """Return what watches the lifts."""
        return [_Watch(world)]


class _Watch:
    def __init__(self, world: World) -> None:
        self._world = world
        self._seed = int(world.rng.spawn(1)[0].integers(2**62))
        self._draws: dict[int, np.random.Generator] = {}

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Catch or free the people in lifts that stop or run again."""
        known = lifts(self._world.twin)
        for place in fresh:
            change = kernel.history[place]
            if change.state != "supply" or change.node not in known:
                continue
            if change.value == "on":
                note = say("free, as the lift runs again")
                kernel.change(change.node, "trapped", 0.0, cause=place, by=_NAME, note=note)
            else:
                self._catch(kernel, known[change.node], place)

    def _catch(self, kernel: Kernel, lift: Lift, cause: int) -> None:
        now = self._world.now
        mean = people_riding(lift.residents, now.hour + now.minute / 60, ride_s=ride_s(len(lift.storeys)))
        draw = self._draws.setdefault(lift.row, np.random.default_rng([self._seed, lift.row]))
        said = self._world.property(lift.row, "CapacityPeople")
        most = int(said if isinstance(said, float) else dated("lift_traffic_fr")["capacity_people"])
        count = min(int(draw.poisson(mean)), most)
        if count:
            note = say("drawn around {mean:.2f}, which is assumed from the number of residents and the hour", mean=mean)
            kernel.change(lift.row, "trapped", float(count), cause=cause, by=_NAME, note=note)
