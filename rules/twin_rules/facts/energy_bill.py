"""What the energy of buildings costs in a year, by what their meters count, else by reference values."""

from __future__ import annotations

from datetime import date

import numpy as np

from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin.usage.study import Study
from twin_rules.facts.assumed_energy import assumed_use
from twin_rules.facts.energy_tables import price_of
from twin_rules.facts.load_curves import WHOLE, carrier_named, curves

__all__ = ["bills"]

_YEAR_H = 8766.0


def bills(study: Study, *, day: date = date(2026, 1, 1)) -> dict[int, float]:
    """Return what energy costs each building in a year, at prices of peak hours, without subscriptions [EUR].

    Meters of fewer households than may be shown, or of less than a year, count as if there were none. Where both gas
    and heat are metered, the gas that makes the heat counts.

    Parameters
    ----------
    study : estate and observations
    day : whose prices count
    """
    used: dict[int, dict[str, float]] = {}
    for name in ("electricity", "gas", "heat"):
        for one in curves(study, carrier_named(name)):
            known_gas = name == "heat" and "gas" in used.get(one.building, {})
            if one.part == WHOLE and one.of_a_year and one.dwellings >= LEAST_HOUSEHOLDS and not known_gas:
                used.setdefault(one.building, {})[name] = float(np.nanmean(one.kwh)) * _YEAR_H
    known = {(building, carrier) for building, of in used.items() for carrier in of}
    for row in assumed_use(study, known):
        used.setdefault(row["row"], {})[row["carrier"]] = row["energy_kWh"]
    prices = {name: float(price_of(name, day)["peak_eur_kwh"]) for name in ("electricity", "gas", "heat")}
    return {
        building: float(np.nansum([prices[carrier] * kwh for carrier, kwh in of.items()]))
        for building, of in used.items()
    }
