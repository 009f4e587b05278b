"""OpenStreetMap extracts, XML or PBF, read by GDAL with every tag kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import numpy as np
import shapely

from twin.errors import InputError
from twin.importers.public_space.features import Features, GeoFile
from twin.importers.public_space.gdal import failures_told
from twin.model.findings import Finding, Severity

__all__ = ["accepts", "read"]

_LAYERS: Final = ("points", "lines", "multipolygons")
"""Relations that are no areas (bus routes, sites) have no place of their own."""
_SUFFIXES: Final = (".osm", ".pbf")


def accepts(path: Path) -> bool:
    """Return whether the file is an extract of OpenStreetMap."""
    return path.name.lower().endswith(_SUFFIXES)


def read(path: Path) -> GeoFile:
    """Return what an extract holds: nodes, ways and areas that have tags.

    Raises
    ------
    InputError
        If GDAL cannot read it, or if nothing in it has tags.
    """
    layers = tuple(_layer(path, name) for name in _LAYERS)
    if not any(len(layer.ids) for layer in layers):
        raise InputError(path, "holds nothing that has tags", "Export the area from OpenStreetMap again.")
    return GeoFile(path, path.name, layers, "tags", "OpenStreetMap", tuple(_incomplete(path, set(layers[-1].ids))))


def _incomplete(path: Path, known: set[str]) -> Iterator[Finding]:
    """Yield a finding that counts the areas of which ways are missing, so that GDAL leaves them out; of XML only."""
    content = path.read_bytes() if path.suffix.lower() == ".osm" else b""
    relations = content[content.find(b"<relation") :] if b"<relation" in content else b"</osm>"
    try:
        root = ET.fromstring(b"<osm>" + relations)  # noqa: S314  # GDAL has read it already
    except ET.ParseError:
        return  # GDAL reads on where it can
    areas = [one for one in root if one.find("tag[@k='type'][@v='multipolygon']") is not None]
    lost = [one.get("id") for one in areas if f"osm/relation/{one.get('id')}" not in known]
    if lost:
        yield Finding(
            "relation-incomplete",
            Severity.WARNING,
            f"{len(lost)} areas lack some of their ways and were left out: {', '.join(map(str, lost[:5]))}",
            "Export the area from OpenStreetMap with complete relations.",
            path.name,
        )


def _layer(path: Path, name: str) -> Features:
    from pyogrio import raw

    settings = files("twin.importers.public_space").joinpath("data/osmconf.ini")
    with failures_told(path), as_file(settings) as config:
        meta, _, geometry, columns = raw.read(path, layer=name, CONFIG_FILE=str(config))
    fields = dict(zip(meta["fields"], columns, strict=True))
    ways = fields.get("osm_way_id", np.full(len(geometry), None, dtype=object))
    element = {"points": "node", "lines": "way"}.get(name, "relation")
    pairs = zip(fields["osm_id"], ways, strict=True)
    ids = [f"osm/way/{way}" if way else f"osm/{element}/{own}" for own, way in pairs]
    shapes = np.asarray(shapely.from_wkb(geometry), dtype=object)
    return Features(name, ids, shapes, [_tags(text) for text in fields["all_tags"]], "EPSG:4326")


def _tags(text: str | None) -> dict[str, Any]:
    return {} if not text else {key: str(value) for key, value in json.loads(text).items()}
