"""The public space around buildings, from files to the twin."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from twin.clock import Clock
from twin.errors import InputError
from twin.importers.public_space.attributes import known_attributes
from twin.importers.public_space.crs import moved
from twin.importers.public_space.features import Features, GeoFile, selected
from twin.importers.public_space.formats import read_geo_file
from twin.importers.public_space.meaning import left_out, meaning_of, shapes_of
from twin.importers.public_space.mending import mended
from twin.importers.public_space.settling import Place, settled
from twin.importers.public_space.surroundings import Models, beyond, models_of
from twin.importers.public_space.tables import Things, tables_of
from twin.model.algebra import Tables, joined
from twin.model.findings import Finding
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
    for path in paths:
        try:
            with progress.stage("read", file=path.name), clock("read public space"):
                files.append(read_geo_file(path))
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
    parts: list[Tables] = []
    for file, places in zip(given, settlement.places, strict=True):
        if not isinstance(places, InputError):
            with progress.stage("understand", file=file.name), clock("understand public space"):
                parts.append(_file_tables(file, places, settlement.crs, models))
    tables = joined([_whole(twin), *parts])
    return PublicSpace(Twin(tables, {**twin.meta, "crs": settlement.crs}), tuple(skipped))


def _whole(twin: Twin) -> Tables:
    return {name: twin[name] for name in TABLES}


def _file_tables(file: GeoFile, places: Sequence[Place], crs: str, models: Models) -> Tables:
    things, findings = [], [*file.findings, *(place.finding for place in places if place.finding)]
    for features, place in zip(file.layers, places, strict=True):
        one, found = _things(features, place, file, crs, models)
        things.append(one)
        findings += found
    tables = tables_of(_together(things), _source(file, crs, [place.crs for place in places]))
    return {**tables, "findings": table_of_findings(_counted_once(findings))}


def _things(features: Features, place: Place, file: GeoFile, crs: str, models: Models) -> tuple[Things, list[Finding]]:
    features, findings = mended(features, file.name)
    geometry = shapely.transform(features.geometry, np.fliplr) if place.swapped else features.geometry
    features = replace(features, geometry=moved(geometry, place.crs, crs))
    near = models.near(features.geometry)
    if not near.all():
        findings.append(beyond(int((~near).sum()), file.name))
        features = selected(features, near)
    meanings = meaning_of(features.tags, shapes_of(features.geometry).tolist())
    findings += left_out(meanings, features.tags, file.name)
    kept = np.array([bool(one.kind) for one in meanings], dtype=bool)
    features = selected(features, kept)
    return (
        Things(
            features.ids,
            [one for one in meanings if one.kind],
            features.geometry,
            [tags.get("name", "") for tags in features.tags],
            [tags.get("ref", "") for tags in features.tags],
            features.tags,
            [known_attributes(tags) for tags in features.tags],
            file.set_name,
        ),
        findings,
    )


def _together(things: Sequence[Things]) -> Things:
    return Things(
        [one for part in things for one in part.ids],
        [one for part in things for one in part.meanings],
        np.concatenate([part.geometry for part in things]),
        [one for part in things for one in part.names],
        [one for part in things for one in part.refs],
        [one for part in things for one in part.tags],
        [one for part in things for one in part.known],
        things[0].set_name,
    )


def _counted_once(findings: Sequence[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))


def _source(file: GeoFile, crs: str, systems: Sequence[str]) -> Mapping[str, Any]:
    content = file.path.read_bytes()
    return {
        "name": file.name,
        "path": str(file.path),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "schema": file.format,
        "georeference": " and ".join(dict.fromkeys(system if len(system) < 32 else crs for system in systems)),
    }
