"""Water fails: the connection of the estate, a building, a meter or a riser; a pipe that bursts is isolated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twin.model.relations import Relation
from twin.said.text import say
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.kernel import Kernel
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.entries import entries_of, is_place
from twin_rules.facts.valves import close_around, to_close

__all__ = ["Hazard"]

_NAME: Final = "water-outage"
_CLOSING: Final = dated("water_fr")["closing"]
_WATER: Final = ("cold_water",)


class Hazard(Plugin):
    """No water arrives, or a pipe bursts and the valves around it are closed until it is repaired.

    With ``isolate`` the segment around each thing is emptied, and the history says which valves to close. Valves that
    the scenario knows to be stuck are left open, and those beyond them are closed instead.
    """

    about = "water fails at the connection, in a building or at a pipe, which can be isolated by valves"
    aims_at = "connection, meter, pipe, riser, building or dwelling is without water; the whole estate if none"
    needs_aim = False
    reads = ("feeds", "valve", "health")
    changes = ("health", "mains", "valve")
    parameters = (
        Parameter(
            "isolate", "no", "", "whether the valves around the things aimed at are closed", choices=("yes", "no")
        ),
        Parameter(
            "close_after",
            _CLOSING["close_after_s"],
            "s",
            "how long it takes until the valves are closed",
            _CLOSING["source"],
            low=0.0,
        ),
    )
    references = (
        "Segments: Jun and Loganathan 2007, doi:10.1061/(ASCE)0733-9496(2007)133:2(145)",
        "Valves are closed 15 to 60 min after a leak is noticed: from memory",
    )

    def begin(self, world: World, call: Call) -> None:
        """Stop the water, or have the pipe burst and its valves closed a while later."""
        places = [row for row in call.rows if is_place(world.twin, row)]
        things = [row for row in call.rows if row not in places]
        asked: list[int | None] = [*places] if call.rows else [None]
        found = [row for place in asked for row in entries_of(world.twin, _WATER, place)]
        if not found and not things:
            text = say("the model has no pipework of water there")
            world.kernel.note(places[0] if places else -1, text, cause=call.place, by=_NAME)
        sources = [row for row in found if not _is_fed(world, row)]
        world.set(sources, "mains", "off", call=call, by=_NAME)
        world.set([row for row in found if row not in sources] + things, "health", "failed", call=call, by=_NAME)
        if call.parameters["isolate"] == "yes" and things:
            _check(world, things)
            at_s = world.kernel.time_s + call.parameters["close_after"]
            world.kernel.schedule(at_s, lambda _: _isolate(world, call, things))


def _is_fed(world: World, row: int) -> bool:
    edges = world.twin.edges
    links = (edges["relation"] == Relation.FEEDS) & (edges["target"] == row)
    return bool((edges["commodity"][links] == _WATER[0]).any())


def _check(world: World, things: Sequence[int]) -> None:
    """Refuse at once what no valve can isolate, rather than when its valves are due."""
    for row in things:
        to_close(world, row)


def _isolate(world: World, call: Call, things: Sequence[int]) -> None:
    """Close the valves around what is still broken, until it is repaired."""
    broken = [row for row in things if world.kernel.value("health", row) != "ok"]
    for row in broken:
        found = to_close(world, row)
        world.kernel.note(row, close_around(found, world), cause=call.place, by=_NAME)
        world.set(found.valves, "valve", "closed", call=call, by=_NAME)
        world.set(found.sources, "mains", "off", call=call, by=_NAME)
    if broken:
        world.kernel.add([_Reopening(world, call, broken)], ())


class _Reopening:
    """Opens the valves again once all that they were closed for is repaired.

    Parameters
    ----------
    world : the running scenario
    call : that closed the valves
    broken : what they were closed for
    """

    def __init__(self, world: World, call: Call, broken: Sequence[int]) -> None:
        self._world, self._call, self._broken = world, call, frozenset(broken)

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Open the valves if the last of it has been repaired."""
        for place in fresh:
            change = kernel.history[place]
            repaired = change.state == "health" and change.value == "ok" and change.node in self._broken
            if repaired and all(kernel.value("health", row) == "ok" for row in self._broken):
                self._world.restore(self._call, cause=place, by=_NAME)
