"""What the twin tells of lifts: where they stop, and who uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_rules.facts.dated import dated

__all__ = ["Lift", "lifts"]

_CLASS: Final = "IfcTransportElement"
_OTHERS: Final = ("ESCALATOR", "MOVINGWALKWAY", "CRANEWAY", "LIFTINGGEAR")


@dataclass(frozen=True, slots=True)
class Lift:
    """A lift.

    Parameters
    ----------
    row : its row
    storeys : rows of the storeys where it stops
    residents : people who live on these storeys, shared among the lifts that stop there [-]
    """

    row: int
    storeys: tuple[int, ...]
    residents: float


@once
def lifts(twin: Twin) -> dict[int, Lift]:
    """Return the lifts of an estate by their row."""
    nodes, edges = twin.nodes, twin.edges
    rows = np.flatnonzero((nodes["ifc_class"] == _CLASS) & ~np.isin(nodes["predefined_type"].astype(str), _OTHERS))
    serves = (edges["relation"] == Relation.SERVES) & (nodes["kind"][edges["target"]] == Kind.STOREY)
    stops: dict[int, set[int]] = {row: set() for row in rows.tolist()}
    for row, storey in zip(edges["source"][serves].tolist(), edges["target"][serves].tolist(), strict=True):
        if row in stops:
            stops[row].add(storey)
    lifts_at: dict[int, int] = {}
    for storeys in stops.values():
        for storey in storeys:
            lifts_at[storey] = lifts_at.get(storey, 0) + 1
    people = _residents(twin)
    return {
        row: Lift(row, tuple(sorted(at)), sum(people.get(storey, 0.0) / lifts_at[storey] for storey in sorted(at)))
        for row, at in stops.items()
    }


def _residents(twin: Twin) -> dict[int, float]:
    """Return how many people live on each storey."""
    nodes = twin.nodes
    default = dated("lift_traffic_fr")["residents_per_dwelling"]
    found: dict[int, float] = {}
    for home in np.flatnonzero((nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")).tolist():
        count = float(nodes["headcount"][home])
        storey = int(nodes["storey"][home])
        found[storey] = found.get(storey, 0.0) + (default if np.isnan(count) else count)
    return found
