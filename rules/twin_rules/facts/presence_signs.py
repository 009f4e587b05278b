"""What the readings of one kind of sensor say of each hour: somebody is there, nobody is, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from twin_rules.facts.dated import dated
from twin_rules.physics.breath import PPM, air_changes, people_breathing

if TYPE_CHECKING:
    from twin.observations.observed import Observations
    from twin_rules.facts.local_hours import Hours

__all__ = ["EMPTY", "KINDS", "SOMEBODY", "UNKNOWN", "Sign", "sign_of"]

EMPTY: Final = np.int8(0)
SOMEBODY: Final = np.int8(1)
UNKNOWN: Final = np.int8(-1)
_READINGS: Final = 3
"""Readings in an hour from which a rise within it is taken."""
_KNOWN_SHARE: Final = 0.5
"""Least share of an hour that readings must tell for the hour to be known [-]."""


@dataclass(frozen=True)
class Sign:
    """What sensors of one kind say of a room.

    Parameters
    ----------
    there : `SOMEBODY`, `EMPTY` or `UNKNOWN` of each hour, (n,)
    people : how many, NaN where nobody knows, (n,)
    low, high : between which that lies, NaN where nobody knows, (n,)
    note : what it rests on, in words; empty if there is nothing to say
    """

    there: NDArray[np.int8]
    people: NDArray[np.float64]
    low: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    high: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    note: str = ""


def sign_of(kind: str, observations: Observations, nodes: Sequence[int], hours: Hours, *, volume_m3: float) -> Sign:
    """Return what the sensors of one kind say of a room.

    Parameters
    ----------
    kind : a table of `presence.toml` that rests on sensors
    observations : of the estate
    nodes : rows of the sensors that tell of the room
    hours : of which it is asked
    volume_m3 : of the air in the room, NaN if unknown [m³]
    """
    return KINDS[kind](observations, nodes, hours, volume_m3)


def _people(observations: Observations, nodes: Sequence[int], hours: Hours, _: float) -> Sign:
    """People counted: the mean of the hour, and somebody there if there was one at all."""
    mean = _hourly(observations, "people", "mean", nodes, hours)
    most = _hourly(observations, "people", "max", nodes, hours)
    return Sign(_told(most >= 1, most), mean, mean, mean)


def _presence(observations: Observations, nodes: Sequence[int], hours: Hours, _: float) -> Sign:
    """Presence detectors: somebody is there if one says so at any time of the hour."""
    most = _hourly(observations, "presence", "max", nodes, hours)
    return _uncounted(_told(most > 0, most))


def _motion(observations: Observations, nodes: Sequence[int], hours: Hours, _: float) -> Sign:
    """Movements of the hour; a detector that tells one and the same number each time for a day is stuck."""
    facts = dated("presence")["motion"]
    counts = _hourly(observations, "motion", "sum", nodes, hours)
    least, most = (_hourly(observations, "motion", how, nodes, hours) for how in ("min", "max"))
    counts[_still(np.where(least == most, counts, np.nan), facts["still_h"]) & (counts > 0)] = np.nan
    return _uncounted(_told(counts >= facts["least"], counts))


def _doors(observations: Observations, nodes: Sequence[int], hours: Hours, _: float) -> Sign:
    """Doors that opened in the hour: somebody came or went."""
    counts = _hourly(observations, "door", "sum", nodes, hours)
    return _uncounted(_told(counts >= dated("presence")["door"]["least"], counts))


def _power(observations: Observations, nodes: Sequence[int], hours: Hours, _: float) -> Sign:
    """Power above that at rest, which is what a quarter of the hours stay below."""
    used = _hourly(observations, "energy", "difference", nodes, hours)  # kWh in an hour are kW
    drawn = np.where(np.isnan(used), _hourly(observations, "power", "mean", nodes, hours), used)
    if np.isnan(drawn).all():
        return _uncounted(np.full(len(hours), UNKNOWN))
    rest = float(np.nanpercentile(drawn, 25))
    above = max(rest, dated("presence")["power"]["least_kw"])
    sign = _uncounted(_told(drawn > rest + above, drawn))
    return Sign(sign.there, sign.people, sign.low, sign.high, f"above {rest + above:.2f} kW, {rest:.2f} kW at rest")


def _breath(observations: Observations, nodes: Sequence[int], hours: Hours, volume_m3: float) -> Sign:
    """People from carbon dioxide by the mass balance of the room; somebody is there if that is clearly above none."""
    facts = dated("presence")["co2"]
    mean = _hourly(observations, "co2", "mean", nodes, hours)
    first = _hourly(observations, "co2", "first", nodes, hours)
    mean[_still(mean, facts["still_h"])] = np.nan
    rise = _rise(observations, nodes, hours, first)
    outdoors = facts["outdoors_ppm"]
    if not volume_m3 > 0:
        return _uncounted(np.full(len(hours), UNKNOWN))
    found = air_changes(first, first + rise, outdoors_ppm=outdoors)
    changes = found if np.isfinite(found) else facts["changes_per_h"]
    people = people_breathing(
        mean,
        rise,
        volume_m3=volume_m3,
        changes_per_h=changes,
        outdoors_ppm=outdoors,
        person_m3_s=facts["person_m3_s"],
    )
    doubt = _doubt(mean - outdoors, volume_m3, changes, facts, known=bool(np.isfinite(found)))
    low, high = _bounds(people, facts, known=bool(np.isfinite(found)))
    source = "from its own decays" if np.isfinite(found) else "assumed"
    note = f"{changes:.2f} air changes an hour {source}, {volume_m3:.0f} m³"
    there = _told(people >= np.maximum(facts["least"], facts["sigmas"] * doubt), people)
    return Sign(there, np.maximum(people, 0.0), low, high, note)


def _rise(
    observations: Observations, nodes: Sequence[int], hours: Hours, first: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return by how much carbon dioxide rises within each hour [ppm], from its own readings where there are three."""
    last = _hourly(observations, "co2", "last", nodes, hours)
    count = _hourly(observations, "co2", "count", nodes, hours)
    between = np.where(count >= _READINGS, count / np.maximum(count - 1, 1), np.nan)
    return np.where(count >= _READINGS, (last - first) * between, np.append(first[1:], np.nan) - first)


