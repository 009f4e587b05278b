"""What the reader knows about bodies before anything is tessellated.

Which products should have a mesh, which should enclose a volume, which share one shape, and which wear several
colours: this decides what the kernels are asked and whether their answers are believed.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any, Final

import numpy as np

from twin.importers.ifc.model import Entity, Model
from twin.importers.ifc.placement import Matrix
from twin.importers.kernels.protocol import Product

__all__ = ["read_bodies"]

_NO_BODY: Final = {
    "Axis",
    "FootPrint",
    "Box",
    "Annotation",
    "Plan",
    "Profile",
    "Clearance",
    "CoG",
    "Lighting",
    "Survey",
    "Reference",
}
_SOLID: Final = {
    "SweptSolid",
    "AdvancedSweptSolid",
    "Clipping",
    "CSG",
    "Brep",
    "AdvancedBrep",
    "SolidModel",
    "BoundingBox",
}


def read_bodies(model: Model, things: list[tuple[Entity, Matrix | None]]) -> list[Product]:
    """Return what is known of each product that has a body."""
    reader = _Bodies(model)
    products = (model.attempt(thing, partial(reader.product, thing, matrix), None) for thing, matrix in things)
    return [product for product in products if product is not None]


class _Bodies:
    def __init__(self, model: Model) -> None:
        self._styles = _styles(model)
        self._voided = {
            relation.RelatingBuildingElement.id()
            for relation in model.all("IfcRelVoidsElement")
            if relation.RelatingBuildingElement is not None
        }
        self._groups: dict[tuple[Any, ...], int] = {}
        self._style_count: dict[int, set[int]] = {}

    def product(self, thing: Entity, matrix: Matrix | None) -> Product | None:
        definition = getattr(thing, "Representation", None)
        bodies = [one for one in definition.Representations or () if _is_body(one)] if definition is not None else []
        if not bodies:
            return None
        return Product(
            step_id=thing.id(),
            placement=np.eye(4) if matrix is None else matrix,
            group=0 if thing.id() in self._voided else self._group(bodies),
            is_space=thing.is_a("IfcSpace"),
            is_solid=all(_is_solid(body) for body in bodies),
            styles=len(set().union(*(self._of(body) for body in bodies))),
        )

    def _group(self, bodies: list[Entity]) -> int:
        key = tuple(part for body in bodies for part in _shape_key(body))
        return self._groups.setdefault(key, len(self._groups) + 1)

    def _of(self, body: Entity) -> set[int]:
        """Return the styles that the items of a representation wear, 0 for none."""
        if body.id() not in self._style_count:
            found: set[int] = set()
            for item in body.Items or ():
                worn = self._styles.get(item.id(), set())
                mapped = not worn and item.is_a("IfcMappedItem")
                found |= self._of(item.MappingSource.MappedRepresentation) if mapped else worn or {0}
            self._style_count[body.id()] = found
        return self._style_count[body.id()]


def _styles(model: Model) -> dict[int, set[int]]:
    styles: dict[int, set[int]] = defaultdict(set)
    for styled in model.all("IfcStyledItem"):
        if styled.Item is not None:
            styles[styled.Item.id()] |= {style.id() for style in styled.Styles or ()}
    for colours in model.all("IfcIndexedColourMap"):
        if colours.MappedTo is None:
            continue
        styles[colours.MappedTo.id()] |= {colours.id(), -colours.id()}  # one map stands for many colours
    return styles


def _is_body(representation: Entity) -> bool:
    context = representation.ContextOfItems
    is_plan = context is not None and (context.ContextType or "") in {"Plan", "Annotation"}
    return not is_plan and (representation.RepresentationIdentifier or "Body") not in _NO_BODY


def _is_solid(representation: Entity) -> bool:
    kind = representation.RepresentationType or ""
    if kind != "MappedRepresentation":
        return kind in _SOLID
    items = representation.Items or ()
    return all(item.is_a("IfcMappedItem") and _is_solid(item.MappingSource.MappedRepresentation) for item in items)


def _shape_key(representation: Entity) -> tuple[Any, ...]:
    items = representation.Items or ()
    if all(item.is_a("IfcMappedItem") for item in items):
        return tuple((item.MappingSource.id(), _values(item.MappingTarget)) for item in items)
    return (representation.id(),)


def _values(operator: Entity) -> tuple[Any, ...]:
    return tuple(
        getattr(value, "DirectionRatios", None) or getattr(value, "Coordinates", None) or value
        for value in tuple(operator)
    )
