"""Meshes of one file as tables: shapes stored once, placed many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.geometry.mesh import Mesh, stack
from twin.geometry.sharing import SharedMeshes, share
from twin.geometry.solid import survey
from twin.importers.ifc.read import Reading
from twin.importers.kernels.protocol import Tessellation
from twin.model.columns import Array, Columns
from twin.model.schema import table_of

__all__ = ["Meshed", "Told", "meshed", "with_shapes"]

Matrix = NDArray[np.float64]

_DECIMALS: Final = 5
"""Of a box [m]; what is finer is noise of the single precision that shapes are kept in, and would break ties."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the shapes of one file.

    Parameters
    ----------
    shapes : number of products that have a mesh
    reasons : why the exact kernel was asked, by STEP id
    failed : why no kernel gave a mesh, by STEP id
    """

    shapes: int
    reasons: Mapping[int, str]
    failed: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Meshed:
    """The shapes of one file, each kept once, before anybody knows where the file stands.

    Parameters
    ----------
    tables : the tables of meshes, with rows counted within this file
    mesh : mesh of each node, -1 for none, (n_nodes,)
    transforms : mesh to file coordinates, upper 3 rows of the matrix [m], (n_nodes, 3, 4)
    told : what is told of them
    """

    tables: dict[str, Columns]
    mesh: NDArray[np.int32]
    transforms: NDArray[np.float64]
    told: Told


def meshed(reading: Reading, tessellation: Tessellation) -> Meshed:
    """Return the meshes of a file, those that are equal kept once.

    Parameters
    ----------
    reading : what the file says
    tessellation : its meshes in file coordinates
    """
    products = {product.step_id: product for product in reading.products}
    ids = sorted(step for step in tessellation.meshes if step in products)
    shared = share(
        {step: tessellation.meshes[step] for step in ids},
        {step: products[step].placement for step in ids},
        {step: products[step].group for step in ids},
    )
    nodes = reading.tables["nodes"]
    row_of_step = {step: row for row, step in enumerate(nodes["step_id"].tolist())}
    mesh, transforms = np.full(nodes.length, -1, dtype="int32"), np.full((nodes.length, 3, 4), np.nan)
    rows = [row_of_step[step] for step in shared.step_ids.tolist()]
    mesh[rows], transforms[rows] = shared.shape_of, shared.transforms[:, :3]
    tables = _mesh_tables(shared, tessellation)
    return Meshed(tables, mesh, transforms, Told(len(ids), tessellation.reasons, tessellation.failed))


def with_shapes(reading: Reading, shapes: Meshed, matrix: Matrix) -> dict[str, Columns]:
    """Return the tables of a file with its meshes, placed in the estate.

    Parameters
    ----------
    reading : what the file says
    shapes : its meshes
    matrix : file coordinates to estate coordinates, (4, 4) [m]
    """
    tables = {**reading.tables, **shapes.tables}
    tables["nodes"] = _placed_nodes(reading.tables["nodes"], shapes, matrix)
    tables["boundary_points"] = _moved_points(reading.tables["boundary_points"], matrix)
    source = reading.tables["sources"]
    tables["sources"] = Columns({**source, "transform": matrix[None, :3]}, source.length)
    return tables


def _mesh_tables(shared: SharedMeshes, tessellation: Tessellation) -> dict[str, Columns]:
    shapes = shared.shapes
    first_user = shared.step_ids[np.unique(shared.shape_of, return_index=True)[1]].tolist()
    volume, closed = _volumes([tessellation.meshes[step] for step in first_user])
    counts = {
        "vertices": [len(shape.vertices) for shape in shapes],
        "faces": [len(shape.faces) for shape in shapes],
        "colours": [len(shape.colours) for shape in shapes],
    }
    starts = {
        one: np.concatenate(([0], np.cumsum(counts[many])[:-1])) if shapes else ()
        for one, many in (("vertex", "vertices"), ("face", "faces"), ("colour", "colours"))
    }
    kernels = [tessellation.kernel[step] for step in first_user]
    corners = _end_to_end([shape.faces for shape in shapes])
    colour = _end_to_end([shape.face_colours for shape in shapes])
    return {
        "meshes": table_of("meshes", {**counts, **starts, "kernel": kernels, "closed": closed, "volume": volume}),
        "vertices": table_of("vertices", {"xyz": _end_to_end([shape.vertices for shape in shapes])}),
        "faces": table_of("faces", {"corners": corners, "colour": colour}),
        "colours": table_of("colours", {"rgba": _end_to_end([shape.colours for shape in shapes])}),
    }


def _end_to_end(arrays: list[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.empty(0)


def _volumes(meshes: list[Mesh]) -> tuple[Array, Array]:
    """Return the volume of each mesh [m³], NaN where it is not closed, and whether it is."""
    if not meshes:
        return np.empty(0), np.empty(0)
    surveyed = survey(stack(meshes))
    closed = surveyed.closed & surveyed.oriented
    return np.where(closed, np.abs(surveyed.volume), np.nan), closed.astype("int8")


def _placed_nodes(nodes: Columns, shapes: Meshed, matrix: Matrix) -> Columns:
    rows = np.flatnonzero(shapes.mesh >= 0)
    transform = np.full_like(shapes.transforms, np.nan)
    transform[rows] = _composed(matrix, shapes.transforms[rows])
    box = np.full((nodes.length, 2, 3), np.nan)
    box[rows] = _boxes(shapes, rows, transform[rows])
    columns: dict[str, Array] = {"mesh": shapes.mesh, "transform": transform, "box": box}
    return Columns({**nodes, **columns, "position": _moved(nodes["position"], matrix)}, nodes.length)


def _composed(matrix: Matrix, transforms: Array) -> Array:
    """Return the upper 3 rows of one transformation after others, (n, 3, 4)."""
    composed = np.einsum("ij,njk->nik", matrix[:3, :3], transforms)
    composed[:, :, 3] += matrix[:3, 3]
    return np.asarray(composed)


def _boxes(shapes: Meshed, rows: Array, transform: Array) -> Array:
    """Return the least and greatest coordinates of the meshes of nodes where they stand [m], (n, 2, 3)."""
    if not len(rows):
        return np.empty((0, 2, 3))
    meshes, mesh = shapes.tables["meshes"], shapes.mesh[rows]
    first, count = meshes["vertex"][mesh], meshes["vertices"][mesh].astype("int64")
    starts = np.concatenate(([0], np.cumsum(count)[:-1]))
    owner = np.repeat(np.arange(len(rows)), count)
    local = shapes.tables["vertices"]["xyz"][np.arange(len(owner)) + (first - starts)[owner]].astype("float64")
    points = np.einsum("nij,nj->ni", transform[owner, :, :3], local) + transform[owner, :, 3]
    box = np.stack((np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)), axis=1)
    return np.asarray(np.round(box, _DECIMALS))


def _moved_points(points: Columns, matrix: Matrix) -> Columns:
    return Columns({**points, "xyz": _moved(points["xyz"], matrix)}, points.length)


def _moved(points: Array, matrix: Matrix) -> Array:
    return np.asarray(points @ matrix[:3, :3].T + matrix[:3, 3])
