"""What drawing part of a load later makes of a building's curve, its peak, its off-peak share and its bill."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from twin_rules.facts.load_curves import Curve
from twin_rules.facts.off_peak import OffPeak
from twin_rules.physics.load_curve import baseline, peak, shifted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Shift", "bill_change", "limited", "shift_of", "similar_days"]

Series = NDArray[np.float64]
_MONTHS = 12.0
_YEAR_H = 8766.0


@dataclass(frozen=True)
class Shift:
    """A curve before and after part of it was drawn later.

    Parameters
    ----------
    before, after : use of each hour [kWh], (n,)
    moved : of it, what was drawn later [kWh], (n,)
    """

    before: Series
    after: Series
    moved: Series

    @property
    def peaks(self) -> tuple[float, float]:
        """Greatest hour before and after [kW]."""
        return peak(self.before), peak(self.after)


def shift_of(
    curve: Curve, movable: Series, window: tuple[int, int], *, delay_h: int, storage_kwh: float, efficiency: float
) -> Shift:
    """Return what shifting makes of a curve.

    Parameters
    ----------
    curve : of the building
    movable : what can be drawn later within each hour [kWh], (n,)
    window : first hour and end of the time of day in which it is not drawn [h]
    delay_h : by how many hours it is drawn later [h]
    storage_kwh : most that can be put off in one window, NaN for no limit [kWh]
    efficiency : of keeping it [-]
    """
    inside = _within(np.asarray(curve.hours.hour), window)
    wanted = np.where(inside, np.nan_to_num(np.minimum(movable, np.nan_to_num(curve.kwh))), 0.0)
    part = limited(wanted, inside, storage_kwh)
    after = shifted(curve.kwh, part, steps=delay_h, efficiency=efficiency)
    return Shift(curve.kwh, after, part)


def limited(wanted: Series, inside: NDArray[np.bool_], most: float) -> Series:
    """Return what can be put off if each window keeps so much at most [kWh], (n,).

    Parameters
    ----------
    wanted : to be put off within each hour [kWh], (n,)
    inside : whether an hour is in a window, (n,)
    most : kept in one window, NaN for no limit [kWh]

    Examples
    --------
    >>> limited(np.array([2.0, 2.0, 0.0, 2.0]), np.array([True, True, False, True]), 3.0).tolist()
    [2.0, 1.0, 0.0, 2.0]
    """
    if math.isnan(most):
        return wanted
    starts = inside & ~np.concatenate(([False], inside[:-1]))
    total = np.cumsum(wanted)
    before = np.where(starts, total - wanted, 0.0)
    kept = total - np.maximum.accumulate(before)
    return np.asarray(np.where(inside, np.clip(most - (kept - wanted), 0.0, wanted), 0.0))


def bill_change(shift: Shift, curve: Curve, prices: dict[str, Any], off_peak: OffPeak) -> float:
    """Return what a shift changes of a year's bill, negative if it is less [EUR a⁻¹].

    Parameters
    ----------
    shift : before and after
    curve : whose hours they are
    prices : of the carrier
    off_peak : its off-peak hours

    References
    ----------
    Change = sum over hours of the change of use times its price, and of the peak times the subscription.
    """
    share = off_peak.share(curve.hours)
    price = share * prices["off_peak_eur_kwh"] + (1.0 - share) * prices["peak_eur_kwh"]
    change = float(np.nansum((shift.after - shift.before) * price))
    years = len(curve.hours) / _YEAR_H
    peaks = shift.peaks[1] - shift.peaks[0]
    return change / years + peaks * float(prices["subscription_eur_kva_month"]) * _MONTHS


def similar_days(curve: Curve, day: pd.Timestamp) -> Series:
    """Return the use by hour that the last similar days before a day lead one to expect, (24,) [kWh].

    Working days are similar to working days, weekends to weekends; days with 23 or 25 hours are left out.

    Parameters
    ----------
    curve : by hour
    day : local day
    """
    import pandas as pd

    table = pd.DataFrame({"day": curve.hours.tz_localize(None).normalize(), "kwh": curve.kwh})
    off = day.day_of_week >= 5
    rows = [
        part["kwh"].to_numpy(dtype=float)
        for one, part in table.groupby("day", sort=True)
        if len(part) == 24 and (pd.Timestamp(str(one)).day_of_week >= 5) == off and pd.Timestamp(str(one)) < day
    ]
    return baseline(rows) if rows else np.full(24, np.nan)


def _within(hour: NDArray[Any], window: tuple[int, int]) -> NDArray[np.bool_]:
    first, end = window
    return (hour >= first) & (hour < end) if first < end else (hour >= first) | (hour < end)
