"""Which loads to drop until the rest fits, and in which steps to take them back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from twin_rules.physics.power_demand import diversity, heated_dwellings_kva

__all__ = ["Load", "demand_kva", "restart_steps", "to_shed"]


@dataclass(frozen=True, slots=True)
class Load:
    """What can be switched off alone.

    Parameters
    ----------
    row : of the thing that one switches
    priority : 1 is dropped last, 5 first
    kva : what it draws; the subscribed power of a dwelling [kVA]
    dwelling : whether it is one, so that not all of it is drawn at once
    heating_kva : installed electric heating of a dwelling, NaN if it is heated otherwise [kVA]
    assumed : whether its power or priority is not said by the twin
    """

    row: int
    priority: int
    kva: float
    dwelling: bool = False
    heating_kva: float = math.nan
    assumed: bool = False


@dataclass
class _Sum:
    """Demand of a growing set of loads."""

    subscribed: float = 0.0
    dwellings: int = 0
    heated: int = 0
    heating: float = 0.0
    others: float = 0.0

    def change(self, load: Load, sign: int) -> None:
        if not load.dwelling:
            self.others += sign * load.kva
        elif math.isnan(load.heating_kva):
            self.dwellings += sign
            self.subscribed += sign * load.kva
        else:
            self.heated += sign
            self.heating += sign * load.heating_kva

    @property
    def kva(self) -> float:
        heated = heated_dwellings_kva(self.heated, self.heating)
        return diversity(self.dwellings) * self.subscribed + heated + self.others


def demand_kva(loads: Iterable[Load]) -> float:
    """Return what loads draw together [kVA]: dwellings under NF C 14-100, all others in full.

    Examples
    --------
    >>> demand_kva([Load(row, 5, 6.0, dwelling=True) for row in range(12)])
    45.36
    """
    total = _Sum()
    for load in loads:
        total.change(load, +1)
    return total.kva


def to_shed(loads: Sequence[Load], capacity_kva: float) -> list[Load]:
    """Return the loads to drop until what is left fits, in the order in which they are dropped.

    The least important class goes first; within a class the largest load, so that few things go.

    Parameters
    ----------
    loads : what is on
    capacity_kva : what there is [kVA]

    Examples
    --------
    >>> [one.row for one in to_shed([Load(0, 1, 2.0), Load(1, 5, 3.0), Load(2, 3, 4.0)], 6.0)]
    [1]
    """
    total, dropped = _Sum(), []
    for load in loads:
        total.change(load, +1)
    for load in sorted(loads, key=lambda one: (-one.priority, -one.kva, one.row)):
        if total.kva <= capacity_kva:
            break
        total.change(load, -1)
        dropped.append(load)
    return dropped


def restart_steps(loads: Sequence[Load], capacity_kva: float, *, pick_up: float) -> list[list[Load]]:
    """Return groups of loads to switch on one after the other, so that none overloads the supply.

    A load that has been off draws more at first; by the next step it draws what it usually does. What does not fit even
    as a step of its own is left out.

    Parameters
    ----------
    loads : what is off
    capacity_kva : what the supply can carry [kVA]
    pick_up : how much more a load draws at first [-]

    Examples
    --------
    >>> steps = restart_steps([Load(row, 3, 10.0) for row in range(4)], 40.0, pick_up=2.0)
    >>> [[one.row for one in step] for step in steps]
    [[0, 1], [2], [3]]
    """
    total, steps, settled = _Sum(), [], 0.0
    step: list[Load] = []
    for load in sorted(loads, key=lambda one: (one.priority, one.row)):
        total.change(load, +1)
        if step and _drawn(settled, total.kva, pick_up) > capacity_kva:
            total.change(load, -1)
            steps.append(step)
            step, settled = [], total.kva
            total.change(load, +1)
        if not step and total.kva > capacity_kva:
            total.change(load, -1)
            continue
        step.append(load)
    return [*steps, step] if step else steps


def _drawn(settled_kva: float, then_kva: float, pick_up: float) -> float:
    return settled_kva + pick_up * max(then_kva - settled_kva, 0.0)
