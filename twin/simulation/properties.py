"""Properties of things by their name alone, whichever set they stand in."""

from __future__ import annotations

import numpy as np

from twin.model.once import once
from twin.model.twin import Twin

__all__ = ["numbers_named"]


def numbers_named(twin: Twin, name: str) -> dict[int, float]:
    """Return the numbers in SI that a property has, by the row of the thing; worked out once for each twin.

    Parameters
    ----------
    twin : the estate
    name : of the property; capitals do not matter
    """
    known, meant = _asked(twin), name.casefold()
    if meant not in known:
        known[meant] = _read(twin, meant)
    return known[meant]


@once
def _asked(twin: Twin) -> dict[str, dict[int, float]]:  # noqa: ARG001  # belongs to it
    """Return the properties that were asked for so far."""
    return {}


def _read(twin: Twin, name: str) -> dict[int, float]:
    table, links = twin["properties"], twin["node_property_sets"]
    words, which = np.unique(table["name"].astype(str), return_inverse=True)
    meant = np.array([word.casefold() == name for word in words.tolist()], dtype=bool)
    rows = np.flatnonzero(meant[which] & np.isfinite(table["number"])) if len(words) else np.empty(0, dtype=np.int64)
    of_set = dict(zip(table["set"][rows].tolist(), table["number"][rows].tolist(), strict=True))
    pairs = zip(links["node"].tolist(), links["set"].tolist(), strict=True) if of_set else ()
    return {node: of_set[number] for node, number in pairs if number in of_set}