def _doubt(
    excess_ppm: NDArray[np.float64], volume_m3: float, changes: float, facts: dict[str, Any], *, known: bool
) -> NDArray[np.float64]:
    """Return the standard error of the people estimated: noise of the sensor, and air changes that are not exact."""
    people = volume_m3 / 3600.0 * PPM / facts["person_m3_s"]
    noise = np.sqrt(2.0) * facts["noise_ppm"] * people
    share = facts["changes_doubt"] if known else facts["changes_assumed_doubt"]
    return np.asarray(np.hypot(noise, share * changes * np.maximum(excess_ppm, 0.0) * people))


def _bounds(people: Any, facts: dict[str, Any], *, known: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return between which numbers people lie: by how much each breathes, and by the air changes if only assumed."""
    factor = 1.0 if known else facts["changes_factor"]
    low = people * facts["person_m3_s"] / facts["person_high_m3_s"] / factor
    high = people * facts["person_m3_s"] / facts["person_low_m3_s"] * factor
    return np.maximum(low, 0.0), np.maximum(high, 0.0)


def _hourly(
    observations: Observations, quantity: str, how: str, nodes: Sequence[int], hours: Hours
) -> NDArray[np.float64]:
    """Return the value of each hour, the largest if several sensors tell it, NaN where none does, (n,)."""
    values = np.full(len(hours), np.nan)
    if not len(hours) or not observations.chosen(quantity, nodes):
        return values
    end = hours.start[-1] + (hours.start[-1] - hours.start[-1].floor("h")) + np.timedelta64(1, "h")
    start = hours.start[0].to_pydatetime()
    table = observations.hourly(quantity, how, nodes=nodes, start=start, end=end.to_pydatetime())
    table = table[(table["coverage"] >= _KNOWN_SHARE) & table["value"].notna()]
    place = hours.places(table["time"])
    np.fmax.at(values, place[place >= 0], table["value"].to_numpy(dtype=float)[place >= 0])
    return values


def _told(somebody: NDArray[np.bool_], values: NDArray[np.float64]) -> NDArray[np.int8]:
    return np.where(np.isnan(values), UNKNOWN, np.where(somebody, SOMEBODY, EMPTY)).astype(np.int8)


def _uncounted(there: NDArray[np.int8]) -> Sign:
    nobody_knows = np.full(len(there), np.nan)
    return Sign(there.astype(np.int8), nobody_knows, nobody_knows, nobody_knows)


def _still(values: NDArray[np.float64], longest: int) -> NDArray[np.bool_]:
    """Return which hours belong to a run of one and the same value of at least so many hours, (n,)."""
    if not len(values):
        return np.zeros(0, dtype=bool)
    run = np.cumsum(np.append(True, ~(values[1:] == values[:-1])))
    return np.asarray((np.bincount(run)[run] >= longest) & ~np.isnan(values))


KINDS: Final[dict[str, Callable[[Observations, Sequence[int], Hours, float], Sign]]] = {
    "people": _people,
    "presence": _presence,
    "motion": _motion,
    "co2": _breath,
    "power": _power,
    "door": _doors,
}
