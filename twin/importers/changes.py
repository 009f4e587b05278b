"""What an import changed: things added, changed and removed since the twin was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.model.algebra import Tables, keep_rows
from twin.model.columns import Array, Columns
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["Changes", "changes_between", "with_codes", "without_sources"]

_OWN: Final = (
    "kind",
    "ifc_class",
    "name",
    "long_name",
    "description",
    "object_type",
    "predefined_type",
    "tag",
    "is_external",
    "elevation",
)


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of things by what happened to them.

    Parameters
    ----------
    added : in the new twin only
    changed : in both, with other attributes, properties, place or shape
    removed : in the old twin only
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def changes_between(old: Twin, new: Twin) -> Changes:
    """Return what differs between two twins."""
    before, after = dict(_fingerprints(old)), dict(_fingerprints(new))
    return Changes(
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(key for key in after.keys() & before.keys() if after[key] != before[key])),
        tuple(sorted(before.keys() - after.keys())),
    )


def without_sources(twin: Twin, names: set[str]) -> Tables:
    """Return the tables of a twin without what the files of these names said, and without all that was inferred.

    Places that other files also speak of stay, for the files that are read again to merge with.
    """
    tables = {name: twin[name] for name in twin.tables}
    gone = np.isin(tables["sources"]["name"].astype(str), sorted(names))
    edges = tables["edges"]
    gone = np.append(gone, True)  # what has no source was inferred
    edge_stays = ~gone[edges["origin"]]
    node_stays = ~gone[tables["nodes"]["source"]]
    for end in ("source", "target"):
        node_stays[edges[end][edge_stays]] = True
    if "same_as" in tables:
        node_stays[tables["same_as"]["node"][~gone[tables["same_as"]["source"]]]] = True
    tables["nodes"] = _unshaped(tables["nodes"], gone[tables["nodes"]["source"]])
    finding_stays = ~np.isin(tables["findings"]["file"].astype(str), ["", *sorted(names)])
    return keep_rows(
        tables, {"sources": ~gone[:-1], "edges": edge_stays, "nodes": node_stays, "findings": finding_stays}
    )


def _unshaped(nodes: Columns, gone: Array) -> Columns:
    """Return the nodes without the shapes that files gave that will be read again."""
    columns = {name: nodes[name].copy() for name in ("mesh", "transform", "box")}
    columns["mesh"][gone] = -1
    columns["transform"][gone] = columns["box"][gone] = np.nan
    return Columns({**nodes, **columns}, nodes.length)


def with_codes(new: Twin, old: Twin) -> Twin:
    """Return the new twin with the landlord's codes that things had in the old one."""
    row_of = {identity: row for row, identity in enumerate(new.nodes["id"].tolist())}
    codes = new.nodes["code"].copy()
    register, ids = old["register"], old.nodes["id"]
    rows = []
    for node, field, code in zip(*(register[name].tolist() for name in ("node", "field", "code")), strict=True):
        row = row_of.get(ids[node], -1)
        if row >= 0:
            rows.append((row, field, code))
            codes[row] = old.nodes["code"][node]
    columns = zip(*rows, strict=True) if rows else ((),) * 3
    tables = dict(new.tables)
    tables["nodes"] = Columns({**new.nodes, "code": codes}, new.nodes.length)
    tables["register"] = table_of("register", dict(zip(("node", "field", "code"), columns, strict=True)))
    return Twin(tables, new.meta)


def _fingerprints(twin: Twin) -> Iterator[tuple[str, bytes]]:
    nodes = twin.nodes
    sets, shapes = _sets(twin), _shapes(twin)
    parents = ["" if row < 0 else nodes["id"][row] for row in nodes["parent"].tolist()]
    own = zip(*(nodes[name].tolist() for name in _OWN), strict=True)
    for row, (identity, values) in enumerate(zip(nodes["id"].tolist(), own, strict=True)):
        said = repr((values, parents[row], sorted(sets.get(row, ()))))
        yield identity, hashlib.blake2b(said.encode() + shapes[row], digest_size=16).digest()


def _sets(twin: Twin) -> dict[int, list[str]]:
    """Return for each node the contents of its property sets."""
    properties, names = twin["properties"], twin["property_sets"]["name"].tolist()
    contents: dict[int, list[tuple[str, str]]] = {}
    for set_, name, value in zip(*(properties[key].tolist() for key in ("set", "name", "value")), strict=True):
        contents.setdefault(set_, []).append((name, value))
    links = twin["node_property_sets"]
    result: dict[int, list[str]] = {}
    for node, set_ in zip(links["node"].tolist(), links["set"].tolist(), strict=True):
        result.setdefault(node, []).append(repr((names[set_], sorted(contents.get(set_, ())))))
    return result


def _shapes(twin: Twin) -> list[bytes]:
    """Return for each node its box, counts of its mesh and what draws it, to the millimetre."""
    boxes = _rounded(np.where(np.isnan(twin.nodes["box"]), twin.nodes["position"][:, None], twin.nodes["box"]))
    drawings = _drawings(twin)
    meshes, mesh = twin["meshes"], twin.nodes["mesh"]
    counts = np.zeros((len(mesh), 2), dtype="int64")
    meshed = mesh >= 0
    counts[meshed] = np.column_stack((meshes["vertices"][mesh[meshed]], meshes["faces"][mesh[meshed]]))
    shapes = zip(boxes, counts, strict=True)
    return [box.tobytes() + count.tobytes() + drawings.get(row, b"") for row, (box, count) in enumerate(shapes)]


def _drawings(twin: Twin) -> dict[int, bytes]:
    """Return for each node that is drawn by lines the roles and corners of these."""
    lines, points = twin["lines"], twin["line_points"]
    order = np.argsort(points["line"], kind="stable")
    ends = np.searchsorted(points["line"][order], np.arange(lines.length), "right")
    corners = _rounded(points["xyz"][order])
    result: dict[int, bytes] = {}
    start = 0
    for node, role, end in zip(lines["node"].tolist(), lines["role"].tolist(), ends.tolist(), strict=True):
        result[node] = result.get(node, b"") + bytes([role]) + corners[start:end].tobytes()
        start = end
    return result


def _rounded(metres: Array) -> Array:
    return np.round(np.nan_to_num(metres, nan=-1.0), 3) + 0.0
