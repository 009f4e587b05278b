"""Meshes of one file as tables: shapes stored once, placed many times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.geometry.mesh import Mesh, stack
from twin.geometry.sharing import SharedMeshes, share
from twin.geometry.solid import survey
from twin.importers.ifc.read import Reading
from twin.importers.kernels.protocol import Tessellation
from twin.model.columns import Array, Columns
from twin.model.schema import table_of

__all__ = ["with_shapes"]

Matrix = NDArray[np.float64]


def with_shapes(reading: Reading, tessellation: Tessellation, matrix: Matrix) -> dict[str, Columns]:
    """Return the tables of a file with its meshes, placed in the estate.

    Parameters
    ----------
    reading : what the file says
    tessellation : its meshes in file coordinates
    matrix : file coordinates to estate coordinates, (4, 4) [m]
    """
    products = {product.step_id: product for product in reading.products}
    ids = sorted(step for step in tessellation.meshes if step in products)
    shared = share(
        {step: tessellation.meshes[step] for step in ids},
        {step: products[step].placement for step in ids},
        {step: products[step].group for step in ids},
    )
    tables = {**reading.tables, **_mesh_tables(shared, tessellation)}
    tables["nodes"] = _placed_nodes(reading.tables["nodes"], shared, tessellation, matrix)
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


def _placed_nodes(nodes: Columns, shared: SharedMeshes, tessellation: Tessellation, matrix: Matrix) -> Columns:
    row_of_step = {step: row for row, step in enumerate(nodes["step_id"].tolist())}
    mesh = np.full(nodes.length, -1, dtype="int32")
    transform = np.full((nodes.length, 3, 4), np.nan)
    box = np.full((nodes.length, 2, 3), np.nan)
    steps = shared.step_ids.tolist()
    if steps:
        rows = [row_of_step[step] for step in steps]
        mesh[rows] = shared.shape_of
        transform[rows] = (matrix @ shared.transforms)[:, :3]
        box[rows] = _boxes([tessellation.meshes[step] for step in steps], matrix)
    placed = {"mesh": mesh, "transform": transform, "box": box, "position": _moved(nodes["position"], matrix)}
    return Columns({**nodes, **placed}, nodes.length)


def _boxes(meshes: list[Mesh], matrix: Matrix) -> Array:
    points = np.concatenate([mesh.vertices for mesh in meshes]) @ matrix[:3, :3].T + matrix[:3, 3]
    starts = np.concatenate(([0], np.cumsum([len(mesh.vertices) for mesh in meshes])[:-1]))
    return np.stack((np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)), axis=1)


def _moved_points(points: Columns, matrix: Matrix) -> Columns:
    return Columns({**points, "xyz": _moved(points["xyz"], matrix)}, points.length)


def _moved(points: Array, matrix: Matrix) -> Array:
    return np.asarray(points @ matrix[:3, :3].T + matrix[:3, 3])
