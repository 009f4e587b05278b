"""What a file of public space holds, before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from twin.geometry.mesh import Mesh
from twin.model.columns import Array
from twin.model.findings import Finding

__all__ = ["Features", "GeoFile", "selected"]


@dataclass(frozen=True)
class Features:
    """One layer of features, in the coordinates of its file.

    Parameters
    ----------
    layer : name of the layer
    ids : lasting id of each feature in the twin
    geometry : Shapely geometries, None where there is none, (n,)
    tags : attributes of each feature as written, without those that are empty
    crs : reference system that the file states, None if it states none
    bodies : for some features, by number, the shape that the file gives
    """

    layer: str
    ids: Sequence[str]
    geometry: Array
    tags: Sequence[Mapping[str, str]]
    crs: str | None
    bodies: Mapping[int, Mesh] = field(default_factory=dict)


@dataclass(frozen=True)
class GeoFile:
    """One file of public space.

    Parameters
    ----------
    path : where it is
    name : what it is called in the twin
    layers : its layers
    set_name : name of the property set that its attributes go to
    format : what it was read as
    findings : what was odd about it
    """

    path: Path
    name: str
    layers: tuple[Features, ...]
    set_name: str
    format: str
    findings: tuple[Finding, ...] = ()


def selected(features: Features, keep: Array) -> Features:
    """Return only the features marked to be kept, (n,) of bool."""
    rows = np.flatnonzero(keep).tolist()
    bodies = {place: features.bodies[row] for place, row in enumerate(rows) if row in features.bodies}
    return replace(
        features,
        ids=[features.ids[row] for row in rows],
        geometry=features.geometry[keep],
        tags=[features.tags[row] for row in rows],
        bodies=bodies,
    )
