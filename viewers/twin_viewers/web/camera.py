"""How somebody moves round an estate: turn, shift, and come nearer to what is under the pointer.

The picture is a parallel projection. So the point that is turned round may slide along the line of sight without
anything to be seen, and it is kept at one height: turning never leaves the estate for a point far below the ground.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["scale_bar", "shift", "turn", "zoom"]

_LEAST_RISE_DEG, _MOST_RISE_DEG = 3.0, 89.0
"""From where things can be seen [°]: from the side, and from above."""

_LEAST_HALF_M, _MOST_HALF_M = 0.2, 5000.0

_STEPS: Final = (1.0, 2.0, 5.0, 10.0)


def turn(camera: Any, round_deg: float, over_deg: float) -> None:
    """Turn a camera round what it looks at.

    Parameters
    ----------
    camera : the camera to change
    round_deg : how far round the vertical [°]
    over_deg : how far up [°]
    """
    focus = np.array(camera.focal_point)
    back = np.array(camera.position) - focus
    distance = float(np.linalg.norm(back))
    _, _, into = _axes(camera)
    about = math.atan2(-into[1], -into[0]) if abs(into[2]) < 0.999 else _heading_of_up(camera)
    about += math.radians(round_deg)
    rise = math.asin(float(np.clip(-into[2], -1.0, 1.0))) + math.radians(over_deg)
    rise = min(max(rise, math.radians(_LEAST_RISE_DEG)), math.radians(_MOST_RISE_DEG))
    away = np.array((math.cos(about) * math.cos(rise), math.sin(about) * math.cos(rise), math.sin(rise)))
    camera.position = focus + away * distance
    camera.up = (-math.cos(about) * math.sin(rise), -math.sin(about) * math.sin(rise), math.cos(rise))


def shift(camera: Any, right: float, up: float) -> None:
    """Shift what a camera sees.

    Parameters
    ----------
    camera : the camera to change
    right : how far the picture goes to the right, over its height [-]
    up : how far it goes up, over its height [-]
    """
    across, upward, into = _axes(camera)
    height_m = 2.0 * float(camera.parallel_scale)
    by = -(across * right + upward * up) * height_m
    if abs(into[2]) > 0.15:  # back to the height it had, along the line of sight
        by = by - into * by[2] / into[2]
    camera.focal_point = np.array(camera.focal_point) + by
    camera.position = np.array(camera.position) + by


def zoom(camera: Any, factor: float, *, right: float = 0.0, up: float = 0.0) -> None:
    """Come nearer to a point of the picture, which stays where it is.

    Parameters
    ----------
    camera : the camera to change
    factor : how much larger things become [-]
    right : where the point is, from the middle, over the height of the picture [-]
    up : where it is above the middle, over the height of the picture [-]
    """
    before = float(camera.parallel_scale)
    camera.parallel_scale = min(max(before / factor, _LEAST_HALF_M), _MOST_HALF_M)
    kept = 1.0 - before / float(camera.parallel_scale)
    shift(camera, right * kept, up * kept)


def scale_bar(metres_per_px: float, *, most_px: float = 110.0) -> tuple[float, float]:
    """Return a round length and how long it is in the picture [m], [px].

    Parameters
    ----------
    metres_per_px : scale of the picture [m px⁻¹]
    most_px : longest bar [px]

    Examples
    --------
    >>> scale_bar(0.1)
    (10.0, 100.0)
    """
    most = metres_per_px * most_px
    power = 10.0 ** math.floor(math.log10(most))
    length = max(step * power for step in _STEPS if step * power <= most * (1.0 + 1e-9))
    return length, length / metres_per_px


def _axes(camera: Any) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the directions to the right, up and into the picture, unit vectors."""
    into = np.array(camera.focal_point) - np.array(camera.position)
    into = into / np.linalg.norm(into)
    across = np.cross(into, np.array(camera.up))
    across = across / np.linalg.norm(across)
    return across, np.cross(across, into), into


def _heading_of_up(camera: Any) -> float:
    """Return from where somebody looks who looks straight down: from below the picture."""
    return math.atan2(-camera.up[1], -camera.up[0])
