"""What one person plays: a run, or two on one clock, at a moment, coloured by one of their states.

It is the part of a session that knows of time, and that tells all who asked what has changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import NDArray

from twin_viewers.colouring import Groups, Numbers
from twin_viewers.player.lighting import lit_at
from twin_viewers.player.pair import pair_of
from twin_viewers.words import Words

if TYPE_CHECKING:
    from twin_viewers.player import Player
    from twin_viewers.player.pair import Pair
    from twin_viewers.stage import Stage

__all__ = ["Event", "Playing", "Side"]

Event = Literal[
    "selected", "look", "run", "moment", "language", "message", "picture", "tool", "picked", "hint", "drawn"
]
"""What panels can be told: another thing, look, run, moment, language, message, picture, tool, place or hint, or that
all of an act is done and the picture is to be drawn once."""

Side = Literal["a", "b", "both", "difference"]
"""What is shown of two runs."""


class Playing:
    """What is played on a stage, and who is told of it.

    Parameters
    ----------
    stage : the picture
    words : the language of labels and legends
    """

    def __init__(self, stage: Stage, words: Words) -> None:
        self.stage, self.words = stage, words
        self.player: Player | None = None
        self.pair: Pair | None = None
        self.side: Side = "both"
        self.state, self.moment_s = "", 0.0
        self._heard: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)

    def on(self, event: Event, callback: Callable[[], None]) -> None:
        """Call a function whenever something has changed.

        Parameters
        ----------
        event : what changed, one of `Event`
        callback : the function, without arguments
        """
        self._heard[event].append(callback)

    def tell(self, *events: Event) -> None:
        """Tell all who asked that something has changed."""
        for event in events:
            for callback in self._heard[event]:
                callback()

    def play(self, player: Player) -> None:
        """Show a run from its beginning, coloured by the first thing it can be coloured by.

        Parameters
        ----------
        player : the run on this estate
        """
        self.player, self.pair = player.said_in(self.words), None
        self.state, self.moment_s = self.player.states[0].name, 0.0
        self.paint()
        self.tell("run", "moment", "picture")

    def compare(self, other: Player | None) -> None:
        """Show a second run beside the one that is played, on one clock; None to show the first alone.

        Parameters
        ----------
        other : the second run, on this estate
        """
        if self.player is not None:
            self.pair = None if other is None else pair_of(self.player, other.said_in(self.words))
            self.side = "both"
            self.at_moment(min(self.moment_s, self.duration_s))
            self.paint()
            self.tell("run", "moment", "picture")

    def show_side(self, side: Side) -> None:
        """Show the first run, the second, both side by side, or where the second is better or worse."""
        self.side = side
        self.paint()
        self.tell("moment", "picture")

    def end(self) -> None:
        """Show the estate again as the look says."""
        self.player = self.pair = None
        self.paint()
        self.tell("run", "moment", "picture")

    def show_state(self, name: str) -> None:
        """Colour the run by another of its states.

        Raises
        ------
        UsageError
            If the run holds no such state.
        """
        if self.player is not None:
            self.state = self.player.choice(name).name
            self.paint()
            self.tell("moment", "picture")

    def at_moment(self, moment_s: float) -> None:
        """Show the run at another moment.

        Parameters
        ----------
        moment_s : since its start [s]
        """
        if self.player is None:
            return
        before, self.moment_s = self.moment_s, min(max(moment_s, 0.0), self.duration_s)
        low, high = sorted((before, self.moment_s))
        if any(low < one <= high for one in self.moments):
            self.paint()
            self.tell("moment", "picture")
        else:
            self.tell("moment")

    @property
    def duration_s(self) -> float:
        """How long what is played is watched [s]."""
        played = self.pair or self.player
        return 0.0 if played is None else played.duration_s

    @property
    def moments(self) -> tuple[float, ...]:
        """When anything changes in what is played [s]."""
        played = self.pair or self.player
        return () if played is None else played.moments

    @property
    def is_double(self) -> bool:
        """Whether two pictures are shown side by side."""
        return self.pair is not None and self.side == "both"

    def sides(self) -> tuple[Groups | Numbers | None, ...]:
        """Return the values of each picture that is shown."""
        if self.player is None:
            return (self._otherwise(),)
        if self.pair is None:
            return (self.player.values(self.state, self.moment_s),)
        if self.side == "difference":
            return (self.pair.difference(self.state, self.moment_s),)
        both = self.pair.values(self.state, self.moment_s)
        return both if self.side == "both" else both[("a", "b").index(self.side) :][:1]

    def paint(self, at: int = 0) -> None:
        """Show one of the pictures on the stage: what it is coloured by, and by night what gives light.

        Parameters
        ----------
        at : which of them, as `sides` counts
        """
        self.stage.lights(self._lit(at))
        self.stage.colour(self.sides()[at])

    def _lit(self, at: int) -> NDArray[Any] | None:
        """Return the rows of what gives light in a picture; None where nothing is played."""
        if self.player is None:
            return None
        if self.pair is None:
            return lit_at(self.player, self.moment_s)
        second = at == 1 or self.side in {"b", "difference"}
        return lit_at(self.pair.b if second else self.pair.a, self.moment_s)

    def _translate(self) -> None:
        """Say what is played in the language of the session."""
        if self.player is not None:
            self.player = self.player.said_in(self.words)
        if self.pair is not None:
            self.pair = pair_of(self.pair.a.said_in(self.words), self.pair.b.said_in(self.words))

    def _otherwise(self) -> Groups | Numbers | None:
        """Return what is shown while nothing is played."""
        raise NotImplementedError
