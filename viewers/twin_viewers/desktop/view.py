"""The stage in a window that it shares with panels."""

from __future__ import annotations

from collections.abc import Callable

from twin_viewers.desktop.layout import Layout
from twin_viewers.desktop.mirror import Mirror
from twin_viewers.stage import Stage

__all__ = ["View", "WindowStage"]


class WindowStage(Stage):
    """A stage that has a part of its window, from the left and the top; pixels count from its own corner."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture [px]."""
        left, low, right, high = self._plotter.renderer.GetViewport()
        width, height = self._plotter.window_size
        return max(round((right - left) * width), 2), max(round((high - low) * height), 2)


class View:
    """The picture of an estate, or two beside each other, in a window.

    Parameters
    ----------
    stage : the picture
    """

    def __init__(self, stage: WindowStage) -> None:
        self.stage = stage
        self._mirror: Mirror | None = None
        self._is_smooth = True

    def place(self, layout: Layout) -> None:
        """Put one picture or two where they are to be; of two each shows as much as the one did.

        Parameters
        ----------
        layout : where everything is
        """
        stage, double = self.stage, len(layout.scenes) > 1
        stage.plotter.renderer.SetViewport(*layout.share(layout.scenes[0]))
        if double != (self._mirror is not None):
            stage.plotter.camera.parallel_scale *= 2.0 if double else 0.5
            self._open() if double else self._close()
        if self._mirror is not None:
            self._mirror.renderer.SetViewport(*layout.share(layout.scenes[1]))
        stage.plotter.renderer.ResetCameraClippingRange()

    def paint(self, paint: Callable[[int], None]) -> None:
        """Show the second picture anew, after anything but the camera has changed.

        Parameters
        ----------
        paint : shows the first (0) or the second (1) on the stage
        """
        if self._mirror is None:
            return
        paint(1)
        self._mirror.take()
        paint(0)

    def smooth(self, on: bool) -> None:
        """Draw with smooth edges, or with rough ones."""
        self._is_smooth = on
        self.stage.smooth(on)
        if self._mirror is not None:
            self._mirror.smooth(on)

    def draw(self) -> None:
        """Draw what is to be seen."""
        self.stage.plotter.renderer.ResetCameraClippingRange()
        self.stage.render_window.Render()

    def _open(self) -> None:
        self._mirror = Mirror(self.stage.plotter)
        self._mirror.smooth(self._is_smooth)

    def _close(self) -> None:
        if self._mirror is not None:
            self._mirror.close()
        self._mirror = None
