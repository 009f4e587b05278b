"""Object placements as matrices in metres, each computed once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Placements", "axes"]

Matrix = NDArray[np.float64]


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
            placement = getattr(placement, "PlacementRelTo", None)
        world = np.eye(4) if placement is None else self._known[placement.id()]
        for link in reversed(chain):
            world = world @ self._local(link)
            self._known[link.id()] = world
        return world

    def _local(self, placement: Any) -> Matrix:
        position = getattr(placement, "RelativePlacement", None) or getattr(placement, "CartesianPosition", None)
        if position is None or not position.is_a("IfcPlacement"):
            return np.eye(4)
        return axes(position, self._length)


def axes(position: Any, length: float) -> Matrix:
    """Return the matrix of an IfcAxis2Placement2D or 3D, (4, 4) [m].

    Parameters
    ----------
    position : the placement
    length : metres per unit of length
    """
    matrix = np.eye(4)
    origin = getattr(position.Location, "Coordinates", None) or ()
    matrix[: len(origin), 3] = np.multiply(origin, length)
    axis, reference = getattr(position, "Axis", None), position.RefDirection
    if axis is not None or reference is not None:
        matrix[:3, :3] = _rotation(_ratios(axis, (0.0, 0.0, 1.0)), _ratios(reference, (1.0, 0.0, 0.0)))
    return matrix


def _ratios(direction: Any, default: tuple[float, float, float]) -> Matrix:
    ratios = np.zeros(3)
    given = default if direction is None else direction.DirectionRatios
    ratios[: len(given)] = given
    return ratios


def _rotation(axis: Matrix, reference: Matrix) -> Matrix:
    z = axis / (np.linalg.norm(axis) or 1.0)
    x = reference - z * (reference @ z)
    if np.linalg.norm(x) < 1e-9:  # the reference is parallel to the axis: any perpendicular will do
        x = np.cross((0.0, 1.0, 0.0) if abs(z[1]) < 0.9 else (1.0, 0.0, 0.0), z)
    x = x / np.linalg.norm(x)
    return np.column_stack((x, np.cross(z, x), z))
