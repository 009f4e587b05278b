"""The failures of an estate as rows of a table, with names that people know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twin.analysis.criticality_failures import Failure
from twin.model.twin import Twin
from twin.simulation.labels import Labels

__all__ = ["row_of", "rows_of"]

_DIGITS = 2


def rows_of(twin: Twin, failures: Iterable[Failure]) -> list[dict[str, Any]]:
    """Return each failure with the same keys, ready for JSON.

    Parameters
    ----------
    twin : the estate
    failures : of things of it
    """
    labels = Labels.of(twin)
    return [row_of(labels, one) for one in failures]


def row_of(labels: Labels, one: Failure) -> dict[str, Any]:
    """Return one failure with names.

    Parameters
    ----------
    labels : of the estate
    one : the failure
    """
    nodes = labels.twin.nodes
    return {
        "rank": one.rank,
        "id": str(nodes["id"][one.node]),
        "code": str(nodes["code"][one.node]),
        "name": str(nodes["name"][one.node]),
        "ifc_class": str(nodes["ifc_class"][one.node]),
        "building": labels.building(one.node),
        "storey": labels.storey(one.node),
        "dwellings": one.dwellings,
        "by_service": one.by_service,
        "spaces": one.spaces,
        "people": round(one.people, _DIGITS),
        "people_low": round(one.people_low, _DIGITS),
        "people_high": round(one.people_high, _DIGITS),
        "people_unknown": one.people_unknown,
        "vulnerable": round(one.vulnerable, _DIGITS),
        "vulnerable_unknown": one.vulnerable_unknown,
        "share_assumed": round(one.assumed, _DIGITS),
        "alone": one.alone,
        "others": [str(nodes["id"][row]) for row in one.others],
    }
