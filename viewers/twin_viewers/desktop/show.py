"""Opens a window on the desk."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from twin.errors import UsageError
from twin.model.twin import Twin
from twin_viewers.look import Look

if TYPE_CHECKING:
    from twin_viewers.desktop.window import Window
    from twin_viewers.player import Player

__all__ = ["open_window", "show"]

_LEAST_PX, _MOST_PX = 320, 8192
_MOST_RUNS: Final = 2

_UNSEEN: Final = ("vtkEGLRenderWindow", "vtkOSOpenGLRenderWindow")
"""Windows that VTK takes when it reaches no display: nobody would see them."""


def show(
    twin: Twin,
    look: Look | None = None,
    *,
    size: tuple[int, int] = (1600, 1000),
    language: str = "en",
    estate: Path | None = None,
    players: Sequence[Player] = (),
    state: str = "",
    moment_s: float = 0.0,
) -> None:
    """Open a window on a twin, and return when it is closed.

    Parameters
    ----------
    twin : the twin
    look : what to show first, and how to colour it
    size : width and height [px]
    language : of what is written, ``en`` or ``fr``
    estate : file of the twin, beside which views are kept; None where it has none
    players : a run to play, or two to compare
    state : what the run is coloured by first; empty for the services that are lost
    moment_s : at which the run is shown first [s]

    Raises
    ------
    UsageError
        If there is no display to open a window on, no window has such a size, or more than two runs are given.
    NoShapeError
        If nothing of it has a shape.
    """
    check_display()
    window = open_window(twin, look, size=size, language=language, estate=estate, off_screen=False)
    _play(window, players, state, moment_s)
    window.run()


def open_window(
    twin: Twin,
    look: Look | None = None,
    *,
    size: tuple[int, int] = (1600, 1000),
    language: str = "en",
    estate: Path | None = None,
    off_screen: bool = True,
) -> Window:
    """Return a window that does not wait for anybody yet.

    Parameters
    ----------
    twin : the twin
    look : what to show first
    size : width and height [px]
    language : ``en`` or ``fr``
    estate : file of the twin, None where it has none
    off_screen : whether nobody sees it

    Raises
    ------
    UsageError
        If no window has such a size, the display cannot be opened, or something cannot be shown.
    NoShapeError
        If nothing of it has a shape.
    """
    from twin_viewers.desktop.view import WindowStage
    from twin_viewers.desktop.window import Window
    from twin_viewers.web.session import Session

    if not all(_LEAST_PX <= side <= _MOST_PX for side in size):
        remedy = f"Give width and height from {_LEAST_PX} to {_MOST_PX} pixels, such as 1600x1000."
        raise UsageError(f"--size {size[0]}x{size[1]}", "no window has such a size", remedy)
    stage = WindowStage(twin, look, size=size, off_screen=off_screen)
    if not off_screen and stage.render_window.GetClassName() in _UNSEEN:
        stage.close()
        raise _no_display(f"the display {os.environ.get('DISPLAY', '')} cannot be opened")
    session = Session(twin, stage, language=language, estate=estate)
    return Window(session, stage, interactor=_interactor(stage, off_screen=off_screen))


def check_display() -> None:
    """Raise if there is no display to open a window on.

    Raises
    ------
    UsageError
        If there is none.
    """
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise _no_display("there is no display to open a window on")


def _no_display(reason: str) -> UsageError:
    return UsageError("twin view", reason, "Show it in a browser: --web; or write a picture: --screenshot P.png")


def _play(window: Window, players: Sequence[Player], state: str, moment_s: float) -> None:
    if len(players) > _MOST_RUNS:
        raise UsageError(f"{len(players)} runs", "cannot be shown at once", "Give one, or two to compare.")
    session = window.session
    if players:
        session.play(players[0])
        if state:
            session.show_state(state)
        if len(players) > 1:
            session.compare(players[1])
        session.at_moment(moment_s)


def _interactor(stage: Any, *, off_screen: bool) -> Any:
    """Return what tells of hands: of the desk, or one that tests move."""
    if off_screen:
        from vtkmodules.vtkRenderingUI import vtkGenericRenderWindowInteractor

        generic = vtkGenericRenderWindowInteractor()
        generic.SetRenderWindow(stage.render_window)
        generic.SetInteractorStyle(None)
        generic.Initialize()
        return generic
    known = stage.plotter.iren
    known.remove_observers()  # keys and hands of PyVista's own
    known.interactor.SetInteractorStyle(None)
    return known.interactor
