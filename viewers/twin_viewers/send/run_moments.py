"""Moments of a run as a file can hold them: a handful, with what is how at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin_viewers.colouring import Groups
from twin_viewers.lights import lit_at_rest, lit_in_run
from twin_viewers.player.movie import caption_of

if TYPE_CHECKING:
    from twin_viewers.player.player import Player

__all__ = ["RunMoments", "lit_at", "moments_of", "state_at", "worst_moment"]

_MOST: Final = 12
"""So many moments a reader can go through by hand."""

_MOST_TRIED: Final = 300


@dataclass(frozen=True)
class RunMoments:
    """Moments of a run.

    Parameters
    ----------
    name : what people call the scenario
    clocks : time of each moment, as a reader reads it
    groups : what each thing is at each moment; labels and colours are the same at all
    first : place of the moment that is shown first
    remarks : what a reader must know
    """

    name: str
    clocks: tuple[str, ...]
    groups: tuple[Groups, ...]
    first: int
    remarks: tuple[str, ...]


def moments_of(player: Player, state: str, at_s: float) -> RunMoments:
    """Return moments at which a state changes, with one that must be among them.

    Parameters
    ----------
    player : the run
    state : name of what it is coloured by
    at_s : the moment that is shown first [s]

    Raises
    ------
    UsageError
        If the run holds no such state.
    """
    times = sorted({0.0, at_s, *_spread(player.moments, _MOST_TRIED)})
    every = [(time, state_at(player, state, time)) for time in times]
    changed = [every[0], *(one for before, one in pairwise(every) if _differ(before[1], one[1]))]
    kept = _spread([time for time, _ in changed], _MOST)
    told = [(time, groups) for time, groups in every if time in {*kept, at_s}]
    clocks = tuple(caption_of(player, time) for time, _ in told)
    first = [time for time, _ in told].index(at_s)
    return RunMoments(player.name, clocks, tuple(groups for _, groups in told), first, player.remarks)


def worst_moment(player: Player, state: str) -> float:
    """Return the first moment at which a state is worst over all things together [s].

    Parameters
    ----------
    player : the run
    state : name of what it is coloured by
    """
    times = [0.0, *_spread(player.moments, _MOST_TRIED)]
    return times[int(np.argmax([np.maximum(state_at(player, state, time).codes, 0).sum() for time in times]))]


def state_at(player: Player, state: str, moment_s: float) -> Groups:
    """Return what each thing is at a moment.

    Parameters
    ----------
    player : the run
    state : name of what it is coloured by
    moment_s : since the start [s]
    """
    found = player.values(state, moment_s)
    assert isinstance(found, Groups)  # a player tells numbers in steps, whose colours mean the same at every moment
    return found


def lit_at(player: Player, moment_s: float) -> NDArray[np.int64]:
    """Return the lamps and rooms that give light at a moment by night; of what a run says nothing, as at rest, (n,).

    Parameters
    ----------
    player : the run
    moment_s : since the start [s]
    """
    rest = lit_at_rest(player.twin)
    told = []
    for state in ("light", "supply"):
        now = np.full(player.twin.nodes.length, np.nan)
        if state in player.tracks.by_state:
            now = player.tracks.by_state[state].at(moment_s)
        now[rest[np.isnan(now[rest])]] = 0.0
        told.append(now)
    return lit_in_run(player.twin, *told)


def _spread(times: Sequence[float], most: int) -> list[float]:
    """Return times that are as far apart as can be, at most so many, the first and the last among them."""
    if len(times) <= most:
        return list(times)
    return [times[place] for place in np.unique(np.linspace(0, len(times) - 1, most).round().astype(int)).tolist()]


def _differ(one: Groups, other: Groups) -> bool:
    return not np.array_equal(one.codes, other.codes)
