"""Geometry made valid, and what could not be used, counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from twin.importers.public_space.features import Features, selected
from twin.importers.public_space.meaning import shapes_of
from twin.model.columns import Array
from twin.model.findings import Finding, Severity

__all__ = ["mended"]


def mended(features: Features, file: str) -> tuple[Features, list[Finding]]:
    """Return the features with valid geometry, without those that have none, and findings that count both.

    An area stays an area: of what a crossing outline falls into, lines and points are dropped.

    Parameters
    ----------
    features : one layer
    file : its file, for the findings
    """
    geometry = _simple(features.geometry)
    before = shapely.get_dimensions(geometry)
    bad = ~shapely.is_missing(geometry) & ~shapely.is_valid(geometry)
    geometry[bad] = _repaired(geometry[bad], before[bad])
    finite = np.isfinite(shapely.bounds(geometry)).all(axis=1)
    usable = ~shapely.is_missing(geometry) & ~shapely.is_empty(geometry) & finite & (shapes_of(geometry) != "")
    found = []
    if (bad & usable).any():
        found.append(_mended_finding(features, int((bad & usable).sum()), file))
    if not usable.all():
        found.append(_missing_finding(features, int((~usable).sum()), file))
    return selected(replace(features, geometry=geometry), usable), found


def _simple(geometry: Array) -> Array:
    """Return geometries without collections: of each the parts of its highest dimension."""
    result = np.array(geometry)
    for row in np.flatnonzero(shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION).tolist():
        result[row] = _highest(geometry[row], int(shapely.get_dimensions(geometry[row])))
    return result


def _repaired(geometry: Array, dimension: Array) -> Array:
    whole = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    result = np.empty(len(geometry), dtype=object)
    for place, (one, dimension_) in enumerate(zip(whole, dimension.tolist(), strict=True)):
        result[place] = _highest(one, dimension_)
    return result


def _highest(geometry: shapely.Geometry, dimension: int) -> shapely.Geometry | None:
    """Return the parts of a dimension as one geometry, None if there are none."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    parts = parts[shapely.get_dimensions(parts) == dimension]
    if len(parts) < 2:
        return parts[0] if len(parts) else None
    return (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[dimension](parts)


def _mended_finding(features: Features, count: int, file: str) -> Finding:
    return Finding(
        "geometry-mended",
        Severity.WARNING,
        f"{count} of {len(features.ids)} features of layer {features.layer!r} crossed themselves and were made valid",
        "Check them in the view; repair them where they were drawn.",
        file,
    )


def _missing_finding(features: Features, count: int, file: str) -> Finding:
    return Finding(
        "geometry-missing",
        Severity.WARNING,
        f"{count} of {len(features.ids)} features of layer {features.layer!r} have no geometry that can be used",
        "Nothing need be done, unless they should be seen.",
        file,
    )
