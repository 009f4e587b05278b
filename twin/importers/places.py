"""Where the files of one estate stand in one system of coordinates."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.importers.ifc.georeference import Georeference
from twin.importers.ifc.read import Reading
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind

__all__ = ["common_crs", "placed"]

Matrix = NDArray[np.float64]

_SAME_SITE_M = 100.0
"""Latitudes and longitudes of one site, copied by hand to the second, differ by some tens of metres."""


def common_crs(readings: list[Reading], *, crs: str | None = None) -> str | None:
    """Return the reference system of the estate: the one asked for, else that of the first file that names one."""
    return crs or next((one.georeference.crs for one in readings if one.georeference.crs), None)


def placed(readings: list[Reading], crs: str | None) -> tuple[list[Matrix], list[Finding]]:
    """Return for each file the matrix from its coordinates to those of the estate, and what was assumed.

    Offices export the disciplines of one building around one origin, but often georeference one file only, or give one
    latitude and longitude with different words on true north. Such files must not be torn apart:

    - a file that does not say where it stands takes the place of the one that says it best;
    - of files placed by nearly one latitude and longitude, whose things stand among each other in their own
      coordinates, the one that names true north places all.
    """
    matrices, findings = [], []
    for one in readings:
        other = _leader(one, readings)
        matrices.append(_in_system(other.georeference, crs))
        if not np.allclose(matrices[-1], _in_system(one.georeference, crs)):
            findings.append(_assumed(one, other))
    return matrices, findings


def _leader(one: Reading, readings: list[Reading]) -> Reading:
    """Return the file whose word on its place is taken for a file, mostly its own."""
    if one.georeference.how == "none":
        return min((other for other in readings if other.georeference.how != "none"), key=_rank, default=one)
    if one.georeference.how != "latitude and longitude":
        return one
    return min((other for other in readings if other is one or _stand_together(one, other)), key=_rank)


_THINGS: Final = (Kind.SPACE, Kind.ELEMENT, Kind.EQUIPMENT)
"""What stands where it was drawn; sites and buildings may have their origin anywhere."""


def _rank(one: Reading) -> tuple[int, bool, str]:
    strength = ("map conversion", "option", "latitude and longitude", "none").index(one.georeference.how)
    return strength, math.isnan(one.georeference.true_north), one.source.name


def _stand_together(one: Reading, other: Reading) -> bool:
    """Return whether two files are placed by nearly one latitude and longitude, and drawn around one origin."""
    if other.georeference.how != "latitude and longitude" or one.georeference.crs != other.georeference.crs:
        return False
    sites = one.georeference.transform[:2, 3] - other.georeference.transform[:2, 3]
    ours, theirs = _extent(one), _extent(other)
    among = bool((ours[0] <= theirs[1]).all() and (theirs[0] <= ours[1]).all())
    return among and float(np.hypot(*sites)) < _SAME_SITE_M


def _extent(one: Reading) -> NDArray[np.float64]:
    """Return where a file's things stand in its own coordinates, least and greatest [m], (2, 3); NaN if it has none."""
    nodes = one.tables["nodes"]
    positions = nodes["position"][np.isin(nodes["kind"].astype(str), _THINGS)]
    positions = positions[np.isfinite(positions).all(axis=1)]
    if not len(positions):
        return np.full((2, 3), np.nan)
    return np.stack((positions.min(axis=0), positions.max(axis=0)))


def _assumed(one: Reading, other: Reading) -> Finding:
    return Finding(
        "assumed-place",
        Severity.WARNING,
        f"The place of {other.source.name} was taken for this file, which says less or something else about its own",
        "Check in the view that it stands right; export both with the same IfcMapConversion.",
        one.source.name,
    )


def _in_system(georeference: Georeference, crs: str | None) -> Matrix:
    """Return the matrix of a file in the estate's reference system, turned and moved where its own is another."""
    own = georeference.crs
    if own is None or crs is None or own == crs:
        return georeference.transform
    from pyproj import Transformer

    origin = georeference.transform[:2, 3]
    transformer = Transformer.from_crs(own, crs, always_xy=True)
    east, north = transformer.transform(origin[0] + np.array((0.0, 1.0)), origin[1] + np.zeros(2))
    step = complex(east[1] - east[0], north[1] - north[0])  # where one metre east goes: turn and scale in one number
    move = np.eye(4)
    move[:2, :2] = ((step.real, -step.imag), (step.imag, step.real))
    move[:2, 3] = np.array((east[0], north[0])) - move[:2, :2] @ origin
    return np.asarray(move @ georeference.transform)
