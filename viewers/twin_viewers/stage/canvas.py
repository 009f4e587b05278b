"""The window that a scene is drawn into, seen or not, and the picture of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin_viewers.stage.actors import pixels_of, quiet

__all__ = ["Canvas"]

_BANDS: Final = 8
"""A picture is drawn in so many bands where somebody may want something else before it is finished."""


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
            pixels = self._finished(pixels_of(self.render_window), self._depth())
            if size is not None:
                self._plotter.window_size = own
        return pixels

    def image_by_bands(self) -> Iterator[NDArray[np.uint8] | None]:
        """Yield nothing after each band of the picture is drawn, and at last the picture, (height, width, 3).

        In between the stage may be changed, or drawn otherwise; then what is left of the bands is not worth drawing.
        """
        edges = np.linspace(0, self.size[1], _BANDS + 1).astype(int).tolist()
        pixels, depths = [], []
        for top, end in pairwise(edges):
            with quiet():
                drawn, depth = self._band(top, end)
            pixels.append(drawn)
            depths += [] if depth is None else [depth]
            yield None
        yield self._finished(np.concatenate(pixels), np.concatenate(depths) if depths else None)

    def close(self) -> None:
        """Give back all that drawing takes."""
        self._plotter.close()

    def _band(self, top: int, end: int) -> tuple[NDArray[np.uint8], NDArray[np.float32] | None]:
        """Return some lines of the picture, and how far from the eye they are where it matters.

        Parameters
        ----------
        top, end : first line, and the one after the last [px]
        """
        (width, height), camera = self.size, self._plotter.camera
        half = camera.parallel_scale
        self._plotter.window_size = (width, end - top)
        camera.parallel_scale = half * (end - top) / height
        camera.SetWindowCenter(0.0, (height - top - end) / (end - top))
        try:
            self._plotter.renderer.ResetCameraClippingRange()
            self.render_window.Render()
            return pixels_of(self.render_window), self._depth()
        finally:
            self._plotter.window_size = (width, height)
            camera.parallel_scale = half
            camera.SetWindowCenter(0.0, 0.0)

    def _depth(self) -> NDArray[np.float32] | None:
        """Return how far from the eye what was drawn last is [m], (height, width); None where nobody asks."""
        return None

    def _finished(self, pixels: NDArray[np.uint8], depth: NDArray[np.float32] | None) -> NDArray[np.uint8]:  # noqa: ARG002
        """Return a picture as it is to be seen."""
        return pixels
