"""Values of energy that depend on the day: primary energy, carbon, prices; the line in force is taken."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from twin.errors import InputError, UsageError
from twin_rules.facts.dated import dated

__all__ = ["carbon_factor", "day_of", "in_force", "price_of", "primary_factor", "tariffs"]

_OWN: Final = "TWIN_TARIFFS"


def primary_factor(carrier: str, day: date) -> dict[str, Any]:
    """Return the line of primary energy of a carrier on a day: ``factor`` [-], ``source``, ``unchecked`` if it is so.

    Parameters
    ----------
    carrier : electricity, gas or heat
    day : on which it holds

    Examples
    --------
    >>> [primary_factor("electricity", date(year, 6, 1))["factor"] for year in (2025, 2026, 2027)]
    [2.3, 1.9, 1.7]
    """
    return in_force(dated("energy_fr")["primary"], day, carrier=carrier)


def carbon_factor(carrier: str, day: date) -> dict[str, Any]:
    """Return the line of greenhouse gases of a carrier on a day: ``factor`` [kg CO2e kWh⁻¹] and ``source``.

    Parameters
    ----------
    carrier : electricity, gas or heat
    day : on which it holds
    """
    return in_force(dated("energy_fr")["carbon"], day, carrier=carrier)


def price_of(carrier: str, day: date) -> dict[str, Any]:
    """Return the line of prices of a carrier on a day [EUR kWh⁻¹], [EUR kVA⁻¹ per month].

    Parameters
    ----------
    carrier : electricity, gas or heat
    day : on which it holds

    Raises
    ------
    InputError
        If the landlord's file cannot be used.
    """
    return in_force(tariffs()["price"], day, carrier=carrier)


def in_force(lines: Iterable[dict[str, Any]], day: date, **wanted: str) -> dict[str, Any]:
    """Return the line in force on a day: the last that began before, else the first one, applied before its time.

    Parameters
    ----------
    lines : each with ``from_date``; of equal days the first counts
    day : on which it holds
    wanted : what the line must say

    Raises
    ------
    UsageError
        If no line says so.
    """
    mine = [one for one in lines if all(one.get(name) == value for name, value in wanted.items())]
    if not mine:
        raise UsageError(", ".join(wanted.values()), "has no line in the tables of energy", "Add one with a date.")
    begun = [one for one in mine if one["from_date"] <= day]
    return max(begun, key=lambda one: one["from_date"]) if begun else min(mine, key=lambda one: one["from_date"])


def day_of(text: str, *, subject: str = "the date") -> date:
    """Return a date that is written as 2026-01-31.

    Raises
    ------
    UsageError
        If it is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{subject} {text!r}", "is no date", "Write it as 2026-01-31.") from error


def tariffs() -> dict[str, Any]:
    """Return prices, off-peak hours and what can wait, the landlord's own lines first.

    Raises
    ------
    InputError
        If the landlord's file cannot be used.
    """
    return _read(os.environ.get(_OWN, ""))


@cache
def _read(own: str) -> dict[str, Any]:
    known = dated("tariffs_fr")
    try:
        said = tomllib.loads(Path(own).read_text(encoding="utf-8")) if own else {}
        return {name: _merged(said.get(name), of) for name, of in known.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise InputError(own, f"is no table of tariffs ({error})", f"Mend it, or unset {_OWN}.") from error


def _merged(said: Any, known: Any) -> Any:
    if said is None:
        return known
    return [*said, *known] if isinstance(known, list) else {**known, **said}
