"""The panels of a window: how each is written anew, and where it lies."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from twin.model.kinds import Kind
from twin_viewers.desktop import cards
from twin_viewers.desktop.board import Board
from twin_viewers.desktop.chooser import Chooser
from twin_viewers.desktop.clock import Clock, clock_of_session
from twin_viewers.desktop.layout import Box, Layout, layout_of
from twin_viewers.desktop.lines import Line, lines_of_estate, lines_of_pair, lines_of_run, lines_of_thing, write
from twin_viewers.desktop.sheet import Sheet
from twin_viewers.desktop.view import View, WindowStage
from twin_viewers.legend import Legend
from twin_viewers.web.camera import scale_bar
from twin_viewers.web.session import Session

__all__ = ["Panels"]

_SHORT: Final = 16
"""A legend with more lines is written beside the scene."""


class Panels:
    """The panels of a window.

    Parameters
    ----------
    session : what is shown
    stage : the picture of it
    interactor : of VTK, tells what hands do
    """

    def __init__(self, session: Session, stage: WindowStage, interactor: Any) -> None:
        self.session, self.stage, self._interactor = session, stage, interactor
        self.view, self.board = View(stage), Board(stage.render_window)
        self.chooser: Chooser | None = None
        self.clock: Clock | None = None
        self.has_legend: bool | None = None
        self.helps, self.is_playing, self._scrolled = False, False, 0
        self._sheets: dict[str, tuple[Sheet, Box]] = {}
        self.layout = self._laid_out()

    @property
    def said(self) -> tuple[Line, ...]:
        """What the panel at the side says."""
        session, words = self.session, self.session.words
        player, row = session.player, session.selected
        if row is None and session.pair is not None:
            return lines_of_pair(session.pair, session.moment_s, words)
        if row is None and player is not None:
            return lines_of_run(player, session.moment_s, words)
        now = () if player is None or row is None else player.lost_by(row, session.moment_s)
        if row is None and session.look.storey is not None:
            row = session.twin.row(session.look.storey)
        if row is None:
            return lines_of_estate(session.twin, self._told_row(), words, title=session.title, today=date.today())
        return lines_of_thing(session.twin, row, words, today=date.today(), now=now)

    def _told_row(self) -> int:
        """Return what is told of while nothing is chosen: the site, else the first building."""
        twin = self.session.twin
        first = [rows[0] for kind in (Kind.SITE, Kind.BUILDING) if len(rows := twin.rows(kind))]
        return int(first[0]) if first else 0

    def _size(self) -> tuple[int, int]:
        width, height = self.stage.render_window.GetSize()
        return width, height

    def _laid_out(self) -> Layout:
        session = self.session
        layout = layout_of(self._size(), plays=session.player is not None, double=session.is_double)
        self.view.place(layout)
        return layout

    def _paint(self, names: set[str]) -> None:
        """Write some panels anew."""
        painters = {
            "side": self._paint_side,
            "clock": self._paint_clock,
            "legend": self._paint_legend,
            "marks": self._paint_marks,
            "hint": self._paint_hint,
            "message": self._paint_message,
            "chooser": self._paint_chooser,
            "help": self._paint_help,
            "captions": self._paint_captions,
        }
        for name, paint in painters.items():
            if name in names:
                paint()

    def _paint_side(self) -> None:
        sheet = Sheet(self.layout.side.width, self.layout.letter, paper=(250, 251, 252, 255), margin=18)
        write(self.said, sheet)
        if self._is_beside(self.stage.legend):
            sheet.rule()
            cards.write_legend(sheet, self.stage.legend, self.session.words, counts=self.session.player is None)
        self._put("side", sheet, self.layout.side)

    def _paint_clock(self) -> None:
        box = self.layout.clock
        if box is None:
            self._drop("clock")
            self.clock = None
            return
        self.clock = clock_of_session(self.session, box.width, self.layout.letter, is_playing=self.is_playing)
        self._put("clock", self.clock.sheet, box)

    def _paint_legend(self) -> None:
        legend, scene = self.stage.legend, self.layout.scenes[0]
        if not self._has_card(legend):
            self._drop("legend")
            return
        most = scene.height - 7 * self.layout.letter
        counts = self.session.player is None
        sheet = cards.legend_sheet(legend, self.session.words, letter=self.layout.letter, most=most, counts=counts)
        self._card("legend", sheet, left=10, top=10)

    def _has_card(self, legend: Legend) -> bool:
        """Return whether a legend lies over the scene: a long one would hide what it explains."""
        short = sum(len(one.entries) for one in legend.above) + len(legend.entries) <= _SHORT
        room = self.layout.scenes[0].width >= 30 * self.layout.letter
        return room and (short if self.has_legend is None else self.has_legend)

    def _is_beside(self, legend: Legend) -> bool:
        """Return whether a legend stands below what is said at the side."""
        return not self._has_card(legend) and self.has_legend is not False

    def _paint_marks(self) -> None:
        scene, letter = self.layout.scenes[0], self.layout.letter
        bar = scale_bar(self.stage.metres_per_pixel)
        crs = self.stage.legend.crs
        sheet = cards.marks(self.stage.north_deg, bar, self.session.words, letter=letter, crs=crs)
        self._card("marks", sheet, left=10, top=scene.height - round(sheet.top) - 20)

    def _paint_hint(self) -> None:
        self._drop("hint")
        if self.session.hint:
            sheet = cards.caption(self.session.hint, letter=self.layout.letter)
            self._card("hint", sheet, left=max(0, (self.layout.side.left - sheet.width) // 2), top=10)

    def _paint_captions(self) -> None:
        pair = self.session.pair
        names = [] if pair is None else [f"A · {pair.a.name}", f"B · {pair.b.name}"]
        for number in range(2):
            self._drop(f"caption {number}")
            if len(self.layout.scenes) > number and len(names) > 1 and self.session.is_double:
                sheet = cards.caption(names[number], letter=self.layout.letter)
                scene = self.layout.scenes[number]
                self._card(f"caption {number}", sheet, left=scene.left + scene.width - sheet.width - 10, top=10)

    def _paint_message(self) -> None:
        self._drop("message")
        told, scene = self.session.message, self.layout.scenes[0]
        if told is not None:
            most = self.layout.side.left - 40
            sheet = cards.message(told.text, letter=self.layout.letter, width=most, is_error=told.is_error)
            left = (self.layout.side.left - sheet.width) // 2
            self._card("message", sheet, left=left, top=scene.height - round(sheet.top) - 30)

    def _paint_chooser(self) -> None:
        self._drop("chooser")
        if self.chooser is not None:
            width = min(44 * self.layout.letter, self.layout.side.left - 20)
            sheet = self.chooser.sheet(width, self.layout.letter)
            self._card("chooser", sheet, left=(self.layout.side.left - width) // 2, top=4 * self.layout.letter)

    def _paint_help(self) -> None:
        self._drop("help")
        if self.helps:
            plays = self.session.player is not None
            most = self.layout.side.left - 20
            sheet = cards.help_sheet(self.session.words, letter=self.layout.letter, width=most, plays=plays)
            top = max(10, (self.layout.size[1] - round(sheet.top)) // 2)
            self._card("help", sheet, left=(self.layout.side.left - sheet.width) // 2, top=top)

    def _card(self, name: str, sheet: Sheet, *, left: int, top: int) -> None:
        pixels = sheet.pixels(frame=True)
        self._sheets[name] = sheet, Box(left, top, pixels.shape[1], pixels.shape[0])
        self.board.put(name, pixels, left=left, top=top)

    def _put(self, name: str, sheet: Sheet, box: Box) -> None:
        """Show a panel that has a place of its own; of a long one the part that is scrolled to."""
        start = self._scrolled if name == "side" else 0
        pixels = sheet.pixels(height=start + box.height)[start:]
        self._sheets[name] = sheet, box
        self.board.put(name, pixels, left=box.left, top=box.top)

    def _drop(self, name: str) -> None:
        self._sheets.pop(name, None)
        self.board.drop(name)
