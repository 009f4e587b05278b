"""Darker corners, so that form reads: where walls meet the ground, under balconies, between trees.

Less light of the sky reaches what lies in a corner. How much less is told from the depth of a finished picture: beside
a point in a plane, what is farther on one side is nearer on the other by as much; in a corner both sides are nearer. So
planes keep their colours exactly, from whatever angle they are seen, which is what colours that tell values need.

References
----------
Luft, Colditz, Deussen (2006), Image enhancement by unsharp masking the depth buffer, doi:10.1145/1141911.1142016:
shade from depth alone. Shanmugam, Arikan (2007), Hardware accelerated ambient occlusion techniques on GPUs,
doi:10.1145/1230100.1230113: nearer things beside a point take light from it, those far in front do not.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array

__all__ = ["depth_of", "most_of", "occlusion", "shaded"]

_COARSE: Final = 2
"""Every so many pixels the depth is looked at: shade is soft [px]."""

_REACHES: Final = (3, 8, 18)
"""How far around a point one looks, in a picture of a thousand lines [coarse px]."""

_DIRECTIONS: Final = 4
_STEEP: Final = 1.5
"""What stands so much farther in front of a point than beside it takes no light from it any more [-]."""

_FLAT_PX: Final = 1.5
"""What bends by less is flat: lines, kerbs and what lies a hand's breadth over the ground [coarse px]."""

_STRENGTH: Final = 0.8
_SOFT: Final = 8
"""Shade is smoothed over so much, in a picture of a thousand lines [coarse px]."""

_MOST, _MOST_OF_VALUES = 0.3, 0.15
"""Share of its light that a corner may lose [-]; less where colours tell values, whose steps are twice as far apart."""

_THIN: Final = 3
"""What is thinner takes no light: masts and bars would leave a trace on all around them [coarse px]."""


def depth_of(window: Any, columns: int, clipping: tuple[float, float]) -> NDArray[np.float32]:
    """Return how far from the eye what was drawn last is, from the top [m], (height, columns).

    Parameters
    ----------
    window : VTK window
    columns : so many pixels from the left are asked for
    clipping : nearest and farthest distance that is drawn, seen in parallel [m]
    """
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkCommonCore import vtkFloatArray

    height, values = window.GetSize()[1], vtkFloatArray()
    window.GetZbufferData(0, 0, columns - 1, height - 1, values)
    near, far = clipping
    share = vtk_to_numpy(values).reshape(height, columns)[::-1]
    return np.asarray(near + (far - near) * share, dtype=np.float32)


def most_of(*, outside: bool, tells: bool) -> float:
    """Return the share of its light that a corner may lose [-].

    Parameters
    ----------
    outside : whether buildings are seen from outside, under the sky
    tells : whether colours tell values
    """
    return _MOST if outside and not tells else _MOST_OF_VALUES


def shaded(pixels: NDArray[np.uint8], depth: Array, metres_per_pixel: float, *, most: float) -> NDArray[np.uint8]:
    """Return a picture with darker corners, (height, width, 3).

    Parameters
    ----------
    pixels : the picture, (height, width, 3)
    depth : how far from the eye each pixel is [m], (height, width)
    metres_per_pixel : scale of the picture [m px⁻¹]
    most : share of its light that a corner may lose [-]
    """
    from scipy.ndimage import grey_dilation, grey_erosion, uniform_filter

    few = np.ascontiguousarray(depth[::_COARSE, ::_COARSE])
    few = grey_erosion(grey_dilation(few, size=(_THIN, _THIN)), size=(_THIN, _THIN))
    lines = depth.shape[0] / 1000
    reaches = [max(1, round(reach * lines)) for reach in _REACHES]
    lost = uniform_filter(occlusion(few, _COARSE * metres_per_pixel, reaches), max(3, round(_SOFT * lines)))
    light = 1 - np.minimum(_STRENGTH * lost, most)
    full = light.repeat(_COARSE, axis=0).repeat(_COARSE, axis=1)[: depth.shape[0], : depth.shape[1]]
    smooth = uniform_filter(full, 3)
    return np.asarray(pixels * smooth[..., None], dtype=np.uint8)


def occlusion(depth: NDArray[np.float32], pixel_m: float, reaches: list[int]) -> NDArray[np.float32]:
    """Return how much of the light from around each point does not reach, 0 to 1 [-], (h, w).

    Parameters
    ----------
    depth : how far from the eye each point is [m], (h, w)
    pixel_m : how far apart points are [m]
    reaches : how far around a point one looks [px]
    """
    lost, angles = np.zeros_like(depth), np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS
    for turn, reach in enumerate(reaches):
        for angle in angles + turn * np.pi / _DIRECTIONS / len(reaches):
            across, down = round(reach * np.cos(angle)), round(reach * np.sin(angle))
            lost += _of_pair(depth, across, down, pixel_m)
    return np.asarray(lost / (len(reaches) * _DIRECTIONS), dtype=np.float32)


def _of_pair(depth: NDArray[np.float32], across: int, down: int, pixel_m: float) -> NDArray[np.float32]:
    """Return how much of its light each point loses to what is on two opposite sides of it [-], (h, w)."""
    height, width = depth.shape
    lost, step = np.zeros_like(depth), np.float32(np.hypot(across, down) * pixel_m)
    edge, side = abs(down), abs(across)
    if 2 * edge >= height or 2 * side >= width:
        return lost
    inner = (slice(edge, height - edge), slice(side, width - side))
    here = depth[inner]
    bend, kept = np.zeros_like(here), np.ones_like(here)
    for sign in (1, -1):
        top, left = edge + sign * down, side + sign * across
        rise = here - depth[top : top + here.shape[0], left : left + here.shape[1]]
        bend += rise
        np.abs(rise, out=rise)
        kept *= np.clip(2 - rise / (_STEEP * step), 0, 1)
    bend = np.clip((bend / 2 - np.float32(_FLAT_PX * pixel_m)) / step, 0, 1)
    lost[inner] = bend * kept
    return lost
