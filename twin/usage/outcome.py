"""What a measure answers: tables, the sentence that sums them up, and how they are coloured and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from twin.said.language import in_language
from twin.said.text import joined, say
from twin.usage.measure import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOSTLY", "Colouring", "Outcome", "Plot"]

MOSTLY: Final = 0.5
"""A result rests mostly on assumptions above this share [-]."""


@dataclass(frozen=True, slots=True)
class Colouring:
    """How a column colours the things of a picture; a viewer makes it so.

    A number is shown by a scale, unless classes are given; a text or flag by groups. A dwelling, storey or building
    colours the spaces in it.

    Parameters
    ----------
    column : whose values
    title : what they are, for the legend
    table : of `Outcome.more` that holds it; empty for the main one
    key : column with the ids of what is coloured
    classes : for numbers, the upper bounds of classes with what each is called, ascending; what is above all of them
        has the last name, whose bound is infinity
    order : for texts, the groups in the order of the legend; others follow
    colours : of the classes or of the groups in `order`, ``#RRGGBB``; empty leaves them to the palette
    unknown : what no value means, such as ``no way``; empty if it means that nobody knows
    where : values of columns that rows must have to be shown, such as ``(("service", "school"),)``
    """

    column: str
    title: str
    table: str = ""
    key: str = "id"
    classes: tuple[tuple[float, str], ...] = ()
    order: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    unknown: str = ""
    where: tuple[tuple[str, str | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure of a table, declared; `twin.usage.plot` draws it.

    Parameters
    ----------
    kind : ``line``, ``bar`` and ``stack`` (bars on top of each other) of y over x; ``heat`` of value by
        x and y; ``map`` of value where the things are
    title : above it
    x, y : columns; a map has none
    value : column that gives the colour of heat and map
    by : column with one line or set of bars for each of its values
    table : of `Outcome.more`; empty for the main one
    key : column with ids of the things on a map
    mark : value of y at which a limit is drawn; None for none
    where : values of columns that rows must have to be shown
    """

    kind: Literal["line", "bar", "stack", "heat", "map"]
    title: str
    x: str = ""
    y: str = ""
    value: str = ""
    by: str = ""
    table: str = ""
    key: str = "id"
    mark: float | None = None
    where: tuple[tuple[str, str | float], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a measure answers.

    Parameters
    ----------
    table : one row per what it is about, with the key columns and those declared
    headline : the answer in one sentence
    notes : what one must know to read it, one sentence each
    share_assumed : share of it that rests on assumed rather than known data, 0 to 1 [-]
    reason : why there is nothing, if the table is empty
    more : further tables by name, as declared
    colours : how it colours a picture, the best first
    plots : figures, the best first
    places : ids of what it is about besides its rows, such as where people go to; marked in maps and pictures
    measure : name of the measure; filled in by the frame, as what follows
    schema : columns of all tables by name
    parameters : the values it was made with
    withheld : key columns and reason of rows that may not be shown; None if nothing is personal
    conditions : what was out of order, in words; empty if nothing
    language : in which it is told; measures speak English, see `twin.usage.translated`
    """

    table: pd.DataFrame
    headline: str = ""
    notes: tuple[str, ...] = ()
    share_assumed: float = 0.0
    reason: str = ""
    more: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    colours: tuple[Colouring, ...] = ()
    plots: tuple[Plot, ...] = ()
    places: tuple[str, ...] = ()
    measure: str = ""
    schema: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    withheld: pd.DataFrame | None = None
    conditions: str = ""
    language: str = "en"

    def __repr__(self) -> str:
        return f"<Outcome of {self.measure or 'a measure'}: {len(self.table)} rows. {self.said}>"

    @property
    def said(self) -> str:
        """The answer in one sentence, after a warning if it rests mostly on assumptions."""
        if self.share_assumed <= MOSTLY:
            return str(self.headline)
        doubt = say("Rests mostly on assumed data ({share:.0%}).", share=self.share_assumed)
        return in_language(joined((doubt, self.headline)), self.language).strip()

    def of(self, table: str) -> pd.DataFrame:
        """Return a table by name; the main one if the name is empty."""
        return self.more[table] if table else self.table

    def shown(self, by: Colouring | Plot) -> pd.DataFrame:
        """Return the rows that a colouring or figure shows."""
        table = self.of(by.table)
        for column, value in by.where:
            table = table[table[column] == value]
        return table

    def column(self, name: str, table: str = "") -> Column:
        """Return what a column of a table is."""
        return next(one for one in self.schema[table] if one.name == name)
