"""What a household does to air, water and power: one series for each kind, at the pace of the calendar."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin_samples.observations.calendar import Calendar
from twin_samples.observations.households import Household
from twin_samples.observations.weather import smoothed

__all__ = ["carbon_dioxide", "heating", "hot_water", "humidity", "power", "temperature", "water"]

_OUTDOOR_CO2 = 420.0
"""Of the outdoor air [ppm]."""
_CO2_OF_PERSON = 190.0
"""What one person at rest adds in the end, in a dwelling whose air is changed as the rules of 1982 ask [ppm]."""
_AIR_HOURS = 1.7
"""Time in which the air of a dwelling is changed [h]."""
_HEATED_BELOW = 16.0
"""Mean outdoor temperature of some days below which the estate is heated [°C]."""


def carbon_dioxide(home: Household, calendar: Calendar, draw: np.random.Generator) -> NDArray[np.float64]:
    """Return the CO2 in a dwelling, never below that outdoors but for the noise of the sensor, shape (n,) [ppm]."""
    airing = np.where((calendar.season < -0.2) & (calendar.hour > 8.0) & (calendar.hour < 23.0), 0.35, 1.0)
    indoors = _CO2_OF_PERSON * smoothed(home.at_home * airing, calendar, hours=_AIR_HOURS)
    noise = draw.normal(0.0, 8.0, len(indoors))
    return np.maximum(_OUTDOOR_CO2 + np.maximum(indoors, 0.0) + noise, 400.0)


def temperature(
    home: Household, calendar: Calendar, outdoors: NDArray[np.float64], draw: np.random.Generator
) -> NDArray[np.float64]:
    """Return the temperature in a dwelling: what the heating holds, or what the building follows, shape (n,) [°C]."""
    setpoint = draw.uniform(19.3, 21.6) - np.where((calendar.hour < 6.0) | (calendar.hour > 22.5), 0.8, 0.0)
    held = smoothed(setpoint, calendar, hours=3.0)
    free = smoothed(outdoors, calendar, hours=60.0) * 0.78 + 7.6
    people = 0.18 * smoothed(home.at_home, calendar, hours=2.0)
    slow = smoothed(draw.normal(0.0, 6.0, len(held)), calendar, hours=8.0)
    return np.maximum(held, free) + people + slow * 0.5 + draw.normal(0.0, 0.05, len(held))


def humidity(home: Household, calendar: Calendar, draw: np.random.Generator) -> NDArray[np.float64]:
    """Return the relative humidity in a dwelling, shape (n,) [%]."""
    cooking = home.at_home * (_around(calendar.hour, 7.5, 0.6) + _around(calendar.hour, 19.5, 1.0))
    moist = 1.6 * smoothed(home.at_home, calendar, hours=3.0) + 6.0 * smoothed(cooking, calendar, hours=0.8)
    spell = 25.0 * smoothed(draw.normal(0.0, 6.0, len(moist)), calendar, hours=48.0)
    return np.clip(47.0 - 5.0 * calendar.season + moist + 0.3 * spell, 22.0, 88.0)


def _around(hour: NDArray[np.float64], at: float, width: float) -> NDArray[np.float64]:
    """Return a bump of height 1 around an hour of the day, shape (n,)."""
    return np.asarray(np.exp(-0.5 * ((hour - at) / width) ** 2), dtype=np.float64)


def power(home: Household, calendar: Calendar, draw: np.random.Generator) -> NDArray[np.float64]:
    """Return the mean electrical power of a dwelling without heating, shape (n,) [kW]."""
    hour = calendar.hour
    dark = np.clip(0.75 + 0.25 * calendar.season, 0.5, 1.0) * ((hour < 8.0) | (hour > 18.0 - 1.5 * calendar.season))
    awake = np.where((hour > 6.5) & (hour < 23.0), 1.0, 0.15)
    meals = _around(hour, 7.3, 0.5) * 0.25 + _around(hour, 12.4, 0.6) * 0.35 + _around(hour, 19.6, 0.9) * 0.75
    people = np.sqrt(home.at_home)
    used = people * (0.11 * awake + meals + 0.09 * dark * awake)
    winter = 0.12 * np.clip(calendar.season, 0.0, 1.0) * people * awake
    return (draw.uniform(0.06, 0.13) + 0.75 * used + winter) * draw.gamma(6.0, 1 / 6.0, len(hour))


def water(home: Household, calendar: Calendar, draw: np.random.Generator) -> NDArray[np.float64]:
    """Return the water that a dwelling draws, cold and hot, shape (n,) [m³ h⁻¹]."""
    hour = calendar.hour
    pattern = 0.15 + 2.6 * _around(hour, 7.4, 0.8) + _around(hour, 12.5, 1.0) + 1.9 * _around(hour, 19.8, 1.4)
    asleep = np.where((hour < 5.5) | (hour > 23.5), 0.25, 1.0)
    mean = 0.0072 * home.at_home * pattern * asleep
    return mean * draw.gamma(0.8, 1 / 0.8, len(hour))


def hot_water(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the part of drawn water that is hot, shape (n,) [m³ h⁻¹]."""
    return 0.36 * drawn


def heating(
    calendar: Calendar, outdoors: NDArray[np.float64], *, loss_kw_k: float, setpoint: float = 20.0
) -> NDArray[np.float64]:
    """Return the power of heating, shape (n,) [kW].

    Parameters
    ----------
    calendar : its moments
    outdoors : outdoor temperature, shape (n,) [°C]
    loss_kw_k : heat that is lost per kelvin [kW K⁻¹]
    setpoint : indoor temperature that is held [°C]
    """
    spell = smoothed(outdoors, calendar, hours=48.0)
    lost = loss_kw_k * np.maximum(setpoint - 2.5 - smoothed(outdoors, calendar, hours=6.0), 0.0)
    return np.where(spell < _HEATED_BELOW, lost, 0.0)
