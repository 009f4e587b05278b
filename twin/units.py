"""Quantities as people write them, turned into SI where they come in: ``45 min``, ``2.5 kVA``, ``3 h 20 min``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from twin.errors import UsageError

if TYPE_CHECKING:
    import pint

__all__ = ["in_unit", "seconds"]

_SUM: Final = re.compile(r"(?<=[a-zµ°])\s+(?=[\d+-])", re.IGNORECASE)
"""Between the parts of a sum that people write without a sign, as in ``3 h 20 min``."""
_PART: Final = re.compile(r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?)\s*(.*)", re.IGNORECASE)


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
