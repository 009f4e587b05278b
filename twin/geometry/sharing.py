"""Finds products that show the same shape, so that it is stored and drawn once.

Kernels answer in world coordinates, and files do not always say that two windows are one window twice. Both are undone
here: every mesh is taken back into the coordinates of its own placement, centred, and compared with those before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.geometry.mesh import Mesh, MeshStack, stack

__all__ = ["Shape", "SharedMeshes", "share"]

TOLERANCE_M = 1e-4
"""Shapes share where no vertex is moved by more than this [m]."""

_CELL_M = 0.01
# Modelled lengths are whole or half millimetres; cell borders at thirds keep equal shapes in equal cells.
_CELL_SHIFT = 1 / 3


@dataclass(frozen=True, slots=True)
class Shape:
    """The triangles that one or more products show, around their own centre.

    Parameters
    ----------
    vertices : corners [m], (n, 3)
    faces : indices into ``vertices``, (m, 3)
    colours : red, green, blue and opacity, each 0 to 1 [-], (k, 4)
    face_colours : index into ``colours`` of each face, (m,)
    """

    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    colours: NDArray[np.float32]
    face_colours: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class SharedMeshes:
    """Shapes, and where each product shows which; one row per product.

    Parameters
    ----------
    shapes : the different shapes
    step_ids : STEP id of each product, (n,)
    shape_of : index into ``shapes`` of each product, (n,)
    transforms : affine matrix that takes the shape to world coordinates [m], (n, 4, 4)
    """

    shapes: tuple[Shape, ...]
    step_ids: NDArray[np.int64]
    shape_of: NDArray[np.int32]
    transforms: NDArray[np.float64]


def share(
    meshes: Mapping[int, Mesh], placements: Mapping[int, NDArray[np.float64]], groups: Mapping[int, int]
) -> SharedMeshes:
    """Return the meshes with each shape kept once.

    Parameters
    ----------
    meshes : meshes in world coordinates by STEP id
    placements : object placement in world coordinates [m] by STEP id, (4, 4); without one, that of the world is taken
    groups : number above 0 that products showing one representation have in common, by STEP id

    Notes
    -----
    Shapes are equal if they have the same faces in the same order and colours, and no vertex is farther than
    `TOLERANCE_M` from its match in world coordinates. Products of one group are always compared; others only if all
    their vertices fall into the same cells of a grid, so that a few equal shapes may be kept twice, but never are
    different shapes taken for one. Single precision holds the tolerance for shapes of up to 1.6 km from their centre.
    """
    if not meshes:
        return SharedMeshes((), np.empty(0, np.int64), np.empty(0, np.int32), np.empty((0, 4, 4)))
    frames = _frames(meshes, placements)
    whole = stack(list(meshes.values()))
    vertices, centres = _centred(_local(whole, _inverse(frames)), whole)
    transforms = frames.copy()
    transforms[:, :3, 3] += np.einsum("nij,nj->ni", frames[:, :3, :3], centres)
    shapes, shape_of = _distinct(meshes, np.split(vertices, whole.vertex_offsets[1:-1]), groups, _tolerances(frames))
    return SharedMeshes(tuple(shapes), np.array(list(meshes), np.int64), np.array(shape_of, np.int32), transforms)


def _frames(meshes: Mapping[int, Mesh], placements: Mapping[int, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the placement of each mesh, that of the world for one that cannot be undone."""
    world = np.eye(4)
    frames = np.array([placements.get(step_id, world) for step_id in meshes], np.float64).reshape(-1, 4, 4)
    flat = ~(np.abs(np.linalg.det(frames[:, :3, :3])) > 1e-12)
    frames[flat] = world
    return frames


def _inverse(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.linalg.inv(frames).astype(np.float64)


def _local(whole: MeshStack, backs: NDArray[np.float64]) -> NDArray[np.float64]:
    owners = whole.vertex_owners
    columns = [
        sum((whole.vertices[:, column] * backs[owners, row, column] for column in range(3)), backs[owners, row, 3])
        for row in range(3)
    ]
    return np.stack(columns, axis=1)


def _centred(vertices: NDArray[np.float64], whole: MeshStack) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not len(whole):
        return vertices, np.empty((0, 3))
    lower = np.minimum.reduceat(vertices, whole.vertex_offsets[:-1])
    upper = np.maximum.reduceat(vertices, whole.vertex_offsets[:-1])
    centres = (lower + upper) / 2
    return vertices - centres[whole.vertex_owners], centres


def _tolerances(frames: NDArray[np.float64]) -> list[float]:
    """Return what `TOLERANCE_M` is in the coordinates of each placement, some of which scale."""
    stretch = np.linalg.norm(frames[:, :3, :3], ord=2, axis=(1, 2))
    return list(TOLERANCE_M / stretch)


def _distinct(
    meshes: Mapping[int, Mesh],
    vertices: list[NDArray[np.float64]],
    groups: Mapping[int, int],
    tolerances: list[float],
) -> tuple[list[Shape], list[int]]:
    """Return the different shapes and which of them each mesh shows."""
    shapes: list[Shape] = []
    shape_of: list[int] = []
    known: dict[tuple[object, ...], list[int]] = {}
    for (step_id, mesh), corners, tolerance in zip(meshes.items(), vertices, tolerances, strict=True):
        keys = _keys(mesh, corners, groups.get(step_id, 0))
        candidates = (index for key in keys for index in known.get(key, ()))
        found = next((index for index in candidates if _is_near(shapes[index], corners, tolerance)), len(shapes))
        if found == len(shapes):
            shapes.append(Shape(corners.astype(np.float32), mesh.faces, mesh.colours, mesh.face_colours))
            for key in keys:
                known.setdefault(key, []).append(found)
        shape_of.append(found)
    return shapes, shape_of


def _keys(mesh: Mesh, corners: NDArray[np.float64], group: int) -> list[tuple[object, ...]]:
    """Return under what a shape is looked up: its group if it has one, and the cells of its vertices."""
    make = (mesh.faces.tobytes(), mesh.colours.tobytes(), mesh.face_colours.tobytes())
    cells = np.floor(corners / _CELL_M + _CELL_SHIFT).astype(np.int32)
    own = ("cells", cells.tobytes(), *make)
    return [("group", group, *make), own] if group > 0 else [own]


def _is_near(shape: Shape, corners: NDArray[np.float64], tolerance: float) -> bool:
    if len(shape.vertices) != len(corners):
        return False
    apart = shape.vertices - corners
    return bool(np.einsum("ij,ij->i", apart, apart).max() <= tolerance**2)
