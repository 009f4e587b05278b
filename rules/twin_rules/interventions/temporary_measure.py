"""People are helped through a loss: bottles of water, carriers on the stairs, heaters, another place to sleep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from twin.said.text import say
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.kernel import Kernel
from twin.simulation.relief import relief_state
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.entries import is_place

__all__ = ["Intervention"]

_NAME: Final = "temporary-measure"
_KINDS: Final[dict[str, dict[str, Any]]] = dated("relief_fr")["kind"]
_SERVICES: Final = ("water", "hot_water", "heating", "power", "lift")


class Intervention(Plugin):
    """A share of the people of each dwelling that lacks the service is helped, for as long as the measure lasts.

    No service comes back: outages stay as they are, and the help is kept beside them, with the share it rests on.
    """

    about = "people are helped through a loss, with bottles, carriers or heaters"
    aims_at = "dwelling, storey or building is helped; all dwellings that lack the service if none is named"
    needs_aim = False
    reads = _SERVICES
    changes = tuple(relief_state(service).name for service in _SERVICES)
    states = tuple(relief_state(service) for service in _SERVICES)
    parameters = (
        Parameter("kind", "water-bottles", "", "what is done", choices=tuple(_KINDS)),
        Parameter(
            "share", None, "", "share of the people whom it helps; that of its kind if not given",
            dated("relief_fr")["source"], low=0.0, high=1.0,
        ),
    )  # fmt: skip

    def begin(self, world: World, call: Call) -> None:
        """Help those who lack the service, and those who come to lack it."""
        helper = _Helper(world, call)
        world.kernel.add([helper], ())
        for service in helper.services:
            helper.help(world.kernel, service, [home for home in helper.homes if _lacks(world.kernel, service, home)])

    def end(self, world: World, call: Call) -> None:
        """Stop helping."""
        world.restore(call, by=_NAME)


class _Helper:
    """Helps the dwellings of a measure.

    Parameters
    ----------
    world : the running scenario
    call : the measure
    """

    def __init__(self, world: World, call: Call) -> None:
        self._world, self._call = world, call
        kind = _KINDS[call.parameters["kind"]]
        known = [service for service in _SERVICES if service in world.kernel.states]
        self.services = known if kind["service"] == "any" else [one for one in known if one == kind["service"]]
        self.homes = _homes(world, call.rows)
        said = call.parameters["share"]
        self._share = float(kind["share"] if said is None else said)
        what = say(call.parameters["kind"])
        if said is None:
            self._note = say("{what} for {share:.0%} of the people, assumed", what=what, share=self._share)
        else:
            self._note = say("{what} for {share:.0%} of the people", what=what, share=self._share)
        self._until_s = float("inf") if call.duration_s is None else world.kernel.time_s + call.duration_s

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Help who has lost the service, and stop where it is back."""
        if kernel.time_s >= self._until_s:
            return
        for place in fresh:
            change = kernel.history[place]
            if change.state in self.services and change.node in self.homes:
                self.help(kernel, change.state, [change.node], share=self._share if change.value == "off" else 0.0)

    def help(self, kernel: Kernel, service: str, homes: Sequence[int], *, share: float | None = None) -> None:
        """Set which share of the people of some dwellings is helped.

        Parameters
        ----------
        kernel : the state of the scenario
        service : that they lack
        homes : rows of the dwellings
        share : of their people [-]; that of the measure if not given
        """
        value = self._share if share is None else share
        name = relief_state(service).name
        if name in kernel.states:
            self._world.set(homes, name, value, call=self._call, by=_NAME, note=self._note if value else "")


def _lacks(kernel: Kernel, service: str, home: int) -> bool:
    return kernel.value(service, home) == "off"


def _homes(world: World, rows: Sequence[int]) -> frozenset[int]:
    """Return the dwellings that are meant: those named, and those in the places named; all if none."""
    if not rows:
        return frozenset(world.dwellings)
    nodes, homes = world.twin.nodes, world.dwellings
    wide = {row for row in rows if is_place(world.twin, row)}
    return frozenset(home for home in homes if wide & {home, int(nodes["building"][home]), int(nodes["storey"][home])})
