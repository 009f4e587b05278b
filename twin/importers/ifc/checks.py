"""What is odd about one file, beyond what its readers meet on their way."""

from __future__ import annotations

from collections import Counter

import numpy as np

from twin.importers.ifc.model import Entity, Model
from twin.importers.ifc.placement import Matrix
from twin.importers.ifc.relations import Edge
from twin.model.findings import Severity
from twin.model.relations import Relation

__all__ = ["check_containers", "check_identity", "check_units"]


def check_units(model: Model) -> None:
    """Find units that are missing or cannot be evaluated."""
    units = model.units
    if units.is_length_missing:
        reason = "cannot be evaluated" if "LENGTHUNIT" in units.broken else "is missing"
        model.found(
            "missing-units",
            Severity.ERROR,
            f"The unit of length {reason}; metres were assumed",
            "Declare the unit of length in IfcUnitAssignment, or every size and position may be wrong.",
        )
    for kind in sorted(units.broken - {"LENGTHUNIT"}):
        model.found(
            "missing-units",
            Severity.WARNING,
            f"The declaration of {kind} cannot be evaluated; such values are kept as written",
            "Declare the unit again in the authoring tool.",
        )


def check_identity(model: Model, things: list[tuple[Entity, Matrix | None]]) -> None:
    """Find GlobalIds that several things of the file carry, and an empty model."""
    counts = Counter(thing.GlobalId for thing, _ in things)
    for thing, _ in things:
        if counts[thing.GlobalId] > 1:
            model.found(
                "duplicate-global-id",
                Severity.WARNING,
                f"{counts[thing.GlobalId]} things carry the GlobalId {thing.GlobalId}; a prefix tells them apart here",
                "Reset the identities of copied objects in the authoring tool.",
                thing=thing,
            )
    if not things:
        model.found(
            "empty-model", Severity.WARNING, "The model holds no things", "Check what the export was told to include."
        )


def check_containers(model: Model, things: list[tuple[Entity, Matrix | None]], edges: list[Edge]) -> None:
    """Find elements that stand nowhere in the building, and things that stand in several places."""
    held = [edge.target for edge in edges if edge.relation is Relation.CONTAINS]
    placed = {*held, *(edge.source for edge in edges if edge.relation is Relation.VOIDS)}
    for row, (thing, _) in enumerate(things):
        if row not in placed and thing.is_a("IfcElement"):
            model.found(
                "without-container",
                Severity.WARNING,
                f"{thing.is_a()} {thing.Name or ''!r} stands in no storey, space or other element",
                "Assign it to a storey or space in the authoring tool.",
                thing=thing,
            )
    rows, counts = np.unique(np.asarray(held, dtype=int), return_counts=True)
    for row in rows[counts > 1]:
        thing = things[row][0]
        model.found(
            "several-containers",
            Severity.WARNING,
            f"{thing.is_a()} {thing.Name or ''!r} is contained more than once; the first place was kept",
            "Keep one containment per element in the authoring tool.",
            thing=thing,
        )
