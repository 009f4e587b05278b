"""Trees, lamps, benches and the like as simple bodies that people recognise, all of a kind in one go.

A symbol stands upright on the ground, one metre high; it is stretched to the height of the thing. Masts and poles would
be thinner than a pixel in the picture of an estate, so they are drawn as thick as it takes to see them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.palette import rgb
from twin_viewers.pieces import Piece

__all__ = ["SYMBOLS", "symbol_pieces"]

Body = tuple[NDArray[np.float64], NDArray[np.int64], str]
"""Corners [-], triangles as rows of them, and colour; an empty colour is that of the role."""

_DARK, _TRUNK, _PALE = "#43484F", "#7A5C43", "#F4F4F0"
_SIDES: Final = 8


def symbol_pieces(form: str, *, places: Array, size: Array, nodes: Array, tones: Array) -> list[Piece]:
    """Return the same symbol at many places.

    Parameters
    ----------
    form : name of the symbol
    places : where they stand, relative to the origin [m], (n, 3)
    size : width, depth and height of each [m], (n, 3)
    nodes : row of the node of each, (n,)
    tones : colour of each, 0 to 1 [-], (n, 3)
    """
    pieces = []
    for corners, faces, colour in SYMBOLS[form]():
        points = places[:, None] + corners[None] * size[:, None]
        shifted = faces[None] + len(corners) * np.arange(len(places))[:, None, None]
        tone = np.repeat(tones if not colour else np.tile(rgb(colour), (len(places), 1)), len(faces), axis=0)
        pieces.append(Piece(points.reshape(-1, 3), shifted.reshape(-1, 3), np.repeat(nodes, len(faces)), tone))
    return pieces


def _tree() -> list[Body]:
    crown = _turned([(0.0, 0.28), (0.36, 0.36), (0.5, 0.56), (0.42, 0.78), (0.22, 0.94), (0.0, 1.0)])
    return [(*_turned([(0.06, 0.0), (0.05, 0.4)]), _TRUNK), (*crown, "")]


def _lamp() -> list[Body]:
    mast, head = _turned([(0.5, 0.0), (0.35, 0.93)]), _turned([(0.0, 0.9), (1.6, 0.92), (1.9, 0.96), (0.0, 1.0)])
    return [(*mast, _DARK), (*head, "")]


def _bench() -> list[Body]:
    legs = _merged(_block(-0.42, -0.3, 0.0, -0.34, 0.3, 0.5), _block(0.34, -0.3, 0.0, 0.42, 0.3, 0.5))
    seat = _merged(_block(-0.5, -0.5, 0.5, 0.5, 0.35, 0.62), _block(-0.5, 0.35, 0.5, 0.5, 0.5, 1.0))
    return [(*legs, _DARK), (*seat, "")]


def _bin() -> list[Body]:
    return [
        (*_turned([(0.38, 0.0), (0.5, 0.85), (0.0, 0.85)]), ""),
        (*_turned([(0.55, 0.85), (0.55, 1.0), (0, 1)]), _DARK),
    ]


def _sign() -> list[Body]:
    return [(*_turned([(0.06, 0.0), (0.06, 1.0)]), _DARK), (*_block(-0.5, -0.08, 0.62, 0.5, 0.08, 1.0), "")]


def _hydrant() -> list[Body]:
    stem = _turned([(0.5, 0.0), (0.5, 0.1), (0.32, 0.1), (0.32, 0.75), (0.42, 0.75), (0.3, 0.95), (0.0, 1.0)])
    return [(*stem, ""), (*_block(-0.55, -0.14, 0.45, 0.55, 0.14, 0.65), "")]


def _pillar() -> list[Body]:
    return [(*_block(-0.5, -0.4, 0.0, 0.5, 0.4, 1.0), ""), (*_block(-0.3, -0.44, 0.6, 0.3, -0.38, 0.88), _PALE)]


def _play() -> list[Body]:
    posts = [_block(x, y, 0.0, x + 0.06, y + 0.06, 1.0) for x in (-0.5, 0.0) for y in (-0.25, 0.19)]
    slide = _slide()
    return [(*_merged(*posts, _block(-0.5, -0.25, 0.5, 0.06, 0.25, 0.56)), _TRUNK), (*slide, ""), (*_tent(), "")]


def _pin() -> list[Body]:
    return [(*_turned([(0.0, 0.0), (0.22, 0.5), (0.0, 0.5)]), ""), (*_turned([(0, 0.4), (0.5, 0.7), (0, 1)]), "")]


def _post() -> list[Body]:
    return [(*_turned([(0.5, 0.0), (0.5, 0.9), (0.0, 1.0)]), "")]


def _door() -> list[Body]:
    posts = _block(-0.5, -0.5, 0.0, -0.36, 0.5, 0.9), _block(0.36, -0.5, 0.0, 0.5, 0.5, 0.9)
    return [(*_merged(*posts, _block(-0.5, -0.5, 0.9, 0.5, 0.5, 1.0)), "")]


SYMBOLS: Final[Mapping[str, Callable[[], list[Body]]]] = {
    "tree": _tree,
    "lamp": _lamp,
    "bench": _bench,
    "bin": _bin,
    "sign": _sign,
    "hydrant": _hydrant,
    "pillar": _pillar,
    "play": _play,
    "pin": _pin,
    "post": _post,
    "door": _door,
}
"""Symbols by name."""


def _turned(profile: list[tuple[float, float]]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the body that a profile of radius and height makes when it is turned around the upright axis."""
    angle = np.arange(_SIDES) * 2 * np.pi / _SIDES
    rings = [np.column_stack((r * np.cos(angle), r * np.sin(angle), np.full(_SIDES, z))) for r, z in profile]
    near = np.arange(_SIDES)
    right = np.roll(near, -1)
    band = np.concatenate(
        (np.stack((near, right, right + _SIDES), 1), np.stack((near, right + _SIDES, near + _SIDES), 1))
    )
    faces = np.concatenate([band + _SIDES * ring for ring in range(len(profile) - 1)])
    points = np.concatenate(rings)
    a, b, c = (points[faces[:, at]] for at in range(3))
    return points, faces[np.linalg.norm(np.cross(b - a, c - a), axis=1) > 1e-9]


def _block(*ends: float) -> tuple[Array, Array]:
    """Return a block from its least x, y, z to its greatest."""
    x0, y0, z0, x1, y1, z1 = ends
    corners = np.array([(x, y, z) for z in (z0, z1) for y in (y0, y1) for x in (x0, x1)])
    sides = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6))
    return corners, np.array([face for a, b, c, d in sides for face in ((a, b, c), (a, c, d))])


def _slide() -> tuple[Array, Array]:
    corners, faces = _block(0.06, -0.18, 0.0, 0.5, 0.18, 0.62)
    corners[(corners[:, 2] > 0) & (corners[:, 0] > 0.4), 2] = 0.1
    return corners, faces


def _tent() -> tuple[Array, Array]:
    corners = np.array([(-0.55, -0.3, 0.8), (0.11, -0.3, 0.8), (0.11, 0.3, 0.8), (-0.55, 0.3, 0.8), (-0.22, 0.0, 1.15)])
    return corners, np.array([(0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4), (0, 2, 1), (0, 3, 2)])


def _merged(*bodies: tuple[Array, Array]) -> tuple[Array, Array]:
    starts = np.cumsum([0, *(len(points) for points, _ in bodies)])
    faces = [faces + start for (_, faces), start in zip(bodies, starts, strict=False)]
    return np.concatenate([points for points, _ in bodies]), np.concatenate(faces)
