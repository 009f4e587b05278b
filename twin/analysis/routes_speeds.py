"""How long it takes to walk, climb and ride, from ``data/walking.toml``."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from twin.model.columns import Array

__all__ = ["numbers", "slope_factor", "stair_metres", "stair_seconds"]


@cache
def numbers() -> Mapping[str, Mapping[str, Any]]:
    """Return the numbers by section.

    Examples
    --------
    >>> numbers()["lifts"]["speed_m_s"]
    1.0
    """
    return tomllib.loads(resources.files("twin.analysis").joinpath("data/walking.toml").read_text(encoding="utf-8"))


def slope_factor(slope: Array) -> Array:
    """Return speed on a slope as a share of that on the level; 1 where the slope is unknown.

    Parameters
    ----------
    slope : rise over run in the direction of walking [-], (n,)

    References
    ----------
    W. Tobler, "Three presentations on geographical analysis and modeling", NCGIA technical report 93-1, 1993.

    Examples
    --------
    >>> slope_factor(np.array([0.0, 0.1, -0.05])).round(3).tolist()
    [1.0, 0.705, 1.191]
    """
    speeds = numbers()["speeds"]
    best = speeds["tobler_best"]
    factor = np.exp(-speeds["tobler_rate"] * (np.abs(np.nan_to_num(slope) + best) - best))
    return np.asarray(factor)


def stair_metres(rise: Array) -> Array:
    """Return how far one walks on stairs, along their slope [m].

    Parameters
    ----------
    rise : height between their ends [m], (n,)

    Examples
    --------
    >>> float(stair_metres(np.array([-2.7]))[0].round(2))
    4.99
    """
    speeds = numbers()["speeds"]
    per_metre = math.hypot(speeds["riser_m"], speeds["tread_m"]) / speeds["riser_m"]
    return np.asarray(np.abs(rise) * per_metre)


def stair_seconds(rise: Array, metres: ArrayLike = 0.0) -> Array:
    """Return how long it takes to climb stairs, up or down alike [s].

    Parameters
    ----------
    rise : height between their ends [m], (n,)
    metres : their length along the slope where deep treads or landings make it longer than usual stairs [m], (n,)

    References
    ----------
    SFPE Handbook of Fire Protection Engineering, 5th ed., chapter 59: speed along the slope of a stair.

    Examples
    --------
    >>> float(stair_seconds(np.array([2.7]))[0].round(1))
    5.4
    """
    return np.asarray(np.maximum(stair_metres(rise), metres) / numbers()["speeds"]["stair_m_s"])
