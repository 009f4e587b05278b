"""What incidents that are open when a scenario begins have cost people until then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from twin.model.twin import Twin
from twin.simulation.components import Supply
from twin.simulation.impact import HOUR_S, losses
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Occurrence, Scenario

__all__ = ["AlreadyLost", "already_lost"]

_MOMENT_S: Final = 1.0
"""What is lost at once shows in a run of that length."""


@dataclass(frozen=True, slots=True)
class AlreadyLost:
    """What an incident has cost until a scenario begins, if nothing has changed since it began.

    Parameters
    ----------
    occurrence : the incident
    service : what is lacking; empty if the incident takes no service from any dwelling
    dwellings : how many lack it
    dwelling_h : for how long in all until the scenario begins [h]
    """

    occurrence: Occurrence
    service: str
    dwellings: int
    dwelling_h: float


def already_lost(twin: Twin, scenario: Scenario, *, supply: Supply | None = None) -> Iterator[AlreadyLost]:
    """Yield what each open incident of a scenario has cost by service until the scenario begins.

    Parameters
    ----------
    twin : the estate
    scenario : its events that are open at the start count
    supply : the supply graph of the twin, if it is at hand
    """
    for one in scenario.occurrences:
        if one.open_s:
            alone = replace(scenario, duration_s=_MOMENT_S, occurrences=(replace(one, duration_s=None),), measures=())
            found = [loss for loss in losses(twin, run_scenario(twin, alone, supply=supply)) if loss.is_home]
            for service in sorted({loss.service for loss in found}) or [""]:
                dwellings = sum(loss.service == service for loss in found)
                yield AlreadyLost(one, service, dwellings, dwellings * one.open_s / HOUR_S)
