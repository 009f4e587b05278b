"""How the doors between spaces stand at an hour: open to anybody, needing a key, or with a lock that nobody knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.inference.ways.thresholds import ground_doors, outer_doors
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin.usage.conditions import Conditions
from twin_rules.facts.access import controlled_doors
from twin_rules.facts.dated import dated

__all__ = [
    "LOCKED",
    "OPEN",
    "SHUT",
    "UNKNOWN",
    "Passages",
    "asked_spans",
    "free_hours",
    "hour_of",
    "is_free",
    "passages",
]

OPEN: Final = 0
LOCKED: Final = 1
UNKNOWN: Final = -1
SHUT: Final = 2
"""Nobody gets through, with a key or without: a lift that stands."""
_LATE_H: Final = 22.0
_DOOR: Final = "IfcDoor"
_SPAN: Final = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-\u2013]\s*(\d{1,2})(?::(\d{2}))?")

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Passages:
    """Places, and the passages between them; place 0 is the street: all that is outdoors on the ground.

    Parameters
    ----------
    rows : the twin's node of each place, -1 for the street, (n,)
    source, target : places that each passage joins, (m,)
    via : door, stair or lift of each, -1 for none, (m,)
    lock : `OPEN`, `LOCKED`, `UNKNOWN` or `SHUT`, (m,)
    """

    rows: Rows
    source: Rows
    target: Rows
    via: Rows
    lock: NDArray[np.int8]

    @property
    def is_door(self) -> NDArray[np.bool_]:
        """Which passages are doors that may be locked, (m,)."""
        return np.asarray(np.isin(self.lock, [LOCKED, UNKNOWN]) & (self.via >= 0))


def passages(twin: Twin, conditions: Conditions, *, hour: float, hours: str = "") -> Passages:
    """Return how the passages of an estate stand at an hour.

    Stairs, lifts and openings without a door have no lock. A door under access control takes a badge, but in its free
    hours; without power it stands as its locks fail, and where nobody says how they fail its lock is unknown.

    Parameters
    ----------
    twin : the estate
    conditions : what is out of order
    hour : of the day [h]
    hours : when doors under access control are free, such as ``8-19``; as the model says if empty
    """
    usual = _usual(twin)
    lock = usual.lock.copy()
    controlled = controlled_doors(twin)
    lock[np.isin(usual.via, list(controlled))] = LOCKED
    free = [row for row in controlled if is_free(hours or free_hours(twin, row), hour)]
    out = set(conditions.out.tolist())
    dead = [one for one in controlled.values() if one.locks and out.issuperset(one.locks)]
    lock[np.isin(usual.via, free)] = OPEN
    for value, fails in ((OPEN, "unlocked"), (LOCKED, "locked"), (UNKNOWN, "")):
        lock[np.isin(usual.via, [one.row for one in dead if one.fails == fails])] = value
    lock[np.isin(usual.via, conditions.rows("lock", "unlocked"))] = OPEN
    lock[np.isin(usual.via, conditions.rows("door", "open"))] = OPEN
    lock[np.isin(usual.via, conditions.shut)] = LOCKED
    carries = np.char.startswith(twin.nodes["ifc_class"][usual.via].astype(str), "IfcTransport")
    lock[carries & np.isin(usual.via, conditions.out)] = SHUT
    return Passages(usual.rows, usual.source, usual.target, usual.via, lock)


def free_hours(twin: Twin, door: int) -> str:
    """Return the hours in which anybody gets through a door under access control, as the model says; empty for none.

    Parameters
    ----------
    twin : the estate
    door : row of the door
    """
    rows = (*controlled_doors(twin)[door].locks, door)
    said = (property_of(twin, row, name) for row in rows for name in dated("breaking_in_fr")["hours"]["properties"])
    return next((str(one) for one in said if one is not None), "")


def hour_of(conditions: Conditions, said_h: float | None) -> float:
    """Return the hour that is meant: as said, else that of a scenario, else late in the evening [h].

    Parameters
    ----------
    conditions : what is out of order, perhaps at a moment
    said_h : what somebody said [h]; None for nothing
    """
    if said_h is not None:
        return float(said_h)
    moment = conditions.moment
    return _LATE_H if moment is None else moment.hour + moment.minute / 60.0


def is_free(hours: str, hour: float) -> bool:
    """Return whether an hour is within some spans of hours; a span may go past midnight.

    Parameters
    ----------
    hours : such as ``8-12, 14:30-19``
    hour : of the day [h]

    Examples
    --------
    >>> is_free("8-12, 14:30-19", 14.75), is_free("22-6", 3), is_free("", 12)
    (True, True, False)
    """
    for found in _SPAN.finditer(hours):
        begin, end = (int(found[at]) + int(found[at + 1] or 0) / 60 for at in (1, 3))
        if begin <= hour < end if begin <= end else hour >= begin or hour < end:
            return True
    return False


def asked_spans(text: str) -> str:
    """Return spans of hours as somebody asked for them.

    Parameters
    ----------
    text : such as ``8-12, 14:30-19``, or empty

    Raises
    ------
    UsageError
        If anything else stands there.
    """
    if _SPAN.sub("", text).strip(" ,;") or (text.strip() and not _SPAN.search(text)):
        raise UsageError(f"hours {text!r}", "are no spans of hours", "Write them as 8-12, 14:30-19.")
    return text


@once
def _usual(twin: Twin) -> Passages:
    """Return the passages as the model declares their locks, controlled ones as if nobody controlled them."""
    edges, kinds = twin.edges, twin.nodes["kind"].astype(str)
    rows = np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO)
    ends = np.stack((edges["source"][rows], edges["target"][rows])).astype(np.int64)
    via = edges["via"][rows].astype(np.int64)
    street = np.isin(kinds[ends], [Kind.EXTERIOR, Kind.PATH])
    kept = ~np.isin(via, _balconies(twin)) | ~street.any(axis=0)
    kept &= (twin.nodes["use"][ends] != "lift").all(axis=0)  # a shaft is no place; the lift joins its landings
    ends, via, rows, street = ends[:, kept], via[kept], rows[kept], street[:, kept]
    places, number = np.unique(np.where(street, -1, ends), return_inverse=True)
    number = number.reshape(ends.shape)
    if not len(places) or places[0] != -1:  # without a way in, the street is a place that nothing joins
        places, number = np.append(-1, places), number + 1
    door = (via >= 0) & (twin.nodes["ifc_class"][via] == _DOOR)
    lock = np.where(door, edges["lockable"][rows], OPEN).astype(np.int8)
    inner = number[0] != number[1]
    return Passages(places.astype(np.int64), number[0][inner], number[1][inner], via[inner], lock[inner])


def _balconies(twin: Twin) -> Rows:
    """Return the doors that lead outside above the ground: nobody comes in there on foot."""
    return np.setdiff1d(outer_doors(twin)[0], ground_doors(twin)).astype(np.int64)
