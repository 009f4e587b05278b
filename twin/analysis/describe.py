"""All that is known of one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from twin.model.columns import Columns
from twin.model.twin import Twin

__all__ = ["describe"]

Described = tuple[
    str,
    dict[str, Any],
    dict[str, dict[str, Any]],
    tuple[str, ...],
    tuple[dict[str, str], ...],
    tuple[dict[str, str], ...],
]


def describe(twin: Twin, row: int) -> Described:
    """Return id, attributes, properties, materials, classifications and documents of a node.

    Parameters
    ----------
    twin : the twin
    row : row of the node
    """
    materials = tuple(str(one["name"]) for one in _own(twin["materials"], twin, row))
    told = {
        table: tuple({name: str(one[name]) for name in names} for one in _own(twin[table], twin, row))
        for table, names in (
            ("classifications", ("system", "code", "name", "location")),
            ("documents", ("identification", "name", "location")),
        )
    }
    properties = _properties(twin, row)
    return (
        str(twin.nodes["id"][row]),
        _attributes(twin, row),
        properties,
        materials,
        told["classifications"],
        told["documents"],
    )


def _attributes(twin: Twin, row: int) -> dict[str, Any]:
    values = twin.nodes.row(row)
    for name in ("parent", "building", "storey"):
        values[name] = str(twin.nodes["id"][values[name]]) if values[name] >= 0 else None
    for name, table in (("source", "sources"), ("type", "types")):
        values[name] = str(twin[table]["name"][values[name]]) if values[name] >= 0 else None
    values["is_external"] = {1: True, 0: False}.get(values["is_external"])
    if np.isnan(values["elevation"]):
        values["elevation"] = None
    return {name: value for name, value in values.items() if name not in {"id", "mesh", "transform"}}


def _properties(twin: Twin, row: int) -> dict[str, dict[str, Any]]:
    links, of_types = twin["node_property_sets"], twin["type_property_sets"]
    own = links["set"][links["node"] == row].tolist()
    inherited = of_types["set"][of_types["type"] == twin.nodes["type"][row]].tolist()
    names, properties = twin["property_sets"]["name"], twin["properties"]
    result: dict[str, dict[str, Any]] = {}
    for set_ in (*own, *inherited):
        values = result.setdefault(str(names[set_]), {})
        for place in np.flatnonzero(properties["set"] == set_).tolist():
            values.setdefault(str(properties["name"][place]), _value(properties, place))
    return result


def _value(properties: Columns, row: int) -> Any:
    number, text = float(properties["number"][row]), str(properties["value"][row])
    if not np.isnan(number):
        return number
    return {"true": True, "false": False, "": None}.get(text, text)


def _own(table: Columns, twin: Twin, row: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table about a node; those about its type if it has none of its own."""
    own = np.flatnonzero(table["node"] == row)
    type_ = twin.nodes["type"][row]
    if not len(own) and type_ >= 0:
        own = np.flatnonzero(table["type"] == type_)
    return (table.row(place) for place in own.tolist())
