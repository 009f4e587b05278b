"""Colours of a state from calm to alarming, with steps that mean the same at every moment of a run.

Darker is worse, for every eye, with or without colours on the printer: each step is darker by ten in CIELAB at least,
as in the sequential schemes of Harrower and Brewer (2003, doi:10.1179/000870403235002042), so that people who confuse
red with green tell them apart as well.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin_viewers.words import Words

__all__ = ["CALM", "FREER", "alarming", "calm", "edges_of", "labels_of_steps", "shades_of_words", "steps_of"]

CALM: Final = "#BCD6E6"
"""Pale, but blue enough to tell it from the grey of what nobody knows."""
FREER: Final = "#56B4E9"
"""Of what is better or freer than usual, such as a door unlocked that is mostly locked."""

_DRY: Final = "#E9DDC4"
"""Sand, where water is blue."""

_ALARM: Final = ("#FDBB84", "#EF6548", "#C21A10", "#7F0000")
_WATER: Final = ("#9ECAE1", "#4292C6", "#2166AC", "#08306B")
_SMOKE: Final = ("#B8AA9C", "#8A7869", "#5A4A3F", "#2B211C")
_RAMPS: Final = {"water": _WATER, "flood": _WATER, "smoke": _SMOKE, "soot": _SMOKE, "visib": _SMOKE}
"""Steps by what the name of a state that is a number speaks of."""
_OF_COUNT: Final = {1: (2,), 2: (1, 3), 3: (1, 2, 3), 4: (0, 1, 2, 3)}
_MOST: Final = 4


def alarming(count: int, name: str = "") -> tuple[str, ...]:
    """Return so many colours from hardly to very bad.

    Parameters
    ----------
    count : from 0 to 4; more share the last colour
    name : of a state that is a number, as deep water is blue and thick smoke is brown
    """
    ramp = _ramp(name)
    if count > _MOST:
        return (*ramp, *[ramp[-1]] * (count - _MOST))
    return tuple(ramp[place] for place in _OF_COUNT.get(count, ()))


def calm(name: str) -> str:
    """Return the colour at rest of a state that is a number."""
    return _DRY if _ramp(name) is _WATER else CALM


def shades_of_words(values: tuple[str, ...], initial: int) -> tuple[str, ...]:
    """Return the colour of each value of a state: calm as it is at rest, darker the worse it gets.

    Parameters
    ----------
    values : worst last
    initial : place of the value at rest

    Examples
    --------
    >>> shades_of_words(("unlocked", "locked", "failed"), 1)
    ('#56B4E9', '#BCD6E6', '#C21A10')
    """
    return (*[FREER] * initial, CALM, *alarming(len(values) - initial - 1))


def edges_of(low: float, high: float, rest: float) -> NDArray[np.float64]:
    """Return the bounds of up to four steps of round numbers that hold all numbers of a run, (steps + 1,).

    Parameters
    ----------
    low, high : least and greatest number in the run
    rest : number at rest, which begins or ends a step where it lies between
    """
    span = high - low
    if span <= 0.0 or not math.isfinite(span):
        return np.array([low, high])
    magnitude = 10.0 ** math.floor(math.log10(span / _MOST))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0):
        step = factor * magnitude
        first = rest + step * math.floor((low - rest) / step + 1e-9)
        count = math.ceil((high - first) / step - 1e-9)
        if count <= _MOST:
            break
    return np.round(first + step * np.arange(count + 1), 10)


def steps_of(numbers: NDArray[np.float64], edges: NDArray[np.float64], rest: float) -> NDArray[np.int64]:
    """Return the step of each number: 0 at rest, else from 1 on; -1 where unknown, (n,).

    Parameters
    ----------
    numbers : NaN where unknown, (n,)
    edges : bounds of the steps; a number on a bound belongs to the step that lies nearer to rest
    rest : number at rest
    """
    known = np.isfinite(numbers)
    safe = np.where(known, numbers, rest)
    above = np.searchsorted(edges, safe, side="left")
    below = np.searchsorted(edges, safe, side="right")
    step = np.clip(np.where(safe > rest, above, below), 1, max(len(edges) - 1, 1))
    return np.where(known, np.where(np.isclose(safe, rest), 0, step), -1)


def labels_of_steps(edges: NDArray[np.float64], rest: float, unit: str, words: Words) -> tuple[str, ...]:
    """Return what each step is called, that at rest first.

    Parameters
    ----------
    edges : bounds of the steps
    rest : number at rest
    unit : empty if there is none
    words : the language of the reader
    """
    ends = [_text(one, words) for one in edges.tolist()]
    told = f"{_text(rest, words)} {unit}".strip()
    return told, *(f"{low} – {high} {unit}".strip() for low, high in pairwise(ends))


def _ramp(name: str) -> tuple[str, ...]:
    return next((ramp for word, ramp in _RAMPS.items() if word in name.lower()), _ALARM)


def _text(number: float, words: Words) -> str:
    digits = next((digits for digits in range(4) if math.isclose(round(number, digits), number, abs_tol=1e-9)), 4)
    return words.number(number, digits)
