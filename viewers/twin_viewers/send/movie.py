"""A movie: a run as it happens, or once around the estate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.progress import Progress, SilentProgress
from twin_viewers.look import Look
from twin_viewers.player.choices import LOST
from twin_viewers.player.moments import clock_of, since_start
from twin_viewers.player.movie import frames
from twin_viewers.send.encoder import ENDINGS, encoded
from twin_viewers.send.frames import Strip, beside, foot_of, width_of_picture
from twin_viewers.send.place import check_place, written_whole
from twin_viewers.send.run_moments import lit_at
from twin_viewers.send.spoken import of_run, spoken
from twin_viewers.words import Words, words_in

if TYPE_CHECKING:
    from twin_viewers.player.player import Player
    from twin_viewers.send.order import Light, Playing
    from twin_viewers.stage import Stage

__all__ = ["Timing", "picture_of_moment", "write_movie"]

_LEAST_PX, _MOST_PX = 200, 4096


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a movie is.

    Parameters
    ----------
    seconds : from the first picture to the last [s]
    fps : pictures in a second [s⁻¹]
    """

    seconds: float = 12.0
    fps: int = 12

    @property
    def count(self) -> int:
        """Number of pictures."""
        return round(self.seconds * self.fps)


def write_movie(
    twin: Twin,
    path: str | PathLike[str],
    *,
    look: Look | None = None,
    player: Player | None = None,
    state: str = LOST,
    size: tuple[int, int] = (1280, 720),
    timing: Timing | None = None,
    language: str = "en",
    light: Light = "day",
    progress: Progress | None = None,
) -> int:
    """Write a movie, whole or not at all, and return the number of its pictures.

    Parameters
    ----------
    twin : the twin
    path : file to write, .mp4, .webm or .gif
    look : what to show
    player : a run to play; without one it goes once around the estate
    state : what the run is coloured by
    size : width and height [px]; odd ones lose a pixel
    timing : how long it is
    language : of what is written beside it; that of a run is the player's
    light : ``day`` or ``night``; by night the lamps of a run are lit as it says
    progress : told of each picture

    Raises
    ------
    NoShapeError
        If nothing has a shape.
    UsageError
        If there is no such storey, kind, value or state, or no movie has such a size or length.
    OutputError
        If the file cannot be written.
    """
    from twin_viewers.stage import Stage

    path, timing = Path(path), timing or Timing()
    check_place(path, ENDINGS)
    size = _even(size)
    stage = Stage(twin, look, size=(width_of_picture(size), size[1]))
    try:
        stage.daylight(light)
        pictures = (
            _around(stage, words_in(language), timing, size)
            if player is None
            else _played(stage, player, state, timing, size)
        )
        with (
            (progress or SilentProgress()).stage("draw", file=path.name, total=timing.count) as advance,
            written_whole(path) as unfinished,
        ):
            return encoded(_counted(pictures, advance), unfinished, size=size, fps=timing.fps)
    finally:
        stage.close()


def picture_of_moment(
    twin: Twin, look: Look, playing: Playing, *, size: tuple[int, int], light: Light = "day"
) -> NDArray[np.uint8]:
    """Return a picture of a moment of a run, (height, width, 3).

    Parameters
    ----------
    twin : the twin
    look : what to show
    playing : the moment
    size : width and height [px]
    light : ``day`` or ``night``; by night lamps are lit as the run says

    Raises
    ------
    NoShapeError
        If nothing has a shape.
    UsageError
        If there is no such storey or kind, or no picture has such a size.
    """
    from twin_viewers.stage import Stage

    _even(size)
    stage = Stage(twin, look, size=(width_of_picture(size), size[1]))
    try:
        stage.lights(lit_at(playing.player, playing.moment_s))
        stage.daylight(light)
        stage.colour(playing.groups)
        return beside(stage.image(), _strip(stage, playing.player, playing.moment_s), size=size)
    finally:
        stage.close()


def _played(
    stage: Stage, player: Player, state: str, timing: Timing, size: tuple[int, int]
) -> Iterator[NDArray[np.uint8]]:
    """Yield the pictures of a run; the estate is drawn anew only where its colours change."""
    pixels = np.empty(0, dtype=np.uint8)
    for frame in frames(player, state, fps=timing.fps, seconds=timing.seconds):
        if frame.is_new:
            stage.lights(lit_at(player, frame.moment_s))
            stage.colour(frame.values)
            pixels = stage.image()
        yield beside(pixels, _strip(stage, player, frame.moment_s), size=size)


def _strip(stage: Stage, player: Player, moment_s: float) -> Strip:
    """Return what is said beside a moment of a run."""
    words, whole_s = player.words, 60.0 * (moment_s // 60.0)
    without = words.counted("send.without", player.at(moment_s).dwellings)
    return Strip(
        of_run(spoken(stage.legend, words)),
        words,
        foot_of(stage),
        player.name,
        clock_of(whole_s, player.start, words),
        f"+{since_start(whole_s)} · {without}",
        moment_s / player.duration_s if player.duration_s else 1.0,
    )


def _around(stage: Stage, words: Words, timing: Timing, size: tuple[int, int]) -> Iterator[NDArray[np.uint8]]:
    """Yield pictures from all sides; the last is one step before the first, so that it can be played for ever."""
    start, legend = stage.viewpoint(), spoken(stage.legend, words)
    for turn in np.linspace(0.0, 2 * np.pi, timing.count, endpoint=False).tolist():
        stage.look_from({**start, "back": _turned(start["back"], turn), "up": _turned(start["up"], turn)})
        yield beside(stage.image(), Strip(legend, words, foot_of(stage)), size=size)


def _turned(way: list[float], angle: float) -> list[float]:
    x, y, z = way
    return [x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle), z]


def _counted(pictures: Iterator[NDArray[np.uint8]], advance: Callable[[int], None]) -> Iterator[NDArray[np.uint8]]:
    for picture in pictures:
        yield picture
        advance(1)


def _even(size: tuple[int, int]) -> tuple[int, int]:
    """Return a size that encoders take."""
    if not all(_LEAST_PX <= side <= _MOST_PX for side in size):
        raise UsageError(
            f"--size {size[0]}x{size[1]}",
            "no movie has such a size",
            f"Give width and height from {_LEAST_PX} to {_MOST_PX} pixels, such as 1280x720.",
        )
    return size[0] // 2 * 2, size[1] // 2 * 2
