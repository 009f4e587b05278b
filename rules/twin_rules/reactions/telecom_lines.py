"""Machines lose their telecom line when nothing brings it any more; a lift without a line calls nobody for help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.said.text import say
from twin.simulation.hazard import Call, Plugin
from twin.simulation.kernel import Kernel, Rule
from twin.simulation.states import State
from twin.simulation.world import World
from twin_rules.facts.lifts import lifts
from twin_rules.facts.power_network import beyond, power_network

__all__ = ["Reaction"]

_NAME: Final = "telecom-lines"
_ON, _OFF = "on", "off"
_MACHINES: Final = (
    "IfcController", "IfcUnitaryControlElement", "IfcTransportElement", "IfcAlarm", "IfcSensor"
)  # fmt: skip


class Reaction(Plugin):
    """What works without telecom but has a line, such as a lift or the gateway of the sensors, is told apart from it.

    The alarm of a lift is dead when the line of the lift, or of the controller that feeds it, is. A battery in the
    equipment of the line is not known, and not counted on.
    """

    about = "lift alarms and gateways lose their line when nothing brings it any more"
    reads = ("supply", "feeds")
    changes = ("line", "alarm")
    states = (
        State("line", _ON, (_ON, _OFF), about="whether the telecom line of a machine works"),
        State("alarm", _ON, (_ON, _OFF), about="whether people in a lift can call for help"),
    )
    references = ("Remote alarm of lifts: EN 81-28, from memory",)

    def rules(self, world: World, calls: Sequence[Call]) -> Sequence[Rule]:  # noqa: ARG002
        """Return what watches the lines."""
        return [_Watch(world)]


class _Watch:
    def __init__(self, world: World) -> None:
        self._world = world

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Cut or restore the lines whose feeders stop or work again."""
        feeders, fed = _lines(self._world.twin)
        for place in fresh:
            change = kernel.history[place]
            if change.state != "supply" or change.node not in fed:
                continue
            for row in fed[change.node]:
                value = _ON if any(kernel.value("supply", one) == _ON for one in feeders[row]) else _OFF
                made = kernel.change(row, "line", value, cause=place, by=_NAME)
                if made >= 0:
                    self._call_from_lifts(kernel, row, value, made)

    def _call_from_lifts(self, kernel: Kernel, row: int, value: str, cause: int) -> None:
        twin = self._world.twin
        for lift in (one for one in beyond(power_network(twin), row) if one in lifts(twin)):
            note = say("lift alarm dead: nobody can be called from the car") if value == _OFF else ""
            kernel.change(lift, "alarm", value, cause=cause, by=_NAME, note=note)


@once
def _lines(twin: Twin) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """Return what brings the line of each machine, and the machines by what brings it."""
    edges, classes = twin.edges, twin.nodes["ifc_class"]
    links = (edges["relation"] == Relation.FEEDS) & (edges["commodity"] == "telecom")
    feeders: dict[int, tuple[int, ...]] = {}
    fed: dict[int, tuple[int, ...]] = {}
    for source, target in sorted(zip(edges["source"][links].tolist(), edges["target"][links].tolist(), strict=True)):
        if classes[target] in _MACHINES:
            feeders[target] = (*feeders.get(target, ()), source)
            fed[source] = (*fed.get(source, ()), target)
    return feeders, fed
