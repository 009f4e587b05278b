"""Usage: a measure from the registry, its parameters, and its answer in words, tables, figures and colours."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Final, cast

from twin.usage.conditions import USUAL, Conditions
from twin.usage.run import measure_problems
from twin_viewers.web.panels import Panel, Place
from twin_viewers.web.usage_asked import Answer, Desk, Question
from twin_viewers.web.usage_conditions import conditions_now, open_count
from twin_viewers.web.usage_shown import Shown
from twin_viewers.web.usage_state import form_state
from twin_viewers.web.usage_templates import PANEL, WIDE
from twin_viewers.window.usage import MeasureForm, form_of_measure, key_of, measures_listed, picked

__all__ = ["UsagePanel", "UsageTablePanel"]

_EVERY_S: Final = 0.15
_TOOL: Final = "usage"
_USUAL, _INCIDENTS, _RUN = "usual", "incidents", "run"
_STAGES: Final = {"wait": 0.05, "open": 0.25, "simulate": 0.5, "save": 0.8, "done": 1.0}
"""How far a question is in each stage [-]."""


class UsageTablePanel(Panel):
    """All columns of the answer, below the picture; the panel of usage fills it."""

    name: ClassVar[str] = "usage_wide"
    order: ClassVar[int] = 30
    place: ClassVar[Place] = "below"

    def start(self) -> None:
        """Wait for an answer."""

    def draw(self) -> str:
        """Return the template of the table."""
        return WIDE


class UsagePanel(Panel):
    """A measure and its answer."""

    name: ClassVar[str] = "usage"
    icon: ClassVar[str] = "chart-box-outline"
    order: ClassVar[int] = 35

    def start(self) -> None:
        """Offer the measures that are installed."""
        self.server.enable_module({"styles": ["__twin_window/usage.css"]})
        self._form: MeasureForm | None = None
        self._job: Any = None
        self._desk = Desk(self.session.twin, self.session.estate)
        self.put(measure="", form=None, answers={}, wrong={}, asking=True, compare=False, picking="", progress=None)
        self.put(chosen=None, answer=None, plots=[], **{"while": _INCIDENTS})
        for act in (self.choose_measure, self.pick, self.run, self.cancel):
            self.act(act.__name__, act)
        self._shown = Shown(self, self._desk)
        self.session.on("language", self._say)
        self.session.on("picked", self._picked)
        self.session.on("selected", self._selected)
        self.session.on("tool", self._put_down)
        for event in ("run", "moment"):
            self.session.on(event, self._show_whiles)
        self._say()

    def draw(self) -> str:
        """Return the template of the panel."""
        return PANEL

    def choose_measure(self, name: str) -> None:
        """Take a measure, and ask for its parameters."""
        self._form = form_of_measure(name, self.session.words)
        answers = {one.field.name: one.field.default for one in self._form.fields if one.field.sort == "choice"}
        self.put(measure=name, answers=answers, wrong={}, form=form_state(self._form), asking=True)
        self._shown.take(None)
        self._desk.warm()

    def pick(self, name: str, answers: dict[str, Any]) -> None:
        """Let the next click in the picture name a thing for a parameter."""
        self.put(picking=name, answers=answers)
        self.session.use(_TOOL)

    async def run(self, answers: dict[str, Any], meanwhile: str, compare: bool) -> None:
        """Ask what was filled in, say how far it is, and show the answer."""
        if self._form is None or self._job is not None:
            return
        parsed = self._form.parse(answers)
        self.put(wrong=dict(parsed.wrong), answers=answers, **{"while": meanwhile})
        if parsed.wrong:
            return
        question = Question(self._form.choice.name, parsed.parameters, self._conditions(meanwhile), compare)
        self._job = self._desk.ask(question)
        try:
            answer = await self._wait()
        finally:
            self._job = None
            self.put(progress=None)
        if answer is not None:
            self._shown.take(answer)
            self.put(asking=False)
            self.server.state.flush()
            await asyncio.sleep(0.02)  # lets the page have what it says before the picture, which takes longer
            self._shown.show_first()

    def cancel(self) -> None:
        """End the question that is waited for."""
        if self._job is not None:
            self._job.cancel()

    async def _wait(self) -> Answer | None:
        """Say how far the question is until it is answered; return the answer, None if it was cancelled."""
        job = self._job
        while not job.is_done:
            stage = job.progress.stage
            self.put(progress={"share": _STAGES[stage], "text": self.session.words(f"usage.stage_{stage}")})
            self.server.state.flush()
            await asyncio.sleep(_EVERY_S)
        if job.is_cancelled:
            self.session.say(self.session.words("usage.cancelled"))
            return None
        return cast("Answer", job.result())

    def _picked(self) -> None:
        if self.session.tool != _TOOL or self.session.picked is None:
            return
        row, name = self.session.picked[0], self.server.state.usage_picking
        answers = dict(self.server.state.usage_answers)
        answers[name] = picked(str(answers.get(name) or ""), key_of(self.session.twin, row))
        self.put(answers=answers)
        self.session.use("select")
        self.session.select(row)

    def _put_down(self) -> None:
        if self.session.tool != _TOOL:
            self.put(picking="")

    def _selected(self) -> None:
        self.put(chosen=self.session.selected)

    def _conditions(self, meanwhile: str) -> Conditions | None:
        if meanwhile == _RUN and self.session.player is not None:
            return conditions_now(self.session.player, self.session.moment_s)
        return USUAL if meanwhile == _USUAL else None

    def _show_whiles(self) -> None:
        """Offer in which state of the estate to ask: as usual, with open incidents, as a run that is played says."""
        words, player = self.session.words, self.session.player
        count = open_count(self.session.estate)
        listed = [{"value": _USUAL, "text": words("usage.while_usual")}]
        if count:
            listed.append({"value": _INCIDENTS, "text": words.counted("usage.while_incidents", count)})
        if player is not None:
            minutes = round(self.session.moment_s / 60.0)
            moment = f"{minutes // 60:02d}:{minutes % 60:02d}"
            listed.append({"value": _RUN, "text": words("usage.while_run", name=player.name, moment=moment)})
        self.put(whiles=listed)
        if self.server.state["usage_while"] not in {one["value"] for one in listed}:
            self.put(**{"while": _INCIDENTS if count else _USUAL})

    def _say(self) -> None:
        """Put all that is said into the state of the page, in the language of the session."""
        words = self.session.words
        said = {name: text for name, text in words.table["usage"].items() if isinstance(text, str)}
        groups: dict[str, list[dict[str, str]]] = {}
        for one in measures_listed(words):
            groups.setdefault(one.group_label, []).append({"name": one.name, "label": one.label})
        self.put(t=said, groups=[{"title": title, "measures": listed} for title, listed in groups.items()])
        self.put(problems=[str(one) for one in measure_problems()])
        self._show_whiles()
        if self._form is not None:
            self._form = form_of_measure(self._form.choice.name, words)
            self.put(form=form_state(self._form))
        self._shown.say()
