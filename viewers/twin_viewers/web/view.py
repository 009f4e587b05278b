"""The picture in the page: drawn here, sent as an image, turned by what hands do there.

The browser sends how far hands moved since the picture it shows, and waits for the next one, so that a slow machine
answers with fewer pictures and never with a queue of old ones. While it moves the picture is light; when nothing more
happens it is drawn in full.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin_viewers.web import camera
from twin_viewers.web.acts import acting
from twin_viewers.web.local import Local
from twin_viewers.web.local_stage import LocalStage
from twin_viewers.web.session import Session

__all__ = ["View"]

_MOVING_QUALITY, _STILL_QUALITY = 55, 88
"""JPEG quality while the picture moves and when it rests."""

_DEGREES_PER_HEIGHT: Final = 180.0
"""How far a hand turns the estate that moves by the height of the picture [°]."""

_SMOOTH_AFTER_S: Final = 0.25
"""After so long without a change edges are drawn smooth, which takes several times longer [s]."""

_BREATH_S: Final = 0.004
"""Between the bands of a still picture whoever asks for something is heard [s]."""

_SLOW_S: Final = 0.15
"""A picture that takes longer is drawn as while it moves before it is drawn in full [s]."""

_LEAST_PX, _MOST_PX = 64, 4096
_LINE_PX: Final = 2


class View:
    """The picture of a session.

    Parameters
    ----------
    session : what is shown
    server : the trame server of the page
    """

    def __init__(self, session: Session, server: Any) -> None:
        self.session, self.server = session, server
        self.ratio, self._size = 1.0, session.stage.size
        self._is_moving, self._is_stale, self._has_size = False, False, False
        self._was_double, self._is_slow = False, False
        self._later: asyncio.Task[None] | None = None
        server.state.picture = None
        stage = session.stage
        self.local = Local(session, stage, server) if isinstance(stage, LocalStage) else None
        acts: dict[str, Callable[..., None]] = {
            "view_size": self.resize,
            "view_move": self.move,
            "view_rest": self.rest,
            "view_click": self.click,
        }
        for name, act in acts.items():
            server.trigger(name)(acting(session, act))
        session.on("picture", self._age)
        session.on("language", self._age)
        session.on("look", self._forget)
        session.on("drawn", self._draw)

    def resize(self, width: float, height: float, ratio: float = 1.0) -> None:
        """Give the picture the size of its place in the page.

        Parameters
        ----------
        width : width of the place [css px]
        height : height of the place [css px]
        ratio : pixels of the screen to each of the page [-]
        """
        self.ratio = min(max(ratio, 1.0), 2.0)
        across, high = (int(min(max(side * self.ratio, _LEAST_PX), _MOST_PX)) for side in (width, height))
        self._size = across, high
        self._fit()
        if not self._has_size:
            self._has_size = True
            self.session.home()
        self._age()

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
            right = moves.get("x", 0.0)
            if self.session.is_double:  # from the middle of the half in which the pointer is
                right -= math.copysign(self._size[0] / self._size[1] / 4.0, right)
            camera.zoom(eye, moves["zoom"], right=right, up=moves.get("y", 0.0))
        self._age()

    def rest(self) -> None:
        """Draw the picture in full."""
        if self._is_moving:
            self._is_moving = False
            self.session.stage.moving(False)
            self.session.stage.look_from(self.session.stage.viewpoint())  # marks are as large as before
            self._age()

    def click(self, x: float, y: float) -> None:
        """Choose what is under the pointer, or do with it what the tool at hand does.

        Parameters
        ----------
        x : place from the left, over the width [-]
        y : place from the top, over the height [-]
        """
        width, height = self.session.stage.size
        x = 2.0 * x % 1.0 if self.session.is_double else x
        self.session.click(min(int(x * width), width - 1), min(int(y * height), height - 1))

    def _fit(self) -> None:
        """Give the stage the size of one picture; what stood in the width of one still does beside another."""
        stage, double = self.session.stage, self.session.is_double
        size = (self._size[0] // 2, self._size[1]) if double else self._size
        if stage.size != size:
            stage.plotter.window_size = size
        if double != self._was_double:
            stage.plotter.camera.parallel_scale *= 2.0 if double else 0.5
            self._was_double = double

    def _pixels(self) -> NDArray[np.uint8]:
        """Return the picture, or both side by side."""
        stage = self.session.stage
        if not self.session.is_double:
            return stage.image()
        self.session.paint(1)
        right = stage.image()
        self.session.paint(0)
        return _beside(stage.image(), right)

    def _age(self) -> None:
        self._is_stale = True

    def _draw(self) -> None:
        """Draw the picture at once with rough edges if it is stale, and with smooth ones when nothing more happens.

        Where even that takes too long, it is drawn first as it is while it moves.
        """
        if not (self._is_stale and self._has_size):
            return
        self._is_stale = False
        if self._later is not None:
            self._later.cancel()
        stage, begun = self.session.stage, time.perf_counter()
        if self.local is not None and self.local.draws():
            self._fit()
            self.server.state.picture = self._told(still=True)
            self.local.tell()
            return
        if self._is_slow or self._is_moving:
            stage.moving(True)
        else:
            stage.smooth(False)
        self.server.state.picture = self._light()
        took_s = time.perf_counter() - begun
        if self.local is not None:
            self.local.heard(took_s * 1000.0)
        if not self._is_moving:
            self._is_slow |= took_s > _SLOW_S
            self._later = asyncio.get_running_loop().create_task(self._sharpen())

    async def _sharpen(self) -> None:
        """Draw the picture with smooth edges band by band, and leave it when somebody wants another."""
        await asyncio.sleep(_SMOOTH_AFTER_S)
        self.session.stage.moving(False)
        pixels = await self._still()
        if pixels is None:
            return
        jpeg = await asyncio.to_thread(_jpeg, pixels, _STILL_QUALITY)
        with self.server.state:
            self.server.state.picture = {**self._told(still=True), "jpeg": jpeg}

    async def _still(self) -> NDArray[np.uint8] | None:
        """Return the picture, or both side by side; None if somebody wants another meanwhile."""
        if not self.session.is_double:
            return await self._by_bands()
        self.session.paint(1)
        second = await self._by_bands()
        self.session.paint(0)
        first = await self._by_bands()
        return None if first is None or second is None else _beside(first, second)

    async def _by_bands(self) -> NDArray[np.uint8] | None:
        pixels = None
        for band in self.session.stage.image_by_bands():
            await asyncio.sleep(_BREATH_S)
            if self._is_stale or self._is_moving:
                return None
            pixels = band
        return pixels

    def _forget(self) -> None:
        """Find out again whether what is shown takes long to draw."""
        self._is_slow = False

    def _light(self) -> dict[str, Any]:
        """Return the picture as it is drawn fast, as the page takes it."""
        self._fit()
        self.session.stage.plotter.renderer.ResetCameraClippingRange()
        jpeg = _jpeg(self._pixels(), _MOVING_QUALITY if self._is_moving else _STILL_QUALITY)
        return {**self._told(still=False), "jpeg": jpeg}

    def _told(self, *, still: bool) -> dict[str, Any]:
        """Return from where the picture is seen, with its north arrow and scale.

        Parameters
        ----------
        still : whether it is to be looked at for long
        """
        stage = self.session.stage
        length, bar_px = camera.scale_bar(stage.metres_per_pixel * self.ratio)
        return {
            "width": self._size[0],
            "height": self._size[1],
            "still": still,
            "eye": stage.viewpoint(),
            "north": stage.north_deg,
            "scale_px": bar_px,
            "scale": f"{self.session.words.number(length)}\N{NO-BREAK SPACE}m",
        }


def _beside(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return two pictures side by side, with a line between them."""
    pixels = np.concatenate((first, second), axis=1)
    middle = first.shape[1]
    pixels[:, middle - _LINE_PX : middle + _LINE_PX] = 255
    return pixels


def _jpeg(pixels: NDArray[np.uint8], quality: int) -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, format="JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()
