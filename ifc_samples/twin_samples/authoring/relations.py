"""Relations, property sets and classes, each written once with all the things it applies to."""

from __future__ import annotations

from typing import Any, Final

from twin_samples.authoring.pen import Entity, Pen

__all__ = ["associate", "write_collected"]

_MEMBERS_LAST: Final = ("IfcRelAggregates", "IfcRelNests", "IfcRelServicesBuildings")
"""Relations that name the whole before its members; the others name the members first."""

_SCALES: Final = {
    "IfcLengthMeasure": "per_metre",
    "IfcPositiveLengthMeasure": "per_metre",
    "IfcNonNegativeLengthMeasure": "per_metre",
    "IfcAreaMeasure": "per_area",
    "IfcVolumeMeasure": "per_volume",
    "Length": "per_metre",
    "Area": "per_area",
    "Volume": "per_volume",
}
"""Measures that are said in the units of the file, and what they are multiplied by."""


def associate(pen: Pen, ifc_class: str, code: str, *, things: list[Entity], resource: Entity) -> None:
    """Relate things to a resource without an identity of its own, such as a material."""
    identity = pen.identity(pen.own(ifc_class), code)
    pen.root(ifc_class, identity, None, None, things, resource)


def write_collected(pen: Pen) -> None:
    """Write what was collected."""
    for (name, said), things in pen.collected.properties.items():
        _define(pen, f"{name}/{said}", things, _property_set(pen, name, said))
    for (name, said), things in pen.collected.quantities.items():
        _define(pen, f"{name}/{said}", things, _quantities(pen, name, said))
    _write_codes(pen)
    for (ifc_class, _), (one, many) in pen.collected.relations.items():
        _write_relation(pen, ifc_class, one, many)


def _write_relation(pen: Pen, ifc_class: str, one: Entity, many: list[Entity]) -> None:
    identity = pen.identity(ifc_class, one[0])
    if ifc_class in _MEMBERS_LAST:
        pen.root(ifc_class, identity, None, None, one, many)
    elif ifc_class.startswith("IfcRelAssigns"):
        pen.root(ifc_class, identity, None, None, many, None, one)
    else:
        pen.root(ifc_class, identity, None, None, many, one)


def _define(pen: Pen, code: str, things: list[Entity], definition: Entity) -> None:
    """Relate a definition to the things that it applies to: a type holds it, an occurrence is related to it."""
    types = [thing for thing in things if thing.is_a("IfcTypeObject")]
    for thing in types:
        thing.HasPropertySets = [*(thing.HasPropertySets or ()), definition]
    if not types:
        identity = pen.identity(pen.own("IfcRelDefinesByProperties"), code)
        pen.root("IfcRelDefinesByProperties", identity, None, None, things, definition)


def _property_set(pen: Pen, name: str, said: Any) -> Entity:
    values = [_property(pen, key, kind, value) for key, (kind, value) in said]
    return pen.root("IfcPropertySet", pen.identity(pen.own("properties"), f"{name}/{said}"), name, None, values)


def _property(pen: Pen, key: str, kind: str, value: Any) -> Entity:
    def write() -> Entity:
        told = pen.make(kind, _in_units(pen, kind, value))
        return pen.make("IfcPropertySingleValue", key, None, told, None)

    return pen.kept(("property", key, kind, value, type(value)), write)


def _quantities(pen: Pen, name: str, said: Any) -> Entity:
    values = [
        pen.make(f"IfcQuantity{kind}", key, None, None, _in_units(pen, kind, value), None) for key, kind, value in said
    ]
    identity = pen.identity(pen.own("quantities"), f"{name}/{said}")
    return pen.root("IfcElementQuantity", identity, name, None, None, values)


def _in_units(pen: Pen, kind: str, value: Any) -> Any:
    scale = _SCALES.get(kind)
    return value if scale is None else round(float(value) * getattr(pen, scale), 6)


def _write_codes(pen: Pen) -> None:
    if not pen.collected.codes:
        return
    system = pen.make("IfcClassification", "ASTM", "2015", None, "UniFormat II")
    for (code, title), things in pen.collected.codes.items():
        reference = pen.make("IfcClassificationReference", None, code, title, system)
        associate(pen, "IfcRelAssociatesClassification", code, things=things, resource=reference)
