"""How far it is from one place of the picture to another."""

from __future__ import annotations

from twin_viewers.web.session import Session
from twin_viewers.window.measure import between_points, told

__all__ = ["Measuring"]

_TOOL = "measure"
_TONE = "#0B5C8A"


class Measuring:
    """The measuring of one person: two clicks, a line between them, and how long it is.

    Parameters
    ----------
    session : what is shown
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._points: list[tuple[float, float, float]] = []
        session.on("picked", self._add)
        session.on("tool", self._begin)
        session.on("language", self._say)

    def _begin(self) -> None:
        self._points = []
        self.session.hint = ""
        self.session.draw_ways(_TOOL, ())

    def _add(self) -> None:
        if self.session.tool != _TOOL or self.session.picked is None:
            return
        self._points = [*self._points, self.session.picked[1]] if len(self._points) < 2 else [self.session.picked[1]]
        self.session.draw_ways(_TOOL, [(self._points, _TONE)] if len(self._points) == 2 else ())
        self._say()

    def _say(self) -> None:
        if self.session.tool == _TOOL:
            done = len(self._points) == 2
            lines = told(between_points(*self._points), language=self.session.words.language) if done else ()
            self.session.hint = " · ".join(lines) or self.session.words(f"window.hint_point_{len(self._points) + 1}")
            self.session.tell("hint")
