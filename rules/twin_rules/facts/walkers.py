"""Who walks how fast where, and what is closed to them, as usage measures are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.analysis.routes_destinations import destinations, destinations_of_words
from twin.analysis.routes_reach import Reach
from twin.errors import UnknownNodeError
from twin.inference.ways.drawn import said as tags_of
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.said.text import say
from twin.usage.measure import Parameter
from twin.usage.study import Study
from twin.usage.walking import Walks, walks_of
from twin_rules.facts.dated import dated

__all__ = [
    "CATEGORIES",
    "PARAMETERS",
    "PROFILES",
    "REFERENCES",
    "Starts",
    "Times",
    "closed_by",
    "ends_of",
    "names_in",
    "starts_of",
    "times_of",
]

CATEGORIES: Final = ("school", "grocery", "health", "transport", "park", "admin")
"""What a quarter-hour city has; `services_fr.toml` says which things count."""
PROFILES: Final = ("adult", "older")
"""Who walks by stairs."""
PARAMETERS: Final = (
    Parameter("profile", "adult", about="who walks by stairs", choices=PROFILES),
    Parameter("speed", None, unit="m/s", about="on the level, in place of the profile's", low=0.1, high=3),
    Parameter("step_free_speed", None, unit="m/s", about="on step-free ways, in place of 0.8 m/s", low=0.1, high=3),
    Parameter("starts", "", about="from where, with commas; dwellings, or else the buildings that people live in"),
    Parameter("closed", "", about="gates, doors, lifts, ways that are closed in thought, with commas"),
)
REFERENCES: Final = (
    "Speed of adults: SFPE handbook, free speed on the level, 1.199 m/s",
    "Speed of older people and on wheels: domain model § 10, from memory",
    "Slopes: W. Tobler, NCGIA technical report 93-1, 1993",
    "Limits of step-free ways: arrêté of 1 August 2006, articles 2 and 8",
)


@dataclass(frozen=True)
class Starts:
    """Where people come from.

    Parameters
    ----------
    rows : of the things, (n,)
    called : what they are, in the plural
    note : what one must know of it, empty if nothing
    """

    rows: NDArray[np.int64]
    called: str = say("dwellings")
    note: str = ""


@dataclass(frozen=True)
class Times:
    """How long some things walk to the nearest of some ends; infinite without a way.

    Parameters
    ----------
    walks : the graph they walk in
    rows : rows of the things, (n,)
    found : how one gets there by the best way, with stairs
    start : node that each starts at, -1 where nothing leads out, (n,)
    walk : time by that way [s], (n,)
    proven : time by the best way that is proven step-free [s], (n,)
    perhaps : time if what nobody knows is free of steps [s], (n,)
    """

    walks: Walks
    rows: Array
    found: Reach
    start: NDArray[np.int64]
    walk: NDArray[np.float64]
    proven: NDArray[np.float64]
    perhaps: NDArray[np.float64]

    @cached_property
    def joined(self) -> NDArray[np.bool_]:
        """Whether any way is known that leads out of each, wherever to, (n,)."""
        return self.walks.joined(self.rows)

    @property
    def place(self) -> NDArray[np.int64]:
        """Which of the ends each gets to, -1 for none, (n,)."""
        return np.where(np.isfinite(self.walk), np.append(self.found.place, -1)[self.start], -1)

    @property
    def metres(self) -> NDArray[np.float64]:
        """How far one walks by the best way, NaN without one [m], (n,)."""
        return self._along(self.walks.arcs.metres)

    @cached_property
    def share_assumed(self) -> float:
        """Share of the ways that lead through a link that is only assumed [-]."""
        known = np.isfinite(self.walk)
        return float((self._along(self.walks.assumed)[known] > 0).mean()) if known.any() else 0.0

    def _along(self, quantity: Array) -> NDArray[np.float64]:
        return np.where(self.start >= 0, np.append(self.found.along(quantity), np.nan)[self.start], np.nan)


def starts_of(study: Study) -> Starts:
    """Return where people come from: what the study says, else dwellings, else buildings that people live in.

    Parameters
    ----------
    study : what is asked, with a parameter ``starts``
    """
    said = names_in(study["starts"])
    if said:
        rows = np.unique(np.concatenate([destinations(study.twin, name) for name in said]))
        return Starts(rows.astype(np.int64), say("starts"))
    if len(study.dwellings):
        return Starts(study.dwellings)
    nodes = study.twin.nodes
    lived_in = np.isin(np.char.lower(nodes["object_type"].astype(str)), dated("walkers")["homes"])
    rows = np.flatnonzero((nodes["kind"] == Kind.BUILDING) & lived_in).astype(np.int64)
    note = say("No dwelling is modelled: buildings that people live in stand in, each as one.")
    return Starts(rows, say("buildings"), note)


def times_of(study: Study, rows: Array, ends: Mapping[str, Array]) -> dict[str, Times]:
    """Return how long some things walk to the nearest of the ends of each name.

    Parameters
    ----------
    study : what is asked, with the parameters of `PARAMETERS`
    rows : rows of the things that one starts from, (n,)
    ends : rows of where one goes, by name
    """
    walks = walks_of(study.twin, np.concatenate((rows, *ends.values())).tolist(), closed=closed_by(study))
    fast, slow = _speed(study, "speed", study["profile"]), _speed(study, "step_free_speed", "step-free")
    return {name: _times(walks, rows, there, fast, slow) for name, there in ends.items()}


def ends_of(twin: Twin, name: str) -> NDArray[np.int64]:
    """Return the rows of a service: a category such as ``grocery``, or what `destinations` knows.

    A category, or a word of one, of which an estate has none gives no rows: that is an answer, and no mistake.

    Parameters
    ----------
    twin : the estate
    name : what somebody calls it

    Raises
    ------
    UnknownNodeError
        If nothing answers to it.
    """
    services = dated("services_fr")
    if name in CATEGORIES:
        return _without(twin, destinations_of_words(twin, services[name]["words"]), services[name].get("not", ()))
    try:
        return destinations(twin, name)
    except UnknownNodeError:
        if name.lower() in {word for one in services.values() for word in one["words"]}:
            return np.zeros(0, dtype=np.int64)
        raise


def _without(twin: Twin, rows: NDArray[np.int64], tags: Iterable[str]) -> NDArray[np.int64]:
    """Return the rows of things that have none of some tags, such as ``access=private``."""
    kept = np.ones(len(rows), dtype=bool)
    for tag in tags:
        name, _, value = tag.partition("=")
        kept &= tags_of(twin, rows, name)[1] != value
    return rows[kept]


def names_in(text: str) -> list[str]:
    """Return the names in a list with commas.

    Examples
    --------
    >>> names_in("bus stop, playground")
    ['bus stop', 'playground']
    """
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


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


def _times(walks: Walks, rows: Array, ends: Array, fast: float, slow: float) -> Times:
    found = walks.to(ends, level_m_s=fast)
    start = walks.start_of(rows, found)
    proven, perhaps = walks.step_free_to(ends, level_m_s=slow), walks.perhaps_step_free_to(ends, level_m_s=slow)
    return Times(
        walks,
        rows,
        found,
        start,
        _at(found, start),
        _at(proven, walks.start_of(rows, proven)),
        _at(perhaps, walks.start_of(rows, perhaps)),
    )


def _at(found: Reach, nodes: Array) -> NDArray[np.float64]:
    return np.where(nodes >= 0, np.append(found.seconds, np.inf)[nodes], np.inf)


def _speed(study: Study, parameter: str, profile: str) -> float:
    said = study[parameter]
    return float(dated("walkers")[profile]["level_m_s"] if said is None else said)
