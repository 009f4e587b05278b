"""Object placements as matrices in metres, each computed once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Placements", "axes"]

Matrix = NDArray[np.float64]
Vector = tuple[float, float, float]

_LAST = (0.0, 0.0, 0.0, 1.0)


class Placements:
    """World matrices of object placements.

    Parameters
    ----------
    length : metres per unit of length in the file
    """

    def __init__(self, length: float) -> None:
        self._length = length
        self._known: dict[int, Matrix] = {}

    def __call__(self, placement: Any) -> Matrix:
        """Return the matrix from object to world coordinates, (4, 4) [m]; the identity if there is no placement."""
        chain: list[Any] = []
        while placement is not None and placement.id() not in self._known:
            chain.append(placement)
            placement = _parent(placement)
        world = np.eye(4) if placement is None else self._known[placement.id()]
        for link in reversed(chain):
            world = world @ self._local(link)
            self._known[link.id()] = world
        return world

    def _local(self, placement: Any) -> Matrix:
        position = placement[1] if placement.is_a() == "IfcLocalPlacement" else _cartesian(placement)
        return np.eye(4) if position is None else axes(position, self._length)


def _parent(placement: Any) -> Any:
    if placement.is_a() == "IfcLocalPlacement":
        return placement[0]
    return getattr(placement, "PlacementRelTo", None)


def _cartesian(placement: Any) -> Any:
    """Return the position that a linear placement also gives in coordinates; None for one on a grid."""
    return getattr(placement, "CartesianPosition", None)


def axes(position: Any, length: float) -> Matrix:
    """Return the matrix of an IfcAxis2Placement2D or 3D, (4, 4) [m].

    Parameters
    ----------
    position : the placement
    length : metres per unit of length
    """
    get = position.get_argument  # by number is several times faster than by name
    axis, reference = (get(1), get(2)) if position.is_a() == "IfcAxis2Placement3D" else (None, get(1))
    x, y, z = (*get(0).get_argument(0), 0.0, 0.0)[:3]
    matrix = np.array(((1.0, 0.0, 0.0, x * length), (0.0, 1.0, 0.0, y * length), (0.0, 0.0, 1.0, z * length), _LAST))
    if axis is not None or reference is not None:
        matrix[:3, :3] = _rotation(_ratios(axis, (0.0, 0.0, 1.0)), _ratios(reference, (1.0, 0.0, 0.0)))
    return matrix


def _ratios(direction: Any, default: Vector) -> Vector:
    if direction is None:
        return default
    x, y, z = (*direction[0], 0.0)[:3]
    return x, y, z


# Plain numbers: for vectors of three, NumPy takes ten times as long as the arithmetic.
def _rotation(axis: Vector, reference: Vector) -> tuple[Vector, Vector, Vector]:
    """Return the rows of the matrix whose columns are the x, y and z axes."""
    z = _unit(axis)
    x = _perpendicular(reference, z)
    if _norm(x) < 1e-9:  # the reference is parallel to the axis: any perpendicular will do
        x = _perpendicular((1.0, 0.0, 0.0) if abs(z[0]) < 0.9 else (0.0, 1.0, 0.0), z)
    x = _unit(x)
    y = (z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0])
    return (x[0], y[0], z[0]), (x[1], y[1], z[1]), (x[2], y[2], z[2])


def _perpendicular(vector: Vector, axis: Vector) -> Vector:
    along = vector[0] * axis[0] + vector[1] * axis[1] + vector[2] * axis[2]
    return vector[0] - along * axis[0], vector[1] - along * axis[1], vector[2] - along * axis[2]


def _norm(vector: Vector) -> float:
    return math.hypot(*vector)


def _unit(vector: Vector) -> Vector:
    norm = _norm(vector) or 1.0
    return vector[0] / norm, vector[1] / norm, vector[2] / norm
