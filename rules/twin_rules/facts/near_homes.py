"""What of the public space lies around dwellings: maps are drawn of that, however far the streets go on."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin.usage.map_plot import places_of

__all__ = ["FARTHER", "NEAR", "nearness"]

NEAR: Final = "near"
FARTHER: Final = "farther"
_MARGIN_M: Final = 60.0


def nearness(twin: Twin, dwellings: Array, points: Array) -> NDArray[np.str_]:
    """Return `NEAR` for points around dwellings and `FARTHER` for others; all are near where nobody dwells, (n,).

    Parameters
    ----------
    twin : the estate
    dwellings : their rows
    points : in plan [m], (n, 2)
    """
    homes = places_of(twin, dwellings)
    homes = homes[np.isfinite(homes).all(axis=1)]
    if not len(homes):
        return np.full(len(points), NEAR)
    low, high = homes.min(axis=0) - _MARGIN_M, homes.max(axis=0) + _MARGIN_M
    return np.where(((points >= low) & (points <= high)).all(axis=1), NEAR, FARTHER)
