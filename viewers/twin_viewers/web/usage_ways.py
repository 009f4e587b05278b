"""Ways whose width and colour tell a value, drawn over the picture: footfall, dark stretches, choice.

Seen from afar a footway is thinner than a pixel, so that its colour alone could not be read.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.flat import ways_of
from twin_viewers.scene import tones_of
from twin_viewers.stage import Stage
from twin_viewers.terrain import terrain_of
from twin_viewers.tubes import ball, joined, markers, tubes

__all__ = ["Ways", "pieces_of"]

_LEAST, _MOST = 0.0028, 0.0095
"""Radius of the thinnest and of the thickest tube, over the height of the whole estate in the picture [-]."""

_ABOVE_M: Final = 0.6
"""So high above the ground the tubes lie [m]."""


class Ways:
    """Tubes along ways on a stage.

    Parameters
    ----------
    stage : where they are drawn
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._actor: Any = None

    def clear(self) -> None:
        """Draw none."""
        if self._actor is not None:
            self._stage.plotter.remove_actor(self._actor, render=False)
        self._actor = None

    def show(self, values: Groups | Numbers, rows: Array) -> None:
        """Draw some ways as wide and in the colour that their values say, instead of those that were drawn.

        Parameters
        ----------
        values : of all nodes
        rows : rows of the ways, of which those without a value are left out, (n,)
        """
        import pyvista as pv

        self.clear()
        twin, stage = self._stage.twin, self._stage
        ends, owner = pieces_of(twin)
        wanted = np.isin(owner, rows[values.known[rows]])
        if not wanted.any():
            return
        ends, owner = ends[wanted] - stage.scene.origin + (0.0, 0.0, _ABOVE_M), owner[wanted]
        radius = self._radius(values)[owner]
        parts = [tubes(ends, radius), markers(ball(), ends[:, 0], radius), markers(ball(), ends[:, 1], radius)]
        corners, faces, piece = joined(parts)
        tones = tones_of(values, np.full(twin.nodes.length, ""), rows)
        mesh = pv.PolyData.from_regular_faces(corners.astype(np.float32), faces)
        mesh.cell_data["rgb"] = np.round(tones[owner[piece]] * 255).astype(np.uint8)
        self._actor = stage.plotter.add_mesh(
            mesh, scalars="rgb", rgb=True, lighting=False, render=False, reset_camera=False, pickable=False
        )

    def _radius(self, values: Groups | Numbers) -> NDArray[np.float64]:
        """Return the radius that the value of each node asks for [m], (n,)."""
        if isinstance(values, Numbers):
            low, high = values.span(np.flatnonzero(values.known)) or (0.0, 1.0)
            share = (np.nan_to_num(values.values, nan=low) - low) / ((high - low) or 1.0)
        elif values.ordered:
            share = values.codes / max(len(values.labels) - 2, 1)  # the last group is of where one goes to
        else:
            share = np.full(len(values.codes), 0.4)
        height = float(np.ptp(self._stage.scene.frame, axis=0)[:2].max())
        return np.asarray(height * (_LEAST + (_MOST - _LEAST) * np.clip(share, 0.0, 1.0)))


@once
def pieces_of(twin: Twin) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the straight pieces of all ways and stretches [m], (n, 2, 3), and the row that each belongs to, (n,)."""
    ways = ways_of(twin, twin.rows(Kind.PATH), terrain=terrain_of(twin))
    points, line = shapely.get_coordinates(ways.shapes, include_z=True, return_index=True)
    first = np.flatnonzero(line[1:] == line[:-1])
    pieces = np.stack((points[first], points[first + 1]), axis=1)
    return pieces, ways.nodes[line[first]]
