"""Where on Earth a file stands, as far as it says.

Strongest first: a map conversion to a projected reference system; a map conversion to an unnamed one; the latitude and
longitude of the site, turned by true north; nothing. Kernels return metres in the file's own coordinates, so what is
kept is one matrix from there to metres of the reference system.

References
----------
IfcMapConversion, IfcProjectedCRS, IfcSite.RefLatitude: ISO 16739-1:2024. For IFC2X3 the property sets
``ePSet_MapConversion`` and ``ePSet_ProjectedCRS``: buildingSMART, User Guide for Geo-referencing in IFC, 2020.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.importers.ifc.model import Entity, Model
from twin.importers.ifc.placement import Matrix, Placements, axes
from twin.model.findings import Severity

__all__ = ["Georeference", "read_georeference", "utm_of"]

_SCALE_TOLERANCE = 0.01  # map scale factors stay within 1 per cent of 1; what lies beyond is a mistaken unit


@dataclass(frozen=True, slots=True)
class Georeference:
    """Position of a file.

    Parameters
    ----------
    transform : file coordinates to coordinates of the reference system, (4, 4) [m]
    crs : ``EPSG:code`` or another name that PROJ knows; None if the file names none
    how : ``map conversion``, ``latitude and longitude``, ``option`` or ``none``
    true_north : from the file's y axis to true north, clockwise [rad]; NaN if not said
    """

    transform: Matrix
    crs: str | None
    how: str
    true_north: float


def read_georeference(model: Model, placements: Placements, *, crs: str | None = None) -> Georeference:
    """Return where a file stands.

    Parameters
    ----------
    model : the file
    placements : placements of its objects
    crs : reference system that overrides what the file says
    """
    north = _true_north(model)
    conversion = _map_conversion(model)
    if conversion is not None:
        transform, named = conversion
        return Georeference(transform @ _inverse_wcs(model), crs or _known(model, named), "map conversion", north)
    site = next((site for site in model.all("IfcSite") if site.RefLatitude and site.RefLongitude), None)
    if site is not None:
        return _from_site(model, site, placements(site.ObjectPlacement), crs, north)
    model.found(
        "no-georeference",
        Severity.INFO if crs else Severity.WARNING,
        "The file says nothing about where it stands",
        "Export with IfcMapConversion; or pass --crs if its coordinates are already those of a reference system.",
    )
    return Georeference(np.eye(4), crs, "option" if crs else "none", north)


def utm_of(latitude: float, longitude: float) -> str:
    """Return the EPSG name of the UTM zone (WGS 84) of a place.

    Examples
    --------
    >>> utm_of(48.85, 2.35), utm_of(-33.9, 151.2)
    ('EPSG:32631', 'EPSG:32756')
    """
    zone = min(60, int((longitude + 180) // 6) + 1)
    return f"EPSG:{32600 + zone if latitude >= 0 else 32700 + zone}"


def _true_north(model: Model) -> float:
    for context in model.file.by_type("IfcGeometricRepresentationContext", include_subtypes=False):
        if context.TrueNorth is not None:
            x, y = context.TrueNorth.DirectionRatios[:2]
            return math.atan2(x, y)
    return math.nan


def _inverse_wcs(model: Model) -> Matrix:
    for context in model.file.by_type("IfcGeometricRepresentationContext", include_subtypes=False):
        if context.ContextType == "Model" and context.WorldCoordinateSystem is not None:
            return np.asarray(np.linalg.inv(axes(context.WorldCoordinateSystem, model.units.length)), dtype=np.float64)
    return np.eye(4)


def _map_conversion(model: Model) -> tuple[Matrix, str] | None:
    said = _from_property_sets(model) if model.file.schema == "IFC2X3" else _from_operation(model)
    if said is None:
        return None
    values, name, unit = said
    scale = float(values.get("Scale") or 1.0) * unit / model.units.length
    if abs(scale - 1.0) > _SCALE_TOLERANCE:
        model.found(
            "map-scale",
            Severity.WARNING,
            f"The map conversion scales lengths by {scale:g}, which mixes up units; 1 was used",
            "Set Scale of IfcMapConversion to the ratio between the project's and the map's unit of length.",
        )
        scale = 1.0
    angle = math.atan2(values.get("XAxisOrdinate") or 0.0, values.get("XAxisAbscissa") or 0.0)
    if not values.get("XAxisOrdinate") and not values.get("XAxisAbscissa"):
        angle = 0.0
    factors = [scale * float(values.get(f"Factor{axis}") or 1.0) for axis in "XYZ"]
    transform = _turned(angle) @ np.diag([*factors, 1.0])
    transform[:3, 3] = [float(values.get(name) or 0.0) * unit for name in ("Eastings", "Northings", "OrthogonalHeight")]
    return transform, name


def _from_operation(model: Model) -> tuple[dict[str, Any], str, float] | None:
    operation = next(model.all("IfcCoordinateOperation"), None)
    if operation is None:
        return None
    target = operation.TargetCRS
    unit = getattr(target, "MapUnit", None)
    scale = model.units.scale("IfcLengthMeasure", unit) if unit is not None else None
    values = operation.get_info(recursive=False)
    if operation.is_a("IfcRigidOperation"):
        plain = [getattr(operation[place], "wrappedValue", 0.0) for place in (2, 3)]
        values = {"Eastings": plain[0], "Northings": plain[1], "OrthogonalHeight": operation.Height}
    return values, (target.Name if target is not None else "") or "", scale.factor if scale else model.units.length


def _from_property_sets(model: Model) -> tuple[dict[str, Any], str, float] | None:
    sets = {
        definition.Name: {one.Name: getattr(one.NominalValue, "wrappedValue", None) for one in definition.HasProperties}
        for relation in model.all("IfcRelDefinesByProperties")
        if any(thing.is_a("IfcProject") or thing.is_a("IfcSite") for thing in relation.RelatedObjects)
        and (definition := relation.RelatingPropertyDefinition).is_a("IfcPropertySet")
        and str(definition.Name).lower().startswith("epset_")
    }
    named = {str(name).lower(): values for name, values in sets.items()}
    if "epset_mapconversion" not in named:
        return None
    projected = named.get("epset_projectedcrs", {})
    unit = {"METRE": 1.0, "METER": 1.0, "MILLIMETRE": 0.001}.get(str(projected.get("MapUnit", "")).upper())
    return named["epset_mapconversion"], str(projected.get("Name") or ""), unit or model.units.length


def _known(model: Model, name: str) -> str | None:
    from pyproj import CRS  # loading PROJ takes a while, and many files need none
    from pyproj.exceptions import CRSError

    code = re.search(r"EPSG\D*(\d{4,6})", name, re.IGNORECASE)
    text = f"EPSG:{code[1]}" if code else name
    try:
        CRS.from_user_input(text)
    except CRSError:
        model.found(
            "unknown-crs",
            Severity.WARNING,
            f"The projected reference system {name!r} is not one that PROJ knows",
            "Name it EPSG:code in IfcProjectedCRS, or pass --crs EPSG:code.",
        )
        return None
    return text


def _from_site(model: Model, site: Entity, placement: Matrix, crs: str | None, north: float) -> Georeference:
    latitude, longitude = _degrees(site.RefLatitude), _degrees(site.RefLongitude)
    system = crs or utm_of(latitude, longitude)
    east, north_m, turn = _project(latitude, longitude, system)
    transform = _turned((0.0 if math.isnan(north) else north) + turn)
    height = (site.RefElevation or 0.0) * model.units.length
    target = np.array((east, north_m, height))
    transform[:3, 3] = target - transform[:3, :3] @ placement[:3, 3]
    model.found(
        "approximate-georeference",
        Severity.WARNING,
        f"Placed in {system} by latitude {latitude:.5f} and longitude {longitude:.5f}: right to some metres at best",
        "Export with IfcMapConversion; check that the place is not the authoring tool's default.",
        thing=site,
    )
    return Georeference(transform, system, "latitude and longitude", north)


def _degrees(angle: tuple[int, ...]) -> float:
    return sum(part / unit for part, unit in zip(angle, (1, 60, 3600, 3_600_000_000), strict=False))


def _project(latitude: float, longitude: float, crs: str) -> tuple[float, float, float]:
    """Return easting, northing [m] and the angle from true to grid north, clockwise [rad]."""
    from pyproj import Proj, Transformer

    east, north = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(longitude, latitude)
    convergence = math.radians(Proj(crs).get_factors(longitude, latitude).meridian_convergence)
    return east, north, convergence


def _turned(angle: float) -> NDArray[np.float64]:
    matrix = np.eye(4)
    matrix[:2, :2] = ((math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle)))
    return matrix
