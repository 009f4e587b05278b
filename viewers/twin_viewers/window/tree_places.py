"""Which place of the tree a thing is in, and under which groups there."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.public import NEIGHBOUR, public_roles_of
from twin_viewers.window.things import DWELLING, classes_of
from twin_viewers.window.tree_groups import Group

__all__ = ["groups_of", "homes_of", "houses_of_members", "is_listed", "is_outdoors", "places_of"]

Rows = NDArray[np.int64]

_UNLISTED: Final = ("IfcOpening", "IfcVirtualElement", "IfcVoidingFeature", "IfcGrid", "IfcAnnotation")
"""Beginnings of the classes of what nobody would call a thing."""
_THINGS: Final = (Kind.ELEMENT, Kind.EQUIPMENT)
_BRANCHES: Final = (Kind.SYSTEM, Kind.GROUP, Kind.ZONE, Kind.SPACE)
_PUBLIC: Final = Group("part", "public")
_NO_ROLE: Final = "?"
"""Stands for the role of what is on a map and plays none that is drawn."""
_ELSEWHERE: Final = Group("part", "elsewhere")


def is_listed(twin: Twin) -> NDArray[np.bool_]:
    """Return whether each node is a thing that people know: no connection, no hole, no crossing of lines, (n,)."""
    nodes = twin.nodes
    kinds, classes = nodes["kind"].astype(str), nodes["ifc_class"].astype(str)
    names, place = np.unique(classes, return_inverse=True)
    seen = np.array([not name.startswith(_UNLISTED) for name in names.tolist()], dtype=bool)[place]
    crossing = (kinds == Kind.PATH) & (nodes["object_type"] == "junction")
    return np.asarray(seen & ~np.isin(kinds, (Kind.PORT, Kind.EXTERIOR)) & ~crossing)


def places_of(twin: Twin) -> Rows:
    """Return the row of the thing that each is listed under, -1 for none, (n,)."""
    nodes, listed = twin.nodes, is_listed(twin)
    kinds, parent = nodes["kind"].astype(str), nodes["parent"].astype(np.int64)
    up = _listed_above(parent, listed)
    things = np.isin(kinds, _THINGS)
    room = _rooms(twin, things)
    up = np.where(things & (room >= 0) & ~_in_thing(up, things), room, up)
    lost = things & (up < 0)
    up[lost] = np.where(nodes["storey"][lost] >= 0, nodes["storey"][lost], nodes["building"][lost])
    home = homes_of(twin)
    spaces = kinds == Kind.SPACE
    up = np.where(spaces & (home >= 0), home, up)
    zones = kinds == Kind.ZONE
    up[zones] = _above_zones(twin, np.flatnonzero(zones))
    up[(up >= 0) & ~listed[up]] = -1
    up[up == np.arange(len(up))] = -1
    return up


def groups_of(twin: Twin, above: Rows) -> list[tuple[Group, ...]]:
    """Return the groups between each thing and the place above it, from above.

    Parameters
    ----------
    twin : the twin
    above : row of the thing that each is listed under, (n,)
    """
    nodes, roles = twin.nodes, public_roles_of(twin).tolist()
    kinds, uses, types = (nodes[name].tolist() for name in ("kind", "use", "object_type"))
    classes = classes_of(twin).tolist()
    houses, outdoors = houses_of_members(twin), is_outdoors(twin).tolist()
    result = []
    for row, place in enumerate(above.tolist()):
        over = kinds[place] if place >= 0 else ""
        told = (kinds[row], classes[row], uses[row], types[row], roles[row] or (_NO_ROLE if outdoors[row] else ""))
        result.append(_groups(told, over, houses.get(row, -1)))
    return result


def _groups(told: tuple[str, str, str, str, str], over: str, house: int) -> tuple[Group, ...]:
    kind, ifc_class, use, object_type, role = told
    if kind in _BRANCHES:
        return _branch(kind, use, over, house)
    if kind in {Kind.PATH, Kind.PLOT} or (kind == Kind.BUILDING and role == NEIGHBOUR and not over):
        return () if over in {Kind.PATH, Kind.PLOT} else (_PUBLIC, _outdoor(kind, role, object_type))
    if kind in _THINGS and not over:
        return (_PUBLIC, _outdoor(kind, role, object_type)) if role else (_ELSEWHERE, Group("class", ifc_class, kind))
    return (Group("class", ifc_class, kind),) if kind in _THINGS and over not in _THINGS else ()


def _branch(kind: str, use: str, over: str, house: int) -> tuple[Group, ...]:
    if kind == Kind.SYSTEM:
        return (Group("part", "systems"), *([Group("of", "", rows=(house,))] if house >= 0 else []))
    common = kind == Kind.SPACE and over == Kind.STOREY
    zone = kind == Kind.ZONE and use != DWELLING
    name = {Kind.SPACE: "common", Kind.ZONE: "zones", Kind.GROUP: "groups"}[Kind(kind)]
    return (Group("part", name),) if common or zone or (kind == Kind.GROUP and not over) else ()


def _outdoor(kind: str, role: str, object_type: str) -> Group:
    named = role and role != _NO_ROLE
    return Group("role", role, kind) if named else Group("type", object_type or kind, kind)


@once
def is_outdoors(twin: Twin) -> NDArray[np.bool_]:
    """Return whether each thing is from a map: a file without storeys and rooms, (n,)."""
    nodes = twin.nodes
    indoors = np.unique(nodes["source"][np.isin(nodes["kind"].astype(str), (Kind.STOREY, Kind.SPACE, Kind.SITE))])
    return np.asarray((nodes["building"] < 0) & ~np.isin(nodes["source"], indoors))


def _listed_above(parent: Rows, listed: NDArray[np.bool_]) -> Rows:
    """Return the next listed node above each."""
    up = parent.copy()
    while (hidden := (up >= 0) & ~listed[up]).any():
        up[hidden] = parent[up[hidden]]
    return up


def _in_thing(up: Rows, things: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether each is part of another thing, as a flight of a stair."""
    return np.asarray((up >= 0) & things[up])


