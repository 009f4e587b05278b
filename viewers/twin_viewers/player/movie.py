"""Which moments of a run a movie shows, and for how long: it rests where something happens and hurries in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.errors import UsageError
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.player.choices import StateChoice
from twin_viewers.player.moments import clock_of, since_start
from twin_viewers.player.player import Player

__all__ = ["Frame", "caption_of", "frames", "moments_for"]

_DWELL_SHARE: Final = 0.6
"""Part of a movie in which the time stands still, so that one sees what has changed [-]."""

_LEAST_DWELL: Final = 3
"""So many pictures at least rest on an event, if there are enough of them."""

_MOST_FRAMES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a movie.

    Parameters
    ----------
    moment_s : since the start [s]
    caption : clock, time since the start, and how many dwellings are without a service
    values : what it is coloured by
    is_new : whether the colours differ from those of the picture before
    """

    moment_s: float
    caption: str
    values: Groups | Numbers
    is_new: bool


def frames(player: Player, choice: StateChoice | str, *, fps: int = 12, seconds: float = 12.0) -> Iterator[Frame]:
    """Yield the pictures of a movie of a run.

    Parameters
    ----------
    player : the run
    choice : what to colour by, or its name
    fps : pictures in a second [s⁻¹]
    seconds : how long the movie takes [s]

    Raises
    ------
    UsageError
        If the run holds no such state, or if no movie has so many pictures.
    """
    shown: Groups | Numbers | None = None
    before: np.ndarray[tuple[int], np.dtype[np.float64]] | None = None
    events = np.array(player.moments)
    for moment_s in moments_for(player.duration_s, player.moments, fps=fps, seconds=seconds):
        happened = events[: np.searchsorted(events, moment_s, side="right")]
        is_new = shown is None or before is None or len(happened) != len(before)
        if is_new or shown is None:
            shown, before = player.values(choice, moment_s), happened
        yield Frame(moment_s, caption_of(player, moment_s), shown, is_new)


def caption_of(player: Player, moment_s: float) -> str:
    """Return what is written below a picture of a moment: when it is, and how many dwellings are without a service.

    Parameters
    ----------
    player : the run
    moment_s : since the start [s]
    """
    words = player.words
    return words.counted(
        "player.caption",
        player.at(moment_s).dwellings,
        clock=clock_of(60.0 * (moment_s // 60.0), player.start, words),
        since=since_start(60.0 * (moment_s // 60.0)),
    )


def moments_for(duration_s: float, events: Sequence[float], *, fps: int, seconds: float) -> tuple[float, ...]:
    """Return the moment of each picture of a movie, ascending, from the start to the end [s].

    Parameters
    ----------
    duration_s : how long the run is watched [s]
    events : when something changes, ascending [s]
    fps : pictures in a second [s⁻¹]
    seconds : how long the movie takes [s]

    Raises
    ------
    UsageError
        If no movie has so many pictures.

    Examples
    --------
    >>> moments_for(90.0, [50.0], fps=5, seconds=2)
    (0.0, 30.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 60.0, 90.0)
    """
    count = round(fps * seconds)
    if not 2 <= count <= _MOST_FRAMES:
        raise UsageError(
            f"{fps} pictures in each of {seconds:g} s",
            "is no movie",
            f"Choose 2 to {_MOST_FRAMES} pictures in all, such as 12 in each of 10 s.",
        )
    rests = _rests(duration_s, events, most=int(count * _DWELL_SHARE) // _LEAST_DWELL)
    if not rests:
        return tuple(np.linspace(0.0, duration_s, count).tolist())
    dwell = int(count * _DWELL_SHARE) // len(rests)
    moving = np.linspace(0.0, duration_s, count - dwell * len(rests))
    return tuple(np.sort(np.concatenate([moving, np.repeat(rests, dwell)])).tolist())


def _rests(duration_s: float, events: Sequence[float], *, most: int) -> list[float]:
    """Return the events to rest on: all, or if they are too many, those that come after the longest calm."""
    within = np.unique([one for one in events if 0.0 <= one <= duration_s])
    if len(within) > most:
        calm = np.diff(within, prepend=-duration_s)
        within = np.sort(within[np.argsort(-calm, kind="stable")[:most]])
    return [float(one) for one in within]
