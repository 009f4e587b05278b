"""Property sets, quantities, classification and documents, each definition shared by all the things it applies to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from twin_samples.draft import Draft, Entity

__all__ = ["classify", "define", "describe", "document", "measure"]


def describe(draft: Draft, things: Iterable[Entity], name: str, properties: Mapping[str, Any]) -> None:
    """Give things one shared property set.

    Parameters
    ----------
    draft : the model
    things : what it describes
    name : of the set
    properties : by name, a pair of IFC type and value, or a triple with the unit
    """
    model = draft.model
    values = [
        model.create_entity("IfcPropertySingleValue", key, None, model.create_entity(kind, value), *(unit or [None]))
        for key, (kind, value, *unit) in properties.items()
    ]
    define(draft, things, draft.create("IfcPropertySet", name, HasProperties=values))


def measure(draft: Draft, thing: Entity, name: str, quantities: Mapping[str, tuple[str, float]]) -> None:
    """Give a thing its quantities, by name a pair of kind (Length, Area, Volume) and value."""
    values = [
        draft.model.create_entity(f"IfcQuantity{kind}", key, None, None, round(value, 4))
        for key, (kind, value) in quantities.items()
    ]
    define(draft, [thing], draft.create("IfcElementQuantity", name, Quantities=values))


def define(draft: Draft, things: Iterable[Entity], definition: Entity) -> None:
    """Relate a definition to the things that it applies to."""
    relation = draft.create("IfcRelDefinesByProperties", None, RelatingPropertyDefinition=definition)
    relation.RelatedObjects = list(things)


def classify(draft: Draft, codes: Mapping[tuple[str, str], Iterable[Entity]]) -> None:
    """Classify things in UniFormat II, by pairs of code and title."""
    model = draft.model
    system = model.create_entity("IfcClassification", "ASTM", "2015", None, "UniFormat II")
    for (code, title), things in codes.items():
        reference = model.create_entity("IfcClassificationReference", None, code, title, system)
        relation = draft.create("IfcRelAssociatesClassification", None, RelatingClassification=reference)
        relation.RelatedObjects = list(things)


def document(draft: Draft, things: Iterable[Entity], *, name: str, location: str) -> None:
    """Refer from things to a document that is kept elsewhere."""
    reference = draft.model.create_entity("IfcDocumentReference", location, None, name)
    relation = draft.create("IfcRelAssociatesDocument", name, RelatingDocument=reference)
    relation.RelatedObjects = list(things)
