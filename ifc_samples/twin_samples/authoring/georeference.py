"""Where a building stands on earth: in Lambert-93 by a map conversion, and roughly by latitude and longitude."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, Final

from twin_samples.authoring.pen import Entity, Pen
from twin_samples.design.model import BuildingDesign, EstateDesign

__all__ = ["georeference", "reference"]

_CRS: Final = "EPSG:2154"


def georeference(pen: Pen, estate: EstateDesign, building: BuildingDesign, context: Entity) -> None:
    """Say where the file's zero lies in the map, how its x is turned, and where north is.

    Parameters
    ----------
    pen : of the file
    estate, building : what stands where
    context : of the model, whose coordinates are meant
    """
    place = building.place
    metre = pen.make("IfcSIUnit", None, "LENGTHUNIT", None, "METRE")
    target = pen.make("IfcProjectedCRS", _CRS, "RGF93 / Lambert-93", "RGF93", "NGF-IGN69", "Lambert-93", None, metre)
    turn = math.radians(place.turn)
    zero = (estate.eastings + place.x, estate.northings + place.y, estate.height + place.z)
    axis = (_plain(math.cos(turn)), _plain(math.sin(turn)))
    pen.make("IfcMapConversion", context, target, *(round(value, 4) for value in zero), *axis, 1 / pen.per_metre)
    north = math.pi / 2 - turn + _convergence(*zero[:2])
    context.TrueNorth = pen.make("IfcDirection", (_plain(math.cos(north)), _plain(math.sin(north))))


def reference(estate: EstateDesign, x: float, y: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return latitude and longitude of a place in an estate [m]: degrees, minutes, seconds and millionths of these."""
    longitude, latitude = _degrees(estate.eastings + x, estate.northings + y)
    return _sexagesimal(latitude), _sexagesimal(longitude)


def _sexagesimal(angle: float) -> tuple[int, ...]:
    millionths = round(abs(angle) * 3_600_000_000)
    parts = (millionths // 3_600_000_000, millionths // 60_000_000 % 60, millionths // 1_000_000 % 60)
    sign = -1 if angle < 0 else 1
    return tuple(sign * part for part in (*parts, millionths % 1_000_000))


def _plain(value: float) -> float:
    return round(value, 12) + 0.0


@cache
def _transformer() -> Any:
    from pyproj import Transformer  # loading PROJ takes a while, and not every command needs it

    return Transformer.from_crs(_CRS, "EPSG:4326", always_xy=True)


def _degrees(easting: float, northing: float) -> tuple[float, float]:
    longitude, latitude = _transformer().transform(easting, northing)
    return longitude, latitude


def _convergence(easting: float, northing: float) -> float:
    """Return the angle from true to grid north, clockwise [rad]."""
    from pyproj import Proj

    factors = _projection(Proj).get_factors(*_degrees(easting, northing))
    return math.radians(factors.meridian_convergence)


@cache
def _projection(kind: Any) -> Any:
    return kind(_CRS)
