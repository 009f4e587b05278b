"""Which keys put out which keys, for a block of candidates at a time, as the bits of one whole number.

In an order in which everything comes after something that can meet each of its needs, a key puts out another at all
only if for some need it is the only one that comes before: the first thing that it puts out has no other feeder that
comes before, for that one would still work. Only such keys are candidates. A block of them can only put out what lies
downstream, so only that is worked out, by `and` and `or` of whole numbers, first in order, then to and fro where supply
runs backwards, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Block", "blocks_of"]

_BITS: Final = 8192
"""Candidates at a time: few enough that a number for each key fits in memory, many enough for few blocks."""
_ROWS: Final = 1024


@dataclass(frozen=True)
class Block:
    """What the candidates of a block put out.

    Parameters
    ----------
    candidates : numbers of keys
    put_out_by : keys besides a candidate itself, by the candidates that put them out, as bits, the first one lowest
    """

    candidates: list[int]
    put_out_by: dict[int, list[int]]

    def weighed(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight that each candidate puts out, (n_candidates, k).

        Parameters
        ----------
        weight : of each key, (n_keys, k)
        """
        total = np.zeros((len(self.candidates), weight.shape[1]))
        sums = [weight[keys].sum(axis=0) for keys in self.put_out_by.values()]
        for start, shown in self._shown():
            some = np.asarray(sums[start : start + len(shown)])
            total += shown.T.astype(np.float64) @ some
        return total

    def that_put_out(self, key: int) -> list[int]:
        """Return the candidates other than itself that put a key out."""
        bits = self._bits_of.get(key, 0)
        return [one for place, one in enumerate(self.candidates) if bits >> place & 1]

    def puts_out(self, one: int, other: int) -> bool:
        """Return whether the first key is a candidate of this block that puts out the second, which is another."""
        return one in self._place_of and bool(self._bits_of.get(other, 0) >> self._place_of[one] & 1)

    @cached_property
    def _bits_of(self) -> dict[int, int]:
        return {key: bits for bits, keys in self.put_out_by.items() for key in keys}

    @cached_property
    def _place_of(self) -> dict[int, int]:
        return {key: place for place, key in enumerate(self.candidates)}

    def _shown(self) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Yield some of the sets at a time, by the place of the first, and whether each candidate is in them."""
        width, sets = (len(self.candidates) + 7) // 8, list(self.put_out_by)
        for start in range(0, len(sets), _ROWS):
            raw = b"".join(bits.to_bytes(width, "little") for bits in sets[start : start + _ROWS])
            packed = np.frombuffer(raw, dtype=np.uint8).reshape(-1, width)
            yield start, np.unpackbits(packed, axis=1, count=len(self.candidates), bitorder="little")


def blocks_of(needs: list[list[list[int]]], wanted: list[bool]) -> list[Block]:
    """Return what keys put out, in blocks of candidates.

    Parameters
    ----------
    needs : numbers of the keys that can meet each need of each key, every key after some feeder of each need
    wanted : whether a key is among the results
    """
    network = _Network.of(needs)
    candidates = _candidates(needs)
    return [network.block(candidates[start : start + _BITS], wanted) for start in range(0, len(candidates), _BITS)]


def _candidates(needs: list[list[list[int]]]) -> list[int]:
    """Return the keys that may put out another."""
    may = [False] * len(needs)
    for key, mine in enumerate(needs):
        for feeders in mine:
            before = [feeder for feeder in feeders if feeder < key]
            if len(before) == 1:
                may[before[0]] = True
    return [key for key, one in enumerate(may) if one]


@dataclass(frozen=True)
class _Network:
    """Keys with what they need, what reads them, and whether a key needs one with a higher number."""

    needs: list[list[list[int]]]
    readers: list[list[int]]
    late: list[bool]

    @classmethod
    def of(cls, needs: list[list[list[int]]]) -> _Network:
        readers: list[list[int]] = [[] for _ in needs]
        late = [False] * len(needs)
        for key, mine in enumerate(needs):
            for feeders in mine:
                for feeder in feeders:
                    readers[feeder].append(key)
                    late[key] |= feeder > key
        return cls(needs, readers, late)

    def block(self, candidates: list[int], wanted: list[bool]) -> Block:
        """Return what some candidates put out."""
        region = self._downstream(candidates)
        value, own = [0] * len(self.needs), [0] * len(self.needs)
        every = (1 << len(candidates)) - 1
        for place, key in enumerate(candidates):
            own[key] = 1 << place
        for key in region:
            value[key] = every
        self._solve(region, value, own)
        put_out_by: dict[int, list[int]] = {}
        for key in region:
            if wanted[key] and (others := value[key] & ~own[key]):
                put_out_by.setdefault(others, []).append(key)
        return Block(candidates, put_out_by)

    def _downstream(self, candidates: list[int]) -> list[int]:
        seen, waiting = set(candidates), list(candidates)
        while waiting:
            fresh = [key for key in self.readers[waiting.pop()] if key not in seen]
            seen.update(fresh)
            waiting += fresh
        return sorted(seen)

    def _solve(self, region: list[int], value: list[int], own: list[int]) -> None:
        """Take away what does not put out a key, from all candidates down to the greatest solution."""
        for key in region:
            value[key] = self._evaluated(key, value, own[key])
        pending, forwards = bytearray(len(value)), False
        for key in region:
            pending[key] = self.late[key]
        while any(pending):
            for key in region if forwards else reversed(region):
                if pending[key]:
                    pending[key] = False
                    now = self._evaluated(key, value, own[key])
                    if now != value[key]:
                        value[key] = now
                        for reader in self.readers[key]:
                            pending[reader] = True
            forwards = not forwards

    def _evaluated(self, key: int, value: list[int], found: int) -> int:
        for feeders in self.needs[key]:
            both = value[feeders[0]]
            for feeder in feeders[1:]:
                both &= value[feeder]
            found |= both
        return found
