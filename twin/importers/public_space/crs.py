"""Reference systems, and whether coordinates can be in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import shapely

from twin.model.columns import Array

__all__ = ["NEAR_M", "Extent", "distance_m", "extent_of", "in_degrees", "metric", "moved", "short", "system", "told"]

NEAR_M: Final = 50_000.0
"""What belongs to one estate and its surroundings is not farther apart than this."""
_METRES_PER_DEGREE: Final = 111_320.0
_MARGIN_DEGREES: Final = 0.5
"""Areas of use are boxes around countries; data reach a little beyond."""
_NOT_TO_MEASURE_IN: Final = "Popular Visualisation Pseudo Mercator"
_OUTSIDE: Final = (1.0, 99.0)
"""Percentiles that bound what a layer covers, so that a few stray points do not count."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a layer covers, in longitude and latitude [degrees]."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the middle [degrees]."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2


def system(name: str) -> Any:
    """Return the horizontal part of a reference system, matched to its EPSG entry where there is one.

    Raises
    ------
    pyproj.exceptions.CRSError
        If PROJ does not know it.
    """
    return _system(name)


@cache
def _system(name: str) -> Any:
    from pyproj import CRS

    crs = CRS.from_user_input(name)
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    code = crs.to_epsg(min_confidence=20)
    return CRS.from_epsg(code).to_2d() if code else crs.to_2d()


def told(name: str) -> str:
    """Return a reference system as ``EPSG:code`` where it has one, else as it is."""
    code = system(name).to_epsg(min_confidence=20)
    return f"EPSG:{code}" if code else name


def short(name: str) -> str:
    """Return what to call a reference system: ``EPSG:code``, else its name."""
    known = told(name)
    return known if known.startswith("EPSG:") else str(system(name).name)


def metric(name: str) -> bool:
    """Return whether lengths can be measured in a reference system: it is projected, in metres, and true to scale."""
    crs = system(name)
    operation = crs.coordinate_operation
    pseudo = operation is not None and operation.method_name == _NOT_TO_MEASURE_IN
    return bool(crs.is_projected and crs.axis_info[0].unit_conversion_factor == 1.0 and not pseudo)


def in_degrees(centres: Array) -> Array:
    """Return which points can be longitudes and latitudes, (n,) of bool; centres are x and y, (n, 2)."""
    return np.asarray((np.abs(centres[:, 0]) <= 180.0) & (np.abs(centres[:, 1]) <= 90.0))


def extent_of(centres: Array, name: str) -> Extent | None:
    """Return what points cover, or None if they cannot be in that reference system.

    Parameters
    ----------
    centres : x and y in the reference system, (n, 2)
    name : the reference system
    """
    crs = system(name)
    west, south, east, north = (float(np.percentile(centres[:, axis], share)) for share in _OUTSIDE for axis in (0, 1))
    if crs.is_geographic and not in_degrees(np.array(((west, south), (east, north)))).all():
        return None
    corners = np.array(((west, south), (west, north), (east, south), (east, north)))
    longitude, latitude = _transformer(name, "EPSG:4326").transform(corners[:, 0], corners[:, 1])
    if not (np.isfinite(longitude).all() and np.isfinite(latitude).all()):
        return None
    extent = Extent(*(float(value) for value in (longitude.min(), latitude.min(), longitude.max(), latitude.max())))
    return extent if crs.is_geographic or _within_use(extent, crs.area_of_use) else None


def _within_use(extent: Extent, area: Any) -> bool:
    if area is None:
        return True
    longitude, latitude = extent.centre
    across = area.west <= area.east
    margin = _MARGIN_DEGREES
    after, before = longitude >= area.west - margin, longitude <= area.east + margin
    inside = (after and before) if across else (after or before)
    return bool(inside and area.south - margin <= latitude <= area.north + margin)


def distance_m(one: Extent, other: Extent) -> float:
    """Return how far two extents are apart [m], 0 where they overlap; right to a few per cent."""
    east = max(one.west - other.east, other.west - one.east, 0.0)
    north = max(one.south - other.north, other.south - one.north, 0.0)
    east = min(east, abs(360.0 - east))
    latitude = np.radians((one.centre[1] + other.centre[1]) / 2)
    return float(np.hypot(east * np.cos(latitude), north) * _METRES_PER_DEGREE)


def moved(geometry: Array, source: str, target: str) -> Array:
    """Return geometries in another reference system; heights stay as they are.

    Parameters
    ----------
    geometry : geometries in the source system, (n,)
    source, target : reference systems
    """
    if system(source) == system(target):
        return geometry
    transformer = _transformer(source, target)
    result = np.array(geometry)
    for high in (False, True):
        rows = np.flatnonzero(shapely.has_z(geometry) == high)
        if len(rows):
            result[rows] = shapely.transform(
                geometry[rows], lambda points: _with_plan(points, transformer), include_z=high
            )
    return result


def _with_plan(points: Array, transformer: Any) -> Array:
    east, north = transformer.transform(points[:, 0], points[:, 1])
    return np.column_stack((east, north, *points.T[2:]))


@cache
def _transformer(source: str, target: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(system(source), system(target), always_xy=True)
