"""What in a building can draw its power later: kinds of equipment, what feeds them, and how much they can keep."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin_rules.facts.dated import dated
from twin_rules.facts.energy_tables import tariffs
from twin_rules.facts.meters import dwellings_of_buildings

__all__ = ["HOT_WATER", "Shiftable", "shiftable_of"]

HOT_WATER: Final = "hot_water"
_KINDS: Final = {
    "IfcUnitaryEquipment": "heat_pump",
    "IfcChiller": "heat_pump",
    "IfcPump.CIRCULATOR": "pump",
    "IfcElectricHeater": "electric_heater",
    "IfcElectricAppliance.WASHINGMACHINE": "washing",
    "IfcElectricAppliance.TUMBLEDRYER": "washing",
    "IfcElectricAppliance.DISHWASHER": "washing",
    "IfcElectricAppliance.FREESTANDINGWATERHEATER": HOT_WATER,
    "IfcTank.STORAGE": HOT_WATER,
}
_DRAWN: Final = ("PuissanceAbsorbée", "PuissanceAbsorbee", "RatedPowerInput")
_MAKERS: Final = {"IfcBoiler": "gas", "IfcHeatExchanger": "heat", "IfcUnitaryEquipment": "electricity"}
_WARM: Final = ("heating_flow", "hot_water", "heating")


@dataclass(frozen=True, slots=True)
class Shiftable:
    """Equipment of one kind in one building.

    Parameters
    ----------
    building : row of it, -1 outdoors
    kind : hot_water, heat_pump, vehicle, pump, washing or electric_heater
    carrier : what it draws: electricity, gas or heat; empty if nobody knows
    pieces : number of them
    power_kw : of all of them together, NaN if they draw no electricity [kW]
    energy_kwh : what they use in a day [kWh]
    share : of that which can wait [-]
    storage_kwh : what can be kept at most, NaN if unknown [kWh]
    assumed : whether power or use was assumed
    """

    building: int
    kind: str
    carrier: str
    pieces: int
    power_kw: float
    energy_kwh: float
    share: float
    storage_kwh: float
    assumed: bool


def shiftable_of(twin: Twin) -> list[Shiftable]:
    """Return what can draw its power later, by building and kind.

    Parameters
    ----------
    twin : the estate
    """
    classes, types = twin.nodes["ifc_class"].tolist(), twin.nodes["predefined_type"].tolist()
    groups: dict[tuple[int, str], list[int]] = {}
    for row, (ifc_class, predefined) in enumerate(zip(classes, types, strict=True)):
        kind = _KINDS.get(f"{ifc_class}.{predefined}") or _KINDS.get(ifc_class)
        if kind and (kind != HOT_WATER or ifc_class != "IfcTank" or _is_hot(twin, row)):
            groups.setdefault((int(twin.nodes["building"][row]), kind), []).append(row)
    for row in _charging(twin):
        groups.setdefault((int(twin.nodes["building"][row]), "vehicle"), []).append(row)
    return [_group(twin, building, kind, rows) for (building, kind), rows in sorted(groups.items())]


def _group(twin: Twin, building: int, kind: str, rows: list[int]) -> Shiftable:
    line: dict[str, Any] = tariffs()["shiftable"]["kind"][kind]
    if kind == HOT_WATER:
        return _hot_water(twin, building, rows, line)
    said = [_watts(twin, row) for row in rows]
    power = sum(line["power_kw"] if math.isnan(one) else one / 1000.0 for one in said)
    return Shiftable(
        building,
        kind,
        "electricity",
        len(rows),
        power,
        power * line["hours"],
        line["share"],
        math.nan,
        assumed=True,  # how long a day it runs is not said
    )


def _hot_water(twin: Twin, building: int, rows: list[int], line: dict[str, Any]) -> Shiftable:
    """Return hot water in store: its use by the people of the building, what its volume keeps."""
    nodes, energy = twin.nodes, dated("energy_fr")
    homes = dwellings_of_buildings(twin).get(building, [])
    people = float(nodes["headcount"][homes].sum()) if homes else 0.0  # unknown if that of one dwelling is
    carriers = {_carrier(twin, row) for row in rows}
    volumes = [property_of(twin, row, "Volume") for row in rows]
    known = [one for one in volumes if isinstance(one, float)]
    storage = sum(known) * energy["content"]["hot_water_kwh_m3"] if len(known) == len(rows) else math.nan
    carrier = carriers.pop() if len(carriers) == 1 else ""
    return Shiftable(
        building,
        HOT_WATER,
        carrier,
        len(rows),
        line["power_kw"] * len(rows) if carrier == "electricity" else math.nan,
        people * energy["reference"]["hot_water_kwh_person"] / 365.25,
        line["share"],
        storage,
        assumed=True,
    )


def _carrier(twin: Twin, row: int) -> str:
    """Return what warms a store: the nearest boiler, exchanger or heat pump that feeds it, else power that does."""
    if twin.nodes["ifc_class"][row] == "IfcElectricAppliance":
        return "electricity"
    edges = twin.edges
    feeds = edges["relation"] == Relation.FEEDS
    warm = feeds & np.isin(edges["commodity"].astype(str), _WARM)
    source, target = edges["source"][warm], edges["target"][warm]
    seen, front = {row}, [row]
    while front:
        for one in front:
            if (found := _MAKERS.get(twin.nodes["ifc_class"][one])) is not None:
                return found
        front = [one for one in dict.fromkeys(source[np.isin(target, front)].tolist()) if one not in seen]
        seen.update(front)
    powered = feeds & (edges["commodity"] == "power") & (edges["target"] == row)
    return "electricity" if powered.any() else ""


def _is_hot(twin: Twin, row: int) -> bool:
    """Return whether hot water flows out of a tank."""
    edges = twin.edges
    out = (edges["relation"] == Relation.FEEDS) & (edges["source"] == row) & (edges["commodity"] == "hot_water")
    return bool(out.any())


def _charging(twin: Twin) -> list[int]:
    """Return the rows of bays where vehicles are charged; where no bay says so, of charging stations."""
    rows = twin.rows("plot", "equipment", "element").tolist()
    bays = [row for row in rows if property_of(twin, row, "parking_space") == "charging"]
    return bays or [row for row in rows if property_of(twin, row, "amenity") == "charging_station"]


def _watts(twin: Twin, row: int) -> float:
    return next(_numbers(twin, row, _DRAWN), math.nan)


def _numbers(twin: Twin, row: int, names: Iterable[str]) -> Any:
    return (one for name in names if isinstance(one := property_of(twin, row, name), float))
