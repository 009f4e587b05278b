"""A window on an estate: what hands and keys do in it, and what it shows then.

All that people can do is a method, so that tests and other programs do it as people do.
"""

from __future__ import annotations

from typing import Any, Final

from twin_viewers.desktop.acts import Acts
from twin_viewers.desktop.hands import Hands
from twin_viewers.desktop.keys import act_of, letter_of, named
from twin_viewers.desktop.view import WindowStage
from twin_viewers.web import camera
from twin_viewers.web.session import Session

__all__ = ["Window"]

_NEAR_PX: Final = 4
"""A hand that moves less between press and release has clicked [px]."""

_DEGREES_PER_HEIGHT: Final = 180.0
_NOTCH: Final = 1.18
"""How much larger things become with each notch of the wheel [-]."""

_PAN: Final = 0.04
_SCROLL_LINES: Final = 3
_TURNS: Final = {"Left": (8.0, 0.0), "Right": (-8.0, 0.0), "Up": (0.0, 6.0), "Down": (0.0, -6.0)}
"""How far arrow keys turn the estate where no run is shown [°]."""


class Window(Acts):
    """A window on an estate.

    Parameters
    ----------
    session : what is shown
    stage : the picture of it
    interactor : of VTK, tells what hands do
    """

    def __init__(self, session: Session, stage: WindowStage, *, interactor: Any) -> None:
        super().__init__(session, stage, interactor)
        self._held: tuple[str, str] | None = None
        self._pressed, self._last, self._again = (0.0, 0.0), (0.0, 0.0), False
        self.hands = Hands(self, interactor)

    def run(self) -> None:
        """Show the window until somebody closes it."""
        self.draw()
        self.stage.render_window.SetWindowName(self.session.title)
        self._interactor.Initialize()
        self.hands.begin()
        self._interactor.Start()
        self.stage.close()

    def click(self, x: float, y: float, *, again: bool = False) -> None:
        """Press and release a button at a place.

        Parameters
        ----------
        x : from the left of the window [px]
        y : from its top [px]
        again : whether it is the second of two in quick succession
        """
        self.press(x, y, again=again)
        self.release(x, y)

    def drag(self, start: tuple[float, float], end: tuple[float, float], button: str = "left") -> None:
        """Move a hand from one place to another with a button held.

        Parameters
        ----------
        start, end : from the left and the top of the window [px]
        button : left, middle or right
        """
        self.press(*start, button)
        self.move(*end)
        self.release(*end)

    def press(self, x: float, y: float, button: str = "left", *, again: bool = False) -> None:
        """Take hold of what is at a place."""
        self._pressed = self._last = (x, y)
        self._again = again
        self._held = self._part_at(x, y), button
        if self._held[0] == "track":
            self._do(self.slide_to, x)

    def move(self, x: float, y: float) -> None:
        """Move what is held."""
        if self._held is None or self.is_closed:
            return
        (part, button), (before_x, before_y) = self._held, self._last
        if part == "track":
            self._last = x, y
            self._do(self.slide_to, x)
        elif part == "scene" and self._is_far(x, y):
            self._last = x, y
            height = self.layout.scenes[0].height
            self._begin_moving()
            across, down = (x - before_x) / height, (y - before_y) / height
            if button == "left":
                self._turn(-across * _DEGREES_PER_HEIGHT, down * _DEGREES_PER_HEIGHT)
            else:
                camera.shift(self.stage.plotter.camera, across, -down)
            self.stale.add("marks")

    def release(self, x: float, y: float) -> None:
        """Let go: a hand that has not moved has clicked."""
        held, self._held = self._held, None
        if held is not None and held[1] == "left" and not self._is_far(x, y) and held[0] != "track":
            self._do(self._click, x, y, self._again)

    def wheel(self, x: float, y: float, notches: int) -> None:
        """Come nearer to what is at a place, or scroll the panel that is there.

        Parameters
        ----------
        x, y : from the left and the top of the window [px]
        notches : how far, nearer above zero
        """
        part = self._part_at(x, y)
        if part == "side":
            self.scroll(-notches * _SCROLL_LINES)
        elif part == "chooser":
            self._step_chooser(-notches)
        elif part == "scene":
            self._begin_moving()
            box = self._scene_at(x)
            right, up = (x - box.left - box.width / 2) / box.height, (box.height / 2 - y) / box.height
            camera.zoom(self.stage.plotter.camera, _NOTCH**notches, right=right, up=up)
            self.stale.add("marks")

    def wheel_across(self, notches: int) -> None:
        """Shift the picture to the left or the right, as two fingers do."""
        self._begin_moving()
        camera.shift(self.stage.plotter.camera, -_PAN * notches, 0.0)
        self.stale.add("marks")

    def key(self, symbol: str) -> None:
        """Press a key.

        Parameters
        ----------
        symbol : what the keyboard calls it, such as ``f``, ``Prior`` or ``slash``
        """
        name = named(symbol)
        if self.is_closed:
            return
        if self.chooser is not None:
            self._do(self._write, symbol, name)
        elif name in {"plus", "minus"}:
            box = self.layout.scenes[0]
            self.wheel(box.left + box.width / 2, box.height / 2, 1 if name == "plus" else -1)
        elif name in _TURNS and (self.session.player is None or name in {"Up", "Down"}):
            self._begin_moving()
            self._turn(*_TURNS[name])
            self.stale.add("marks")
        elif (act := act_of(symbol)) is not None:
            self._do(self.act, act, name)

    def write(self, text: str) -> None:
        """Write into the list that is open."""
        if self.chooser is not None:
            self._do(self._ask, self.chooser.written(self.chooser.text + text))

    def _write(self, symbol: str, name: str) -> None:
        chooser = self.chooser
        if chooser is None:
            return
        if name == "Escape":
            self._ask(None)
        elif name == "Return":
            self._take(chooser.at)
        elif name in {"Up", "Down"}:
            self._step_chooser(1 if name == "Down" else -1)
        elif name == "BackSpace":
            self._ask(chooser.written(chooser.text[:-1]))
        elif letter := letter_of(symbol):
            self._ask(chooser.written(chooser.text + letter))

    def _click(self, x: float, y: float, again: bool) -> None:
        part = self._part_at(x, y)
        if part in {"chooser", "side", "clock"}:
            target = self._target_at(part, x, y)
            if target is not None:
                self._follow(part, target)
        elif self.helps or self.chooser is not None:
            self.leave()
        elif part == "scene":
            box = self._scene_at(x)
            self.session.click(int(x - box.left), int(y))
            if again and self.session.tool == "select":
                self.session.fit()

    def _follow(self, part: str, target: Any) -> None:
        if part == "chooser":
            self._take(int(target))
            return
        sort, number = target
        if sort == "row":
            self.session.go_to(number)
        elif sort == "entry":
            self.go_to_entry(number)
        elif sort != "slide":
            self.act(sort, "")

    def _turn(self, round_deg: float, over_deg: float) -> None:
        camera.turn(self.stage.plotter.camera, round_deg, over_deg)

    def _is_far(self, x: float, y: float) -> bool:
        moved = self.is_moving and self._last != self._pressed
        return moved or abs(x - self._pressed[0]) + abs(y - self._pressed[1]) > _NEAR_PX
