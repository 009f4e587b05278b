"""A run that is played: what it is coloured by, what happened because of what, and what each dwelling loses."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from twin_viewers.player import Player, player_of
from twin_viewers.player.saved import runs_of
from twin_viewers.web.panels import Panel

__all__ = ["IncidentPanel"]

_TEMPLATE = """
<div v-if="!incident_run">
  <p class="twin-note">{{ t.incident_none }}</p>
  <ul class="twin-list twin-runs"><li v-for="run in incident_runs" :key="run.folder">
    <button type="button" class="twin-link" :disabled="!!run.problem" @click="trigger('incident_open', [run.folder])">
      {{ run.name }}</button><small>{{ run.problem || run.when }}</small></li></ul>
  <form class="twin-row" @submit.prevent="trigger('incident_open', [incident_folder])">
    <v-text-field v-model="incident_folder" :label="t.incident_folder" :aria-label="t.incident_folder"></v-text-field>
    <v-btn type="submit" variant="tonal" :disabled="!incident_folder">{{ t.open }}</v-btn></form>
</div>
<div v-else>
  <div class="twin-run"><b>{{ incident_run.name }}</b><small>{{ incident_run.when }}</small>
    <button type="button" class="twin-link" @click="trigger('incident_end')">{{ t.incident_end }}</button></div>
  <div class="twin-field"><label for="twin-other">{{ t.compare_with }}</label>
    <select id="twin-other" class="twin-select" :value="incident_other"
            @change="trigger('incident_compare', [$event.target.value])">
      <option value="">{{ t.compare_none }}</option>
      <option v-for="run in incident_runs" :key="run.folder" :value="run.folder" :disabled="!!run.problem">
        {{ run.name }}</option></select></div>
  <template v-if="incident_sides.length"><div class="twin-switch" role="group" :aria-label="t.compare_with">
    <button v-for="one in ['a', 'b', 'both', 'difference']" :key="one" type="button"
            :aria-pressed="String(incident_side === one)" :class="{'twin-on': incident_side === one}"
            @click="trigger('incident_side', [one])">{{ t['side_' + one] }}</button></div>
    <table class="twin-table" id="twin-compared"><thead><tr><th scope="col"></th><th scope="col" class="twin-number">A
      </th><th scope="col" class="twin-number">B</th><th scope="col" class="twin-number">{{ t.saved }}</th></tr></thead>
      <tbody><tr v-for="one in incident_compared" :key="one.name"><td>{{ one.label }}</td>
        <td class="twin-number">{{ one.a }}</td><td class="twin-number">{{ one.b }}</td>
        <td class="twin-number">{{ one.saved }}</td></tr></tbody></table></template>
  <p v-for="remark in incident_run.remarks" :key="remark" class="twin-note">{{ remark }}</p>
  <div class="twin-field"><label for="twin-state">{{ t.coloured_by }}</label>
    <select id="twin-state" class="twin-select" :value="incident_state"
            @change="trigger('incident_colour', [$event.target.value])">
      <optgroup :label="t.state_changes"><option v-for="one in incident_run.states.filter((one) => one.changes)"
        :key="one.name" :value="one.name">{{ one.label }}</option></optgroup>
      <optgroup :label="t.state_stays"><option v-for="one in incident_run.states.filter((one) => !one.changes)"
        :key="one.name" :value="one.name">{{ one.label }}</option></optgroup></select>
    <p class="twin-note">{{ incident_about }}</p></div>
  <p id="twin-figures" class="twin-figures"><b>{{ incident_figures.dwellings }}</b> {{ incident_figures.rest }}</p>
  <div class="twin-tabs" role="tablist">
    <button v-for="one in ['timeline', 'impacts']" :key="one" type="button" role="tab"
            :aria-selected="String(incident_tab === one)" :class="{'twin-on': incident_tab === one}"
            @click="trigger('incident_show', [one])">{{ t['incident_' + one] }}</button></div>
  <ol v-if="incident_tab === 'timeline'" class="twin-timeline" role="tabpanel">
    <li v-for="(one, at) in incident_entries" :key="at"
        :class="['twin-level-' + one.level, {'twin-past': one.time_s <= clock_at}]">
      <button type="button" @click="trigger('incident_go', [at])">
        <time>{{ one.clock }}</time><span>{{ one.text }}<small v-if="one.because">{{ one.because }}</small></span>
      </button></li></ol>
  <table v-else class="twin-table" role="tabpanel"><caption>{{ t.incident_impacts_about }}</caption>
    <thead><tr><th scope="col">{{ t.place }}</th><th scope="col">{{ t.loses }}</th>
      <th scope="col" class="twin-number">{{ t.longest }}</th></tr></thead>
    <tbody><tr v-for="(one, at) in incident_impacts" :key="at" :class="{'twin-out': one.now}">
      <td><button type="button" class="twin-link" :disabled="one.row === null"
                  @click="trigger('incident_choose', [one.row])">{{ one.place }}</button></td>
      <td>{{ one.lost }}</td><td class="twin-number">{{ one.lasting }}</td></tr></tbody></table>
