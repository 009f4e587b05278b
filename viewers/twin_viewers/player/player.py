"""A run played on its estate: what is how at a moment, ready to be painted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.results import Run
from twin.simulation.run_folder import twin_hash
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.player.choices import LOST, StateChoice, choices_of
from twin_viewers.player.figures import Figures, Impact, figures_at, impacts_of
from twin_viewers.player.moments import moment_of
from twin_viewers.player.painting import painted, spread_of
from twin_viewers.player.shades import CALM, alarming, calm, edges_of, labels_of_steps, shades_of_words, steps_of
from twin_viewers.player.timeline import Entry, origins, timeline_of
from twin_viewers.player.tracks import Track, Tracks, tracks_of
from twin_viewers.words import Words, words_in

__all__ = ["Player", "player_of"]

_MOST_LOST = 4
"""So many services lost, or more, have one colour."""


@dataclass(frozen=True)
class Player:
    """A run on an estate, to be looked at moment by moment.

    Parameters
    ----------
    twin : the estate
    run : what happened
    words : the language of labels and legends
    tracks : the states of the run by node of the estate
    """

    twin: Twin
    run: Run
    words: Words
    tracks: Tracks

    @property
    def name(self) -> str:
        """What people call the scenario."""
        return self.run.record.scenario.name

    @property
    def start(self) -> datetime:
        """Local time at which it begins."""
        return self.run.record.scenario.start

    @property
    def duration_s(self) -> float:
        """How long it is watched [s]."""
        return self.run.record.scenario.duration_s

    @cached_property
    def states(self) -> tuple[StateChoice, ...]:
        """What it can be coloured by: services lost first, then what changes, then the rest."""
        return choices_of(self.tracks, self.words)

    @cached_property
    def moments(self) -> tuple[float, ...]:
        """When anything changes, ascending [s]."""
        times = [track.times_s for track in self.tracks.by_state.values()]
        return tuple(np.unique(np.concatenate([*times, np.empty(0)])).tolist())

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know before believing the colours."""
        said = [] if twin_hash(self.twin) == self.run.record.twin_hash else [self.words("player.other_estate")]
        if self.tracks.unknown_ids:
            said.append(self.words.counted("player.unknown_ids", len(self.tracks.unknown_ids)))
        return tuple(said)

    def said_in(self, words: Words) -> Player:
        """Return the same in another language."""
        return replace(self, words=words)

    def choice(self, name: str) -> StateChoice:
        """Return what it can be coloured by, by name.

        Raises
        ------
        UsageError
            If the run holds no such state.
        """
        found = next((one for one in self.states if one.name == name), None)
        if found is None:
            names = [one.name for one in self.states]
            near = get_close_matches(name, names, n=1)
            remedy = f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(names)}."
            raise UsageError(f"state {name!r}", "the run holds no such state", remedy)
        return found

    def moment(self, given: str | float | datetime) -> float:
        """Return a moment in seconds since the start [s]; raises like `moment_of`.

        Parameters
        ----------
        given : time since the start as ``00:45``, ``45 min`` or seconds, or a local time
        """
        return moment_of(given, start=self.start, duration_s=self.duration_s)

    def values(self, choice: StateChoice | str, moment_s: float) -> Groups | Numbers:
        """Return groups of all nodes for a picture of a moment; colours mean the same at every moment.

        Parameters
        ----------
        choice : what to colour by, or its name
        moment_s : since the start [s]

        Raises
        ------
        UsageError
            If the run holds no such state.
        """
        name = choice if isinstance(choice, str) else choice.name
        if name == LOST:
            return self._lost_groups(moment_s)
        chosen, track = self.choice(name), self.tracks.by_state[name]
        now = painted(spread_of(self.twin), track.at(moment_s), worst=np.fmax if track.state.worse else np.fmin)
        if track.words:
            codes = np.where(np.isfinite(now), now, -1).astype(np.int64)
            colours = shades_of_words(track.words, int(track.initial))
            return Groups(chosen.label, chosen.shown, codes, ordered=True, colours=colours)
        return self._stepped(chosen, track, now)

    def raw(self, name: str, moment_s: float) -> NDArray[np.float64]:
        """Return the number of each node, or the place of its value among those of the choice; NaN unknown, (n,).

        Parameters
        ----------
        name : of a choice
        moment_s : since the start [s]
        """
        return self.lost_count(moment_s) if name == LOST else self.tracks.by_state[name].at(moment_s)

    def lost_count(self, moment_s: float) -> NDArray[np.float64]:
        """Return how many services each place is without at a moment; NaN for what is known to have none, (n,)."""
        count = np.full(self.twin.nodes.length, np.nan)
        for name in self.tracks.services:
            now = self.tracks.by_state[name].at(moment_s)
            count = np.where(np.isfinite(now), np.nan_to_num(count) + (now > 0), count)
        return count

    def lost_by(self, row: int, moment_s: float) -> tuple[str, ...]:
        """Return the names of the services that a place is without at a moment.

        Parameters
        ----------
        row : of a dwelling or space
        moment_s : since the start [s]
        """
        return self._lost_now(moment_s).get(row, ())

    def timeline(self, words: Words | None = None) -> tuple[Entry, ...]:
        """Return what happened, each line with its causes and the things to go to.

        Parameters
        ----------
        words : the language of the reader, that of the player if not given
        """
        words = words or self.words
        if words.language not in self._told:
            self._told[words.language] = timeline_of(self.twin, self.run, words)
        return self._told[words.language]

    def impacts(self, words: Words | None = None, *, moment_s: float = 0.0) -> tuple[Impact, ...]:
        """Return what each place loses, and what it is without at a moment.

        Parameters
        ----------
        words : the language of the reader, that of the player if not given
        moment_s : since the start [s]
        """
        words, now = words or self.words, self._lost_now(moment_s)
        causes = origins(self.timeline(words))
        return impacts_of(
            self.twin,
            self.run,
            words,
            lost_now=lambda row: now.get(row, ()),
            cause_of=lambda row: "" if row is None else causes.get(row, ""),
        )

    def at(self, moment_s: float) -> Figures:
        """Return how many dwellings and people are without what at a moment.

        Parameters
        ----------
        moment_s : since the start [s]
        """
        return figures_at(self.run, self._lost_rows(moment_s), twin=self.twin)

    @cached_property
    def _told(self) -> dict[str, tuple[Entry, ...]]:
        return {}

    def _lost_rows(self, moment_s: float) -> dict[str, NDArray[np.int64]]:
        return {
            name: np.flatnonzero(self.tracks.by_state[name].at(moment_s) > 0).astype(np.int64)
            for name in self.tracks.services
        }

    def _lost_now(self, moment_s: float) -> dict[int, tuple[str, ...]]:
        """Return the services that each place is without at a moment, by row; what has all is left out."""
        lost: dict[int, tuple[str, ...]] = {}
        for name, rows in self._lost_rows(moment_s).items():
            for row in rows.tolist():
                lost[row] = (*lost.get(row, ()), name)
        return lost

    def _lost_groups(self, moment_s: float) -> Groups:
        now = painted(spread_of(self.twin), self.lost_count(moment_s))
        codes = np.where(np.isfinite(now), np.minimum(now, _MOST_LOST), -1).astype(np.int64)
        words = self.words
        numbers = (words("picture.many", n=n) for n in range(2, _MOST_LOST))
        also = words("picture.also", n=_MOST_LOST)
        labels = (words("picture.none"), words("picture.one"), *numbers, also)
        return Groups(words("player.lost"), labels, codes, ordered=True, colours=(CALM, *alarming(_MOST_LOST)))

    def _stepped(self, choice: StateChoice, track: Track, now: NDArray[np.float64]) -> Groups:
        low, high = track.span
        edges = edges_of(low, high, track.initial)
        labels = labels_of_steps(edges, track.initial, choice.unit, self.words)
        shades = alarming(len(labels) - 1, choice.name)
        colours = (calm(choice.name), *(shades if track.state.worse else shades[::-1]))
        title = f"{choice.label} [{choice.unit}]" if choice.unit else choice.label
        return Groups(title, labels, steps_of(now, edges, track.initial), ordered=True, colours=colours)


def player_of(twin: Twin, run: Run, *, words: Words | None = None) -> Player:
    """Return a run to be played on an estate.

    Parameters
    ----------
    twin : the estate
    run : what happened on it; of a run of another estate what this one has as well is played
    words : the language of labels and legends, English if not given
    """
    return Player(twin, run, words or words_in("en"), tracks_of(twin, run))
