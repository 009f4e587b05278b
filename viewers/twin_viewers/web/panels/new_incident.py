"""A new incident: a hazard from the registry, the place it strikes, its parameters, and the run that comes of it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any, ClassVar, Final

from twin_viewers.player import player_of
from twin_viewers.player.aiming import may_aim
from twin_viewers.player.draft import Draft, Happening, drafted
from twin_viewers.player.forms import Field, Form, form_of, forms
from twin_viewers.player.start import Job, begin, folder_for
from twin_viewers.web.panels import Panel
from twin_viewers.window.naming import label_of

__all__ = ["NewIncidentPanel"]

_EVERY_S: Final = 0.15
_TOOL: Final = "place"

_TEMPLATE = """
<form class="twin-form"
      @submit.prevent="trigger('new_run', [new_name, new_start, new_duration, new_answers, new_keep])">
  <div class="twin-field"><label for="new-hazard">{{ t.hazard }}</label>
    <select id="new-hazard" class="twin-select" :value="new_hazard"
            @change="trigger('new_choose', [$event.target.value])">
      <option value="" disabled>{{ t.choose }}</option>
      <option v-for="one in new_hazards" :key="one.name" :value="one.name">{{ one.label }}</option></select>
    <p v-if="new_form" class="twin-note">{{ new_form.about }} <i>{{ new_form.status }}</i></p></div>
  <template v-if="new_form">
    <div class="twin-field" v-if="new_form.question"><span class="twin-label">{{ new_form.question }}</span>
      <p v-if="new_aim" id="new-aim" :data-row="new_aim.row"><b>{{ new_aim.label }}</b></p>
      <div class="twin-row"><v-btn size="small" variant="tonal" prepend-icon="mdi-crosshairs-gps"
        @click="trigger('new_point')">{{ t.click_place }}</v-btn>
      <v-btn size="small" variant="text" :disabled="!details_thing" @click="trigger('new_take')">{{ t.take_chosen }}
      </v-btn></div><p v-if="new_wrong.aim" class="twin-wrong" role="alert">{{ new_wrong.aim }}</p></div>
    <div v-for="field in new_form.fields" :key="field.name" class="twin-field">
      <label :for="'new-' + field.name">{{ field.label }}<span v-if="field.unit"> [{{ field.unit }}]</span></label>
      <select v-if="field.sort === 'choice'" :id="'new-' + field.name" class="twin-select"
              :value="new_answers[field.name]"
              @change="new_answers = {...new_answers, [field.name]: $event.target.value}">
        <option v-for="one in field.choices" :key="one.value" :value="one.value">{{ one.text }}</option></select>
      <input v-else :id="'new-' + field.name" class="twin-input"
             :inputmode="field.sort === 'number' ? 'decimal' : 'text'" :placeholder="field.default"
             :value="new_answers[field.name]" :aria-describedby="'new-about-' + field.name"
             :aria-invalid="String(!!new_wrong[field.name])"
             @input="new_answers = {...new_answers, [field.name]: $event.target.value}">
      <p v-if="new_wrong[field.name]" class="twin-wrong" role="alert">{{ new_wrong[field.name] }}</p>
      <p :id="'new-about-' + field.name" class="twin-note">{{ field.about }} {{ field.bounds }}
        <small v-if="field.source">{{ field.source }}</small></p></div>
    <div class="twin-field"><label for="new-name">{{ t.incident_name }}</label>
      <input id="new-name" class="twin-input" :value="new_name" @input="new_name = $event.target.value"></div>
    <div class="twin-field"><label for="new-start">{{ t.begins }}</label>
      <input id="new-start" class="twin-input" :value="new_start" placeholder="2026-01-12 08:30"
             @input="new_start = $event.target.value">
      <p v-if="new_wrong.start" class="twin-wrong" role="alert">{{ new_wrong.start }}</p></div>
    <div class="twin-field"><label for="new-duration">{{ t.watched_for }}</label>
      <input id="new-duration" class="twin-input" :value="new_duration" @input="new_duration = $event.target.value">
      <p v-if="new_wrong.duration" class="twin-wrong" role="alert">{{ new_wrong.duration }}</p></div>
    <label v-if="new_can_keep" class="twin-check"><input type="checkbox" :checked="new_keep"
      @change="new_keep = $event.target.checked"> {{ t.keep_run }}</label>
    <div class="twin-row" v-if="new_progress === null">
      <v-btn type="submit" color="primary" prepend-icon="mdi-play">{{ t.run }}</v-btn></div>
    <div v-else class="twin-progress" role="status"><v-progress-linear :model-value="100 * new_progress.share"
      color="primary" height="6" :aria-label="t.working"></v-progress-linear>
      <p class="twin-note">{{ new_progress.text }}
        <button type="button" class="twin-link" @click="trigger('new_cancel')">{{ t.cancel }}</button></p></div>
  </template>
