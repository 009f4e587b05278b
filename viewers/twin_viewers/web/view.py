"""The picture in the page: drawn here, sent as an image, turned by what hands do there.

The browser sends how far hands moved since the picture it shows, and waits for the next one, so that a slow machine
answers with fewer pictures and never with a queue of old ones. While it moves the picture is light; when it rests
it is drawn in full.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import numpy as np

from twin_viewers.web import camera
from twin_viewers.web.acts import acting
from twin_viewers.web.session import Session

__all__ = ["View"]

_MOVING_QUALITY, _STILL_QUALITY = 55, 88
"""JPEG quality while the picture moves and when it rests."""

_DEGREES_PER_HEIGHT: Final = 180.0
"""How far a hand turns the estate that moves by the height of the picture [°]."""

_LEAST_PX, _MOST_PX = 64, 4096


class View:
    """The picture of a session.

    Parameters
    ----------
    session : what is shown
    server : the trame server of the page
    """

    def __init__(self, session: Session, server: Any) -> None:
        self.session, self.server = session, server
        self.ratio = 1.0
        self._is_moving = False
        self._has_size = False
        server.state.picture = None
        acts: dict[str, Callable[..., None]] = {
            "view_size": self.resize,
            "view_move": self.move,
            "view_rest": self.rest,
            "view_click": self.click,
        }
        for name, act in acts.items():
            server.trigger(name)(acting(session, act))
        for event in ("picture", "language"):
            session.on(event, self.draw)

    def resize(self, width: float, height: float, ratio: float = 1.0) -> None:
        """Give the picture the size of its place in the page.

        Parameters
        ----------
        width : width of the place [css px]
        height : height of the place [css px]
        ratio : pixels of the screen to each of the page [-]
        """
        self.ratio = min(max(ratio, 1.0), 2.0)
        before = self.session.stage.size
        size = [int(min(max(side * self.ratio, _LEAST_PX), _MOST_PX)) for side in (width, height)]
        self.session.stage.plotter.window_size = size
        if not self._has_size:
            self._has_size = True
            narrower = before[0] / before[1] * size[1] / size[0]
            self.session.stage.plotter.camera.parallel_scale *= max(narrower, 1.0)
            self.session.start_from_here()
        self.draw()

    def move(self, moves: dict[str, float]) -> None:
        """Move the camera as hands did.

        Parameters
        ----------
        moves : ``turn_x``, ``turn_y``, ``shift_x`` and ``shift_y`` over the height of the picture, to the right and
            down; ``zoom`` as a factor about ``x`` and ``y``, from the middle to the right and up over its height
        """
        if not self._is_moving:
            self._is_moving = True
            self.session.stage.moving(True)
        eye = self.session.stage.plotter.camera
        if moves.get("turn_x") or moves.get("turn_y"):
            down = moves.get("turn_y", 0.0) * _DEGREES_PER_HEIGHT
            camera.turn(eye, -moves.get("turn_x", 0.0) * _DEGREES_PER_HEIGHT, down)
        if moves.get("shift_x") or moves.get("shift_y"):
            camera.shift(eye, moves.get("shift_x", 0.0), -moves.get("shift_y", 0.0))
        if moves.get("zoom", 1.0) != 1.0:
            camera.zoom(eye, moves["zoom"], right=moves.get("x", 0.0), up=moves.get("y", 0.0))
        self.draw()

    def rest(self) -> None:
        """Draw the picture in full."""
        if self._is_moving:
            self._is_moving = False
            self.session.stage.moving(False)
            self.draw()

    def click(self, x: float, y: float) -> None:
        """Choose what is under the pointer, or do with it what the tool at hand does.

        Parameters
        ----------
        x : place from the left, over the width [-]
        y : place from the top, over the height [-]
        """
        width, height = self.session.stage.render_window.GetSize()
        self.session.click(min(int(x * width), width - 1), min(int(y * height), height - 1))

    def draw(self) -> None:
        """Draw the picture and send it."""
        if not self._has_size:
            return
        self.server.state.picture = self.picture()

    def picture(self) -> dict[str, Any]:
        """Return the picture with its north arrow and scale, as the page takes it."""
        stage = self.session.stage
        stage.plotter.renderer.ResetCameraClippingRange()
        pixels = stage.image()
        height, width = pixels.shape[:2]
        length, bar_px = camera.scale_bar(stage.plotter.camera, stage.render_window.GetSize()[1] / self.ratio)
        north = stage.legend.north
        return {
            "jpeg": _jpeg(pixels, _MOVING_QUALITY if self._is_moving else _STILL_QUALITY),
            "width": width,
            "height": height,
            "still": not self._is_moving,
            "eye": stage.viewpoint(),
            "north": None if north is None else camera.north_deg(stage.plotter.camera, north),
            "scale_px": bar_px,
            "scale": f"{self.session.words.number(length)}\N{NO-BREAK SPACE}m",
        }


def _jpeg(pixels: np.ndarray[Any, Any], quality: int) -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, format="JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()
