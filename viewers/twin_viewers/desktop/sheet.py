"""Paper that panels are written on: lines of text, colours and rules, as pixels that any window can show.

Text is set with the font that pictures use. A sheet remembers which of its lines lead somewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from twin_viewers.panel import INK, font_file

__all__ = ["ACCENT", "PALE", "WARNING", "Sheet", "Zone", "font"]

PALE: Final = "#5F666E"
ACCENT: Final = "#0B5C8A"
WARNING: Final = "#A4261D"
_RULE: Final = "#D5D9DE"
_LEADING: Final = 1.42
"""Height of a line over that of its letters [-]."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a sheet that leads somewhere.

    Parameters
    ----------
    left, top, right, bottom : its edges [px]
    target : what it leads to
    """

    left: float
    top: float
    right: float
    bottom: float
    target: Any

    def holds(self, x: float, y: float) -> bool:
        """Return whether a place is in it."""
        return self.left <= x < self.right and self.top <= y < self.bottom


@cache
def font(size: int, *, bold: bool = False) -> Any:
    """Return a font.

    Parameters
    ----------
    size : height of its letters [px]
    bold : whether they are heavy
    """
    path = font_file()
    if path is None:
        return ImageFont.load_default(size)
    heavy = Path(path).with_name("DejaVuSans-Bold.ttf")
    return ImageFont.truetype(str(heavy if bold and heavy.is_file() else path), size)


class Sheet:
    """A sheet of paper that is written from the top down.

    Parameters
    ----------
    width : of the sheet [px]
    letter : height of usual letters [px]
    height : of the sheet [px]; it is cut off below what is written
    margin : left and right of what is written [px]
    paper : its colour, with how much one sees of it
    """

    def __init__(
        self, width: int, letter: int, *, height: int = 4000, margin: int = 14, paper: tuple[int, ...] = (255,) * 4
    ) -> None:
        self._image = Image.new("RGBA", (width, height), paper)
        self._draw = ImageDraw.Draw(self._image)
        self.width, self.letter, self.margin, self._edge = width, letter, margin, margin
        self.top = float(margin)
        self.zones: list[Zone] = []

    @property
    def room(self) -> float:
        """Width between the margins [px]."""
        return float(self.width - self.margin - self._edge)

    def write(
        self,
        text: str,
        *,
        grow: float = 1.0,
        colour: str = INK,
        bold: bool = False,
        indent: float = 0.0,
        most: int = 0,
        target: Any = None,
    ) -> None:
        """Write a text in as many lines as it needs, and go on below it.

        Parameters
        ----------
        text : what to write
        grow : size of its letters over the usual [-]
        colour : of its letters
        bold : whether they are heavy
        indent : from the left margin [px]
        most : lines at most, 0 for all
        target : where a click on it leads
        """
        size = max(8, round(self.letter * grow))
        set_in, began = font(size, bold=bold), self.top
        for line in _wrapped(text, set_in, self.room - indent, most=most):
            self._text(self.margin + indent, line, set_in, colour)
            self.top += size * _LEADING
        if target is not None:
            self.zones.append(Zone(0, began, self.width, self.top, target))

    def pair(self, name: str, value: str, *, share: float = 0.42, colour: str = INK, target: Any = None) -> None:
        """Write a name and beside it what it is.

        Parameters
        ----------
        name : on the left
        value : on the right of it
        share : of the width that the name has [-]
        colour : of the value
        target : where a click leads
        """
        set_in, began = font(self.letter), self.top
        left = round(self.room * share)
        for start, text, tone, room in (
            (0, name, PALE, left - self.letter * 0.6),
            (left, value, ACCENT if target is not None else colour, self.room - left),
        ):
            at = began
            for line in _wrapped(text, set_in, room):
                self._draw.text((self.margin + start, at), line, font=set_in, fill=tone)
                at += self.letter * _LEADING
            self.top = max(self.top, at)
        if target is not None:
            self.zones.append(Zone(self.margin + left, began, self.width, self.top, target))

    def entry(self, label: str, *, swatch: tuple[int, ...] | None, number: str = "", indent: float = 0.0) -> None:
        """Write a line of a legend: a field of colour, what it means, and how many.

        Parameters
        ----------
        label : what it means
        swatch : its colour, None for none
        number : how many, at the right
        indent : from the left margin [px]
        """
        set_in, x, side = font(self.letter), self.margin + indent, self.letter
        if swatch is not None:
            self._draw.rounded_rectangle((x, self.top + 1, x + 1.3 * side, self.top + 1 + side), 2, fill=swatch)
            x += 1.3 * side + 8
        counted = set_in.getlength(number)
        line = next(_wrapped(label, set_in, self.width - self.margin - x - counted - 6, most=1), "")
        self._draw.text((x, self.top), line, font=set_in, fill=INK)
        self._draw.text((self.width - self.margin - counted, self.top), number, font=set_in, fill=PALE)
        self.top += self.letter * 1.5

    def ramp(self, colours: NDArray[np.float64]) -> None:
        """Draw a scale of colours, (n, 3), 0 to 1 [-]."""
        step = self.room / len(colours)
        for at, colour in enumerate(np.round(colours * 255).astype(int).tolist()):
            left = self.margin + at * step
            self._draw.rectangle((left, self.top, left + step, self.top + self.letter), fill=tuple(colour))
        self.top += self.letter * 1.4

    def ends(self, left: str, right: str, *, colour: str = PALE, bold: bool = False, grow: float = 1.0) -> None:
        """Write one text at each end of a line."""
        size = max(8, round(self.letter * grow))
        set_in = font(size, bold=bold)
        self._text(self.margin, left, set_in, colour)
        self._text(self.width - self.margin - set_in.getlength(right), right, set_in, colour)
        self.top += size * 1.5

    def keycap(self, keys: str, label: str, *, share: float = 0.3) -> None:
        """Write what a key does, with the key on a cap."""
        set_in = font(self.letter)
        width = set_in.getlength(keys) + self.letter
        box = (self.margin, self.top - 2, self.margin + width, self.top + self.letter * 1.35)
        self._draw.rounded_rectangle(box, 4, fill="#EEF1F4", outline="#B9C0C8")
        self._text(self.margin + self.letter / 2, keys, set_in, INK)
        left = max(self.room * share, width + 8)
        for line in _wrapped(label, set_in, self.room - left):
            self._text(self.margin + left, line, set_in, INK)
            self.top += self.letter * _LEADING
        self.top += self.letter * 0.36

    def columns(self, keys: Sequence[tuple[str, str]], count: int) -> None:
        """Write what keys do, in columns.

        Parameters
        ----------
        keys : what is on each key, and what it does
        count : number of columns
        """
        began, width, margin, ends = self.top, self.width, self.margin, []
        each = -(-len(keys) // count)
        for column in range(count):
            self.top = began
            self.margin = margin + round(column * (width - margin) / count)
            self.width = margin + round((column + 1) * (width - margin) / count)
            for keys_shown, label in keys[column * each : (column + 1) * each]:
                self.keycap(keys_shown, label)
            ends.append(self.top)
        self.top, self.width, self.margin = max(ends), width, margin

    def paste(self, picture: Image.Image, *, left: int, top: int) -> None:
        """Lay a picture on the sheet.

        Parameters
        ----------
        picture : with how much one sees of each of its pixels
        left, top : its corner [px]
        """
        self._image.alpha_composite(picture, (left, top))

    def band(self, height: float, colour: str) -> None:
        """Draw a band behind the line that comes next."""
        self._draw.rectangle((0, self.top - 4, self.width, self.top + height - 4), fill=colour)

    def rule(self) -> None:
        """Draw a line across."""
        self.top += 4
        self._draw.line((self.margin, self.top, self.width - self.margin, self.top), fill=_RULE)
        self.top += 8

    def gap(self, share: float = 0.6) -> None:
        """Leave a part of a line free."""
        self.top += self.letter * share

    @property
    def ink(self) -> Any:
        """What draws on it, for shapes of another kind."""
        return self._draw

    def pixels(self, *, height: int | None = None, frame: bool = False) -> NDArray[np.uint8]:
        """Return the sheet as far as it is written, or of a height, (height, width, 4).

        Parameters
        ----------
        height : of the sheet [px]
        frame : whether a thin line goes around it
        """
        end = min(round(self.top + self.margin) if height is None else height, self._image.height)
        cut = self._image.crop((0, 0, self.width, end))
        if frame:
            ImageDraw.Draw(cut).rectangle((0, 0, self.width - 1, end - 1), outline=_RULE)
        return np.array(cut)

    def _text(self, x: float, text: str, set_in: Any, colour: str) -> None:
        self._draw.text((x, self.top), text, font=set_in, fill=colour)


def _wrapped(text: str, set_in: Any, room: float, *, most: int = 0) -> Iterator[str]:
    """Yield the lines of a text; words that are too long are broken."""
    lines, line = [], ""
    for word in filter(None, text.split(" ")):  # other spaces hold numbers and their units together
        longer = f"{line} {word}" if line else word
        if set_in.getlength(longer) <= room:
            line = longer
            continue
        lines += [line] if line else []
        line = word
        while set_in.getlength(line) > room and len(line) > 1:
            count = max(1, int(len(line) * room / set_in.getlength(line)) - 1)
            lines.append(line[:count])
            line = line[count:]
    lines += [line] if line else []
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and set_in.getlength(f"{last}…") > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    yield from lines
