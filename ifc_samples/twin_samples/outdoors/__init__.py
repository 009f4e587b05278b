"""The public space of the sample estate: designed once as plain facts, written as any GIS would deliver it."""

from __future__ import annotations

from twin_samples.outdoors.public_space import outdoors_of
from twin_samples.outdoors.writing import write_public_space

__all__ = ["outdoors_of", "write_public_space"]
