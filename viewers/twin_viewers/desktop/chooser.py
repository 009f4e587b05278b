"""A list to choose from, written into the window: what a search finds, layers, states of a run, kept views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from twin_viewers.desktop.sheet import ACCENT, PALE, Sheet

__all__ = ["MOST", "Choice", "Chooser", "listed"]

MOST: Final = 10
"""So many choices are shown at once."""

_BAND: Final = "#DCEAF4"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen.

    Parameters
    ----------
    label : what people call it
    about : one line on it
    take : what happens when it is chosen
    """

    label: str
    about: str
    take: Callable[[], None]


@dataclass(frozen=True)
class Chooser:
    """A list to choose from.

    Parameters
    ----------
    title : what is chosen
    ask : returns the choices for what is written, and a note on them
    text : what is written
    at : number of the choice that the keys are on
    """

    title: str
    ask: Callable[[str], tuple[tuple[Choice, ...], str]]
    text: str = ""
    at: int = 0

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen now."""
        return self.ask(self.text)[0]

    @property
    def chosen(self) -> Choice | None:
        """The choice that the keys are on, None if there is none."""
        choices = self.choices
        return choices[min(self.at, len(choices) - 1)] if choices else None

    def written(self, text: str) -> Chooser:
        """Return the same with another text."""
        return replace(self, text=text, at=0)

    def stepped(self, by: int) -> Chooser:
        """Return the same with the keys on another choice."""
        return replace(self, at=(self.at + by) % max(len(self.choices), 1))

    def sheet(self, width: int, letter: int) -> Sheet:
        """Return it as a sheet, on which a click on a choice leads to its number.

        Parameters
        ----------
        width : of the sheet [px]
        letter : height of usual letters [px]
        """
        choices, note = self.ask(self.text)
        sheet = Sheet(width, letter, paper=(255, 255, 255, 246))
        sheet.write(self.title, grow=0.92, colour=PALE)
        sheet.write(f"{self.text}▏", grow=1.3)
        sheet.rule()
        first = max(0, self.at - MOST + 1)
        for number, one in enumerate(choices[first : first + MOST], start=first):
            if number == self.at:
                sheet.band(letter * (3.3 if one.about else 1.9), _BAND)
            sheet.write(one.label, bold=number == self.at, most=1, target=number)
            if one.about:
                sheet.write(one.about, grow=0.88, colour=PALE, most=1, target=number)
            sheet.gap(0.5)
        if len(choices) > first + MOST:
            sheet.write("…", colour=PALE)
        if note:
            sheet.write(note, colour=ACCENT)
        return sheet


def listed(choices: tuple[Choice, ...], *, note: str = "") -> Callable[[str], tuple[tuple[Choice, ...], str]]:
    """Return what leaves of a list that which holds what is written.

    Parameters
    ----------
    choices : the whole list
    note : what is said below it
    """

    def ask(text: str) -> tuple[tuple[Choice, ...], str]:
        parts = text.casefold().split()
        left = (one for one in choices if all(part in f"{one.label} {one.about}".casefold() for part in parts))
        return tuple(left), note

    return ask
