"""Declared units of every kind, to SI.

A file declares one unit per kind of quantity, and a property may bring its own. Values enter the twin in SI; what was
written is kept beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import ifcopenshell
import ifcopenshell.util.unit as ifc_unit

__all__ = ["SYMBOLS", "Scale", "Units"]

SYMBOLS: Final = {
    "LENGTHUNIT": "m",
    "AREAUNIT": "m2",
    "VOLUMEUNIT": "m3",
    "PLANEANGLEUNIT": "rad",
    "SOLIDANGLEUNIT": "sr",
    "MASSUNIT": "kg",
    "TIMEUNIT": "s",
    "THERMODYNAMICTEMPERATUREUNIT": "K",
    "ELECTRICCURRENTUNIT": "A",
    "ELECTRICVOLTAGEUNIT": "V",
    "ELECTRICRESISTANCEUNIT": "ohm",
    "ELECTRICCAPACITANCEUNIT": "F",
    "ELECTRICCHARGEUNIT": "C",
    "ELECTRICCONDUCTANCEUNIT": "S",
    "INDUCTANCEUNIT": "H",
    "MAGNETICFLUXUNIT": "Wb",
    "MAGNETICFLUXDENSITYUNIT": "T",
    "POWERUNIT": "W",
    "ENERGYUNIT": "J",
    "FORCEUNIT": "N",
    "PRESSUREUNIT": "Pa",
    "FREQUENCYUNIT": "Hz",
    "LUMINOUSFLUXUNIT": "lm",
    "LUMINOUSINTENSITYUNIT": "cd",
    "ILLUMINANCEUNIT": "lx",
    "AMOUNTOFSUBSTANCEUNIT": "mol",
    "VOLUMETRICFLOWRATEUNIT": "m3/s",
    "MASSFLOWRATEUNIT": "kg/s",
    "LINEARVELOCITYUNIT": "m/s",
    "ANGULARVELOCITYUNIT": "rad/s",
    "ROTATIONALFREQUENCYUNIT": "Hz",
    "THERMALTRANSMITTANCEUNIT": "W/(m2.K)",
    "THERMALCONDUCTANCEUNIT": "W/(m.K)",
    "THERMALRESISTANCEUNIT": "m2.K/W",
    "SPECIFICHEATCAPACITYUNIT": "J/(kg.K)",
    "HEATFLUXDENSITYUNIT": "W/m2",
    "MASSDENSITYUNIT": "kg/m3",
    "MASSPERLENGTHUNIT": "kg/m",
    "DYNAMICVISCOSITYUNIT": "Pa.s",
    "KINEMATICVISCOSITYUNIT": "m2/s",
    "MOISTUREDIFFUSIVITYUNIT": "m3/s",
    "ISOTHERMALMOISTURECAPACITYUNIT": "m3/kg",
    "VAPORPERMEABILITYUNIT": "kg/(s.m.Pa)",
    "TEMPERATUREGRADIENTUNIT": "K/m",
    "TEMPERATURERATEOFCHANGEUNIT": "K/s",
    "ACCELERATIONUNIT": "m/s2",
    "TORQUEUNIT": "N.m",
    "PLANARFORCEUNIT": "N/m2",
    "LINEARFORCEUNIT": "N/m",
    "MODULUSOFELASTICITYUNIT": "Pa",
    "HEATINGVALUEUNIT": "J/kg",
    "SOUNDPOWERUNIT": "W",
    "SOUNDPRESSUREUNIT": "Pa",
    "SOUNDPOWERLEVELUNIT": "dB",
    "SOUNDPRESSURELEVELUNIT": "dB",
}
"""SI symbol by IFC unit type."""

_KG_PER_GRAM: Final = 1e-3
_CELSIUS_ZERO_K: Final = 273.15
_FAHRENHEIT_ZERO_K: Final = 459.67 * 5 / 9


@dataclass(frozen=True, slots=True)
class Scale:
    """How a written value becomes SI: ``value * factor + offset``."""

    factor: float
    offset: float
    symbol: str

    def __call__(self, value: float) -> float:
        """Return the value in SI."""
        return value * self.factor + self.offset


@dataclass
class Units:
    """Scales of a project by IFC measure.

    Parameters
    ----------
    assigned : the project's units by IFC unit type
    broken : unit types whose declaration cannot be evaluated
    """

    assigned: dict[str, Any]
    broken: set[str] = field(default_factory=set)
    _scales: dict[tuple[str, int], Scale | None] = field(default_factory=dict)

    @classmethod
    def of(cls, file: ifcopenshell.file) -> Units:
        """Return the units that the file's project assigns."""
        assigned: dict[str, Any] = {}
        for assignment in file.by_type("IfcUnitAssignment")[:1]:
            for unit in assignment.Units or ():
                kind = getattr(unit, "UnitType", None) or unit.is_a()
                assigned.setdefault(kind, unit)
        units = cls(assigned)
        for kind in assigned:
            units._of_type(kind)
        return units

    @cached_property
    def length(self) -> float:
        """Metres per unit of length; 1 if the file does not say."""
        scale = self._of_type("LENGTHUNIT")
        return scale.factor if scale else 1.0

    @property
    def is_length_missing(self) -> bool:
        """Whether lengths have to be taken as metres for want of a usable declaration."""
        return "LENGTHUNIT" not in self.assigned or "LENGTHUNIT" in self.broken

    @cached_property
    def angle(self) -> float:
        """Radians per unit of plane angle."""
        scale = self._of_type("PLANEANGLEUNIT")
        return scale.factor if scale else 1.0

    def scale(self, measure: str, unit: Any = None) -> Scale | None:
        """Return how to convert a measure such as ``IfcLengthMeasure``, None if it has no unit.

        Parameters
        ----------
        measure : IFC measure class
        unit : unit that the property brings along, if any
        """
        key = (measure, unit.id() if unit is not None else 0)
        if key not in self._scales:
            self._scales[key] = self._of_unit(unit) if unit is not None else self._of_type(_type_of_measure(measure))
        return self._scales[key]

    def _of_type(self, kind: str) -> Scale | None:
        if kind not in SYMBOLS or kind in self.broken:
            return None
        if kind not in self.assigned:
            return Scale(1.0, 0.0, SYMBOLS[kind])
        return self._of_unit(self.assigned[kind])

    def _of_unit(self, unit: Any) -> Scale | None:
        kind = getattr(unit, "UnitType", None) or ""
        if unit.is_a("IfcMonetaryUnit"):
            return Scale(1.0, 0.0, str(unit.Currency))
        if unit.is_a("IfcContextDependentUnit"):
            return Scale(1.0, 0.0, str(unit.Name))
        try:
            factor = float(ifc_unit.get_unit_scale(unit)) * _KG_PER_GRAM ** _grams(unit)
            return Scale(factor, _offset_k(unit), SYMBOLS.get(kind, ""))
        except (AttributeError, AssertionError, KeyError, TypeError, ValueError, ZeroDivisionError, RuntimeError):
            self.broken.add(kind)
            return None


def _grams(unit: Any) -> int:
    """Return the power of the gram in a unit: IFC counts mass from the gram, SI from the kilogram."""
    if unit.is_a("IfcDerivedUnit"):
        return sum(int(part.Exponent) * _grams(part.Unit) for part in unit.Elements)
    if unit.is_a("IfcConversionBasedUnit"):
        return _grams(unit.ConversionFactor.UnitComponent)
    return int(unit.is_a("IfcSIUnit") and unit.Name == "GRAM")


def _offset_k(unit: Any) -> float:
    name = str(getattr(unit, "Name", "") or "").upper()
    if name in {"DEGREE_CELSIUS", "CELSIUS", "DEGREE CELSIUS"}:
        return _CELSIUS_ZERO_K
    return _FAHRENHEIT_ZERO_K if "FAHRENHEIT" in name else 0.0


def _type_of_measure(measure: str) -> str:
    name = measure.removeprefix("Ifc").removesuffix("Measure")
    for prefix in ("Positive", "NonNegative"):
        name = name.removeprefix(prefix)
    return f"{name.upper()}UNIT"
