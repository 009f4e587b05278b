"""A stage whose triangles can be sent to a browser once, and whose colours can be sent again and again.

All triangles of one thing in one layer and one colour are a patch. Whatever colours an estate, a patch has one colour,
so that a new one costs four bytes a patch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.camera import SUN
from twin_viewers.layers import Surface
from twin_viewers.palette import FIELD, PAPER, rgb
from twin_viewers.stage import Stage
from twin_viewers.stage.members import with_members
from twin_viewers.stage.part import Part

__all__ = ["WAY", "LocalStage", "Patches"]

WAY: Final = "#0072B2"
"""Colour of a way on foot."""

_SHOWN, _CHOSEN, _BLURRED = 1, 2, 32
"""Flags of a patch, as ``send/page/draw.js`` knows them."""

_LOW_M: Final = 0.3
"""What is lower and not of a building lies on the ground, as ways and plots do, and has no edges [m]."""

_FLAT: Final = (Surface.PLAIN, Surface.SHADE, Surface.VEIL, Surface.FLOOR)
_BEHIND: Final = (Surface.PLAIN, Surface.SOLID, Surface.SHADE, Surface.FLOOR, Surface.GLASS, Surface.VEIL)
"""The order in which a browser draws layers: what is seen through comes last."""


@dataclass(frozen=True)
class Patches:
    """The triangles of a scene.

    Parameters
    ----------
    parts : layers of triangles, in the order in which they are drawn
    of_cell : number of the patch of each triangle of each part, from 1, (m,) each
    first : part and triangle that each patch has its colour from, (k, 2)
    node : row of the thing of each patch, -1 for none, (k,)
    """

    parts: tuple[Part, ...]
    of_cell: tuple[NDArray[np.uint32], ...]
    first: NDArray[np.int64]
    node: NDArray[np.int64]

    @cached_property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """Points [m] and corners of the triangles of each part, their patches, and the thing of each patch."""
        found: dict[str, NDArray[Any]] = {"node": self.node.astype(np.int32)}
        for at, (part, cells) in enumerate(zip(self.parts, self.of_cell, strict=True)):
            used, corners = np.unique(part.cells, return_inverse=True)
            found[f"points{at}"] = np.asarray(part.layer.mesh.points, dtype=np.float32)[used]
            found[f"faces{at}"] = corners.reshape(-1, 3).astype(np.uint32)
            found[f"patch{at}"] = cells
        return found

    @property
    def drawn(self) -> list[dict[str, Any]]:
        """How each part is drawn, as JSON values."""
        return [
            {
                "flat": part.layer.surface in _FLAT,
                "veil": part.layer.surface is Surface.VEIL,
                "opacity": 1.0
                if part.layer.surface in {Surface.SOLID, Surface.PLAIN}
                else float(part.rgba[:, 3].mean() / 255.0),
            }
            for part in self.parts
        ]


class LocalStage(Stage):
    """One scene, one camera and one picture, which a browser can draw as well."""

    _patches: Patches | None = None
    _ways = 0
    draws_over = False
    """Whether somebody draws over the scene what is no part of it, such as ways as wide as their footfall."""

    def path(self, points: Sequence[Sequence[float]] | Array, *, tone: str = WAY) -> None:
        """Draw a way over the scene, besides those that are drawn; raises like that of every stage."""
        super().path(points, tone=tone)
        self._ways += 1

    def clear_paths(self) -> None:
        """Draw no ways."""
        super().clear_paths()
        self._ways = 0

    @property
    def triangles(self) -> int:
        """How many triangles the scene has."""
        return sum(len(part.cells) for part in self._solid())

    @property
    def is_plain(self) -> bool:
        """Whether nothing is cut, lifted apart, dark or drawn over the scene: a browser would not know how."""
        over = self.draws_over or self._ways
        return self._plane is None and not self._lift.any() and self._light == "day" and not over

    def patches(self) -> Patches:
        """Return the triangles of the scene; the same object until they are others."""
        parts = self._solid()
        if self._patches is None or self._patches.parts != parts:
            self._patches = _patches(parts)
        return self._patches

    def states(self) -> NDArray[np.uint8]:
        """Return colour and flags of each patch, after a row for what is none, (k + 1, 4)."""
        patches = self.patches()
        states = np.zeros((len(patches.node) + 1, 4), dtype=np.uint8)
        states[0, 3] = _SHOWN
        for at, part in enumerate(patches.parts):
            mine = np.flatnonzero(patches.first[:, 0] == at)
            states[mine + 1, :3] = part.rgba[patches.first[mine, 1], :3]
        chosen = np.zeros(self.twin.nodes.length + 1, dtype=bool)
        chosen[with_members(self.twin, self._chosen)] = bool(len(self._chosen))
        chosen[-1] = False
        states[1:, 3] = _SHOWN * self._seen[patches.node] + _CHOSEN * chosen[patches.node]
        states[1:, 3] += (_BLURRED * self._lies[patches.node]).astype(np.uint8)
        return states

    @cached_property
    def _lies(self) -> NDArray[np.bool_]:
        """Whether each node lies on the ground; the last is for what is no node, (n + 1,)."""
        box = self.twin.nodes["box"]
        low = np.nan_to_num(box[:, 1, 2] - box[:, 0, 2]) < _LOW_M
        return np.append(low & (self.twin.nodes["building"] < 0), True)

    def told(self) -> dict[str, Any]:
        """Return what a browser must know to draw the scene besides its triangles, as JSON values."""
        view = self.scene.viewpoint
        level = np.cross(view.right, (0.0, 0.0, 1.0))
        sun = np.array(SUN) @ np.stack((view.right, level, (0.0, 0.0, 1.0)))
        return {
            "drawn": self.patches().drawn,
            "origin": self.scene.origin.tolist(),
            "reach": float(self.scene.reach),
            "sun": sun.tolist() if self.scene.sunny else None,
            "paper": list(rgb(FIELD if self.scene.sunny else PAPER)),
        }

    def _solid(self) -> tuple[Part, ...]:
        found = [part for part in self._parts if not part.is_lines]
        return tuple(sorted(found, key=lambda part: _BEHIND.index(part.layer.surface)))


def _patches(parts: tuple[Part, ...]) -> Patches:
    of_cell, first, node, before = [], [], [], 0
    for at, part in enumerate(parts):
        tones = part.base.astype(np.int64) @ (1 << 24, 1 << 16, 1 << 8, 1)
        keys = np.column_stack((part.nodes.astype(np.int64), tones))
        _, place, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        of_cell.append((number.ravel() + before + 1).astype(np.uint32))
        first.append(np.column_stack((np.full(len(place), at), place)))
        node.append(part.nodes[place])
        before += len(place)
    if not parts:
        return Patches((), (), np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64))
    return Patches(parts, tuple(of_cell), np.concatenate(first), np.concatenate(node).astype(np.int64))
