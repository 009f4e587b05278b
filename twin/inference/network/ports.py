"""Links between things by their ports: as declared, and where free ports coincide."""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.inference.network.graph import nearest_mutual, pairs_within
from twin.inference.network.links import Links
from twin.inference.network.things import Things
from twin.model.columns import Array
from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.relations import Relation

__all__ = ["PORT_GAP_M", "coincident_ports", "declared_links", "free_ports", "joined_ports"]

PORT_GAP_M: Final = 0.05
"""Farthest that ports may lie apart and still be taken as one joint.

A socket takes a pipe in by 10 to 40 mm, and a flange with its gasket adds a few; pipes run side by side keep more than
this between their axes, for insulation and for the hand."""
_SURE_GAP_M: Final = 0.01
"""Up to here the gap is the rounding of a model or a seal, and says nothing against the joint."""


def declared_links(things: Things) -> Links:
    """Return the links between things whose ports, or which themselves, are declared to be connected."""
    nodes, edges = things.twin.nodes, things.twin.edges
    declared = edges["relation"] == Relation.CONNECTS
    source, target = edges["source"][declared], edges["target"][declared]
    is_port, is_equipment = (nodes["kind"] == kind for kind in (Kind.PORT, Kind.EQUIPMENT))
    by_port = is_port[source] & is_port[target]
    direct = is_equipment[source] & is_equipment[target]
    parts = [
        _between(things, source[by_port], target[by_port], "IfcRelConnectsPorts"),
        _between(things, source[direct], target[direct], "IfcRelConnectsElements"),
    ]
    return Links.joined(parts)


def joined_ports(things: Things) -> Array:
    """Return the ports of things that are declared to be connected, (n,)."""
    edges = things.twin.edges
    declared = edges["relation"] == Relation.CONNECTS
    ports = things.ports
    return ports[np.isin(ports, np.concatenate((edges["source"][declared], edges["target"][declared])))]


def free_ports(things: Things) -> Array:
    """Return the ports of things that are not declared to be connected, (n,)."""
    return np.setdiff1d(things.ports, joined_ports(things))


def coincident_ports(things: Things) -> tuple[Links, Array]:
    """Return the links between things of which free ports coincide, and the ports that do so.

    They must agree in commodity and direction of flow.
    """
    nodes = things.twin.nodes
    ports = free_ports(things)
    ports = ports[np.isfinite(nodes["position"][ports]).all(axis=1)]
    one, other = pairs_within(nodes["position"][ports], PORT_GAP_M)
    gap = np.linalg.norm(nodes["position"][ports[one]] - nodes["position"][ports[other]], axis=1)
    fits = _fits(things, ports[one], ports[other])
    one, other, gap = one[fits], other[fits], gap[fits]
    nearest = nearest_mutual(one, other, gap, count=len(ports))
    links = _between(things, ports[one[nearest]], ports[other[nearest]], "ports-coincide")
    excess = np.clip((links.gap - _SURE_GAP_M) / (PORT_GAP_M - _SURE_GAP_M), 0, 1)
    evidence = (Provenance.GEOMETRIC, "ports-coincide")
    made = Links.made(
        (links.one, links.other),
        evidence,
        carried=links.carried,
        gap=links.gap,
        confidence=0.95 - 0.25 * excess,
        flow=links.flow,
    )
    return made, ports[np.unique(np.concatenate((one[nearest], other[nearest])))]


def _fits(things: Things, one: Array, other: Array) -> Array:
    """Return whether ports may be one joint, (n,): of two things, one commodity, and not both giving or both taking."""
    parent, way = things.twin.nodes["parent"], things.twin.nodes["flow_direction"]
    against = (way[one] == way[other]) & np.isin(way[one].astype(str), ("SOURCE", "SINK"))
    meet = things.words.meet(_port_set(things, one), _port_set(things, other))
    return np.asarray((parent[one] != parent[other]) & ~against & meet)


def _port_set(things: Things, port: Array) -> Array:
    """Return what flows through each port, (n,): as it says itself, narrowed by the thing it belongs to."""
    said, owner = things.declared[port], things.twin.nodes["parent"][port]
    of_owner = things.carried[owner]
    narrowed = things.words.widened(said) & things.words.widened(of_owner)
    return np.where(said == 0, of_owner, np.where(narrowed == 0, said, narrowed))


def _between(things: Things, one: Array, other: Array, method: str) -> Links:
    """Return the declared links between the owners of pairs of ports, or between pairs of things."""
    nodes = things.twin.nodes
    is_port = nodes["kind"][one] == Kind.PORT
    owners = [np.where(is_port, nodes["parent"][end], end) for end in (one, other)]
    kept = (owners[0] >= 0) & (owners[1] >= 0) & (owners[0] != owners[1])
    one, other, ends = one[kept], other[kept], (owners[0][kept], owners[1][kept])
    sets = [np.where(is_port[kept], _port_set(things, end), things.carried[end]) for end in (one, other)]
    gap = np.linalg.norm(nodes["position"][one] - nodes["position"][other], axis=1)
    return Links.made(
        ends,
        (Provenance.DECLARED, method),
        carried=things.words.shared(*sets),
        gap=np.where(is_port[kept], gap, np.nan),
        confidence=np.ones(len(one)),
        flow=_flow(nodes["flow_direction"][one], nodes["flow_direction"][other]),
    )


def _flow(one: Array, other: Array) -> Array:
    """Return 1 where flow goes from the first port to the second, -1 the other way, 0 where they do not agree."""
    gives = np.where(one == "SOURCE", 1, np.where(one == "SINK", -1, 0))
    takes = np.where(other == "SINK", 1, np.where(other == "SOURCE", -1, 0))
    return np.asarray(np.sign(np.where(gives * takes < 0, 0, gives + takes)))
