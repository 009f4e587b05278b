"""Properties of things or of their types, found by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["last", "numbers_of", "place_of_value", "rows_of_property"]


def numbers_of(twin: Twin, names: Sequence[str]) -> NDArray[np.float64]:
    """Return a number for each node, the first that a property of one of some names gives; NaN where none does, (n,).

    Parameters
    ----------
    twin : the twin
    names : names of properties, the best first
    """
    result = np.full(twin.nodes.length, np.nan)
    for name in names:
        place = place_of_value(twin, rows_of_property(twin, name))
        found = np.append(twin["properties"]["number"], np.nan)[place]
        result = np.where(np.isnan(result), found, result)
    return result


def rows_of_property(twin: Twin, name: str) -> Array:
    """Return the rows of the properties that a name means; a dot parts the set from the property, or belongs to it.

    Parameters
    ----------
    twin : the twin
    name : ``Property`` or ``PropertySet.Property``
    """
    properties, sets = twin["properties"], twin["property_sets"]["name"]
    rows = np.flatnonzero(properties["name"] == name)
    for dot in (at for at, sign in enumerate(name) if sign == "."):
        here = np.flatnonzero(properties["name"] == name[dot + 1 :])
        rows = np.concatenate((rows, here[sets[properties["set"][here]] == name[:dot]]))
    return rows


def place_of_value(twin: Twin, rows: Array) -> NDArray[np.int64]:
    """Return for each node the row of its own property, else of its type's, among some rows; -1 where it has none.

    Parameters
    ----------
    twin : the twin
    rows : rows of properties, (k,)
    """
    own, of_types = twin["node_property_sets"], twin["type_property_sets"]
    of_set = last(twin["property_sets"].length, twin["properties"]["set"][rows][::-1], rows[::-1])
    tables = []
    for links, owner, length in ((own, "node", twin.nodes.length), (of_types, "type", twin["types"].length)):
        value = of_set[links["set"]]
        has = np.flatnonzero(value >= 0)[::-1]
        tables.append(last(length, links[owner][has], value[has]))
    inherited = np.append(tables[1], -1)[twin.nodes["type"]]
    return np.where(tables[0] >= 0, tables[0], inherited)


def last(length: int, places: Array, values: Array) -> NDArray[np.int64]:
    """Return an array with each value at its place, the last where several meet, and -1 where none; -1 is no place.

    Parameters
    ----------
    length : of the array
    places : where values go, (k,)
    values : what goes there, (k,)
    """
    result = np.full(length + 1, -1, dtype=np.int64)
    result[places] = values
    return result[:-1]
