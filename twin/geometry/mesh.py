"""Triangle meshes, one at a time or many end to end.

A building has thousands of small meshes. Looping over them in Python costs more than the arithmetic, so whatever looks
at all of them (watertightness, volume, sharing) first lays them end to end in a `MeshStack` and works on that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mesh", "MeshStack", "flipped", "moved", "stack"]


@dataclass(frozen=True, slots=True)
class Mesh:
    """The triangles of one product in world coordinates of its file.

    Parameters
    ----------
    vertices : corners [m], (n, 3)
    faces : indices into ``vertices``, counter-clockwise seen from outside, (m, 3)
    colours : red, green, blue and opacity, each 0 to 1 [-], (k, 4) with k at least 1
    face_colours : index into ``colours`` of each face, (m,)
    """

    vertices: NDArray[np.float64]
    faces: NDArray[np.int32]
    colours: NDArray[np.float32]
    face_colours: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class MeshStack:
    """Meshes laid end to end; mesh ``i`` owns the rows between offset ``i`` and offset ``i + 1``.

    Parameters
    ----------
    vertices : corners of all meshes [m], (n, 3)
    faces : indices into ``vertices`` of the whole stack, (m, 3)
    vertex_offsets : where the vertices of each mesh start, (number of meshes + 1,)
    face_offsets : where the faces of each mesh start, (number of meshes + 1,)
    """

    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    vertex_offsets: NDArray[np.int64]
    face_offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.vertex_offsets) - 1

    @property
    def vertex_owners(self) -> NDArray[np.int64]:
        """Index of the mesh that each vertex belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.vertex_offsets))

    @property
    def face_owners(self) -> NDArray[np.int64]:
        """Index of the mesh that each face belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.face_offsets))


def stack(meshes: Sequence[Mesh]) -> MeshStack:
    """Return the meshes laid end to end.

    Parameters
    ----------
    meshes : the meshes, in the order in which the stack holds them
    """
    vertex_offsets = _offsets([len(mesh.vertices) for mesh in meshes])
    face_offsets = _offsets([len(mesh.faces) for mesh in meshes])
    vertices = np.concatenate([mesh.vertices for mesh in meshes]) if meshes else np.empty((0, 3))
    faces = np.concatenate([mesh.faces for mesh in meshes]) if meshes else np.empty((0, 3))
    shift = np.repeat(vertex_offsets[:-1], np.diff(face_offsets))
    return MeshStack(vertices, faces.astype(np.int64) + shift[:, None], vertex_offsets, face_offsets)


def flipped(mesh: Mesh) -> Mesh:
    """Return the mesh with every face turned over."""
    return Mesh(mesh.vertices, mesh.faces[:, ::-1], mesh.colours, mesh.face_colours)


def moved(mesh: Mesh, transform: NDArray[np.float64]) -> Mesh:
    """Return the mesh after an affine transform; a mirroring one turns the faces over, so that outside stays outside.

    Parameters
    ----------
    mesh : the mesh to move
    transform : affine matrix acting on column vectors, (4, 4)
    """
    vertices = mesh.vertices @ transform[:3, :3].T + transform[:3, 3]
    copy = Mesh(vertices, mesh.faces, mesh.colours, mesh.face_colours)
    return flipped(copy) if np.linalg.det(transform[:3, :3]) < 0 else copy


def _offsets(lengths: list[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
