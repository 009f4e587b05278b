"""Bodies of surrounding things as tables: each stands around its own origin, so that short numbers suffice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from twin.geometry.mesh import Mesh, stack
from twin.geometry.solid import survey
from twin.model.columns import Array, Columns
from twin.model.schema import table_of

__all__ = ["Bodies", "body_tables"]


class Bodies(NamedTuple):
    """Tables of meshes, and the columns of the nodes that have them."""

    tables: dict[str, Columns]
    columns: dict[str, Array]


def body_tables(bodies: Mapping[int, Mesh], count: int) -> Bodies:
    """Return the tables of some meshes and the columns ``mesh``, ``transform`` and ``box`` of the nodes.

    Parameters
    ----------
    bodies : meshes in coordinates of the estate [m], by row of the node
    count : number of nodes
    """
    rows = sorted(bodies)
    meshes = [bodies[row] for row in rows]
    columns = {
        "mesh": np.full(count, -1, dtype="int32"),
        "transform": np.full((count, 3, 4), np.nan),
        "box": np.full((count, 2, 3), np.nan),
    }
    if not rows:
        return Bodies({}, columns)
    stacked = stack(meshes)
    starts = stacked.vertex_offsets[:-1]
    least, most = (at.reduceat(stacked.vertices, starts) for at in (np.minimum, np.maximum))
    columns["mesh"][rows] = np.arange(len(rows))
    columns["box"][rows] = np.stack((least, most), axis=1)
    columns["transform"][rows] = np.concatenate((np.broadcast_to(np.eye(3), (len(rows), 3, 3)), least[:, :, None]), 2)
    local = stacked.vertices - least[stacked.vertex_owners]
    return Bodies(_tables(meshes, local), columns)


def _tables(meshes: list[Mesh], vertices: Array) -> dict[str, Columns]:
    counts = {
        "vertices": [len(mesh.vertices) for mesh in meshes],
        "faces": [len(mesh.faces) for mesh in meshes],
        "colours": [len(mesh.colours) for mesh in meshes],
    }
    starts = {
        one: np.concatenate(([0], np.cumsum(counts[many])[:-1]))
        for one, many in (("vertex", "vertices"), ("face", "faces"), ("colour", "colours"))
    }
    surveyed = survey(stack(meshes))
    closed = surveyed.closed & surveyed.oriented
    volume = np.where(closed, np.abs(surveyed.volume), np.nan)
    told: dict[str, Any] = {"kernel": ["footprint"] * len(meshes), "closed": closed, "volume": volume}
    return {
        "meshes": table_of("meshes", {**counts, **starts, **told}),
        "vertices": table_of("vertices", {"xyz": vertices}),
        "faces": table_of(
            "faces",
            {
                "corners": np.concatenate([mesh.faces for mesh in meshes]),
                "colour": np.concatenate([mesh.face_colours for mesh in meshes]),
            },
        ),
        "colours": table_of("colours", {"rgba": np.concatenate([mesh.colours for mesh in meshes])}),
    }
