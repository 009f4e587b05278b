"""Points brought down to the ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twin_samples.outdoors.facts import Point
from twin_samples.outdoors.grid import XY
from twin_samples.outdoors.terrain import Frame, heights

__all__ = ["on_ground"]


def on_ground(points: Sequence[XY], frame: Frame) -> tuple[Point, ...]:
    """Return points with the height that they say, or else that of the ground.

    Parameters
    ----------
    points : x, y and perhaps z [m]
    frame : street grid, which the ground follows
    """
    flat = np.array([point[:2] for point in points], dtype=np.float64)
    return tuple(
        (float(x), float(y), round(point[2] if len(point) == 3 else float(z), 3))
        for (x, y), z, point in zip(flat, heights(frame, flat), points, strict=True)
    )
