"""The runs of a sweep: what each of them varies and the seed that it draws with, fixed before the first one starts."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.run import versions
from twin.simulation.scenario import Scenario
from twin.simulation.sweep.axes import Axis, axis_of
from twin.simulation.sweep.fields import Field, Given, Value

__all__ = ["METHODS", "Method", "Plan", "Task", "plan_of"]

Method = Literal["random", "latin-hypercube"]
METHODS: Final = get_args(Method)
_DRAWS, _RUNS = 0, 1
"""Branches of the tree of seeds: what is drawn for the plan, and what the runs draw."""
_MOST: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """One run.

    Parameters
    ----------
    number : place in the sweep
    seed : what the run draws with
    values : of the fields that are varied
    """

    number: int
    seed: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Plan:
    """A sweep before it runs.

    Parameters
    ----------
    base : the scenario that is varied
    fields : what is varied
    tasks : the runs
    seed : of the whole
    """

    base: Scenario
    fields: tuple[Field, ...]
    tasks: tuple[Task, ...]
    seed: int

    def digest(self, estate: str) -> str:
        """Return a text that is the same only for the same sweep of the same estate with the same program.

        Parameters
        ----------
        estate : what tells the estate from others
        """
        told = (estate, self.base, self.fields, self.tasks, self.seed, sorted(versions().items()))
        return hashlib.sha256(repr(told).encode()).hexdigest()


def plan_of(
    twin: Twin,
    base: Scenario,
    variations: Mapping[str, Given],
    *,
    samples: int | None = None,
    method: Method = "random",
    seed: int = 0,
) -> Plan:
    """Return the runs of a sweep: every combination of the values, or some that are drawn.

    Parameters
    ----------
    twin : the estate
    base : the scenario that is varied
    variations : by path of a field, such as ``event[0].duration``, the values that it takes
    samples : number of runs to draw; None for every combination
    method : how they are drawn: each by itself, or so that each field takes each part of its range equally often
    seed : of all that is drawn

    Raises
    ------
    UsageError
        If a variation cannot be used.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_DRAWS,)))
    axes = [axis_of(twin, base, path, given, rng=rng) for path, given in variations.items()]
    rows = list(_combined(axes) if samples is None else _drawn(axes, _checked(samples), method, rng))
    tasks = tuple(Task(number, _seed(seed, number), values) for number, values in enumerate(rows))
    return Plan(base, tuple(axis.field for axis in axes), tasks, seed)


def _combined(axes: Sequence[Axis]) -> Iterator[tuple[Value, ...]]:
    for axis in axes:
        if axis.quantile is not None:
            raise UsageError(axis.field.path, "is a distribution, which has no end", "Say samples = 5000, or such.")
    number = math.prod(len(axis.values) for axis in axes)
    if number > _MOST:
        raise UsageError("vary", f"there are {number} combinations", "Say samples = 5000, or such.")
    return product(*(axis.values for axis in axes))


def _drawn(axes: Sequence[Axis], samples: int, method: Method, rng: np.random.Generator) -> Iterator[tuple[Value, ...]]:
    if method not in METHODS:
        raise UsageError(f"method = {method!r}", "is none", f"Write {' or '.join(METHODS)}.")
    shares = rng.random((samples, len(axes)))
    if method == "latin-hypercube":
        shares = _stratified(shares, rng)
    return (tuple(axis.at(share) for axis, share in zip(axes, row, strict=True)) for row in shares.tolist())


def _stratified(shares: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return shares of which each column has exactly one in each of n equal parts.

    References
    ----------
    McKay, Beckman, Conover (1979), Technometrics 21(2), 239-245, section 2.3, doi:10.1080/00401706.1979.10489755
    """
    parts = np.tile(np.arange(len(shares))[:, None], (1, shares.shape[1]))
    # a share just below 1 must not be rounded up to it
    return np.minimum((rng.permuted(parts, axis=0) + shares) / len(shares), np.nextafter(1.0, 0.0))


def _checked(samples: int) -> int:
    if not isinstance(samples, int) or isinstance(samples, bool) or not 0 < samples <= _MOST:
        raise UsageError(f"samples = {samples!r}", "is no number of runs", f"Write a whole number up to {_MOST}.")
    return samples


def _seed(seed: int, number: int) -> int:
    """Return the seed of one run, whatever runs beside or before it; it fits a signed 64-bit column."""
    (drawn,) = np.random.SeedSequence(seed, spawn_key=(_RUNS, number)).generate_state(1, np.uint64)
    return int(drawn >> np.uint64(1))
