"""What is odd about dwellings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from twin.inference.entrances import Dwelling
from twin.inference.homes import NONE, Plan
from twin.model.columns import Array
from twin.model.findings import Finding, Severity
from twin.model.twin import Twin

__all__ = ["findings_of"]


def findings_of(twin: Twin, rows: Array, plan: Plan, found: Sequence[Dwelling], walked: Array) -> list[Finding]:
    """Return what is odd about dwellings.

    Parameters
    ----------
    twin : the twin
    rows : nodes of the spaces
    plan : the spaces
    found : the dwellings
    walked : for each space the one that stands for all behind the same door, `NONE` if in no dwelling, (n,)
    """
    return [
        *(one for dwelling in found for one in _entrance(twin, rows, dwelling)),
        *(one for dwelling in found if dwelling.zone >= 0 for one in _extent(twin, rows, dwelling, walked)),
        *(_lonely(twin, rows, plan, found)),
        *_assumed(found),
    ]


def _name(twin: Twin, row: int) -> str:
    return str(twin.nodes["long_name"][row] or twin.nodes["name"][row])


def _subject(twin: Twin, rows: Array, dwelling: Dwelling) -> dict[str, str]:
    """Return the zone, or the first space where no zone declares the dwelling."""
    row = dwelling.zone if dwelling.zone >= 0 else int(rows[dwelling.members[0]])
    return {"global_id": str(twin.nodes["global_id"][row]), "name": _name(twin, row)}


def _entrance(twin: Twin, rows: Array, dwelling: Dwelling) -> Iterator[Finding]:
    subject = _subject(twin, rows, dwelling)
    if not dwelling.doors:
        message = f"no entrance door was found to this dwelling of {len(dwelling.members)} spaces"
        remedy = "Model the entrance door with its opening, or declare it in the corrections."
        yield Finding("dwelling-without-entrance", Severity.WARNING, message, remedy, **subject)
    elif len(dwelling.doors) > 1:
        named = ", ".join(_name(twin, door) for door in dwelling.doors[:4])
        message = f"{len(dwelling.doors)} doors lead into this dwelling; the first of {named} is taken for its entrance"
        remedy = "Declare the entrance in the corrections if it is another one."
        yield Finding("dwelling-with-several-entrances", Severity.INFO, message, remedy, **subject)


def _extent(twin: Twin, rows: Array, dwelling: Dwelling, walked: Array) -> Iterator[Finding]:
    """Yield a finding for a zone that leaves out spaces which one reaches only through it."""
    members = np.array(dwelling.members)
    behind = np.unique(walked[members])
    left_out = np.setdiff1d(np.flatnonzero(np.isin(walked, behind[behind != NONE])), members)
    if len(left_out):
        named = ", ".join(_name(twin, row) for row in rows[left_out[:5]].tolist())
        message = f"{len(left_out)} spaces behind its door are not in the zone: {named}"
        remedy = "Add them to the zone, or check the doors between them."
        yield Finding("dwelling-zone-incomplete", Severity.WARNING, message, remedy, **_subject(twin, rows, dwelling))


def _lonely(twin: Twin, rows: Array, plan: Plan, found: Sequence[Dwelling]) -> Iterator[Finding]:
    """Yield wet rooms in no dwelling, in buildings that have dwellings."""
    building = twin.nodes["building"][rows]
    members = np.array([one for dwelling in found for one in dwelling.members], dtype=int)
    homely = np.isin(building, np.unique(building[members]))
    homely[members] = False
    for place in np.flatnonzero(homely & (plan.use == "wet")).tolist():
        row = int(rows[place])
        yield Finding(
            "wet-room-in-no-dwelling",
            Severity.INFO,
            "this wet room belongs to no dwelling",
            "Check its doors, or add it to a zone if it belongs to one.",
            global_id=str(twin.nodes["global_id"][row]),
            name=_name(twin, row),
        )


def _assumed(found: Sequence[Dwelling]) -> Iterator[Finding]:
    if found:
        message = f"head counts of {len(found)} dwellings are assumed from their numbers of main rooms"
        remedy = "Enter the number of people in the corrections where it is known."
        yield Finding("headcount-assumed", Severity.INFO, message, remedy)
