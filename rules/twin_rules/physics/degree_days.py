"""Degree days: how much colder than a threshold days were, which is what heating has to make up for."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["heat_kwh", "integrated", "mean_of_extremes", "normalised"]

_AT_NIGHT, _PER_SHARE = 0.08, 0.42
"""Coefficients of the French professional method [-]."""


def mean_of_extremes(coldest: ArrayLike, warmest: ArrayLike, *, threshold: float = 18.0) -> NDArray[np.float64]:
    """Return the degree days of each day from the mean of its extremes [K d], (n,).

    Parameters
    ----------
    coldest, warmest : lowest and highest temperature of the day [°C], (n,)
    threshold : above which nobody heats [°C]

    References
    ----------
    The simple method of French weather services (DJU18): max(0, S - (Tn + Tx) / 2).

    Examples
    --------
    >>> mean_of_extremes([-2, 3, 10, 16], [6, 11, 22, 24]).tolist()
    [16.0, 11.0, 2.0, 0.0]
    """
    mean = (np.asarray(coldest, dtype=np.float64) + np.asarray(warmest, dtype=np.float64)) / 2
    return np.asarray(np.maximum(0.0, threshold - mean))


def integrated(coldest: ArrayLike, warmest: ArrayLike, *, threshold: float = 18.0) -> NDArray[np.float64]:
    """Return the degree days of each day, counting the cold part of days that pass the threshold [K d], (n,).

    Parameters
    ----------
    coldest, warmest : lowest and highest temperature of the day [°C], (n,)
    threshold : above which nobody heats [°C]

    References
    ----------
    The French "méthode professionnels" (COSTIC): S - (Tn + Tx) / 2 if S > Tx; 0 if S <= Tn; else
    (S - Tn) (0.08 + 0.42 (S - Tn) / (Tx - Tn)). The coefficients are given from memory in the project's sources.

    Examples
    --------
    >>> integrated([-2, 3, 10, 16], [6, 11, 22, 24]).round(2).tolist()
    [16.0, 11.0, 2.88, 0.37]
    """
    low, high = np.asarray(coldest, dtype=np.float64), np.asarray(warmest, dtype=np.float64)
    below, span = np.maximum(threshold - low, 0.0), high - low
    part = np.divide(np.minimum(below, span), span, out=np.ones_like(span), where=span > 0)
    passing = below * (_AT_NIGHT + _PER_SHARE * part)
    cold = np.where(threshold > high, threshold - (low + high) / 2, passing)
    return np.asarray(np.where(np.isnan(low) | np.isnan(high), np.nan, np.where(threshold <= low, 0.0, cold)))


def normalised(energy: ArrayLike, measured: ArrayLike, reference: ArrayLike) -> NDArray[np.float64]:
    """Return what heating would have used in the weather of a reference [unit of energy], (n,).

    Parameters
    ----------
    energy : what was used for heating, (n,)
    measured : degree days of the same time [K d], (n,)
    reference : degree days of the reference [K d], (n,)
    """
    days = np.asarray(measured, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(
            np.where(days > 0, np.asarray(energy, dtype=np.float64) * np.asarray(reference) / days, np.nan)
        )


def heat_kwh(loss_w_k: ArrayLike, degree_days: ArrayLike) -> NDArray[np.float64]:
    """Return the heat that is lost over some degree days [kWh], (n,).

    Parameters
    ----------
    loss_w_k : heat loss per kelvin [W K⁻¹], (n,)
    degree_days : degree days of the time [K d], (n,)

    Examples
    --------
    >>> float(heat_kwh(100.0, 2500.0))
    6000.0
    """
    return np.asarray(24.0 * np.asarray(loss_w_k, dtype=np.float64) * np.asarray(degree_days) / 1000.0)
