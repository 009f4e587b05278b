"""The estate by night: moonlight on all, pools of light below lamps, and windows of halls that are lit.

Dark stretches of a way show as what they are. The ground keeps its colours below a dark veil that is thinner the
brighter it is there; what stands on it is lit by how far the next lamps are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyvista as pv
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.framing import is_own
from twin_viewers.lights import Sources, brightness, panes_of, sources_of
from twin_viewers.palette import rgb
from twin_viewers.public import PUBLIC_ROLES
from twin_viewers.roles import role_names_of
from twin_viewers.scene import Scene
from twin_viewers.stage.part import Part
from twin_viewers.terrain import terrain_of

__all__ = ["NIGHT", "Night"]

NIGHT: Final = "#0B1220"
"""Sky and ground where no light is."""

_MOON: Final = np.array((0.27, 0.31, 0.41), dtype=np.float32)
_WARM: Final = np.array((0.85, 0.70, 0.46), dtype=np.float32)
_GLOW: Final = "#FFDFA0"
_AMBER: Final = "#FFC46B"
"""Light of the moon on things, of a lamp on what is near, of lit windows, and of a lamp on the ground."""

_DARKEST, _BRIGHTEST = 0.80, 0.10
"""How much the veil on the ground takes where no lamp shines and below one [-]."""

_FINE_M: Final = 1.2
_MOST: Final = 190
"""Cells of the veil are so large where lamps are, and not more on a side [m], [-]."""

_AROUND_M: Final = 34.0
_OVER_M: Final = 0.10
_FLAT: Final = 1e-6
_BEFORE_M: Final = 0.3
"""The veil lies over the ground, and is drawn as if it were nearer by so much: ways lie where their lines say [m]."""

_LARGE_M: Final = (5.0, 12.0)
"""A lamp does not light a whole wall: of larger triangles the light is less, and none of the largest [m]."""

_HALO_M: Final = 0.9

_DEPTHS: Final = 65_536
"""Steps by which VTK draws something nearer than it is, from the nearest to the farthest [-]."""

_NONE: Final = np.empty((0, 3, 3), dtype=np.float32)

_GROUND: Final = tuple(name for name, role in PUBLIC_ROLES.items() if role.form in {"area", "way"})


class Night:
    """Makes it night, and day again.

    Parameters
    ----------
    plotter : draws it
    """

    def __init__(self, plotter: Any) -> None:
        self._plotter = plotter
        self._actors: list[Any] = []

    @property
    def actors(self) -> tuple[Any, ...]:
        """What is drawn by night only."""
        return tuple(self._actors)

    def end(self, parts: Sequence[Part]) -> None:
        """Show parts by day.

        Parameters
        ----------
        parts : all that is drawn
        """
        for actor in self._actors:
            self._plotter.remove_actor(actor, render=False)
        self._actors.clear()
        for part in parts:
            part.shine(None)

    def fall(self, twin: Twin, scene: Scene, parts: Sequence[Part], lit: Array) -> None:
        """Show parts by night.

        Parameters
        ----------
        twin : the twin
        scene : what is shown
        parts : all that is drawn
        lit : rows of lamps and rooms that give light, (n,)
        """
        self.end(parts)
        sources, role = sources_of(twin, lit), role_names_of(twin)
        ground = np.append(np.isin(role, _GROUND), True)
        whole = np.append(is_own(role), True)
        glowing = np.zeros(twin.nodes.length + 1, dtype=bool)
        glowing[panes_of(twin, lit)] = glowing[sources.lamps] = glowing[lit] = True
        glowing[-1] = False
        dimmed = [part for part in parts if part.is_dimmed]
        for part in dimmed:
            self._shine(part, scene, sources, ground=ground, glowing=glowing, whole=whole)
        below = np.concatenate([_NONE, *(part.corners_of(ground[part.nodes]) for part in dimmed)])
        if len(below):
            self._actors.append(self._veil(twin, scene, sources, below))
            self._bring_forward([part for part in parts if len(part.actors) > 1])
        if len(sources.lamps):
            self._actors.append(self._halos(sources.points[sources.lamps >= 0] - scene.origin))

    def light(self, part: Part) -> None:
        """Show one more part by night, which only stands for others.

        Parameters
        ----------
        part : what is drawn
        """
        part.shine(np.tile(_MOON, (len(part.nodes), 1)))

    def _shine(
        self, part: Part, scene: Scene, sources: Sources, *, ground: Array, glowing: Array, whole: Array
    ) -> None:
        middles = part.middles.astype(np.float64)
        light, above = np.ones((len(middles), 3), dtype=np.float32), np.flatnonzero(~ground[part.nodes])
        lamps = brightness(middles[above] + scene.origin, sources) * _small(part.sizes[above])
        lamps = _even(lamps, part.nodes[above], whole[part.nodes[above]])
        light[above] = _MOON + lamps.astype(np.float32)[:, None] * _WARM
        part.shine(light, glow=glowing[part.nodes], tone=rgb(_GLOW))

    def _bring_forward(self, parts: Sequence[Part]) -> None:
        """Draw parts that hide what is behind them after the ground is dark, which would be hidden from the veil."""
        for actor in (actor for part in parts for actor in part.actors):
            self._plotter.renderer.RemoveActor(actor)
            self._plotter.renderer.AddActor(actor)

    def _veil(self, twin: Twin, scene: Scene, sources: Sources, below: NDArray[np.float32]) -> Any:
        """Return what makes the ground dark, and less so below lamps."""
        low, high = below.min(axis=(0, 1)).astype(np.float64), below.max(axis=(0, 1)).astype(np.float64)
        plan = sources.points[:, :2] - scene.origin[:2]
        lines = [_steps(low[axis], high[axis], plan[:, axis]) for axis in range(2)]
        flat = np.stack(np.meshgrid(*lines, indexing="ij"), axis=2).reshape(-1, 2)
        ground = terrain_of(twin).at(flat + scene.origin[:2]) - scene.origin[2]
        height = np.maximum(ground, _top_of(below, flat)).reshape(len(lines[0]), -1)
        points = np.column_stack((flat, _widened(height).ravel() + _OVER_M))
        bright = brightness(points + scene.origin, sources)
        rgba = np.empty((len(points), 4), dtype=np.uint8)
        share = (bright**2)[:, None]
        rgba[:, :3] = np.round(255 * ((1 - share) * np.array(rgb(NIGHT)) + share * np.array(rgb(_AMBER))))
        rgba[:, 3] = np.round(255 * (_DARKEST + (_BRIGHTEST - _DARKEST) * bright))
        mesh = pv.PolyData.from_regular_faces(points.astype(np.float32), _grid(len(lines[0]), len(lines[1])))
        mesh.point_data["rgba"] = rgba
        actor = self._plotter.add_mesh(
            mesh, scalars="rgba", rgb=True, lighting=False, show_scalar_bar=False, render=False, reset_camera=False
        )
        actor.mapper.SetResolveCoincidentTopologyToPolygonOffset()
        self._plotter.renderer.ResetCameraClippingRange()
        near, far = self._plotter.camera.clipping_range
        steps = _BEFORE_M / max(far - near, 1.0) * _DEPTHS
        actor.mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(-1.0, -steps)
        return actor

    def _halos(self, heads: NDArray[np.float64]) -> Any:
        """Return soft spots of light at lamps."""
        actor = self._plotter.add_mesh(
            pv.PolyData(heads.astype(np.float32)),
            style="points_gaussian",
            emissive=True,
            color=rgb(_AMBER),
            opacity=0.9,
            render=False,
            reset_camera=False,
        )
        actor.mapper.scale_factor = _HALO_M
        return actor


def _even(lamps: NDArray[np.float64], nodes: Array, whole: Array) -> NDArray[np.float64]:
    """Return the light on each triangle; a wall has one light, or one would see its triangles, (n,)."""
    owner = np.where(whole, nodes, -1) + 1
    mean = np.bincount(owner, weights=lamps) / np.maximum(np.bincount(owner), 1)
    return np.where(whole, mean[owner], lamps)


def _small(sizes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much of the light of lamps triangles of such sizes take, 0 to 1 [-], (n,)."""
    least, most = _LARGE_M
    return np.asarray(np.clip((most - sizes) / (most - least), 0, 1))


