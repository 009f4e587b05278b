"""What hangs on a board, as loads that can be switched off alone: dwellings and circuits of the common services."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.power_network import POWER, PowerNetwork, beyond, power_network
from twin_rules.physics.load_shedding import Load

__all__ = ["loads_behind"]

PRIORITY: Final = "PrioriteDelestage"
SUBSCRIBED: Final = "PuissanceSouscrite_kVA"
DRAWN: Final = ("PuissanceAbsorbée", "PuissanceAbsorbee", "RatedPowerInput")
_INSTALLED: Final = ("PuissanceNominale", "OutputCapacity")
_SWITCHES: Final = ("IfcProtectiveDevice", "IfcSwitchingDevice")
_HEATERS: Final = ("IfcElectricHeater", "IfcUnitaryEquipment", "IfcSpaceHeater")
_FAR: Final = 6
"""A meter is not farther from the board of its dwelling than that, counted in things."""
_WATTS: Final = 1000.0


@dataclass
class _Circuit:
    """What one switch cuts."""

    row: int
    priority: int = 9
    kva: float = 0.0
    assumed: bool = False


def loads_behind(world: World, rows: Iterable[int]) -> list[Load]:
    """Return the loads that hang on things, each once, in the order of their rows.

    A dwelling is a load, switched at its board. All else is switched at the breaker nearest to it, else at itself.

    Parameters
    ----------
    world : the running scenario
    rows : things that feed power on, or loads themselves
    """
    network, boards = power_network(world.twin), _boards(world)
    found: dict[int, Load] = {}
    for row in rows:
        for load in _loads(world, network, boards, row):
            found.setdefault(load.row, load)
    return [found[row] for row in sorted(found)]


def _boards(world: World) -> dict[int, int]:
    """Return the dwelling of each board that hands power over to one."""
    supply, nodes = world.supply, world.twin.nodes
    graph = supply.graph
    boards: dict[int, int] = {}
    for point in supply.points:
        if point.service == POWER and nodes["kind"][point.place] == Kind.ZONE:
            need = graph.first_need[point.component]
            feeders = graph.feeder[graph.first_feeder[need] : graph.first_feeder[need + 1]]
            boards |= {int(row): point.place for row in supply.node[feeders] if row >= 0}
    return boards


def _loads(world: World, network: PowerNetwork, boards: dict[int, int], start: int) -> list[Load]:
    """Walk away from a thing: what is behind the board of a dwelling is its, all else its breaker's."""
    circuits: dict[int, _Circuit] = {}
    switch, loads = {start: -1}, []
    counted: set[int] = set()
    for row in beyond(network, start):
        if row not in switch:
            continue
        if row in boards:
            loads.append(_dwelling(world, network, boards[row], row))
            continue
        mine = row if row != start and world.twin.nodes["ifc_class"][row] in _SWITCHES else switch[row]
        watts = _watts(world, row, said_before=row in counted)
        if watts is not None:
            circuit = circuits.setdefault(mine if mine >= 0 else row, _Circuit(mine if mine >= 0 else row))
            circuit.kva += watts / _WATTS
            _rank(world, circuit, row)
        if watts is not None or row in counted:
            counted.update(network.fed.get(row, ()))
        for one in network.fed.get(row, ()):
            switch.setdefault(one, mine)
    return loads + [Load(one.row, one.priority, one.kva, assumed=one.assumed) for one in circuits.values()]


def _rank(world: World, circuit: _Circuit, row: int) -> None:
    """Let a circuit be as important as the most important thing in it, or as its breaker says."""
    said = world.property(circuit.row, PRIORITY)
    said = world.property(row, PRIORITY) if said is None else said
    circuit.assumed |= said is None or _said(world, row, DRAWN) is None
    table = dated("power_fr")["priority"]
    circuit.priority = min(circuit.priority, int(said if said is not None else _of_class(world.twin, row, table) or 5))


def _watts(world: World, row: int, *, said_before: bool) -> float | None:
    """Return what a thing draws [W], None if it draws nothing itself or what feeds it has said so already."""
    said = _said(world, row, DRAWN)
    if said is not None or said_before:
        return said
    found = _of_class(world.twin, row, dated("power_fr")["load_w"])
    return None if found is None else float(found)


def _dwelling(world: World, network: PowerNetwork, home: int, row: int) -> Load:
    """Return the load of a dwelling, switched at the first of its things that power reaches."""
    subscribed, priority = (_around(world, network, row, name) for name in (SUBSCRIBED, PRIORITY))
    kva = float(subscribed) if subscribed is not None else _usual_kva(world.twin, home)
    load = Load(row, int(priority or 5), kva, dwelling=True, assumed=subscribed is None or priority is None)
    heaters = [one for one in beyond(network, row) if world.twin.nodes["ifc_class"][one] in _HEATERS]
    if not heaters:
        return load
    drawn = [_said(world, one, (*DRAWN, *_INSTALLED)) for one in heaters]
    known = [one for one in drawn if one is not None]
    default = dated("power_fr")["electric_heating"]["default_heating_kva"]
    heating = sum(known) / _WATTS if known else default
    return replace(load, heating_kva=heating, assumed=load.assumed or not known)


def _around(world: World, network: PowerNetwork, row: int, name: str) -> Any:
    """Return a property of the board of a dwelling, of what hangs on it, nearest first, else of what feeds it."""
    for one in beyond(network, row):
        if (said := world.property(one, name)) is not None:
            return said
    for _ in range(_FAR):
        if not network.feeders.get(row):
            return None
        row = network.feeders[row][0]
        if (said := world.property(row, name)) is not None:
            return said
    return None


def _usual_kva(twin: Twin, home: int) -> float:
    """Return what a dwelling of its size usually subscribes [kVA]."""
    edges, nodes = twin.edges, twin.nodes
    spaces = edges["target"][(edges["relation"] == Relation.GROUPS) & (edges["source"] == home)]
    main = int(((nodes["kind"][spaces] == Kind.SPACE) & (nodes["use"][spaces] == "living")).sum())
    table = dated("power_fr")["subscribed"]["by_main_rooms"]
    return float(table[min(main, len(table) - 1)])


def _said(world: World, row: int, names: Iterable[str]) -> float | None:
    found = (world.property(row, name) for name in names)
    return next((float(one) for one in found if isinstance(one, float) and math.isfinite(one)), None)


def _of_class(twin: Twin, row: int, table: dict[str, Any]) -> Any:
    name, kind = twin.nodes["ifc_class"][row], twin.nodes["predefined_type"][row]
    return table.get(f"{name}.{kind}", table.get(name))
