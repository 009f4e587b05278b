"""The series of every sensor of a building, from who is at home, the weather, and what the building itself does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin_samples.design.model import BuildingDesign
from twin_samples.observations import living
from twin_samples.observations.bookings import Booking, bookings_of, people_in
from twin_samples.observations.calendar import Calendar, data
from twin_samples.observations.households import Household, draws, household_of
from twin_samples.observations.sensors import Sensor

__all__ = ["Lives", "lives_in", "series_of"]

Series = NDArray[np.float64]

_LOSS_KW_K = {"T1": 0.045, "T2": 0.06, "T3": 0.075, "T4": 0.095, "T5": 0.11}
"""Heat that a renovated dwelling loses per kelvin, by its type [kW K⁻¹]."""
_HOT_WATER_KWH = 52.0
"""Heat to warm a cubic metre of water by 45 K [kWh m⁻³]."""
_SERVICES_M3_H = 0.004
"""Water that the common services draw, day and night [m³ h⁻¹]."""
_GAS_KWH = 10.0
"""Heat from a cubic metre of natural gas [kWh m⁻³]."""


@dataclass(frozen=True, slots=True)
class Lives:
    """What happens in a building: its households, the weather, comings and goings, bookings.

    Parameters
    ----------
    building : its design
    calendar : moments, n of them
    outdoors : outdoor temperature, shape (n,) [°C]
    homes : households by the code of their dwelling
    drawn : water that each of them draws, shape (n,) [m³ h⁻¹]
    trips : people who pass the entrances of the building within the step, shape (n,)
    bookings : of its common room
    crowd : people in the common room, shape (n,)
    seed : of everything that is drawn
    """

    building: BuildingDesign
    calendar: Calendar
    outdoors: Series
    homes: dict[str, Household]
    drawn: dict[str, Series]
    trips: Series
    bookings: tuple[Booking, ...]
    crowd: Series
    seed: int


def lives_in(building: BuildingDesign, calendar: Calendar, outdoors: Series, *, seed: int) -> Lives:
    """Return what happens in a building.

    Parameters
    ----------
    building : with its dwellings and rooms
    calendar : moments, n of them
    outdoors : outdoor temperature, shape (n,) [°C]
    seed : of everything that is drawn
    """
    homes = {dwelling.code: household_of(dwelling, calendar, seed=seed) for dwelling in building.dwellings}
    trips = np.sum([home.trips for home in homes.values()], axis=0) if homes else np.zeros(len(calendar.time))
    common = [room for _, room in building.rooms if room.use == "common room"]
    bookings = tuple(one for room in common for one in bookings_of(f"{building.code}/{room.code}", calendar, seed=seed))
    drawn = {code: living.water(home, calendar, draws(seed, code, "water")) for code, home in homes.items()}
    return Lives(building, calendar, outdoors, homes, drawn, trips, bookings, people_in(bookings, calendar), seed)


def series_of(sensor: Sensor, lives: Lives) -> Series:
    """Return what a sensor reports at its own pace: states, counts within its interval, or a running total.

    Parameters
    ----------
    sensor : of the building
    lives : what happens there
    """
    draw = draws(lives.seed, lives.building.code, sensor.code)
    steps = max(1, sensor.minutes * 60 // lives.calendar.step)
    if sensor.kind in _STATES:
        values = _STATES[sensor.kind](sensor, lives, draw)[::steps]
    elif sensor.kind in _COUNTS:
        values = _per_interval(_COUNTS[sensor.kind](sensor, lives, draw), steps)
    else:
        hours = lives.calendar.step / 3600.0
        used = _per_interval(_FLOWS[sensor.kind](sensor, lives, draw) * hours, steps)
        values = draw.uniform(0.0, 5000.0) + np.cumsum(used) - used
    return np.asarray(np.round(values, sensor.decimals), dtype=np.float64)


def _per_interval(values: Series, steps: int) -> Series:
    """Return sums over so many steps each."""
    return np.asarray(values.reshape(-1, steps).sum(axis=1), dtype=np.float64)


def _home(sensor: Sensor, lives: Lives) -> Household:
    """Return the household that a sensor watches; in a common room the crowd lives for as long as it is booked."""
    if sensor.dwelling:
        return lives.homes[sensor.dwelling]
    return Household("", "crowd", 0.0, lives.crowd * 0.4, np.zeros(len(lives.crowd)))


def _motion(sensor: Sensor, lives: Lives, draw: np.random.Generator) -> Series:
    """Return how often movement was seen in a common room or a hall, by step."""
    halls = max(1, sum(room.use == "hall" for _, room in lives.building.rooms))
    if sensor.watches == "common room":
        return np.asarray(draw.poisson(np.minimum(lives.crowd, 12.0) * 0.6), dtype=np.float64)
    share = {"hall": 1.0 / halls, "cellar corridor": 0.06, "laundry": 0.04, "bike room": 0.10}.get(sensor.watches, 0.2)
    awake = (lives.calendar.hour > 6.5) & (lives.calendar.hour < 22.5)
    return np.asarray(draw.poisson(share * (lives.trips + 0.10 * awake)), dtype=np.float64)


def _doors(lives: Lives, draw: np.random.Generator) -> Series:
    """Return how often an entrance door was opened, by step: by those who live there, visitors and the post."""
    doors = max(1, sum(room.use == "hall" for _, room in lives.building.rooms))
    hour = lives.calendar.hour
    visitors = 0.25 * np.exp(-0.5 * ((hour - 17.0) / 3.0) ** 2) + 0.2 * ((hour > 10.0) & (hour < 11.5))
    return np.asarray(draw.poisson((0.9 * lives.trips + visitors) / doors), dtype=np.float64)


def _lifts(lives: Lives, draw: np.random.Generator) -> Series:
    """Return how many runs a lift made, by step."""
    return np.asarray(draw.poisson(0.7 * lives.trips / max(1, len(lives.building.lifts))), dtype=np.float64)


def _used(use: str, lives: Lives) -> Series:
    """Return which part of a shared room is in use, between 0 and 1, shape (n,)."""
    if use == "common room":
        return np.minimum(lives.crowd / 25.0, 1.0)
    rule, calendar = data("rooms")[use], lives.calendar
    weekday = (calendar.local.astype("datetime64[D]").astype(np.int64) + 3) % 7
    held = np.isin(weekday, rule["weekdays"]) & (calendar.hour >= rule["hours"][0]) & (calendar.hour < rule["hours"][1])
    return np.asarray(held, dtype=np.float64)


def _shared(lives: Lives) -> list[str]:
    """Return the uses of the shared rooms of a building, one for each room."""
    return [room.use for _, room in lives.building.rooms if room.use in data("rooms")]


def _power(sensor: Sensor, lives: Lives, _draw: np.random.Generator) -> Series:
    """Return the power through a meter of a dwelling, a shared room, the services, or the whole building [kW]."""
    if sensor.dwelling:
        return living.power(lives.homes[sensor.dwelling], lives.calendar, draws(lives.seed, sensor.dwelling, "power"))
    if sensor.watches:
        return _power_of_room(sensor.watches, lives)
    calendar = lives.calendar
    dark = (calendar.hour < 7.5) | (calendar.hour > 19.0 - 1.5 * calendar.season)
    always = 0.35 + 0.02 * len(lives.homes)
    services = always + 0.08 * lives.trips + 0.4 * dark + 0.1 * np.maximum(calendar.season, 0)
    services *= draws(lives.seed, lives.building.code, "services").gamma(20.0, 1 / 20.0, len(services))
    served = sum((_power_of_room(use, lives) for use in _shared(lives) if not _is_let(use)), services)
    if sensor.services:
        return np.asarray(served, dtype=np.float64)
    homes = (living.power(home, calendar, draws(lives.seed, code, "power")) for code, home in lives.homes.items())
    tenants = (_power_of_room(use, lives) for use in _shared(lives) if _is_let(use))
    return np.asarray(sum((*homes, *tenants), served), dtype=np.float64)


def _is_let(use: str) -> bool:
    """Return whether who uses a room draws power from the main board, by a meter of their own."""
    return bool(data("rooms")[use].get("tenant"))


def _power_of_room(use: str, lives: Lives) -> Series:
    """Return the power that a shared room draws [kW]."""
    return np.asarray(data("rooms")[use]["rest_kw"] + data("rooms")[use]["power_kw"] * _used(use, lives))


def _water(sensor: Sensor, lives: Lives) -> Series:
    """Return the flow through a water meter, cold or hot; the main meter sees both [m³ h⁻¹]."""
    if sensor.services:
        return np.full(len(lives.trips), _SERVICES_M3_H)
    if sensor.dwelling or sensor.watches:
        drawn = lives.drawn[sensor.dwelling] if sensor.dwelling else _water_of_room(sensor.watches, lives)
        hot = living.hot_water(drawn)
        return hot if sensor.code.startswith("EC") else drawn - hot
    rooms = (_water_of_room(use, lives) for use in _shared(lives))
    return np.asarray(sum((*lives.drawn.values(), *rooms), np.full(len(lives.trips), _SERVICES_M3_H)))


def _water_of_room(use: str, lives: Lives) -> Series:
    """Return the water that a shared room draws, cold and hot [m³ h⁻¹]."""
    return np.asarray(data("rooms")[use]["water_m3_h"] * _used(use, lives), dtype=np.float64)


def _heat(sensor: Sensor, lives: Lives) -> Series:
    """Return the heat through a meter of a dwelling or shared room, or of the building with its hot water [kW]."""
    loss = {dwelling.code: _LOSS_KW_K.get(dwelling.type, 0.075) for dwelling in lives.building.dwellings}
    if sensor.dwelling:
        habit = draws(lives.seed, sensor.dwelling, "heat").uniform(0.75, 1.2)
        return living.heating(lives.calendar, lives.outdoors, loss_kw_k=loss[sensor.dwelling] * habit)
    if sensor.watches:
        return living.heating(lives.calendar, lives.outdoors, loss_kw_k=data("rooms")[sensor.watches]["loss_kw_k"])
    warmed = sum((living.hot_water(drawn) for drawn in lives.drawn.values()), np.zeros(len(lives.trips)))
    lost = sum(loss.values()) + sum(data("rooms")[use]["loss_kw_k"] for use in _shared(lives))
    heated = living.heating(lives.calendar, lives.outdoors, loss_kw_k=1.2 * lost)
    return np.asarray(heated + _HOT_WATER_KWH * warmed + 0.05 * len(loss), dtype=np.float64)


def _gas(sensor: Sensor, lives: Lives) -> Series:
    """Return the gas that a boiler burns [m³ h⁻¹]."""
    if sensor.dwelling:
        warmed = _HOT_WATER_KWH * living.hot_water(lives.drawn[sensor.dwelling])
        return (_heat(sensor, lives) + warmed) / (0.92 * _GAS_KWH)
    return _heat(sensor, lives) / (0.92 * _GAS_KWH)


_Maker = Callable[[Sensor, Lives, np.random.Generator], Series]

_STATES: dict[str, _Maker] = {
    "temperature": lambda s, at, draw: living.temperature(_home(s, at), at.calendar, at.outdoors, draw),
    "humidity": lambda s, at, draw: living.humidity(_home(s, at), at.calendar, draw),
    "co2": lambda s, at, draw: living.carbon_dioxide(_home(s, at), at.calendar, draw),
    "moisture": lambda _s, at, _draw: np.zeros(len(at.calendar.time)),
}
_COUNTS: dict[str, _Maker] = {
    "motion": _motion,
    "door": lambda _s, at, draw: _doors(at, draw),
    "lift": lambda _s, at, draw: _lifts(at, draw),
}
_FLOWS: dict[str, _Maker] = {
    "energy": _power,
    "water": lambda s, at, _draw: _water(s, at),
    "heat": lambda s, at, _draw: _heat(s, at),
    "gas": lambda s, at, _draw: _gas(s, at),
}
