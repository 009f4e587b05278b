"""GeoJSON, GeoPackage, Shapefile, GML, KML, FlatGeobuf…: whatever vectors GDAL reads, alone or in a zip."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np
import shapely

from twin.errors import InputError
from twin.importers.public_space.encoding import as_utf8, mended_text
from twin.importers.public_space.features import Features, GeoFile
from twin.importers.public_space.gdal import failures_told
from twin.model.columns import Array
from twin.model.findings import Finding, Severity

__all__ = ["RANK", "accepts", "read"]

RANK: Final = 1
"""After the formats that are also JSON or XML but mean more."""
_SUFFIXES: Final = {
    ".geojson", ".json", ".geojsonl", ".geojsons", ".topojson", ".gpkg", ".shp", ".fgb", ".gml", ".kml", ".kmz",
    ".tab", ".mif", ".sqlite", ".gpx",
}  # fmt: skip
_JSON: Final = {".geojson", ".json", ".topojson"}
_ELEMENT: Final = re.compile(r"(node|way|relation)/\d+")
_NAMES_A_SYSTEM: Final = re.compile(r'"crs"\s*:\s*\{')
_HEAD: Final = 4096


def accepts(path: Path) -> bool:
    """Return whether the file's name ends as that of a vector format, or of a zip."""
    return path.suffix.lower() in {*_SUFFIXES, ".zip"}


def read(path: Path) -> GeoFile:
    """Return what a file of vectors holds, layer by layer.

    Raises
    ------
    InputError
        If GDAL cannot read it, or if it holds no features with geometry.
    """
    layers: list[Features] = []
    findings: list[Finding] = []
    for part in _parts(path):
        some, found = _layers(path, part)
        layers += some
        findings += found
    if not any(len(layer.ids) for layer in layers):
        raise InputError(path, "holds no features with geometry", "Name a file of points, lines or areas.")
    return GeoFile(path, path.name, tuple(layers), "attributes", _format(path), tuple(findings))


@dataclass(frozen=True)
class _Part:
    """One thing that GDAL opens.

    Parameters
    ----------
    address : path, path inside a zip, or the content itself
    stem : its name without directory and suffix
    states_crs : whether the reference system that GDAL tells is the file's own word
    encoding : what its text had to be read as, empty if nothing was wrong
    """

    address: str | bytes
    stem: str
    states_crs: bool = True
    encoding: str = ""


def _parts(path: Path) -> Iterator[_Part]:
    if path.suffix.lower() != ".zip":
        yield _json_part(path.read_bytes(), path.stem) if path.suffix.lower() in _JSON else _Part(str(path), path.stem)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if not name.startswith("__MACOSX"))
            wanted = [name for name in names if PurePath(name).suffix.lower() in _SUFFIXES]
            contents = {name: archive.read(name) for name in wanted if PurePath(name).suffix.lower() in _JSON}
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise InputError(path, f"is no whole zip ({error})", "Download or pack it again.") from error
    if not wanted:
        held = ", ".join(PurePath(name).name for name in names[:5]) or "nothing"
        raise InputError(path, f"holds no vectors, but {held}", "Pack the .shp with its .shx, .dbf and .prj.")
    for name in wanted:
        stem = PurePath(name).stem
        yield _json_part(contents[name], stem) if name in contents else _Part(f"/vsizip/{path.absolute()}/{name}", stem)


def _json_part(content: bytes, stem: str) -> _Part:
    text, encoding = as_utf8(content)
    states = bool(_NAMES_A_SYSTEM.search(text[:_HEAD]) or _NAMES_A_SYSTEM.search(text[-_HEAD:]))
    return _Part(text.encode("utf-8", "replace"), stem, states, "" if encoding.startswith("utf-8") else encoding)


def _layers(path: Path, part: _Part) -> tuple[list[Features], list[Finding]]:
    import pyogrio

    with failures_told(path) as told:
        names = [(number, str(name)) for number, (name, kind) in enumerate(pyogrio.list_layers(part.address)) if kind]
        layers = [_layer(part, number, part.stem if len(names) == 1 else name) for number, name in names]
    findings = [
        Finding("reader-warned", Severity.INFO, f"GDAL warns: {one}", "Check the file where it was made.", path.name)
        for one in told
    ]
    if part.encoding:
        findings.append(_recoded(path, part.encoding))
    repaired = sum(count for _, count in layers)
    if repaired:
        findings.append(_repaired(path, repaired))
    return [layer for layer, _ in layers], findings


def _layer(part: _Part, number: int, layer: str) -> tuple[Features, int]:
    """Return a layer, and how many texts of it had been encoded twice."""
    from pyogrio import raw

    meta, fids, wkb, columns = raw.read(part.address, layer=number, return_fids=True)
    texts = {str(key): _texts(values) for key, values in zip(meta["fields"], columns, strict=True)}
    mended = {mended_text(key): [mended_text(text) for text in values] for key, values in texts.items()}
    repaired = sum(one != other for old, new in zip(texts.items(), mended.items(), strict=True)
                   for one, other in zip([old[0], *old[1]], [new[0], *new[1]], strict=True))  # fmt: skip
    tags = [
        {key: text for key, text in zip(mended, row, strict=True) if text} for row in zip(*mended.values(), strict=True)
    ] or [{} for _ in fids]
    ids = [_id(part.stem, layer, fid, own) for fid, own in zip(fids.tolist(), tags, strict=True)]
    geometry = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    return Features(layer, ids, geometry, tags, meta["crs"] if part.states_crs else None), repaired


def _id(stem: str, layer: str, fid: int, tags: Mapping[str, str]) -> str:
    element = next((tags[key] for key in ("@id", "id") if _ELEMENT.fullmatch(tags.get(key, ""))), None)
    return f"osm/{element}" if element else "/".join(dict.fromkeys((stem, layer, str(fid))))


def _texts(values: Array) -> list[str]:
    if values.dtype.kind == "f":
        return ["" if value != value else f"{value:.15g}" for value in values.tolist()]  # noqa: PLR0124  # NaN
    if values.dtype.kind == "M":
        return ["" if value == "NaT" else value for value in np.datetime_as_string(values).tolist()]
    return ["" if value is None else _text(value) for value in values.tolist()]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip()


def _format(path: Path) -> str:
    return {
        ".geojson": "GeoJSON",
        ".json": "GeoJSON",
        ".gpkg": "GeoPackage",
        ".zip": "Shapefile",
        ".shp": "Shapefile",
    }.get(path.suffix.lower(), path.suffix.lstrip(".").upper())


def _recoded(path: Path, encoding: str) -> Finding:
    return Finding(
        "encoding-recovered",
        Severity.WARNING,
        f"The file is not UTF-8; its text was read as {encoding}",
        "Check names with accents; export it as UTF-8.",
        path.name,
    )


def _repaired(path: Path, count: int) -> Finding:
    return Finding(
        "encoding-repaired",
        Severity.INFO,
        f"{count} texts had been encoded twice and were put right",
        "Export the file as UTF-8, once.",
        path.name,
    )
