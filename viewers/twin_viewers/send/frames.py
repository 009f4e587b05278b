"""Pictures with a strip beside them that says what one sees: title, clock and legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin_viewers.legend import Entry, Legend
from twin_viewers.palette import sequential
from twin_viewers.panel import INK, font_file, panel_width

__all__ = ["Strip", "beside", "width_of_picture"]

_PALE: Final = "#5F666E"
_TRACK: Final = "#D4D9DE"
_MARK: Final = "#0B62A4"
_MARGIN: Final = 0.06
_LINES: Final = 34
"""So many lines of letters are as high as the picture."""

_MOST_TITLE_LINES: Final = 3


@dataclass(frozen=True)
class Strip:
    """What is said beside a picture.

    Parameters
    ----------
    title : of what one sees
    subtitle : below it
    clock : in large letters; empty for none
    caption : below the clock
    share : how much of the time has passed, 0 to 1 [-]; None draws no bar
    legend : what the colours mean
    """

    title: str
    subtitle: str
    clock: str
    caption: str
    share: float | None
    legend: Legend


def width_of_picture(size: tuple[int, int]) -> int:
    """Return how much of the width of a whole is left for the picture [px].

    Parameters
    ----------
    size : width and height of the whole [px]
    """
    return size[0] - panel_width(size)


def beside(pixels: NDArray[np.uint8], strip: Strip, *, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture with the strip to its right, (height, width, 3).

    Parameters
    ----------
    pixels : the picture, as wide as `width_of_picture` says, (height, width of picture, 3)
    strip : what to say
    size : width and height of the whole [px]
    """
    from PIL import Image

    whole = Image.new("RGB", size, "white")
    whole.paste(Image.fromarray(pixels), (0, 0))
    _Pen(whole, left=pixels.shape[1]).write(strip)
    return np.asarray(whole)


class _Pen:
    """Writes from the top down."""

    def __init__(self, image: Any, *, left: int) -> None:
        from PIL import ImageDraw

        self.draw = ImageDraw.Draw(image)
        width, self.height = image.width - left, image.height
        self.left, self.right = left + _MARGIN * width, image.width - _MARGIN * width
        self.line = min(self.height / _LINES, width / 13)
        self.top = self.line

    def write(self, strip: Strip) -> None:
        """Write all of a strip."""
        self.lines(strip.title, 1.25, INK)
        self.lines(strip.subtitle, 0.9, _PALE)
        if strip.clock:
            self.top += 0.4 * self.line
            self.lines(strip.clock, 2.0, INK)
            self.bar_of_time(strip.share)
        self.lines(strip.caption, 0.9, INK)
        self.top += 0.6 * self.line
        self.lines(strip.legend.heading, 0.85, _PALE)
        if strip.legend.bar:
            self.scale(strip)
        for entry in strip.legend.entries:
            if self.top > self.height - 1.6 * self.line:
                break
            self.entry(entry)

    def lines(self, text: str, grow: float, colour: str) -> None:
        """Write a text in as many lines as it needs, three at most."""
        font = self._font(grow)
        rest = text.split()
        for _ in range(_MOST_TITLE_LINES):
            line = ""
            while rest and (not line or self._fits(f"{line} {rest[0]}", font)):
                line = f"{line} {rest.pop(0)}".strip()
            if line:
                self.draw.text((self.left, self.top), line, font=font, fill=colour)
                self.top += grow * self.line * 1.25

    def bar_of_time(self, share: float | None) -> None:
        """Draw how much of the time has passed."""
        if share is not None:
            low, high = self.top + 0.15 * self.line, self.top + 0.45 * self.line
            end = self.left + share * (self.right - self.left)
            self.draw.rectangle((self.left, low, self.right, high), fill=_TRACK)
            self.draw.rectangle((self.left, low, end, high), fill=_MARK)
            self.top += 0.9 * self.line

    def entry(self, entry: Entry) -> None:
        """Draw one line of the legend."""
        size, left = 0.75 * self.line, self.left + (0.5 * self.line if entry.indent else 0.0)
        font = self._font(0.85)
        if entry.colour is not None:
            colour = tuple(round(255 * one) for one in entry.colour)
            box = (left, self.top + 0.15 * self.line, left + 1.3 * size, self.top + 0.15 * self.line + size)
            self.draw.rectangle(box, fill=colour, outline="#9AA1A8")
            left += 1.7 * size
            count = f"{entry.count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
            if entry.count:
                self.draw.text((self.right, self.top), count, font=font, fill=_PALE, anchor="ra")
        self.draw.text((left, self.top), entry.label, font=font, fill=INK if entry.colour else _PALE)
        self.top += 1.2 * self.line

    def scale(self, strip: Strip) -> None:
        """Draw the colours of a number from the least to the greatest."""
        bar = strip.legend.bar
        assert bar is not None
        steps = np.linspace(self.left, self.right, 65)
        for left, right, tone in zip(steps, steps[1:], sequential(np.linspace(0.0, 1.0, 64)), strict=False):
            colour = tuple(round(255 * one) for one in tone.tolist())
            self.draw.rectangle((left, self.top, right, self.top + 0.7 * self.line), fill=colour)
        self.top += 0.9 * self.line
        font = self._font(0.85)
        self.draw.text((self.left, self.top), f"{bar.low:g}", font=font, fill=_PALE)
        self.draw.text((self.right, self.top), f"{bar.high:g} {bar.unit}", font=font, fill=_PALE, anchor="ra")
        self.top += 1.4 * self.line

    def _font(self, grow: float) -> Any:
        from PIL import ImageFont

        size = max(8, round(0.85 * self.line * grow))
        found = font_file()
        return ImageFont.truetype(found, size) if found else ImageFont.load_default(size)

    def _fits(self, text: str, font: Any) -> bool:
        return bool(self.draw.textlength(text, font=font) <= self.right - self.left)