def _rooms(twin: Twin, things: NDArray[np.bool_]) -> Rows:
    """Return the room that contains each thing, the best known where there are several, -1 for none."""
    edges, kinds = twin.edges, twin.nodes["kind"]
    rows = np.flatnonzero(edges["relation"] == Relation.CONTAINS)
    rows = rows[(kinds[edges["source"][rows]] == Kind.SPACE) & things[edges["target"][rows]]]
    worst_first = np.lexsort((-edges["source"][rows], edges["confidence"][rows]))
    room = np.full(twin.nodes.length, -1, dtype=np.int64)
    room[edges["target"][rows][worst_first]] = edges["source"][rows][worst_first]
    return room


def homes_of(twin: Twin) -> Rows:
    """Return the dwelling that each node is part of, -1 for none."""
    nodes, edges = twin.nodes, twin.edges
    homes = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == DWELLING)
    rows = np.flatnonzero((edges["relation"] == Relation.GROUPS) & homes[edges["source"]])[::-1]
    home = np.full(nodes.length, -1, dtype=np.int64)
    home[edges["target"][rows]] = edges["source"][rows]
    return home


def _above_zones(twin: Twin, zones: Rows) -> Rows:
    """Return the storey of dwellings, and the building of other zones; -1 where unknown."""
    nodes = twin.nodes
    is_home = nodes["use"][zones] == DWELLING
    houses = houses_of_members(twin)
    of_members = np.array([houses.get(zone, -1) for zone in zones.tolist()], dtype=np.int64)
    storey, building = nodes["storey"][zones].astype(np.int64), nodes["building"][zones].astype(np.int64)
    building = np.where(building >= 0, building, of_members)
    return np.where(is_home & (storey >= 0), storey, building)


@once
def houses_of_members(twin: Twin) -> dict[int, int]:
    """Return the building that most members of each system or zone are in, by the row of the system."""
    nodes, edges = twin.nodes, twin.edges
    rows = np.flatnonzero(edges["relation"] == Relation.GROUPS)
    pairs = np.column_stack((edges["source"][rows], nodes["building"][edges["target"][rows]]))
    pairs, counts = np.unique(pairs[pairs[:, 1] >= 0], axis=0, return_counts=True)
    return {int(system): int(house) for system, house in pairs[np.argsort(counts, kind="stable")].tolist()}
