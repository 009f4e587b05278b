"""What a sweep varies: one axis for each field of a scenario, a list of values or a distribution.

An axis is written as people write it in a sweep file: a list; ``each`` for every thing that is aimed at, in turn; a
table with ``from``, ``to`` and ``step`` or ``count``; ``uniform``, ``lognormal`` or ``exponential``; or ``hour of
week``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.aims import rows_of
from twin.simulation.scenario import Scenario, aim_of
from twin.simulation.sweep.fields import Field, Given, Value, field_of

__all__ = ["EACH", "HOUR_OF_WEEK", "Axis", "axis_of"]

EACH: Final = "each"
HOUR_OF_WEEK: Final = "hour of week"
_HOURS: Final = 168
_MOST: Final = 1_000_000
"""No list of values is longer than that."""
_REMEDY: Final = (
    "Write a list, 'each', 'hour of week', {sample = 20}, {from = …, to = …, step = …}, {uniform = [low, high]}, "
    "{lognormal = {median = …, sigma = …}} or {exponential = {mean = …}}."
)


@dataclass(frozen=True)
class Axis:
    """One field of a scenario that a sweep varies.

    Parameters
    ----------
    field : which
    values : what it takes in turn; empty for a distribution
    quantile : value below which a share of its distribution lies; None for a list
    """

    field: Field
    values: tuple[Value, ...] = ()
    quantile: Callable[[float], Value] | None = None

    def at(self, share: float) -> Value:
        """Return the value at a share of the distribution, all values of a list being equally likely.

        Parameters
        ----------
        share : from 0, to below 1 [-]
        """
        if self.quantile is not None:
            return self.quantile(share)
        return self.values[int(share * len(self.values))]


def axis_of(twin: Twin, base: Scenario, path: str, given: Given, *, rng: np.random.Generator) -> Axis:
    """Return an axis from what people write.

    Parameters
    ----------
    twin : the estate
    base : the scenario that is varied
    path : of the field, such as ``event[0].at``
    given : its values
    rng : draws a sample of things

    Raises
    ------
    UsageError
        If there is no such field, or if it cannot take what is given.
    """
    field = field_of(base, path)
    if field.name == "at":
        return Axis(field, _things(twin, field, given, rng))
    if isinstance(given, str) and given == HOUR_OF_WEEK and field.name == "start":
        return Axis(field, _hours(base.start))
    if isinstance(given, Sequence) and not isinstance(given, str):
        return Axis(field, _some(field, [field.value(one) for one in given]))
    if isinstance(given, Mapping):
        return _ranged(field, given) if "from" in given else Axis(field, quantile=_quantile(field, given))
    raise _unreadable(field, given)


def _things(twin: Twin, field: Field, given: Given, rng: np.random.Generator) -> tuple[str, ...]:
    """Return the ids of the things to aim at in turn."""
    wanted = {EACH: True} if given == EACH else given
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        rows = [_one(twin, field, one) for one in wanted]
        return tuple(str(twin.nodes["id"][row]) for row in _some(field, rows))
    if not isinstance(wanted, Mapping) or wanted.keys() - {EACH, "sample"} or not wanted:
        raise _unreadable(field, given)
    told = wanted.get(EACH, True)
    rows = list(rows_of(twin, field.aim if told is True else aim_of(told), subject=field.path))
    number = wanted.get("sample")
    if number is not None:
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= len(rows):
            remedy = f"Write a whole number from 1 to {len(rows)}, the things it is aimed at."
            raise UsageError(f"{field.path}: sample = {number!r}", "is no number of them", remedy)
        rows = sorted(rng.choice(rows, size=number, replace=False).tolist())
    return tuple(str(twin.nodes["id"][row]) for row in _some(field, rows))


def _one(twin: Twin, field: Field, given: Any) -> int:
    rows = rows_of(twin, aim_of(given), subject=field.path)
    if len(rows) != 1:
        raise UsageError(f"{field.path} = {given!r}", f"{len(rows)} things answer to it", "Name one thing each time.")
    return rows[0]


def _hours(start: datetime) -> tuple[datetime, ...]:
    """Return all full hours of the week in which a scenario starts."""
    monday = datetime(start.year, start.month, start.day) - timedelta(days=start.weekday())  # local times
    return tuple(monday + timedelta(hours=hour) for hour in range(_HOURS))


def _ranged(field: Field, given: Mapping[str, Any]) -> Axis:
    """Return the axis of evenly spaced values, both ends among them."""
    _only(field, given, {"from", "to", "step"} if "step" in given else {"from", "to", "count"})
    low, high = field.number(given["from"]), field.number(given["to"])
    if "step" in given:
        step = field.length(given["step"])
        count = math.floor((high - low) / step + 1e-9) + 1 if step > 0 else 0
    else:
        count = given["count"] if isinstance(given["count"], int) else 0
        step = (high - low) / max(count - 1, 1)
    if not 0 < count <= _MOST or high < low:
        raise UsageError(
            f"{field.path} = {dict(given)!r}", "holds no values", "Write from below to, and a step above 0."
        )
    return Axis(field, tuple(field.of_number(low + place * step) for place in range(count)))


def _quantile(field: Field, given: Mapping[str, Any]) -> Callable[[float], Value]:
    name, told = next(iter(given.items()), ("", None))
    if len(given) != 1 or name not in _DISTRIBUTIONS:
        raise _unreadable(field, given)
    number = _DISTRIBUTIONS[name](field, told)
    return lambda share: field.of_number(number(share))


def _uniform(field: Field, told: Any) -> Callable[[float], float]:
    if not isinstance(told, Sequence) or isinstance(told, str) or len(told) != 2:
        raise _unreadable(field, {"uniform": told})
    low, high = map(field.number, told)
    if high < low:
        raise UsageError(f"{field.path}: uniform = {told!r}", "has no room", "Write the lower bound first.")
    return lambda share: low + share * (high - low)


def _lognormal(field: Field, told: Any) -> Callable[[float], float]:
    _only(field, told, {"median", "sigma"})
    median, sigma = field.length(told["median"]), told["sigma"]
    if median <= 0 or not isinstance(sigma, int | float) or isinstance(sigma, bool) or sigma < 0:
        raise UsageError(
            f"{field.path}: lognormal = {told!r}", "is none", "Write a median above 0, and a sigma from 0."
        )
    if sigma == 0:
        return lambda _: median
    spread = NormalDist(0.0, sigma)
    # the share 0 stands for no value of an unbounded distribution
    return lambda share: median * math.exp(spread.inv_cdf(max(share, 1e-12)))


def _exponential(field: Field, told: Any) -> Callable[[float], float]:
    _only(field, told, {"mean"})
    mean = field.length(told["mean"])
    if mean <= 0:
        raise UsageError(f"{field.path}: exponential = {told!r}", "is none", "Write a mean above 0.")
    return lambda share: -mean * math.log1p(-share)


_DISTRIBUTIONS: Final = {"uniform": _uniform, "lognormal": _lognormal, "exponential": _exponential}


def _only(field: Field, given: Any, keys: set[str]) -> None:
    if not isinstance(given, Mapping) or given.keys() != keys:
        raise _unreadable(field, given)


def _some(field: Field, values: Sequence[Any]) -> tuple[Any, ...]:
    if not values:
        raise UsageError(field.path, "has no values to take", _REMEDY)
    return tuple(values)


def _unreadable(field: Field, given: object) -> UsageError:
    return UsageError(f"{field.path} = {given!r}", "is no way to vary it", _REMEDY)
