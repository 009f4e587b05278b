"""Loads are switched off by priority until the rest fits a capacity."""

from __future__ import annotations

from typing import Final

from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.world import World
from twin_rules.facts.power_network import delivery_points
from twin_rules.facts.shedding import shed_behind

__all__ = ["Intervention"]

_NAME: Final = "shed"


class Intervention(Plugin):
    """What hangs on the things aimed at is switched off, the least important first, until the rest fits.

    With a duration, it is switched on again when that is over.
    """

    about = "loads are switched off by priority until the rest fits a capacity"
    aims_at = "board, delivery point or building is relieved; all delivery points if none"
    needs_aim = False
    reads = ("feeds", "switch", "PuissanceSouscrite_kVA", "PuissanceAbsorbée", "PrioriteDelestage")
    changes = ("switch",)
    parameters = (
        Parameter("capacity", 36.0, "kVA", "what each thing aimed at may give", "one three-phase supply", low=0.0),
    )
    references = ("NF C 14-100 § 5.5.2.2 and table of simultaneity, from transcriptions",)

    def begin(self, world: World, call: Call) -> None:
        """Switch off what is too much."""
        shed_behind(world, delivery_points(world.twin, call.rows), call.parameters["capacity"], call=call, by=_NAME)
