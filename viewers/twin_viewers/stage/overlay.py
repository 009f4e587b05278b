"""What is drawn over a scene: what is chosen, and ways, lines of measurement and traces.

All of it shows through what stands in front, since what one looks for is mostly inside of buildings.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.palette import rgb
from twin_viewers.tubes import ball, joined, markers, tubes

__all__ = ["CHOSEN", "Overlay"]

CHOSEN: Final = "#D6006C"
"""What is chosen: a magenta that no layer uses, and that protanopes and deuteranopes see as a dark blue."""

_CASING: Final = "#FFFFFF"
_IN_FRONT: Final = -66_000.0
"""Moves what is drawn to the very front of the depth buffer, whose smallest step this counts."""

_FEW: Final = 6_000
"""So many triangles are tinted through all that hides them; more would be one blot, and are tinted where they show."""

_LINE_PX, _SPOT_PX, _PATH_PX = 2.6, 17.0, 3.2


class Overlay:
    """What is drawn over a scene.

    Parameters
    ----------
    plotter : draws it
    """

    def __init__(self, plotter: Any) -> None:
        self._plotter = plotter
        self._chosen: list[Any] = []
        self._paths: list[tuple[NDArray[np.float64], str]] = []
        self._drawn: list[Any] = []

    def choose(self, corners: Array, ends: Array, middles: Array) -> None:
        """Mark things as chosen, instead of those that were.

        Parameters
        ----------
        corners : of their triangles [m], (m, 3, 3)
        ends : of the lines along their edges [m], (k, 2, 3)
        middles : of those that are too small to be found otherwise [m], (n, 3)
        """
        self._remove(self._chosen)
        if len(corners):
            near = len(corners) <= _FEW
            self._chosen.append(self._add(_faces(corners), CHOSEN, opacity=0.38, front=near))
        if len(ends):
            self._chosen.append(self._add(_lines(ends), CHOSEN, line_width=_LINE_PX, front=True))
        if len(middles):
            spots = {"style": "points", "render_points_as_spheres": False}
            for size, tone in ((_SPOT_PX, _CASING), (_SPOT_PX * 0.7, CHOSEN)):
                actor = self._add(pv.PolyData(middles), tone, point_size=size, front=True, **spots)
                self._chosen.append(actor)

    def path(self, points: NDArray[np.float64], tone: str) -> None:
        """Remember a way through points [m], (n, 3), in a colour written ``#RRGGBB``; `draw` shows it."""
        self._paths.append((points, tone))

    @property
    def has_paths(self) -> bool:
        """Whether any way is drawn."""
        return bool(self._paths)

    def clear_paths(self) -> None:
        """Forget all ways."""
        self._paths.clear()
        self._remove(self._drawn)

    def draw(self, origin: Array, metres_per_pixel: float) -> None:
        """Draw all ways as thick as they are well seen from here.

        Parameters
        ----------
        origin : point of the estate that is zero in the scene [m], (3,)
        metres_per_pixel : scale of the picture [m px⁻¹]
        """
        self._remove(self._drawn)
        radius = _PATH_PX * metres_per_pixel
        for points, tone in self._paths:
            for share, colour in ((1.5, _CASING), (1.0, tone)):
                mesh = _way(points - origin, radius * share)
                self._drawn.append(self._add(mesh, colour, front=True))

    def restart(self) -> None:
        """Forget the actors, which the plotter has been cleared of."""
        self._chosen, self._drawn = [], []

    def clip(self, planes: list[Any]) -> None:
        """Cut what is chosen as all else is cut."""
        for actor in self._chosen:
            actor.mapper.RemoveAllClippingPlanes()
            for plane in planes:
                actor.mapper.AddClippingPlane(plane)

    def _add(self, mesh: Any, tone: str, *, front: bool, **style: Any) -> Any:
        actor = self._plotter.add_mesh(
            mesh, color=rgb(tone), lighting=False, render=False, reset_camera=False, pickable=False, **style
        )
        mapper = actor.mapper
        mapper.SetResolveCoincidentTopologyToPolygonOffset()
        units = _IN_FRONT if front else -2.0
        mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(0.0 if front else -1.0, units)
        mapper.SetRelativeCoincidentTopologyLineOffsetParameters(0.0 if front else -1.0, units)
        mapper.SetRelativeCoincidentTopologyPointOffsetParameter(units)
        return actor

    def _remove(self, actors: list[Any]) -> None:
        for actor in actors:
            self._plotter.remove_actor(actor, render=False)
        actors.clear()


def _faces(corners: Array) -> Any:
    points = np.asarray(corners, dtype=np.float32).reshape(-1, 3)
    return pv.PolyData.from_regular_faces(points, np.arange(len(points)).reshape(-1, 3))


def _lines(ends: Array) -> Any:
    points = np.asarray(ends, dtype=np.float32).reshape(-1, 3)
    cells = np.column_stack((np.full(len(ends), 2), np.arange(len(points)).reshape(-1, 2)))
    return pv.PolyData(points, lines=cells.ravel())


def _way(points: Array, radius: float) -> Any:
    """Return tubes along a way, with a ball at each bend and a larger one at each end."""
    sizes = np.full(len(points), radius)
    sizes[[0, -1]] *= 1.9
    ends = np.stack((points[:-1], points[1:]), axis=1)
    corners, faces, _ = joined([tubes(ends, np.full(len(ends), radius)), markers(ball(), points, sizes)])
    return pv.PolyData.from_regular_faces(corners.astype(np.float32), faces)
