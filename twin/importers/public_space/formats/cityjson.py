"""CityJSON 1.0 to 2.0: city objects with their meaning, footprints as areas, buildings with their shape.

References
----------
CityJSON Specifications 2.0.1, https://www.cityjson.org/specs/2.0.1/: §2 city objects, §3 geometry, §4 transform.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from twin.errors import InputError
from twin.geometry.mesh import Mesh
from twin.importers.public_space.encoding import as_utf8
from twin.importers.public_space.faces import Face, footprint, meshed
from twin.importers.public_space.features import Features, GeoFile
from twin.model.columns import Array
from twin.model.findings import Finding, Severity

__all__ = ["accepts", "read"]

_VERSIONS: Final = ("1.0", "1.1", "2.0")
_FINEST: Final = 2.9
"""Level of detail 3 has windows and furniture, which surroundings do not need."""
_DEPTH: Final = {"MultiSurface": 1, "CompositeSurface": 1, "Solid": 2, "MultiSolid": 3, "CompositeSolid": 3}
"""Levels of lists above the faces of each type of geometry."""
_MARK: Final = b'"CityJSON"'


def accepts(path: Path) -> bool:
    """Return whether the file is CityJSON, by its content."""
    if path.suffix.lower() not in {".json", ".cityjson"}:
        return False
    return _MARK in path.read_bytes()  # the member that says so may stand anywhere


def read(path: Path) -> GeoFile:
    """Return what a city model holds: a layer for each type of object.

    Raises
    ------
    InputError
        If it is cut off, of an unknown version, or empty.
    """
    model = _model(path)
    vertices = _vertices(path, model)
    by_type: defaultdict[str, list[tuple[str, Mapping[str, Any], tuple[Face, ...]]]] = defaultdict(list)
    for key, thing in model["CityObjects"].items():
        if not thing.get("parents"):
            faces = tuple(_faces(_objects(model, key)))
            by_type[str(thing.get("type", "")).lstrip("+")].append((key, thing, faces))
    stem = path.name.removesuffix(".json").removesuffix(".city")
    crs = _crs(model)
    layers = tuple(_layer(stem, name, things, vertices, crs) for name, things in sorted(by_type.items()))
    if not layers:
        raise InputError(path, "holds no city objects", "Export the city model again.")
    return GeoFile(
        path, path.name, layers, "attributes", f"CityJSON {model['version']}", tuple(_templates(path, model))
    )


def _model(path: Path) -> dict[str, Any]:
    try:
        model: dict[str, Any] = json.loads(as_utf8(path.read_bytes())[0])
    except ValueError as error:
        raise InputError(path, f"is no whole JSON ({error})", "Download or export it again.") from error
    version = str(model.get("version", "")) if isinstance(model, dict) else ""
    if not version.startswith(_VERSIONS) or not isinstance(model.get("CityObjects"), dict):
        known = ", ".join(_VERSIONS)
        raise InputError(path, f"is CityJSON {version or 'of no version'}", f"Give version {known}, with CityObjects.")
    return model


def _vertices(path: Path, model: Mapping[str, Any]) -> Array:
    try:
        vertices = np.array(model["vertices"], dtype=float).reshape(-1, 3)
    except (KeyError, ValueError) as error:
        raise InputError(path, "has no list of vertices", "Download or export it again.") from error
    transform = model.get("transform", {})
    return np.asarray(vertices * transform.get("scale", (1.0,) * 3) + transform.get("translate", (0.0,) * 3))


def _crs(model: Mapping[str, Any]) -> str | None:
    """Return the reference system, told as ``https://www.opengis.net/def/crs/EPSG/0/7415`` or as a URN."""
    said = str(model.get("metadata", {}).get("referenceSystem", ""))
    parts = [part for part in said.replace(":", "/").split("/") if part]
    return f"EPSG:{parts[-1]}" if "EPSG" in parts and parts[-1].isdigit() else None


def _objects(model: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    """Yield an object and its parts."""
    thing = model["CityObjects"].get(key)
    if thing is not None:
        yield thing
        for child in thing.get("children", ()):
            yield from _objects(model, child)


def _faces(things: Iterator[Mapping[str, Any]]) -> Iterator[Face]:
    """Yield the faces of the finest geometry of some objects, with the kind of surface that each is."""
    for thing in things:
        given = [one for one in thing.get("geometry", ()) if one.get("type") in _DEPTH and _detail(one) < _FINEST]
        if given:
            best = max(given, key=_detail)
            yield from _surfaces(best)


def _detail(geometry: Mapping[str, Any]) -> float:
    return float(geometry.get("lod", 0))


def _surfaces(geometry: Mapping[str, Any]) -> Iterator[Face]:
    semantics = geometry.get("semantics") or {}
    kinds = [str(one.get("type", "")) for one in semantics.get("surfaces", ())]
    depth = _DEPTH[geometry["type"]]
    values = _flat(semantics.get("values"), depth)
    for number, rings in enumerate(_flat(geometry.get("boundaries"), depth)):
        value = values[number] if number < len(values) else None
        yield Face(tuple(tuple(ring) for ring in rings), kinds[value] if isinstance(value, int) else "")


def _flat(lists: Any, depth: int) -> list[Any]:
    """Return what stands in nested lists below a number of levels."""
    flat = list(lists or ())
    for _ in range(depth - 1):
        flat = [inner for outer in flat for inner in (outer or ())]
    return flat


def _layer(
    stem: str,
    name: str,
    things: list[tuple[str, Mapping[str, Any], tuple[Face, ...]]],
    vertices: Array,
    crs: str | None,
) -> Features:
    bodies: dict[int, Mesh] = {}
    geometry = np.full(len(things), None, dtype=object)
    for row, (_, _, faces) in enumerate(things):
        mesh = meshed(faces, vertices)
        if mesh is None:
            continue
        geometry[row] = footprint(mesh)  # with the heights of its corners
        if name.startswith(("Building", "Bridge", "GenericCityObject", "CityFurniture")):
            bodies[row] = mesh
    tags = [_tags(thing) for _, thing, _ in things]
    return Features(name, [f"{stem}/{key}" for key, _, _ in things], geometry, tags, crs, bodies)


def _tags(thing: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in (thing.get("attributes") or {}).items() if value not in (None, "")}


def _templates(path: Path, model: Mapping[str, Any]) -> Iterator[Finding]:
    count = sum(
        one.get("type") == "GeometryInstance"
        for thing in model["CityObjects"].values()
        for one in thing.get("geometry", ())
    )
    if count:
        yield Finding(
            "template-not-read",
            Severity.WARNING,
            f"{count} shapes are placed templates, which are not read",
            "Export them as shapes of their own.",
            path.name,
        )
