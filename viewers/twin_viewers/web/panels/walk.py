"""The way on foot from one thing to another: drawn in the picture, and told leg by leg."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from twin.analysis.routes import Leg, Profile, Route, route
from twin_viewers.web.local_stage import WAY
from twin_viewers.web.panels import Panel
from twin_viewers.window.naming import label_of

__all__ = ["WalkPanel"]

_OWNER: Final = "walk"

_TEMPLATE = """
<p v-if="!walk_ends[0] && !walk_ends[1]" class="twin-note">{{ t.walk_about }}</p>
<dl class="twin-facts"><template v-for="(one, at) in walk_ends" :key="at">
  <dt>{{ t[at ? 'walk_end' : 'walk_start'] }}</dt>
  <dd><button v-if="one" type="button" class="twin-link" :id="'walk-end-' + at" :data-row="one.row"
    @click="trigger('details_go', [one.row])">{{ one.label }}</button>
    <v-btn v-else size="small" variant="tonal" :disabled="!details_thing" @click="trigger('walk_take', [at])">
      {{ t.take_chosen }}</v-btn></dd></template></dl>
<label class="twin-check"><input id="walk-step-free" type="checkbox" :checked="walk_step_free"
  @change="trigger('walk_free', [$event.target.checked])"> {{ t.walk_step_free }}</label>
<div class="twin-row"><v-btn size="small" variant="text" prepend-icon="mdi-swap-vertical"
  :disabled="!walk_ends[0] && !walk_ends[1]" @click="trigger('walk_swap')">{{ t.walk_swap }}</v-btn>
  <v-btn size="small" variant="text" :disabled="!walk_ends[0] && !walk_ends[1]" @click="trigger('walk_leave')">
  {{ t.walk_leave }}</v-btn></div>
<section v-if="walk_found" id="walk-found" aria-live="polite">
  <p class="twin-figures"><b>{{ walk_found.far }}</b> {{ walk_found.lasts }}</p>
  <p v-if="walk_found.said" class="twin-note">{{ walk_found.said }}</p>
  <ol v-if="walk_found.legs.length" class="twin-chain" id="walk-legs">
    <li v-for="(leg, at) in walk_found.legs" :key="at">
    <b>{{ leg.mode }}</b> {{ leg.what }} <span class="twin-note">{{ leg.far }}</span></li></ol>
  <template v-if="walk_found.unknown.length"><h3>{{ t.walk_unknown }}</h3>
    <ul class="twin-list"><li v-for="one in walk_found.unknown" :key="one">{{ one }}</li></ul></template>
  <template v-if="walk_found.obstacles.length"><h3>{{ t.walk_obstacles }}</h3>
    <ul class="twin-list"><li v-for="(one, at) in walk_found.obstacles" :key="at"><span><b>{{ one.name }}</b>
      {{ one.why }}</span></li></ul></template>
</section>
"""


class WalkPanel(Panel):
    """The way on foot from one thing to another."""

    name: ClassVar[str] = "walk"
    icon: ClassVar[str] = "walk"
    order: ClassVar[int] = 50

    def start(self) -> None:
        """Wait for two ends."""
        self._ends: list[int | None] = [None, None]
        self._found: Route | None = None
        self.put(ends=[None, None], step_free=False, found=None)
        for act in ("take", "free", "swap", "leave"):
            self.act(act, getattr(self, act))
        self.session.on("language", self._show)

    def draw(self) -> str:
        """Return the template of the panel."""
        return _TEMPLATE

    async def take(self, end: int) -> None:
        """Let the way begin (0) or end (1) at what is chosen."""
        if self.session.selected is not None:
            self._ends[end] = self.session.selected
            self.server.state.page_open = self.name
            await self._find()

    async def free(self, on: bool) -> None:
        """Ask for a way without steps, or for the shortest."""
        self.put(step_free=on)
        await self._find()

    async def swap(self) -> None:
        """Walk the other way round."""
        self._ends.reverse()
        await self._find()

    async def leave(self) -> None:
        """Show no way."""
        self._ends = [None, None]
        await self._find()

    async def _find(self) -> None:
        """Find the way, draw it and tell it."""
        self._found = None
        self._show()
        start, end = self._ends
        try:
            if start is not None and end is not None:
                ids = [str(self.session.twin.nodes["id"][row]) for row in (start, end)]
                self._found = await self.waiting(self._route, *ids)
        finally:
            self.session.draw_ways(_OWNER, [] if self._found is None else _lines(self._found))
            self._show()

    def _route(self, start: str, end: str) -> Route:
        profile: Profile = "step-free" if self.server.state.walk_step_free else "shortest"
        return route(self.session.twin, start, end, profile=profile)

    def _show(self) -> None:
        twin, language = self.session.twin, self.session.words.language
        self.put(
            ends=[
                None if row is None else {"row": row, "label": label_of(twin, row, language=language)}
                for row in self._ends
            ],
            found=None if self._found is None else self._told(self._found),
        )

    def _told(self, found: Route) -> dict[str, Any]:
        words = self.session.words
        said = ""
        if not found.exists:
            said = words("window.walk_none_free" if found.obstacles else "window.walk_none")
        elif found.profile == "step-free":
            said = words("window.walk_proven" if found.proven else "window.walk_not_proven")
        return {
            "far": f"{words.number(found.length_m, 0)}\N{NO-BREAK SPACE}m" if found.exists else "–",
            "lasts": words.lasting(max(found.time_s, 60.0) / 3600.0) if found.exists else "",
            "said": said,
            "legs": [self._leg(one) for one in found.legs],
            "unknown": list(found.unknown) if found.profile == "step-free" else [],
            "obstacles": [{"name": one.name, "why": f"{one.reason}. {one.remedy}"} for one in found.obstacles],
        }

    def _leg(self, leg: Leg) -> dict[str, str]:
        words = self.session.words
        rise = "" if not leg.rise_m else f" · {'+' if leg.rise_m > 0 else '−'}{words.number(abs(leg.rise_m), 1)} m"
        seconds = f"{round(leg.time_s) // 60}:{round(leg.time_s) % 60:02d}"
        return {
            "mode": words.find("window", f"leg_{leg.mode}") or leg.mode,
            "what": leg.via or leg.to,
            "far": f"{words.number(leg.distance_m, 0)} m{rise} · {seconds} min",
        }


def _lines(found: Route) -> list[tuple[list[list[float]], str]]:
    """Return the line of a way [m], as far as its corners are known."""
    points = [[float(one) for one in point if one is not None] for leg in found.legs for point in leg.points]
    known = [point for point in points if len(point) == 3]
    return [(known, WAY)] if len(known) > 1 else []
