"""The units that offices draw in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from twin_samples.authoring.pen import Entity, Pen

__all__ = ["UNITS", "Unit", "assign_units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of length, with the units of area and volume that go with it.

    Parameters
    ----------
    metres, square_metres, cubic_metres : how much one of each is
    prefix : of the metre, None for the metre itself
    """

    metres: float
    square_metres: float = 1.0
    cubic_metres: float = 1.0
    prefix: str | None = None


_FOOT_M: Final = 0.3048

UNITS: Final[dict[str, Unit]] = {
    "METRE": Unit(1.0),
    "CENTIMETRE": Unit(0.01, prefix="CENTI"),
    "MILLIMETRE": Unit(0.001, prefix="MILLI"),
    "FOOT": Unit(_FOOT_M, _FOOT_M**2, _FOOT_M**3),
}
"""By the name in `Handover`: who draws in millimetres still counts in square metres, who draws in feet does not."""

_SI: Final = (
    ("PLANEANGLEUNIT", None, "RADIAN"),
    ("MASSUNIT", "KILO", "GRAM"),
    ("TIMEUNIT", None, "SECOND"),
    ("THERMODYNAMICTEMPERATUREUNIT", None, "DEGREE_CELSIUS"),
    ("POWERUNIT", None, "WATT"),
    ("ENERGYUNIT", None, "JOULE"),
    ("PRESSUREUNIT", None, "PASCAL"),
    ("FREQUENCYUNIT", None, "HERTZ"),
    ("ELECTRICVOLTAGEUNIT", None, "VOLT"),
    ("ELECTRICCURRENTUNIT", None, "AMPERE"),
    ("LUMINOUSFLUXUNIT", None, "LUMEN"),
    ("ILLUMINANCEUNIT", None, "LUX"),
)
_KINDS: Final = (
    ("LENGTHUNIT", "METRE", 1),
    ("AREAUNIT", "SQUARE_METRE", 2),
    ("VOLUMEUNIT", "CUBIC_METRE", 3),
)
_FEET: Final = ("FOOT", "SQUARE FOOT", "CUBIC FOOT")


def assign_units(pen: Pen, project: Entity, unit: Unit) -> None:
    """Say in which units the file is written."""
    spatial = [_foot(pen, *kind) if unit.metres == _FOOT_M else _metric(pen, unit, *kind) for kind in _KINDS]
    others = [pen.make("IfcSIUnit", None, *one) for one in _SI]
    kelvin = pen.make("IfcSIUnit", None, "THERMODYNAMICTEMPERATUREUNIT", None, "KELVIN")
    metre, second = pen.make("IfcSIUnit", None, "LENGTHUNIT", None, "METRE"), others[2]
    derived = [
        _derived(pen, "THERMALTRANSMITTANCEUNIT", ((others[4], 1), (metre, -2), (kelvin, -1))),
        _derived(pen, "VOLUMETRICFLOWRATEUNIT", ((metre, 3), (second, -1))),
    ]
    project.UnitsInContext = pen.make("IfcUnitAssignment", [*spatial, *others, *derived])


def _metric(pen: Pen, unit: Unit, kind: str, name: str, power: int) -> Entity:
    return pen.make("IfcSIUnit", None, kind, unit.prefix if power == 1 else None, name)


def _foot(pen: Pen, kind: str, name: str, power: int) -> Entity:
    size = pen.make("IfcDimensionalExponents", power, 0, 0, 0, 0, 0, 0)
    metric = pen.make("IfcSIUnit", None, kind, None, name)
    value = pen.make("IfcReal", round(_FOOT_M**power, 12))
    factor = pen.make("IfcMeasureWithUnit", value, metric)
    return pen.make("IfcConversionBasedUnit", size, kind, _FEET[power - 1], factor)


def _derived(pen: Pen, kind: str, parts: tuple[tuple[Entity, int], ...]) -> Entity:
    elements = [pen.make("IfcDerivedUnitElement", unit, power) for unit, power in parts]
    return pen.make("IfcDerivedUnit", elements, kind, None)
