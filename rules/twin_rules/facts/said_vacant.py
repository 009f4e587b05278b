"""Which spaces, dwellings, parking places and plots are said to stand empty."""

from __future__ import annotations

import numpy as np

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin_rules.facts.dated import dated

__all__ = ["said_vacant"]


@once
def said_vacant(twin: Twin) -> dict[int, str]:
    """Return what says that a thing stands empty, by its row; nothing is inferred."""
    facts = dated("said_vacant")
    kinds = np.isin(twin.nodes["kind"].astype(str), [Kind.SPACE, Kind.ZONE, Kind.PLOT])
    found: dict[int, str] = {}
    for row in np.flatnonzero(kinds).tolist():
        for name in facts["properties"]:
            said = property_of(twin, row, name)
            text = f"{said:g}" if isinstance(said, float) else str(said)
            if said is not None and text.strip().lower() in facts["vacant"]:
                found[row] = f"{name} = {text}"
    return found
