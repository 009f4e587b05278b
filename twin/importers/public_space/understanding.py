"""From the features of a layer to things of the estate: mended, placed, cut to the surroundings, understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from twin.importers.public_space.attributes import known_attributes
from twin.importers.public_space.crs import moved
from twin.importers.public_space.features import Features, GeoFile, selected
from twin.importers.public_space.meaning import UNKNOWN, Meaning, left_out, meaning_of, shapes_of
from twin.importers.public_space.mending import mended
from twin.importers.public_space.settling import Place
from twin.importers.public_space.surroundings import Models, beyond
from twin.importers.public_space.things import Things
from twin.importers.public_space.translating import layer_tags, translated
from twin.model.findings import Finding

__all__ = ["understood"]


def understood(
    features: Features, place: Place, *, file: GeoFile, crs: str, models: Models
) -> tuple[Things, list[Finding]]:
    """Return what a layer adds to the twin, and what was odd about it.

    Parameters
    ----------
    features : the layer
    place : how its coordinates are to be read
    file : its file
    crs : reference system of the estate
    models : what the models of the buildings cover
    """
    features, findings = mended(features, file.name)
    features = _placed(features, place, crs)
    near = models.near(features.geometry)
    if not near.all():
        findings.append(beyond(int((~near).sum()), file.name))
        features = selected(features, near)
    said, meanings = _meant(features, file)
    findings += left_out(meanings, said, file.name)
    kept = [row for row, one in enumerate(meanings) if one.kind]
    features = selected(features, np.array([bool(one.kind) for one in meanings], dtype=bool))
    said = [said[row] for row in kept]
    things = Things(
        features.ids,
        [meanings[row] for row in kept],
        features.geometry,
        [tags.get("name", "") for tags in said],
        [tags.get("ref", "") for tags in said],
        features.tags,
        [known_attributes(tags) for tags in said],
        file.set_name,
        features.bodies,
    )
    return things, findings


def _placed(features: Features, place: Place, crs: str) -> Features:
    swapped = shapely.transform(features.geometry, np.fliplr) if place.swapped else features.geometry
    bodies = features.bodies
    if bodies:
        vertices = moved(shapely.points(np.concatenate([one.vertices for one in bodies.values()])), place.crs, crs)
        runs = np.cumsum([len(one.vertices) for one in bodies.values()])[:-1]
        parts = np.split(shapely.get_coordinates(vertices, include_z=True), runs)
        bodies = {row: replace(one, vertices=part) for (row, one), part in zip(bodies.items(), parts, strict=True)}
    return replace(features, geometry=moved(swapped, place.crs, crs), bodies=bodies)


def _meant(features: Features, file: GeoFile) -> tuple[Sequence[dict[str, str]], list[Meaning]]:
    """Return the tags of each feature in keys of OpenStreetMap, and what each is by them, else by its layer's name."""
    shapes = shapes_of(features.geometry).tolist()
    said = translated(features.tags)
    meanings = meaning_of(said, shapes)
    silent = [row for row, one in enumerate(meanings) if one is UNKNOWN]
    for row in silent:
        said[row] |= layer_tags((features.layer, file.path.stem), shapes[row])
    for row, one in zip(
        silent, meaning_of([said[row] for row in silent], [shapes[row] for row in silent]), strict=True
    ):
        meanings[row] = one
    return said, meanings
