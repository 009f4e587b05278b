"""Where a state shows: a dwelling by its rooms, a system by its parts, and from outside by windows and outer walls.

A dwelling has no shape of its own, and seen from outside a room has none either. So the state of a place is painted on
what one sees of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.roles import ROLES, roles_of

__all__ = ["Spread", "painted", "spread_of"]

_WHOLES: Final = (Kind.ZONE, Kind.SYSTEM, Kind.GROUP)
_NEAR_M: Final = 0.6
"""So far from a room its windows are at most, where no model says which room they belong to [m]."""


@dataclass(frozen=True)
class Spread:
    """Pairs of what has a state and of what shows it.

    Parameters
    ----------
    wholes, parts : a dwelling and its rooms, a system and its members, a storey or building and its rooms, (k,)
    rooms, panes : a room and the windows, outer doors and outer walls that bound it, (m,)
    """

    wholes: NDArray[np.int64]
    parts: NDArray[np.int64]
    rooms: NDArray[np.int64]
    panes: NDArray[np.int64]


def painted(spread: Spread, values: NDArray[np.float64], *, worst: np.ufunc = np.fmax) -> NDArray[np.float64]:
    """Return values with those of wholes on their parts too, and those of rooms on what one sees from outside, (n,).

    What has a value of its own keeps it, unless that of the whole is worse.

    Parameters
    ----------
    spread : of the twin
    values : of each node, NaN where nothing is known, (n,)
    worst : ``np.fmax`` where larger is worse, else ``np.fmin``
    """
    shown = values.copy()
    known = np.isfinite(values[spread.wholes])
    worst.at(shown, spread.parts[known], values[spread.wholes[known]])
    known = np.isfinite(shown[spread.rooms])
    worst.at(shown, spread.panes[known], shown[spread.rooms[known]])
    return shown


@once
def spread_of(twin: Twin) -> Spread:
    """Return which nodes of a twin show the states of which others."""
    nodes, edges = twin.nodes, twin.edges
    kinds = nodes["kind"].astype(str)
    grouped = (edges["relation"] == Relation.GROUPS) & np.isin(kinds[edges["source"]], _WHOLES)
    spaces = np.flatnonzero(kinds == Kind.SPACE)
    pairs = [(edges["source"][grouped], edges["target"][grouped])]
    for column in ("storey", "building"):
        inside = spaces[nodes[column][spaces] >= 0]
        pairs.append((nodes[column][inside], inside))
    wholes, parts = (np.concatenate(side).astype(np.int64) for side in zip(*pairs, strict=True))
    return Spread(wholes, parts, *_outside(twin, spaces))


def _outside(twin: Twin, spaces: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of rooms and of the windows, outer doors and outer walls that bound them."""
    nodes, edges = twin.nodes, twin.edges
    role = np.array(ROLES)[roles_of(twin)]
    outer = (role == "window") | (np.isin(role, ("door", "wall")) & (nodes["is_external"] == 1))
    bounds = (edges["relation"] == Relation.BOUNDS) & outer[edges["source"]]
    bounds &= nodes["kind"][edges["target"]] == Kind.SPACE
    panes, rooms = edges["source"][bounds], edges["target"][bounds]
    loose = np.setdiff1d(np.flatnonzero(outer & (role == "window")), panes)
    near_rooms, near = _nearest(twin, loose, spaces)
    return np.concatenate((rooms, near_rooms)).astype(np.int64), np.concatenate((panes, near)).astype(np.int64)


def _nearest(
    twin: Twin, windows: NDArray[np.int64], spaces: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of rooms and of the windows that lie nearest to them, as far as they are near."""
    from scipy.spatial import cKDTree

    box = twin.nodes["box"]
    windows, spaces = (rows[np.isfinite(box[rows]).all(axis=(1, 2))] for rows in (windows, spaces))
    if not len(windows) or not len(spaces):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    middle = box[windows].mean(axis=1)
    count = min(8, len(spaces))
    _, near = cKDTree(box[spaces].mean(axis=1)).query(middle, k=count)
    near = np.asarray(near).reshape(len(windows), count)
    gap = np.maximum(box[spaces[near], 0] - middle[:, None], middle[:, None] - box[spaces[near], 1])
    far = np.linalg.norm(np.maximum(gap, 0.0), axis=2)
    best = far.argmin(axis=1)
    kept = far[np.arange(len(windows)), best] <= _NEAR_M
    return spaces[near[np.arange(len(windows)), best]][kept], windows[kept]
