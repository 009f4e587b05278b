"""Whether a room has light, heat and a toilet nearby that work; what the model does not say is not known."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.usage.conditions import Conditions
from twin_rules.facts.lights import lights
from twin_rules.facts.shared_rooms import private_spaces

__all__ = ["has_heat", "has_light", "shared_toilets"]

_TOILETS: Final = ("TOILETPAN", "WCSEAT")
_ENOUGH_LIGHT: Final = 0.5
"""Least share of its usual light with which a room is lit [-], a choice."""


def has_light(twin: Twin, room: int, conditions: Conditions) -> bool | None:
    """Return whether the lamps of a room work; None if the model has none there.

    Parameters
    ----------
    twin : the estate
    room : its row
    conditions : what is out of order
    """
    lamps = lights(twin).lamps.get(room)
    if not lamps:
        return None
    out = set(conditions.out.tolist())
    return sum(share for lamp, share in lamps.items() if lamp not in out) >= _ENOUGH_LIGHT


def has_heat(twin: Twin, room: int, conditions: Conditions) -> bool | None:
    """Return whether a heater of a room works; None if the model has no heaters in its building.

    Parameters
    ----------
    twin : the estate
    room : its row
    conditions : what is out of order
    """
    heaters = _serving(twin)
    mine = heaters.get(room, [])
    if not mine:
        building = twin.nodes["building"]
        return False if any(building[other] == building[room] for other in heaters) else None
    return bool(set(mine) - set(conditions.out.tolist()))


def shared_toilets(twin: Twin, conditions: Conditions) -> NDArray[np.int64]:
    """Return the rows of the spaces outside dwellings with a toilet that works, ascending.

    Parameters
    ----------
    twin : the estate
    conditions : what is out of order
    """
    nodes, edges, private = twin.nodes, twin.edges, private_spaces(twin)
    toilet = np.isin(nodes["predefined_type"].astype(str), _TOILETS)
    toilet[conditions.out] = False
    served = edges["target"][(edges["relation"] == Relation.SERVES) & toilet[edges["source"]]]
    inside = nodes["parent"][toilet]
    rows = np.unique(np.concatenate((served, inside[inside >= 0]))).astype(np.int64)
    rows = rows[(nodes["kind"][rows] == "space") & ~private[rows]]
    return np.asarray(rows[~np.isin(rows, conditions.lost)], dtype=np.int64)


@once
def _serving(twin: Twin) -> dict[int, list[int]]:
    """Return the heaters that serve each space, by its row."""
    nodes, edges = twin.nodes, twin.edges
    heater = nodes["ifc_class"] == "IfcSpaceHeater"
    found: dict[int, list[int]] = {}
    for place in np.flatnonzero((edges["relation"] == Relation.SERVES) & heater[edges["source"]]).tolist():
        found.setdefault(int(edges["target"][place]), []).append(int(edges["source"][place]))
    for row in np.flatnonzero(heater & (nodes["parent"] >= 0)).tolist():
        found.setdefault(int(nodes["parent"][row]), []).append(row)
    return found
