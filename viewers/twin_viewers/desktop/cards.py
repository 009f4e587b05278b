"""What is written over the scene: what colours mean, where north is, how long a metre is, and what the keys do."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from twin_viewers.desktop.keys import KEYS
from twin_viewers.desktop.sheet import PALE, Sheet, font
from twin_viewers.legend import Legend, Section
from twin_viewers.palette import sequential
from twin_viewers.words import Words

__all__ = ["caption", "help_sheet", "legend_sheet", "marks", "message", "write_legend"]

_GLASS: Final = (255, 255, 255, 226)
_INK: Final = (34, 38, 43, 255)
_STEPS: Final = 48
_FINER: Final = 4
"""North arrows are drawn so much larger and made smaller, which smooths their edges."""


def legend_sheet(legend: Legend, words: Words, *, letter: int, most: int, counts: bool) -> Sheet:
    """Return what the colours mean.

    Parameters
    ----------
    legend : of the picture
    words : the language of the reader
    letter : height of usual letters [px]
    most : height of the sheet at most [px]
    counts : whether the number of things of each colour says something
    """
    sheet = Sheet(19 * letter, letter, paper=_GLASS, margin=12)
    if legend.subtitle:
        sheet.write(legend.subtitle, bold=True)
    write_legend(sheet, legend, words, counts=counts, most=most)
    return sheet


def write_legend(sheet: Sheet, legend: Legend, words: Words, *, counts: bool, most: float = math.inf) -> None:
    """Write what the colours mean on a sheet.

    Parameters
    ----------
    sheet : to be written on
    legend : of the picture
    words : the language of the reader
    counts : whether the number of things of each colour says something
    most : where the sheet ends [px]
    """
    for section in (*legend.above, Section(legend.heading, legend.entries, legend.bar)):
        sheet.gap(0.4)
        sheet.write(_said(section.heading, words), colour=PALE, most=2)
        sheet.gap(0.2)
        if section.bar:
            sheet.ramp(sequential((np.arange(_STEPS) + 0.5) / _STEPS))
            sheet.ends(words.number(section.bar.low), f"{words.number(section.bar.high)} {section.bar.unit}".strip())
        _entries(sheet, section, words, most=most, counts=counts)


def _entries(sheet: Sheet, section: Section, words: Words, *, most: float, counts: bool) -> None:
    for number, entry in enumerate(section.entries):
        if sheet.top + 3.2 * sheet.letter > most and number + 1 < len(section.entries):
            sheet.write(words.counted("send.more", len(section.entries) - number), colour=PALE)
            return
        tone = None if entry.colour is None else tuple(round(255 * one) for one in entry.colour)
        count = words.number(entry.count) if counts else ""
        sheet.entry(_said(entry.label, words), swatch=tone, number=count, indent=8.0 if entry.indent else 0.0)


def _said(text: str, words: Words) -> str:
    return words.find("legend", text) or text


def marks(north_deg: float | None, bar: tuple[float, float], words: Words, *, letter: int, crs: str) -> Sheet:
    """Return the north arrow and the scale.

    Parameters
    ----------
    north_deg : where north is in the picture, clockwise from up [°]; None if unknown
    bar : a round length and how long it is in the picture [m], [px]
    words : the language of the reader
    letter : height of usual letters [px]
    crs : reference system, empty for local coordinates
    """
    length, width_px = bar
    side, system = round(3.6 * letter), crs or words("desktop.local")
    left, small = (side + 20 if north_deg is not None else 10), font(round(0.8 * letter))
    width = left + max(width_px, small.getlength(system)) + 12
    sheet = Sheet(round(width), letter, paper=(255, 255, 255, 200), margin=10)
    if north_deg is not None:
        sheet.paste(_arrow(side, north_deg), left=8, top=6)
    low, thick = 10 + 1.6 * letter, max(4, letter // 3)
    half = left + width_px / 2
    sheet.ink.rectangle((left, low, half, low + thick), fill=_INK)
    sheet.ink.rectangle((half, low, left + width_px, low + thick), fill="#9AA1A9")
    sheet.ink.text((left, 8), f"{words.number(length)} m", font=font(letter), fill=_INK)
    sheet.ink.text((left, low + thick + 4), system, font=small, fill=PALE)
    sheet.top = float(side + 2)
    return sheet


def _arrow(side: int, north_deg: float) -> Image.Image:
    """Return a needle in a ring that points to where north is in the picture."""
    size = side * _FINER
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw, middle, reach = ImageDraw.Draw(image), size / 2, size * 0.4
    draw.ellipse((middle - reach, middle - reach, middle + reach, middle + reach), outline="#B0B7BE", width=2 * _FINER)
    way = math.radians(north_deg)
    ahead, aside = np.array((math.sin(way), -math.cos(way))), np.array((math.cos(way), math.sin(way)))
    tip, tail = middle + ahead * reach * 0.55, middle - ahead * reach * 0.85
    waist = middle - ahead * reach * 0.5
    for sign, tone in ((-1, "#22262B"), (1, "#9AA1A9")):
        side_point = tail + sign * aside * reach * 0.45
        draw.polygon([tuple(tip), tuple(side_point), tuple(waist)], fill=tone)
    small = image.resize((side, side), Image.Resampling.LANCZOS)
    letter = font(max(9, side // 4), bold=True)
    at = side / 2 + ahead * side * 0.38
    ImageDraw.Draw(small).text(tuple(at), "N", font=letter, fill="#22262B", anchor="mm")
    return small


def help_sheet(words: Words, *, letter: int, width: int, plays: bool) -> Sheet:
    """Return what keys and hands do.

    Parameters
    ----------
    words : the language of the reader
    letter : height of usual letters [px]
    width : of the sheet at most [px]
    plays : whether a run is shown
    """
    columns = 2 if width >= 44 * letter else 1
    sheet = Sheet(min(width, 64 * letter if columns == 2 else 34 * letter), letter, paper=(255, 255, 255, 248))
    sheet.write(words("window.help"), grow=1.4, bold=True)
    sheet.write(words("desktop.hands"), colour=PALE)
    sheet.gap()
    shown = [one for one in KEYS if plays or one.group != "incident"]
    sheet.columns(
        [(one.shown or words(f"desktop.cap_{one.act}"), words(f"desktop.key_{one.act}")) for one in shown],
        columns,
    )
    return sheet


def caption(text: str, *, letter: int) -> Sheet:
    """Return a short text on a card of its own, such as the name of a run."""
    width = round(font(round(1.1 * letter), bold=True).getlength(text)) + 26
    sheet = Sheet(width, letter, paper=_GLASS, margin=10)
    sheet.write(text, grow=1.1, bold=True, most=1)
    return sheet


def message(text: str, *, letter: int, width: int, is_error: bool) -> Sheet:
    """Return what somebody is told.

    Parameters
    ----------
    text : what is said
    letter : height of usual letters [px]
    width : of the card at most [px]
    is_error : whether something could not be done
    """
    wide = min(width, round(font(letter).getlength(text)) + 40)
    sheet = Sheet(max(wide, 8 * letter), letter, paper=(122, 28, 22, 240) if is_error else (28, 40, 52, 236))
    sheet.write(text, colour="#FFFFFF")
    return sheet
