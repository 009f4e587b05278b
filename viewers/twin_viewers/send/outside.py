"""What is seen of an estate from outside, as a page draws it at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.framing import is_own
from twin_viewers.layers import Surface
from twin_viewers.scene import Scene

__all__ = ["PARTS", "outside_of"]

_STEP_M: Final = 1e-3
PARTS: Final = ("things", "public", "field", "shadows")
"""What a page can show or leave out: buildings, what lies between them, the ground, shadows on it."""


def outside_of(scene: Scene, *, tones: Array, role: Array, number: Array) -> dict[str, NDArray[np.generic]]:
    """Return the triangles of a scene by `PARTS`.

    Corners are millimetres, x of all before y and z; each has what the page calls its node and a colour of its own,
    with opacity 0 where the thing says the colour.

    Parameters
    ----------
    scene : the estate seen from outside
    tones : colour of each node, 0 to 1 [-], (n, 3)
    role : role of each node, (n,)
    number : what the page calls each node, (n,)
    """
    found: dict[str, list[tuple[Array, Array, Array]]] = {name: [] for name in PARTS}
    told = np.append(np.round(tones * 255), [(-1.0, -1.0, -1.0)], axis=0)
    public = np.append(~is_own(role), False)
    for layer in scene.layers:
        if layer.surface is not Surface.LINES:
            node, rgba = layer.mesh.cell_data["node"], layer.mesh.cell_data["rgba"].astype(np.int64)
            own = np.abs(rgba[:, :3] - told[node]).max(axis=1) > 1
            colour = np.column_stack((rgba[:, :3], np.where(own, 255, 0)))
            corners = np.asarray(layer.mesh.points)[layer.mesh.regular_faces]
            if layer.name in found:
                found[layer.name].append((corners, np.zeros_like(node), colour))
                continue
            for name, here in (("things", ~public[node]), ("public", public[node])):
                found[name].append((corners[here], np.append(number, 0)[node[here]], colour[here]))
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, parts in found.items():
        points, node, colour = (np.concatenate(one) for one in zip(*parts, strict=True)) if parts else _nothing()
        arrays |= {f"{name}_{key}": one for key, one in _shared(points.reshape(-1, 3), node, colour).items()}
    return arrays


def _shared(points: Array, node: Array, colour: Array) -> dict[str, NDArray[np.generic]]:
    """Return triangles whose corners are told once where they have the same place, node and colour."""
    whole = np.round(points / _STEP_M).astype(np.int64)
    rows = np.column_stack((whole, np.repeat(node, 3), np.repeat(colour, 3, axis=0)))
    _, first, place = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)  # as they come, which puts equal numbers side by side
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    kept = rows[first[order]]
    return {
        "corners": kept[:, :3].T.astype(np.int32),
        "node": kept[:, 3].astype(np.uint32),
        "colour": kept[:, 4:].astype(np.uint8),
        "faces": rank[place.ravel()].astype(np.uint32),
    }


def _nothing() -> tuple[Array, Array, Array]:
    return np.empty((0, 3)), np.empty(0, dtype=np.int64), np.empty((0, 4), dtype=np.int64)