</div>
"""


class IncidentPanel(Panel):
    """A run that is played."""

    name: ClassVar[str] = "incident"
    icon: ClassVar[str] = "alert-outline"
    order: ClassVar[int] = 30

    def start(self) -> None:
        """Offer the runs that are known; play the one that was asked for, if it is only one."""
        self.put(run=None, runs=[], folder="", state="", about="", tab="timeline", entries=[], impacts=[])
        self.put(figures={"dwellings": "", "rest": ""}, other="", side="", sides=[], compared=[], double=False)
        self.act("compare", self.compare)
        self.act("side", self.session.show_side)
        self.act("open", self.open)
        self.act("end", self.session.end)
        self.act("colour", self.session.show_state)
        self.act("choose", self.session.go_to)
        self.act("go", self.go)
        self.act("show", self.show)
        for event in ("run", "language"):
            self.session.on(event, self._show)
        self.session.on("moment", self._show_moment)
        self._show()

    def draw(self) -> str:
        """Return the template of the panel."""
        return _TEMPLATE

    async def open(self, folder: str) -> None:
        """Play the run of a folder."""
        player = await self.waiting(_player, self.session.twin, Path(folder).expanduser())
        self.session.play(player)

    async def compare(self, folder: str) -> None:
        """Show the run of another folder beside the one that is played; without a folder the first alone."""
        other = await self.waiting(_player, self.session.twin, Path(folder)) if folder else None
        self.put(other=folder)
        self.session.compare(other)

    def go(self, at: int) -> None:
        """Go to a line of the timeline: to its moment, and to the first thing it tells of."""
        player = self.session.player
        if player is None:
            return
        entry = player.timeline()[at]
        self.session.at_moment(entry.time_s)
        if entry.row is not None:
            self.session.go_to(entry.row)

    def show(self, tab: str) -> None:
        """Show what happened, or what is lost."""
        self.put(tab=tab)
        self._show_moment()

    def _show(self) -> None:
        player = self.session.player
        self.put(runs=self._runs())
        self._show_pair()
        if player is None:
            self.put(run=None, other="")
            return
        words = self.session.words
        states = [{"name": one.name, "label": one.label, "changes": one.changes} for one in player.states]
        when = words.date(player.start)
        self.put(run={"name": player.name, "when": when, "remarks": list(player.remarks), "states": states})
        self.put(
            entries=[
                {"time_s": one.time_s, "clock": one.clock, "text": one.text, "because": one.because, "level": one.level}
                for one in player.timeline()
            ]
        )
        self._show_moment()

    def _show_moment(self) -> None:
        player, words = self.session.player, self.session.words
        if player is None:
            return
        figures = player.at(self.session.moment_s)
        people = words.counted("window.people", round(figures.people))
        rooms = words.counted("window.rooms", figures.rooms)
        rest = f"{words.counted('window.dwellings_without', figures.dwellings)} · {people} · {rooms}"
        self.put(state=self.session.state, about=player.choice(self.session.state).about)
        self._show_sides()
        self.put(figures={"dwellings": words.number(figures.dwellings), "rest": rest})
        if self.server.state.incident_tab == "impacts":
            self.put(impacts=_impacts(player, self.session.moment_s))

    def _show_pair(self) -> None:
        """Say what two runs lose, side by side."""
        pair, words = self.session.pair, self.session.words
        figures = () if pair is None else pair.figures(words)
        self.put(
            compared=[
                {
                    "name": one.name,
                    "label": f"{one.label} [{one.unit}]" if one.unit else one.label,
                    "a": words.number(one.a),
                    "b": words.number(one.b),
                    "saved": words.number(one.saved),
                }
                for one in figures
            ]
        )
        self._show_sides()

    def _show_sides(self) -> None:
        pair, side = self.session.pair, self.session.side
        names = [] if pair is None else [f"A · {pair.a.name}", f"B · {pair.b.name}"]
        self.put(side="" if pair is None else side, sides=names, double=self.session.is_double)

    def _runs(self) -> list[dict[str, Any]]:
        words, session = self.session.words, self.session
        beside = () if session.estate is None else runs_of(session.estate.parent, twin=session.twin)
        named = [one for folder in session.runs for one in runs_of(folder, twin=session.twin)]
        found = {one.folder.resolve(): one for one in (*named, *beside)}
        return [
            {
                "folder": str(folder),
                "name": one.name,
                "when": "" if one.start is None else words.date(one.start),
                "problem": one.problem,
            }
            for folder, one in found.items()
        ]


def _player(twin: Any, folder: Path) -> Player:
    from twin.simulation.run_folder import open_run

    player = player_of(twin, open_run(folder))
    player.timeline()
    return player


def _impacts(player: Player, moment_s: float) -> list[dict[str, Any]]:
    words = player.words
    return [
        {
            "row": one.row,
            "place": one.place,
            "lost": ", ".join(one.lost),
            "lasting": words.lasting(one.hours),
            "now": bool(one.lost_now),
        }
        for one in player.impacts(moment_s=moment_s)
    ]
