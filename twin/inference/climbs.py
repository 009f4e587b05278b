"""Links between storeys, before they become edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twin.model.columns import Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["Climb", "edges_of", "storeys_not_joined"]

_NEITHER: Final = -1


@dataclass(frozen=True, slots=True, order=True)
class Climb:
    """A link from a space to one on another level.

    Parameters
    ----------
    lower : node of the space below
    upper : node of the space above
    via : the stair, ramp or lift, -1 if none is modelled
    method : what made the link
    confidence : 0 to 1
    value : number it rests on, in the unit of the method
    width : clear width [m], NaN if unknown
    step_free : 1 if without a step, 0 if not, -1 if unknown
    """

    lower: int
    upper: int
    via: int
    method: str
    confidence: float
    value: float
    width: float = float("nan")
    step_free: int = 0


def edges_of(twin: Twin, climbs: Sequence[Climb]) -> Columns:
    """Return one edge per pair of spaces and stair, with the ends in the order of their ids."""
    ids = twin.nodes["id"]
    best: dict[tuple[int, int, int], Climb] = {}
    for climb in climbs:
        source, target = sorted((climb.lower, climb.upper), key=lambda row: str(ids[row]))
        known = best.get((source, target, climb.via))
        if known is None or climb.confidence > known.confidence:
            best[source, target, climb.via] = climb
    columns: dict[str, list[Any]] = {
        "source": [source for source, _, _ in best],
        "target": [target for _, target, _ in best],
        "via": [via for _, _, via in best],
        "relation": [Relation.OPENS_ONTO] * len(best),
        "provenance": [Provenance.GEOMETRIC] * len(best),
        "is_external": [_leads_out(twin, climb) for climb in best.values()],
        "clear_width": [climb.width for climb in best.values()],
    }
    same = ("method", "confidence", "value", "step_free")
    return table_of("edges", columns | {name: [getattr(one, name) for one in best.values()] for name in same})


def _leads_out(twin: Twin, climb: Climb) -> int:
    return int(Kind.EXTERIOR in twin.nodes["kind"][[climb.lower, climb.upper]])


def storeys_not_joined(twin: Twin, climbs: Sequence[Climb], stairs: Sequence[int]) -> list[Finding]:
    """Return a finding for each storey that no link joins with those above it.

    Parameters
    ----------
    twin : the twin
    climbs : links between storeys
    stairs : nodes of stairs and ramps
    """
    storey = twin.nodes["storey"]
    peopled = set(storey[twin.rows(Kind.SPACE)].tolist()) - {_NEITHER}
    findings = []
    for building in sorted(set(twin.nodes["building"][sorted(peopled)].tolist())):
        mine = [row for row in peopled if twin.nodes["building"][row] == building]
        order = {row: place for place, row in enumerate(sorted(mine, key=lambda row: _height(twin, row)))}
        spans = [sorted((order.get(storey[c.lower], -1), order.get(storey[c.upper], -1))) for c in climbs]
        for row, place in order.items():
            if place + 1 < len(order) and not any(low <= place < high for low, high in spans if low >= 0):
                above = next(other for other, rank in order.items() if rank == place + 1)
                findings.append(_not_joined(twin, row, above, any(storey[stair] == row for stair in stairs)))
    return findings


def _height(twin: Twin, storey: int) -> tuple[float, str]:
    """Return a storey's height: as stated, else that of its lowest space."""
    stated = float(twin.nodes["elevation"][storey])
    rooms = twin.rows(Kind.SPACE)
    boxes = twin.nodes["box"][rooms[twin.nodes["storey"][rooms] == storey], 0, 2]
    lowest = float(np.nanmin(boxes)) if np.isfinite(boxes).any() else 0.0
    return (stated if np.isfinite(stated) else lowest), str(twin.nodes["id"][storey])


def _not_joined(twin: Twin, lower: int, upper: int, has_stair: bool) -> Finding:
    names = [str(twin.nodes["name"][row] or twin.nodes["id"][row]) for row in (lower, upper)]
    why = "its stairs lead to no space there" if has_stair else "no stair or ramp is modelled between them"
    return Finding(
        "storey-not-joined",
        Severity.WARNING if has_stair else Severity.INFO,
        f"Nothing leads from storey {names[0]} to storey {names[1]}: {why}.",
        "Model the stair with its steps between spaces of both storeys, or declare the link in a links file.",
        global_id=str(twin.nodes["global_id"][lower]),
        name=names[0],
    )
