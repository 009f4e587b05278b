"""Which reference system each layer is in: what it states, checked against its coordinates, or what alone is possible.

Public files state the wrong system, or none, or swap their axes. Nothing is placed on a guess: a layer is taken where
its coordinates allow one reading only, or where one reading puts it among the other data; else the user is asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import numpy as np
import shapely

from twin.errors import InputError
from twin.importers.ifc.georeference import utm_of
from twin.importers.public_space.crs import (
    NEAR_M,
    Extent,
    distance_m,
    extent_of,
    in_degrees,
    metric,
    short,
    system,
    told,
)
from twin.importers.public_space.features import Features, GeoFile
from twin.model.columns import Array
from twin.model.findings import Finding, Severity

__all__ = ["Place", "Settled", "settled"]

_WGS_84: Final = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Place:
    """How the coordinates of a layer are to be read.

    Parameters
    ----------
    crs : reference system
    swapped : whether the file gives north before east
    extent : what the layer covers
    finding : what had to be assumed, None if nothing
    """

    crs: str
    swapped: bool
    extent: Extent | None
    finding: Finding | None = None


@dataclass(frozen=True)
class Settled:
    """How the coordinates of all files are to be read.

    Parameters
    ----------
    crs : reference system of the estate
    places : for each file how its layers are to be read, or why that is not known
    """

    crs: str
    places: tuple[tuple[Place, ...] | InputError, ...]


def settled(given: Sequence[GeoFile], *, crs: str | None, models: Extent | None) -> Settled:
    """Return how the coordinates of each layer are to be read.

    Parameters
    ----------
    given : the files
    crs : reference system of the estate, None if nothing names one
    models : what the models of the buildings cover, None if there are none
    """
    plain = [place for file in given for layer in file.layers if (place := _as_stated(layer)) is not None]
    stated = [place for place in plain if metric(place.crs)]
    anchor = _anchor(given, models, stated)
    known = list(dict.fromkeys([*([crs] if crs else []), *(told(place.crs) for place in stated)]))
    places = tuple(_file_places(file, known, anchor) for file in given)
    extents = [place.extent for one in places if not isinstance(one, InputError) for place in one if place.extent]
    centre = extents[0].centre if extents else (0.0, 0.0)
    return Settled(crs or (told(stated[0].crs) if stated else _working_system(*centre)), places)


class _Anchor(NamedTuple):
    """Where the estate is, as far as that is certain.

    Parameters
    ----------
    extent : what is known to belong to it, None if nothing is
    sure : whether what lies elsewhere must be wrong, so that its axes may be tried the other way round
    """

    extent: Extent | None
    sure: bool


def _anchor(given: Sequence[GeoFile], models: Extent | None, stated: Sequence[Place]) -> _Anchor:
    """Return where the models are, else what states a projected system, else most of what is in degrees.

    Of two files in degrees that disagree, either may have its axes swapped, unless its format settles their order.
    """
    if models or stated:
        return _Anchor(models or stated[0].extent, True)
    found = [
        (place.extent, file.format != "GeoJSON")
        for file in given
        for layer in file.layers
        if (place := _as_stated(layer)) is not None and place.extent
    ]
    if not found:
        return _Anchor(None, False)
    votes = [sum(1 + sure for one, sure in found if distance_m(extent, one) <= NEAR_M) for extent, _ in found]
    best = votes.index(max(votes))
    return _Anchor(found[best][0], votes[best] > 1)


def _file_places(file: GeoFile, known: Sequence[str], anchor: _Anchor) -> tuple[Place, ...] | InputError:
    try:
        return tuple(_place(file, layer, known, anchor) for layer in file.layers)
    except InputError as error:
        return error


def _place(file: GeoFile, layer: Features, known: Sequence[str], anchor: _Anchor) -> Place:
    centres = _centres(layer)
    if centres is None:
        return Place(layer.crs or _WGS_84, False, None)
    plain = _as_stated(layer)
    readings = [plain] if plain else list(_possible(file, layer, centres, known))
    near = [one for one in readings if _is_near(one, anchor.extent)]
    if not near and anchor.sure:
        near = [one for one in _swapped(file, layer, centres, known) if _is_near(one, anchor.extent)]
    if len(near) == 1:
        return near[0]
    if plain and plain.extent and anchor.extent:
        raise _far(file, layer, plain, anchor.extent)
    raise _unknown(file, layer, centres, anchor.extent)


def _is_near(place: Place, anchor: Extent | None) -> bool:
    return place.extent is not None and (anchor is None or distance_m(place.extent, anchor) <= NEAR_M)


def _centres(layer: Features) -> Array | None:
    """Return the middle of each feature, (n, 2); None if the layer has no coordinates."""
    bounds = shapely.bounds(layer.geometry)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    return (bounds[:, :2] + bounds[:, 2:]) / 2 if len(bounds) else None


def _as_stated(layer: Features) -> Place | None:
    """Return the reading that the layer states, None if it states none or its coordinates contradict it."""
    centres = _centres(layer)
    if centres is None:
        return None
    degrees = in_degrees(centres).mean() > 0.5
    if layer.crs is None:
        return Place(_WGS_84, False, extent_of(centres[in_degrees(centres)], _WGS_84)) if degrees else None
    if system(layer.crs).is_geographic != degrees:
        return None
    extent = extent_of(centres[in_degrees(centres)] if degrees else centres, layer.crs)
    return Place(layer.crs, False, extent) if extent else None


def _possible(file: GeoFile, layer: Features, centres: Array, known: Sequence[str]) -> Iterator[Place]:
    """Yield the readings in systems that are known of this estate."""
    degrees = in_degrees(centres).mean() > 0.5
    for crs in [_WGS_84] if degrees else known:
        extent = extent_of(centres, crs)
        if extent:
            yield Place(crs, False, extent, _assumed(file, layer, centres, crs))


def _swapped(file: GeoFile, layer: Features, centres: Array, known: Sequence[str]) -> Iterator[Place]:
    flipped = centres[:, ::-1]
    for crs in dict.fromkeys([*([layer.crs] if layer.crs else []), _WGS_84, *known]):
        extent = extent_of(flipped, crs)
        if extent:
            yield Place(crs, True, extent, _axes(file, layer, crs))


def _assumed(file: GeoFile, layer: Features, centres: Array, crs: str) -> Finding:
    said = f"states {short(layer.crs)}, which its coordinates contradict" if layer.crs else "states no system"
    return Finding(
        "crs-assumed",
        Severity.WARNING,
        f"Layer {layer.layer!r} {said} ({_range(centres)}); read in {short(crs)} it lies among the other data",
        "Check in the view that it stands right; export it with its reference system.",
        file.name,
    )


def _axes(file: GeoFile, layer: Features, crs: str) -> Finding:
    return Finding(
        "axes-swapped",
        Severity.WARNING,
        f"Layer {layer.layer!r} gives north before east; turned around in {short(crs)} it lies among the other data",
        "Export it with longitude before latitude, as GeoJSON wants.",
        file.name,
    )


def _far(file: GeoFile, layer: Features, place: Place, anchor: Extent) -> InputError:
    away = distance_m(place.extent, anchor) / 1000 if place.extent else 0.0
    return InputError(
        file.path,
        f"layer {layer.layer!r} lies {away:,.0f} km from the rest of the estate (in {short(place.crs)} around "
        f"{_spot(place.extent)}, the rest around {_spot(anchor)})",
        "Leave it out if it is another place; else correct its reference system, or that of the models with --crs.",
    )


def _unknown(file: GeoFile, layer: Features, centres: Array, anchor: Extent | None) -> InputError:
    said = f"states {short(layer.crs)}, which its coordinates contradict" if layer.crs else "states no system"
    likely = [crs for crs in _settings()["likely"] if _is_near(Place(crs, False, extent_of(centres, crs)), anchor)]
    some = f"likely {' or '.join(likely[:4])}" if likely else "such as EPSG:2154"
    return InputError(
        file.path,
        f"its reference system is not certain: layer {layer.layer!r} {said} ({_range(centres)})",
        f"Name the system with --crs, {some}, or add a file of the same place that states it.",
    )


def _range(centres: Array) -> str:
    least, most = centres.min(axis=0), centres.max(axis=0)
    return f"x {least[0]:.10g} to {most[0]:.10g}, y {least[1]:.10g} to {most[1]:.10g}"


def _spot(extent: Extent | None) -> str:
    return f"{extent.centre[1]:.3f}° N, {extent.centre[0]:.3f}° E" if extent else "nowhere"


def _working_system(longitude: float, latitude: float) -> str:
    """Return the system to work in at a place: a national one where there is one, else the zone of UTM."""
    here = shapely.Point(longitude, latitude)
    for row in _settings()["national"]:
        if shapely.Polygon(row["outline"]).contains(here):
            return str(row["crs"])
    return utm_of(latitude, longitude)


@cache
def _settings() -> dict[str, Any]:
    text = files("twin.importers.public_space").joinpath("data/reference_systems.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
