"""What each space is used for, with what says so, and how large its floor is.

Uses are those of the estate: living, wet, circulation, stair, technical, common room, cellar, parking, commerce, roof,
exterior. Six more are needed to tell dwellings from the rest: ``kitchen``, which a dwelling has and an office with
toilets has not; ``storage``, a closet, which lies in dwellings where a cellar does not; ``office``, any place of work
or teaching; ``lift``, which nobody walks through; and ``unknown``, where nothing says what a space is.

The evidence, strongest first: ``name`` (the long name, the object type, the name, a short description),
``property`` (a predefined type of PARKING or EXTERNAL), ``classification``, ``property`` again (an occupancy type or
category), ``geometry`` (fixtures, stairs and lifts that stand in it). Names come before classes because authors give
one class to a whole storey: in the Institute, corridors and toilets are all "Büroarbeit".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from twin.geometry.placed import triangles_of
from twin.geometry.plan import rectangles
from twin.inference.layer import Inferred
from twin.inference.rooms import Rooms
from twin.inference.words import Meaning, words
from twin.model.columns import Array, text
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["UNKNOWN", "infer", "meaning_of", "standing_in"]

AFTER: Final = ()
UNKNOWN: Final = "unknown"

_DESCRIPTION_WORDS: Final = 4
"""Longer descriptions are sentences, in which any room may be mentioned."""
_PREDEFINED: Final = {"PARKING": "parking", "EXTERNAL": "exterior"}
_CATEGORIES: Final = ("OccupancyType", "Category", "Category Description", "Raumkategorie", "Room Type", "SpaceType")
_FITTINGS: Final = ("IfcFurnishingElement", "IfcFurniture", "IfcSystemFurnitureElement", "IfcBuildingElementProxy")
_AREAS: Final = ("NetFloorArea", "NetFootprintArea", "GrossFloorArea", "GrossFootprintArea")
_CONTRADICTED: Final = 2.0
"""Floor areas that differ by this factor from the outline are in another unit, or of another space: what a room loses
to a sloping roof or to columns is less."""
_SMALLEST_M2: Final = 0.5
"""Outlines of less are shafts, whose stated areas are rounded."""
_LIFT_SHARE: Final = 0.4
"""Share of a shaft that its lift covers at least: a car of 1.1 m by 1.4 m needs a shaft of 1.6 m by 1.8 m; on a landing
it is less."""
_STAIR_SHARE: Final = 0.3
"""Share of a stair space that its flights cover at least; in a hall with a stair it is less."""


def infer(twin: Twin) -> Inferred:
    """Return the use and the floor area of every space."""
    rows = twin.rows(Kind.SPACE)
    use, use_from, area = twin.nodes["use"].copy(), twin.nodes["use_from"].copy(), twin.nodes["area"].copy()
    read = [_read(twin, row, stated) for row, stated in zip(rows.tolist(), _stated(twin, rows), strict=True)]
    use[rows], use_from[rows] = text([one for one, _ in read]), text([why for _, why in read])
    _look(twin, use, use_from)
    use[rows[use[rows] == ""]] = UNKNOWN
    area[rows], findings = _areas(twin, rows)
    return Inferred(values={"use": use, "use_from": use_from, "area": area}, findings=findings)


def meaning_of(twin: Twin, row: int) -> Meaning:
    """Return what the names of a space say."""
    nodes, table = twin.nodes, words()
    names = [nodes[column][row] for column in ("long_name", "object_type", "name")]
    if len(nodes["description"][row].split()) <= _DESCRIPTION_WORDS:
        names.append(nodes["description"][row])
    return next((meaning for name in names if (meaning := table.read(name)).use), Meaning())


def standing_in(twin: Twin, rows: Array) -> Array:
    """Return the space in which things stand, as declared or else by their middle, (n,); -1 if none.

    Parameters
    ----------
    twin : the twin
    rows : nodes of the things
    """
    parent = twin.nodes["parent"][rows]
    found = np.where((parent >= 0) & (twin.nodes["kind"][parent] == Kind.SPACE), parent, -1)
    middle = twin.nodes["box"][rows].mean(axis=1)
    open_ = (found < 0) & np.isfinite(middle).all(axis=1)
    rooms = Rooms.of(twin)
    if open_.any() and len(rooms.rows):
        at = rooms.at(middle[open_])
        found[open_] = np.where(at >= 0, rooms.rows[at], -1)
    return found


def _read(twin: Twin, row: int, stated: tuple[list[tuple[str, str]], list[str]]) -> tuple[str, str]:
    """Return the use of a space and what says so, from all that is written about it."""
    table, (classes, categories) = words(), stated
    if use := meaning_of(twin, row).use:
        return use, "name"
    if use := _PREDEFINED.get(twin.nodes["predefined_type"][row], ""):
        return use, "property"
    for code, name in classes:
        if use := table.code(code) or _of_class(name) or _of_class(code):
            return use, "classification"
    use = next(filter(None, map(_of_class, categories)), "")
    return (use, "property") if use else ("", "")


def _of_class(name: str) -> str:
    bare = name.rpartition(":")[2]
    return "" if words().is_coarse(bare) else words().read(bare).use


def _stated(twin: Twin, rows: Array) -> Iterator[tuple[list[tuple[str, str]], list[str]]]:
    """Yield the classes and categories of each space."""
    table = twin["classifications"]
    classes: dict[int, list[tuple[str, str]]] = {}
    for node, code, name in zip(table["node"].tolist(), table["code"], table["name"], strict=True):
        classes.setdefault(node, []).append((code, name))
    categories: dict[int, list[str]] = {}
    for node, _, row in _properties(twin, _CATEGORIES):
        categories.setdefault(node, []).append(twin["properties"]["value"][row])
    for row in rows.tolist():
        yield classes.get(row, []), categories.get(row, [])


def _properties(twin: Twin, names: Iterable[str]) -> list[tuple[int, int, int]]:
    """Return node, place of the name among the names, and row of each property so named, in that order."""
    table, links = twin["properties"], twin["node_property_sets"]
    place = {name: number for number, name in enumerate(names)}
    wanted = np.flatnonzero(np.isin(table["name"].astype(str), list(place)))
    by_set: dict[int, list[int]] = {}
    for row in wanted.tolist():
        by_set.setdefault(int(table["set"][row]), []).append(row)
    linked = np.flatnonzero(np.isin(links["set"], list(by_set)))
    pairs = zip(links["node"][linked].tolist(), links["set"][linked].tolist(), strict=True)
    return sorted((node, place[table["name"][row]], row) for node, one in pairs for row in by_set[one])


def _look(twin: Twin, use: Array, use_from: Array) -> None:
    """Fill in the use of spaces of which nothing is written, from what stands in them."""
    spaces = twin.rows(Kind.SPACE)
    silent = np.zeros(len(use), dtype=bool)
    silent[spaces] = use[spaces] == ""
    if not silent.any():
        return
    for found in (_fixtures(twin), _lifts(twin), _stairs(twin), _outside(twin)):
        for row, one in found:
            if silent[row] and not use[row]:
                use[row], use_from[row] = one, "geometry"


def _fixtures(twin: Twin) -> list[tuple[int, str]]:
    """Return space and use for each fixture that tells it, what makes wet first."""
    nodes = twin.nodes
    rows = twin.rows(Kind.EQUIPMENT, Kind.ELEMENT)
    rows = rows[(nodes["kind"][rows] == Kind.EQUIPMENT) | np.isin(nodes["ifc_class"][rows].astype(str), _FITTINGS)]
    told = [(row, _fixture(twin, row)) for row in rows.tolist()]
    told = [(row, use) for row, use in told if use]
    space = standing_in(twin, np.array([row for row, _ in told], dtype=int))
    found = [(int(one), use) for one, (_, use) in zip(space, told, strict=True) if one >= 0]
    return sorted(found, key=lambda one: (one[1] != "wet", one))


def _fixture(twin: Twin, row: int) -> str:
    nodes, table = twin.nodes, words()
    kind, of_type = nodes["predefined_type"][row], nodes["type"][row]
    typed = twin["types"]["name"][of_type] if of_type >= 0 else ""
    names = (nodes["object_type"][row], nodes["name"][row], typed)
    return next(filter(None, (table.fixture(kind, name) for name in names)), "")


def _lifts(twin: Twin) -> list[tuple[int, str]]:
    """Return the spaces that are mostly lift."""
    nodes, rows = twin.nodes, twin.rows(Kind.EQUIPMENT)
    lifts = rows[nodes["ifc_class"][rows] == "IfcTransportElement"]
    upward = ~np.isin(nodes["predefined_type"][lifts].astype(str), ("ESCALATOR", "MOVINGWALKWAY"))
    return [(space, "lift") for space in _filled(twin, lifts[upward], _LIFT_SHARE)]


def _stairs(twin: Twin) -> list[tuple[int, str]]:
    """Return the spaces that are mostly stair."""
    rows = twin.rows(Kind.ELEMENT)
    stairs = rows[np.isin(twin.nodes["ifc_class"][rows].astype(str), ("IfcStair", "IfcStairFlight"))]
    return [(space, "stair") for space in _filled(twin, stairs, _STAIR_SHARE)]


def _filled(twin: Twin, things: Array, share: float) -> list[int]:
    """Return the spaces of which one of the things in it covers that share in plan."""
    things = things[twin.nodes["mesh"][things] >= 0]
    if not len(things):
        return []
    space, rooms = standing_in(twin, things), Rooms.of(twin)
    area = np.full(twin.nodes.length, np.inf)
    area[rooms.rows] = rooms.area
    box = rectangles(triangles_of(twin, things), len(things))
    covered = (space >= 0) & (box.length * box.depth >= share * area[space])
    return [int(one) for one in space[covered]]


def _outside(twin: Twin) -> list[tuple[int, str]]:
    """Return the spaces that are declared to be outside."""
    rows = twin.rows(Kind.SPACE)
    return [(int(one), "exterior") for one in rows[twin.nodes["is_external"][rows] == 1]]


def _areas(twin: Twin, rows: Array) -> tuple[Array, list[Finding]]:
    """Return floor areas: as stated, unless the outline contradicts them, else of the outline [m²], (n,)."""
    rooms = Rooms.of(twin)
    drawn = np.full(twin.nodes.length, np.nan)
    drawn[rooms.rows] = rooms.area
    stated = np.full(twin.nodes.length, np.nan)
    for node, _, row in reversed(_properties(twin, _AREAS)):  # the best name comes last and stays
        number = twin["properties"]["number"][row]
        stated[node] = number if number > 0 else stated[node]
    with np.errstate(invalid="ignore"):
        ratio = stated[rows] / drawn[rows]
        wrong = (drawn[rows] >= _SMALLEST_M2) & ((ratio > _CONTRADICTED) | (ratio < 1 / _CONTRADICTED))
    area = np.where(np.isnan(stated[rows]) | wrong, drawn[rows], stated[rows])
    return area, [_contradicted(twin, row, stated[row], drawn[row]) for row in rows[wrong].tolist()]


def _contradicted(twin: Twin, row: int, stated: float, drawn: float) -> Finding:
    nodes = twin.nodes
    return Finding(
        "floor-area-contradicted",
        Severity.WARNING,
        f"its quantities say {stated:.4g} m², its outline has {drawn:.4g} m²; the outline is used",
        "Correct the quantity or its unit in the model.",
        global_id=nodes["global_id"][row],
        name=nodes["long_name"][row] or nodes["name"][row],
    )
