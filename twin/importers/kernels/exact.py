"""The exact kernel: IfcOpenShell, product by product, with the colours of every face.

CGAL's plain arithmetic first and OpenCASCADE where that gives up was 2 to 10 times faster here than OpenCASCADE alone,
and one thread faster than two. But it cuts an opening out of a surface model by leaving nothing of it, without a word;
what comes back empty is therefore meshed again by OpenCASCADE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import ifcopenshell
import ifcopenshell.geom
import numpy as np

from twin.importers.kernels.frames import Piece

__all__ = ["open_model"]

_LIBRARIES = ("hybrid-cgal-simple-opencascade", "opencascade")


def open_model(path: str) -> Callable[[Sequence[int] | None], Iterator[list[Piece]]]:
    """Return a function that meshes the products with the given STEP ids, or all.

    Parameters
    ----------
    path : a STEP file
    """
    model = ifcopenshell.open(path)

    def mesh(ids: Sequence[int] | None) -> Iterator[list[Piece]]:
        empty = {product.id() for product in model.by_type("IfcProduct")} if ids is None else set(ids)
        for library in _LIBRARIES:
            for shape in _shapes(model, [model.by_id(step_id) for step_id in sorted(empty)], library):
                if shape.geometry.faces_buffer:
                    empty.discard(shape.id)
                    yield [_piece(shape)]

    return mesh


def _shapes(model: ifcopenshell.file, products: Sequence[Any], library: str) -> Iterator[Any]:
    settings = ifcopenshell.geom.settings()
    settings.set("no-normals", True)
    shapes = ifcopenshell.geom.iterator(settings, model, 1, include=products, geometry_library=library)
    more = bool(products) and shapes.initialize()
    while more:
        yield shapes.get()
        more = shapes.next()


def _piece(shape: Any) -> Piece:
    geometry = shape.geometry
    colours = np.frombuffer(geometry.colors_buffer).clip(0, 1).astype("<f4")
    face_colours = np.frombuffer(geometry.material_ids_buffer, np.int32).clip(0).astype("<u2")
    return Piece(shape.id, _world(shape), geometry.faces_buffer, colours.tobytes(), face_colours.tobytes())


def _world(shape: Any) -> bytes:
    # Meshing in object coordinates lets the iterator mesh a shared representation once.
    local = np.frombuffer(shape.geometry.verts_buffer).reshape(-1, 3)
    transform = np.frombuffer(shape.transformation_buffer).reshape(4, 4)  # one column after the other
    return (local @ transform[:3, :3] + transform[3, :3]).tobytes()
