"""The estate by night: moonlight on all, pools of light below lamps, and windows of halls that are lit.

Dark stretches of a way show as what they are. The ground keeps its colours below a dark veil that is thinner the
brighter it is there; what stands on it is lit by how far the next lamps are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.framing import is_own
from twin_viewers.lights import Sources, brightness, lit_at_rest, panes_of, sources_of
from twin_viewers.palette import rgb
from twin_viewers.public import PUBLIC_ROLES
from twin_viewers.roles import role_names_of
from twin_viewers.scene import Scene
from twin_viewers.stage.part import Part
from twin_viewers.stage.veil import AMBER, NIGHT, Ground, ground_of, veils

__all__ = ["NIGHT", "Night"]

_MOON: Final = np.array((0.27, 0.31, 0.41), dtype=np.float32)
_WARM: Final = np.array((0.85, 0.70, 0.46), dtype=np.float32)
_GLOW: Final = "#FFDFA0"
"""Light of the moon on things, of a lamp on what is near, and of lit windows."""

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
        self._ground: tuple[Scene, bytes, Ground] | None = None

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
            lies = self._lies(twin, scene, sources_of(twin, np.union1d(lit, lit_at_rest(twin))).points, below)
            self._actors += [self._veil(*one) for one in veils(lies, scene.origin, sources)]
            self._bring_forward([part for part in parts if len(part.actors) > 1])
        heads = sources.points[sources.lamps >= 0]  # light also falls out of doors, which have none
        if len(heads):
            self._actors.append(self._halos(heads - scene.origin))

    def light(self, part: Part) -> None:
        """Show one more part by night, which only stands for others.

        Parameters
        ----------
        part : what is drawn
        """
        part.shine(np.tile(_MOON, (len(part.nodes), 1)))

    def _lies(self, twin: Twin, scene: Scene, lamps: NDArray[np.float64], below: NDArray[np.float32]) -> Ground:
        """Return where the veil lies: as before while lamps of one scene only go out and burn again."""
        if self._ground is None or self._ground[0] is not scene or self._ground[1] != lamps.tobytes():
            self._ground = scene, lamps.tobytes(), ground_of(twin, scene.origin, lamps, below)
        return self._ground[2]

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

    def _veil(self, mesh: Any, nearer_m: float) -> Any:
        """Return what makes the ground dark, drawn as if it were so much nearer [m]."""
        actor = self._plotter.add_mesh(
            mesh, scalars="rgba", rgb=True, lighting=False, show_scalar_bar=False, render=False, reset_camera=False
        )
        actor.mapper.SetResolveCoincidentTopologyToPolygonOffset()
        self._plotter.renderer.ResetCameraClippingRange()
        near, far = self._plotter.camera.clipping_range
        steps = nearer_m / max(far - near, 1.0) * _DEPTHS
        actor.mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(-1.0, -steps)
        return actor

    def _halos(self, heads: NDArray[np.float64]) -> Any:
        """Return soft spots of light at lamps."""
        actor = self._plotter.add_mesh(
            pv.PolyData(heads.astype(np.float32)),
            style="points_gaussian",
            emissive=True,
            color=rgb(AMBER),
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
