"""Two runs on one clock: what is better and what is worse with the other plan, at a moment and in all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from twin_viewers.colouring import Groups, Numbers
from twin_viewers.player.choices import LOST, StateChoice
from twin_viewers.player.moments import moment_of
from twin_viewers.player.painting import painted, spread_of
from twin_viewers.player.player import Player
from twin_viewers.player.shades import CALM
from twin_viewers.player.tracks import Tracks, joined
from twin_viewers.words import Words

__all__ = ["Figure", "Pair", "pair_of"]

_GOOD, _ALIKE, _BETTER, _WORSE = range(4)
_COLOURS: Final = (CALM, "#9A9A9A", "#0072B2", "#D55E00")
"""Blue and orange, which nobody confuses; grey for what is as bad with either plan."""

_SUMS: Final[Mapping[str, Callable[[dict[str, Any]], float | None]]] = {
    "dwellings": lambda told: told["dwellings"]["affected"],
    "still": lambda told: told["dwellings"]["still_without"],
    "dwelling_h": lambda told: sum(one["dwelling_h"] for one in told["services"].values()),
    "person_h": lambda told: _sum(one["person_h"]["nominal"] for one in told["services"].values()),
    "people": lambda told: told["people"]["affected"]["nominal"],
    "vulnerable": lambda told: told["people"]["vulnerable_affected"],
    "trapped": lambda told: told["people"]["trapped_most"],
    "cost": lambda told: _sum(one["nominal"] for one in told["costs_eur"].values()),
}
"""Figures of a run by their name in the catalogue of words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of both runs.

    Parameters
    ----------
    name : of the figure, or of a service
    label : what a reader calls it
    unit : of both numbers, empty for a count
    a, b : of each run, None if unknown
    """

    name: str
    label: str
    unit: str
    a: float | None
    b: float | None

    @property
    def saved(self) -> float | None:
        """How much less it is in the second run; None if either is unknown."""
        return None if self.a is None or self.b is None else self.a - self.b


@dataclass(frozen=True)
class Pair:
    """Two runs of one estate on one clock.

    Parameters
    ----------
    a, b : the runs; both know all states of either, with the same values and bounds
    """

    a: Player
    b: Player

    @property
    def duration_s(self) -> float:
        """How long both are watched [s]."""
        return min(self.a.duration_s, self.b.duration_s)

    @cached_property
    def moments(self) -> tuple[float, ...]:
        """When anything changes in either, as long as both are watched [s]."""
        both = sorted({*self.a.moments, *self.b.moments})
        return tuple(moment for moment in both if moment <= self.duration_s)

    @property
    def states(self) -> tuple[StateChoice, ...]:
        """What both can be coloured by; what changes in either comes first."""
        there = {one.name: one for one in self.b.states}
        both = [replace(one, changes=one.changes or there[one.name].changes) for one in self.a.states]
        return tuple(sorted(both, key=lambda one: (one.name != LOST, not one.changes, not one.is_service)))

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know before comparing them."""
        said = [*self.a.remarks, *self.b.remarks]
        if self.a.run.record.scenario.occurrences != self.b.run.record.scenario.occurrences:
            said.append(self.a.words("player.other_incident"))
        if self.a.duration_s != self.b.duration_s:
            said.append(self.a.words("player.other_length"))
        return tuple(dict.fromkeys(said))

    def moment(self, given: str | float) -> float:
        """Return a moment in seconds since the start of each [s]; raises like `moment_of`.

        Parameters
        ----------
        given : time since the start as ``00:45``, ``45 min`` or seconds
        """
        return moment_of(given, start=self.a.start, duration_s=self.duration_s)

    def values(self, choice: StateChoice | str, moment_s: float) -> tuple[Groups | Numbers, Groups | Numbers]:
        """Return what each run shows at a moment, in the same colours; raises like `Player.values`."""
        return self.a.values(choice, moment_s), self.b.values(choice, moment_s)

    def difference(self, choice: StateChoice | str, moment_s: float) -> Groups:
        """Return where the second run is better or worse than the first at a moment.

        Parameters
        ----------
        choice : by what, or its name
        moment_s : since the start [s]

        Raises
        ------
        UsageError
            If the runs hold no such state.
        """
        name = choice if isinstance(choice, str) else choice.name
        label, state = self.a.choice(name).label, None if name == LOST else self.a.tracks.by_state[name].state
        sign = -1.0 if state is not None and not state.worse else 1.0
        rest = 0.0 if name == LOST else self.a.tracks.by_state[name].initial
        spread = spread_of(self.a.twin)
        a, b = (painted(spread, sign * one.raw(name, moment_s)) for one in (self.a, self.b))
        with np.errstate(invalid="ignore"):
            codes = np.select([b < a, b > a, a != sign * rest], [_BETTER, _WORSE, _ALIKE], _GOOD)
        codes[~(np.isfinite(a) & np.isfinite(b))] = -1
        labels = tuple(self.a.words(f"player.{key}") for key in ("good", "alike", "better", "worse"))
        return Groups(label, labels, codes.astype(np.int64), ordered=True, colours=_COLOURS)

    def figures(self, words: Words | None = None) -> tuple[Figure, ...]:
        """Return the figures of both side by side: of all services, then the dwelling-hours of each service.

        Parameters
        ----------
        words : the language of the reader, that of the first run if not given
        """
        words = words or self.a.words
        return (*self._sums(words), *self._services(words))

    def _sums(self, words: Words) -> Iterator[Figure]:
        units = {"dwelling_h": "h", "person_h": "h", "cost": "€"}
        for name, figure in _SUMS.items():
            a, b = (figure(one.run.summary) for one in (self.a, self.b))
            yield Figure(name, words(f"fact.{name}"), units.get(name, ""), a, b)

    def _services(self, words: Words) -> Iterator[Figure]:
        told = [one.run.summary["services"] for one in (self.a, self.b)]
        for name in dict.fromkeys(name for one in told for name in one):
            a, b = (one.get(name, {}).get("dwelling_h", 0.0) for one in told)
            if a or b:
                yield Figure(name, words.service(name), "h", a, b)


def pair_of(a: Player, b: Player) -> Pair:
    """Return two runs on one clock; a state that only one of them holds stays at rest in the other.

    Parameters
    ----------
    a : the run to compare with, such as doing nothing
    b : the other, on the same estate
    """
    names = tuple(dict.fromkeys((*a.tracks.by_state, *b.tracks.by_state)))
    pairs = {name: joined(a.tracks.by_state.get(name), b.tracks.by_state.get(name)) for name in names}
    services = tuple(dict.fromkeys((*a.tracks.services, *b.tracks.services)))
    return Pair(
        *(
            replace(one, tracks=Tracks({name: pairs[name][side] for name in names}, services, one.tracks.unknown_ids))
            for side, one in enumerate((a, b))
        )
    )


def _sum(numbers: Iterator[float | None]) -> float | None:
    """Return a sum, None if any part of it is unknown."""
    known = list(numbers)
    return None if any(one is None for one in known) else float(sum(one for one in known if one is not None))
