"""What a type of device is: its IFC class, how it is drawn, who makes it, how long it lasts, what its ports carry."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DeviceType", "SolidBox"]

SolidBox = tuple[float, float, float, float, float, float, str]
"""Two opposite corners [m] and a style: ``(x0, y0, z0, x1, y1, z1, style)``."""


@dataclass(frozen=True, slots=True)
class DeviceType:
    """A type of device, of an invented manufacturer.

    Parameters
    ----------
    ifc_class : of its occurrences, such as ``IfcPump``; its type is of the class with ``Type`` behind it
    predefined : predefined type, valid in IFC4 and in IFC4X3
    boxes : what is drawn, around the origin of the device: a thing on a wall has its back at y = 0 and reaches towards
        positive y, a thing on a ceiling reaches towards negative z [m]
    manufacturer : an invented name that says so
    model : reference in the catalogue of that manufacturer
    service_life_years : how long it is expected to last [a]
    warranty_years : of its manufacturer [a]
    mtbf_h : mean time between failures [h]; None if the manufacturer does not say
    uniformat : code and title in UniFormat II
    power_w : electrical power it draws from the building [W]; None if it draws none, as what only passes power on
    commodities : what its ports carry, in the words of `Network.commodity`; empty for a thing without ports
    """

    ifc_class: str
    predefined: str
    boxes: tuple[SolidBox, ...]
    manufacturer: str
    model: str
    service_life_years: float
    warranty_years: float
    mtbf_h: float | None
    uniformat: tuple[str, str]
    power_w: float | None = None
    commodities: tuple[str, ...] = ()
