"""What one person looks at: the estate, the picture of it, what is chosen, and in which language.

Panels and the page change a session and are told what changed, so that none of them knows another, and a test needs no
browser. All that people read comes from one catalogue, so that a language is chosen for everything at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from twin.model.twin import Twin
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers
from twin_viewers.look import XRAY, Look
from twin_viewers.player.pair import pair_of
from twin_viewers.web.visibility import Visibility
from twin_viewers.window import layers, trace
from twin_viewers.words import Words, words_in

if TYPE_CHECKING:
    from twin_viewers.player import Player
    from twin_viewers.player.pair import Pair
    from twin_viewers.stage import Stage
    from twin_viewers.window.trace import Direction

__all__ = ["Event", "Message", "Session", "Side"]

Event = Literal[
    "selected", "look", "run", "moment", "language", "message", "picture", "tool", "picked", "hint", "drawn"
]
"""What panels can be told: another thing, look, run, moment, language, message, picture, tool, place or hint, or that
all of an act is done and the picture is to be drawn once."""

Side = Literal["a", "b", "both", "difference"]
"""What is shown of two runs."""


@dataclass(frozen=True)
class Message:
    """What somebody is told.

    Parameters
    ----------
    text : one or two sentences
    is_error : whether something could not be done
    """

    text: str
    is_error: bool = False


class Session:
    """The state of one person's window.

    Parameters
    ----------
    twin : the estate
    stage : the picture of it
    language : in which everything is said
    estate : file of the estate; None where it has none
    runs : folders of runs that can be opened
    """

    def __init__(
        self, twin: Twin, stage: Stage, *, language: str = "en", estate: Path | None = None, runs: Sequence[Path] = ()
    ) -> None:
        self.twin, self.stage, self.estate = twin, stage, estate
        self.words: Words = words_in(language)
        self.runs: list[Path] = list(runs)
        self.selected: int | None = None
        self.look, self.visibility = stage.look, Visibility()
        self.traced: trace.Trace | None = None
        self.player: Player | None = None
        self.pair: Pair | None = None
        self.side: Side = "both"
        self.state, self.moment_s = "", 0.0
        self.tool, self.hint = "select", ""
        self.message: Message | None = None
        self.picked: tuple[int, tuple[float, float, float]] | None = None
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

    def select(self, row: int | None) -> None:
        """Choose a thing, or nothing.

        Parameters
        ----------
        row : its row among the nodes; None for nothing
        """
        self.selected = row
        self.stage.select([] if row is None else [row])
        self.tell("selected", "picture")

    def go_to(self, row: int) -> None:
        """Choose a thing and come near to it.

        Parameters
        ----------
        row : its row among the nodes
        """
        self.stage.fit([row])
        self.select(row)

    def show(self, look: Look) -> None:
        """Show the estate in another way.

        Parameters
        ----------
        look : what to show

        Raises
        ------
        TwinError
            If it cannot be shown so; the picture stays as it was.
        """
        self.stage.show(look)
        self.look = look
        self._paint()
        self.tell("look", "picture")

    def colour_by(self, layer: str) -> None:
        """Colour the estate by another layer, in the manner that suits it.

        Parameters
        ----------
        layer : its key in the catalogue of layers, or a property

        Raises
        ------
        TwinError
            If nothing of that name can colour things.
        """
        self.traced = None
        self.show(replace(self.look, colour_by=layer, values=self._values(layer), manner=""))

    def trace(self, direction: Direction | None) -> None:
        """Colour what feeds the thing that is chosen, or what it feeds; without a direction as before.

        Parameters
        ----------
        direction : upstream or downstream
        """
        self.traced = None
        if direction is not None and self.selected is not None:
            follow = trace.upstream if direction == "upstream" else trace.downstream
            self.traced = follow(self.twin, self.selected)
            if self.stage.scene.sunny:
                self.stage.show(look := replace(self.look, manner=XRAY))
                self.look = look
        self._paint()
        self.tell("look", "picture")

    def see(self, visibility: Visibility) -> None:
        """Hide, cut or light what is shown in another way."""
        visibility.apply(self.stage, self.visibility)
        self.visibility = visibility
        self.tell("look", "picture")

    def _values(self, layer: str) -> Groups | Numbers | None:
        plain = layer in {BY_ROLE, BY_MODEL}
        return None if plain else layers.values(self.twin, layer, language=self.words.language)

    def speak(self, language: str) -> None:
        """Say everything in another language.

        Raises
        ------
        UsageError
            If there is no such language.
        """
        self.words = words_in(language)
        if self.player is not None:
            self.player = self.player.said_in(self.words)
        if self.pair is not None:
            self.pair = pair_of(self.pair.a.said_in(self.words), self.pair.b.said_in(self.words))
        self.look = replace(self.look, values=self._values(self.look.colour_by))
        self._paint()
        self.tell("language")

    def play(self, player: Player) -> None:
        """Show a run from its beginning, coloured by the first thing it can be coloured by.

        Parameters
        ----------
        player : the run on this estate
        """
        self.player, self.pair = player.said_in(self.words), None
        self.state, self.moment_s = self.player.states[0].name, 0.0
        self._paint()
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
            self._paint()
            self.tell("run", "moment", "picture")

    def show_side(self, side: Side) -> None:
        """Show the first run, the second, both side by side, or where the second is better or worse."""
        self.side = side
        self._paint()
        self.tell("moment", "picture")

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
            traced = None if self.traced is None else trace.values(self.traced, language=self.words.language)
            return (traced or self.look.values,)
        if self.pair is None:
            return (self.player.values(self.state, self.moment_s),)
        if self.side == "difference":
            return (self.pair.difference(self.state, self.moment_s),)
        both = self.pair.values(self.state, self.moment_s)
        return both if self.side == "both" else both[("a", "b").index(self.side) :][:1]

    def end(self) -> None:
        """Show the estate again as the look says."""
        self.player = self.pair = None
        self._paint()
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
            self._paint()
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
            self._paint()
            self.tell("moment", "picture")
        else:
            self.tell("moment")

    def _paint(self) -> None:
        """Colour by what matters most now: the run that is played, what is traced, or the layer."""
        self.stage.colour(self.sides()[0])

    def use(self, tool: str) -> None:
        """Say what a click in the picture means from now on: select, measure or place."""
        self.tool = tool
        self.tell("tool", "hint")

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Tell the person something."""
        self.message = Message(text, is_error)
        self.tell("message")

    @property
    def title(self) -> str:
        """What people call the estate."""
        return self.stage.legend.title

    def click(self, x: int, y: int) -> None:
        """Do with what is at a place of the picture what the tool at hand does.

        Parameters
        ----------
        x : from the left [px]
        y : from the top [px]
        """
        if self.tool == "select":
            self.select(self.stage.pick(x, y))
        elif (found := self.stage.pick_point(x, y)) is not None:
            self.picked = found
            self.tell("picked")

    def home(self) -> None:
        """Show the estate from where it was first seen."""
        self.stage.compass("whole")
        self.tell("picture")

    def fit(self) -> None:
        """Come near to what is chosen; to the whole if nothing is."""
        if self.selected is None:
            self.home()
            return
        self.stage.fit([self.selected])
        self.tell("picture")

    def isolate_selected(self) -> None:
        """Show only what is chosen."""
        if self.selected is not None:
            self.see(replace(self.visibility, isolated=(self.selected,), hidden=()))

    def hide_selected(self) -> None:
        """Hide what is chosen."""
        if self.selected is not None:
            self.see(replace(self.visibility, hidden=(*self.visibility.hidden, self.selected)))

    def show_all(self) -> None:
        """Show all that the look shows, and hide nothing."""
        self.see(self.visibility.all_shown())
