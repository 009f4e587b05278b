"""The time of a run, below the picture: a slider to go to a moment, and a button that lets it pass."""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar, Final

from twin_viewers.player.moments import clock_of, since_start
from twin_viewers.web.panels import Panel, Place

__all__ = ["ClockPanel"]

_WHOLE_RUN_S: Final = 24.0
"""How long a run takes that is played [s]."""

_EVERY_S: Final = 0.2

_TEMPLATE = """
<div class="twin-clock" v-if="clock_length" role="group" :aria-label="t.clock">
  <v-btn :icon="clock_playing ? 'mdi-pause' : 'mdi-play'" variant="tonal" size="small" color="primary"
         :aria-label="clock_playing ? t.pause : t.play" :title="clock_playing ? t.pause : t.play"
         @click="trigger('clock_play')"></v-btn>
  <v-btn icon="mdi-skip-previous" variant="text" size="small" :aria-label="t.moment_before" :title="t.moment_before"
         @click="trigger('clock_step', [-1])"></v-btn>
  <v-btn icon="mdi-skip-next" variant="text" size="small" :aria-label="t.moment_after" :title="t.moment_after"
         @click="trigger('clock_step', [1])"></v-btn>
  <div class="twin-time">
    <twin-slider act="clock_go" :value="clock_at" :max="clock_length" :step="60" :label="t.clock" :text="clock_text">
    </twin-slider>
    <div class="twin-ticks" aria-hidden="true"><span v-for="at in clock_moments" :key="at"
      :style="{left: 100 * at / clock_length + '%'}"></span></div></div>
  <output class="twin-now" id="twin-now"><b>{{ clock_since }}</b> {{ clock_clock }}</output>
</div>
"""


class ClockPanel(Panel):
    """The time of a run."""

    name: ClassVar[str] = "clock"
    order: ClassVar[int] = 40
    place: ClassVar[Place] = "below"

    def start(self) -> None:
        """Wait for a run."""
        self._playing: asyncio.Task[None] | None = None
        self.put(length=0, at=0, moments=[], since="", clock="", text="", playing=False)
        self.act("go", self.session.at_moment)
        self.act("step", self.step)
        self.act("play", self.play)
        self.session.on("run", self._show_run)
        for event in ("moment", "language"):
            self.session.on(event, self._show)

    def draw(self) -> str:
        """Return the template of the clock."""
        return _TEMPLATE

    def step(self, way: int) -> None:
        """Go to the next moment at which anything changes, or to the one before."""
        player, now = self.session.player, self.session.moment_s
        if player is None:
            return
        before = [one for one in (0.0, *self.session.moments) if one < now]
        after = [one for one in (*self.session.moments, self.session.duration_s) if one > now]
        chosen = after[:1] if way > 0 else before[-1:]
        if chosen:
            self.session.at_moment(chosen[0])

    def play(self) -> None:
        """Let the time pass, or stop it."""
        if self._playing is not None:
            self._playing.cancel()
            self._stop()
            return
        player = self.session.player
        if player is not None:
            if self.session.moment_s >= self.session.duration_s:
                self.session.at_moment(0.0)
            self.put(playing=True)
            self._playing = asyncio.get_running_loop().create_task(self._pass(self.session.duration_s))

    async def _pass(self, duration_s: float) -> None:
        pace = duration_s / _WHOLE_RUN_S
        while self.session.player is not None and self.session.moment_s < duration_s:
            begun = time.monotonic()
            with self.server.state:
                self.session.at_moment(self.session.moment_s + pace * _EVERY_S)
                self.session.tell("drawn")
            await asyncio.sleep(max(_EVERY_S - (time.monotonic() - begun), 0.01))
        with self.server.state:
            self._stop()

    def _stop(self) -> None:
        self._playing = None
        self.put(playing=False)

    def _show_run(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            self._stop()
        length = self.session.duration_s
        self.put(length=length, moments=[one for one in self.session.moments if 0 < one < length])
        self._show()

    def _show(self) -> None:
        player, now = self.session.player, self.session.moment_s
        if player is not None:
            since, clock = since_start(now), clock_of(now, player.start, self.session.words)
            self.put(at=now, since=since, clock=clock, text=f"{since}, {clock}")
