"""The shape of one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.errors import UnknownNodeError
from twin.model.twin import Twin

if TYPE_CHECKING:
    import trimesh

__all__ = ["shape_of"]


def shape_of(twin: Twin, row: int) -> trimesh.Trimesh:
    """Return the mesh of a node in estate coordinates [m], with its colours on the faces.

    Raises
    ------
    UnknownNodeError
        If the node has no mesh.
    """
    import trimesh

    mesh = int(twin.nodes["mesh"][row])
    if mesh < 0:
        what = f"{twin.nodes['ifc_class'][row]} {twin.nodes['name'][row]!r}"
        raise UnknownNodeError(
            twin.nodes["id"][row], f"{what} has no shape", "`twin check` says why, if the model does not."
        )
    one = twin["meshes"].row(mesh)
    local = twin["vertices"]["xyz"][one["vertex"] : one["vertex"] + one["vertices"]].astype("float64")
    run = slice(one["face"], one["face"] + one["faces"])
    colours = twin["colours"]["rgba"][one["colour"] : one["colour"] + one["colours"]]
    matrix = twin.nodes["transform"][row]
    return trimesh.Trimesh(
        local @ matrix[:, :3].T + matrix[:, 3],
        twin["faces"]["corners"][run].astype("int64"),
        face_colors=np.round(colours[twin["faces"]["colour"][run]] * 255).astype("uint8"),
        process=False,
    )
