"""Relations of the model, each written once with all its members in the order they came.

The functions of ifcopenshell.api that add a member to a relation keep the members in sets, whose order changes from run
to run. A sample has to be the same byte for byte, so the members are collected here and written in one go.
"""

from __future__ import annotations

from twin_samples.draft import Draft, Entity

__all__ = ["contain", "nest", "relate", "type_as", "write_collected"]


def relate(draft: Draft, ifc_class: str, whole: tuple[str, Entity], members: tuple[str, list[Entity]]) -> Entity:
    """Return a new relation, given the names of its two ends and what stands there."""
    (one, relating), (many, related) = whole, members
    return draft.create(ifc_class, None, **{one: relating, many: related})


def contain(draft: Draft, structure: Entity, product: Entity) -> None:
    """Put a product into a part of the spatial structure."""
    draft.contained.setdefault(structure.id(), []).append(product)


def nest(draft: Draft, element: Entity, port: Entity) -> None:
    """Give an element a port."""
    draft.nested.setdefault(element.id(), []).append(port)


def type_as(draft: Draft, product: Entity, product_type: Entity) -> None:
    """Make a product an occurrence of a type."""
    draft.typed.setdefault(product_type.id(), []).append(product)


def write_collected(draft: Draft) -> None:
    """Write the relations that were collected."""
    ends = (
        (draft.contained, "IfcRelContainedInSpatialStructure", "RelatingStructure", "RelatedElements"),
        (draft.nested, "IfcRelNests", "RelatingObject", "RelatedObjects"),
        (draft.typed, "IfcRelDefinesByType", "RelatingType", "RelatedObjects"),
    )
    for collected, ifc_class, one, many in ends:
        for key, members in collected.items():
            relate(draft, ifc_class, (one, draft.model.by_id(key)), (many, members))
