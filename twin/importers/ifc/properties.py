"""Property and quantity sets, each definition read once and equal ones kept once.

Authoring tools write a set per element even where hundreds say the same; equal content is one row here, and the links
say who has it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from twin.importers.ifc.model import Entity, Model, arguments
from twin.model.columns import Columns
from twin.model.schema import table_of

__all__ = ["read_properties"]

_NAME = 2
"""Where the name stands in all that derives from IfcRoot; by number is several times faster than by name."""


class Property(NamedTuple):
    """One property as it is stored."""

    name: str
    value: str
    measure: str
    number: float
    unit: str


def read_properties(model: Model) -> dict[str, Columns]:
    """Return the tables of property sets, of properties, and of who has which set."""
    sets = _Sets(model)
    nodes = list(_links(_of_nodes(model), model.node_row, sets))
    types = list(_links(_of_types(model), model.type_row, sets))
    return {
        "property_sets": table_of("property_sets", _columns(("name", "is_quantity"), sets.heads)),
        "properties": table_of("properties", _columns(("set", *Property._fields), sets.rows)),
        "node_property_sets": table_of("node_property_sets", _columns(("node", "set"), nodes)),
        "type_property_sets": table_of("type_property_sets", _columns(("type", "set"), types)),
    }


def _columns(names: tuple[str, ...], rows: list[Any]) -> dict[str, Iterable[Any]]:
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _of_nodes(model: Model) -> Iterator[tuple[int, Entity]]:
    for relation in model.all("IfcRelDefinesByProperties"):
        things, definition = relation.get_argument(4), relation.get_argument(5)
        definitions = definition if isinstance(definition, tuple) else (definition,)
        for one in definitions:
            if one is not None:
                yield from ((thing.id(), one) for thing in things or () if thing is not None)


def _of_types(model: Model) -> Iterator[tuple[int, Entity]]:
    for thing in model.all("IfcTypeObject"):
        yield from ((thing.id(), one) for one in thing.HasPropertySets or ())


def _links(pairs: Iterable[tuple[int, Entity]], rows: dict[int, int], sets: _Sets) -> Iterator[tuple[int, int]]:
    seen = set()
    for step_id, definition in pairs:
        if step_id in rows:
            link = (rows[step_id], sets.row(definition))
            if link[1] >= 0 and link not in seen:
                seen.add(link)
                yield link


class _Sets:
    """Rows of property sets by #id and by content."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._by_id: dict[int, int] = {}
        self._by_content: dict[tuple[Any, ...], int] = {}
        self._properties: dict[int, list[Property]] = {}
        self.heads: list[tuple[str, int]] = []
        self.rows: list[tuple[Any, ...]] = []

    def row(self, definition: Entity) -> int:
        """Return the row of a definition, -1 if there is nothing in it."""
        identity = definition.id()
        if identity not in self._by_id:
            self._by_id[identity] = self._model.attempt(definition, partial(self._add, definition), -1)
        return self._by_id[identity]

    def _add(self, definition: Entity) -> int:
        ifc_class = definition.is_a()
        quantity = ifc_class == "IfcElementQuantity"
        name = definition[_NAME] or ifc_class
        place = self._model.positions(ifc_class).get("Quantities" if quantity else "HasProperties")
        properties = self._predefined(definition) if place is None else self._all(definition[place] or ())
        # NaN differs from itself: written values decide whether two sets are the same
        content = (name, quantity, tuple((one.name, one.value, one.measure, one.unit) for one in properties))
        if content not in self._by_content:
            row = self._by_content[content] = len(self.heads)
            self.heads.append((name, int(quantity)))
            self.rows.extend((row, *one) for one in properties)
        return self._by_content[content]

    def _all(self, members: Iterable[Entity]) -> list[Property]:
        return [one for member in members if member is not None for one in self._one(member)]

    def _one(self, member: Entity) -> list[Property]:
        identity = member.id()
        if identity not in self._properties:
            self._properties[identity] = self._read(member)
        return self._properties[identity]

    def _read(self, member: Entity) -> list[Property]:
        ifc_class = member.is_a()
        if ifc_class == "IfcPropertySingleValue":  # nearly all are, so they come first
            name, _, value, unit = arguments(member, 4)
            return [self._property(name or "", value, unit)]
        if ifc_class.startswith("IfcQuantity"):
            return [self._quantity(member, ifc_class)]
        if ifc_class in {"IfcComplexProperty", "IfcPhysicalComplexQuantity"}:
            nested = member.HasProperties if ifc_class == "IfcComplexProperty" else member.HasQuantities
            return [one._replace(name=f"{member.Name}.{one.name}") for one in self._all(nested or ())]
        return [self._structured(member)]

    def _property(self, name: str, value: Any, unit: Entity | None) -> Property:
        if value is None:
            return Property(name, "", "", math.nan, "")
        measure, plain = value.is_a(), value.get_argument(0)
        number, symbol = self._number(measure, plain, unit)
        return Property(name, _written(plain), measure, number, symbol)

    def _number(self, measure: str, plain: Any, unit: Entity | None) -> tuple[float, str]:
        if isinstance(plain, bool) or not isinstance(plain, int | float):
            return math.nan, ""
        scale = self._model.units.scale(measure, unit)
        return (float(plain), "") if scale is None else (scale(plain), scale.symbol)

    def _quantity(self, member: Entity, ifc_class: str) -> Property:
        name, _, unit, value = arguments(member, 4)
        kind = ifc_class.removeprefix("IfcQuantity").replace("Weight", "Mass")
        number, symbol = self._number(f"Ifc{kind}Measure", value, unit)
        return Property(name or "", "" if value is None else _written(value), f"Ifc{kind}Measure", number, symbol)

    def _structured(self, member: Entity) -> Property:
        """Read enumerations, lists, ranges, tables and references as JSON."""
        attributes = {
            name: _plain(value)
            for name in self._model.positions(member.is_a())
            if name.endswith(("Value", "Values", "Reference")) and (value := getattr(member, name)) is not None
        }
        values = next(iter(attributes.values())) if len(attributes) == 1 else attributes
        return Property(member.Name or "", json.dumps(values, ensure_ascii=False), member.is_a(), math.nan, "")

    def _predefined(self, definition: Entity) -> list[Property]:
        """Read the attributes of a set whose members the schema fixes, such as IfcDoorLiningProperties."""
        own = list(self._model.positions(definition.is_a()).items())[4:]
        values = ((name, definition[place]) for name, place in own)
        return [self._attribute(name, value) for name, value in values if _is_simple(value)]

    def _attribute(self, name: str, value: float | str) -> Property:
        measure = "IfcLengthMeasure" if name.endswith(("Depth", "Thickness", "Offset", "Width")) else ""
        number, symbol = self._number(measure, value, None)
        return Property(name, _written(value), measure, number, symbol)


def _is_simple(value: Any) -> bool:
    return isinstance(value, bool | int | float | str)


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int | float) else json.dumps(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if hasattr(value, "wrappedValue"):
        return value.wrappedValue
    return value if _is_simple(value) else str(getattr(value, "Name", None) or value)
