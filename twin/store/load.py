"""Opening a stored twin: a few milliseconds, whatever its size, because columns are read when they are used."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections import defaultdict
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from twin.errors import StoreError
from twin.model.columns import Array, Columns
from twin.model.schema import FORMAT_VERSION, TABLES
from twin.model.twin import Twin
from twin.store.codec import Packed, unpack

__all__ = ["load"]

_NOT_A_TWIN = "Make one with `twin import FILE… -o estate.gpkg`."


def load(path: Path) -> Twin:
    """Return a stored twin.

    Raises
    ------
    StoreError
        If there is no file, if it is no twin, or if it was written in a form that this version does not know.
    """
    if not path.is_file():
        raise StoreError(path, "there is no such file" if not path.exists() else "is no file", _NOT_A_TWIN)
    try:
        return _Reader(path).twin()
    except (sqlite3.Error, json.JSONDecodeError) as error:
        raise StoreError(path, f"is no twin ({error})", _NOT_A_TWIN) from error


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        address = f"file:{quote(str(path.absolute()))}?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._lock = Lock()

    def twin(self) -> Twin:
        meta = {key: json.loads(value) for key, value in self._all("SELECT key, value FROM twin_meta")}
        version = meta.get("format_version")
        if version != FORMAT_VERSION:
            reason = f"was written in format {version}; this version reads {FORMAT_VERSION}"
            raise StoreError(self._path, reason, "Import its sources again, or use the version that wrote it.")
        columns: dict[str, dict[str, Array | Any]] = defaultdict(dict)
        lengths: dict[str, int] = {}
        for table, column, rows in self._all('SELECT "table", "column", rows FROM twin_columns'):
            if column in TABLES.get(table, ()):
                columns[table][column] = functools.partial(self._column, table, column, rows)
                lengths[table] = rows
        return Twin({name: self._table(name, columns[name], rows) for name, rows in lengths.items()}, meta)

    def _table(self, name: str, columns: dict[str, Any], rows: int) -> Columns:
        missing = {
            key: functools.partial(spec.defaults, rows) for key, spec in TABLES[name].items() if key not in columns
        }
        return Columns({**columns, **missing}, rows)

    def _column(self, table: str, column: str, rows: int) -> Array:
        query = 'SELECT dtype, words, data FROM twin_columns WHERE "table" = ? AND "column" = ?'
        ((dtype, words, data),) = self._all(query, (table, column))
        return unpack(TABLES[table][column], Packed(dtype, words, data), rows)

    def _all(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:  # one connection serves all threads that look at the twin
            return self._connection.execute(query, values).fetchall()
