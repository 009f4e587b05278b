"""Materials, classifications and document references of things and of their types."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from twin.importers.ifc.model import Entity, Model
from twin.model.columns import Columns
from twin.model.schema import table_of

__all__ = ["read_associations"]


class Layer(NamedTuple):
    """One material in what an element is made of."""

    name: str
    category: str
    thickness: float


def read_associations(model: Model) -> dict[str, Columns]:
    """Return the tables ``materials``, ``classifications`` and ``documents``."""
    length = model.units.length
    read = {
        "materials": ("IfcRelAssociatesMaterial", "RelatingMaterial", lambda one: _materials(one, length)),
        "classifications": ("IfcRelAssociatesClassification", "RelatingClassification", _classification),
        "documents": ("IfcRelAssociatesDocument", "RelatingDocument", _document),
    }
    return {table: _table(model, table, *how) for table, how in read.items()}


_Reader = Callable[[Entity], list[tuple[Any, ...]]]


def _table(model: Model, table: str, ifc_class: str, attribute: str, reader: _Reader) -> Columns:
    rows = list(_rows(model, ifc_class, attribute, reader))
    names = {
        "materials": ("layer", "name", "category", "thickness"),
        "classifications": ("system", "code", "name", "location"),
        "documents": ("identification", "name", "location"),
    }[table]
    columns = zip(*rows, strict=True) if rows else ((),) * (2 + len(names))
    return table_of(table, dict(zip(("node", "type", *names), columns, strict=True)))


def _rows(model: Model, ifc_class: str, attribute: str, reader: _Reader) -> Iterator[tuple[Any, ...]]:
    known: dict[int, list[tuple[Any, ...]]] = {}
    for relation in model.all(ifc_class):
        what = getattr(relation, attribute)
        if what is None:
            continue
        if what.id() not in known:
            known[what.id()] = model.attempt(what, partial(reader, what), [])
        for thing in relation.RelatedObjects or ():
            node, type_ = model.node_row.get(thing.id(), -1), model.type_row.get(thing.id(), -1)
            if max(node, type_) >= 0:
                yield from ((node, type_, *row) for row in known[what.id()])


def _materials(definition: Entity, length: float) -> list[tuple[Any, ...]]:
    return [(place, *layer) for place, layer in enumerate(_layers(definition, length))]


def _layers(definition: Entity, length: float) -> Iterator[Layer]:
    if definition.is_a("IfcMaterial"):
        yield Layer(definition.Name or "", getattr(definition, "Category", None) or "", math.nan)
        return
    for name in ("ForLayerSet", "ForProfileSet"):
        if getattr(definition, name, None) is not None:
            yield from _layers(getattr(definition, name), length)
    for name in ("Materials", "MaterialLayers", "MaterialProfiles", "MaterialConstituents"):
        for part in getattr(definition, name, None) or ():
            yield from _layers(part, length)
    if hasattr(definition, "Material"):
        yield _part(definition, length)


def _part(part: Entity, length: float) -> Layer:
    material = getattr(part.Material, "Name", None) if part.Material is not None else None
    thickness = getattr(part, "LayerThickness", None)
    category = getattr(part, "Category", None) or getattr(part, "Name", None)
    return Layer(material or "", category or "", math.nan if thickness is None else thickness * length)


def _first(thing: Entity, names: Iterable[str]) -> str:
    return next((str(value) for name in names if (value := getattr(thing, name, None)) is not None), "")


def _classification(reference: Entity) -> list[tuple[Any, ...]]:
    root, steps = reference, 0
    while getattr(root, "ReferencedSource", None) is not None and steps < 99:  # a ring of references would not end
        root, steps = root.ReferencedSource, steps + 1
    system = "" if root is reference and not root.is_a("IfcClassification") else _first(root, ("Name",))
    code = _first(reference, ("Identification", "ItemReference"))
    return [(system, code, _first(reference, ("Name",)), _first(reference, ("Location",)))]


def _document(document: Entity) -> list[tuple[Any, ...]]:
    about = getattr(document, "ReferencedDocument", None) or next(
        iter(getattr(document, "ReferenceToDocument", ())), None
    )
    sources = [one for one in (document, about) if one is not None]
    names = (("Identification", "ItemReference", "DocumentId"), ("Name",), ("Location",))
    return [tuple(next((text for one in sources if (text := _first(one, name))), "") for name in names)]