</form>
"""


class NewIncidentPanel(Panel):
    """A new incident."""

    name: ClassVar[str] = "new"
    icon: ClassVar[str] = "alert-plus-outline"
    order: ClassVar[int] = 40

    def start(self) -> None:
        """Offer the hazards that are installed."""
        self._form: Form | None = None
        self._job: Job | None = None
        self.put(hazards=[], hazard="", form=None, aim=None, answers={}, wrong={}, progress=None, keep=False)
        self.put(name="", start=f"{date.today():%Y-%m-%d} 08:30", duration="6 h")
        self.put(can_keep=self.session.estate is not None)
        for act in (self.choose, self.point, self.take, self.run, self.cancel):
            self.act(act.__name__, act)
        self.session.on("language", self._say)
        self.session.on("picked", self._picked)
        self._say()

    def draw(self) -> str:
        """Return the template of the panel."""
        return _TEMPLATE

    def choose(self, name: str) -> None:
        """Take a hazard, and ask for its parameters."""
        self._form = form_of(name, words=self.session.words)
        answers = {one.name: one.default for one in self._form.fields if one.sort == "choice"}
        self.put(hazard=name, answers=answers, wrong={}, name=self._form.label)
        self._show_form()
        if self.session.selected is not None and self.server.state.new_aim is None:
            self._aim(self.session.selected, quietly=True)

    def point(self) -> None:
        """Let the next click in the picture be the place."""
        self.session.use(_TOOL)

    def take(self) -> None:
        """Strike what is chosen."""
        if self.session.selected is not None:
            self._aim(self.session.selected)

    async def run(self, name: str, start: str, duration: str, answers: dict[str, Any], keep: bool) -> None:
        """Run what was filled in, say how far it is, and play it."""
        if self._form is None or self._job is not None:
            return
        aim = self.server.state.new_aim
        if self._form.needs_aim and aim is None:
            self.put(wrong={"aim": self.session.words("window.no_place")})
            return
        rows = () if aim is None else (int(aim["row"]),)
        draft = Draft(name or self._form.label, start, duration, (Happening(self._form.name, rows, answers),))
        made = drafted(self.session.twin, draft, self.session.words)
        self.put(wrong={key.removeprefix("event 0."): text for key, text in made.wrong.items()})
        if made.scenario is None:
            return
        estate = self.session.estate
        save_to = folder_for(estate, draft.name) if keep and estate is not None else None
        self._job = begin(estate or self.session.twin, made.scenario, save_to=save_to)
        try:
            await self._wait(self._job)
        finally:
            self._job = None
            self.put(progress=None)

    def cancel(self) -> None:
        """End the run that is waited for."""
        if self._job is not None:
            self._job.cancel()

    async def _wait(self, job: Job) -> None:
        """Say how far a run is until it is done, then play it."""
        while not job.is_done:
            self._show_progress(job)
            await asyncio.sleep(_EVERY_S)
        if job.is_cancelled:
            return
        run = job.result()
        self.session.play(await self.waiting(player_of, self.session.twin, run))
        self.server.state.page_open = "incident"

    def _show_progress(self, job: Job) -> None:
        stage = job.progress.stage
        text = self.session.words.find("window", f"stage_{stage}") or stage
        self.put(progress={"share": job.progress.share, "text": text})
        self.server.state.flush()

    def _picked(self) -> None:
        if self.session.tool == _TOOL and self.session.picked is not None:
            self.session.use("select")
            self._aim(self.session.picked[0])
            self.session.select(self.session.picked[0])

    def _aim(self, row: int, *, quietly: bool = False) -> None:
        """Strike a thing, or say why that cannot be."""
        if self._form is None:
            return
        reason = may_aim(self.session.twin, self._form, row)
        if reason is None:
            label = label_of(self.session.twin, row, language=self.session.words.language)
            self.put(aim={"row": row, "label": label}, wrong={})
        elif not quietly:
            self.put(aim=None, wrong={"aim": reason})

    def _say(self) -> None:
        words = self.session.words
        hazards = [one for one in forms(words=words) if one.kind == "hazards"]
        self.put(hazards=[{"name": one.name, "label": one.label} for one in hazards])
        if self._form is not None:
            self._form = form_of(self._form.name, words=words)
            self._show_form()

    def _show_form(self) -> None:
        form = self._form
        if form is None:
            return
        self.put(
            form={
                "about": form.about,
                "question": form.question,
                "needs_aim": form.needs_aim,
                "status": self.session.words.find("window", f"status_{form.status}") or form.status,
                "fields": [self._field(one) for one in form.fields],
            }
        )

    def _field(self, field: Field) -> dict[str, Any]:
        words = self.session.words
        low, high = (None if one is None else words.number(one) for one in (field.low, field.high))
        name = {(True, True): "between", (True, False): "at_least", (False, True): "at_most"}.get(
            (low is not None, high is not None), ""
        )
        return {
            "name": field.name,
            "label": field.label,
            "about": field.about,
            "unit": field.unit,
            "sort": field.sort,
            "default": field.default,
            "choices": [{"value": value, "text": text} for value, text in zip(field.choices, field.shown, strict=True)],
            "source": field.source and words("window.default_from", source=field.source),
            "bounds": words(f"window.{name}", low=low, high=high) if name else "",
        }
