"""The figures of one run that a sweep keeps."""

from __future__ import annotations

import math

from twin.model.twin import Twin
from twin.simulation.components import Supply
from twin.simulation.costs import Account, Bill, bill_of
from twin.simulation.impact import HOUR_S, Loss, losses
from twin.simulation.run import History

__all__ = ["measured", "measures_of"]

_ALL = (
    "dwelling_h",
    "person_h",
    "dwellings_hit",
    "people_hit",
    "people_unknown",
    "longest_h",
    "cost_eur",
    "costs_unknown",
    "share_on_defaults",
)


def measures_of(supply: Supply) -> tuple[str, ...]:
    """Return the names of the figures that runs on an estate have, in the order of the table."""
    return (*(f"dwelling_h_{service}" for service in supply.services), *_ALL)


def measured(twin: Twin, history: History) -> dict[str, float]:
    """Return the figures of a run by name; NaN for what does not apply.

    Parameters
    ----------
    twin : the estate
    history : what happened on it

    Notes
    -----
    Hours are added over services: a dwelling without power and water for an hour counts two dwelling-hours. Dwellings
    whose number of people is unknown count in ``people_unknown`` and add nothing to person-hours. The share on defaults
    is that of the losses, weighted by their time. Costs are nominal; what nobody could price counts in
    ``costs_unknown``, and a run of which nothing could be priced has no cost.
    """
    found = losses(twin, history)
    homes = [one for one in found if one.is_home and one.lost_s > 0]
    hours = {name: 0.0 for name in measures_of(history.supply) if name.startswith("dwelling_h_")}
    for one in homes:
        hours[f"dwelling_h_{one.service}"] += one.lost_h
    total = math.fsum(one.lost_h for one in homes)
    people = {one.place: one.people for one in homes}
    known = [number for number in people.values() if not math.isnan(number)]
    return {
        **hours,
        "dwelling_h": total,
        "person_h": math.fsum(one.endured_h * one.people for one in homes if not math.isnan(one.people)),
        "dwellings_hit": float(len(people)),
        "people_hit": math.fsum(known),
        "people_unknown": float(len(people) - len(known)),
        "longest_h": max((_longest_h(one) for one in homes), default=0.0),
        **_costs(bill_of(Account(twin, history, found))),
        "share_on_defaults": math.fsum(one.lost_h * one.rests.share for one in homes) / total if total else math.nan,
    }


def _costs(bill: Bill) -> dict[str, float]:
    unknown = sum(len(told) for told in bill.unknown.values())
    total = math.fsum(one.nominal_eur for one in bill.items)
    return {"cost_eur": math.nan if unknown and not bill.items else total, "costs_unknown": float(unknown)}


def _longest_h(loss: Loss) -> float:
    return max(one.lost_s for one in loss.outages) / HOUR_S
