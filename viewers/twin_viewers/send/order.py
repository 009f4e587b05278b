"""What somebody wants to have of a twin: which file, of what, at which moment of which run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.progress import Progress, SilentProgress
from twin_viewers.look import Look
from twin_viewers.words import Words, words_in

if TYPE_CHECKING:
    from twin_viewers.colouring import Groups
    from twin_viewers.player.player import Player
    from twin_viewers.send.run_moments import RunMoments

__all__ = ["Light", "Order", "Playing", "the_one"]

Light = Literal["day", "night"]


@dataclass(frozen=True)
class Playing:
    """A moment of a run.

    Parameters
    ----------
    player : the run on its estate
    state : name of what it is coloured by
    at : the moment as somebody wrote it; empty for the worst
    """

    player: Player
    state: str
    at: str = ""

    @cached_property
    def moment_s(self) -> float:
        """The moment [s].

        Raises
        ------
        UsageError
            If it is no time, or not within the run.
        """
        from twin_viewers.send.run_moments import worst_moment

        return self.player.moment(self.at) if self.at else worst_moment(self.player, self.state)

    @property
    def groups(self) -> Groups:
        """What each thing is at the moment."""
        from twin_viewers.send.run_moments import state_at

        return state_at(self.player, self.state, self.moment_s)

    @property
    def moments(self) -> RunMoments:
        """A handful of moments with this one among them."""
        from twin_viewers.send.run_moments import moments_of

        return moments_of(self.player, self.state, self.moment_s)

    @property
    def told(self) -> str:
        """The moment in words."""
        from twin_viewers.player.movie import caption_of

        return caption_of(self.player, self.moment_s)


@dataclass(frozen=True)
class Order:
    """What somebody wants to have of a twin.

    Parameters
    ----------
    twin : the twin
    look : what to show, and how to colour it
    size : width and height of pictures [px]
    language : of what is written
    playing : a moment of a run to show; None for the estate as it is
    progress : told how far the work is
    light : day or night
    """

    twin: Twin
    look: Look
    size: tuple[int, int] = (1600, 1000)
    language: str = "en"
    playing: Playing | None = None
    progress: Progress = field(default_factory=SilentProgress)
    light: Light = "day"

    @property
    def words(self) -> Words:
        """The language of what is written."""
        return words_in(self.language)


def the_one(targets: Mapping[str, object]) -> str | None:
    """Return the name of the target that is asked for; None if none is.

    Parameters
    ----------
    targets : what was given for each, by option; nothing if it was not

    Raises
    ------
    UsageError
        If more than one is.
    """
    asked = [name for name, given in targets.items() if given]
    if len(asked) > 1:
        raise UsageError(" ".join(asked), "cannot be made in one call", f"Choose one of them, such as {asked[0]}.")
    return asked[0] if asked else None
