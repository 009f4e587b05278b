"""The catalogue of devices: the types of every trade by their key.

The types of each trade are listed apart; they are made with `DeviceType` of `design.device_type`, which this
module hands on, so that the trades never import their own catalogue in a circle.
"""

from __future__ import annotations

from twin_samples.design.device_type import DeviceType, SolidBox
from twin_samples.design.electric_types import ELECTRIC_DEVICES
from twin_samples.design.piping.types import PIPING_DEVICES

__all__ = ["DEVICES", "DeviceType", "SolidBox"]

DEVICES: dict[str, DeviceType] = {**ELECTRIC_DEVICES, **PIPING_DEVICES}
"""Types of devices by their key, which is what the device is called in French."""
