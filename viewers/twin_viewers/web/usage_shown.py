"""An answer on the page: what it says, its colours by hour, tables, figures and files."""

from __future__ import annotations

import asyncio
import base64
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, Final

from twin.errors import TwinError
from twin.usage.outcome import Colouring, Plot
from twin_viewers.usage_hours import Hours, hours_of
from twin_viewers.web.panels.legend import legend_for_page
from twin_viewers.web.usage_asked import Answer, Desk
from twin_viewers.web.usage_files import figure_of, picture_of, table_of
from twin_viewers.web.usage_picture import UsagePicture
from twin_viewers.web.usage_state import HOURS, Tables, answer_state, plot_states
from twin_viewers.window.usage_answer import spoken

if TYPE_CHECKING:
    from twin_viewers.web.panels import Panel

__all__ = ["Shown"]

_TYPES: Final = {".csv": "text/csv", ".zip": "application/zip", ".png": "image/png"}
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_PLOTS: Final = 6
_FIRST_HOUR: Final = 18
"""Hour that is shown first if it is known, when people are at home and rooms are wanted."""
_UNSORTED: Final = ("", False)


class Shown:
    """What a panel shows of an answer.

    Parameters
    ----------
    panel : whose state and session it is
    desk : where figures and files are made
    """

    def __init__(self, panel: Panel, desk: Desk) -> None:
        self._panel, self._desk, self.session = panel, desk, panel.session
        self._answer: Answer | None = None
        self._tables: Tables | None = None
        self._hours: Hours | None = None
        self._at: tuple[int, str] = (0, "")
        self._sorts: dict[str, tuple[str, bool]] = {}
        self._wide = ""
        self._drawing: asyncio.Task[None] | None = None
        self._language = self.session.words.language
        self._picture = UsagePicture(self.session, self._show_colours)
        panel.put(large=None, large_open=False, wide_open=False, on=False)
        for act in (self.choose, self.sort, self.tabulate, self.widen, self.paint, self.hour, self.day):
            panel.act(act.__name__, act)
        for later in (self.save, self.enlarge):
            panel.act(later.__name__, later)
        self.take(None)

    def take(self, answer: Answer | None) -> None:
        """Say what an answer says, or nothing.

        Parameters
        ----------
        answer : the answer
        """
        self._answer, self._sorts, self._wide = answer, {}, ""
        self._picture.end()
        if answer is None:
            self._tables = self._hours = None
            self._panel.put(answer=None, table=None, wide=None, plots=[], hours=None, colour="")
            return
        self._tables, self._hours = Tables(self.session.twin, answer), hours_of(answer.now)
        if self._hours is not None:
            hours, days = self._hours.hours, self._hours.days or ("",)
            self._at = (_FIRST_HOUR if _FIRST_HOUR in hours else hours[0], days[0])
        self.say()

    def show_first(self) -> None:
        """Colour the picture by what the answer colours best, and have its figures drawn."""
        listed = [] if self._answer is None else self._panel.server.state.usage_answer["colours"]
        if listed:
            self.paint(listed[0]["value"])
        self._drawing = asyncio.get_running_loop().create_task(self._fill_plots())

    def say(self) -> None:
        """Say the answer in the language of the session."""
        if self._answer is None:
            return
        words, images = self.session.words, [one["image"] for one in self._panel.server.state.usage_plots or []]
        state = answer_state(self._answer, words, by_hour=self._hours is not None)
        plots = plot_states(self._answer.now, words)[:_MOST_PLOTS]
        for one, image in zip(plots, images, strict=False):
            one["image"] = image
        self._panel.put(answer=state, plots=plots)
        self._draw_again()
        self._picture.said_again()
        self._show_hours()
        self._show_tables()

    def _draw_again(self) -> None:
        """Have figures that were drawn in another language drawn in that of the session."""
        before, self._language = self._language, self.session.words.language
        drawn = self._drawing
        if before != self._language and drawn is not None and (loop := drawn.get_loop()).is_running():
            self._drawing = loop.create_task(self._fill_plots())

    def choose(self, row: int) -> None:
        """Choose the thing of a row, and come near to it."""
        self.session.go_to(row)

    def sort(self, which: str, column: str) -> None:
        """Sort a table by a column, the greatest first; then the other way round."""
        before = self._sorts.get(which, _UNSORTED)
        self._sorts[which] = (column, not before[1] if before[0] == column else True)
        self._show_tables()

    def widen(self, is_open: bool) -> None:
        """Show all columns below the picture, or show them no longer."""
        self._panel.put(wide_open=is_open)
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
            self._panel.put(colour=which)
            by_hour = self._hours is not None and which == HOURS
            outcome = self._hours.outcome if self._hours is not None and by_hour else self._answer.now
            self._picture.show(outcome, colouring)
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
            content = await self._made(self._desk.draw(picture_of, now, self.session.look.storey, self._language))
            name = f"{now.measure}.png"
        else:
            name, content = await self._made(self._desk.draw(table_of, now, f".{ending}", self._language))
        state = self._panel.server.state
        state.page_file = {"name": name, "bytes": content, "type": _TYPES.get(name[name.rindex(".") :], _EXCEL)}
        state.dirty("page_file")

    async def enlarge(self, at: int) -> None:
        """Show a figure large."""
        if self._answer is None:
            return
        drawn = self._desk.draw(figure_of, self._answer.now, self._plots()[at], True, self._language)
        image = _image(await self._made(drawn))
        told = self._panel.server.state.usage_plots[at]["told"]
        self._panel.put(large={"image": image, "told": told}, large_open=True)

    async def _made(self, future: Future[Any]) -> Any:
        return await self._panel.waiting(future.result)

    def _step(self, hour: int, day: str) -> None:
        """Show another hour, in place."""
        hours = self._hours
        if hours is not None:
            self._at = (min(hours.hours, key=lambda one: abs(one - hour)), day)
            self._picture.step(hours.at(*self._at))
            self._show_hours()
            self._show_tables()

    def _colouring(self, which: str) -> Colouring | None:
        if which == HOURS:
            return None if self._hours is None else self._hours.at(*self._at)
        return None if self._answer is None else self._answer.now.colours[int(which)]

    def _show_colours(self) -> None:
        """Say whether the picture shows the answer; its legend then counts rows of it, and not what is drawn."""
        self._panel.put(on=self._picture.is_on)
        if self._picture.is_on:
            state = self._panel.server.state
            state.legend_shown = legend_for_page(self._picture.legend, self.session.words)
            state.legend_counts = True

    def _show_tables(self) -> None:
        if self._tables is None:
            return
        put, words, which = self._panel.put, self.session.words, self._panel.server.state.usage_colour
        colouring = self._colouring(which) if which else None
        sort = self._sorts.get("short", _UNSORTED)
        put(table=self._tables.short(colouring, self._picture.values, words, sort=sort))
        if self._panel.server.state.usage_wide_open:
            put(wide=self._tables.wide(self._wide, words, sort=self._sorts.get("wide", _UNSORTED)))

    def _show_hours(self) -> None:
        words, hours = self.session.words, self._hours
        if hours is None:
            self._panel.put(hours=None)
            return
        hour, day = self._at
        days = [{"value": one, "text": spoken(one, words)} for one in hours.days]
        text = words("usage.from_to", begin=f"{hour:02d}:00", end=f"{hour + 1:02d}:00")
        ends = {"low": hours.hours[0], "high": hours.hours[-1]}
        self._panel.put(hours={"days": days, "day": day, "hour": hour, "text": text, **ends})

    def _plots(self) -> list[Plot]:
        now = None if self._answer is None else self._answer.now
        return [] if now is None else [one for one in now.plots if one.kind != "map" and len(now.shown(one))]

    async def _fill_plots(self) -> None:
        """Have the figures drawn beside the view, one after the other."""
        answer, language = self._answer, self._language
        for at, plot in enumerate(self._plots()[:_MOST_PLOTS]):
            try:
                drawn = self._desk.draw(figure_of, answer and answer.now, plot, False, language)
                made = await asyncio.wrap_future(drawn)
            except (TwinError, CancelledError):
                return
            if answer is not self._answer or language != self._language:
                return
            with self._panel.server.state as state:
                plots = [dict(one) for one in state.usage_plots]
                plots[at]["image"] = _image(made)
                self._panel.put(plots=plots)


def _image(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
