"""The fast kernel: ifclite-geom, compiled Rust, one call for the whole file and one colour per product."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import ifclite_geom

from twin.importers.kernels.frames import Piece

__all__ = ["open_model"]

_PORTION = 1000


def open_model(path: str) -> Callable[[Sequence[int] | None], Iterator[list[Piece]]]:
    """Return a function that meshes the products with the given STEP ids, or all.

    Parameters
    ----------
    path : a STEP file
    """
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would cost a third of the start-up
        content = file.read()

    def mesh(ids: Sequence[int] | None) -> Iterator[list[Piece]]:
        answer = ifclite_geom.geometry_data_buffers(content, ids=None if ids is None else set(ids))
        elements = iter(answer["elements"].items())
        while portion := [_piece(*pair) for pair in islice(elements, _PORTION)]:
            yield portion

    return mesh


def _piece(step_id: int, element: ifclite_geom.ElementBuffers) -> Piece:
    faces = element["faces"]
    return Piece(step_id, element["vertices"], faces, struct.pack("<4f", *element["color"]), bytes(len(faces) // 6))
