"""Which lamps light which places: common rooms and stretches of way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin_rules.facts.dated import dated
from twin_rules.physics.illuminance import ground_share

__all__ = ["LAMPS", "Lights", "lights"]

LAMPS: Final = ("IfcLightFixture", "IfcLamp")
_EMERGENCY: Final = "SECURITYLIGHTING"


@dataclass(frozen=True)
class Lights:
    """Which lamps light which places.

    Parameters
    ----------
    lamps : rows of the ordinary lamps of each place, with the share of its light that each gives
    emergency : rows of the emergency lights of each place
    places : rows of the places that each lamp lights
    """

    lamps: dict[int, dict[int, float]]
    emergency: dict[int, tuple[int, ...]]
    places: dict[int, tuple[int, ...]]


@once
def lights(twin: Twin) -> Lights:
    """Return which lamps light the common rooms and ways of an estate; rooms of dwellings are left out."""
    nodes = twin.nodes
    kinds = nodes["predefined_type"]
    lamps: dict[int, dict[int, float]] = {}
    emergency: dict[int, list[int]] = {}
    places: dict[int, list[int]] = {}
    for (lamp, place), light in sorted(_pairs(twin).items()):
        places.setdefault(lamp, []).append(place)
        if kinds[lamp] == _EMERGENCY:
            emergency.setdefault(place, []).append(lamp)
        else:
            lamps.setdefault(place, {})[lamp] = light
    shares = {place: {one: light / sum(by.values()) for one, light in by.items()} for place, by in lamps.items()}
    return Lights(shares, _fixed(emergency), _fixed(places))


def _pairs(twin: Twin) -> dict[tuple[int, int], float]:
    """Return each lamp with each place that it serves or stands in, and the light it gives there."""
    nodes, edges = twin.nodes, twin.edges
    is_lamp = np.isin(nodes["ifc_class"].astype(str), LAMPS)
    lit = np.isin(nodes["kind"].astype(str), [Kind.SPACE, Kind.PATH, Kind.PLOT])
    homes = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    groups = (edges["relation"] == Relation.GROUPS) & homes[edges["source"]]
    lit[edges["target"][groups]] = False
    serves = np.flatnonzero((edges["relation"] == Relation.SERVES) & is_lamp[edges["source"]] & lit[edges["target"]])
    inside = np.flatnonzero(is_lamp & (nodes["parent"] >= 0) & lit[nodes["parent"]])
    known = zip(inside.tolist(), nodes["parent"][inside].tolist(), strict=True)
    found = dict.fromkeys(known, ground_share(_height_m(twin, -1), dated("lighting_fr")["way"]["lamp_distance_m"]))
    for row in serves.tolist():
        lamp, place = int(edges["source"][row]), int(edges["target"][row])
        far = float(edges["value"][row])
        far = dated("lighting_fr")["way"]["lamp_distance_m"] if np.isnan(far) else far
        found.setdefault((lamp, place), ground_share(_height_m(twin, lamp), far))
    return found


def _height_m(twin: Twin, lamp: int) -> float:
    said = property_of(twin, lamp, "height") if lamp >= 0 else None
    return said if isinstance(said, float) else float(dated("lighting_fr")["way"]["lamp_height_m"])


def _fixed(found: dict[int, list[int]]) -> dict[int, tuple[int, ...]]:
    return {key: tuple(values) for key, values in found.items()}
