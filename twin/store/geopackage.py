"""The frame of a GeoPackage: what the standard wants in the file around our own tables.

Written with the standard library's sqlite3, because importing pyogrio loads pandas and geopandas, which take longer
than most imports; GDAL reads the result in the tests.

References
----------
OGC 12-128r19, GeoPackage Encoding Standard 1.4: §1.1.1 application id, §1.1.2 reference systems, §2.1.3 geometry blobs.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, Final

import numpy as np

from twin.model.columns import Array

__all__ = [
    "APPLICATION_ID",
    "UNDEFINED_CARTESIAN",
    "Layer",
    "create",
    "geometry_blobs",
    "srs_id_of",
    "write_layer",
    "write_table",
]

APPLICATION_ID: Final = 0x47504B47
"""``GPKG`` in ASCII."""
UNDEFINED_CARTESIAN: Final = -1
_VERSION: Final = 10400

_FRAME: Final = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name), column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id),
  z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL);
"""
_WGS_84: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_SQL_TYPES: Final = {"i": "INTEGER", "u": "INTEGER", "f": "REAL", "O": "TEXT"}


@dataclass(frozen=True, slots=True)
class Layer:
    """A feature layer.

    Parameters
    ----------
    name : table name
    geometry_type : ``POLYGON``, ``MULTIPOLYGON``, ``POINT``… or ``GEOMETRY``
    fid : feature ids, (n,)
    wkb : geometries as WKB bytes, None where there is none, (n,)
    bounds : least x, y and greatest x, y of all of them [m]
    columns : attributes by name, each (n,)
    """

    name: str
    geometry_type: str
    fid: Array
    wkb: Sequence[bytes | None]
    bounds: tuple[float, float, float, float]
    columns: dict[str, Array]


def create(connection: sqlite3.Connection) -> None:
    """Write the frame of an empty GeoPackage."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.executescript(_FRAME)
    row = ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS_84, None)
    connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", row)


def srs_id_of(connection: sqlite3.Connection, crs: str | None) -> int:
    """Return the number of a reference system in the file, entering it if it is new.

    Parameters
    ----------
    connection : the GeoPackage
    crs : anything PROJ understands; None for local coordinates
    """
    if crs is None:
        return UNDEFINED_CARTESIAN
    from pyproj import CRS  # loading PROJ takes a while, and many twins need none

    system = CRS.from_user_input(crs)
    authority = system.to_authority() or ("NONE", "100000")
    number = int(authority[1])
    row = (system.name, number, authority[0], number, system.to_wkt("WKT1_GDAL"), None)
    connection.execute("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", row)
    return number


def geometry_blobs(wkb: Iterable[bytes | None], srs_id: int) -> list[bytes | None]:
    """Return geometries as GeoPackage blobs: the header without envelope, then the WKB."""
    header = b"GP\x00\x01" + struct.pack("<i", srs_id)
    return [None if geometry is None else header + geometry for geometry in wkb]


def write_layer(connection: sqlite3.Connection, layer: Layer, srs_id: int) -> None:
    """Write a feature layer and register it."""
    bounds = layer.bounds if len(layer.fid) else (None,) * 4
    _register(connection, layer.name, "features", bounds, srs_id)
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (layer.name, layer.geometry_type, srs_id)
    )
    blobs = np.empty(len(layer.fid), dtype=object)
    blobs[:] = geometry_blobs(layer.wkb, srs_id)
    _fill(connection, layer.name, ("fid", layer.fid), {"geom": blobs, **layer.columns}, layer.geometry_type)


def write_table(connection: sqlite3.Connection, name: str, columns: dict[str, Array], length: int) -> None:
    """Write a table without geometry, numbered from 0, and register it."""
    _register(connection, name, "attributes", (None,) * 4, None)
    _fill(connection, name, ("row", np.arange(length)), columns)


def _register(
    connection: sqlite3.Connection, name: str, data_type: str, bounds: tuple[float | None, ...], srs_id: int | None
) -> None:
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (name, data_type, name, *bounds, srs_id),
    )


def _fill(
    connection: sqlite3.Connection, name: str, key: tuple[str, Array], columns: dict[str, Array], geometry: str = ""
) -> None:
    """Create a table and its rows; the column ``geom``, if there is one, holds geometry of that type."""
    types = {
        column: geometry if column == "geom" else _SQL_TYPES[array.dtype.kind] for column, array in columns.items()
    }
    declared = [f"{key[0]} INTEGER PRIMARY KEY NOT NULL", *(f'"{column}" {kind}' for column, kind in types.items())]
    connection.execute(f'CREATE TABLE "{name}" ({", ".join(declared)})')
    values = [key[1].tolist(), *(_plain(array) for array in columns.values())]
    places = ", ".join("?" * len(values))
    connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', zip(*values, strict=True))


def _plain(array: Array) -> list[Any]:
    if array.dtype.kind != "f":
        return list(array.tolist())
    return [None if isnan(value) else value for value in array.tolist()]  # NaN is NULL in SQL
