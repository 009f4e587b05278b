"""Legends in the language of their reader."""

from __future__ import annotations

from dataclasses import replace

from twin_viewers.legend import Legend
from twin_viewers.palette import UNKNOWN, rgb
from twin_viewers.words import Words

__all__ = ["of_run", "spoken"]


def spoken(legend: Legend, words: Words) -> Legend:
    """Return a legend in a language; what the language has no word for stays as it is.

    Parameters
    ----------
    legend : the legend
    words : the language
    """
    first, _, rest = legend.subtitle.partition(" ")
    storey = f"{words('send.storey')} {rest}" if first == "Storey" else legend.subtitle
    entries = tuple(replace(one, label=_said(one.label, words)) for one in legend.entries)
    return replace(legend, subtitle=storey, heading=_said(legend.heading, words), entries=entries)


def of_run(legend: Legend) -> Legend:
    """Return a legend of a run without what says nothing there: how many windows show a state, and what has none.

    Parameters
    ----------
    legend : the legend
    """
    entries = tuple(replace(one, count=0) for one in legend.entries if one.colour != rgb(UNKNOWN))
    return replace(legend, entries=entries)


def _said(text: str, words: Words) -> str:
    return words.find("legend", text) or text
