"""What is known of a stretch: how long, steep and wide it is, and whether one can pass it without a step.

A stretch is free of steps if width, kerbs and slope are all known and within the limits of the regulation; it is not
if one of them is known to be beyond. Anything else is unknown: a width that nobody measured is no pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twin.inference.ways.drawn import Drawn, said
from twin.inference.ways.limits import limits
from twin.inference.ways.noding import Noded
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["Traits", "traits_of"]

_EXACT: Final = 0.0005
"""Slopes are no better known than this [-]: half a centimetre in ten metres."""


@dataclass(frozen=True)
class Traits:
    """What is known of stretches, (n,) each.

    Parameters
    ----------
    length : along them in plan [m]
    slope : rise over run from beginning to end, NaN if unknown [-]
    width : clear width, NaN if unknown [m]
    step_free : 1 if free of steps, 0 if not, -1 if unknown
    lit : 1 if lit at night, 0 if not, -1 if unknown
    """

    length: Array
    slope: Array
    width: Array
    step_free: Array
    lit: Array


def traits_of(twin: Twin, drawn: Drawn, net: Noded, lit: Array) -> Traits:
    """Return what is known of the stretches of a network.

    Parameters
    ----------
    twin : the twin
    drawn : lines that they were made of
    net : the network
    lit : whether each is lit, (n,)
    """
    way = drawn.way[net.line]
    run, rise, owner = _steps(net)
    length = np.bincount(owner, run, len(way))
    climbed = net.points[net.first[1:] - 1, 2] - net.points[net.first[:-1], 2]
    drawn_slope = np.divide(climbed, length, out=np.full(len(way), np.nan), where=length > 0)
    told = said(twin, way, "slope")[0]
    slope = np.where(np.isnan(drawn_slope), told, drawn_slope)
    width = said(twin, way, "width")[0]
    steep = _steepness(run, rise, owner, len(way))
    steep = np.where(np.isnan(steep), _steep(np.abs(told), length), steep)
    return Traits(np.round(length, 3), slope, width, _step_free(twin, way, width, steep), lit)


def _steps(net: Noded) -> tuple[Array, Array, Array]:
    """Return run and rise from corner to corner, and the stretch that each is of."""
    owner = np.repeat(np.arange(len(net.line)), np.diff(net.first))
    inside = owner[1:] == owner[:-1]
    step = np.diff(net.points, axis=0)[inside]
    return np.hypot(step[:, 0], step[:, 1]), step[:, 2], owner[1:][inside]


def _steepness(run: Array, rise: Array, owner: Array, count: int) -> Array:
    """Return 1 for stretches with a slope beyond the limits, 0 without, NaN where heights are not all known.

    Steep parts that follow each other are one: the regulation allows more on short ones.
    """
    slope = np.divide(np.abs(rise), run, out=np.zeros(len(run)), where=run > 0)
    over = slope > limits()["step_free"]["slope"] + _EXACT
    unknown = np.bincount(owner, np.isnan(rise), count) > 0
    if not over.any():
        return np.where(unknown, np.nan, 0.0)
    new = np.append(True, (over[1:] != over[:-1]) | (owner[1:] != owner[:-1]))
    start = np.flatnonzero(new)
    start = start[over[start]]
    part = np.cumsum(new) - 1
    long = np.bincount(part, run)[part[start]]
    high = np.bincount(part, np.nan_to_num(np.abs(rise)))[part[start]]
    beyond = _steep(high / np.maximum(long, 1e-9), long)
    found = np.bincount(owner[start], beyond, count) > 0
    return np.where(found, 1.0, np.where(unknown, np.nan, 0.0))


def _steep(slope: Array, length: Array) -> Array:
    """Return 1 where a slope is beyond what its length allows, 0 where not, NaN if it is unknown."""
    bounds = limits()["step_free"]
    allowed = np.full(len(slope), bounds["slope"])
    allowed[length <= 2.0] = bounds["slope_for_2_m"]
    allowed[length <= 0.5] = bounds["slope_for_half_m"]
    return np.where(np.isnan(slope), np.nan, slope > allowed + _EXACT)


def _step_free(twin: Twin, way: Array, width: Array, steep: Array) -> Array:
    bounds: Any = limits()["step_free"]
    kerb, steps = _kerb(twin, way), said(twin, way, "step_count")[0]
    stepped = np.isin(twin.nodes["object_type"][way].astype(str), limits()["walked"]["steps"])
    refused = said(twin, way, "wheelchair")[1] == "no"
    narrow = width < bounds["least_width_m"]
    no = stepped | refused | narrow | (steps > 0) | (kerb > bounds["step_m"]) | (steep == 1)
    yes = (width >= bounds["width_m"]) & (kerb <= bounds["step_m"]) & (steep == 0)
    return np.where(no, 0, np.where(yes, 1, -1))


def _kerb(twin: Twin, way: Array) -> Array:
    """Return the height of kerbs: as measured, else 0 or infinite where a word leaves no doubt, else NaN [m].

    Who says that wheelchairs can pass has seen that no kerb is in the way, but has not measured width and slope.
    """
    words: Any = limits()["walked"]
    height, word = said(twin, way, "kerb_height")[0], said(twin, way, "kerb")[1]
    flush = np.isin(word, words["flush"]) | np.isin(said(twin, way, "wheelchair")[1], words["for_wheelchairs"])
    told = np.where(np.isin(word, words["raised"]), np.inf, np.where(flush, 0.0, np.nan))
    return np.where(np.isnan(height), told, height)
