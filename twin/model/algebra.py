"""Joining and thinning whole sets of tables while their references to each other stay right.

The schema says which columns number the rows of which table; everything here follows from that, so a new table or
column needs no new code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from twin.model.columns import Array, Columns
from twin.model.schema import TABLES, Column

__all__ = ["Tables", "joined", "keep_rows", "merged", "without_orphans"]

Tables = Mapping[str, Columns]

_RANGES: Final = {"vertices": ("vertex", "vertices"), "faces": ("face", "faces"), "colours": ("colour", "colours")}
"""Tables that meshes own in runs: column of the first row, column of the number of rows."""
_DISTINCT: Final = {
    "edges": ("source", "target", "relation", "via", "commodity", "method"),
    "node_property_sets": ("node", "set"),
    "materials": ("node", "type", "layer", "name"),
    "classifications": ("node", "type", "system", "code"),
    "documents": ("node", "type", "identification", "name", "location"),
    "register": ("node", "field"),
}
"""What makes two rows say the same."""
_HELD: Final = {"meshes": ("nodes", "mesh"), "types": ("nodes", "type")}


def joined(parts: Sequence[Tables]) -> dict[str, Columns]:
    """Return the tables of all parts end to end, with references counted on."""
    names = [name for name in TABLES if any(name in part for part in parts)]
    lengths = {name: [part[name].length if name in part else 0 for part in parts] for name in names}
    first = {name: np.concatenate(([0], np.cumsum(counts)[:-1])).astype(int) for name, counts in lengths.items()}
    return {name: _join(name, parts, first, sum(lengths[name])) for name in names}


def keep_rows(tables: Tables, keep: Mapping[str, Array]) -> dict[str, Columns]:
    """Return the tables with only the rows marked to be kept, and without rows whose owner is gone.

    Parameters
    ----------
    tables : the tables
    keep : for some tables, which rows to keep, (n,) of bool
    """
    kept: dict[str, Array] = {}
    while len(kept) < len(tables):  # a table is settled once all that it refers to are
        ready = [name for name in tables if name not in kept and _owners(name) & tables.keys() <= kept.keys()]
        for name in ready:
            kept[name] = _surviving(name, tables[name], keep, kept)
    new_row = {name: np.where(rows, np.cumsum(rows) - 1, -1) for name, rows in kept.items()}
    return {name: _thinned(name, table, kept[name], new_row) for name, table in tables.items()}


def without_orphans(tables: Tables) -> dict[str, Columns]:
    """Return the tables without meshes, types and property sets that nothing has any more."""
    keep = {name: _held(tables, name) for name in ("meshes", "types") if name in tables}
    thinned = keep_rows(tables, keep)
    sets = np.zeros(thinned["property_sets"].length, dtype=bool)
    for links in ("node_property_sets", "type_property_sets"):
        sets[thinned[links]["set"]] = True
    thinned = keep_rows(thinned, {"property_sets": sets})
    return thinned | _repacked(tables, thinned, keep["meshes"]) if "meshes" in tables else thinned


def _held(tables: Tables, name: str) -> Array:
    holder, column = _HELD[name]
    rows = np.zeros(tables[name].length, dtype=bool)
    used = tables[holder][column]
    rows[used[used >= 0]] = True
    return rows


def _repacked(before: Tables, after: Tables, kept: Array) -> dict[str, Columns]:
    """Return the mesh tables with the runs of dropped meshes cut out."""
    meshes, result = dict(after["meshes"]), {}
    for name, (first, count) in _RANGES.items():
        starts, counts = before["meshes"][first][kept], before["meshes"][count][kept]
        rows = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])) if len(counts) else starts, counts)
        rows = rows + np.arange(len(rows))
        result[name] = Columns({key: values[rows] for key, values in before[name].items()}, len(rows))
        meshes[first] = np.concatenate(([0], np.cumsum(counts)[:-1])).astype("int64") if len(counts) else starts
    return {**result, "meshes": Columns(meshes, len(meshes["vertex"]))}


def _join(name: str, parts: Sequence[Tables], first: Mapping[str, Array], length: int) -> Columns:
    present = [(place, part[name]) for place, part in enumerate(parts) if name in part]
    columns = {}
    for key, spec in TABLES[name].items():
        target = spec.refers or _range_target(name, key)
        arrays = [
            _shifted(table[key], spec, first[target][place] if target in first else 0) for place, table in present
        ]
        columns[key] = arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
    return Columns(columns, length)


def _range_target(name: str, key: str) -> str:
    starts = {start: target for target, (start, _) in _RANGES.items()}
    return starts.get(key, "") if name == "meshes" else ""


def _shifted(values: Array, spec: Column, by: int) -> Array:
    if by == 0:
        return values
    return np.where(values >= 0, values + by, values).astype(spec.type)


def _owners(name: str) -> set[str]:
    return {spec.refers for spec in TABLES[name].values() if spec.owner and spec.refers != name}


def _surviving(name: str, table: Columns, keep: Mapping[str, Array], kept: Mapping[str, Array]) -> Array:
    rows = np.array(keep.get(name, np.ones(table.length, dtype=bool)))
    for key, spec in TABLES[name].items():
        if spec.owner and spec.refers in kept:
            values = table[key]
            rows &= np.append(kept[spec.refers], True)[values]  # the last one is for what has no owner, -1
    return rows


def _thinned(name: str, table: Columns, rows: Array, new_row: Mapping[str, Array]) -> Columns:
    columns = {}
    for key, spec in TABLES[name].items():
        values = table[key][rows]
        if spec.refers in new_row and len(new_row[spec.refers]):
            values = np.where(values >= 0, new_row[spec.refers][values], -1).astype(spec.type)
        columns[key] = values
    return Columns(columns, int(rows.sum()))


def merged(tables: Tables, representative: Array) -> dict[str, Columns]:
    """Return the tables with each node replaced by the one that stands for it.

    What was said of the replaced ones is now said of their representatives; what two said alike is kept once.

    Parameters
    ----------
    tables : the tables
    representative : row of the node that stands for each node, itself for most, (n_nodes,)
    """
    mapped = {name: _mapped(name, table, representative) for name, table in tables.items()}
    mapped = keep_rows(mapped, {"nodes": representative == np.arange(len(representative))})
    for name, columns in _DISTINCT.items():
        if name in mapped:
            mapped |= keep_rows(mapped, {name: _first_of_each(mapped[name], columns)})
    return mapped


def _mapped(name: str, table: Columns, representative: Array) -> Columns:
    columns = dict(table)
    for key, spec in TABLES[name].items():
        if spec.refers == "nodes":
            columns[key] = np.where(table[key] >= 0, representative[table[key]], -1).astype(spec.type)
    return Columns(columns, table.length)


def _first_of_each(table: Columns, columns: tuple[str, ...]) -> Array:
    numbers = [np.unique(_sortable(table[key]), return_inverse=True)[1] for key in columns]
    first = np.zeros(table.length, dtype=bool)
    if table.length:
        first[np.unique(np.column_stack(numbers), axis=0, return_index=True)[1]] = True
    return first


def _sortable(values: Array) -> Array:
    return values.astype(str) if values.dtype == object else values
