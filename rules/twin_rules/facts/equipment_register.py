"""The register of what is renewed: age, life, condition and price of each thing, and which of that is assumed."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from twin.errors import InputError
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin.units import iso_seconds
from twin_rules.facts.dated import dated

__all__ = ["FACTS", "Item", "items_of", "price_list"]

FACTS: Final = ("date", "life", "price")
"""What a plan rests on of each thing."""
_OWN: Final = "TWIN_EQUIPMENT"
_INSTALLED: Final = (
    "InstallationDate",
    "DateInstallation",
    "DateDInstallation",
    "PutIntoOperationDate",
    "DateMiseEnService",
    "AcquisitionDate",
)
_LIFE: Final = ("ServiceLifeDuration", "DureeDeVie", "DuréeDeVie", "ExpectedServiceLife")
_CONDITION: Final = ("AssessmentCondition", "Etat", "État", "EtatDeVetuste")
_PRICE: Final = ("ReplacementCost", "CoutRemplacement", "CoûtRemplacement")
_BUILT: Final = ("YearOfConstruction", "AnneeConstruction", "start_date")
_YEAR_S: Final = 365.25 * 86400.0
_YEAR: Final = re.compile(r"(1[89]\d\d|20\d\d|21\d\d)")


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that is renewed.

    Parameters
    ----------
    row : of it
    kind : what it is, a line of the price list
    installed : year in which it was put in, NaN if nobody knows [a]
    life_a : service life [a]
    condition : as it is written, empty if nobody said
    factor : by which its condition stretches that life [-]
    cost : of its renewal [EUR], NaN if its size is unknown
    upkeep : what keeping it costs in a year [EUR]
    assumed : which of date, life and price are not said of the thing itself
    """

    row: int
    kind: str
    installed: float
    life_a: float
    condition: str
    factor: float
    cost: float
    upkeep: float
    assumed: tuple[str, ...]

    def due(self, *, factor: float = 1.0) -> float:
        """Return the year in which its life ends [a], NaN if nobody knows when it began.

        Parameters
        ----------
        factor : by which all lives are stretched [-]
        """
        return self.installed + self.life_a * self.factor * factor


def items_of(twin: Twin, *, now: int, everything: bool = False) -> list[Item]:
    """Return what is renewed, in the order of rows.

    A thing without a date is taken to be as old as its building, renewed each time its life had ended before that year;
    what ends in that year is due in it.

    Parameters
    ----------
    twin : the estate
    now : the year in which one asks [a]
    everything : small things as well, such as lights, sensors and valves

    Raises
    ------
    InputError
        If the landlord's file cannot be used.
    """
    table = price_list()
    lines = {name: (kind, line) for kind, line in table["kind"].items() for name in line["of"]}
    classes, types = twin.nodes["ifc_class"].tolist(), twin.nodes["predefined_type"].tolist()
    found = []
    for row, (ifc_class, predefined) in enumerate(zip(classes, types, strict=True)):
        kind, line = lines.get(f"{ifc_class}.{predefined}") or lines.get(ifc_class) or ("", {})
        if kind and (everything or line.get("major")):
            found.append(_item(twin, row, kind, line, now=now))
    return found


def price_list() -> dict[str, Any]:
    """Return lives, prices and factors of condition, the landlord's own lines first.

    Raises
    ------
    InputError
        If the landlord's file cannot be used.
    """
    return _read(os.environ.get(_OWN, ""))


def _item(twin: Twin, row: int, kind: str, line: dict[str, Any], *, now: int) -> Item:
    said = _years(_first(twin, row, _LIFE))
    life = float(line["life_a"]) if said is None else said
    condition = str(_first(twin, row, _CONDITION) or "").strip()
    factor = float(price_list()["condition"].get(condition.lower(), 1.0))
    installed = _year(_first(twin, row, _INSTALLED))
    assumed = [] if installed is not None else ["date"]
    if installed is None:
        built = _year(_first(twin, int(twin.nodes["building"][row]), _BUILT))
        installed = math.nan if built is None else built + max(math.ceil((now - built) / life) - 1, 0) * life
    assumed += [] if said is not None else ["life"]
    price = _first(twin, row, _PRICE)
    assumed += [] if isinstance(price, float) else ["price"]
    cost = price if isinstance(price, float) else float(line["price"]) * _amount(twin, row, line.get("each", "piece"))
    upkeep = float(line.get("upkeep", 0.0)) * cost
    return Item(row, kind, float(installed), life, condition, factor, cost, upkeep, tuple(assumed))


def _amount(twin: Twin, row: int, each: str) -> float:
    """Return how much of something a thing is: 1 for a piece, else its area [m²], NaN if unknown."""
    if each == "piece":
        return 1.0
    area = float(twin.nodes["width"][row] * twin.nodes["height"][row])
    if math.isfinite(area):
        return area
    low, high = twin.nodes["box"][row]
    return float((high[0] - low[0]) * (high[1] - low[1]))


def _first(twin: Twin, row: int, names: Iterable[str]) -> Any:
    if row < 0:
        return None
    return next((said for name in names if (said := property_of(twin, row, name)) not in (None, "")), None)


def _year(said: Any) -> float | None:
    """Return the year that a date, text or number says, with its part of the year; None if it says none [a]."""
    if isinstance(said, float):
        return said if 1800 <= said < 2200 else None
    found = _YEAR.search(str(said)) if said is not None else None
    return float(found.group(1)) if found else None


def _years(said: Any) -> float | None:
    """Return a life in years from an ISO duration, a number of years or one of seconds; None if it is none [a]."""
    if isinstance(said, str):
        told = iso_seconds(said)
        said = told if told is not None else (float(said) if said.replace(".", "", 1).isdigit() else None)
    if not isinstance(said, int | float) or said <= 0:
        return None
    return round(said / _YEAR_S, 2) if said > 1000 else float(said)


@cache
def _read(own: str) -> dict[str, Any]:
    known = dated("equipment_fr")
    try:
        said = tomllib.loads(Path(own).read_text(encoding="utf-8")) if own else {}
        kinds = {name: {**known["kind"].get(name, {}), **line} for name, line in said.get("kind", {}).items()}
        prices = {
            **known,
            **{name: value for name, value in said.items() if name not in {"kind", "condition"}},
            "kind": {**known["kind"], **kinds},
            "condition": {**known["condition"], **said.get("condition", {})},
        }
        idle = [name for name, line in kinds.items() if not line.get("life_a", 1) > 0]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise InputError(own, f"is no price list ({error})", f"Mend it, or unset {_OWN}.") from error
    if idle:
        raise InputError(own, f"gives {idle[0]} a life that is not above zero", f"Mend life_a of [kind.{idle[0]}].")
    return prices
