"""The twin as facts: tables that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from twin.errors import UnknownNodeError
from twin.model.columns import Array, Columns
from twin.model.findings import Finding, Severity
from twin.model.schema import TABLES, table_of

__all__ = ["Twin"]


@dataclass(frozen=True)
class Twin:
    """All facts about an estate, as the tables of `twin.model.schema`.

    Parameters
    ----------
    tables : tables by name; those not given are empty
    meta : name, coordinate reference system and versions, as JSON values
    """

    tables: Mapping[str, Columns]
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Columns:
        if name in self.tables:
            return self.tables[name]
        return table_of(name, dict.fromkeys(TABLES[name], ()))

    @property
    def nodes(self) -> Columns:
        """One row per thing."""
        return self["nodes"]

    @property
    def edges(self) -> Columns:
        """One row per relation between two things."""
        return self["edges"]

    @property
    def crs(self) -> str | None:
        """Coordinate reference system, as ``EPSG:code`` or WKT; None for local coordinates."""
        return self.meta.get("crs")

    @cached_property
    def _row_of_id(self) -> dict[str, int]:
        return {identity: row for row, identity in enumerate(self.nodes["id"].tolist())}

    @cached_property
    def _rows_elsewhere(self) -> dict[str, set[int]]:
        """Rows by an id that a thing has in another file."""
        rows: dict[str, set[int]] = {}
        table = self["same_as"]
        for identity, node in zip(table["id"].tolist(), table["node"].tolist(), strict=True):
            rows.setdefault(identity, set()).add(node)
        return rows

    @cached_property
    def _rows_of_name(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for column in ("code", "global_id", "name", "long_name"):
            for row, value in enumerate(self.nodes[column].tolist()):
                if value and row not in rows.setdefault(value, []):
                    rows[value].append(row)
        return rows

    def row(self, key: str) -> int:
        """Return the row of the node with that id, or with that unique code, GlobalId or name.

        A thing that several files have also answers to the ids that it has in them.

        Raises
        ------
        UnknownNodeError
            If nothing answers to the key, or several things do.
        """
        if key in self._row_of_id:
            return self._row_of_id[key]
        if len(known := self._rows_elsewhere.get(key, ())) == 1:
            return next(iter(known))
        rows = self._rows_of_name.get(key, [])
        if len(rows) == 1:
            return rows[0]
        if rows:
            some = ", ".join(self.nodes["id"][rows[:3]])
            raise UnknownNodeError(key, f"{len(rows)} things answer to it", f"Name one by its id, such as {some}.")
        raise UnknownNodeError(key, "nothing in this twin has that id, code or name", "`twin graph` lists all nodes.")

    def rows(self, *kinds: str) -> Array:
        """Return the rows of the nodes of these kinds, (n,)."""
        return np.flatnonzero(np.isin(self.nodes["kind"].astype(str), kinds))

    @property
    def findings(self) -> list[Finding]:
        """What was odd about the sources."""
        table = self["findings"]
        names = ("code", "severity", "message", "remedy", "file", "global_id", "name")
        rows = zip(*(table[name].tolist() for name in names), strict=True)
        return [Finding(code, Severity(severity), *rest) for code, severity, *rest in rows]
