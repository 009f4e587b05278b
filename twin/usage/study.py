"""What a measure is asked about: an estate in some state, with what was observed on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.usage.conditions import USUAL, Conditions

if TYPE_CHECKING:
    from twin.observations.observed import Observations

__all__ = ["Study"]


@dataclass(frozen=True)
class Study:
    """What a measure is asked about.

    Parameters
    ----------
    twin : the estate
    parameters : values by name, in the declared units
    defaulted : names of the parameters that nobody gave
    observations : what was observed on it; None if nothing is registered
    conditions : what is out of order
    start, end : local times between which it is looked at, the end excluded; None for all that there is
    seed : of what is left to chance
    """

    twin: Twin
    parameters: Mapping[str, Any] = field(default_factory=dict)
    defaulted: frozenset[str] = frozenset()
    observations: Observations | None = None
    conditions: Conditions = USUAL
    start: datetime | None = None
    end: datetime | None = None
    seed: int = 0

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    @property
    def rng(self) -> np.random.Generator:
        """A new generator of the seed; take it once, or you draw the same numbers again."""
        return np.random.default_rng(self.seed)

    @property
    def dwellings(self) -> NDArray[np.int64]:
        """Rows of the dwellings, in the order of the twin."""
        nodes = self.twin.nodes
        return np.flatnonzero((nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")).astype(np.int64)
