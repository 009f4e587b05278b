"""How a state of all things goes over the time of a run: sorted columns, so that any moment is found at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.components import Supply, supply_of
from twin.simulation.results import Run
from twin.simulation.states import State

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Track", "Tracks", "joined", "supply", "tracks_of"]

_SECOND: Final = np.timedelta64(1, "s")


@dataclass(frozen=True)
class Track:
    """How one state of all nodes of a twin goes.

    Parameters
    ----------
    state : its declaration
    words : values it can take, worst last; empty for a number
    times_s : when something changes, ascending [s], (k,)
    rows : whose state changes, (k,)
    numbers : to which number, or to which of ``words``, (k,)
    at_rest : of each node what it is before anything changes, NaN where the state says nothing of the node, (n,)
    span : the least and the greatest number that is to be shown, which holds that at rest
    """

    state: State
    words: tuple[str, ...]
    times_s: NDArray[np.float64]
    rows: NDArray[np.int64]
    numbers: NDArray[np.float64]
    at_rest: NDArray[np.float64]
    span: tuple[float, float]

    def at(self, moment_s: float) -> NDArray[np.float64]:
        """Return number, or place among ``words``, of each node at a moment; NaN where the state says nothing, (n,).

        Parameters
        ----------
        moment_s : since the start [s]; what changes just then has changed
        """
        until = int(np.searchsorted(self.times_s, moment_s, side="right"))
        now = self.at_rest.copy()
        now[self.rows[:until]] = self.numbers[:until]  # of several changes of one node the last one stays
        return now

    @property
    def initial(self) -> float:
        """Number, or place among ``words``, of what nobody has said anything about."""
        return _initial(self.state, self.words)


@dataclass(frozen=True)
class Tracks:
    """All states of a run.

    Parameters
    ----------
    by_state : track by name of the state, in the order of their declaration
    services : states that say whether a place has a service
    unknown_ids : things of the run that the twin does not have
    """

    by_state: Mapping[str, Track]
    services: tuple[str, ...]
    unknown_ids: tuple[str, ...]


def tracks_of(twin: Twin, run: Run) -> Tracks:
    """Return how the states of all nodes go in a run.

    Parameters
    ----------
    twin : the estate
    run : what happened on it, or on another one; what this one does not have is left out and named

    Notes
    -----
    What never changes is as it was: a place has the services that the supply graph brings to it; of other states a
    thing has the initial value if things of its sort change in the run; rooms of dwellings are a sort of their own, as
    what is said of corridors says nothing of them. Of all else nothing is known.
    """
    import pandas as pd

    table = run.states
    rows = pd.Index(twin.nodes["id"].astype(str)).get_indexer(table["id"].astype(str))
    known = supply(twin)
    lost = run.summary
    services = tuple(dict.fromkeys((*known.services, *lost["services"], *lost["spaces"])))
    services = tuple(name for name in services if name in run.record.states)
    times_s = (table["time"].to_numpy() - np.datetime64(run.record.scenario.start)) / _SECOND
    order = np.argsort(times_s, kind="stable")
    order = order[rows[order] >= 0]
    of_state = table["state"].to_numpy(dtype=object)[order]
    tracks = {}
    for name, state in run.record.states.items():
        mine = order[of_state == name]
        words = _words(state, table["value"].to_numpy(dtype=object)[mine])
        numbers = _numbers(table.iloc[mine], words)
        at_rest = _at_rest(twin, rows[mine], known, state, words=words)
        ends = np.append(numbers, _initial(state, words))
        span = float(np.nanmin(ends)), float(np.nanmax(ends))
        tracks[name] = Track(state, words, times_s[mine], rows[mine], numbers, at_rest, span)
    return Tracks(tracks, services, tuple(sorted(set(table["id"][rows < 0]))))


@once
def supply(twin: Twin) -> Supply:
    """Return the supply graph of a twin."""
    return supply_of(twin)


def joined(one: Track | None, other: Track | None) -> tuple[Track, Track]:
    """Return two tracks of one state with the same values, bounds, and nodes of which they say anything.

    Parameters
    ----------
    one, other : of two runs on one twin; in a run without it the state stays at rest
    """
    both = [track for track in (one, other) if track is not None]
    words = tuple(dict.fromkeys(word for track in both for word in track.words))
    span = min(track.span[0] for track in both), max(track.span[1] for track in both)
    at_rest = np.fmax.reduce([_told_by(track, words, track.at_rest) for track in both])
    tracks = [
        replace(track, words=words, numbers=_told_by(track, words, track.numbers), at_rest=at_rest, span=span)
        for track in both
    ]
    still = replace(tracks[0], times_s=np.empty(0), rows=np.empty(0, dtype=np.int64), numbers=np.empty(0))
    return tracks[0] if one else still, tracks[-1] if other else still


def _told_by(track: Track, words: tuple[str, ...], numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places among the words of a track as places among others."""
    if not words:
        return numbers
    place = np.array([words.index(word) for word in track.words], dtype=np.float64)
    known = np.isfinite(numbers)
    return np.where(known, place[np.where(known, numbers, 0).astype(np.int64)], np.nan)


def _initial(state: State, words: tuple[str, ...]) -> float:
    return float(words.index(str(state.initial))) if words else float(state.initial)


def _words(state: State, found: NDArray[Any]) -> tuple[str, ...]:
    """Return the values that a state can take; what nobody declared comes last, as nobody says that it is harmless."""
    if not isinstance(state.initial, str):
        return ()
    declared = state.values if state.initial in state.values else (state.initial, *state.values)
    return tuple(dict.fromkeys((*declared, *sorted(set(found.tolist())))))


def _numbers(changes: pd.DataFrame, words: tuple[str, ...]) -> NDArray[np.float64]:
    if not words:
        return np.asarray(changes["number"], dtype=np.float64)
    place = {word: number for number, word in enumerate(words)}
    return np.array([place[word] for word in changes["value"].tolist()], dtype=np.float64)


def _at_rest(
    twin: Twin, changing: NDArray[np.int64], known: Supply, state: State, *, words: tuple[str, ...]
) -> NDArray[np.float64]:
    initial = _initial(state, words)
    at_rest = np.full(twin.nodes.length, np.nan)
    if state.name in known.services:
        at_rest[[point.place for point in known.points if point.service == state.name]] = initial
    elif len(changing):
        sorts = _sorts(twin)
        at_rest[np.isin(sorts, np.unique(sorts[changing]))] = initial
    at_rest[changing] = initial
    return at_rest


@once
def _sorts(twin: Twin) -> NDArray[np.int64]:
    """Return a number for each node that is the same for things of one sort, (n,)."""
    nodes, edges = twin.nodes, twin.edges
    kinds = nodes["kind"].astype(str)
    what = np.where(kinds == Kind.ZONE, nodes["use"].astype(str), nodes["ifc_class"].astype(str))
    what[np.isin(kinds, (Kind.SPACE, Kind.PATH, Kind.PLOT))] = ""
    homes = (kinds == Kind.ZONE) & (nodes["use"] == "dwelling")
    what[edges["target"][(edges["relation"] == Relation.GROUPS) & homes[edges["source"]]]] = "dwelling"
    return np.unique(kinds + "\n" + what, return_inverse=True)[1]
