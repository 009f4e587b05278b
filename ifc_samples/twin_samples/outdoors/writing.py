"""The public space as a GIS office delivers it: one GeoPackage in EPSG:2154 with a layer for each geometry."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from twin_samples.design.model import EstateDesign
from twin_samples.outdoors.facts import OutdoorDesign, Point, Tags
from twin_samples.outdoors.public_space import outdoors_of

__all__ = ["layers_of", "write_public_space"]

_STAMP = "2025-01-01T00:00:00.000Z"
"""When the file says it was made: the same estate gives the same file."""

Layer = tuple[str, NDArray[np.object_], tuple[str, ...], tuple[Tags, ...]]
"""Geometry type, geometries, codes and attributes, one for each feature."""


def write_public_space(estate: EstateDesign, path: Path) -> Path:
    """Return `path` after the public space of an estate was written there as a GeoPackage.

    Parameters
    ----------
    estate : its zero on the map moves everything there
    path : ends in ``.gpkg``; a file that exists is replaced
    """
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    path.unlink(missing_ok=True)
    try:
        for name, layer in layers_of(estate, outdoors_of(estate)).items():
            _write(path, name, layer)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return path


def layers_of(estate: EstateDesign, design: OutdoorDesign) -> dict[str, Layer]:
    """Return the layers of the file by name, on the map.

    Parameters
    ----------
    estate : whose zero is where it lies in EPSG:2154 and NGF-IGN69
    design : what is written
    """
    zero = np.array([estate.eastings, estate.northings, estate.height])

    def rings(shapes: Sequence[Any]) -> NDArray[np.object_]:
        return np.array([shapely.Polygon(_moved(shape.ring, zero)) for shape in shapes], dtype=object)

    def points(things: Sequence[Any]) -> NDArray[np.object_]:
        return np.asarray(shapely.points(_moved([thing.at for thing in things], zero)), dtype=object)

    def paths(lines: Sequence[Any]) -> NDArray[np.object_]:
        return np.array([shapely.LineString(_moved(line.points, zero)) for line in lines], dtype=object)

    return {
        "ways": ("LineString Z", paths(design.ways), *_facts(design.ways)),
        "areas": ("Polygon Z", rings(design.areas), *_facts(design.areas)),
        "furniture": ("Point Z", points(design.furniture), *_facts(design.furniture)),
        "barriers": ("LineString Z", paths(design.barriers), *_facts(design.barriers)),
        "buildings": ("Polygon Z", rings(design.buildings), *_facts(design.buildings)),
        "entrances": ("Point Z", points(design.entrances), *_facts(design.entrances)),
    }


def _moved(points: Sequence[Point], zero: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points on the map, to the millimetre."""
    return np.round(np.array(points, dtype=np.float64).reshape(-1, 3) + zero, 3)


def _facts(things: Sequence[Any]) -> tuple[tuple[str, ...], tuple[Tags, ...]]:
    """Return the codes and the attributes of things."""
    return tuple(thing.code for thing in things), tuple(thing.tags for thing in things)


def _write(path: Path, name: str, layer: Layer) -> None:
    """Append one layer to the file."""
    from pyogrio.raw import write

    kind, geometries, codes, tags = layer
    keys = sorted({key for attributes in tags for key in attributes})
    columns = [np.array(codes, dtype=object), *(_column(key, tags) for key in keys)]
    missing = [None, *(np.array([key not in attributes for attributes in tags]) for key in keys)]
    logging.getLogger("pyogrio").setLevel(logging.WARNING)
    write(
        str(path),
        shapely.to_wkb(geometries, output_dimension=3),
        columns,
        ["code", *keys],
        field_mask=missing,
        layer=name,
        driver="GPKG",
        geometry_type=kind,
        crs="EPSG:2154",
        append=path.exists(),
    )


def _column(key: str, tags: Sequence[Tags]) -> NDArray[Any]:
    """Return one attribute of all features: numbers if every one that has it has a number, else text."""
    values = [attributes.get(key) for attributes in tags]
    if all(isinstance(value, int | float) for value in values if value is not None):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.array([None if value is None else str(value) for value in values], dtype=object)
