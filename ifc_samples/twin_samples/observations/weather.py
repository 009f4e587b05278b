"""Weather of a year on the Mediterranean coast, invented: a season, a day, and days that resemble their neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin_samples.observations.calendar import Calendar
from twin_samples.observations.households import draws

__all__ = ["outdoor_temperature", "smoothed"]

_MEAN, _SEASON, _DAY = 15.6, 8.6, 4.3
"""Mean of the year and amplitudes of season and day [°C], rounded from what the coast of Hérault knows."""
_SPELL, _SPREAD = 0.75, 2.4
"""How much a day resembles the one before [-], and by how much days differ [K]."""


def outdoor_temperature(calendar: Calendar, *, seed: int) -> NDArray[np.float64]:
    """Return the temperature of the outdoor air, shape (n,) [°C].

    Parameters
    ----------
    calendar : moments at which it is wanted
    seed : what its spells are drawn with
    """
    shock = draws(seed, "weather").normal(0.0, _SPREAD * np.sqrt(1 - _SPELL**2), len(calendar.off) + 1)
    spells = np.zeros_like(shock)
    for day in range(1, len(shock)):
        spells[day] = _SPELL * spells[day - 1] + shock[day]
    between = np.interp(calendar.day + calendar.hour / 24.0, np.arange(len(spells)), spells)
    daily = _DAY * np.cos(2.0 * np.pi * (calendar.hour - 15.0) / 24.0)
    return np.asarray(_MEAN - _SEASON * calendar.season + daily + between, dtype=np.float64)


def smoothed(series: NDArray[np.float64], calendar: Calendar, *, hours: float) -> NDArray[np.float64]:
    """Return a series as something sluggish follows it, shape (n,).

    Parameters
    ----------
    series : what is followed, shape (n,)
    calendar : its moments
    hours : time constant [h]

    Notes
    -----
    A first-order lag, cut off after six time constants; before the first moment the series had the mean of its first
    two days.
    """
    lag = hours * 3600.0 / calendar.step
    weights = np.exp(-np.arange(max(1, round(6 * lag))) / lag)
    padded = np.concatenate([np.full(len(weights) - 1, series[: 172800 // calendar.step].mean()), series])
    return _convolved(padded, weights / weights.sum())


def _convolved(series: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the running weighted mean of a series, by Fourier transform since a year is long."""
    size = 1 << (len(series) + len(weights) - 2).bit_length()
    product = np.fft.rfft(series, size) * np.fft.rfft(weights, size)
    return np.asarray(np.fft.irfft(product, size)[len(weights) - 1 : len(series)], dtype=np.float64)
