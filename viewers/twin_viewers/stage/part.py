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

_TINTED: Final = ("solid", "glass", "rooms", "front", "coarse")
"""Layers of things, whose colours tell values; ground, shadows and lines keep theirs."""


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
        self._on, self._lifted, self._is_lit = True, False, layer.surface in {Surface.SOLID, Surface.GLASS}
        self._places, self._quiet = np.zeros(len(self.nodes), dtype=np.int32), self._base[:, :3]
        self._owner = np.full(len(self._points), -1, dtype=np.int64)
        self._owner[self.cells] = self.nodes[:, None]

    @property
    def is_tinted(self) -> bool:
        """Whether its colours tell values."""
        return self.layer.name in _TINTED

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
        self._mesh.cell_data["rgba"] = self.rgba[self._shown]
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

    def tint(self, tones: NDArray[np.uint8], around: NDArray[np.bool_], opacity: int | None) -> None:
        """Colour things by node, without a new mesh.

        Parameters
        ----------
        tones : red, green and blue of each node that is coloured, (k, 3)
        around : which of these keep their own tones, (k,)
        opacity : of rooms, 0 to 255; None to leave it
        """
        if not self.is_tinted:
            return
        kept = around[self._places]
        self.rgba[:, :3] = (
            np.where(kept[:, None], self._quiet, tones[self._places]) if kept.any() else tones[self._places]
        )
        if opacity is not None and self.layer.name == "rooms":
            self.rgba[:, 3] = opacity
        self._repaint()

    def untint(self) -> None:
        """Give all cells the colours they came with."""
        self.rgba[:] = self._base
        self._repaint()

    def show(self, on: bool) -> None:
        """Draw it or not."""
        self._on = on
        for actor in self.actors:
            actor.SetVisibility(on and bool(self._shown.any()))

    def clip(self, planes: list[Any]) -> None:
        """Take away what lies on the wrong side of planes.

        Parameters
        ----------
        planes : VTK planes, whose normals point to what is kept
        """
        for actor in self.actors:
            actor.mapper.RemoveAllClippingPlanes()
            for plane in planes:
                actor.mapper.AddClippingPlane(plane)

    def light(self, around: float, directed: float) -> None:
        """Light it.

        Parameters
        ----------
        around : light from all around [-]
        directed : light from one side, over that of the day [-]
        """
        for actor in self.actors:
            if self._is_lit:
                actor.prop.ambient, actor.prop.diffuse = around, directed
            elif self.layer.surface in {Surface.PLAIN, Surface.SHADE}:
                actor.prop.ambient = directed if directed == 1.0 else directed / 2  # ground is darker than what is lit

    def _repaint(self) -> None:
        if not self._shown.any():
            return
        self._mesh.cell_data["rgba"][:] = self.rgba if self._shown.all() else self.rgba[self._shown]
        self._mesh.GetCellData().GetArray("rgba").Modified()


def _mesh(points: Array, cells: Array, *, lines: bool) -> Any:
    if lines:
        return pv.PolyData(points, lines=np.column_stack((np.full(len(cells), 2), cells)).ravel())
    return pv.PolyData.from_regular_faces(points, cells)
