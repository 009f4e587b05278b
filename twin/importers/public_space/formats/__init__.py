"""Readers of files of public space, one module each.

A reader is a module with a function ``accepts(path) -> bool`` and a function ``read(path) -> GeoFile``; a new format is
one new file. The first whose `accepts` is true reads the file, in order of ``RANK`` and name.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

from twin.errors import InputError
from twin.importers.public_space.features import GeoFile

__all__ = ["read_geo_file", "readers"]


def readers() -> list[ModuleType]:
    """Return the readers, those that are surest of what they accept first."""
    names = [one.name for one in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    found = [module for module in modules if hasattr(module, "accepts")]
    return sorted(found, key=lambda module: (getattr(module, "RANK", 0), module.__name__))


def read_geo_file(path: Path) -> GeoFile:
    """Return what a file of public space holds.

    Raises
    ------
    InputError
        If there is no such file, if it is empty, or if no reader can use it.
    """
    if not path.is_file():
        reason = "is a directory" if path.is_dir() else "there is no such file"
        raise InputError(path, reason, "Name a file, such as public_space.gpkg.")
    if path.stat().st_size == 0:
        raise InputError(path, "is empty", "Download or export it again.")
    reader = next((one for one in readers() if one.accepts(path)), None)
    if path.suffix.lower() in {".ifc", ".ifczip"}:
        raise InputError(path, "is a model, no public space", "Name models before --public-space.")
    if reader is None:
        raise InputError(
            path,
            "is none of the formats that are read as public space",
            "Give GeoJSON, GeoPackage, a zipped Shapefile, OpenStreetMap (.osm, .pbf) or CityJSON.",
        )
    result: GeoFile = reader.read(path)
    return result
