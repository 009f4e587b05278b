"""Ids that no two things of an estate share, although files overlap or bear one name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from twin.importers.public_space.features import Features, selected
from twin.model.findings import Finding, Severity

__all__ = ["apart"]


def apart(features: Features, taken: Collection[str], file: str) -> tuple[Features, list[Finding]]:
    """Return the features under ids that are still free, and a finding that counts those that were read before.

    What OpenStreetMap numbers is one thing, whichever extract holds it: it is kept once. Anything else gets the name of
    its file before its id, and a number where even that is taken.

    Parameters
    ----------
    features : one layer
    taken : ids of the things that the twin has
    file : name of the file
    """
    seen = set(taken)
    ids, keep = [], []
    for identity in features.ids:
        again = identity in seen
        own = _free(identity, seen, file) if again and not identity.startswith("osm/") else identity
        keep.append(not (again and own == identity))
        ids.append(own)
        seen.add(own)
    kept = selected(replace(features, ids=ids), np.array(keep, dtype=bool))
    count = len(ids) - len(kept.ids)
    return kept, [_told(count, file)] if count else []


def _free(identity: str, seen: Collection[str], file: str) -> str:
    candidate, number = f"{file}~{identity}", 1
    while candidate in seen:
        number += 1
        candidate = f"{file}~{number}~{identity}"
    return candidate


def _told(count: int, file: str) -> Finding:
    return Finding(
        "already-read",
        Severity.INFO,
        f"{count} things of OpenStreetMap were read from another file or layer before; they are kept once",
        "Nothing need be done.",
        file,
    )
