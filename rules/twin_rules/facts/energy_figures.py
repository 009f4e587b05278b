"""Figures of a building's load curve: use, peak, off-peak share, solar power, and how days follow the weather."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from twin.usage.study import Study
from twin_rules.facts.load_curves import WHOLE, Curve
from twin_rules.facts.off_peak import off_peak_of
from twin_rules.physics.degree_days import integrated, mean_of_extremes, normalised
from twin_rules.physics.load_curve import (
    load_factor,
    peak,
    ramping,
    self_consumption,
    self_sufficiency,
)
from twin_rules.physics.straight_line import Line, line_through

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["figures_of"]

_UNKNOWN: Final = float("nan")


def figures_of(study: Study, curve: Curve, weather: pd.DataFrame) -> dict[str, Any]:
    """Return the figures of one curve by column of the measure `energy`, and the row of its building.

    Parameters
    ----------
    study : estate and parameters of the measure
    curve : what a part of a building uses
    weather : coldest and warmest hour of days outdoors
    """
    nodes, known = study.twin.nodes, np.isfinite(curve.kwh)
    days = len(curve.hours) / 24.0
    energy = float(np.nansum(curve.kwh))
    years = known.sum() / 8766.0 if curve.of_a_year else _UNKNOWN
    homes = [row for row in study.dwellings.tolist() if int(nodes["building"][row]) == curve.building]
    area = float(nodes["area"][homes].sum()) if curve.behind == len(homes) and curve.part == WHOLE else _UNKNOWN
    off = off_peak_of(study.twin, min(curve.meters), curve.first_day, said=study["off_peak"]).share(curve.hours)
    moment = curve.hours[int(np.nanargmax(curve.kwh))].tz_localize(None) if known.any() else None
    weights = np.nan_to_num(curve.kwh)
    sun = curve.produced if len(curve.produced) else np.full(len(curve.kwh), np.nan)
    return {
        "row": curve.building,
        "carrier": curve.carrier,
        "part": curve.part,
        "households": curve.dwellings,
        "meters": len(curve.meters),
        "based_on": "meters",
        "coverage": curve.coverage,
        "days": days,
        "energy_kWh": energy,
        "per_dwelling_kWh": energy / years / curve.behind if curve.behind and years > 0 else _UNKNOWN,
        "per_area_kWh": energy / years / area if area > 0 and years > 0 else _UNKNOWN,
        "mean_kW": float(np.nanmean(curve.kwh)) if known.any() else _UNKNOWN,
        "peak_kW": peak(curve.kwh),
        "peak_at": moment,
        "load_factor": load_factor(curve.kwh),
        "ramping_kW": ramping(curve.kwh) / days if days else _UNKNOWN,
        "off_peak_share": float((weights * off).sum() / weights.sum())
        if curve.carrier == "electricity" and weights.sum() > 0
        else _UNKNOWN,
        "self_consumption": self_consumption(sun, curve.kwh),
        "self_sufficiency": self_sufficiency(sun, curve.kwh),
        **_of_weather(study, curve, weather),
    }


def _of_weather(study: Study, curve: Curve, weather: pd.DataFrame) -> dict[str, float]:
    """Return how the use of days follows degree days."""
    names = ("degree_days", "base_kWh", "per_degree_day_kWh", "per_degree_day_low_kWh", "per_degree_day_high_kWh")
    found = dict.fromkeys((*names, "determined", "normalised_kWh"), _UNKNOWN)
    use, cold = _days(study, curve, weather)
    line = line_through(cold, use)
    if line is None:
        return found
    found["degree_days"] = float(cold.sum())
    values = (line.base, line.slope, line.slope_low, line.slope_high, line.determined)
    found |= dict(zip((*names[1:], "determined"), values, strict=True))
    if study["reference"] > 0 and curve.of_a_year:
        found["normalised_kWh"] = _normalised(use, cold, line, study["reference"])
    return found


def _normalised(use: Any, cold: Any, line: Line, reference: float) -> float:
    """Return the use of a year in other weather: the rest follows degree days."""
    base = min(max(line.base, 0.0) * len(use), float(use.sum()))
    heating = float(normalised(use.sum() - base, cold.sum(), reference))
    return base / len(use) * 365.25 + heating


def _days(study: Study, curve: Curve, weather: pd.DataFrame) -> tuple[Any, Any]:
    """Return use and degree days of the days of which both are known."""
    import pandas as pd

    by_day = pd.Series(curve.kwh, index=curve.hours).groupby(curve.hours.date)
    use = by_day.sum(min_count=1)[by_day.count() >= 20]
    count = mean_of_extremes if study["method"] == "simple" else integrated
    cold = pd.Series(count(weather["low"], weather["high"], threshold=study["threshold"]), index=weather["date"])
    both = pd.DataFrame({"use": use, "cold": cold}).dropna() if len(cold) else pd.DataFrame({"use": [], "cold": []})
    return both["use"].to_numpy(dtype=float), both["cold"].to_numpy(dtype=float)
