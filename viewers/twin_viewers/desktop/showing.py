"""What a window shows, and when it draws it: at once and roughly, then in full when nothing moves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import TwinError
from twin_viewers.desktop.panels import Panels
from twin_viewers.desktop.plane import CutPlane
from twin_viewers.desktop.view import WindowStage
from twin_viewers.stage.actors import pixels_of, quiet
from twin_viewers.web.measuring import Measuring
from twin_viewers.web.playing import Event
from twin_viewers.web.session import Session

__all__ = ["Showing"]

_LOG = logging.getLogger(__name__)

_REST_S, _SMOOTH_S, _REFINE_S = 0.25, 0.5, 1.2
"""After so long without a move all is drawn, then with smooth edges, then in more detail where one is near [s]."""

_MESSAGE_S: Final = 7.0
_WHOLE_RUN_S: Final = 24.0
"""How long a run takes that is played [s]."""

_STALE: Final[dict[Event, tuple[str, ...]]] = {
    "selected": ("side", "legend"),
    "look": ("legend", "marks", "side"),
    "run": ("layout",),
    "moment": ("clock",),
    "language": ("layout",),
    "message": ("message",),
    "hint": ("hint",),
    "tool": ("hint",),
    "picture": ("scene", "marks"),
}
"""What is shown anew when something has changed."""

_ALL: Final = ("scene", "side", "clock", "legend", "marks", "hint", "message", "chooser", "help", "captions")


class Showing(Panels):
    """What a window shows.

    Parameters
    ----------
    session : what is shown
    stage : the picture of it
    interactor : of VTK, tells what hands do
    """

    def __init__(self, session: Session, stage: WindowStage, interactor: Any) -> None:
        super().__init__(session, stage, interactor)
        self.plane = CutPlane(stage, interactor)
        self.stale: set[str] = {"layout"}
        self.is_moving, self.is_closed, self._still_s, self._told_s = False, False, 0.0, 0.0
        stage.compass("whole")
        Measuring(session)
        for event, names in _STALE.items():
            session.on(event, partial(self.stale.update, names))
        session.on("message", self._begin_message)
        session.on("selected", self._begin_side)
        session.on("run", self._begin_side)
        session.on("moment", self._pass_moments)
        session.on("look", self.plane.show)

    def resized(self) -> None:
        """Put everything where it belongs in a window of another size."""
        if not self.is_closed and self._size() != self.layout.size:
            self.stale.add("layout")

    def resize(self, width: int, height: int) -> None:
        """Give the window another size.

        Parameters
        ----------
        width, height : its size [px]
        """
        self.stage.plotter.window_size = (width, height)
        self.resized()

    def tick(self, seconds: float) -> None:
        """Let time pass: what is played goes on, what rests is drawn in full.

        Parameters
        ----------
        seconds : since the last time [s]
        """
        if self.is_closed:
            return
        self._still_s += seconds
        if self.is_playing:
            self._do(self._play_on, seconds)
        if self.session.message is not None:
            self._told_s += seconds
            if self._told_s > _MESSAGE_S:
                self.session.message = None
                self.stale.add("message")
        if self.stale or self._still_s < _REST_S:
            self._draw_stale()
        elif self.is_moving:
            self._rest()
        elif self._still_s > _SMOOTH_S and not self._is_smooth:
            self._smooth(True)
        elif self._still_s > _REFINE_S and not self._is_refined:
            self._is_refined = True
            if self.stage.refine():
                self.stale.update(("scene", "marks"))

    def draw(self) -> None:
        """Bring all that is shown up to date."""
        self._update()
        self.view.draw()

    def picture(self) -> NDArray[np.uint8]:
        """Return what the window shows now, in full, (height, width, 3)."""
        if self.is_moving:
            self._rest()
        self.view.smooth(True)
        with quiet():
            self.draw()
        return pixels_of(self.stage.render_window)

    def scroll(self, lines: int) -> None:
        """Scroll the panel at the side.

        Parameters
        ----------
        lines : how many, down above zero
        """
        if "side" in self._sheets:
            sheet, box = self._sheets["side"]
            most = max(0, round(sheet.top) + sheet.margin - box.height)
            self._scrolled = min(max(self._scrolled + lines * round(1.5 * self.layout.letter), 0), most)
            self._put("side", sheet, box)
            self._stir()

    _is_smooth, _is_refined = True, False
    _shown: tuple[int, str, str] = 0, "", ""

    def _begin_message(self) -> None:
        self._told_s = 0.0

    def _pass_moments(self) -> None:
        """Tell anew what was so only until a moment that is passed."""
        session, now = self.session, self.session.moment_s
        played = session.player if session.pair is None else session.pair.b
        told = () if played is None else (one.time_s for one in played.timeline())
        shown = sum(one <= now for one in (*session.moments, *told)), session.state, session.side
        if shown != self._shown:
            self._shown = shown
            self.stale.update(("legend", "side"))

    def _begin_side(self) -> None:
        self._scrolled = 0
        self.stale.add("legend")

    def _do(self, act: Callable[..., None], *values: Any) -> None:
        """Do something; why it cannot be done is told in the window."""
        try:
            act(*values)
        except TwinError as error:
            self.session.say(str(error), is_error=True)
        except Exception as error:
            _LOG.exception("An act of the window failed")
            reason = f"{type(error).__name__}: {error}"
            self.session.say(self.session.words("window.failed", reason=reason), is_error=True)
        self._stir()

    def _stir(self) -> None:
        """Draw soon and roughly, and in full after a while."""
        self._still_s, self._is_refined = 0.0, False
        self.stale.add("frame")

    def _begin_moving(self) -> None:
        if not self.is_moving:
            self.is_moving = True
            self.stage.moving(True)
            self.view.smooth(False)
            self.stale.add("scene")
        self._stir()

    def _rest(self) -> None:
        self.is_moving = False
        self.stage.moving(False)
        self.stage.look_from(self.stage.viewpoint())  # marks are as large as before
        self.view.smooth(False)
        self._is_smooth = False
        self.stale.update(("scene", "marks"))

    def _draw_stale(self) -> None:
        if self.stale:
            if self._is_smooth or self.is_moving:
                self._smooth(False)
            self.draw()

    def _smooth(self, on: bool) -> None:
        self.view.smooth(on)
        self._is_smooth = on
        if on:
            self.view.draw()

    def _play_on(self, seconds: float) -> None:
        length = self.session.duration_s
        self.session.at_moment(self.session.moment_s + seconds * length / _WHOLE_RUN_S)
        if self.session.moment_s >= length:
            self.is_playing = False
            self.stale.add("clock")

    def _update(self) -> None:
        """Show anew what has changed."""
        if "layout" in self.stale or self.session.is_double != (len(self.layout.scenes) > 1):
            before = self.layout
            self.layout = self._laid_out()
            if before.scenes[0] != self.layout.scenes[0]:
                self.stage.look_from(self.stage.viewpoint())
            self.stale.update(_ALL)
        if "scene" in self.stale:
            self.view.paint(self.session.paint)
        self._paint(self.stale)
        self.stale.clear()
