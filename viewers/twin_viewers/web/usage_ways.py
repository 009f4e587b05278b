"""Ways whose width and colour tell a value, and few rooms that show through all: what a colour alone would not tell.

Seen from afar a footway is thinner than a pixel, and a common room is hidden by the building around it.
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
from twin_viewers.palette import EDGE, rgb
from twin_viewers.scene import tones_of
from twin_viewers.stage import Stage
from twin_viewers.terrain import terrain_of
from twin_viewers.tubes import ball, joined, markers, tubes
from twin_viewers.web.local_stage import LocalStage

__all__ = ["Ways", "pieces_of"]

_LEAST, _MOST = 0.0035, 0.011
"""Radius of the thinnest and of the thickest tube, over the height of the whole estate in the picture [-]."""

_ABOVE_M: Final = 0.6
"""So high above the ground the tubes lie [m]."""


_OUTLINE: Final = 1.35
"""How much thicker than a tube its dark edge is [-]."""

_FEW_ROOMS: Final = 120
"""So many rooms are drawn through all that hides them; more would be one blot."""

_IN_FRONT: Final = -66_000.0
"""Moves rooms to the very front of the depth buffer, whose smallest step this counts."""


class Ways:
    """Tubes along ways, and rooms seen through walls, on a stage.

    Parameters
    ----------
    stage : where they are drawn
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._actors: list[Any] = []

    def clear(self) -> None:
        """Draw none."""
        for actor in self._actors:
            self._stage.plotter.remove_actor(actor, render=False)
        self._actors.clear()
        self._tell()

    def show(self, values: Groups | Numbers, rows: Array) -> None:
        """Draw some ways as wide and in the colour that their values say, instead of what was drawn.

        Parameters
        ----------
        values : of all nodes
        rows : rows of ways and rooms, of which those without a value are left out, (n,)
        """
        self.clear()
        kinds, known = self._stage.twin.nodes["kind"][rows], values.known[rows]
        tones = tones_of(values, np.full(self._stage.twin.nodes.length, ""), np.flatnonzero(values.known))
        self._draw_ways(values, rows[known & (kinds == Kind.PATH)], tones)
        rooms = rows[known & (kinds == Kind.SPACE)]
        if 0 < len(rooms) <= _FEW_ROOMS:
            self._draw_rooms(rooms, tones)
        self._tell()

    def _tell(self) -> None:
        """Tell a stage that a browser may draw whether there is more than its scene."""
        if isinstance(self._stage, LocalStage):
            self._stage.draws_over = bool(self._actors)

    def _draw_ways(self, values: Groups | Numbers, rows: Array, tones: Array) -> None:
        stage = self._stage
        ends, owner = pieces_of(stage.twin)
        wanted = np.isin(owner, rows)
        if not wanted.any():
            return
        ends, owner = ends[wanted] - stage.scene.origin + (0.0, 0.0, _ABOVE_M), owner[wanted]
        radius = self._radius(values)[owner]
        for share, culling in ((_OUTLINE, "front"), (1.0, False)):  # the back of what is larger is seen as an edge
            thick = radius * share
            parts = [tubes(ends, thick), markers(ball(), ends[:, 0], thick), markers(ball(), ends[:, 1], thick)]
            corners, faces, piece = joined(parts)
            colours = tones[owner[piece]] if share == 1.0 else np.tile(rgb(EDGE), (len(faces), 1))
            self._add(corners, faces, colours, culling=culling)

    def _draw_rooms(self, rows: Array, tones: Array) -> None:
        from twin.geometry.placed import triangles_of

        shaped = rows[self._stage.twin.nodes["mesh"][rows] >= 0]
        if not len(shaped):
            return
        points, faces, owner = triangles_of(self._stage.twin, shaped)
        actor = self._add(points - self._stage.scene.origin, faces, tones[shaped[owner]], opacity=0.62)
        actor.mapper.SetResolveCoincidentTopologyToPolygonOffset()
        actor.mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(0.0, _IN_FRONT)

    def _add(self, corners: Array, faces: Array, tones: Array, **style: Any) -> Any:
        import pyvista as pv

        mesh = pv.PolyData.from_regular_faces(np.asarray(corners, dtype=np.float32), faces)
        mesh.cell_data["rgb"] = np.round(np.asarray(tones) * 255).astype(np.uint8)
        fixed = {"rgb": True, "lighting": False, "render": False, "reset_camera": False, "pickable": False}
        actor = self._stage.plotter.add_mesh(mesh, scalars="rgb", **fixed, **style)
        self._actors.append(actor)
        return actor

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
