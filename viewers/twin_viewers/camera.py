"""From where a picture is taken, so that the building fills it.

Pictures are axonometric: lines that are parallel stay so, and one scale holds all over the picture, as in the drawings
that people who run buildings are used to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array

__all__ = [
    "FROM_ABOVE_DEG",
    "FROM_AFAR_DEG",
    "FROM_ASIDE_DEG",
    "SUN",
    "Frame",
    "Viewpoint",
    "aim",
    "frame_of",
    "long_side",
    "viewpoint_of",
]

FROM_ASIDE_DEG: Final = 30.0
"""How far above the horizon one stands to see a whole building [°]."""

FROM_AFAR_DEG: Final = 38.0
"""How far above the horizon one stands to see an estate with the ground between its buildings [°]."""

FROM_ABOVE_DEG: Final = 58.0
"""How far above the horizon one stands to look into a storey [°]."""

SUN: Final = (-0.7, 0.42, 0.9)
"""Where the light comes from when a picture has shadows: right, towards the eye, up."""

_TURN_DEG: Final = 32.0
"""How far from straight on one looks at the long side [°]: two sides of a building say more than one."""

_MARGIN: Final = 1.05
_LEAST_M: Final = 0.5


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A direction of view.

    Parameters
    ----------
    right : what is to the right in the picture, unit vector, (3,)
    up : what is up in the picture, unit vector, (3,)
    back : from the scene to the eye, unit vector, (3,)
    along : direction of the long side of the buildings, unit vector, (2,)
    """

    right: NDArray[np.float64]
    up: NDArray[np.float64]
    back: NDArray[np.float64]
    along: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """What fits into a picture.

    Parameters
    ----------
    centre : its middle [m], (3,)
    half_height : half of the height that fits in [m]
    depth : how far the scene reaches from front to back [m]
    """

    centre: NDArray[np.float64]
    half_height: float
    depth: float


def viewpoint_of(points: Array, *, elevation_deg: float = FROM_ASIDE_DEG) -> Viewpoint:
    """Return the direction from which buildings show their long and a short side, the more southern of both.

    Parameters
    ----------
    points : corners of what is to be seen [m], (n, 3)
    elevation_deg : how far above the horizon the eye is [°]
    """
    along = long_side(points[:, :2])
    front = np.array((along[1], -along[0]))
    front = front if front[1] < 0 else -front  # the southern side has the light, in the maps of the north at least
    turn, rise = np.radians(_TURN_DEG), np.radians(elevation_deg)
    level = np.array(
        (front[0] * np.cos(turn) - front[1] * np.sin(turn), front[0] * np.sin(turn) + front[1] * np.cos(turn))
    )
    back = np.append(level * np.cos(rise), np.sin(rise))
    right = np.array((-level[1], level[0], 0.0))
    return Viewpoint(right, np.cross(back, right), back, along)


def frame_of(points: Array, viewpoint: Viewpoint, *, aspect: float) -> Frame:
    """Return the smallest frame that shows all points.

    Parameters
    ----------
    points : what must be in the picture [m], (n, 3)
    viewpoint : direction of view
    aspect : width over height of the picture [-]
    """
    axes = np.stack((viewpoint.right, viewpoint.up, viewpoint.back))
    seen = points @ axes.T
    low, high = seen.min(axis=0), seen.max(axis=0)
    width, height, depth = (high - low).tolist()
    half = max(height, width / aspect, _LEAST_M) / 2 * _MARGIN
    return Frame(((low + high) / 2) @ axes, half, depth)


def aim(camera: Any, viewpoint: Viewpoint, *, frame: Frame, reach: float) -> None:
    """Set up a PyVista camera.

    Parameters
    ----------
    camera : the camera to change
    viewpoint : direction of view
    frame : what fits into the picture
    reach : largest distance of anything from the middle of the frame [m]
    """
    far = 2 * reach + frame.depth
    camera.parallel_projection = True
    camera.focal_point = frame.centre
    camera.position = frame.centre + viewpoint.back * far
    camera.up = viewpoint.up
    camera.parallel_scale = frame.half_height


def long_side(plan: Array) -> NDArray[np.float64]:
    """Return the direction of the longer side of the smallest rectangle around points in plan, unit vector, (2,).

    Parameters
    ----------
    plan : the points [m], (n, 2)
    """
    import shapely

    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shapely.multipoints(plan)))
    if len(corners) < 5:  # a point or a line
        return np.array((1.0, 0.0))
    sides = np.diff(corners[:3], axis=0)
    lengths = np.linalg.norm(sides, axis=1)
    return np.asarray(sides[lengths.argmax()] / lengths.max())
