"""What is out of order now: named in the legend, red in the picture, and numbered where it stands.

A number is written over whatever hides the thing, since what fails is mostly inside of buildings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.anchors import anchors_of
from twin_viewers.labels import Labels
from twin_viewers.legend import Entry, Legend, Section
from twin_viewers.palette import rgb
from twin_viewers.selection import storey_rows
from twin_viewers.words import words_in

if TYPE_CHECKING:
    from twin.simulation.current_state import Incident

__all__ = ["Mark", "labels_of_marks", "legend_with_marks", "marks_of", "tones_with_marks"]

_RED: Final = "#C8102E"
_MOST_NAMES: Final = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is out of order.

    Parameters
    ----------
    number : what it is found by
    text : what it is
    rows : things that it is about
    names : what they are called
    language : of what is written about it
    """

    number: int
    text: str
    rows: tuple[int, ...]
    names: tuple[str, ...]
    language: str = "en"


def marks_of(twin: Twin, found: Iterable[Incident], *, language: str = "en") -> tuple[Mark, ...]:
    """Return the marks of incidents.

    Parameters
    ----------
    twin : the twin
    found : incidents of it
    language : of what is written about them

    Raises
    ------
    UsageError
        If one is aimed at what the twin does not know, or if the language is unknown.
    """
    from twin.simulation.aims import rows_of
    from twin.simulation.labels import Labels as Names

    words, marks = words_in(language), []
    for one in found:
        rows = rows_of(twin, one.aim, subject=f"incident {one.number}")
        names = tuple(Names.of(twin).name(row) for row in rows)
        what = words.find("by", one.hazard) or one.hazard.replace("-", " ")
        marks.append(Mark(one.number, what, rows, names, language))
    return tuple(marks)


def tones_with_marks(tones: Array, marks: Sequence[Mark], *, at: Array | None = None) -> NDArray[np.float64]:
    """Return the colour of each node with what is marked in red, 0 to 1 [-], (k, 3).

    Parameters
    ----------
    tones : colour of each node, 0 to 1 [-], (n, 3)
    marks : what is out of order
    at : rows of the nodes whose colours are asked for, (k,); None for all
    """
    red = np.array(tones) if at is None else tones[at]
    marked = np.array([row for mark in marks for row in mark.rows], dtype=np.int64)
    red[marked if at is None else np.isin(at, marked)] = rgb(_RED)
    return np.asarray(red)


def legend_with_marks(legend: Legend, marks: Sequence[Mark]) -> Legend:
    """Return a legend that names first what is out of order, with the things that it is about."""
    if not marks:
        return legend
    entries = tuple(entry for mark in marks for entry in _entries(mark))
    heading = words_in(marks[0].language)("mark.heading")
    return replace(legend, above=(Section(heading, entries), *legend.above))


def labels_of_marks(twin: Twin, marks: Sequence[Mark], *, origin: Array, storey: str | None, others: Labels) -> Labels:
    """Return the names in a picture with the number of each mark where it is, before all others.

    Parameters
    ----------
    twin : the twin
    marks : what is out of order
    origin : point of the estate that is zero in the picture [m], (3,)
    storey : storey that is looked into, None for the whole
    others : names in the picture so far
    """
    pairs = [(_label(mark), row) for mark in marks for row in mark.rows]
    if storey is not None:
        inside = set(storey_rows(twin, storey).tolist())
        pairs = [(text, row) for text, row in pairs if int(twin.nodes["storey"][row]) in inside]
    rows = np.array([row for _, row in pairs], dtype=np.int64)
    points = anchors_of(twin, rows)[rows] - origin if len(rows) else np.empty((0, 3))
    placed = np.flatnonzero(np.isfinite(points).all(axis=1))
    texts = [pairs[place][0] for place in placed.tolist()]
    return Labels(np.concatenate((points[placed], others.points)), (*texts, *others.texts))


def _entries(mark: Mark) -> Iterator[Entry]:
    words = words_in(mark.language)
    yield Entry(words("mark.incident", number=mark.number, what=mark.text), len(mark.rows), None)
    for name in mark.names[:_MOST_NAMES]:
        yield Entry(name, 1, rgb(_RED), indent=True)
    if len(mark.names) > _MOST_NAMES:
        yield Entry(words("mark.others"), len(mark.names) - _MOST_NAMES, rgb(_RED), indent=True)


def _label(mark: Mark) -> str:
    return words_in(mark.language)("mark.label", number=mark.number)
