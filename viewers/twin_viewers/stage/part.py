"""One layer on the stage: what of it is seen, where its storeys stand, and its colours, all changed in place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.layers import Layer, Surface
from twin_viewers.stage.actors import add_layer, unseen_copy

__all__ = ["Part"]

_TINTED: Final = ("solid", "glass", "rooms", "front", "coarse", "caps")
"""Layers of things, whose colours tell values; ground, shadows and lines keep theirs."""


_READABLE: Final = np.float32(0.75)
"""So much at least is seen by night of what tells a value [-]."""


class Part:
    """A layer, and the actors that draw it.

    Parameters
    ----------
    plotter : gets the actors
    layer : what to draw
    far : whether it is seen from afar
    """

    def __init__(self, plotter: Any, layer: Layer, *, far: bool) -> None:
        self.layer = replace(layer, mesh=layer.mesh.copy(deep=False))  # the scene keeps its own colours
        self.layer.mesh.cell_data["rgba"] = np.array(layer.mesh.cell_data["rgba"])
        self.layer.mesh.set_active_scalars("rgba", preference="cell")
        self.actors = add_layer(plotter, self.layer, far=far)
        self.nodes: NDArray[np.int32] = np.asarray(layer.mesh.cell_data["node"])
        self.is_lines = layer.surface is Surface.LINES
        self.cells = np.asarray(layer.mesh.lines.reshape(-1, 3)[:, 1:] if self.is_lines else layer.mesh.regular_faces)
        self.rgba: NDArray[np.uint8] = np.array(layer.mesh.cell_data["rgba"])
        self._base, self._points = self.rgba.copy(), np.asarray(layer.mesh.points)
        self._mesh, self._shown = self.layer.mesh, np.ones(len(self.nodes), dtype=bool)
        self._night: NDArray[np.float32] | None = None
        self._glow: tuple[NDArray[np.bool_], NDArray[np.float64]] | None = None
        self._telling: NDArray[np.bool_] | None = None
        self._is_cut = False
        self._on, self._lifted, self._is_lit = True, False, layer.surface in {Surface.SOLID, Surface.GLASS}
        self._places, self._quiet = np.zeros(len(self.nodes), dtype=np.int32), self._base[:, :3]
        self._owner = np.full(len(self._points), -1, dtype=np.int64)
        self._owner[self.cells] = self.nodes[:, None]

    @property
    def is_tinted(self) -> bool:
        """Whether its colours tell values."""
        return self.layer.name in _TINTED

    @property
    def is_dimmed(self) -> bool:
        """Whether it is darker by night; a line is dark enough."""
        return not self.is_lines

    @property
    def middles(self) -> NDArray[np.float32]:
        """Middle of each cell where it stands when nothing is lifted [m], (m, 3)."""
        return np.asarray(self._points[self.cells].mean(axis=1))

    @property
    def sizes(self) -> NDArray[np.float32]:
        """Longest side of each triangle [m], (m,)."""
        corners = self._points[self.cells]
        return np.asarray(np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1))

    def corners_of(self, cells: Array) -> NDArray[np.float32]:
        """Return the corners of some cells where they stand when nothing is lifted [m], (k, 3, 3)."""
        return np.asarray(self._points[self.cells[cells]])

    @property
    def base(self) -> NDArray[np.uint8]:
        """Colours that the cells came with, (m, 4)."""
        return self._base

    @property
    def corners(self) -> NDArray[np.float32]:
        """Corners of the triangles that are seen [m], (m, 3, 3)."""
        return np.asarray(np.asarray(self._mesh.points)[self.cells[self._shown]])

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Whether each cell is seen, (m,)."""
        return self._shown

    def arrange(self, seen: Array, lift: Array) -> None:
        """Show some nodes only, each so much higher than it is.

        Parameters
        ----------
        seen : whether each node is seen; the last says it of what is no node, (n + 1,)
        lift : how much higher each node is drawn; the last is for what is no node [m], (n + 1,)
        """
        shown = seen[self.nodes]
        if shown.all() and self._shown.all() and not lift.any() and not self._lifted:
            return
        self._shown, self._lifted = shown, bool(lift.any())
        points = self._points
        if self._lifted:
            points = points.copy()
            points[:, 2] += lift[self._owner]
        cells = self.cells[self._shown]
        self.show(self._on)
        if not len(cells):
            return
        self._mesh = _mesh(points, cells, lines=self.is_lines)
        self._mesh.cell_data["node"] = self.nodes[self._shown]
        seen = self.rgba if self._night is None else self._by_night(self._night)
        self._mesh.cell_data["rgba"] = seen[self._shown]
        self._mesh.set_active_scalars("rgba", preference="cell")
        meshes = (unseen_copy(self._mesh), self._mesh) if len(self.actors) > 1 else (self._mesh,)
        for actor, mesh in zip(self.actors, meshes, strict=True):
            actor.mapper.SetInputData(mesh)

    def place(self, places: NDArray[np.int32], quiet: NDArray[np.uint8]) -> None:
        """Remember where the colour of each cell will be found.

        Parameters
        ----------
        places : place of each node among those that are coloured; the last is for what is no node, (n + 1,)
        quiet : red, green and blue of each cell while its node is one of those that keep their own tones, (m, 3)
        """
        self._places, self._quiet = places[self.nodes], quiet

    def tint(
        self, tones: NDArray[np.uint8], around: NDArray[np.bool_], known: NDArray[np.bool_], *, opacity: int | None
    ) -> None:
        """Colour things by node, without a new mesh.

        Parameters
        ----------
        tones : red, green and blue of each node that is coloured, (k, 3)
        around : which of these keep their own tones, (k,)
        known : which of these have a value, (k,)
        opacity : of rooms, 0 to 255; None to leave it
        """
        if not self.is_tinted:
            return
        kept = around[self._places]
        self._telling = known[self._places]
        self.rgba[:, :3] = (
            np.where(kept[:, None], self._quiet, tones[self._places]) if kept.any() else tones[self._places]
        )
        if opacity is not None and self.layer.name == "rooms":
            self.rgba[:, 3] = opacity
        self._repaint()

    def paint(self, tones: NDArray[np.uint8]) -> None:
        """Give each cell a colour of its own.

        Parameters
        ----------
        tones : red, green and blue, (m, 3)
        """
        self.rgba[:, :3] = tones
        self._repaint()

    def untint(self) -> None:
        """Give all cells the colours they came with."""
        self.rgba[:], self._telling = self._base, None
        self._repaint()

    def shine(
        self, light: NDArray[np.float32] | None, *, glow: Array | None = None, tone: tuple[float, ...] = ()
    ) -> None:
        """Draw it by night; what tells a value is dimmed less, so that it can be read.

        Parameters
        ----------
        light : share of its red, green and blue that is seen of each cell [-], (m, 3); None by day
        glow : which cells give light themselves, (m,)
        tone : their colour, 0 to 1 [-]
        """
        self._night, self._glow = light, (None if glow is None or not glow.any() else (glow, np.multiply(tone, 255)))
        self.show(self._on)
        self._repaint()

    def show(self, on: bool) -> None:
        """Draw it or not; shadows neither by night nor of what has been cut."""
        self._on = on
        lost = self.layer.surface is Surface.SHADE and (self._is_cut or self._night is not None)
        for actor in self.actors:
            actor.SetVisibility(on and bool(self._shown.any()) and not lost)

    def clip(self, planes: list[Any]) -> None:
        """Take away what lies on the wrong side of planes.

        Parameters
        ----------
        planes : VTK planes, whose normals point to what is kept
        """
        self._is_cut = bool(planes)
        self.show(self._on)
        for actor in self.actors:
            actor.mapper.RemoveAllClippingPlanes()
            for plane in planes:
                actor.mapper.AddClippingPlane(plane)

    def _repaint(self) -> None:
        if not self._shown.any():
            return
        seen = self.rgba if self._night is None else self._by_night(self._night)
        self._mesh.cell_data["rgba"][:] = seen if self._shown.all() else seen[self._shown]
        self._mesh.GetCellData().GetArray("rgba").Modified()

    def _by_night(self, light: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return the colours that are seen by night, (m, 4)."""
        if self._telling is not None:
            light = np.where(self._telling[:, None], np.maximum(light, _READABLE), light)
        seen = self.rgba.copy()
        seen[:, :3] = np.clip(seen[:, :3] * light, 0, 255)
        if self._glow is not None:
            cells, tone = self._glow
            seen[cells if self._telling is None else cells & ~self._telling, :3] = tone
        return seen


def _mesh(points: Array, cells: Array, *, lines: bool) -> Any:
    if lines:
        return pv.PolyData(points, lines=np.column_stack((np.full(len(cells), 2), cells)).ravel())
    return pv.PolyData.from_regular_faces(points, cells)
