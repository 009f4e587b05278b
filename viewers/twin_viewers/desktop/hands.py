"""Hands on a real window: what VTK tells of mouse, wheel, keys, time and size becomes what a window can do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from twin_viewers.desktop.life import Life

if TYPE_CHECKING:
    from twin_viewers.desktop.window import Window

__all__ = ["Hands"]

_EVERY_MS: Final = 25
"""Pictures are drawn at this pace at most, once all that hands did meanwhile is taken in [ms]."""


class Hands:
    """What hands do to a window.

    Parameters
    ----------
    window : the window
    interactor : of VTK, tells what hands do
    """

    def __init__(self, window: Window, interactor: Any) -> None:
        self.window, self._interactor = window, interactor
        self._before = time.monotonic()
        self._life: Life | None = None
        acts = {
            "LeftButtonPressEvent": lambda: self._press("left"),
            "MiddleButtonPressEvent": lambda: self._press("middle"),
            "RightButtonPressEvent": lambda: self._press("right"),
            "LeftButtonReleaseEvent": self._release,
            "MiddleButtonReleaseEvent": self._release,
            "RightButtonReleaseEvent": self._release,
            "MouseMoveEvent": lambda: window.move(*self._at()),
            "MouseWheelForwardEvent": lambda: window.wheel(*self._at(), 1),
            "MouseWheelBackwardEvent": lambda: window.wheel(*self._at(), -1),
            "MouseWheelLeftEvent": lambda: window.wheel_across(-1),
            "MouseWheelRightEvent": lambda: window.wheel_across(1),
            "KeyPressEvent": lambda: window.key(interactor.GetKeySym() or ""),
            "ConfigureEvent": window.resized,
            "TimerEvent": self._pass,
            "ExitEvent": window.close,
        }
        for event, act in acts.items():
            interactor.AddObserver(event, lambda *_, act=act: act())

    def begin(self) -> None:
        """Let the time pass."""
        self._life = Life(self.window.stage.render_window)
        self._interactor.CreateRepeatingTimer(_EVERY_MS)

    def _pass(self) -> None:
        now = time.monotonic()
        if self._life is not None and self._life.is_over:
            self.window.close()
            return
        self.window.tick(now - self._before)
        self._before = now

    def _press(self, button: str) -> None:
        shifts = bool(self._interactor.GetShiftKey())
        self.window.press(*self._at(), "middle" if shifts else button, again=bool(self._interactor.GetRepeatCount()))

    def _release(self) -> None:
        self.window.release(*self._at())

    def _at(self) -> tuple[int, int]:
        x, y = self._interactor.GetEventPosition()
        return x, self.window.layout.size[1] - 1 - y
