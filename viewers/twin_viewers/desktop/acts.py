"""What people can do in a window, each under the name that keys and buttons call it by."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from twin.errors import OutputError
from twin_viewers.desktop.asking import Asking
from twin_viewers.desktop.layout import Box
from twin_viewers.look import SOLID, XRAY
from twin_viewers.web.playing import Side
from twin_viewers.web.visibility import manner_of, storeys_of
from twin_viewers.words import LANGUAGES

__all__ = ["LAYERS", "Acts"]

LAYERS: Final = ("kind", "use", "dwelling", "system", "links", "criticality")
"""What the keys 1 to 6 colour by."""

_GAPS_M: Final = (0.0, 3.0, 8.0)
_SIDES: Final[tuple[Side, ...]] = ("both", "a", "b", "difference")


class Acts(Asking):
    """What people can do in a window."""

    folder: Path = Path()
    """Where pictures are saved."""

    def act(self, name: str, key: str = "") -> None:
        """Do what has a name.

        Parameters
        ----------
        name : of one of the methods
        key : that asked for it
        """
        if name == "layer":
            self.colour(LAYERS[int(key) - 1])
        else:
            getattr(self, name)()

    def fit(self) -> None:
        """Come near to what is chosen; to the whole if nothing is."""
        self.session.fit()

    def home(self) -> None:
        """Show the estate from where it was first seen."""
        self.session.home()

    def hide(self) -> None:
        """Hide what is chosen."""
        self.session.hide_selected()

    def isolate(self) -> None:
        """Show only what is chosen."""
        self.session.isolate_selected()

    def show_all(self) -> None:
        """Show everything again."""
        self.session.show_all()

    def explode(self) -> None:
        """Draw storeys apart, then farther, then not."""
        seen = self.session.visibility
        gap = next((one for one in _GAPS_M if one > seen.gap_m), 0.0)
        self.session.see(replace(seen, gap_m=gap))

    def cut(self) -> None:
        """Cut from above, from two sides, and then not at all."""
        self.plane.turn()
        self._say_cut()

    def cut_less(self) -> None:
        """Shift the plane so that less is taken away."""
        self.plane.shift(-1)
        self.session.tell("picture")

    def cut_more(self) -> None:
        """Shift the plane so that more is taken away."""
        self.plane.shift(1)
        self.session.tell("picture")

    def see_through(self) -> None:
        """Look through the walls, or from outside."""
        look = self.session.look
        manner = XRAY if manner_of(look, sunny=self.stage.scene.sunny) == SOLID else SOLID
        self.session.show(replace(look, manner=manner, storey=None if manner == SOLID else look.storey))

    def storey_up(self) -> None:
        """Look into the storey above; above the highest at the whole again."""
        self._climb(1)

    def storey_down(self) -> None:
        """Look into the storey below; below the lowest at the whole again."""
        self._climb(-1)

    def night(self) -> None:
        """Show night, or day."""
        seen = self.session.visibility
        self.session.see(replace(seen, light="night" if seen.light == "day" else "day"))

    def from_top(self) -> None:
        """Look from above, with north up."""
        self.stage.compass("top")
        self.session.tell("picture")

    def upstream(self) -> None:
        """Colour what feeds what is chosen, or nothing more."""
        self._trace("upstream")

    def downstream(self) -> None:
        """Colour what is fed by what is chosen, or nothing more."""
        self._trace("downstream")

    def measure(self) -> None:
        """Measure between two clicks, or no more."""
        self.session.use("select" if self.session.tool == "measure" else "measure")
        self.session.tell("language") if self.session.tool == "measure" else None

    def legend(self) -> None:
        """Show or hide what colours mean."""
        self.has_legend = not self._has_card(self.stage.legend)
        self.stale.update(("legend", "side"))

    def language(self) -> None:
        """Say everything in the next language."""
        at = LANGUAGES.index(self.session.words.language)
        self.session.speak(LANGUAGES[(at + 1) % len(LANGUAGES)])

    def help(self) -> None:
        """Show what keys and hands do, or hide it."""
        self.helps = not self.helps
        self.stale.add("help")

    def leave(self) -> None:
        """Close what is open, put down a tool, choose nothing."""
        if self.helps:
            self.help()
        elif self.chooser is not None:
            self._ask(None)
        elif self.session.tool != "select":
            self.session.use("select")
        elif self.session.traced is not None:
            self.session.trace(None)
        elif self.session.selected is not None:
            self.session.select(None)

    def close(self) -> None:
        """Close the window."""
        if not self.is_closed:
            self.is_closed = self._is_smooth = True
            self.plane.off()
            self._interactor.TerminateApp()

    def save_picture(self) -> None:
        """Write what the window shows as a picture into the folder, under a name that is free."""
        from PIL import Image

        stem = re.sub(r"[^\w-]+", "-", self.session.title).strip("-").lower() or "estate"
        names = (self.folder / f"{stem}-{number}.png" for number in count(1))
        path = next(one for one in names if not one.exists())
        try:
            Image.fromarray(self.picture()).save(path)
        except OSError as error:
            raise OutputError(path, f"cannot be written ({error.strerror})", "Start in another folder.") from error
        self.session.say(self.session.words("desktop.saved", path=path.resolve()))

    def play(self) -> None:
        """Let the time of a run pass, or stop it."""
        session = self.session
        if session.player is None:
            session.say(session.words("desktop.no_run"))
            return
        if not self.is_playing and session.moment_s >= session.duration_s:
            session.at_moment(0.0)
        self.is_playing = not self.is_playing
        self.stale.add("clock")

    def before(self) -> None:
        """Go to the moment before at which anything changes."""
        self.slide(max((one for one in (0.0, *self.session.moments) if one < self.session.moment_s), default=0.0))

    def after(self) -> None:
        """Go to the next moment at which anything changes."""
        end = self.session.duration_s
        self.slide(min((one for one in (*self.session.moments, end) if one > self.session.moment_s), default=end))

    def slide(self, moment_s: float) -> None:
        """Go to a moment of the run.

        Parameters
        ----------
        moment_s : since its start [s]
        """
        self.session.at_moment(moment_s)
        self._stir()

    def slide_to(self, x: float) -> None:
        """Go to the moment that a place of the slider means.

        Parameters
        ----------
        x : from the left of the window [px]
        """
        if self.clock is not None and self.layout.clock is not None:
            self.slide(self.clock.moment_at(x - self.layout.clock.left))

    def go_to_entry(self, number: int) -> None:
        """Go to a line of what happened: to its moment, and to the first thing that it tells of."""
        played = self.session.pair.b if self.session.pair else self.session.player
        if played is not None:
            entry = played.timeline()[number]
            self.session.at_moment(entry.time_s)
            if entry.row is not None:
                self.session.go_to(entry.row)

    def side(self) -> None:
        """Show both runs, the first, the second, or where they differ."""
        if self.session.pair is None:
            self.session.say(self.session.words("desktop.no_pair"))
            return
        at = _SIDES.index(self.session.side)
        self.session.show_side(_SIDES[(at + 1) % len(_SIDES)])
        self.stale.add("layout")

    def _climb(self, way: int) -> None:
        session, nodes = self.session, self.session.twin.nodes
        ids = [key for key, _ in storeys_of(session.twin)]
        rows = [session.twin.row(key) for key in ids]
        now = session.look.storey
        chosen = session.twin.row(now) if now else session.selected
        house = -1 if chosen is None else int(nodes["building"][chosen])
        own = [row for row in rows if nodes["building"][row] == house] or [
            row for row in rows if nodes["building"][row] == nodes["building"][rows[0]]
        ]
        steps: list[int | None] = [None, *own]
        at = steps.index(chosen) if now and chosen in steps else 0
        row = steps[(at + way) % len(steps)]
        storey = None if row is None else str(nodes["id"][row])
        session.show(replace(session.look, storey=storey, manner="" if storey else session.look.manner))

    def _trace(self, direction: Any) -> None:
        session = self.session
        if session.selected is None:
            session.say(session.words("desktop.choose_first"))
            return
        traced = session.traced
        session.trace(None if traced is not None and traced.direction == direction else direction)

    def _say_cut(self) -> None:
        self.session.tell("picture")
        if self.plane.is_on:
            self.session.say(self.session.words("desktop.cut_how"))

    def _part_at(self, x: float, y: float) -> str:
        """Return the name of the part of the window at a place."""
        for name, is_open in (("chooser", self.chooser is not None), ("help", self.helps)):
            if is_open and name in self._sheets and self._sheets[name][1].holds(x, y):
                return name
        if self.layout.side.holds(x, y):
            return "side"
        if self.layout.clock is not None and self.layout.clock.holds(x, y):
            target = self._target_at("clock", x, y)
            return "track" if target is not None and target[0] == "slide" else "clock"
        return "scene" if any(box.holds(x, y) for box in self.layout.scenes) else ""

    def _scene_at(self, x: float) -> Box:
        return next((box for box in self.layout.scenes if box.left <= x < box.left + box.width), self.layout.scenes[0])

    def _target_at(self, part: str, x: float, y: float) -> Any:
        if part not in self._sheets:
            return None
        sheet, box = self._sheets[part]
        down = y - box.top + (self._scrolled if part == "side" else 0)
        return next((zone.target for zone in sheet.zones if zone.holds(x - box.left, down)), None)
