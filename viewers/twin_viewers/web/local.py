"""Who draws: the browser where the scene is small enough for it, else the server.

A browser that has WebGL 2 is sent the triangles of a small scene once. It turns them by itself, without asking, and is
sent no more than colours afterwards. What it cannot draw, such as sections and ways, and what is too large for it,
comes from the server as pictures. How fast a browser draws nobody knows before it has tried, so it tells.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal

from twin_viewers.send.packed import laid_out
from twin_viewers.stage.eye import Eye
from twin_viewers.web.acts import acting
from twin_viewers.web.session import Session

if TYPE_CHECKING:
    from twin_viewers.web.local_stage import LocalStage

__all__ = ["MOST_TRIANGLES", "Local", "Mode"]

MOST_TRIANGLES: Final = 150_000
"""A larger scene is drawn by the server: tablets and software renderers would stutter."""

_SLOW_MS: Final = 100.0
"""A browser that takes longer for one picture while it turns, and longer than the server, leaves it to that [ms]."""

_QUICK: Final = 1
"""Level of compression: the way to the browser is short, and somebody waits."""

Mode = Literal["auto", "browser", "server"]


class Local:
    """What is sent to a browser that draws by itself.

    Parameters
    ----------
    session : what is shown
    stage : the stage of the session
    server : the trame server of the page
    """

    def __init__(self, session: Session, stage: LocalStage, server: Any) -> None:
        self.session, self.stage, self.server = session, stage, server
        self.mode: Mode = "auto"
        self._is_able, self._frame_ms, self._server_ms = False, float("nan"), 0.0
        self._sent: object = None
        self._ready, self._version = 0, 0
        server.state.update({"local_scene": None, "local_states": None, "local_on": False, "local_mode": "auto"})
        server.state.local_told, server.state.local_version = "", 0
        acts: dict[str, Callable[..., None]] = {
            "able": self.able,
            "ready": self.ready,
            "choose": self.choose,
            "look": self.look,
        }
        for name, act in acts.items():
            server.trigger(f"local_{name}")(acting(session, act))
        session.on("language", self._say)

    def able(self, is_able: bool) -> None:
        """Hear whether a browser has WebGL 2; a new page begins anew."""
        self._is_able, self._sent, self._ready, self._frame_ms = is_able, None, 0, float("nan")
        self.session.tell("picture")

    def ready(self, version: int, frame_ms: float) -> None:
        """Hear that a browser has a scene, and how long a picture of it takes while it turns.

        Parameters
        ----------
        version : of the scene
        frame_ms : mean of some pictures [ms]
        """
        self._ready, self._frame_ms = version, frame_ms
        self.session.tell("picture")

    def heard(self, server_ms: float) -> None:
        """Hear how long a light picture of the server takes [ms]."""
        self._server_ms = server_ms

    def choose(self, mode: Mode) -> None:
        """Let the browser draw or the server, or whoever is fit for it."""
        self.mode = mode
        self.server.state.local_mode = mode
        self.session.tell("picture")

    def look(self, eye: dict[str, Any]) -> None:
        """Look from where the browser looks, for the arrow, the scale and the next click.

        Parameters
        ----------
        eye : a view, as the stage gives one
        """
        Eye.from_values(eye).aim(
            self.stage.plotter.camera, origin=self.stage.scene.origin, distance=2.0 * self.stage.scene.reach
        )
        self.session.tell("picture")

    def draws(self) -> bool:
        """Return whether the browser draws now; offers it the scene where it could."""
        fits = self.mode != "server" and self._fits()
        if fits and self._sent is not self.stage.patches():
            self._offer()
        on = fits and self._ready == self._version and (self.mode == "browser" or self._is_fast)
        if on != self.server.state.local_on:
            self.server.state.local_on = on
        self._say()
        return on

    def tell(self) -> None:
        """Send the colours of now."""
        self.server.state.local_states = zlib.compress(self.stage.states().tobytes(), _QUICK)
        self.server.state.dirty("local_states")

    @property
    def _is_fast(self) -> bool:
        return self._frame_ms <= max(_SLOW_MS, self._server_ms)

    def _fits(self) -> bool:
        is_small = self.stage.triangles <= MOST_TRIANGLES
        return self._is_able and is_small and self.stage.is_plain and not self.session.is_double

    def _offer(self) -> None:
        patches = self.stage.patches()
        self._sent, self._version = patches, self._version + 1
        self.server.state.local_version = self._version
        told = {**self.stage.told(), "version": self._version, "count": len(patches.node)}
        self.server.state.local_scene = zlib.compress(laid_out(patches.arrays, told), _QUICK)
        self.tell()

    def _say(self) -> None:
        """Say who draws, and why not the browser."""
        words = self.session.words
        if self.server.state.local_on:
            self.server.state.local_told = words("window.drawn_browser", ms=words.number(self._frame_ms, 0))
            return
        reason = "able" if not self._is_able else "plain"
        if self._is_able and self.stage.triangles > MOST_TRIANGLES:
            reason = "large"
        elif self._is_able and self._ready and not self._is_fast:
            reason = "slow"
        why = "" if self.mode == "server" else words(f"window.drawn_not_{reason}")
        self.server.state.local_told = f"{words('window.drawn_server')} {why}".strip()
