"""Quantities as people write them, turned into SI where they come in: ``45 min``, ``2.5 kVA``, ``3 h 20 min``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from twin.errors import UsageError

if TYPE_CHECKING:
    import pint

__all__ = ["in_unit", "iso_seconds", "seconds"]

_SUM: Final = re.compile(r"(?<=[a-zµ°])\s+(?=[\d+-])", re.IGNORECASE)
"""Between the parts of a sum that people write without a sign, as in ``3 h 20 min``."""
_PART: Final = re.compile(r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?)\s*(.*)", re.IGNORECASE)

_ISO: Final = re.compile(
    r"P(?=.)(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?"
    r"(?:T(?=.)(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?"
)
_YEAR_S: Final = 365.25 * 86400
_ISO_S: Final = (_YEAR_S, _YEAR_S / 12, 7 * 86400.0, 86400.0, 3600.0, 60.0, 1.0)
"""Seconds of the parts of a duration; years and months are those of the Julian calendar, on average."""


def in_unit(quantity: str | float, unit: str, *, subject: str = "the quantity") -> float:
    """Return a quantity as a number of units; a bare number is taken to be in that unit already.

    Parameters
    ----------
    quantity : number, or text with a unit of the same dimension
    unit : unit of the result, such as ``s``, ``W`` or ``m**3/s``
    subject : what it is, for the message if it cannot be read

    Raises
    ------
    UsageError
        If it is no quantity, or one of another dimension.

    Examples
    --------
    >>> in_unit("2.5 kW", "W")
    2500.0
    """
    if isinstance(quantity, int | float):
        return float(quantity)
    try:
        return sum(_part(part, unit) for part in _SUM.split(quantity.strip()))
    except Exception as error:  # besides its own errors pint lets through what Python's tokenizer makes of the text
        raise UsageError(
            f"{subject} {quantity!r}",
            f"is no quantity in {unit}",
            f"Write a number and a unit, such as '{_example(unit)}'.",
        ) from error


def seconds(duration: str | float, *, subject: str = "the duration") -> float:
    """Return a duration in seconds [s].

    Raises
    ------
    UsageError
        If it is no duration, or a negative one.

    Examples
    --------
    >>> seconds("1 h 30 min")
    5400.0
    """
    value = in_unit(duration, "s", subject=subject)
    if value < 0:
        raise UsageError(f"{subject} {duration!r}", "is negative", "Time runs forward: write a duration from 0 on.")
    return value


def iso_seconds(duration: str) -> float | None:
    """Return a duration of ISO 8601, as IfcDuration is written, in seconds; None if it is none [s].

    References
    ----------
    ISO 8601-1:2019, 5.5.2.

    Examples
    --------
    >>> iso_seconds("P1DT12H")
    129600.0
    """
    found = _ISO.fullmatch(duration.strip())
    try:
        return sum(float(part) * each for part, each in zip(found.groups("0"), _ISO_S, strict=True)) if found else None
    except ValueError:  # two points in one number
        return None


def _part(text: str, unit: str) -> float:
    found = _PART.fullmatch(text)
    if found is None:
        raise ValueError(text)
    number, of = found.groups()
    return float(_registry().Quantity(float(number.replace(",", ".")), of).to(unit).magnitude)


def _example(unit: str) -> str:
    return "45 min" if unit == "s" else f"2.5 {unit}"


@cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry()
    registry.define("VA = W")  # apparent power; told apart from active power by name only
    return registry
