"""Shows an answer on the picture of a session: its colours, ways as wide as their values, and one hour of many.

It is shown until somebody colours by something else, traces a network, or plays an incident on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from twin.model.kinds import Kind
from twin.usage.outcome import Colouring, Outcome
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.legend import Entry, Legend
from twin_viewers.look import SOLID, XRAY
from twin_viewers.usage_colours import entries_of, on_outside, usage_values
from twin_viewers.web.session import Session
from twin_viewers.web.usage_ways import Ways
from twin_viewers.window.usage_answer import spoken

__all__ = ["UsagePicture"]


class UsagePicture:
    """What of an answer is on the picture.

    Parameters
    ----------
    session : whose picture it is
    changed : called when it is shown, or shown no longer
    """

    def __init__(self, session: Session, changed: Callable[[], None]) -> None:
        self.session, self._changed = session, changed
        self._ways = Ways(session.stage)
        self._shown: tuple[Outcome, Colouring] | None = None
        self._values: Groups | Numbers | None = None
        self._whole: Groups | Numbers | None = None
        self._entries: tuple[Entry, ...] | None = None
        self._manner, self._busy, self._covered = "", False, False
        session.on("look", self._looked)
        session.on("moment", self._looked)

    @property
    def is_on(self) -> bool:
        """Whether the picture shows an answer."""
        return self._shown is not None and not self._covered

    @property
    def values(self) -> Groups | Numbers | None:
        """What the picture is coloured by; None if it shows no answer."""
        return self._whole if self.is_on else None

    @property
    def legend(self) -> Legend:
        """What the colours mean, with how many rows of the answer each stands for."""
        shown = self.session.stage.legend
        if self._whole is None:
            return shown
        if self._entries is None:
            return replace(shown, entries=())
        return replace(shown, heading=self._whole.title, entries=self._entries, bar=None)

    def show(self, outcome: Outcome, colouring: Colouring) -> None:
        """Colour the picture by an answer, in the manner that suits it.

        Parameters
        ----------
        outcome : the answer
        colouring : which of its colourings
        """
        session = self.session
        self._shown = outcome, colouring
        self._values = self._worked_out()
        ground = self._is_of_ground(outcome, colouring)
        self._manner = "" if session.look.storey else SOLID if ground else XRAY
        self._busy, self._covered = True, False
        try:
            session.traced = None
            session.show(replace(session.look, values=self._values, manner=self._manner))
            self._paint()
        finally:
            self._busy = False
        self._tell("look")

    def step(self, colouring: Colouring) -> None:
        """Show another hour of what is shown, without a new scene.

        Parameters
        ----------
        colouring : of the same things at that hour
        """
        if self._shown is None or self._covered:
            return
        self._shown = self._shown[0], colouring
        self._values = self._worked_out()
        self.session.look = replace(self.session.look, values=self._values)
        self._paint()
        self._tell("moment")

    def end(self) -> None:
        """Show the estate as it was coloured before."""
        if self._shown is not None:
            self._forget()
            self.session.colour_by(self.session.look.colour_by)

    def said_again(self) -> None:
        """Say what is shown in the language of the session."""
        if self._covered:
            self._forget()
        elif self._shown is not None:
            self.show(*self._shown)

    def _worked_out(self) -> Groups | Numbers:
        """Return the values of all nodes but ways."""
        outcome, colouring = self._shown or self._nothing()
        twin, words = self.session.twin, self.session.words

        def say(text: str) -> str:
            return spoken(text, words)

        values = usage_values(twin, outcome, colouring, say=say)
        self._whole, self._entries = values, entries_of(outcome, colouring, say=say)
        return on_outside(twin, self._without_ways(values))

    def _without_ways(self, values: Groups | Numbers) -> Groups | Numbers:
        """Return values that ways have not, since tubes show them."""
        ways = self.session.twin.nodes["kind"] == Kind.PATH
        if isinstance(values, Numbers):
            return replace(values, values=np.where(ways, np.nan, values.values))
        return replace(values, codes=np.where(ways, -1, values.codes))

    def _is_of_ground(self, outcome: Outcome, colouring: Colouring) -> bool:
        """Return whether most of what is coloured is out of doors."""
        nodes = self.session.twin.nodes
        rows = [self.session.twin.row(one) for one in outcome.shown(colouring)[colouring.key]]
        kinds = nodes["kind"][np.array(rows, dtype=np.int64)]
        return bool(rows) and bool(np.isin(kinds, (Kind.PATH, Kind.PLOT)).mean() > 0.5)

    def _paint(self) -> None:
        """Colour the picture, also over what is played, and draw ways."""
        if self._values is None or self._shown is None:
            return
        outcome, colouring = self._shown
        self.session.stage.colour(self._values)
        rows = np.array([self.session.twin.row(one) for one in outcome.shown(colouring)[colouring.key]], dtype=np.int64)
        self._ways.show(self._whole or self._values, rows)

    def _looked(self) -> None:
        """Notice that somebody looks at something else, or draw again what a new scene has cleared."""
        if self._busy or self._shown is None:
            return
        session = self.session
        if session.look.values is not self._values:
            self._forget()
            return
        self._covered = session.traced is not None or session.player is not None
        if self._covered:
            self._ways.clear()
        else:
            if not session.look.manner and not session.look.storey and self._manner:
                self._busy = True
                session.show(replace(session.look, manner=self._manner))
                self._busy = False
            self._paint()
        self._changed()

    def _forget(self) -> None:
        self._shown = self._values = self._whole = None
        self._covered = False
        self._ways.clear()
        self._changed()

    def _tell(self, event: str) -> None:
        """Tell all panels, of which this one need not hear it."""
        self._busy = True
        try:
            self.session.tell("look" if event == "look" else "moment", "picture")
        finally:
            self._busy = False
        self._changed()

    @staticmethod
    def _nothing() -> tuple[Outcome, Colouring]:
        raise RuntimeError("no answer is shown")
