"""The window that a scene is drawn into, seen or not, and the picture of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin_viewers.stage.actors import pixels_of, quiet

__all__ = ["Canvas"]


class Canvas:
    """A window to draw into.

    Parameters
    ----------
    size : width and height of the picture [px]
    off_screen : whether no window opens
    """

    def __init__(self, *, size: tuple[int, int], off_screen: bool) -> None:
        with quiet():
            self._plotter: Any = pv.Plotter(off_screen=off_screen, window_size=size, lighting="none")
        self._plotter.render_window.SetMultiSamples(0)
        self._plotter.renderer.SetUseOIT(False)  # blends in order, which is what veils rest on
        self.is_smooth = False

    @property
    def plotter(self) -> Any:
        """The PyVista plotter."""
        return self._plotter

    @property
    def render_window(self) -> Any:
        """The VTK window that the plotter draws into."""
        return self._plotter.render_window

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture [px]."""
        width, height = self._plotter.window_size
        return width, height

    def smooth(self, on: bool) -> None:
        """Draw with smooth edges, which takes three times as long, or with rough ones.

        Parameters
        ----------
        on : whether edges are smooth
        """
        if on and not self.is_smooth:
            self._plotter.enable_anti_aliasing("ssaa")
        elif self.is_smooth and not on:
            self._plotter.disable_anti_aliasing()
        self.is_smooth = on

    def image(self, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
        """Return the picture, (height, width, 3).

        Parameters
        ----------
        size : width and height [px]; None for the size of the stage
        """
        own = self.size
        with quiet():
            if size is not None:
                self._plotter.window_size = size
            self._plotter.renderer.ResetCameraClippingRange()
            self.render_window.Render()
            pixels = self._finished(pixels_of(self.render_window))
            if size is not None:
                self._plotter.window_size = own
        return pixels

    def close(self) -> None:
        """Give back all that drawing takes."""
        self._plotter.close()

    def _finished(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a picture as it is to be seen."""
        return pixels
