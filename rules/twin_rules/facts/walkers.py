"""Who walks how fast where, and what is closed to them, as usage measures are asked."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.analysis.routes_destinations import destinations
from twin.usage.study import Study
from twin_rules.facts.dated import dated

__all__ = ["PROFILES", "closed_by", "names_in", "speed_of"]

PROFILES: Final = ("adult", "older")
"""Who walks by stairs."""


def names_in(text: str) -> list[str]:
    """Return the names in a list with commas.

    Examples
    --------
    >>> names_in("bus stop, playground")
    ['bus stop', 'playground']
    """
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def speed_of(study: Study, parameter: str, profile: str) -> float:
    """Return the speed on the level that a parameter says, else that of a profile [m/s].

    Parameters
    ----------
    study : what is asked
    parameter : name of the parameter
    profile : ``adult``, ``older`` or ``step-free``
    """
    said = study[parameter]
    return float(dated("walkers")[profile]["level_m_s"] if said is None else said)


def closed_by(study: Study) -> NDArray[np.int64]:
    """Return the rows of what nobody gets through: said to be closed, shut doors, lifts that stand, lost spaces.

    Parameters
    ----------
    study : what is asked; with a parameter ``closed``

    Raises
    ------
    UnknownNodeError
        If nothing answers to what is said to be closed.
    """
    conditions = study.conditions
    said = [row for name in names_in(study["closed"]) for row in destinations(study.twin, name).tolist()]
    out = conditions.out
    carries = np.char.startswith(study.twin.nodes["ifc_class"][out].astype(str), "IfcTransport")
    every = np.concatenate((np.array(said, dtype=np.int64), out[carries], conditions.shut, conditions.lost))
    return np.unique(every)
