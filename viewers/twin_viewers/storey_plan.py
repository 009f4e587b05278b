"""What a plan of a storey is drawn from: its rooms, what is cut above their floor, and how it lies on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity

from twin.geometry.placed import triangles_of
from twin.geometry.section import section
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.roles import role_names_of

__all__ = ["CUT_M", "CUT_ROLES", "Turn", "cut_of", "floor_of", "of_role", "rooms_of"]

CUT_M: Final = 1.2
"""Height above the floor at which plans are cut [m]."""

CUT_ROLES: Final = ("wall", "column or beam", "window")


@dataclass(frozen=True)
class Turn:
    """Turns an estate so that a building lies along the page.

    Parameters
    ----------
    angle : counter-clockwise [°]
    centre : about which it turns [m]
    """

    angle: float
    centre: tuple[float, float]

    @classmethod
    def of(cls, outlines: Array) -> Turn:
        """Return the turn that lays the longer side of some shapes along the page.

        Parameters
        ----------
        outlines : shapes in plan [m], None where there is none
        """
        known = [one for one in outlines.tolist() if one is not None]
        box = shapely.minimum_rotated_rectangle(shapely.multipoints(shapely.get_coordinates(known)))
        corners = shapely.get_coordinates(box)
        sides = np.diff(corners, axis=0)[:2] if len(corners) > 2 else np.array([[1.0, 0.0]])
        longest = sides[np.argmax(np.hypot(*sides.T))]
        angle = (np.degrees(np.arctan2(longest[1], longest[0])) + 90.0) % 180.0 - 90.0
        middle = box.centroid
        return cls(-float(angle), (float(middle.x), float(middle.y)))

    def all(self, shapes: Array) -> NDArray[Any]:
        """Return shapes turned, without those that are missing."""
        return np.array([affinity.rotate(one, self.angle, origin=self.centre) for one in shapes if one is not None])

    def point(self, at: tuple[float, float]) -> tuple[float, float]:
        """Return a point turned."""
        turned = affinity.rotate(shapely.Point(*at), self.angle, origin=self.centre)
        return float(turned.x), float(turned.y)


def rooms_of(twin: Twin, storey: int) -> Array:
    """Return the rows of the rooms of a storey that have a shape, (k,)."""
    nodes = twin.nodes
    return np.flatnonzero((nodes["kind"] == Kind.SPACE) & (nodes["storey"] == storey) & (nodes["mesh"] >= 0))


def floor_of(twin: Twin, rooms: Array) -> float:
    """Return the level on which most of some rooms stand [m]."""
    return float(np.median(twin.nodes["box"][rooms, 0, 2]))


def of_role(twin: Twin, storey: int, roles: tuple[str, ...]) -> Array:
    """Return the rows of the things of some roles that a storey has, (k,)."""
    nodes = twin.nodes
    mine = (nodes["storey"] == storey) & (nodes["mesh"] >= 0)
    return np.flatnonzero(mine & np.isin(role_names_of(twin), roles))


def cut_of(twin: Twin, rows: Array, *, height: float) -> NDArray[Any]:
    """Return the area that each of some things covers at a height in plan, None where it does not reach there, (k,)."""
    return section(triangles_of(twin, rows), len(rows), height=height)
