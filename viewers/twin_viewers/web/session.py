"""What one person looks at: the estate, the picture of it, what is chosen, and in which language.

Panels and the page change a session and are told what changed, so that none of them knows another, and a test needs no
browser. All that people read comes from one catalogue, so that a language is chosen for everything at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from twin.model.twin import Twin
from twin_viewers.look import Look
from twin_viewers.words import Words, words_in

if TYPE_CHECKING:
    from twin_viewers.player import Player
    from twin_viewers.stage import Stage

__all__ = ["EVENTS", "Message", "Session"]

Event = Literal["selected", "look", "run", "moment", "language", "message", "picture", "tool", "picked"]

EVENTS: Final = ("selected", "look", "run", "moment", "language", "message", "picture", "tool", "picked")
"""What panels can be told: another thing, look, run, moment, language, message, picture, tool, or place."""


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
        self.look = Look()
        self.player: Player | None = None
        self.moment_s = 0.0
        self.tool = "select"
        self.message: Message | None = None
        self.picked: tuple[int, NDArray[np.float64]] | None = None
        self._home = stage.viewpoint()
        self._heard: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)

    def on(self, event: Event, callback: Callable[[], None]) -> None:
        """Call a function whenever something has changed.

        Parameters
        ----------
        event : what changed, one of `EVENTS`
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
        if hasattr(self.stage, "select"):
            self.stage.select([] if row is None else [row])
        self.tell("selected", "picture")

    def go_to(self, row: int) -> None:
        """Choose a thing and come near to it.

        Parameters
        ----------
        row : its row among the nodes
        """
        if hasattr(self.stage, "fit"):
            self.stage.fit([row])
        self.select(row)

    def show(self, look: Look) -> None:
        """Show the estate in another way.

        Parameters
        ----------
        look : what to show, and how to colour it

        Raises
        ------
        TwinError
            If it cannot be shown so; the picture stays as it was.
        """
        self.stage.show(look)
        self.look = look
        self.tell("look", "picture")

    def speak(self, language: str) -> None:
        """Say everything in another language.

        Raises
        ------
        UsageError
            If there is no such language.
        """
        self.words = words_in(language)
        self.tell("language")

    def use(self, tool: str) -> None:
        """Say what a click in the picture means from now on: select, measure or place."""
        self.tool = tool
        self.tell("tool")

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

    def start_from_here(self) -> None:
        """Take the view of now as the one to come home to."""
        self._home = self.stage.viewpoint()

    def home(self) -> None:
        """Show the estate from where it was first seen."""
        self.stage.look_from(self._home)
        self.tell("picture")

    def fit(self) -> None:
        """Come near to what is chosen; to the whole if nothing is."""
        if self.selected is None:
            self.home()
            return
        if hasattr(self.stage, "fit"):
            self.stage.fit([self.selected])
        self.tell("picture")

    def isolate_selected(self) -> None:
        """Show only what is chosen."""
        if self.selected is not None:
            self.stage.isolate([self.selected])
            self.tell("picture")

    def show_all(self) -> None:
        """Show all that the look shows, and hide nothing."""
        self.stage.show_all()
        self.tell("picture")
