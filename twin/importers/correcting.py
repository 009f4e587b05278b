"""A twin with what people know better.

Corrections are made before the inference, for it to build on them, and again after each of its layers, so that nothing
inferred overrides a person. Making them twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Final

import numpy as np

from twin.importers.containment import nearest
from twin.importers.corrections import EDGE_FIELDS, Correction, Corrections
from twin.model.algebra import keep_rows
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of, table_of_findings
from twin.model.twin import Twin

__all__ = ["concluded", "corrected"]

_EITHER_WAY: Final = (Relation.ADJACENT, Relation.OPENS_ONTO, Relation.CONNECTS)
_NAMES: Final = ("id", "code", "global_id", "name", "long_name", "tag")
_KEPT: Final = ("via", "clear_width", "step_free", "lockable", "self_closing", "is_external", "fire_rating")
"""What a corrected link keeps of the one that it replaces."""


def corrected(twin: Twin, corrections: Corrections) -> Twin:
    """Return the twin with corrections made as far as their things are there yet."""
    if not corrections.lines:
        return twin
    work = _Work(twin)
    for one in corrections.lines:
        work.make(one)
    return work.done(corrections.lines)


def concluded(twin: Twin, corrections: Corrections) -> Twin:
    """Return the twin with all corrections made, and findings for those that could not be."""
    twin = corrected(twin, corrections)
    finder = _Finder(twin)
    told = [*corrections.findings, *(found for one in corrections.lines for found in finder.doubts(one))]
    idle = zip(corrections.lines, twin["corrections"]["was"].tolist(), strict=True) if corrections.lines else ()
    told += [_idle(one) for one, was in idle if one.action == "unlink" and not was and not finder.doubts(one)]
    before = [one for one in twin.findings if not one.code.startswith("correction-")]
    return Twin({**twin.tables, "findings": table_of_findings([*before, *told])}, twin.meta)


@dataclass
class _Work:
    """A twin while it is corrected; columns are copied once and then written to."""

    twin: Twin
    nodes: dict[str, Array] = field(default_factory=dict)
    was: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes = {name: values.copy() for name, values in self.twin.nodes.items()}
        self.edges: Columns = self.twin.edges
        self.finder = _Finder(self.twin)
        self.properties: list[tuple[int, Correction]] = []
        before = self.twin["corrections"]
        keys = zip(before["file"].tolist(), before["line"].tolist(), strict=True)
        self.was = dict(zip(keys, before["was"].tolist(), strict=True))

    def make(self, one: Correction) -> None:
        """Make one correction, if its things are there."""
        row = self.finder.row(one.thing, one.within)
        if row is None:
            return
        if one.action != "set":
            self._link(one, row)
        elif one.is_property:
            self.properties.append((row, one))
        elif one.what in EDGE_FIELDS:
            self._set_edges(one, row)
        else:
            self._note(one, str(self.nodes[one.what][row]), str(one.parsed()))
            self.nodes[one.what][row] = one.parsed()
            if one.what == "use":
                self.nodes["use_from"][row] = one.method

    def _note(self, one: Correction, was: str, now: str) -> None:
        """Keep what models and inference say; once corrected, that is told by nobody any more."""
        if was != now or (one.file, one.line) not in self.was:
            self.was[one.file, one.line] = was

    def _set_edges(self, one: Correction, row: int) -> None:
        own = self.edges["via"] == row
        values = self.edges[one.what].copy()
        if own.any():
            self._note(one, str(values[np.argmax(own)]), str(one.parsed()))
        values[own] = one.parsed()
        self.edges = Columns({**self.edges, one.what: values}, self.edges.length)

    def _link(self, one: Correction, row: int) -> None:
        other, via = self.finder.row(one.value), self.finder.row(one.via) if one.via else -1
        if other is None or via is None:
            return
        gone = self._likes(one, row, other, via)
        methods = dict.fromkeys(self.edges["method"][gone & (self.edges["method"] != one.method)].tolist())
        if methods or (one.file, one.line) not in self.was:
            self.was[one.file, one.line] = ", ".join(methods)
        kept = {name: self.edges[name][np.argmax(gone)] for name in _KEPT} if gone.any() else {}
        self.edges = _only(self.edges, ~gone)
        if one.action == "link":
            self._add(one, *self._ends(one, row, other), {**kept, **({"via": via} if via >= 0 else {})})

    def _likes(self, one: Correction, row: int, other: int, via: int) -> Array:
        """Return which edges say what a correction is about."""
        edges = self.edges
        same = (edges["source"] == row) & (edges["target"] == other)
        if one.what in _EITHER_WAY:
            same |= (edges["source"] == other) & (edges["target"] == row)
        if one.action == "link" and one.what == Relation.CONTAINS:
            same = edges["target"] == other  # a thing stands in one place
        same &= edges["relation"] == one.what
        same &= (edges["commodity"] == one.commodity) | (not one.commodity)
        return np.asarray(same & ((edges["via"] == via) | (edges["via"] < 0) | (via < 0)))

    def _ends(self, one: Correction, row: int, other: int) -> tuple[int, int]:
        ids = self.nodes["id"]
        return (other, row) if one.what in _EITHER_WAY and ids[other] < ids[row] else (row, other)

    def _add(self, one: Correction, source: int, target: int, more: dict[str, Any]) -> None:
        values = {
            "source": source,
            "target": target,
            "relation": one.what,
            "commodity": one.commodity,
            "provenance": Provenance.DECLARED,
            "method": one.method,
            **more,
        }
        edge = table_of("edges", {name: [value] for name, value in values.items()})
        columns = {name: np.concatenate((self.edges[name], edge[name])) for name in self.edges}
        self.edges = Columns(columns, self.edges.length + 1)
        if one.what == Relation.CONTAINS:
            self.nodes["parent"][target] = source
            for column, kind in (("building", Kind.BUILDING), ("storey", Kind.STOREY)):
                self.nodes[column] = nearest(self.nodes["parent"], self.nodes["kind"] == kind)

    def done(self, lines: Sequence[Correction]) -> Twin:
        """Return the twin with what was corrected."""
        tables = dict(self.twin.tables)
        tables |= {"nodes": Columns(self.nodes, self.twin.nodes.length), "edges": self.edges}
        tables["corrections"] = self._table(lines)
        return _with_properties(Twin(tables, self.twin.meta), self.properties)

    def _table(self, lines: Sequence[Correction]) -> Columns:
        names = Correction.__dataclass_fields__
        columns: dict[str, list[Any]] = {name: [getattr(one, name) for one in lines] for name in names}
        rows = [self.finder.row(one.thing, one.within) for one in lines]
        columns["node"] = [-1 if row is None else row for row in rows]
        columns["was"] = [self.was.get((one.file, one.line), "") for one in lines]
        return table_of("corrections", columns)


def _with_properties(twin: Twin, changes: Iterable[tuple[int, Correction]]) -> Twin:
    """Return the twin where things have property sets of their own with the corrected values."""
    for row, one in changes:
        twin = _with_property(twin, row, *one.what.split(".", 1), value=one.value)
    return twin


def _with_property(twin: Twin, row: int, set_name: str, name: str, *, value: str) -> Twin:
    links, sets, properties = twin["node_property_sets"], twin["property_sets"], twin["properties"]
    own = (links["node"] == row) & (sets["name"] == set_name)[links["set"]]
    copied = np.isin(properties["set"], links["set"][own]) & (properties["name"] != name)
    new = sets.length
    more = {key: values[copied] for key, values in properties.items()}
    more["set"] = np.full(int(copied.sum()), new, dtype="int32")
    added = table_of("properties", {"set": [new], "name": [name], "value": [value], "number": [_number(value)]})
    tables = dict(twin.tables)
    tables["node_property_sets"] = _appended(_only(links, ~own), {"node": [row], "set": [new]}, "node_property_sets")
    tables["property_sets"] = _appended(sets, {"name": [set_name]}, "property_sets")
    tables["properties"] = Columns(
        {key: np.concatenate((properties[key], more[key], added[key])) for key in properties},
        properties.length + int(copied.sum()) + 1,
    )
    return Twin(_without_unused_sets(tables), twin.meta)


def _without_unused_sets(tables: dict[str, Columns]) -> dict[str, Columns]:
    used = np.zeros(tables["property_sets"].length, dtype=bool)
    for name in ("node_property_sets", "type_property_sets"):
        if name in tables:
            used[tables[name]["set"]] = True
    return keep_rows(tables, {"property_sets": used})


def _number(value: str) -> float:
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return float("nan")


def _only(table: Columns, keep: Array) -> Columns:
    return Columns({name: values[keep] for name, values in table.items()}, int(keep.sum()))


def _appended(table: Columns, row: dict[str, list[Any]], name: str) -> Columns:
    new = table_of(name, row)
    return Columns({key: np.concatenate((table[key], new[key])) for key in table}, table.length + new.length)


class _Finder:
    """Things by what people call them: id, code or name, in any case, before or after its correction."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    @cached_property
    def _ids(self) -> dict[str, dict[int, None]]:
        nodes, elsewhere = self._twin.nodes, self._twin["same_as"]
        rows: dict[str, dict[int, None]] = {}
        for identity, row in zip(elsewhere["id"].tolist(), elsewhere["node"].tolist(), strict=True):
            rows.setdefault(identity, {})[row] = None
        return rows | {identity: {row: None} for row, identity in enumerate(nodes["id"].tolist())}

    @cached_property
    def _called(self) -> dict[str, dict[int, None]]:
        rows: dict[str, dict[int, None]] = {}
        for column in _NAMES:
            for row, value in enumerate(self._twin.nodes[column].tolist()):
                if value:
                    rows.setdefault(value.casefold(), {})[row] = None
        made = self._twin["corrections"]
        for what, row, was in zip(*(made[name].tolist() for name in ("what", "node", "was")), strict=True):
            if what in _NAMES and row >= 0 and was:
                rows.setdefault(was.casefold(), {})[row] = None
        return rows

    def row(self, key: str, within: str = "") -> int | None:
        """Return the one node that answers to a key, None if there is none or several."""
        rows = self.rows(key, within)
        return rows[0] if len(rows) == 1 else None

    def rows(self, key: str, within: str = "") -> list[int]:
        """Return the nodes that a key may mean."""
        rows = list(self._ids.get(key) or self._called.get(key.casefold(), {}))
        places = set(self.rows(within)) if within else set()
        return [row for row in rows if not within or places & set(self._above(row))]

    def _above(self, row: int) -> list[int]:
        parent, path = self._twin.nodes["parent"], []
        while (row := int(parent[row])) >= 0 and row not in path:
            path.append(row)
        return path

    def doubts(self, one: Correction) -> list[Finding]:
        """Return findings for what a correction names and is not there, or is there several times."""
        asked = [(one.thing, one.within), (one.value if one.action != "set" else "", ""), (one.via, "")]
        return [
            self._doubt(one, key, len(rows))
            for key, within in asked
            if key and len(rows := self.rows(key, within)) != 1
        ]

    def _doubt(self, one: Correction, key: str, count: int) -> Finding:
        message = f"Line {one.line} of the corrections: {key!r} " + (
            f"means {count} things" if count else "means nothing in the models"
        )
        near = get_close_matches(key.casefold(), self._called, n=1) if not count else []
        remedy = f"Did you mean {self._spelled(near[0])!r}?" if near else "`twin graph` lists all ids, codes and names."
        if count:
            remedy = "Use the id, or say `within` what it stands."
        return Finding("correction-unmatched", Severity.WARNING, message, remedy, one.file, name=key)

    def _spelled(self, plain: str) -> str:
        nodes, row = self._twin.nodes, next(iter(self._called[plain]))
        return next((str(nodes[name][row]) for name in _NAMES if nodes[name][row].casefold() == plain), plain)


def _idle(one: Correction) -> Finding:
    message = f"Line {one.line} of the corrections: {one.thing!r} and {one.value!r} are not linked by {one.what}"
    remedy = "Drop the line, or check the relation and its direction."
    return Finding("correction-idle", Severity.INFO, message, remedy, one.file, name=one.thing)
