"""All services of a building: pipes and ducts first, for what they drive needs power."""

from __future__ import annotations

from twin_samples.design.electrics import wired
from twin_samples.design.model import BuildingDesign
from twin_samples.design.piping import piped

__all__ = ["serviced"]


def serviced(building: BuildingDesign) -> BuildingDesign:
    """Return the building with its networks, devices and sensors."""
    return wired(piped(building))
