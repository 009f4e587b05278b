"""The catalogue of devices: the types of every trade by their key.

Each trade keeps its types beside its designer; they are made with `DeviceType` of `design.device_type`, which this
module hands on, so that the trades never import their own catalogue in a circle.
"""

from __future__ import annotations

from twin_samples.design.device_type import DeviceType, SolidBox
from twin_samples.design.electrics.types import ELECTRIC_DEVICES

__all__ = ["DEVICES", "DeviceType", "SolidBox"]

DEVICES: dict[str, DeviceType] = {**ELECTRIC_DEVICES}
"""Types of devices by their key, which is what the device is called in French."""
