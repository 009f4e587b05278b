"""The bytes that a worker sends its parent: length-prefixed frames of raw arrays.

Raw arrays rather than pickles, because what a kernel leaves behind after running wild must never be executed. Without
NumPy, because the worker of the fast kernel is done before NumPy would be loaded.

A frame is a header (magic, kind, length of what follows) and a payload. The payload of meshes is a count, four columns
of 64-bit integers (STEP id, number of vertices, of faces, of colours) and then, each of all meshes end to end: vertices
(3 × float64), faces (3 × int32), colours (4 × float32) and the colour of each face (uint16). All little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["DONE", "EXIT_MEMORY", "FAULT", "HEADER", "MAGIC", "MESHES", "READY", "Piece", "fault", "frame", "meshes"]

MAGIC = b"TWM1"
HEADER = struct.Struct("<4sc3xq")
READY, MESHES, DONE, FAULT = b"R", b"M", b"D", b"F"

EXIT_MEMORY = 77
"""Exit code of a worker that stopped itself for using too much memory."""


class Piece(NamedTuple):
    """One mesh as a kernel gives it; several pieces with one id make up one product."""

    step_id: int
    vertices: bytes
    faces: bytes
    colours: bytes
    face_colours: bytes


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return a whole frame."""
    return HEADER.pack(MAGIC, kind, len(payload)) + payload


def fault(reason: str) -> bytes:
    """Return the frame by which a worker says why it gives up."""
    return frame(FAULT, reason.encode())


def meshes(pieces: Sequence[Piece]) -> bytes:
    """Return the frame that carries some meshes."""
    blobs = [piece.vertices for piece in pieces]
    blobs += [piece.faces for piece in pieces]
    blobs += [piece.colours for piece in pieces]
    blobs += [piece.face_colours for piece in pieces]
    return frame(MESHES, _table(pieces) + b"".join(blobs))


def _table(pieces: Sequence[Piece]) -> bytes:
    columns = [len(pieces)]
    columns += [piece.step_id for piece in pieces]
    columns += [len(piece.vertices) // 24 for piece in pieces]
    columns += [len(piece.faces) // 12 for piece in pieces]
    columns += [len(piece.colours) // 16 for piece in pieces]
    return struct.pack(f"<{len(columns)}q", *columns)
