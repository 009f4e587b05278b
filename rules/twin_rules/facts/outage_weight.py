"""How many dwelling-hours are lost if a thing alone fails: dwellings that lose a service, times a usual repair."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from twin.analysis.criticality import values
from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin.units import iso_seconds
from twin_rules.facts.dated import dated
from twin_rules.physics.repair_time import mean_h

__all__ = ["dwelling_hours_lost", "dwellings_lost"]

_HOUR_S = 3600.0


def dwellings_lost(twin: Twin) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how many dwellings lose a service if each node alone fails, NaN outside of supply, (n_nodes,)."""
    try:
        return np.asarray(values(twin), dtype=np.float64)
    except UsageError:  # no place of the estate has a service
        return np.full(twin.nodes.length, np.nan)


def dwelling_hours_lost(twin: Twin, rows: Iterable[int]) -> dict[int, float]:
    """Return the dwelling-hours lost by one failure of things, NaN for those that take no part in supply [h].

    Parameters
    ----------
    twin : the estate
    rows : of the things
    """
    lost = dwellings_lost(twin)
    return {row: float(lost[row]) * _repair_h(twin, row) for row in rows}


def _repair_h(twin: Twin, row: int) -> float:
    """Return the mean time to repair: what the thing says, else that of its class [h]."""
    said = property_of(twin, row, "MeanTimeToRepair")
    told = iso_seconds(said) if isinstance(said, str) else said
    if isinstance(told, int | float) and told > 0:
        return float(told) / _HOUR_S
    table = dated("repair_fr")
    return mean_h(table["class"].get(str(twin.nodes["ifc_class"][row]), table["other"])["bands"])
