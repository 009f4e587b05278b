"""How far the storeys of buildings are drawn apart, so that one sees into each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["lifts"]


def lifts(twin: Twin, gap_m: float) -> NDArray[np.float64]:
    """Return how much higher each node is drawn [m], (n + 1,); the last is for what is no node.

    Each storey of a building is drawn one gap farther from the one below it; the lowest stays where it is. Storeys at
    one level, such as those of two wings or two files, stay together.

    Parameters
    ----------
    twin : the twin
    gap_m : gap between storeys [m]
    """
    nodes = twin.nodes
    steps = np.zeros(nodes.length + 1)
    storeys = twin.rows(Kind.STOREY)
    storeys = storeys[np.isfinite(nodes["elevation"][storeys])]
    for building in np.unique(nodes["building"][storeys]):
        here = storeys[nodes["building"][storeys] == building]
        level = np.unique(np.round(nodes["elevation"][here], 1), return_inverse=True)[1]
        steps[here] = level
    lift = np.zeros(nodes.length + 1)
    lift[:-1] = steps[nodes["storey"]] * gap_m  # -1, which is none, asks the last, which stays
    lift[storeys] = steps[storeys] * gap_m
    return lift
