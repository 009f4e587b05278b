"""Legends and numbers in the language of their reader."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Final

from twin_viewers.legend import Bar, Entry, Legend, Section
from twin_viewers.palette import UNKNOWN, rgb
from twin_viewers.words import Words

__all__ = ["of_run", "rounded", "spoken"]

_OTHERS: Final = re.compile(r"(\d+) others?")
_WITH_UNIT: Final = re.compile(r"(.+) \[(.+)\]")


def spoken(legend: Legend, words: Words) -> Legend:
    """Return a legend in a language; what the language has no word for stays as it is.

    Parameters
    ----------
    legend : the legend
    words : the language
    """
    first, _, rest = legend.subtitle.partition(" ")
    storey = f"{words('send.storey')} {rest}" if first == "Storey" else legend.subtitle
    above = tuple(
        Section(_said(one.heading, words), _entries(one.entries, words), _bar(one.bar, words)) for one in legend.above
    )
    return replace(
        legend,
        subtitle=storey,
        heading=_said(legend.heading, words),
        entries=_entries(legend.entries, words),
        bar=_bar(legend.bar, words),
        above=above,
    )


def of_run(legend: Legend) -> Legend:
    """Return a legend of a run without what says nothing there: how many windows show a state, and what has none.

    Parameters
    ----------
    legend : the legend
    """
    entries = tuple(replace(one, count=0) for one in legend.entries if one.colour != rgb(UNKNOWN))
    return replace(legend, entries=entries)


def rounded(words: Words, value: float) -> str:
    """Return a number with three digits that count, as people write it.

    Parameters
    ----------
    words : their language
    value : the number

    Examples
    --------
    >>> from twin_viewers.words import words_in
    >>> rounded(words_in("fr"), 0.1234), rounded(words_in("en"), 27.0)
    ('0,123', '27')
    """
    if value == 0 or not math.isfinite(value):
        return words.number(value)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    while digits and round(value, digits) == round(value, digits - 1):
        digits -= 1
    return words.number(value, digits)


def _entries(entries: tuple[Entry, ...], words: Words) -> tuple[Entry, ...]:
    return tuple(replace(one, label=_said(one.label, words)) for one in entries)


def _bar(bar: Bar | None, words: Words) -> Bar | None:
    return bar and replace(bar, unit=_unit(bar.unit, words))


def _said(text: str, words: Words) -> str:
    found = words.find("legend", text)
    if found is not None:
        return found
    if some := _OTHERS.fullmatch(text):
        return words.counted("send.others", int(some[1]))
    if some := _WITH_UNIT.fullmatch(text):
        return f"{_said(some[1], words)} [{_unit(some[2], words)}]"
    return text


def _unit(unit: str, words: Words) -> str:
    return words.find("legend", unit) or unit
