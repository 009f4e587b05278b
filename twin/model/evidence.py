"""Why an edge of the twin is believed.

Nothing inferred ever looks declared: each edge carries its provenance, the method that made it, a confidence between
0 and 1, and the number that the confidence rests on (a gap in metres, an overlap in square metres; NaN if none).
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Provenance"]


class Provenance(StrEnum):
    """Where an edge comes from."""

    DECLARED = "declared"
    """An author wrote it: in the model, in a register, in a corrections file."""
    GEOMETRIC = "geometric"
    """It follows from shapes and positions."""
    ASSUMED = "assumed"
    """Plausible, and no more."""
