"""What is drawn faintly because it stands between the eye and the rooms, told anew when the eye goes around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.layers import Layer, Surface, painted

__all__ = ["TURNED", "turned"]

TURNED: Final = 0.9
"""Cosine of the angle that the eye goes around before it is told anew what stands in front."""

_PAIRS: Final = (("solid", "front"), ("lines", "lines of front"))


def turned(
    layers: Sequence[Layer], front: Array, *, share: float, share_of_lines: tuple[float, float]
) -> tuple[Layer, ...]:
    """Return the same layers with other things drawn faintly.

    Parameters
    ----------
    layers : of a scene
    front : whether each node is drawn faintly, (n,)
    share : how much is seen of what is [-]
    share_of_lines : how much is seen of the lines of what is not, and of what is [-]
    """
    named = {layer.name: layer for layer in layers}
    result = list(layers)
    for (open_name, faint_name), shares in zip(_PAIRS, ((1.0, share), share_of_lines), strict=True):
        here = [named[name] for name in (open_name, faint_name) if name in named]
        lines = open_name == "lines"
        for name, faint, seen in ((open_name, False, shares[0]), (faint_name, True, shares[1])):
            surface = Surface.LINES if lines else (Surface.VEIL if faint else Surface.SOLID)
            layer = _gathered(here, name, surface, np.append(front, False) == faint, seen)
            result = [one for one in result if one.name != name]
            result += [layer] if layer is not None else []
    return tuple(result)


def _gathered(layers: Sequence[Layer], name: str, surface: Surface, wanted: Array, seen: float) -> Layer | None:
    """Return the cells of wanted nodes as one layer, None if there are none."""
    lines = surface is Surface.LINES
    corners, nodes, tones = [], [], []
    for layer in layers:
        mesh, of = layer.mesh, np.asarray(layer.mesh.cell_data["node"])
        cells = mesh.lines.reshape(-1, 3)[:, 1:] if lines else mesh.regular_faces
        here = wanted[of]
        corners.append(np.asarray(mesh.points)[cells[here]])
        nodes.append(of[here])
        tones.append(np.asarray(mesh.cell_data["rgba"])[here, :3])
    owner = np.concatenate(nodes) if nodes else np.empty(0, dtype=np.int64)
    if not len(owner):
        return None
    mesh = _mesh(np.concatenate(corners), lines=lines)
    return Layer(name, surface, painted(mesh, owner, np.concatenate(tones) / 255, seen))


def _mesh(corners: NDArray[np.float32], *, lines: bool) -> pv.PolyData:
    points = corners.reshape(-1, 3)
    cells = np.arange(len(points)).reshape(len(corners), -1)
    if lines:
        return pv.PolyData(points, lines=np.column_stack((np.full(len(cells), 2), cells)).ravel())
    return pv.PolyData.from_regular_faces(points, cells)
