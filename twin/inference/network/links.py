"""Links between things, before it is known which way they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from twin.model.columns import Array, text

__all__ = ["Links"]


@dataclass(frozen=True)
class Links:
    """Links between things of a network.

    Parameters
    ----------
    one : node at one end, (n,)
    other : node at the other end, (n,)
    carried : set of commodities that may flow, 0 if nothing says, (n,)
    flow : 1 from one to other, -1 the other way, 0 if nothing says, (n,)
    gap : distance bridged [m], NaN if unknown, (n,)
    confidence : 0 to 1, (n,)
    provenance : why it is believed, (n,)
    method : what made it, (n,)
    """

    one: Array
    other: Array
    carried: Array
    flow: Array
    gap: Array
    confidence: Array
    provenance: Array
    method: Array

    def __len__(self) -> int:
        return len(self.one)

    @classmethod
    def made(
        cls,
        ends: tuple[Array, Array],
        evidence: tuple[str, str],
        *,
        carried: Array,
        gap: Array,
        confidence: Array,
        flow: Array | None = None,
    ) -> Links:
        """Return links that all rest on the same provenance and method."""
        count = len(ends[0])
        provenance, method = (text([word] * count) for word in evidence)
        direction = np.zeros(count, int) if flow is None else flow
        return cls(*ends, carried, direction, gap, confidence, provenance, method)

    @classmethod
    def joined(cls, parts: Sequence[Links]) -> Links:
        """Return the links of all parts."""
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))

    def kept(self, rows: Array) -> Links:
        """Return some of the links."""
        return replace(self, **{one.name: getattr(self, one.name)[rows] for one in fields(self)})

    def distinct(self) -> Links:
        """Return each pair of things and commodity once; the first given wins, and a flow that is known over none."""
        low, high = np.minimum(self.one, self.other), np.maximum(self.one, self.other)
        order = np.lexsort((self.flow == 0, high, low, self.carried))
        keys = np.column_stack((low, high, self.carried))[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
        return self.kept(np.sort(order[new]))
