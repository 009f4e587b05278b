"""Usage: a measure from the registry, its parameters, and its answer in words, tables, figures and colours."""

from __future__ import annotations

import asyncio
import base64
from concurrent.futures import CancelledError, Future
from typing import Any, ClassVar, Final, cast

from twin.errors import TwinError
from twin.usage.conditions import USUAL, Conditions
from twin.usage.outcome import Colouring, Plot
from twin.usage.run import measure_problems
from twin_viewers.usage_hours import Hours, hours_of
from twin_viewers.web.panels import Panel, Place
from twin_viewers.web.usage_asked import Answer, Desk, Question
from twin_viewers.web.usage_conditions import conditions_now, open_count
from twin_viewers.web.usage_files import figure_of, picture_of, table_of
from twin_viewers.web.usage_picture import UsagePicture
from twin_viewers.web.usage_state import HOURS, Tables, answer_state, form_state, plot_states
from twin_viewers.web.usage_templates import PANEL, WIDE
from twin_viewers.window.usage import MeasureForm, form_of_measure, key_of, measures_listed, picked
from twin_viewers.window.usage_answer import spoken

__all__ = ["UsagePanel", "UsageTablePanel"]

_EVERY_S: Final = 0.15
_TOOL: Final = "usage"
_USUAL, _INCIDENTS, _RUN = "usual", "incidents", "run"
_STAGES: Final = {"wait": 0.05, "open": 0.25, "simulate": 0.5, "save": 0.8, "done": 1.0}
_TYPES: Final = {".csv": "text/csv", ".zip": "application/zip", ".png": "image/png"}
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_PLOTS: Final = 8


