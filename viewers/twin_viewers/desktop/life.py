"""Notices that a window has been destroyed by somebody else, of which X tells nobody who does not ask.

A window manager asks a window to close, which VTK hears. Other programs can destroy it as well; whoever draws into it
afterwards is ended by X without a word.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from typing import Any, Final

__all__ = ["Life"]

_ROOM: Final = 512
"""More than the attributes of a window take [bytes]."""

_CALM: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)
"""That a window is gone is an answer, no reason to end; X calls this for as long as the program lives."""


class Life:
    """Tells whether a window of X is still there; where there is no X, it always is.

    Parameters
    ----------
    window : VTK window, drawn once
    """

    def __init__(self, window: Any) -> None:
        self._library = self._display = None
        name = ctypes.util.find_library("X11") if sys.platform == "linux" else None
        if name is None or not window.GetClassName().startswith("vtkX"):
            return
        library = ctypes.CDLL(name)
        library.XOpenDisplay.restype = ctypes.c_void_p
        library.XGetWindowAttributes.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p)
        library.XSetErrorHandler(_CALM)
        self._library, self._display = library, library.XOpenDisplay(None)
        self._window = int(str(window.GetGenericWindowId()).split("_")[1], 16)
        self._room = ctypes.create_string_buffer(_ROOM)

    @property
    def is_over(self) -> bool:
        """Whether the window is gone."""
        if self._library is None or not self._display:
            return False
        return not self._library.XGetWindowAttributes(self._display, self._window, self._room)
