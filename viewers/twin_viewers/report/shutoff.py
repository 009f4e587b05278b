"""What shuts off what has failed: its valves, its switch, or the next device above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from twin.analysis.segments import isolation_of
from twin.errors import UsageError
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.components import Supply, supply_of
from twin_viewers.report.account import Account, Row

__all__ = ["Shutoff", "shutoffs"]

Act = Literal["close", "switch", "own", "open", "reconnect", "operator", "outside", "nothing"]

_BOARDS: Final = ("IfcElectricDistributionBoard", "IfcDistributionBoard", "IfcElectricDistributionPoint")
_SWITCHES: Final = (*_BOARDS, "IfcSwitchingDevice", "IfcProtectiveDevice")
_POWER: Final = "power"
_GAS: Final = ("gas", "fuel")
_WET: Final = ("cold_water", "hot_water", "heating", "heating_flow", "heating_return")


@dataclass(frozen=True, slots=True)
class Shutoff:
    """One thing to do.

    Parameters
    ----------
    act : close a valve, switch off a device, switch off what failed by its own switch, open a valve again, switch on
        again, have it shut off by the operator of the network, ask that operator for what does not arrive from outside,
        or nothing: the model knows no device
    row : the device; what failed where there is none
    of : row of what failed
    hazard : gas, power, water or lift: what to warn of; empty for nothing
    """

    act: Act
    row: int
    of: int
    hazard: str


def shutoffs(account: Account) -> list[Shutoff]:
    """Return what to close or switch, in the order of what failed; nothing without the estate.

    Parameters
    ----------
    account : the run, and the estate
    """
    twin = account.twin
    if twin is None:
        return []
    supply = supply_of(twin)
    found = (
        one
        for line in account.failures
        if (row := account.row(line["id"])) is not None
        for one in _of(twin, supply, row, line)
    )
    first: dict[int, Shutoff] = {}
    for one in found:  # what a hazard closes later on is closed already by what is done first
        first.setdefault(one.row, one)
    return list(first.values())


def _of(twin: Twin, supply: Supply, row: int, line: Row) -> list[Shutoff]:
    hazard = _hazard(twin, row)
    if line["state"] == "valve":
        return [Shutoff("open", row, row, hazard)] if line["value"] == "closed" else _valves(twin, supply, row, hazard)
    if line["state"] == "switch" and line["value"] == "open":
        return [Shutoff("reconnect", row, row, hazard)]
    if line["state"] == "mains":
        return [Shutoff("outside", row, row, hazard)]
    own = [Shutoff("own", row, row, hazard)] if twin.nodes["ifc_class"][row] in _SWITCHES else []
    found = [*own, *_valves(twin, supply, row, hazard), *_switches(twin, row, hazard)]
    return found or [Shutoff("nothing", row, row, hazard)]


def _hazard(twin: Twin, row: int) -> str:
    """Return what to warn of at a thing: the most dangerous of what flows there."""
    edges = twin.edges
    near = (edges["relation"] == Relation.FEEDS) & ((edges["source"] == row) | (edges["target"] == row))
    flows = set(edges["commodity"][near].astype(str).tolist())
    ifc_class = str(twin.nodes["ifc_class"][row])
    if flows & set(_GAS):
        return "gas"
    if ifc_class == "IfcTransportElement":
        return "lift"
    if flows & set(_WET):
        return "water"
    return "electric" if _POWER in flows or ifc_class in _SWITCHES else ""


def _valves(twin: Twin, supply: Supply, row: int, hazard: str) -> list[Shutoff]:
    """Return the valves around a thing; none if no pipe leads there."""
    try:
        found = isolation_of(twin, supply, row)
    except UsageError:
        return []
    outside = [Shutoff("operator", source, row, hazard) for source in found.sources]
    return [*(Shutoff("close", valve, row, hazard) for valve in found.valves), *outside]


def _switches(twin: Twin, row: int, hazard: str) -> list[Shutoff]:
    """Return the nearest switches, breakers or boards on every way that power comes by.

    Beyond a transformer begins high voltage, which only the operator of the network may switch.
    """
    edges, classes = twin.edges, twin.nodes["ifc_class"]
    feeds = (edges["relation"] == Relation.FEEDS) & (edges["commodity"] == _POWER)
    source, target = edges["source"][feeds], edges["target"][feeds]
    order = np.argsort(target, kind="stable")
    source, target = source[order], target[order]
    found: list[Shutoff] = []
    waiting, seen = [(row, False)], {row}
    while waiting:
        one, is_high = waiting.pop(0)
        low, high = np.searchsorted(target, [one, one + 1])
        for above in source[low:high].tolist():
            if above in seen:
                continue
            seen.add(above)
            beyond = is_high or classes[above] == "IfcTransformer"
            if classes[above] in _SWITCHES:
                found.append(Shutoff("operator" if is_high else "switch", above, row, hazard or "electric"))
            else:
                waiting.append((above, beyond))
    return found
