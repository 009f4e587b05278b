"""The public space around buildings, from files to the twin."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from twin.clock import Clock
from twin.errors import InputError
from twin.importers.public_space.circuits import with_circuits
from twin.importers.public_space.crs import short
from twin.importers.public_space.features import GeoFile
from twin.importers.public_space.formats import read_geo_file
from twin.importers.public_space.known_buildings import Known, known_buildings, with_known
from twin.importers.public_space.massing import with_bodies
from twin.importers.public_space.naming import apart
from twin.importers.public_space.settling import Place, settled
from twin.importers.public_space.surroundings import Models, models_of
from twin.importers.public_space.tables import tables_of
from twin.importers.public_space.things import together
from twin.importers.public_space.understanding import understood
from twin.model.algebra import Tables, joined
from twin.model.columns import Array
from twin.model.schema import TABLES, table_of_findings
from twin.model.twin import Twin
from twin.progress import Progress

__all__ = ["PublicSpace", "open_public_space", "with_public_space"]


@dataclass(frozen=True)
class PublicSpace:
    """What came of reading the public space.

    Parameters
    ----------
    twin : the twin with it
    skipped : why files were left out
    """

    twin: Twin
    skipped: tuple[InputError, ...]


def open_public_space(
    paths: Sequence[Path], *, skip_bad: bool, progress: Progress, clock: Clock
) -> tuple[list[GeoFile], list[InputError]]:
    """Return what the files hold, and why others were left out.

    Raises
    ------
    InputError
        If a file cannot be used and bad ones are not to be skipped.
    """
    files: list[GeoFile] = []
    skipped: list[InputError] = []
    names = [path.name for path in paths]
    for path in paths:
        try:
            with progress.stage("read", file=path.name), clock("read public space"):
                file = read_geo_file(path)
            files.append(replace(file, name=str(path)) if names.count(path.name) > 1 else file)
        except InputError as error:
            if not skip_bad:
                raise
            skipped.append(error)
    return files, skipped


def with_public_space(
    twin: Twin, given: Sequence[GeoFile], *, skip_bad: bool, progress: Progress, clock: Clock
) -> PublicSpace:
    """Return a twin with the public space that files describe.

    Parameters
    ----------
    twin : what the models say, empty if there are none
    given : the files
    skip_bad : leave out files that cannot be placed, instead of raising
    progress : told how far it is
    clock : told how long it takes

    Raises
    ------
    InputError
        If nobody knows where a file or the models stand, and bad files are not to be skipped.
    """
    models = models_of(twin)
    if twin.crs is None and len(models.buildings):
        raise InputError(
            ", ".join(one.path.name for one in given),
            "cannot be placed around models that do not say where they stand",
            "Export one of the models with IfcMapConversion; or pass --crs if their coordinates are those of a system.",
        )
    with progress.stage("place"), clock("place public space"):
        settlement = settled(given, crs=twin.crs, models=models.extent(twin.crs))
    skipped = [place for place in settlement.places if isinstance(place, InputError)]
    if skipped and not skip_bad:
        raise skipped[0]
    tables: Tables = {name: twin[name] for name in TABLES}
    known: list[Known] = []
    for file, places in zip(given, settlement.places, strict=True):
        if not isinstance(places, InputError):
            with progress.stage("understand", file=file.name), clock("understand public space"):
                part = _part(_apart(file, tables["nodes"]["id"]), places, settlement.crs, models)
                known.append(part.known.at(tables["nodes"].length, tables["sources"].length))
                tables = joined([tables, part.tables])
    tables = with_circuits(with_known(tables, known))
    return PublicSpace(Twin(tables, {**twin.meta, "crs": settlement.crs}), tuple(skipped))


class _Part(NamedTuple):
    """What one file adds."""

    known: Known
    tables: Tables


def _part(file: GeoFile, places: Sequence[Place], crs: str, models: Models) -> _Part:
    findings = [*file.findings, *(place.finding for place in places if place.finding)]
    layers = []
    for features, place in zip(file.layers, places, strict=True):
        one, found = understood(features, place, file=file, crs=crs, models=models)
        layers.append(one)
        findings += found
    things = together(layers)
    known, found = known_buildings(things, models, file.name)
    things, drawn = with_bodies(things, models.level, file=file.name, but=set(known.rows.tolist()))
    findings += [*found, *drawn]
    tables = tables_of(things, _source(file, [place.crs for place in places]))
    return _Part(known, {**tables, "findings": table_of_findings(dict.fromkeys(findings))})


def _apart(file: GeoFile, taken: Array) -> GeoFile:
    """Return a file under ids that the twin does not have yet."""
    seen, layers, findings = set(taken.tolist()), [], list(file.findings)
    for layer in file.layers:
        kept, found = apart(layer, seen, file.name)
        seen |= set(kept.ids)
        layers.append(kept)
        findings += found
    return replace(file, layers=tuple(layers), findings=tuple(findings))


def _source(file: GeoFile, systems: Sequence[str]) -> Mapping[str, Any]:
    content = file.path.read_bytes()
    return {
        "name": file.name,
        "path": str(file.path),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "schema": file.format,
        "georeference": " and ".join(dict.fromkeys(short(crs) for crs in systems)),
    }
