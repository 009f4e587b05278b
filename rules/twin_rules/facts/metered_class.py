"""Primary energy and greenhouse gases of buildings, from a year of their meters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from twin.said.text import joined, say
from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin.usage.study import Study
from twin_rules.facts.energy_tables import carbon_factor, primary_factor
from twin_rules.facts.heat_makers import warmed_by_power
from twin_rules.facts.load_curves import SHARED, WHOLE, Curve, carrier_named, curves
from twin_rules.facts.meters import dwellings_of_buildings
from twin_rules.facts.tenants import shops_behind

__all__ = ["Use", "of_area", "used_by_buildings"]

_WINTER: Final = 2.0
"""Electricity that heats is at least so many times as high in winter as in summer [-]."""
_YEAR_H: Final = 8766.0
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Use:
    """What a building uses in a year of what its class counts.

    Parameters
    ----------
    final : final energy by carrier [kWh a⁻¹]; empty if it cannot be said
    area : of its dwellings [m²]
    reason : why it cannot be said, else what was counted
    """

    final: dict[str, float]
    area: float
    reason: str


def used_by_buildings(study: Study) -> dict[int, Use]:
    """Return what each building with dwellings uses of what its class counts, by row.

    Heat or gas count in full, with the electricity that is shared. Where neither is metered, all electricity counts,
    but only if heat pumps or other electric makers warm the building, or if it is much higher in winter.

    Parameters
    ----------
    study : estate and observations
    """
    homes, nodes = dwellings_of_buildings(study.twin), study.twin.nodes
    known: dict[int, dict[tuple[str, str], Curve]] = {}
    for name in ("gas", "heat", "electricity"):
        for one in curves(study, carrier_named(name)):
            known.setdefault(one.building, {})[name, one.part] = one
    shops = {
        building: len(shops_behind(study.twin, of["electricity", SHARED].meters, carrier_named("electricity")))
        for building, of in known.items()
        if ("electricity", SHARED) in of
    }
    return {
        building: _use(
            known.get(building, {}),
            float(nodes["area"][rows].sum()),
            len(rows),
            shops=shops.get(building, 0),
            heats=building in warmed_by_power(study.twin),
        )
        for building, rows in homes.items()
        if building >= 0
    }


def of_area(use: Use, day: date) -> tuple[float, float]:
    """Return primary energy [kWh m⁻² a⁻¹] and greenhouse gases [kg m⁻² a⁻¹] by the factors of a day; NaN if unknown.

    Parameters
    ----------
    use : of a building
    day : whose factors count
    """
    if not use.final or not use.area > 0:
        return math.nan, math.nan
    primary = sum(kwh * float(primary_factor(name, day)["factor"]) for name, kwh in use.final.items())
    carbon = sum(kwh * float(carbon_factor(name, day)["factor"]) for name, kwh in use.final.items())
    return primary / use.area, carbon / use.area


def _use(known: dict[tuple[str, str], Curve], area: float, homes: int, *, shops: int, heats: bool) -> Use:
    warm = known.get(("gas", WHOLE)) or known.get(("heat", WHOLE))
    power, shared = known.get(("electricity", WHOLE)), known.get(("electricity", SHARED))
    counted = [one for one in (warm, shared if warm else power) if one]
    reason = _missing(warm, counted, homes, heats=heats)
    if not math.isfinite(area) or area <= 0:
        reason = reason or say("floor areas are unknown")
    if reason:
        return Use({}, area, reason)
    final: dict[str, float] = {}
    for one in counted:
        final[one.carrier] = final.get(one.carrier, 0.0) + float(np.nanmean(one.kwh)) * _YEAR_H
    if not warm:
        return Use(final, area, say("all electricity counts, household appliances too"))
    told = [say("{carrier} and shared electricity", carrier=say(warm.carrier))]
    if not shared:
        told = [say("{carrier}; shared electricity has no meter", carrier=say(warm.carrier))]
    told += [say("with that of a shop")] if shops == 1 else []
    told += [say("with that of {n} shops", n=shops)] if shops > 1 else []
    return Use(final, area, joined(told))


def _missing(warm: Curve | None, counted: Sequence[Curve], homes: int, *, heats: bool) -> str:
    """Return why meters do not tell what a class needs, empty if they do."""
    if not counted:
        return say("no meters")
    first = warm or counted[0]
    doubts = {
        say("meters reach {n} of {all} dwellings", n=first.behind, all=homes): first.behind < homes,
        say("fewer than {n} households", n=LEAST_HOUSEHOLDS): min(one.dwellings for one in counted) < LEAST_HOUSEHOLDS,
        say("too few readings of {months}", months=_months(counted)): any(one.lacking for one in counted),
        say("gaps in the readings"): not all(one.of_a_year for one in counted),
        say("no meter sees the heating"): warm is None and not (heats or _heats(first)),
    }
    return next((reason for reason, holds in doubts.items() if holds), "")


def _months(counted: Sequence[Curve]) -> str:
    """Return the months of which too little is known, in words."""
    return joined(
        (say(_MONTHS[one - 1]) for one in sorted({month for curve in counted for month in curve.lacking})), ", "
    )


def _heats(curve: Curve) -> bool:
    month = np.asarray(curve.hours.month)
    winter, summer = curve.kwh[np.isin(month, (12, 1, 2))], curve.kwh[np.isin(month, (6, 7, 8))]
    if not np.isfinite(winter).any() or not np.isfinite(summer).any():
        return False
    return bool(np.nanmean(winter) >= _WINTER * np.nanmean(summer))
