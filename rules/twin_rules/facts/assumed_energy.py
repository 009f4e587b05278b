"""What buildings without meters use, as far as reference values for their area, dwellings and people tell."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from twin.usage.study import Study
from twin_rules.facts.dated import dated
from twin_rules.facts.heat_makers import warmed_by_power
from twin_rules.facts.meters import dwellings_of_buildings

__all__ = ["assumed_use"]

_YEAR_H = 8766.0


def assumed_use(study: Study, known: Collection[tuple[int, str]]) -> list[dict[str, Any]]:
    """Return one row per building of which no meter tells electricity, and one where none tells heat or gas.

    Where electricity is metered and makes all heat, the heat is in it, and has no row of its own.

    Parameters
    ----------
    study : the estate
    known : building and carrier of what is metered
    """
    nodes, found = study.twin.nodes, []
    values = dated("energy_fr")["reference"]
    for building, homes in sorted(dwellings_of_buildings(study.twin).items()):
        if building < 0:
            continue
        area, people = float(nodes["area"][homes].sum()), float(nodes["headcount"][homes].sum())
        if (building, "electricity") not in known:
            each = values["electricity_kwh_dwelling"] + values["common_kwh_dwelling"]
            found.append(_row(building, "electricity", len(homes), each * len(homes), area))
        held = (building, "electricity") in known and building in warmed_by_power(study.twin)
        if not held and not {(building, "heat"), (building, "gas")} & set(known):
            warm = values["heating_kwh_m2"] * area + values["hot_water_kwh_person"] * people
            found.append(_row(building, "heat", len(homes), warm, area))
    return found


def _row(building: int, carrier: str, homes: int, energy: float, area: float) -> dict[str, Any]:
    return {
        "row": building,
        "carrier": carrier,
        "part": "whole",
        "households": homes,
        "meters": 0,
        "based_on": "assumed",
        "coverage": 0.0,
        "days": _YEAR_H / 24.0,
        "energy_kWh": energy,
        "per_dwelling_kWh": energy / homes,
        "per_area_kWh": energy / area if np.isfinite(area) and area > 0 else float("nan"),
        "mean_kW": energy / _YEAR_H,
    }
