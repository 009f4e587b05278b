"""The colour of each thing in a picture: by its value, and in its own quiet tone what has none out of doors.

Trees and lawns around a coloured building stay trees and lawns, paler than in a picture by kind, so that no playground
looks like an alarm.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.palette import FIELD, TONES, UNKNOWN, categorical, repeated, rgb, sequential
from twin_viewers.public import PUBLIC_ROLES
from twin_viewers.roles import GROUND, ROLES

__all__ = ["is_around", "paler", "quiet_tones", "samples_of", "tones_of"]

_PALE: Final = 0.6
"""How far the tones of what is out of doors go towards that of the ground where others tell values [-]."""


def tones_of(values: Groups | Numbers, role: Array, rows: Array, *, at: Array | None = None) -> NDArray[np.float64]:
    """Return the colour of each node, 0 to 1 [-], (k, 3).

    Parameters
    ----------
    values : group or number of each node
    role : role of each node, (n,)
    rows : rows of the nodes whose least and greatest number the colours span, (m,)
    at : rows of the nodes whose colours are asked for, (k,); None for all
    """
    chosen = slice(None) if at is None else at
    if isinstance(values, Numbers):
        low, high = values.span(rows) or (0.0, 1.0)
        tones = sequential((np.nan_to_num(values.values[chosen]) - low) / (high - low or 1.0))
    elif values.labels == ROLES:
        return np.array([rgb(TONES[name]) for name in ROLES])[values.codes[chosen]]
    else:
        given = np.array([rgb(one) for one in values.colours]).reshape(-1, 3)
        own = given if len(given) else (repeated if values.ordered else categorical)(len(values.labels))
        tones = np.append(own, [rgb(UNKNOWN)], axis=0)[values.codes[chosen]]
    unknown = np.flatnonzero(~_known(values, chosen))
    names, place = np.unique(role[chosen][unknown], return_inverse=True)
    tones[unknown] = np.array([_unknown(name) for name in names.tolist()]).reshape(-1, 3)[place]
    return tones


def is_around(values: Groups | Numbers, public: Array, *, at: Array | None = None) -> NDArray[np.bool_]:
    """Return which nodes are out of doors and have no value, so that they keep their own tones, (k,).

    Parameters
    ----------
    values : group or number of each node
    public : whether each node is out of doors, (n,)
    at : rows of the nodes that are asked about, (k,); None for all
    """
    chosen = slice(None) if at is None else at
    if isinstance(values, Groups) and not values.labels:  # colours of a model are no values
        return np.zeros(len(public[chosen]), dtype=bool)
    return np.asarray(public[chosen] & ~_known(values, chosen))


def paler(tones: Array) -> NDArray[np.float64]:
    """Return colours that do not compete with those that tell values, 0 to 1 [-], (k, 3).

    Parameters
    ----------
    tones : in a picture by kind, 0 to 1 [-], (k, 3)
    """
    return np.asarray(np.asarray(tones) * (1 - _PALE) + _PALE * np.array(rgb(FIELD)))


def quiet_tones(own: NDArray[np.uint8], role: Array, *, kept: Array | None) -> NDArray[np.uint8]:
    """Return the colours that cells have while others tell values, (m, 3).

    Parameters
    ----------
    own : colours that they were drawn with, (m, 3)
    role : role of each cell, (m,)
    kept : which of them were drawn while others told values, (m,); None if none was
    """
    if kept is None:
        return np.asarray(np.round(paler(own / 255) * 255), dtype=np.uint8)
    names, place = np.unique(role, return_inverse=True)
    tones = np.array([_unknown(name) for name in names.tolist()]).reshape(-1, 3)[place]
    return np.asarray(np.where(kept[:, None], own, np.round(tones * 255)), dtype=np.uint8)


def samples_of(values: Groups | Numbers, rows: Array) -> NDArray[np.int64]:
    """Return the first row of each group, (k,); none of numbers.

    Parameters
    ----------
    values : group or number of each node
    rows : rows among which to look, (m,)
    """
    if not isinstance(values, Groups) or not len(rows):
        return np.empty(0, dtype=np.int64)
    first = np.full(len(values.labels) + 1, -1, dtype=np.int64)
    first[values.codes[rows[::-1]]] = rows[::-1]
    return np.asarray(first[first >= 0])


def _known(values: Groups | Numbers, chosen: Array | slice) -> NDArray[np.bool_]:
    if isinstance(values, Groups):
        return np.asarray(values.codes[chosen] >= 0)
    return np.isfinite(values.values[chosen])


def _unknown(name: str) -> NDArray[np.float64]:
    """Return the colour of what has no value, by its role."""
    if name in PUBLIC_ROLES:
        return paler(np.array(rgb(TONES[name])))
    return np.array(rgb(TONES[GROUND] if name == GROUND else UNKNOWN))
