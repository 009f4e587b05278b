"""What sensors tell: each quantity with its unit, its nature, what it can be at all, and what people call it."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

from twin.errors import UsageError

if TYPE_CHECKING:
    import pint

__all__ = ["Conversion", "Nature", "Quantity", "conversion", "quantities", "quantity_of"]

Nature = Literal["state", "count", "meter", "event"]

_UCUM: Final = {
    "1": "dimensionless",
    "": "dimensionless",
    "{count}": "dimensionless",
    "%": "percent",
    "%RH": "percent",
    "[ppm]": "ppm",
    "ppmv": "ppm",
    "Cel": "degC",
    "°C": "degC",
    "C": "degC",
    "[degF]": "degF",
    "°F": "degF",
    "K": "kelvin",
    "lx": "lux",
    "kW.h": "kWh",
    "W.h": "Wh",
    "MW.h": "MWh",
    "m3": "m**3",
    "m³": "m**3",
    "dm3": "liter",
    "L": "liter",
    "l": "liter",
    "dB": "decibel",
    "dB[SPL]": "decibel",
    "dB(A)": "decibel",
}
"""Codes of UCUM and habits of writing, in the words of pint, which knows most others by itself."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a sensor tells.

    Parameters
    ----------
    name : as it is asked for
    unit : in which the twin holds it
    nature : state at its time, count in the interval that begins there, meter (running total), or event
    low, high : what no working sensor says is below or above
    steady : whether equal values for days are the rule
    source : where the limits come from
    words : what people call it
    device : predefined type of the devices that tell it, in IFC
    still_h : longest that a working sensor stays at one value between its extremes [h], 0 if equal values prove nothing
    usual : where the middle value of months lies
    mistaken : units that it is often written in by mistake
    """

    name: str
    unit: str
    nature: Nature
    low: float
    high: float
    source: str
    words: tuple[str, ...]
    steady: bool = False
    device: str = ""
    still_h: float = 0.0
    usual: tuple[float, float] = (-math.inf, math.inf)
    mistaken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """From the unit of a file to that of the quantity: ``factor`` × value + ``offset``."""

    factor: float
    offset: float


@cache
def quantities() -> dict[str, Quantity]:
    """Return all quantities by name."""
    text = (files(__package__) / "data" / "quantities.toml").read_text(encoding="utf-8")
    return {name: Quantity(name, **_told(one)) for name, one in tomllib.loads(text).items()}


def quantity_of(text: str, *, subject: str = "the quantity") -> Quantity:
    """Return the quantity of that name, or that people call so.

    Raises
    ------
    UsageError
        If there is none.

    Examples
    --------
    >>> quantity_of("Luminosité").name
    'illuminance'
    """
    known = {word: one for one in quantities().values() for word in (one.name, *one.words)}
    asked = text.strip().lower().replace("_", " ")
    found = known.get(asked) or known.get(asked.replace(" ", "_"))
    if found is not None:
        return found
    near = get_close_matches(asked, known, n=1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    raise UsageError(f"{subject} {text!r}", "is not known", f"{hint}Known are {', '.join(quantities())}.")


def conversion(unit: str, quantity: Quantity, *, subject: str = "the unit") -> Conversion:
    """Return how to convert from a unit, in UCUM or as people write it; without one, that of the quantity is meant.

    Parameters
    ----------
    unit : as the file or the map says
    quantity : what is measured
    subject : what has that unit, for the message

    Raises
    ------
    UsageError
        If there is no such unit, or it is none of the quantity.

    Examples
    --------
    >>> conversion("[degF]", quantity_of("temperature")).factor.__round__(6)
    0.555556
    """
    written = _UCUM.get(unit, unit) if unit else quantity.unit
    if written == quantity.unit:
        return Conversion(1.0, 0.0)
    registry = _registry()
    try:
        offset = float(registry.Quantity(0.0, written).to(quantity.unit).magnitude)
        return Conversion(float(registry.Quantity(1.0, written).to(quantity.unit).magnitude) - offset, offset)
    except Exception as error:  # pint lets through what the tokenizer makes of the text
        raise UsageError(
            f"{subject} {unit!r}", f"is no unit of {quantity.name}", f"Write one such as {quantity.unit!r}."
        ) from error


def _told(one: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a quantity in the types that they are kept in."""
    return {name: _fact(value) for name, value in one.items()}


def _fact(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    return pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
