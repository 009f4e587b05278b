"""What happened in a run and because of what, line by line in the reader's language, each with the things to go to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from twin.model.twin import Twin
from twin.simulation.results import Run
from twin_viewers.player.moments import clock_of
from twin_viewers.report.account import Account
from twin_viewers.report.story import Line, Storyteller
from twin_viewers.words import Words

__all__ = ["Entry", "origins", "timeline_of"]

_PLACES: Final = ("zone", "space", "path", "plot", "storey", "building")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what happened.

    Parameters
    ----------
    time_s : when, since the start [s]
    clock : the same as the time of the day
    text : what happened
    because : because of what, empty if nothing brought it about
    row : the first thing that it happened to, None if to none of this estate
    rows : all the things that it happened to
    level : run, event, station, a kind of place such as zone, or small
    causes : places in the timeline of what it goes back to, the nearest first
    """

    time_s: float
    clock: str
    text: str
    because: str
    row: int | None
    rows: tuple[int, ...]
    level: str
    causes: tuple[int, ...]


def timeline_of(twin: Twin, run: Run, words: Words) -> tuple[Entry, ...]:
    """Return what happened, in order; what belongs together is one line, and small parts are folded.

    Parameters
    ----------
    twin : the estate
    run : what happened on it
    words : the language of the reader
    """
    account = Account(run, twin)
    told = list(_Teller(account, words).with_places())
    line_of = {place: number for number, (_, places) in enumerate(told) for place in places}
    folded = {number for number, (line, _) in enumerate(told) if line.level == "small"}  # cables explain nothing
    start = account.start
    entries = []
    for number, (line, places) in enumerate(told):
        found = dict.fromkeys(account.row(account.timeline[place]["id"]) for place in places)
        rows = tuple(row for row in found if row is not None)
        time_s = (line.time - start).total_seconds()
        causes = tuple(_causes(account, places[0], line_of, own=number, folded=folded))
        clock = clock_of(time_s, start, words)
        entries.append(Entry(time_s, clock, line.text, line.cause, next(iter(rows), None), rows, line.level, causes))
    return tuple(entries)


def origins(entries: Sequence[Entry]) -> dict[int, str]:
    """Return the event that the first loss of each place goes back to, by row of the place.

    Parameters
    ----------
    entries : of a timeline
    """
    found: dict[int, str] = {}
    for entry in entries:
        if entry.level in _PLACES and entry.causes:
            for row in entry.rows:
                found.setdefault(row, entries[entry.causes[-1]].text)
    return found


class _Teller(Storyteller):
    """Tells lines together with the rows of the timeline that they tell."""

    def with_places(self) -> Iterator[tuple[Line, list[int]]]:
        """Yield each line with the places in the timeline that it tells."""
        self._places: list[list[int]] = []
        for number, line in enumerate(self.lines()):
            yield line, self._places[number]

    def _told(self, some: list[int]) -> Iterator[Line]:
        lines = list(super()._told(some))
        self._places += [some] if len(lines) == 1 else [[place] for place in some]
        return iter(lines)


def _causes(account: Account, place: int, line_of: dict[int, int], *, own: int, folded: set[int]) -> Iterator[int]:
    """Yield the lines that one goes back to, the nearest first, each once."""
    seen = {own, *folded}
    cause = account.timeline[place]["cause"]
    while cause is not None:
        line = line_of.get(int(cause))
        if line is not None and line not in seen:
            seen.add(line)
            yield line
        cause = account.timeline[int(cause)]["cause"]
