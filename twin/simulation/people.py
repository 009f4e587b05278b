"""How many people live in each dwelling, between which bounds, and how many of them must not go without."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from twin.model.columns import Array
from twin.model.once import once
from twin.model.twin import Twin
from twin.simulation.properties import numbers_named

__all__ = ["VULNERABLE", "People", "PeopleFrom", "people_of"]

VULNERABLE: Final = "Vulnerable"
"""Property of a dwelling: how many people in it must not go without; corrections set it as ``Set.Vulnerable``."""

PeopleFrom = Literal["counted", "assumed", "unknown", ""]


@dataclass(frozen=True)
class People:
    """Who lives where.

    Parameters
    ----------
    headcount : people by row of the twin, NaN if unknown, (n_nodes,)
    counted : rows of the dwellings where somebody counted them
    vulnerable : how many of them must not go without, by row, where it is known
    """

    headcount: Array
    counted: frozenset[int]
    vulnerable: dict[int, float]

    def at(self, row: int) -> tuple[float, float, float, PeopleFrom, float]:
        """Return the number of people, its bounds, where it comes from, and how many are vulnerable."""
        number = float(self.headcount[row])
        vulnerable = self.vulnerable.get(row, math.nan)
        if row in self.counted:
            return number, number, number, "counted", vulnerable
        if math.isnan(number):
            return number, number, number, "unknown", vulnerable
        band = _band()
        return number, number * band["low"], number * band["high"], "assumed", vulnerable


@once
def people_of(twin: Twin) -> People:
    """Return who lives where on an estate."""
    table = twin["corrections"]
    lines = zip(table["what"].tolist(), table["node"].tolist(), strict=True)
    counted = frozenset(node for what, node in lines if what == "headcount" and node >= 0)
    return People(twin.nodes["headcount"], counted, numbers_named(twin, VULNERABLE))


@cache
def _band() -> dict[str, float]:
    table = tomllib.loads((files("twin.simulation") / "data" / "people.toml").read_text(encoding="utf-8"))
    return {name: float(table[name]) for name in ("low", "high")}
