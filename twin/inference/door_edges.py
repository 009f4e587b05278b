"""Links of settled doors as rows of the table of edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from twin.inference.door_facts import DoorFacts
from twin.inference.exterior import exterior_id
from twin.inference.passages import Passages
from twin.inference.settling import LIFT, OUTSIDE, UNKNOWN, Seen, Verdict
from twin.inference.ways.limits import limits
from twin.model.columns import Columns
from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["FRAME_M", "LEVEL_M", "edges_of"]

FRAME_M: Final = 0.035
"""Width of the frame on either side of a leaf, which the overall width includes [m]: rebated frames are 30 to 40 mm
wide in the clear (a leaf of DIN 18101 leaves 65 to 75 mm less than the structural opening)."""
LEVEL_M: Final = 0.02
"""Floors whose heights differ by no more are free of steps [m]: the limit for thresholds in accessible housing."""
_SILL_M: Final = 0.3
"""An opening without a door whose lower edge is higher above both floors is a window [m]."""
_STOREY_M: Final = 2.0
"""A way out that lies higher above the lowest one is no level way to the ground [m]: nearly a storey."""


def edges_of(twin: Twin, found: Passages, facts: DoorFacts, settled: Sequence[tuple[Seen, Verdict]]) -> Columns:
    """Return the links that passages make.

    ``value`` is the greater distance from the faces of the wall to the outlines of the spaces [m]. ``clear_width`` is
    the overall width of the door, or else that of its leaf and opening, less `FRAME_M` on either side; of an opening
    without a door all of it. Leaves of lifts slide and may lose no frame: where that decides whether a wheelchair
    passes, the width is unknown. ``step_free`` compares the floors of two spaces; to the outside it is unknown, but 0
    for a way out that lies a storey above the lowest one, such as the door of an upper balcony.

    Parameters
    ----------
    twin : the twin, with the outside of its buildings
    found : passages
    facts : what properties say of them
    settled : what was seen and what was concluded, for each
    """
    writer = _Writer(twin, found, settled)
    rows = [row for place in range(len(found.rows)) if (row := writer.row(place))]
    if not rows:
        return table_of("edges", {"source": ()})
    places = np.array([row.pop("place") for row in rows])
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    said = {name: getattr(facts, name)[places] for name in ("lockable", "self_closing", "fire_rating")}
    return table_of("edges", {**columns, **said, "relation": [Relation.OPENS_ONTO] * len(rows)})


class _Writer:
    def __init__(self, twin: Twin, found: Passages, settled: Sequence[tuple[Seen, Verdict]]) -> None:
        self._nodes, self._found, self._settled = twin.nodes, found, settled
        self._outside = _outsides(twin)
        out = [place for place, (_, verdict) in enumerate(settled) if verdict.joins and OUTSIDE in verdict.ends]
        self._ground: dict[int, float] = {}
        for place in out:
            building = int(self._nodes["building"][found.rows[place]])
            self._ground[building] = min(self._ground.get(building, np.inf), float(found.bottom[place]))

    def row(self, place: int) -> dict[str, Any] | None:
        """Return the edge of a passage, None if it joins nothing."""
        seen, verdict = self._settled[place]
        door = int(self._found.rows[place])
        outside = self._outside.get(int(self._nodes["building"][door]), UNKNOWN)
        ends = sorted(outside if end == OUTSIDE else end for end in verdict.ends)
        if not verdict.joins or UNKNOWN in ends or self._is_window(place, ends):
            return None
        source, target = sorted(ends, key=lambda end: str(self._nodes["id"][end]))
        return {
            "place": place,
            "source": source,
            "target": target,
            "via": door,
            "provenance": Provenance.DECLARED if verdict.declared else Provenance.GEOMETRIC,
            "method": verdict.method,
            "confidence": verdict.confidence,
            "value": seen.gap,
            "clear_width": self._clear_width(place),
            "step_free": self._step_free(place, ends),
            "is_external": int((self._nodes["is_external"][ends] == 1).any()),
        }

    def _is_window(self, place: int, ends: list[int]) -> bool:
        floors = self._nodes["box"][ends, 0, 2]
        above = self._found.bottom[place] - floors[np.isfinite(floors)].max(initial=-np.inf)
        return not self._found.is_door[place] and bool(above > _SILL_M)

    def _clear_width(self, place: int) -> float:
        width = float(self._found.width[place])
        if not self._found.is_door[place]:
            return round(width, 3)
        said = float(self._nodes["width"][self._found.rows[place]])
        overall = width if np.isnan(said) else said
        clear = round(overall - 2 * FRAME_M, 3)
        slides = self._settled[place][1].method == LIFT
        return np.nan if slides and clear < limits()["step_free"]["door_m"] <= overall else clear

    def _step_free(self, place: int, ends: list[int]) -> int:
        if OUTSIDE in self._settled[place][1].ends:
            ground = self._ground[int(self._nodes["building"][self._found.rows[place]])]
            return 0 if self._found.bottom[place] - ground > _STOREY_M else -1
        floors = self._nodes["box"][ends, 0, 2]
        return -1 if np.isnan(floors).any() else int(np.ptp(floors) <= LEVEL_M)


def _outsides(twin: Twin) -> dict[int, int]:
    """Return the node of the outside of each building; of things without building if there is only one."""
    row_of = {identity: row for row, identity in enumerate(twin.nodes["id"].tolist())}
    ids = {building: exterior_id(twin.nodes["id"][building]) for building in twin.rows(Kind.BUILDING).tolist()}
    found = {building: row_of[identity] for building, identity in ids.items() if identity in row_of}
    return found | ({UNKNOWN: next(iter(found.values()))} if len(found) == 1 else {})
