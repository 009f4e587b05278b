"""Whether meshes bound solids, and how large these are, for thousands of meshes at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.geometry.mesh import MeshStack

__all__ = ["Survey", "survey"]

WELD_M = 1e-5
"""Vertices nearer than this count as one [m]: the default precision of an IFC geometric context."""


@dataclass(frozen=True, slots=True)
class Survey:
    """One row per mesh.

    Parameters
    ----------
    lower : least coordinates [m], (n, 3)
    upper : greatest coordinates [m], (n, 3)
    volume : signed volume, positive if faces look outward, meaningless unless closed [m³], (n,)
    closed : whether every edge has an even number of faces, (n,)
    oriented : whether every edge is run through as often one way as the other, (n,)
    """

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    volume: NDArray[np.float64]
    closed: NDArray[np.bool_]
    oriented: NDArray[np.bool_]

    @property
    def box_volume(self) -> NDArray[np.float64]:
        """Volume of the bounding boxes [m³], (n,)."""
        return np.asarray(np.prod(self.upper - self.lower, axis=1))


def survey(meshes: MeshStack) -> Survey:
    """Return size and soundness of every mesh.

    Parameters
    ----------
    meshes : meshes with at least one vertex each

    Notes
    -----
    Edges are compared first by vertex index, then, where that leaves a mesh open, by vertices welded to a grid of
    `WELD_M`, and last to the same grid shifted, since two near points may lie astride a grid line.
    A vertex that touches the inside of an edge (a T-junction) leaves the mesh open.
    """
    lower = np.minimum.reduceat(meshes.vertices, meshes.vertex_offsets[:-1]) if len(meshes) else np.empty((0, 3))
    upper = np.maximum.reduceat(meshes.vertices, meshes.vertex_offsets[:-1]) if len(meshes) else np.empty((0, 3))
    closed, oriented = _edge_balance(meshes.faces, meshes.face_owners, len(meshes))
    for shift in (0.5, 0.2):
        _retry_welded(meshes, (closed, oriented), shift)
    return Survey(lower, upper, _volumes(meshes, (lower + upper) / 2), closed, oriented)


def _edge_balance(
    faces: NDArray[np.int64], owners: NDArray[np.int64], n_meshes: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return per mesh whether its edges pair up, and whether they do so in opposite directions."""
    start, end = faces.ravel(), np.roll(faces, -1, axis=1).ravel()
    low, high = np.minimum(start, end), np.maximum(start, end)
    n_vertices = int(high.max(initial=0)) + 1
    # Edge and direction in one sortable integer, which is several times faster than sorting rows.
    keys = np.sort(((low * n_vertices + high) << 1) | (start > end))
    firsts = np.flatnonzero(np.diff(keys >> 1, prepend=-1))
    counts = np.diff(firsts, append=len(keys))
    backward = np.add.reduceat(keys & 1, firsts) if len(firsts) else firsts
    vertex_owner = np.zeros(n_vertices, np.int64)
    vertex_owner[faces] = owners[:, None]
    owner = vertex_owner[(keys[firsts] >> 1) // n_vertices]
    return _none_of(owner[counts % 2 == 1], n_meshes), _none_of(owner[2 * backward != counts], n_meshes)


def _none_of(owners: NDArray[np.int64], n_meshes: int) -> NDArray[np.bool_]:
    return np.asarray(np.bincount(owners, minlength=n_meshes) == 0)


def _retry_welded(meshes: MeshStack, verdict: tuple[NDArray[np.bool_], NDArray[np.bool_]], shift: float) -> None:
    """Overwrite the verdict on meshes that are not sound by the one after welding their vertices."""
    closed, oriented = verdict
    suspect = ~(closed & oriented)
    if not suspect.any():
        return
    face_owners = meshes.face_owners
    chosen = suspect[face_owners]
    faces, owners = meshes.faces[chosen], face_owners[chosen]
    welded = _weld(meshes, faces, shift)
    proper = (welded != np.roll(welded, 1, axis=1)).all(axis=1)
    again = _edge_balance(welded[proper], owners[proper], len(meshes))
    closed[suspect], oriented[suspect] = again[0][suspect], again[1][suspect]


def _weld(meshes: MeshStack, faces: NDArray[np.int64], shift: float) -> NDArray[np.int64]:
    """Return the faces with vertices of one mesh in one grid cell replaced by one of them."""
    used = np.unique(faces)
    cells = np.floor(meshes.vertices[used] / WELD_M + shift).astype(np.int64)
    columns = (meshes.vertex_owners[used], *cells.T)
    order = np.lexsort(columns)
    is_new = np.zeros(len(used), np.bool_)
    for column in columns:
        is_new[1:] |= np.diff(column[order]) != 0
    welded = np.empty(len(meshes.vertices), np.int64)
    welded[used[order]] = np.cumsum(is_new)
    return welded[faces]


def _volumes(meshes: MeshStack, centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return signed volumes as sums of tetrahedra over the centres, which keeps digits far from the origin."""
    owners = meshes.face_owners
    a, b, c = (meshes.vertices[meshes.faces[:, corner]] - centres[owners] for corner in range(3))
    sixfold = np.einsum("ij,ij->i", a, np.cross(b, c))
    return np.bincount(owners, sixfold, len(meshes)).astype(np.float64) / 6
