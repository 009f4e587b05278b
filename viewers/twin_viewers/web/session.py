"""What one person looks at: the estate, the picture of it, what is chosen, and in which language.

Panels and the page change a session and are told what changed, so that none of them knows another, and a test needs no
browser. All that people read comes from one catalogue, so that a language is chosen for everything at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from twin.model.twin import Twin
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers
from twin_viewers.look import XRAY, Look
from twin_viewers.web.playing import Playing
from twin_viewers.web.visibility import Visibility
from twin_viewers.window import layers, trace
from twin_viewers.words import words_in

if TYPE_CHECKING:
    from twin_viewers.stage import Stage
    from twin_viewers.window.trace import Direction

__all__ = ["Message", "Session", "Ways"]


Ways = Sequence[tuple[Any, str]]
"""Lines over the picture: their points [m], (n, 3), and their colour, written ``#RRGGBB``."""

_MOST_LINKS: Final = 60
"""More lines of a trace would hide what they join; colours tell of those."""


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


class Session(Playing):
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
        super().__init__(stage, words_in(language))
        self.twin, self.estate = twin, estate
        self.runs: list[Path] = list(runs)
        self.selected: int | None = None
        self.look, self.visibility = stage.look, Visibility()
        self.traced: trace.Trace | None = None
        self.tool, self.hint = "select", ""
        self.message: Message | None = None
        self.picked: tuple[int, tuple[float, float, float]] | None = None
        self._ways: dict[str, Ways] = {}

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
        self.paint()
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
        self.draw_ways("trace", ())
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
        self.paint()
        self.draw_ways("trace", () if self.traced is None else _links(self.twin, self.traced))
        self.tell("look", "picture")

    def draw_ways(self, owner: str, ways: Ways) -> None:
        """Draw lines over the picture, instead of those that the same owner has drawn.

        Parameters
        ----------
        owner : who draws them
        ways : lines; none to draw none
        """
        if not ways and not self._ways.get(owner):
            return
        self._ways[owner] = ways
        self.stage.clear_paths()
        for points, tone in (one for some in self._ways.values() for one in some):
            self.stage.path(points, tone=tone)
        self.tell("picture")

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
        self._translate()
        self.look = replace(self.look, values=self._values(self.look.colour_by))
        self.paint()
        self.tell("language")

    def _otherwise(self) -> Groups | Numbers | None:
        if self.traced is not None:
            return trace.values(self.traced, language=self.words.language)
        return self.look.values

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


def _links(twin: Twin, traced: trace.Trace) -> Ways:
    """Return the links of a trace as lines, unless they are too many."""
    ends, tones = trace.points(twin, traced)
    return list(zip(ends, tones, strict=True)) if len(ends) <= _MOST_LINKS else []
