"""Heating or hot water fails: at a boiler, substation, pump or riser, in a building, or on the whole estate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twin.said.text import say
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.impact import VULNERABLE
from twin.simulation.kernel import Kernel, Rule
from twin.simulation.world import World
from twin_rules.facts.entries import entries_of, is_place

__all__ = ["Hazard"]

_NAME: Final = "heating-failure"
_HEAT: Final = ("heating_flow", "heating")
_SERVICES: Final = ("heating", "hot_water")
_FITTINGS: Final = ("IfcPipeFitting", "IfcPipeSegment")


class Hazard(Plugin):
    """What makes or carries heat fails, and dwellings lose heating, hot water, or both.

    At a place, such as a building, what fails is what makes it there or brings it in. Heat that comes in through a pipe
    does not arrive; machines are broken. How cold it gets is not reckoned.
    """

    about = "heating or hot water fails at a machine, a riser, a building or the whole estate"
    aims_at = "boiler, substation, pump, riser, building or dwelling fails; the whole estate if none"
    needs_aim = False
    reads = ("feeds", VULNERABLE)
    changes = ("health", "mains")
    parameters = (
        Parameter(
            "service",
            "both",
            "",
            "what fails at a place; a thing fails with all that it gives",
            choices=("both", *_SERVICES),
        ),
    )
    references = ("ISO 13790 and temperatures are not used: only who is cut",)

    def begin(self, world: World, call: Call) -> None:
        """Have machines fail, and heat from outside not arrive."""
        twin = world.twin
        things = [row for row in call.rows if not is_place(twin, row)]
        places: list[int | None] = [row for row in call.rows if row not in things] if call.rows else [None]
        service = call.parameters["service"]
        found = [row for place in places for row in _making(world, place, service)]
        if places and not found:
            what = say("heat") if service == "both" else say(service.replace("_", " "))
            text = say("the model has nothing there that gives {what}", what=what)
            world.kernel.note(-1 if places[0] is None else places[0], text, cause=call.place, by=_NAME)
        piped = [row for row in found if twin.nodes["ifc_class"][row] in _FITTINGS]
        world.set(piped, "mains", "off", call=call, by=_NAME)
        world.set([*things, *(row for row in found if row not in piped)], "health", "failed", call=call, by=_NAME)

    def rules(self, world: World, calls: Sequence[Call]) -> Sequence[Rule]:  # noqa: ARG002
        """Return what raises the alarm for vulnerable people."""
        return [_Alarm(world)]


def _making(world: World, place: int | None, service: str) -> list[int]:
    """Return what makes heating or hot water in a place, or brings it in."""
    found: list[int] = []
    if service in {"both", "heating"}:
        found += entries_of(world.twin, _HEAT, place)
    if service in {"both", "hot_water"}:
        found += entries_of(world.twin, ("hot_water",), place, made_of=("cold_water",))
    return sorted(set(found))


class _Alarm:
    def __init__(self, world: World) -> None:
        self._world = world

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Say where vulnerable people are without heating or hot water, as far as they are counted."""
        for place in fresh:
            change = kernel.history[place]
            if change.state in _SERVICES and change.value == "off":
                count = self._world.property(change.node, VULNERABLE)
                if isinstance(count, float) and count > 0:
                    lost = say(change.state.replace("_", " "))
                    text = say("alarm: {n:.0f} vulnerable people without {service}", n=count, service=lost)
                    kernel.note(change.node, text, cause=place, by=_NAME)
