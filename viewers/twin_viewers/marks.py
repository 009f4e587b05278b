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
    """

    number: int
    text: str
    rows: tuple[int, ...]
    names: tuple[str, ...]


def marks_of(twin: Twin, found: Iterable[Incident]) -> tuple[Mark, ...]:
    """Return the marks of incidents.

    Parameters
    ----------
    twin : the twin
    found : incidents of it

    Raises
    ------
    UsageError
        If one is aimed at what the twin does not know.
    """
    from twin.simulation.aims import rows_of
    from twin.simulation.labels import Labels as Names

    marks = []
    for one in found:
        rows = rows_of(twin, one.aim, subject=f"incident {one.number}")
        names = tuple(Names.of(twin).name(row) for row in rows)
        marks.append(Mark(one.number, one.hazard.replace("-", " "), rows, names))
    return tuple(marks)


def tones_with_marks(tones: Array, marks: Sequence[Mark]) -> NDArray[np.float64]:
    """Return the colour of each node with what is marked in red, 0 to 1 [-], (n, 3)."""
    red = tones.copy()
    red[[row for mark in marks for row in mark.rows]] = rgb(_RED)
    return np.asarray(red)


def legend_with_marks(legend: Legend, marks: Sequence[Mark]) -> Legend:
    """Return a legend that names first what is out of order, with the things that it is about."""
    entries = tuple(entry for mark in marks for entry in _entries(mark))
    return replace(legend, above=(Section("Out of order now", entries), *legend.above)) if entries else legend


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
    pairs = [(mark.number, row) for mark in marks for row in mark.rows]
    if storey is not None:
        inside = set(storey_rows(twin, storey).tolist())
        pairs = [(number, row) for number, row in pairs if int(twin.nodes["storey"][row]) in inside]
    rows = np.array([row for _, row in pairs], dtype=np.int64)
    points = anchors_of(twin, rows)[rows] - origin if len(rows) else np.empty((0, 3))
    placed = np.flatnonzero(np.isfinite(points).all(axis=1))
    texts = [f"incident {pairs[place][0]}" for place in placed.tolist()]
    return Labels(np.concatenate((points[placed], others.points)), (*texts, *others.texts))


def _entries(mark: Mark) -> Iterator[Entry]:
    yield Entry(f"Incident {mark.number}: {mark.text}", len(mark.rows), None)
    for name in mark.names[:_MOST_NAMES]:
        yield Entry(name, 1, rgb(_RED), indent=True)
    if len(mark.names) > _MOST_NAMES:
        yield Entry("and others", len(mark.names) - _MOST_NAMES, rgb(_RED), indent=True)
