"""Relations that authors declared, as edges.

The table says for each IFC relation which of its ends is the source. A relation to something that is no node (the
project, a missing reference) makes no edge.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from twin.importers.ifc.model import Entity, Model
from twin.model.relations import Relation

__all__ = ["DECLARED", "Edge", "read_edges"]


class Edge(NamedTuple):
    """One declared edge: rows of its ends, the relation, and the IFC class that declares it."""

    source: int
    target: int
    relation: Relation
    method: str


DECLARED: Final[dict[str, tuple[str, str | tuple[str, ...], Relation]]] = {
    "IfcRelAggregates": ("RelatingObject", "RelatedObjects", Relation.CONTAINS),
    "IfcRelNests": ("RelatingObject", "RelatedObjects", Relation.CONTAINS),
    "IfcRelContainedInSpatialStructure": ("RelatingStructure", "RelatedElements", Relation.CONTAINS),
    "IfcRelProjectsElement": ("RelatingElement", "RelatedFeatureElement", Relation.CONTAINS),
    "IfcRelAdheresToElement": ("RelatingElement", "RelatedSurfaceFeatures", Relation.CONTAINS),
    "IfcRelConnectsPortToElement": ("RelatedElement", "RelatingPort", Relation.CONTAINS),
    "IfcRelReferencedInSpatialStructure": ("RelatingStructure", "RelatedElements", Relation.REFERS_TO),
    "IfcRelAssignsToProduct": ("RelatingProduct", "RelatedObjects", Relation.REFERS_TO),
    "IfcRelAssignsToGroup": ("RelatingGroup", "RelatedObjects", Relation.GROUPS),
    "IfcRelServicesBuildings": ("RelatingSystem", "RelatedBuildings", Relation.SERVES),
    "IfcRelFlowControlElements": ("RelatedControlElements", "RelatingFlowElement", Relation.CONTROLS),
    "IfcRelVoidsElement": ("RelatedOpeningElement", "RelatingBuildingElement", Relation.VOIDS),
    "IfcRelFillsElement": ("RelatedBuildingElement", "RelatingOpeningElement", Relation.FILLS),
    "IfcRelConnectsPorts": ("RelatingPort", "RelatedPort", Relation.CONNECTS),
    "IfcRelConnectsElements": ("RelatingElement", "RelatedElement", Relation.CONNECTS),
    "IfcRelCoversBldgElements": ("RelatedCoverings", "RelatingBuildingElement", Relation.COVERS),
    "IfcRelCoversSpaces": ("RelatedCoverings", ("RelatingSpace", "RelatedSpace"), Relation.COVERS),
}
"""IFC relation to the attribute of the source, of the target, and the relation in the twin."""

_ACTS: Final = {
    "IfcSensor": Relation.MONITORS,
    "IfcFlowMeter": Relation.MONITORS,
    "IfcFlowInstrument": Relation.MONITORS,
    "IfcController": Relation.CONTROLS,
    "IfcActuator": Relation.CONTROLS,
}
"""What the assignment of such a thing to a product means besides that the product refers to it."""


def read_edges(model: Model) -> list[Edge]:
    """Return the edges that the relations of `DECLARED` make, in file order of each relation, each once."""
    edges: dict[Edge, None] = {}
    for ifc_class, (source, target, relation) in DECLARED.items():
        for declared in model.all(ifc_class):
            method = declared.is_a()
            targets = [model.node_row[end.id()] for end in _ends(declared, target) if end.id() in model.node_row]
            for start in _ends(declared, source):
                row = model.node_row.get(start.id())
                if row is not None:
                    edges.update(dict.fromkeys(Edge(row, other, relation, method) for other in targets))
    return [*edges, *_watchers(model)]


def _watchers(model: Model) -> list[Edge]:
    """Return what sensors watch and controllers act on, where they are assigned to a product."""
    found: dict[Edge, None] = {}
    for declared in model.all("IfcRelAssignsToProduct"):
        product = model.node_row.get(declared.RelatingProduct.id())
        for assigned in declared.RelatedObjects:
            relation = next((one for name, one in _ACTS.items() if assigned.is_a(name)), None)
            row = model.node_row.get(assigned.id())
            if product is not None and row is not None and relation is not None:
                found[Edge(row, product, relation, declared.is_a())] = None
    return list(found)


def _ends(declared: Entity, attribute: str | tuple[str, ...]) -> Iterable[Any]:
    names = (attribute,) if isinstance(attribute, str) else attribute
    value = next((value for name in names if (value := getattr(declared, name, None)) is not None), ())
    ends = value if isinstance(value, tuple | list) else (value,)
    return [end for end in ends if end is not None]
