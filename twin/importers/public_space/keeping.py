"""The public space of a twin apart from its models, and both together again.

Models are put together anew in every import, because they speak of the same things; files of the public space stand
beside them and stay as they are.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.importers.public_space.attributes import SET_NAME
from twin.importers.public_space.known_buildings import FOOTPRINT
from twin.model.algebra import Tables, joined, keep_rows, without_orphans
from twin.model.columns import Array, Columns
from twin.model.schema import TABLES
from twin.model.twin import Twin

__all__ = ["parted", "together"]

_SETS: Final = ("attributes", "tags", SET_NAME)


def parted(tables: Tables) -> tuple[Tables, Tables | None]:
    """Return the tables of the models, and those of the public space around them, None if there are none."""
    tables = _without_stale(tables)
    sources = tables["sources"]
    outdoors = np.array([not schema.startswith("IFC") for schema in sources["schema"].tolist()], dtype=bool)
    if not outdoors.any():
        return tables, None
    names = sources["name"][outdoors].astype(str)
    marks = {
        "nodes": _of(outdoors, tables["nodes"]["source"]),
        "edges": _of(outdoors, tables["edges"]["origin"]),
        "findings": np.isin(tables["findings"]["file"].astype(str), names),
    }
    models = keep_rows(tables, {name: ~rows for name, rows in marks.items()})
    return models, without_orphans(keep_rows(tables, {**marks, "sources": outdoors}))


def _without_stale(tables: Tables) -> Tables:
    """Return the tables without what is left of files of the public space that will be read again.

    Those are things that others still link to, and attributes that a building of a model had taken over.
    """
    nodes, links = tables["nodes"], tables["node_property_sets"]
    left = np.array(["/" in identity for identity in nodes["global_id"].tolist()], dtype=bool)  # no GlobalId has one
    joint = tables["same_as"]["node"][tables["same_as"]["method"] == FOOTPRINT] if "same_as" in tables else ()
    taken_over = np.isin(tables["property_sets"]["name"][links["set"]].astype(str), _SETS)
    stale = taken_over & ~left[links["node"]] & ~np.isin(links["node"], joint)
    return keep_rows(tables, {"nodes": ~(left & (nodes["source"] < 0)), "node_property_sets": ~stale})


def together(twin: Twin, outdoors: Tables) -> Twin:
    """Return a twin with the public space that had been kept apart."""
    tables = joined([{name: twin[name] for name in TABLES}, outdoors])
    names = tables["sources"]["name"].tolist()
    first = {name: row for row, name in reversed(list(enumerate(names)))}
    rows = np.array([first[name] for name in names], dtype="int32")
    same = rows == np.arange(len(rows))
    tables = {name: _with_sources(name, table, rows) for name, table in tables.items()}
    return Twin(keep_rows(tables, {"sources": same}), twin.meta)


def _of(outdoors: Array, source: Array) -> Array:
    return np.append(outdoors, False)[source]


def _with_sources(name: str, table: Columns, rows: Array) -> Columns:
    columns = {
        key: np.where(table[key] >= 0, rows[table[key]], -1).astype(spec.type)
        for key, spec in TABLES[name].items()
        if spec.refers == "sources" and len(rows)
    }
    return Columns({**table, **columns}, table.length)
