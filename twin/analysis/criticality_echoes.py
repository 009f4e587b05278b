"""Feeders that hang on what they would feed, as the far end of a pipe that carries either way.

What has one feeder alone stops with it, and so can never keep it going. Without such feeders a network drawn both ways
is the tree that supply takes through it, and only its rings are left to solve.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["without_echoes"]

Rows = NDArray[np.int64]


def without_echoes(owner: Rows, single: NDArray[np.bool_], need: Rows, feeder: Rows) -> NDArray[np.bool_]:
    """Return which pairs of a need and a feeder are left, (n_pairs,).

    Parameters
    ----------
    owner : component of each need, (n_needs,)
    single : whether a need is the only one of its component, (n_needs,)
    need : of each pair, ascending, (n_pairs,)
    feeder : of each pair, (n_pairs,)
    """
    kept = np.ones(len(need), dtype=bool)
    size = int(max(owner.max(initial=0), feeder.max(initial=0))) + 1
    there, back = owner[need] * size + feeder, feeder * size + owner[need]
    both_ways = np.flatnonzero(np.isin(there, back, assume_unique=True))  # one too many is looked at, and left
    if len(both_ways):
        kept[_Stripped(owner, single, need, feeder).echoes(both_ways)] = False
    return kept


class _Stripped:
    """Takes echoes away one after the other: each may leave another component with one feeder alone."""

    def __init__(self, owner: Rows, single: NDArray[np.bool_], need: Rows, feeder: Rows) -> None:
        self._owner: list[int] = owner.tolist()
        self._single: list[bool] = single.tolist()
        self._need: list[int] = need.tolist()
        self._feeder: list[int] = feeder.tolist()
        self._first: list[int] = np.searchsorted(need, np.arange(len(owner) + 1)).tolist()
        self._left: list[int] = np.diff(self._first).tolist()
        self._gone = bytearray(len(need))

    def echoes(self, both_ways: Rows) -> list[int]:
        """Return the pairs to leave out, of those whose feeder is also fed by what it feeds."""
        pairs_of: dict[int, list[int]] = {}
        for pair in both_ways.tolist():
            pairs_of.setdefault(self._feeder[pair], []).append(pair)
        waiting = [need for need, left in enumerate(self._left) if left == 1 and self._single[need]]
        found: list[int] = []
        while waiting:
            need = waiting.pop()
            only = self._only_feeder(need)
            for pair in pairs_of.get(self._owner[need], ()):
                fed = self._need[pair]
                if self._owner[fed] != only or self._gone[pair]:
                    continue
                self._gone[pair] = True
                found.append(pair)
                self._left[fed] -= 1
                if self._left[fed] == 1 and self._single[fed]:
                    waiting.append(fed)
        return found

    def _only_feeder(self, need: int) -> int:
        pairs = range(self._first[need], self._first[need + 1])
        return next(self._feeder[pair] for pair in pairs if not self._gone[pair])
