"""The outside of each building, as the place that its outer doors lead to."""

from __future__ import annotations

from typing import Any

from twin.inference.layer import Inferred
from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["exterior_id", "infer"]


def exterior_id(building: str) -> str:
    """Return the id of the outside of the building with that id.

    Examples
    --------
    >>> exterior_id("1xS3BCk291UvhgP2a6eflK")
    'exterior~1xS3BCk291UvhgP2a6eflK'
    """
    return f"exterior~{building}"


def infer(twin: Twin) -> Inferred:
    """Return a node for the outside of each building that has none yet, and something inside.

    Parameters
    ----------
    twin : the twin
    """
    ids = twin.nodes["id"]
    known, filled = set(ids.tolist()), set(twin.nodes["building"].tolist())
    buildings = [
        row for row in twin.rows(Kind.BUILDING).tolist() if row in filled and exterior_id(ids[row]) not in known
    ]
    if not buildings:
        return Inferred()
    columns: dict[str, list[Any]] = {
        "id": [exterior_id(ids[row]) for row in buildings],
        "kind": [Kind.EXTERIOR] * len(buildings),
        "name": [f"Outside {twin.nodes['name'][row]}".strip() for row in buildings],
        "building": buildings,
        "is_external": [1] * len(buildings),
        "use": [Kind.EXTERIOR] * len(buildings),
        "provenance": [Provenance.GEOMETRIC] * len(buildings),
    }
    return Inferred(nodes=table_of("nodes", columns))
