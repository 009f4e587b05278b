"""Where the files of one estate stand in one system of coordinates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.importers.ifc.georeference import Georeference
from twin.importers.ifc.read import Reading
from twin.model.findings import Finding, Severity

__all__ = ["common_crs", "placed"]

Matrix = NDArray[np.float64]


def common_crs(readings: list[Reading], *, crs: str | None = None) -> str | None:
    """Return the reference system of the estate: the one asked for, else that of the first file that names one."""
    return crs or next((one.georeference.crs for one in readings if one.georeference.crs), None)


def placed(readings: list[Reading], crs: str | None) -> tuple[list[Matrix], list[Finding]]:
    """Return for each file the matrix from its coordinates to those of the estate, and what was assumed.

    A file that does not say where it stands takes the place of the first one that does: offices export the
    disciplines of one building around one origin, and often georeference one of them.
    """
    known = [one.georeference for one in readings if one.georeference.how != "none"]
    matrices, findings = [], []
    for one in readings:
        if one.georeference.how != "none" or not known:
            matrices.append(_in_system(one.georeference, crs))
            continue
        matrices.append(_in_system(known[0], crs))
        findings.append(
            Finding(
                "assumed-place",
                Severity.WARNING,
                "The file does not say where it stands; the place of another file of this import was taken",
                "Check in the view that it stands right; export it with IfcMapConversion.",
                one.source.name,
            )
        )
    return matrices, findings


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
