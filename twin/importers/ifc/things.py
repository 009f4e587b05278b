"""Products, groups and type objects as rows.

Every instance of IfcProduct and IfcGroup becomes a node, so that the number of nodes of a kind is what a count in the
file gives, and nothing an author drew is lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.importers.ifc.classes import kind_of
from twin.importers.ifc.model import Entity, Model, arguments
from twin.importers.ifc.placement import Matrix, Placements
from twin.model.columns import Columns
from twin.model.findings import Severity
from twin.model.kinds import Kind
from twin.model.schema import table_of

__all__ = ["read_nodes", "read_types"]

_TEXTS = {
    "name": "Name",
    "long_name": "LongName",
    "description": "Description",
    "object_type": "ObjectType",
    "predefined_type": "PredefinedType",
    "tag": "Tag",
    "global_id": "GlobalId",
    "flow_direction": "FlowDirection",
    "system_type": "SystemType",
}
_SIZES = {"width": "OverallWidth", "height": "OverallHeight"}
_ELEVATIONS = {Kind.STOREY: "Elevation", Kind.BUILDING: "ElevationOfRefHeight"}


def read_nodes(model: Model, placements: Placements) -> tuple[Columns, list[tuple[Entity, Matrix | None]]]:
    """Return the nodes of a file, and for each the instance and its placement (None if it has none).

    The rows are entered into ``model.node_row``.
    """
    columns = ("kind", "ifc_class", "step_id", "is_external", "elevation", *_SIZES)
    rows: dict[str, list[Any]] = {name: [] for name in columns}
    texts: dict[str, list[str]] = {name: [] for name in _TEXTS}
    things: list[tuple[Entity, Matrix | None]] = []
    kinds: dict[str, Kind] = {}
    for thing in _things(model):
        ifc_class = thing.is_a()
        if ifc_class not in kinds:
            kinds[ifc_class] = kind_of(model.schema.declaration_by_name(ifc_class))
        kind, position = kinds[ifc_class], model.positions(ifc_class)
        values = arguments(thing, len(position))
        placement = values[position["ObjectPlacement"]] if "ObjectPlacement" in position else None
        matrix = None if placement is None else model.attempt(thing, partial(placements, placement), None)
        model.node_row[thing.id()] = len(things)
        things.append((thing, matrix))
        for column, attribute in _TEXTS.items():
            place = position.get(attribute)
            texts[column].append(str(values[place]) if place is not None and values[place] is not None else "")
        rows["kind"].append(kind)
        rows["ifc_class"].append(ifc_class)
        rows["step_id"].append(thing.id())
        rows["is_external"].append(_is_external(kind, values, position))
        rows["elevation"].append(_length(values, position.get(_ELEVATIONS.get(kind, "")), model.units.length))
        for column, attribute in _SIZES.items():
            rows[column].append(_length(values, position.get(attribute), model.units.length))
    _check_storeys(model, things, rows)
    more: dict[str, Any] = {"source": [0] * len(things), "position": _origins(things)}
    return table_of("nodes", {**rows, **texts, **more}), things


def read_types(model: Model) -> Columns:
    """Return the type objects of a file; the rows are entered into ``model.type_row``."""
    rows = []
    for row, thing in enumerate(model.all("IfcTypeObject")):
        model.type_row[thing.id()] = row
        rows.append((thing.GlobalId or "", thing.is_a(), thing.Name or "", 0))
    names = ("id", "ifc_class", "name", "source")
    return table_of(
        "types", dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    )


def _things(model: Model) -> Iterator[Entity]:
    yield from model.all("IfcProduct")
    yield from model.all("IfcGroup")


def _origins(things: list[tuple[Entity, Matrix | None]]) -> NDArray[np.float64]:
    """Return the origin of each placement in file coordinates [m], (n, 3); NaN where there is none."""
    nowhere = np.full(3, np.nan)
    return np.array([nowhere if matrix is None else matrix[:3, 3] for _, matrix in things]).reshape(-1, 3)


def _is_external(kind: Kind, values: Sequence[Any], position: dict[str, int]) -> int:
    if kind is Kind.EXTERIOR:
        return 1
    if kind is not Kind.SPACE:
        return -1
    place = position.get("InteriorOrExteriorSpace", position.get("PredefinedType"))
    said = values[place] if place is not None else None
    return {"INTERNAL": 0, "EXTERNAL": 1}.get(str(said), -1)


def _length(values: Sequence[Any], place: int | None, unit: float) -> float:
    said = values[place] if place is not None else None
    return math.nan if said is None else float(said) * unit


def _check_storeys(model: Model, things: list[tuple[Entity, Matrix | None]], rows: dict[str, list[Any]]) -> None:
    for row, (thing, matrix) in enumerate(things):
        if rows["kind"][row] != Kind.STOREY or not math.isnan(rows["elevation"][row]):
            continue
        height = "its placement" if matrix is not None else "nothing"
        if matrix is not None:
            rows["elevation"][row] = float(np.round(matrix[2, 3], 6))
        model.found(
            "storey-without-elevation",
            Severity.WARNING,
            f"Storey {thing.Name!r} does not give its elevation; {height} was used instead",
            "Set Elevation of the storey in the authoring tool.",
            thing=thing,
        )
