"""Which buildings are warmed by electricity alone, as their heaters and what feeds them tell."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np

from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["warmed_by_power"]

_MAKERS: Final = {
    "IfcBoiler": "fuel",
    "IfcHeatExchanger": "heat",
    "IfcUnitaryEquipment": "electricity",
    "IfcElectricHeater": "electricity",
}
_HEATERS: Final = ("IfcSpaceHeater", "IfcElectricHeater")
_WARM: Final = ("heating_flow", "heating")


@once
def warmed_by_power(twin: Twin) -> frozenset[int]:
    """Return the rows of buildings all of whose heaters hang on heat pumps or other makers that draw electricity.

    A heater that no pipe and no cable leads to tells nothing, and then nothing is said of its building.

    Parameters
    ----------
    twin : the estate
    """
    makers: dict[int, set[str]] = defaultdict(set)
    heaters = np.flatnonzero(np.isin(twin.nodes["ifc_class"].astype(str), _HEATERS))
    before, powered = _feeders(twin)
    for row in heaters.tolist():
        found = _made_by(twin, row, before) or ({"electricity"} if row in powered else {""})
        makers[int(twin.nodes["building"][row])] |= found
    return frozenset(building for building, of in makers.items() if building >= 0 and of == {"electricity"})


def _feeders(twin: Twin) -> tuple[dict[int, list[int]], frozenset[int]]:
    """Return what brings warmth to each row, and the rows that power feeds."""
    edges = twin.edges
    feeds = edges["relation"] == Relation.FEEDS
    warm = feeds & np.isin(edges["commodity"].astype(str), _WARM)
    before: dict[int, list[int]] = defaultdict(list)
    for source, target in zip(edges["source"][warm].tolist(), edges["target"][warm].tolist(), strict=True):
        before[target].append(source)
    return before, frozenset(edges["target"][feeds & (edges["commodity"] == "power")].tolist())


def _made_by(twin: Twin, heater: int, before: dict[int, list[int]]) -> set[str]:
    """Return what the nearest makers of heat draw that a heater hangs on."""
    classes, found = twin.nodes["ifc_class"], set()
    seen, front = {heater}, [heater]
    while front:
        row = front.pop()
        made = _MAKERS.get(str(classes[row]))
        if made:
            found.add(made)
            continue
        further = [one for one in before.get(row, ()) if one not in seen]
        seen.update(further)
        front += further
    return found
