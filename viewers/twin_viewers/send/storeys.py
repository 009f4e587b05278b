"""The storeys that somebody can look into, and where their floors are."""

from __future__ import annotations

import numpy as np

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.roles import SPACE
from twin_viewers.window.naming import label_of, natural

__all__ = ["floors_of", "storeys_of"]


def storeys_of(twin: Twin, rows: Array, *, number: Array, language: str) -> dict[str, list[tuple[str, int]]]:
    """Return name and number of the storeys that hold some things, the highest first, by name of their building.

    Parameters
    ----------
    twin : the twin
    rows : rows of the things, (k,)
    number : what the page calls each node, 0 for what it does not know, (n,)
    language : of names for what has none
    """
    nodes = twin.nodes
    storeys = np.unique(nodes["storey"][rows])
    storeys = storeys[storeys >= 0]
    height = np.nan_to_num(nodes["elevation"][storeys], nan=-np.inf)
    by_building: dict[str, list[tuple[str, int]]] = {}
    for row in storeys[np.argsort(-height, kind="stable")].tolist():
        if number[row]:
            building = int(nodes["building"][row])
            home = label_of(twin, building, language=language) if building >= 0 else ""
            by_building.setdefault(home, []).append((label_of(twin, row, language=language), int(number[row])))
    return dict(sorted(by_building.items(), key=lambda one: natural(one[0])))


def floors_of(twin: Twin, rows: Array, *, number: Array, role: Array) -> dict[int, float]:
    """Return the level of the floor of each storey by its number: that of its rooms, else of what stands lowest [m].

    Parameters
    ----------
    twin : the twin
    rows : rows of the things, (k,)
    number : what the page calls each node, (n,)
    role : role of each node, (n,)
    """
    nodes, floors = twin.nodes, {}
    bottom, storey = nodes["box"][rows, 0, 2], nodes["storey"][rows]
    for row in np.unique(storey[storey >= 0]).tolist():
        here = storey == row
        rooms = here & (role[rows] == SPACE)
        floors[int(number[row])] = float(np.median(bottom[rooms]) if rooms.any() else bottom[here].min())
    return floors
