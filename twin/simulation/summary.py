"""A scenario in figures: hours without each service, interruption indices, people, money, and what they rest on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.costs import KINDS, Bill
from twin.simulation.impact import HOUR_S, Loss
from twin.simulation.notice import PRIVACY
from twin.simulation.run import History

__all__ = ["MOMENTARY_S", "SCREENING", "indices", "summary_of"]

SCREENING: Final = "screening, not regulatory design"
MOMENTARY_S: Final = 300.0
"""Interruptions no longer than this are momentary and left out of the indices (IEEE Std 1366)."""

Figures = dict[str, Any]


def summary_of(twin: Twin, history: History, found: Sequence[Loss], bill: Bill) -> Figures:
    """Return the figures of a scenario as JSON values, in an order that never changes; None is unknown.

    Parameters
    ----------
    twin : the estate
    history : what happened on it
    found : what places lost
    bill : what it costs
    """
    homes, spaces = [one for one in found if one.is_home], [one for one in found if not one.is_home]
    served = _served(twin, history)
    scenario = history.scenario
    return {
        "scenario": scenario.name,
        "start": scenario.start.isoformat(sep=" "),
        "end": (scenario.start + timedelta(seconds=history.end_s)).isoformat(sep=" "),
        "seed": history.seed,
        "note": SCREENING,
        "dwellings": _dwellings(twin, homes),
        "services": {name: _service(homes, name, served[name]) for name in sorted(served)},
        "spaces": _spaces(spaces),
        "people": _people(history, homes),
        "costs_eur": _costs(bill),
        "data_quality": _quality(history, found, bill),
        "privacy": PRIVACY,
    }


def indices(customers: int, lasted_s: Iterable[float]) -> tuple[float | None, float | None, float | None]:
    """Return the indices SAIFI [-], SAIDI [min] and CAIDI [min]; None where there is nothing to divide by.

    Parameters
    ----------
    customers : how many are served
    lasted_s : duration of each sustained interruption of each customer [s]

    References
    ----------
    IEEE Std 1366, definitions of the sustained interruption indices; from memory.

    Examples
    --------
    >>> indices(4, [3600, 1800])
    (0.5, 22.5, 45.0)
    """
    minutes = [one / 60.0 for one in lasted_s]
    saifi = len(minutes) / customers if customers else None
    saidi = sum(minutes) / customers if customers else None
    return saifi, saidi, sum(minutes) / len(minutes) if minutes else None


def _served(twin: Twin, history: History) -> dict[str, int]:
    """Return how many dwellings each service is handed over to."""
    kinds, counts = twin.nodes["kind"], dict[str, int]()
    for point in history.supply.points:
        counts[point.service] = counts.get(point.service, 0) + int(kinds[point.place] == Kind.ZONE)
    return counts


def _dwellings(twin: Twin, homes: Sequence[Loss]) -> Figures:
    nodes = twin.nodes
    return {
        "total": int(((nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")).sum()),
        "affected": len({one.place for one in homes}),
        "still_without": len({one.place for one in homes if not one.ended}),
    }


def _service(homes: Sequence[Loss], service: str, served: int) -> Figures:
    mine = [one for one in homes if one.service == service]
    times = [one for loss in mine for one in loss.outages]
    sustained = [one.lost_s for one in times if one.lost_s > MOMENTARY_S or not one.ended]
    saifi, saidi, caidi = indices(served, sustained)
    return {
        "dwellings_with_service": served,
        "dwellings_interrupted": len(mine),
        "still_without": sum(not one.ended for one in mine),
        "interruptions": len(times),
        "momentary": len(times) - len(sustained),
        "dwelling_h": _rounded(sum(one.lost_h for one in mine)),
        "relieved_h": _rounded(sum(one.relieved_h for one in mine)),
        "person_h": _banded(mine, hours=True),
        "longest_h": _rounded(max((one.lost_h for one in mine), default=0.0)),
        "saifi": _rounded(saifi),
        "saidi_min": _rounded(saidi),
        "caidi_min": _rounded(caidi),
    }


def _spaces(spaces: Sequence[Loss]) -> Figures:
    figures: Figures = {}
    for service in sorted({one.service for one in spaces}):
        mine = [one for one in spaces if one.service == service]
        figures[service] = {"spaces_interrupted": len(mine), "space_h": _rounded(sum(one.lost_h for one in mine))}
    return figures


def _people(history: History, homes: Sequence[Loss]) -> Figures:
    """Return who was affected at all, each dwelling once, and who was trapped."""
    once = list({one.place: one for one in homes}.values())
    known = [one.vulnerable for one in once if not math.isnan(one.vulnerable)]
    most, person_s = _trapped(history)
    return {
        "affected": _banded(once, hours=False),
        "dwellings_without_headcount": sum(math.isnan(one.people) for one in once),
        "vulnerable_affected": int(sum(known)) if known else None,
        "dwellings_told_of_vulnerable": len(known),
        "trapped_most": _rounded(most),
        "trapped_person_h": _rounded(person_s / HOUR_S),
    }


def _trapped(history: History) -> tuple[float, float]:
    """Return how many people were trapped at most at one time, and for how long in all [person s]."""
    now: dict[int, float] = {}
    most = total = last = 0.0
    for one in history.changes:
        if one.state == "trapped":
            total += sum(now.values()) * (one.time_s - last)
            last = one.time_s
            now[one.node] = float(one.value)
            most = max(most, sum(now.values()))
    return most, total + sum(now.values()) * (history.end_s - last)


def _banded(found: Sequence[Loss], *, hours: bool) -> Figures:
    """Return people, or their hours without help, where their number is known or assumed, with bounds."""
    told = [(one, one.endured_h if hours else 1.0) for one in found if not math.isnan(one.people)]
    return {
        "low": _rounded(sum(one.people_low * each for one, each in told)),
        "nominal": _rounded(sum(one.people * each for one, each in told)),
        "high": _rounded(sum(one.people_high * each for one, each in told)),
    }


def _costs(bill: Bill) -> Figures:
    """Return the sums by kind; None where nothing is known of what there is to pay."""
    figures: Figures = {}
    for kind in KINDS:
        mine = [one for one in bill.items if one.kind == kind]
        unknown = list(bill.unknown[kind])
        blank = not mine and bool(unknown)
        sums = {
            "low": None if blank else _rounded(sum(one.low_eur for one in mine)),
            "nominal": None if blank else _rounded(sum(one.nominal_eur for one in mine)),
            "high": None if blank else _rounded(sum(one.high_eur for one in mine)),
        }
        figures[kind] = {**sums, "unknown": unknown, "assumed": any(one.assumed for one in mine)}
    return figures


def _quality(history: History, found: Sequence[Loss], bill: Bill) -> Figures:
    """Return which share of the hours lost rests on defaults, weighted by hours, in all and by what it rests on."""
    weights = [one.lost_h for one in found]
    return {
        "share_on_defaults": _mean([one.rests.share for one in found], weights),
        "assumed_links": _mean([one.rests.links for one in found], weights),
        "defaulted_parameters": _mean([one.rests.parameters for one in found], weights),
        "assumed_headcounts": _mean([one.rests.people for one in found], weights),
        "costs_assumed": _share_assumed(bill),
        "needs_taken_as_met": len(history.supply.assumed),
        "parameters_left_to_default": [f"{name}: {parameter}" for name, parameter in history.defaulted],
    }


def _share_assumed(bill: Bill) -> float | None:
    total = sum(one.nominal_eur for one in bill.items)
    return _rounded(sum(one.nominal_eur for one in bill.items if one.assumed) / total) if total else None


def _mean(values: Sequence[float], weights: Sequence[float]) -> float | None:
    """Return the weighted mean of the values that apply, None if none does or nothing was lost."""
    known = [(value, weight) for value, weight in zip(values, weights, strict=True) if not math.isnan(value)]
    total = sum(weight for _, weight in known)
    return _rounded(sum(value * weight for value, weight in known) / total) if total else None


def _rounded(value: float | None) -> float | None:
    """Return a number as people and diffs can read it; sums in another order would differ in the last digits."""
    return None if value is None else round(float(value), 6)
