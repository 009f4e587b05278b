"""One IFC file as the tables of a twin, without shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ifcopenshell
import numpy as np

from twin.errors import StepSyntaxError
from twin.importers.ifc.associations import read_associations
from twin.importers.ifc.bodies import read_bodies
from twin.importers.ifc.boundaries import read_boundaries
from twin.importers.ifc.checks import check_containers, check_identity, check_units
from twin.importers.ifc.doors import read_operations
from twin.importers.ifc.georeference import Georeference, read_georeference
from twin.importers.ifc.model import Entity, Model
from twin.importers.ifc.placement import Placements
from twin.importers.ifc.properties import read_properties
from twin.importers.ifc.relations import Edge, read_edges
from twin.importers.ifc.source import StepSource
from twin.importers.ifc.things import read_nodes, read_types
from twin.importers.kernels.protocol import Product
from twin.model.columns import Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding
from twin.model.relations import Relation
from twin.model.schema import table_of

__all__ = ["Reading", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says.

    Parameters
    ----------
    source : the file
    tables : tables of the twin, with rows counted within this file
    products : what is known of the bodies, to be tessellated
    georeference : where the file stands
    findings : what was odd
    """

    source: StepSource
    tables: dict[str, Columns]
    products: Sequence[Product]
    georeference: Georeference
    findings: tuple[Finding, ...]


def read(source: StepSource, path: Path, *, crs: str | None = None) -> Reading:
    """Return what a file says.

    Parameters
    ----------
    source : the screened file
    path : where its clean text stands on disk
    crs : reference system that overrides what the file says

    Raises
    ------
    StepSyntaxError
        If IfcOpenShell cannot open the text.
    """
    model = Model(_open(source, path), source.name)
    placements = Placements(model.units.length)
    check_units(model)
    nodes, things = read_nodes(model, placements)
    types = read_types(model)
    check_identity(model, things)
    edges = read_edges(model)
    check_containers(model, things, edges)
    bounds, boundary_tables = read_boundaries(model, things)
    georeference = read_georeference(model, placements, crs=crs)
    tables = {
        "types": types,
        "edges": _edge_table([*edges, *bounds]),
        "sources": _source_table(source, model, georeference),
        **boundary_tables,
        **read_properties(model),
        **read_associations(model),
    }
    tables["nodes"] = _with_links(model, nodes, edges, tables)
    products = read_bodies(model, things)
    return Reading(source, tables, products, georeference, (*source.findings, *model.findings))


def _open(source: StepSource, path: Path) -> ifcopenshell.file:
    try:
        return ifcopenshell.open(path, format=".ifc")
    except (ifcopenshell.Error, RuntimeError, OSError) as error:
        raise StepSyntaxError(
            source.name, f"IfcOpenShell cannot read it ({error})", "Export the model again."
        ) from error


def _edge_table(edges: Sequence[Edge]) -> Columns:
    columns = zip(*edges, strict=True) if edges else ((),) * 4
    names = ("source", "target", "relation", "method")
    declared = [Provenance.DECLARED] * len(edges)
    return table_of(
        "edges", {**dict(zip(names, columns, strict=True)), "provenance": declared, "origin": [0] * len(edges)}
    )


def _source_table(source: StepSource, model: Model, georeference: Georeference) -> Columns:
    project = next(model.all("IfcProject"), None)
    application = next(model.all("IfcApplication"), None)
    row: dict[str, Any] = {
        "name": source.name,
        "path": str(source.path),
        "sha256": source.sha256,
        "size": source.size,
        "schema": model.file.schema_identifier,
        "application": _application(application) if application is not None else "",
        "time_stamp": model.file.header.file_name.time_stamp or "",
        "project": getattr(project, "LongName", None) or getattr(project, "Name", None) or "",
        "project_id": getattr(project, "GlobalId", None) or "",
        "georeference": georeference.how,
        "transform": georeference.transform[:3],
        "true_north": georeference.true_north,
    }
    return table_of("sources", {name: [value] for name, value in row.items()})


def _application(application: Entity) -> str:
    return f"{application.ApplicationFullName or ''} {application.Version or ''}".strip()


def _with_links(model: Model, nodes: Columns, edges: list[Edge], tables: dict[str, Columns]) -> Columns:
    """Return the nodes with parent, type, the property IsExternal and how doors open filled in."""
    parent = np.full(nodes.length, -1, dtype="int32")
    for edge in reversed(edges):  # the first declaration of several wins
        if edge.relation in {Relation.CONTAINS, Relation.VOIDS}:
            child, whole = (
                (edge.target, edge.source) if edge.relation is Relation.CONTAINS else (edge.source, edge.target)
            )
            parent[child] = whole
    kind = np.full(nodes.length, -1, dtype="int32")
    for relation in model.all("IfcRelDefinesByType"):
        if relation.RelatingType is not None:
            things = (thing for thing in relation.RelatedObjects or () if thing is not None)
            rows = [model.node_row[thing.id()] for thing in things if thing.id() in model.node_row]
            kind[rows] = model.type_row.get(relation.RelatingType.id(), -1)
    external = _external(nodes, kind, tables)
    opens = read_operations(model, nodes, kind)
    filled = {"parent": parent, "type": kind, "is_external": external, "operation": opens}
    return Columns({**nodes, **filled}, nodes.length)


def _external(nodes: Columns, type_of: np.ndarray[Any, Any], tables: dict[str, Columns]) -> np.ndarray[Any, Any]:
    """Return what the property IsExternal of thing or type says, where nothing else did."""
    properties = tables["properties"]
    said = properties["name"] == "IsExternal"
    of_set = np.full(tables["property_sets"].length, -1, dtype="int8")
    values = {"true": 1, "false": 0}
    of_set[properties["set"][said]] = [values.get(value, -1) for value in properties["value"][said].tolist()]
    of_type = np.full(tables["types"].length + 1, -1, dtype="int8")
    links = tables["type_property_sets"]
    np.maximum.at(of_type, links["type"], of_set[links["set"]])
    own = np.full(nodes.length, -1, dtype="int8")
    links = tables["node_property_sets"]
    np.maximum.at(own, links["node"], of_set[links["set"]])
    result = nodes["is_external"].copy()
    for found in (own, of_type[type_of]):
        result = np.where(result < 0, found, result)
    return result
