"""Where equipment and furniture stand, and which spaces and dwellings they serve.

A thing that its author put into a space is left there; one put into a storey, a building or nothing gets an edge
``contains`` from the space in which it stands, beside its declared place: the storey contains the space. The column
``parent`` keeps what was declared. Methods are ``inside``, ``beside`` (set into or mounted on its wall) and
``above-ceiling``; the value is the distance from the middle of the thing to the outline [m].

What ends a supply serves the space it stands in (``stands-in``): radiators, luminaires, sockets, sanitary ware, air
terminals, appliances. What makes, meters or distributes it serves the dwelling that it stands in, if it stands in one
(``stands-in-dwelling``, assumed). Sensors monitor their space. A thing that stands more than 1 m from the space it is
declared in makes a finding, and stays where it is declared.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.inference.layer import Inferred
from twin.inference.standing import Standing, off_space, standing
from twin.inference.words import words
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("use", "dwellings", "federation")

_FURNITURE: Final = ("IfcFurnishingElement", "IfcFurniture", "IfcSystemFurnitureElement")
_PROXY: Final = "IfcBuildingElementProxy"
_THING_M: Final = 2.0
"""A proxy larger than that may be a part of the building; a smaller one is a thing that stands somewhere [m]."""
_OPEN: Final = (Kind.SITE, Kind.BUILDING, Kind.STOREY)
"""Kinds of declared places that leave open in which space a thing is."""
_MISPLACED_M: Final = 1.0
_TERMINALS: Final = frozenset(
    (
        "IfcFlowTerminal",
        "IfcSpaceHeater",
        "IfcLightFixture",
        "IfcLamp",
        "IfcOutlet",
        "IfcSanitaryTerminal",
        "IfcWasteTerminal",
        "IfcAirTerminal",
        "IfcFireSuppressionTerminal",
        "IfcElectricAppliance",
        "IfcAudioVisualAppliance",
        "IfcCommunicationsAppliance",
        "IfcGasTerminal",
    )
)
_CENTRAL: Final = frozenset(
    (
        "IfcBoiler",
        "IfcTank",
        "IfcHeatExchanger",
        "IfcUnitaryEquipment",
        "IfcElectricDistributionBoard",
        "IfcDistributionBoard",
        "IfcFlowMeter",
    )
)
_SENSORS: Final = frozenset(("IfcSensor", "IfcAlarm"))
_SERVING: Final = 0.9
"""Share of the confidence in its place that is left for what a thing serves: it may be turned to the next room."""
_SERVING_DWELLING: Final = 0.7


def infer(twin: Twin) -> Inferred:
    """Return where equipment stands and what it serves."""
    nodes = twin.nodes
    rows = _things(twin)
    declared = _declared(twin, rows)
    asked = (declared < 0) & _is_open(twin, rows) & (nodes["mesh"][rows] >= 0)
    found = standing(twin, rows[asked])
    space, confidence = declared.copy(), np.ones(len(rows))
    space[asked], confidence[asked] = found.space, found.confidence
    edges = [*_contains(rows[asked], found), *_serves(twin, rows, space, confidence)]
    return Inferred(_table(edges), findings=_misplaced(twin, rows, declared))


def _things(twin: Twin) -> Array:
    """Return equipment, furniture, and small things that nobody classified."""
    rows = twin.rows(Kind.EQUIPMENT, Kind.ELEMENT)
    nodes = twin.nodes
    furniture = np.isin(nodes["ifc_class"][rows].astype(str), _FURNITURE)
    size = np.ptp(nodes["box"][rows], axis=1).max(axis=1)
    small = (nodes["ifc_class"][rows] == _PROXY) & (size <= _THING_M)
    return np.asarray(rows[(nodes["kind"][rows] == Kind.EQUIPMENT) | furniture | small])


def _declared(twin: Twin, rows: Array) -> Array:
    """Return the space that each thing is declared in, by itself or with what it is a part of, (n,); -1 if none."""
    nodes = twin.nodes
    found, at = np.full(len(rows), -1), nodes["parent"][rows].astype(int)
    while (climbing := (at >= 0) & (found < 0)).any():
        kind = np.where(climbing, nodes["kind"][at], "")
        found = np.where(kind == Kind.SPACE, at, found)
        part = climbing & np.isin(kind.astype(str), (Kind.ELEMENT, Kind.EQUIPMENT))
        at = np.where(part, nodes["parent"][at], -1).astype(int)
    return found


def _is_open(twin: Twin, rows: Array) -> Array:
    parent = twin.nodes["parent"][rows]
    return np.asarray((parent < 0) | np.isin(twin.nodes["kind"][parent].astype(str), _OPEN))


_Edge = tuple[int, int, str, str, str, float, float]
"""Source, target, relation, method, provenance, confidence, value."""


def _contains(rows: Array, found: Standing) -> list[_Edge]:
    columns = (rows, found.space, found.method, found.confidence, found.distance)
    return [
        (space, row, Relation.CONTAINS, method, Provenance.GEOMETRIC, confidence, distance)
        for row, space, method, confidence, distance in zip(*(one.tolist() for one in columns), strict=True)
        if space >= 0
    ]


def _serves(twin: Twin, rows: Array, space: Array, confidence: Array) -> list[_Edge]:
    """Return what each thing serves or monitors, beyond what is declared."""
    dwelling, edges = _dwellings(twin), []
    for row, at, sure in zip(rows.tolist(), space.tolist(), confidence.tolist(), strict=True):
        sort = _sort(twin, row) if at >= 0 else ""
        if sort in {Relation.SERVES, Relation.MONITORS}:
            edges.append((row, at, sort, "stands-in", Provenance.GEOMETRIC, _SERVING * sure, np.nan))
        elif sort == "dwelling" and at in dwelling:
            home = dwelling[at]
            known = (row, home, Relation.SERVES, "stands-in-dwelling", Provenance.ASSUMED)
            edges.append((*known, _SERVING_DWELLING * sure, np.nan))
    said = _said(twin)
    return [one for one in edges if one[:3] not in said]


def _said(twin: Twin) -> set[tuple[int, int, str]]:
    edges = twin.edges
    rows = np.flatnonzero(np.isin(edges["relation"].astype(str), (Relation.SERVES, Relation.MONITORS)))
    columns = (edges[name][rows].tolist() for name in ("source", "target", "relation"))
    return set(zip(*columns, strict=True))


def _sort(twin: Twin, row: int) -> str:
    """Return whether a thing serves its space, monitors it or serves its dwelling, by its class or that of its type."""
    nodes, of_type = twin.nodes, twin.nodes["type"][row]
    typed = twin["types"]["ifc_class"][of_type].removesuffix("Type") if of_type >= 0 else ""
    for ifc_class in filter(None, (typed, nodes["ifc_class"][row])):
        if ifc_class in _SENSORS:
            return Relation.MONITORS
        if ifc_class in _CENTRAL:
            return "dwelling"
        if ifc_class in _TERMINALS:
            return Relation.SERVES
    named = (words().device(nodes[name][row]) for name in ("object_type", "name"))
    return Relation.MONITORS if "monitors" in named else ""


def _dwellings(twin: Twin) -> dict[int, int]:
    """Return the dwelling of each space that is in one."""
    nodes, edges = twin.nodes, twin.edges
    homes = np.flatnonzero((nodes["use"] == "dwelling") & (nodes["kind"] == Kind.ZONE))
    rows = np.flatnonzero((edges["relation"] == Relation.GROUPS) & np.isin(edges["source"], homes))
    return dict(zip(edges["target"][rows].tolist(), edges["source"][rows].tolist(), strict=True))


def _table(edges: list[_Edge]) -> Columns:
    names = ("source", "target", "relation", "method", "provenance", "confidence", "value")
    return table_of("edges", dict(zip(names, zip(*edges, strict=True), strict=True)) if edges else {"source": ()})


def _misplaced(twin: Twin, rows: Array, declared: Array) -> list[Finding]:
    """Return a finding for each thing that stands elsewhere than it is declared."""
    chosen = np.flatnonzero(declared >= 0)
    away = off_space(twin, rows[chosen], declared[chosen])
    far = np.flatnonzero(away > _MISPLACED_M)
    better = standing(twin, rows[chosen[far]]).space
    return [
        _elsewhere(twin, int(rows[chosen[place]]), int(declared[chosen[place]]), (int(space), float(away[place])))
        for place, space in zip(far, better, strict=True)
    ]


def _elsewhere(twin: Twin, row: int, declared: int, seen: tuple[int, float]) -> Finding:
    nodes = twin.nodes
    names = [nodes["long_name"][one] or nodes["name"][one] for one in (declared, seen[0])]
    stands = f"stands in {names[1]}" if seen[0] >= 0 else "stands in no space"
    return Finding(
        "equipment-outside-its-space",
        Severity.WARNING,
        f"it is declared in {names[0]} but {stands}, {seen[1]:.1f} m away from there",
        "Move it, or correct the space that contains it.",
        global_id=str(nodes["global_id"][row]),
        name=str(nodes["name"][row]),
    )
