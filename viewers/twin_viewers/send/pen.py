"""Writes a strip beside a picture from the top down, and its foot from the bottom up."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
from PIL import ImageDraw, ImageFont

from twin_viewers.legend import Bar, Entry, Section
from twin_viewers.palette import sequential
from twin_viewers.panel import INK, font_file, nice_length
from twin_viewers.send.frames import Foot, Strip
from twin_viewers.send.spoken import rounded

__all__ = ["Pen"]

_PALE: Final = "#5F666E"
_TRACK: Final = "#D4D9DE"
_MARK: Final = "#0B62A4"
_RIM: Final = "#9AA1A8"
_MARGIN: Final = 0.06
_LINES: Final = 34.0
"""So many lines of letters of full size are as high as the picture."""

_SMALLEST_PX: Final = 11.0
"""Lines get no lower for the sake of more entries; what is left over is counted in the last one [px]."""

_MOST_TITLE_LINES: Final = 3
_LEAST_GROW: Final = 0.7
"""How much smaller a long word is written at most, before it is cut [-]."""

_ENTRY, _BAR, _HEADING = 1.2, 2.3, 1.7
"""Heights of an entry, of a scale, and of a heading with the space above it [lines]."""

_TOP, _CLOCK, _FOOT = 4.0, 6.5, 6.6
"""Heights of a title, of a clock with what is below it, and of the foot [lines]."""

_FINER: Final = 4
"""North arrows are drawn so much larger and made smaller, which smooths their edges."""


class Pen:
    """Writes a strip.

    Parameters
    ----------
    image : the whole picture
    left : where the strip begins [px]
    strip : what to write
    """

    def __init__(self, image: Any, *, left: int, strip: Strip) -> None:
        self.image, self.draw, self.strip = image, ImageDraw.Draw(image), strip
        width, self.height = image.width - left, image.height
        self.left, self.right = left + _MARGIN * width, image.width - _MARGIN * width
        full = min(self.height / _LINES, width / 13)
        self.line = min(full, max(self.height / _lines_of(strip), min(full, _SMALLEST_PX)))
        self.top = self.line
        self.end = self.height - (_FOOT if strip.foot else 1.0) * self.line

    def write(self) -> None:
        """Write all of it."""
        strip, legend = self.strip, self.strip.legend
        self._lines(legend.title, 1.25, INK)
        for text in (strip.subtitle, legend.subtitle):
            self._lines(text, 0.9, _PALE)
        if strip.clock:
            self.top += 0.4 * self.line
            self._lines(strip.clock, 2.0, INK)
            self._bar_of_time(strip.share)
        self._lines(strip.caption, 0.9, INK)
        for section in (*legend.above, Section(legend.heading, legend.entries, legend.bar)):
            self._section(section)
        if strip.foot is not None:
            self._foot(strip.foot)

    def _section(self, section: Section) -> None:
        if not section.entries and section.bar is None:
            return
        self.top += 0.6 * self.line
        self._lines(section.heading, 0.85, _PALE)
        if section.bar:
            self._scale(section.bar)
        for at, entry in enumerate(section.entries):
            if self.top + 2 * _ENTRY * self.line > self.end and at + 1 < len(section.entries):
                self._entry(Entry(f"… + {len(section.entries) - at}", 0, None))
                return
            self._entry(entry)

    def _lines(self, text: str, grow: float, colour: str) -> None:
        """Write a text in as many lines as it needs, three at most."""
        rest = text.split(" ")  # spaces that do not break stay
        wide = max(self.draw.textlength(word, font=self._font(grow)) for word in rest)
        grow *= min(1.0, max(_LEAST_GROW, (self.right - self.left) / max(wide, 1.0)))
        font = self._font(grow)
        for number in range(_MOST_TITLE_LINES):
            line = ""
            while rest and (not line or self._fits(f"{line} {rest[0]}", font)):
                line = f"{line} {rest.pop(0)}".strip()
            if line:
                whole = f"{line} …" if rest and number + 1 == _MOST_TITLE_LINES else line
                self.draw.text(
                    (self.left, self.top), self._cut(whole, font, self.right - self.left), font=font, fill=colour
                )
                self.top += grow * self.line * 1.25

    def _bar_of_time(self, share: float | None) -> None:
        """Draw how much of the time has passed."""
        if share is not None:
            low, high = self.top + 0.15 * self.line, self.top + 0.45 * self.line
            end = self.left + share * (self.right - self.left)
            self.draw.rectangle((self.left, low, self.right, high), fill=_TRACK)
            self.draw.rectangle((self.left, low, end, high), fill=_MARK)
            self.top += 0.9 * self.line

    def _entry(self, entry: Entry) -> None:
        """Draw one line of the legend."""
        size, left, right = 0.75 * self.line, self.left + (0.5 * self.line if entry.indent else 0.0), self.right
        font = self._font(0.85)
        if entry.count:
            count = self.strip.words.number(entry.count)
            self.draw.text((right, self.top), count, font=font, fill=_PALE, anchor="ra")
            right -= self.draw.textlength(count, font=font) + 0.5 * self.line
        if entry.colour is not None:
            colour = tuple(round(255 * one) for one in entry.colour)
            box = (left, self.top + 0.15 * self.line, left + 1.3 * size, self.top + 0.15 * self.line + size)
            self.draw.rectangle(box, fill=colour, outline=_RIM)
            left += 1.7 * size
        for line in self._broken(entry.label, font, right - left):
            self.draw.text((left, self.top), line, font=font, fill=INK)
            self.top += 0.95 * self.line
        self.top += (_ENTRY - 0.95) * self.line

    def _scale(self, bar: Bar) -> None:
        """Draw the colours of a number from the least to the greatest."""
        steps = np.linspace(self.left, self.right, 65)
        for left, right, tone in zip(steps, steps[1:], sequential(np.linspace(0.0, 1.0, 64)), strict=False):
            colour = tuple(round(255 * one) for one in tone.tolist())
            self.draw.rectangle((left, self.top, right, self.top + 0.7 * self.line), fill=colour)
        self.top += 0.9 * self.line
        font, words = self._font(0.85), self.strip.words
        self.draw.text((self.left, self.top), rounded(words, bar.low), font=font, fill=_PALE)
        self.draw.text((self.right, self.top), rounded(words, bar.high), font=font, fill=_PALE, anchor="ra")
        self.top += 1.4 * self.line

    def _foot(self, foot: Foot) -> None:
        """Draw reference system, scale bar and north arrow."""
        bottom, font = self.height - 0.8 * self.line, self._font(0.75)
        if self.strip.legend.crs:
            crs = self._cut(self.strip.legend.crs.split("[")[0], font, self.right - self.left)
            self.draw.text((self.left, bottom), crs, font=font, fill=_PALE, anchor="ls")
        bottom -= 1.3 * self.line
        length = nice_length(0.6 * (self.right - self.left) * foot.metres_per_pixel)
        half, thick = length / foot.metres_per_pixel / 2, 0.24 * self.line
        for start, colour in ((self.left, INK), (self.left + half, _RIM)):
            self.draw.rectangle((start, bottom - thick, start + half, bottom), fill=colour)
        said = f"{rounded(self.strip.words, length)}\N{NO-BREAK SPACE}m"
        self.draw.text((self.left, bottom - 2 * thick), said, font=self._font(0.85), fill=INK, anchor="ls")
        if self.strip.legend.north is not None:
            self._north(foot, self.strip.legend.north, middle=bottom - 3.6 * self.line)

    def _north(self, foot: Foot, north: tuple[float, float], *, middle: float) -> None:
        """Draw an arrow that lies on the ground, seen as the picture sees it."""
        from PIL import Image

        flat = _on_ground(foot, north)
        size = round(4.2 * self.line)
        card = Image.new("RGB", (_FINER * size, _FINER * size), "white")
        pen, radius, middle_px = ImageDraw.Draw(card), 0.31 * _FINER * size, 0.5 * _FINER * size
        turn = np.linspace(0, 2 * np.pi, 97)
        ring = np.column_stack((np.sin(turn), np.cos(turn))) * 0.7
        shapes = (ring, np.array(((0, 1), (-0.4, -0.7), (0, -0.4))), np.array(((0, 1), (0.4, -0.7), (0, -0.4))))
        on_card = [[tuple(point) for point in (shape @ flat * radius + middle_px).tolist()] for shape in shapes]
        pen.line(on_card[0], fill=_RIM, width=_FINER)
        pen.polygon(on_card[1], fill=INK)
        pen.polygon(on_card[2], fill=_RIM)
        tip = np.array((0.0, 1.35)) @ flat * radius + middle_px
        pen.text(tuple(tip.tolist()), "N", font=_font(_FINER * 0.7 * self.line), fill=INK, anchor="mm")
        small = card.resize((size, size), Image.Resampling.LANCZOS)
        self.image.paste(small, (round(self.left), round(middle - size / 2)))

    def _font(self, grow: float) -> Any:
        return _font(max(8.0, 0.85 * self.line * grow))

    def _fits(self, text: str, font: Any) -> bool:
        return bool(self.draw.textlength(text, font=font) <= self.right - self.left)

    def _broken(self, text: str, font: Any, most: float) -> list[str]:
        """Return a text in one line, or in two of which the second may be cut."""
        first, rest = "", text.split(" ")
        while rest and self.draw.textlength(f"{first} {rest[0]}".strip(), font=font) <= most:
            first = f"{first} {rest.pop(0)}".strip()
        left = [self._cut(" ".join(rest), font, most)] if rest else []
        return [first, *left] if first else left

    def _cut(self, text: str, font: Any, most: float) -> str:
        """Return a text that is no wider than it may be [px], shortened if it must be."""
        if self.draw.textlength(text, font=font) <= most:
            return text
        while text and self.draw.textlength(f"{text}…", font=font) > most:
            text = text[:-1].rstrip()
        return f"{text}…"


@cache
def _font(size: float) -> Any:
    found = font_file()
    return ImageFont.truetype(found, size) if found else ImageFont.load_default(size)


def _on_ground(foot: Foot, north: tuple[float, float]) -> Any:
    """Return where a step to the east and one to the north lead in the picture, right and down, (2, 2)."""
    level = np.array((*north, 0.0))
    east = np.cross(level, (0.0, 0.0, 1.0))
    return np.array([(way @ foot.right, -(way @ foot.up)) for way in (east, level)])


def _lines_of(strip: Strip) -> float:
    """Return how many lines all of a strip takes, if no text needs two."""
    legend = strip.legend
    sections = (*legend.above, Section(legend.heading, legend.entries, legend.bar))
    return (
        _TOP
        + (_CLOCK if strip.clock else 0.0)
        + sum(_HEADING + _ENTRY * len(one.entries) + (_BAR if one.bar else 0.0) for one in sections)
        + (_FOOT if strip.foot else 1.0)
    )
