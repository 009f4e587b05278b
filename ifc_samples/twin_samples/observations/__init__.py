"""Synthetic observations of the sample estate: what its sensors and meters would have said in a year."""

from __future__ import annotations

from twin_samples.observations.writing import write_observations

__all__ = ["write_observations"]