def _top_of(triangles: NDArray[np.float32], plan: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how high the highest of some triangles is over each point in plan [m], -inf where none is, (n,)."""
    tree = shapely.STRtree(shapely.polygons(triangles[:, :, :2].astype(np.float64)))
    at, which = tree.query(shapely.points(plan), predicate="intersects")
    a, b, c = (triangles[which, corner].astype(np.float64) for corner in range(3))
    normal = np.cross(b - a, c - a)
    steep = np.where(np.abs(normal[:, 2]) > _FLAT, normal[:, 2], np.inf)
    height = a[:, 2] - ((plan[at] - a[:, :2]) * normal[:, :2]).sum(axis=1) / steep
    top = np.full(len(plan), -np.inf)
    np.maximum.at(top, at, height)
    return top


def _widened(height: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the greatest height around each point of a grid: between two points a way may be higher than both [m]."""
    tall = np.pad(height, 1, mode="edge")
    rows, columns = height.shape
    around = [tall[x : x + rows, y : y + columns] for x in range(3) for y in range(3)]
    return np.asarray(np.max(around, axis=0))


def _steps(low: float, high: float, lamps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where the veil has its lines: close together around lamps, wide elsewhere [m], ascending."""
    if not len(lamps):
        return np.array([low, high])
    first, last = max(low, float(lamps.min()) - _AROUND_M), min(high, float(lamps.max()) + _AROUND_M)
    if last <= first:
        return np.array([low, high])
    fine = np.linspace(first, last, int(np.clip(np.ceil((last - first) / _FINE_M), 2, _MOST)))
    return np.unique(np.concatenate(([low], fine, [high])))


def _grid(rows: int, columns: int) -> NDArray[np.int64]:
    """Return the triangles of a grid of points, row by row, (n, 3)."""
    at = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    near, far = np.stack((at, at + columns, at + 1), axis=1), np.stack((at + columns, at + columns + 1, at + 1), axis=1)
    return np.concatenate((near, far))
