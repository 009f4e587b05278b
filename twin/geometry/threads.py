"""Long array work on all cores: GEOS and NumPy let go of the interpreter while they compute."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["intersections"]

_WORTH_IT: Final = 4000


def intersections(ours: NDArray[Any], theirs: NDArray[Any]) -> NDArray[Any]:
    """Return what shapes have in common, pair by pair, (n,)."""
    return _chunked(shapely.intersection, ours, theirs)


def _chunked(work: Callable[..., Any], *arrays: NDArray[Any]) -> NDArray[Any]:
    """Return what a function of rows gives for all rows, in their order."""
    cores = min(os.cpu_count() or 1, 8)
    if len(arrays[0]) < _WORTH_IT or cores == 1:
        return np.asarray(work(*arrays))
    parts = zip(*(np.array_split(array, 4 * cores) for array in arrays), strict=True)
    with ThreadPoolExecutor(cores) as pool:
        return np.concatenate(list(pool.map(lambda part: work(*part), parts)))
