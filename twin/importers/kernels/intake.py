"""The parent's side of the hand-over: bytes from a worker become meshes, or are refused.

A kernel can fail without dying, so nothing is believed: a frame whose lengths do not add up is a broken worker, and a
mesh with an index out of range or a coordinate that is no number is a missing mesh.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import IO

import numpy as np
from numpy.typing import NDArray

from twin.geometry.mesh import Mesh
from twin.importers.kernels.frames import DONE, FAULT, HEADER, MAGIC, MESHES, READY

__all__ = ["BrokenFrameError", "joined", "read_frames", "read_meshes"]

Lengths = Sequence[NDArray[np.int64]]
"""How many vertices, faces and colours each mesh has."""

_FARTHEST_M = 1e9


class BrokenFrameError(ValueError):
    """A worker sent something that is no frame."""


def read_frames(source: IO[bytes], largest: int) -> Iterator[tuple[bytes, bytearray]]:
    """Yield kind and payload of each frame until the source ends.

    Parameters
    ----------
    source : standard output of a worker
    largest : longest payload that is believed [B]

    Raises
    ------
    BrokenFrameError
        If the bytes are no frame, or end within one.
    """
    while header := source.read(HEADER.size):
        if len(header) < HEADER.size:
            raise BrokenFrameError("the output ends within a frame")
        magic, kind, length = HEADER.unpack(header)
        if magic != MAGIC or kind not in (READY, MESHES, DONE, FAULT) or not 0 <= length <= largest:
            raise BrokenFrameError("the output is no frame")
        payload = bytearray(length)
        if _fill(source, payload) < length:
            raise BrokenFrameError("the output ends within a frame")
        yield kind, payload


def read_meshes(payload: bytearray) -> tuple[list[tuple[int, Mesh]], list[int]]:
    """Return the sound meshes of a payload with their STEP ids, and the ids of those refused.

    An id may occur more than once. A mesh without faces is left out, but not refused.

    Parameters
    ----------
    payload : what follows the header of a frame of meshes

    Raises
    ------
    BrokenFrameError
        If the lengths that it states do not add up.
    """
    ids, *lengths = _table(payload)
    together = _together(payload, 8 + 32 * len(ids), lengths)
    sound, full = _sound(together, lengths), lengths[1] > 0
    pairs = zip(ids.tolist(), _cut(together, lengths), strict=True)
    return list(compress(pairs, sound & full)), ids[~sound].tolist()


def joined(first: Mesh, second: Mesh) -> Mesh:
    """Return one mesh with the triangles of both."""
    shift = len(first.vertices), len(first.colours)
    return Mesh(
        np.concatenate([first.vertices, second.vertices]),
        np.concatenate([first.faces, second.faces + np.int32(shift[0])]),
        np.concatenate([first.colours, second.colours]),
        np.concatenate([first.face_colours, second.face_colours + np.uint16(shift[1])]),
    )


def _fill(source: IO[bytes], payload: bytearray) -> int:
    view, filled = memoryview(payload), 0
    while filled < len(view) and (got := source.readinto(view[filled:])):  # type: ignore[attr-defined]
        filled += got
    return filled


def _table(payload: bytearray) -> NDArray[np.int64]:
    """Return STEP id, number of vertices, of faces and of colours as rows, one column per mesh."""
    count = int(np.frombuffer(payload[:8], "<i8")[0]) if len(payload) >= 8 else -1
    if not 0 <= count <= (len(payload) - 8) // 32:
        raise BrokenFrameError("the number of meshes is wrong")
    table = np.frombuffer(payload, "<i8", 4 * count, 8).reshape(4, count)
    if (table < 0).any() or (table[1:] > len(payload)).any():
        raise BrokenFrameError("a length is wrong")
    return table


def _together(payload: bytearray, start: int, lengths: Lengths) -> Mesh:
    """Return all meshes of the payload laid end to end, each face still counting from its own first vertex."""
    n_vertices, n_faces, n_colours = (int(column.sum()) for column in lengths)
    at = np.cumsum([start, 24 * n_vertices, 12 * n_faces, 16 * n_colours, 2 * n_faces]).tolist()
    if at[-1] != len(payload):
        raise BrokenFrameError("the lengths do not add up")
    return Mesh(
        np.frombuffer(payload, "<f8", 3 * n_vertices, at[0]).reshape(-1, 3),
        np.frombuffer(payload, "<i4", 3 * n_faces, at[1]).reshape(-1, 3),
        np.frombuffer(payload, "<f4", 4 * n_colours, at[2]).reshape(-1, 4),
        np.frombuffer(payload, "<u2", n_faces, at[3]),
    )


def _cut(together: Mesh, lengths: Lengths) -> Iterator[Mesh]:
    ends = zip(*(np.cumsum(column).tolist() for column in lengths), strict=True)
    v, f, c = 0, 0, 0
    for v_end, f_end, c_end in ends:
        yield Mesh(
            together.vertices[v:v_end],
            together.faces[f:f_end],
            together.colours[c:c_end],
            together.face_colours[f:f_end],
        )
        v, f, c = v_end, f_end, c_end


def _sound(together: Mesh, lengths: Lengths) -> NDArray[np.bool_]:
    """Return which meshes have only indices and numbers that mean something."""
    n_vertices, n_faces, n_colours = lengths
    wrong_faces = (together.faces < 0).any(axis=1)
    wrong_faces |= (together.faces >= np.repeat(n_vertices, n_faces)[:, None]).any(axis=1)
    wrong_faces |= together.face_colours >= np.repeat(n_colours, n_faces)
    wrong_vertices = ~(np.abs(together.vertices) < _FARTHEST_M).all(axis=1)
    wrong_colours = ~((together.colours >= 0) & (together.colours <= 1)).all(axis=1)
    sound = np.ones(len(n_faces), np.bool_)
    for wrong, column in zip((wrong_vertices, wrong_faces, wrong_colours), lengths, strict=True):
        sound &= np.bincount(np.repeat(np.arange(len(column)), column), wrong, len(column)) == 0
    return sound