class UsageTablePanel(Panel):
    """All columns of the answer, below the picture; the panel of usage fills it."""

    name: ClassVar[str] = "usage_wide"
    order: ClassVar[int] = 30
    place: ClassVar[Place] = "below"

    def start(self) -> None:
        """Begin closed."""
        self.put(open=False)

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
        self._answer: Answer | None = None
        self._tables: Tables | None = None
        self._hours: Hours | None = None
        self._at: tuple[int, str] = (0, "")
        self._job: Any = None
        self._desk = Desk(self.session.twin, self.session.estate)
        self._picture = UsagePicture(self.session, self._show_colours)
        self._sorts: dict[str, tuple[str, bool]] = {}
        self._wide = ""
        self.put(measure="", form=None, answers={}, wrong={}, asking=True, compare=False, picking="", progress=None)
        self.put(answer=None, table=None, wide=None, plots=[], hours=None, on=False, colour="", chosen=None)
        self.put(large=None, large_open=False)
        self.put(**{"while": _INCIDENTS})
        acts = (self.choose_measure, self.pick, self.run, self.cancel, self.choose, self.sort, self.tabulate)
        for act in (*acts, self.paint, self.hour, self.day, self.save, self.enlarge):
            self.act(act.__name__, act)
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
        self._take(None)

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
        conditions = self._conditions(meanwhile)
        self._job = self._desk.ask(Question(self._form.choice.name, parsed.parameters, conditions, compare))
        try:
            await self._wait()
        finally:
            self._job = None
            self.put(progress=None)

    def cancel(self) -> None:
        """End the question that is waited for."""
        if self._job is not None:
            self._job.cancel()

    def choose(self, row: int) -> None:
        """Choose the thing of a row, and come near to it."""
        self.session.go_to(row)

    def sort(self, which: str, column: str) -> None:
        """Sort a table by a column, the greatest first; then the other way round."""
        before = self._sorts.get(which, ("", False))
        self._sorts[which] = (column, not before[1] if before[0] == column else True)
        self._show_tables()

    def tabulate(self, name: str) -> None:
        """Show all columns of another table."""
        self._wide = name
        self._sorts.pop("wide", None)
        self._show_tables()

    def paint(self, which: str) -> None:
        """Colour the picture by one of the colourings; with none as it was before."""
        if not which:
            self._picture.end()
        elif self._answer is not None and (colouring := self._colouring(which)) is not None:
            self.put(colour=which)
            self._picture.show(self._answer.now, colouring)
            self._show_tables()

    def hour(self, hour: float) -> None:
        """Show another hour of the day."""
        self._step(int(hour), self._at[1])

    def day(self, day: str) -> None:
        """Show another day of the week."""
        self._step(self._at[0], day)

    async def save(self, ending: str) -> None:
        """Hand over the tables or the picture of the answer as a file."""
        if self._answer is None:
            return
        now = self._answer.now
        if ending == "png":
            storey = self.session.look.storey
            made = await self._drawn(self._desk.draw(picture_of, now, storey))
            name, content = f"{now.measure}.png", made
        else:
            name, content = await self._drawn(self._desk.draw(table_of, now, f".{ending}"))
        kind = _TYPES.get(name[name.rindex(".") :], _EXCEL)
        self.server.state.page_file = {"name": name, "bytes": content, "type": kind}
        self.server.state.dirty("page_file")

    async def enlarge(self, at: int) -> None:
        """Show a figure large."""
        if self._answer is None:
            return
        plot = self._plots()[at]
        image = _image(await self._drawn(self._desk.draw(figure_of, self._answer.now, plot, True)))
        self.put(large={"image": image, "told": self.server.state.usage_plots[at]["told"]}, large_open=True)

    async def _wait(self) -> None:
        """Say how far the question is until it is answered, then show the answer."""
        job = self._job
        while not job.is_done:
            stage = job.progress.stage
            self.put(progress={"share": _STAGES[stage], "text": self.session.words(f"usage.stage_{stage}")})
            self.server.state.flush()
            await asyncio.sleep(_EVERY_S)
        if job.is_cancelled:
            self.session.say(self.session.words("usage.cancelled"))
            return
        self._take(cast("Answer", job.result()))

    async def _drawn(self, future: Future[Any]) -> Any:
        self._be_busy(True)
        try:
            return await asyncio.wrap_future(future)
        finally:
            self._be_busy(False)

    def _take(self, answer: Answer | None) -> None:
        """Show an answer, or none."""
        self._answer, self._sorts, self._wide = answer, {}, ""
        self._picture.end()
        if answer is None:
            self._tables = self._hours = None
            self.put(answer=None, table=None, wide=None, plots=[], hours=None, colour="")
            return
        self._tables, self._hours = Tables(self.session.twin, answer), hours_of(answer.now)
        if self._hours is not None:
            self._at = (self._hours.hours[0], (self._hours.days or ("",))[0])
            if 18 in self._hours.hours:
                self._at = (18, self._at[1])
        self.put(asking=False)
        self._tell()
        if self.server.state.usage_answer["colours"]:
            self.paint(self.server.state.usage_answer["colours"][0]["value"])
        self._draw_plots()

    def _tell(self) -> None:
        if self._answer is None:
            return
        words = self.session.words
        state = answer_state(self._answer, words, by_hour=self._hours is not None)
        self.put(answer=state, plots=plot_states(self._answer.now, words)[:_MOST_PLOTS])
        self._show_hours()
        self._show_tables()

    def _show_tables(self) -> None:
        if self._tables is None:
            return
        words, which = self.session.words, self.server.state.usage_colour
        colouring = self._colouring(which) if which else None
        none = ("", False)
        values = self._picture.values
        self.put(table=self._tables.short(colouring, values, words, sort=self._sorts.get("short", none)))
        self.put(wide=self._tables.wide(self._wide, words, sort=self._sorts.get("wide", none)))

    def _show_hours(self) -> None:
        words, hours = self.session.words, self._hours
        if hours is None:
            self.put(hours=None)
            return
        hour, day = self._at
        days = [{"value": one, "text": spoken(one, words)} for one in hours.days]
        text = words("usage.from_to", begin=f"{hour:02d}:00", end=f"{hour + 1:02d}:00")
        ends = {"low": hours.hours[0], "high": hours.hours[-1]}
        self.put(hours={"days": days, "day": day, "hour": hour, "text": text, **ends})

    def _step(self, hour: int, day: str) -> None:
        """Show another hour, in place."""
        hours = self._hours
        if hours is None:
            return
        nearest = min(hours.hours, key=lambda one: abs(one - hour))
        self._at = (nearest, day)
        self._picture.step(hours.at(*self._at))
        self._show_hours()
        self._show_tables()

    def _colouring(self, which: str) -> Colouring | None:
        if which == HOURS:
            return None if self._hours is None else self._hours.at(*self._at)
        return None if self._answer is None else self._answer.now.colours[int(which)]

    def _show_colours(self) -> None:
        """Say whether the picture shows the answer; groups then carry how many rows they stand for."""
        self.put(on=self._picture.is_on)
        if self._picture.is_on:
            self.server.state.legend_counts = False

    def _plots(self) -> list[Plot]:
        now = None if self._answer is None else self._answer.now
        return [] if now is None else [one for one in now.plots if one.kind != "map" and len(now.shown(one))]

    def _draw_plots(self) -> None:
        """Have the figures drawn beside the view, one after the other."""
        task = asyncio.get_running_loop().create_task(self._fill_plots())
        self._drawing = task  # or it might be collected before it is done

    async def _fill_plots(self) -> None:
        answer = self._answer
        for at, plot in enumerate(self._plots()[:_MOST_PLOTS]):
            try:
                made = await asyncio.wrap_future(self._desk.draw(figure_of, answer and answer.now, plot, False))
            except (TwinError, CancelledError):
                return
            if answer is not self._answer:
                return
            with self.server.state as state:
                plots = [dict(one) for one in state.usage_plots]
                plots[at]["image"] = _image(made)
                self.put(plots=plots)

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
        words, player = self.session.words, self.session.player
        count = open_count(self.session.estate)
        listed = [{"value": _USUAL, "text": words("usage.while_usual")}]
        if count:
            listed.append({"value": _INCIDENTS, "text": words.counted("usage.while_incidents", count)})
        if player is not None:
            minutes = round(self.session.moment_s / 60.0)
            when = f"{minutes // 60:02d}:{minutes % 60:02d}"
            listed.append({"value": _RUN, "text": words("usage.while_run", name=player.name, moment=when)})
        known = {one["value"] for one in listed}
        chosen = self.server.state["usage_while"]
        self.put(whiles=listed)
        if chosen not in known:
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
        if self._answer is not None:
            images = [one["image"] for one in self.server.state.usage_plots]
            self._picture.said_again()
            self._tell()
            plots = [{**one, "image": image} for one, image in zip(self.server.state.usage_plots, images, strict=True)]
            self.put(plots=plots)


def _image(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
