"""For which incidents a model says enough.

Each incident asks for facts about some population of things: fire asks whether doors have a fire rating. The share of
things that have the fact is what the model knows; what is missing is said with its count, because unknown is a value
and never means safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Readiness", "readiness"]

Mask = Array


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a model is for one kind of incident.

    Parameters
    ----------
    incident : the kind of incident
    score : mean share of things that have what the incident asks for [-]
    missing : what is not there, with counts
    """

    incident: str
    score: float
    missing: tuple[str, ...]


def readiness(twin: Twin) -> list[Readiness]:
    """Return how ready the models are for each kind of incident."""
    facts = _Facts(twin)
    return [_judge(facts, incident, asked) for incident, asked in _ASKED.items()]


def _judge(facts: _Facts, incident: str, asked: Iterable[tuple[str, str, str]]) -> Readiness:
    shares, missing = [], []
    for what, population, fact in asked:
        things = _POPULATIONS[population](facts)
        total, known = int(things.sum()), int((things & _FACTS[fact](facts)).sum())
        shares.append(known / total if total else 0.0)
        if total == 0:
            missing.append(f"no {population}")
        elif known < total:
            missing.append(f"{what} of {total - known} of {total} {population}")
    return Readiness(incident, float(np.mean(shares)), tuple(dict.fromkeys(missing)))


class _Facts:
    """Masks over the nodes of a twin, (n_nodes,) of bool."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self.kind = twin.nodes["kind"]
        self._class = twin.nodes["ifc_class"]
        self.has_shape = twin.nodes["mesh"] >= 0
        self.has_elevation = ~np.isnan(twin.nodes["elevation"])
        self.is_placed = np.full(len(self.kind), twin.crs is not None)
        self.in_storey = twin.nodes["storey"] >= 0

    def of_class(self, *parts: str) -> Mask:
        """Return the things whose class name contains one of the words."""
        known = np.unique(self._class.astype(str))
        return np.isin(self._class.astype(str), [one for one in known if any(part in one for part in parts)])

    def has_property(self, name: str) -> Mask:
        """Return the things that have a value for a property, by themselves or by their type."""
        twin = self._twin
        said = (twin["properties"]["name"] == name) & (twin["properties"]["value"] != "")
        sets = np.zeros(twin["property_sets"].length + 1, dtype=bool)
        sets[twin["properties"]["set"][said]] = True
        types = np.zeros(twin["types"].length + 1, dtype=bool)
        links = twin["type_property_sets"]
        types[links["type"][sets[links["set"]]]] = True
        has = types[twin.nodes["type"]].copy()
        links = twin["node_property_sets"]
        has[links["node"][sets[links["set"]]]] = True
        return has

    def in_relation(self, *relations: Relation) -> Mask:
        """Return the things at either end of such an edge."""
        edges = self._twin.edges
        chosen = np.isin(edges["relation"].astype(str), [str(one) for one in relations])
        has = np.zeros(len(self.kind), dtype=bool)
        for end in ("source", "target"):
            has[edges[end][chosen]] = True
        return has


_POPULATIONS: Final[Mapping[str, Callable[[_Facts], Mask]]] = {
    "spaces": lambda facts: facts.kind == Kind.SPACE,
    "storeys": lambda facts: facts.kind == Kind.STOREY,
    "doors": lambda facts: facts.of_class("IfcDoor"),
    "walls": lambda facts: facts.of_class("IfcWall"),
    "equipment": lambda facts: facts.kind == Kind.EQUIPMENT,
    "systems": lambda facts: facts.kind == Kind.SYSTEM,
    "ports": lambda facts: facts.kind == Kind.PORT,
    "lifts": lambda facts: facts.of_class("IfcTransport"),
    "valves": lambda facts: facts.of_class("IfcValve", "IfcFlowController"),
    "distribution boards": lambda facts: facts.of_class("DistributionBoard", "ElectricDistributionPoint"),
    "heat emitters": lambda facts: facts.of_class("IfcSpaceHeater", "IfcBoiler"),
    "zones": lambda facts: facts.kind == Kind.ZONE,
}
_FACTS: Final[Mapping[str, Callable[[_Facts], Mask]]] = {
    "shape": lambda facts: facts.has_shape,
    "elevation": lambda facts: facts.has_elevation,
    "place": lambda facts: facts.is_placed,
    "storey": lambda facts: facts.in_storey,
    "boundary": lambda facts: facts.in_relation(Relation.BOUNDS, Relation.OPENS_ONTO),
    "link": lambda facts: facts.in_relation(Relation.CONNECTS, Relation.FEEDS),
    "member": lambda facts: facts.in_relation(Relation.GROUPS),
    "fire rating": lambda facts: facts.has_property("FireRating"),
    "self-closing": lambda facts: facts.has_property("SelfClosing"),
    "external": lambda facts: facts.has_property("IsExternal"),
    "U-value": lambda facts: facts.has_property("ThermalTransmittance"),
    "reach": lambda facts: facts.in_relation(Relation.REFERS_TO, Relation.SERVES),
}
_ASKED: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "fire and smoke": (
        ("shape", "spaces", "shape"),
        ("fire rating", "doors", "fire rating"),
        ("fire rating", "walls", "fire rating"),
        ("self-closing", "doors", "self-closing"),
        ("link to spaces", "doors", "boundary"),
    ),
    "burst pipe": (("connection", "ports", "link"), ("system", "valves", "member"), ("shape", "spaces", "shape")),
    "power cut": (("system", "distribution boards", "member"), ("connection", "ports", "link")),
    "lift failure": (("storeys served", "lifts", "reach"), ("elevation", "storeys", "elevation")),
    "heating failure": (
        ("system", "heat emitters", "member"),
        ("U-value", "walls", "U-value"),
        ("shape", "spaces", "shape"),
    ),
    "flood": (
        ("elevation", "storeys", "elevation"),
        ("place on the map", "storeys", "place"),
        ("shape", "equipment", "shape"),
    ),
    "gas leak": (
        ("shape", "spaces", "shape"),
        ("connection", "ports", "link"),
        ("link to spaces", "doors", "boundary"),
    ),
    "intrusion": (("inside or outside", "doors", "external"), ("link to spaces", "doors", "boundary")),
}
"""Incident to what it asks for: the fact in words, the population, and the fact."""
