"""Which ways are lit at night, as lamps burn now."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.usage.conditions import Conditions
from twin_rules.facts.dated import dated
from twin_rules.facts.lights import lights

__all__ = ["NIGHT_WORDS", "lit_now", "night_word"]

NIGHT_WORDS = ("dark", "unknown", "lit")


def lit_now(twin: Twin, conditions: Conditions) -> NDArray[np.int8]:
    """Return how ways are lit at night: 1 lit, 0 dark, -1 unknown or no way outdoors, for each edge of the twin.

    A stretch is dark if it is known to be, or once less than half of the light of its lamps is left. Of stretches whose
    lamps nobody knows nothing is told by lamps that go out.

    Parameters
    ----------
    twin : the estate
    conditions : what is out of order
    """
    edges, known = twin.edges, lights(twin)
    walk = edges["relation"] == Relation.WALKS_TO
    lit = np.where(walk, edges["lit"], -1).astype(np.int8)
    out = set(conditions.out.tolist())
    least = dated("lighting_fr")["way"]["dark_below"]
    failing = [
        place
        for place, lamps in known.lamps.items()
        if out.intersection(lamps) and sum(light for lamp, light in lamps.items() if lamp not in out) < least
    ]
    dark = np.union1d(np.array(failing, dtype=np.int64), conditions.rows("light", "dark"))
    lit[walk & (edges["via"] >= 0) & np.isin(edges["via"], dark)] = 0
    return lit


def night_word(lit: NDArray[np.int8]) -> NDArray[np.str_]:
    """Return in a word how ways are lit.

    Parameters
    ----------
    lit : 1 lit, 0 dark, -1 unknown, (n,)
    """
    return np.select([lit == 0, lit == 1], [NIGHT_WORDS[0], NIGHT_WORDS[2]], NIGHT_WORDS[1])
