"""Writing a twin as one GeoPackage, whole or not at all.

The file is made beside its destination, flushed to disk and renamed over it, so that an interruption at any moment
leaves the old file or the new one. A log that another program left beside the destination would be replayed into the
new file by SQLite; it is folded into the old file first, or the import is refused.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from twin.errors import OutputError
from twin.model.columns import Columns
from twin.model.schema import FORMAT_VERSION, TABLES
from twin.model.twin import Twin
from twin.store.codec import pack
from twin.store.geopackage import create, srs_id_of, write_layer, write_table
from twin.store.layers import layers_of

__all__ = ["check_destination", "check_replaceable", "save"]

_ARRAYS_ONLY: Final = {"vertices", "faces", "colours", "boundary_points"}
"""Tables whose rows say nothing to a reader of SQL."""
_OWN: Final = """
CREATE TABLE twin_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE twin_columns (
  "table" TEXT NOT NULL, "column" TEXT NOT NULL, rows INTEGER NOT NULL, dtype TEXT NOT NULL, words BLOB, data BLOB,
  PRIMARY KEY ("table", "column"));
"""


def check_destination(path: Path) -> None:
    """Raise if a twin could not be written there; nothing is changed but a log left by another program.

    Raises
    ------
    OutputError
        If the directory is missing or not writable, if the path is a directory, or if another program is using it.
    """
    if path.is_dir():
        raise OutputError(path, "is a directory", "Name a file, such as estate.gpkg.")
    if not path.parent.is_dir():
        raise OutputError(path, f"the directory {path.parent} does not exist", "Create it first.")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(path, "is not writable", "Choose another place, or ask for the right to write there.")
    if any(log.exists() for log in _logs(path)):
        _fold_logs(path)


def check_replaceable(path: Path) -> None:
    """Raise if what stands there is no twin: a model or a map named as the output by mistake would be lost.

    Raises
    ------
    OutputError
        If a file stands there that is neither empty nor a twin.
    """
    if not path.is_file() or not path.stat().st_size:
        return
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT 1 FROM twin_meta").fetchone()
    except sqlite3.Error as error:
        reason = "is there already, is no twin, and would be lost"
        raise OutputError(path, reason, "Name another file, such as estate.gpkg, or remove it first.") from error


def save(twin: Twin, path: Path) -> None:
    """Write a twin to a GeoPackage, replacing what stood there.

    Raises
    ------
    OutputError
        If it cannot be written; what stood at the path is untouched.
    """
    check_destination(path)
    try:
        with _beside(path) as part:
            _write(twin, part)
            _flush(part)
            part.replace(path)
        _flush(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(path, f"cannot be written ({error})", _remedy(error)) from error


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".gpkg", dir=path.parent)
    os.close(handle)
    part = Path(name)
    part.chmod(_mode_of(path))
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _mode_of(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _write(twin: Twin, path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # nobody reads the file before it is renamed: no need to survive a crash half-way
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;")
        connection.execute("BEGIN")
        create(connection)
        connection.executescript(_OWN)
        connection.execute("BEGIN")
        _write_meta(connection, twin)
        srs_id = srs_id_of(connection, twin.crs)
        for name, table in twin.tables.items():
            _write_columns(connection, name, table)
            if name not in _ARRAYS_ONLY:
                write_table(
                    connection, name, {key: table[key] for key in table if not TABLES[name][key].shape}, table.length
                )
        for layer in layers_of(twin):
            write_layer(connection, layer, srs_id)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _write_meta(connection: sqlite3.Connection, twin: Twin) -> None:
    meta = {**twin.meta, "format_version": FORMAT_VERSION}
    rows = [(key, json.dumps(value, ensure_ascii=False, sort_keys=True)) for key, value in sorted(meta.items())]
    connection.executemany("INSERT INTO twin_meta VALUES (?, ?)", rows)


def _write_columns(connection: sqlite3.Connection, name: str, table: Columns) -> None:
    packed = [(name, key, table.length, *pack(TABLES[name][key], table[key])) for key in table]
    connection.executemany("INSERT INTO twin_columns VALUES (?, ?, ?, ?, ?, ?)", packed)


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows gives no handle to a directory
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _logs(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal", "-shm")]


def _fold_logs(path: Path) -> None:
    remedy = "Close it there (in QGIS: remove its layers), or remove the log beside it, and try again."
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=1.0, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise OutputError(path, f"is in use by another program ({error})", remedy) from error
    left = [log.name for log in _logs(path)[:2] if log.exists()]
    if left:
        raise OutputError(path, f"another program left {', '.join(left)} beside it", remedy)


def _remedy(error: Exception) -> str:
    if getattr(error, "errno", None) == errno.ENOSPC or "full" in str(error):
        return "Free some space on the disk, or choose another place."
    return "Choose another place, or ask for the right to write there."
