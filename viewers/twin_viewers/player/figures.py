"""The figures of a run: what every place lost, and how many are without what at a moment."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.results import Run
from twin_viewers.report.account import Row
from twin_viewers.report.story import name_of
from twin_viewers.words import Words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figures", "Impact", "figures_at", "impacts_of"]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a place loses in a run.

    Parameters
    ----------
    row : the dwelling or space, None if this estate does not have it
    place : what people call it
    building, storey : where it is
    lost_now : services that it is without at the moment
    lost : services that it loses at any time
    hours : how long it is without a service, of that which it misses the longest [h]
    service_hours : all its services together [h]
    people : who live there, NaN if unknown or if nobody lives there
    cause : the event that it goes back to
    ended : whether it has all of them again at the end
    is_home : whether it is a dwelling
    """

    row: int | None
    place: str
    building: str
    storey: str
    lost_now: tuple[str, ...]
    lost: tuple[str, ...]
    hours: float
    service_hours: float
    people: float
    cause: str
    ended: bool
    is_home: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How many are without what at a moment.

    Parameters
    ----------
    without : number of dwellings without each service that any dwelling loses in the run
    dwellings : dwellings without any of them
    people : who live there, as far as known
    unknown : dwellings among them of which nobody knows how many live there
    rooms : spaces outside of dwellings without a service
    """

    without: dict[str, int]
    dwellings: int
    people: float
    unknown: int
    rooms: int


def impacts_of(
    twin: Twin,
    run: Run,
    words: Words,
    *,
    lost_now: Callable[[int], Sequence[str]],
    cause_of: Callable[[int | None], str],
) -> tuple[Impact, ...]:
    """Return what each dwelling and space loses, dwellings first, those longest without before others.

    Parameters
    ----------
    twin : the estate
    run : what happened on it
    words : the language of the reader
    lost_now : returns the services that the place of a row is without at the moment
    cause_of : returns the event that its loss goes back to in words of the reader, empty if unknown
    """
    row_of = {identity: row for row, identity in enumerate(twin.nodes["id"].tolist())}
    found = []
    for table, is_home in ((run.impacts, True), (run.spaces, False)):
        for identity, rows in _by_place(table).items():
            row = row_of.get(identity)
            now = () if row is None else tuple(map(words.service, lost_now(row)))
            found.append(_impact(rows, row, words, now=now, cause=cause_of(row), is_home=is_home))
    return tuple(sorted(found, key=lambda one: (not one.is_home, -one.hours, -one.service_hours, one.place)))


def figures_at(run: Run, lost: Mapping[str, NDArray[np.int64]], *, twin: Twin) -> Figures:
    """Return how many are without what.

    Parameters
    ----------
    run : which knows how many people live where
    lost : rows of the places that are without each service now
    twin : the estate
    """
    nodes, impacts = twin.nodes, run.impacts
    homes = {name: rows[nodes["kind"][rows] == Kind.ZONE] for name, rows in lost.items()}
    ever = set(impacts["service"])
    every = np.unique(np.concatenate([*lost.values(), np.empty(0, dtype=np.int64)]))
    bare = every[nodes["kind"][every] == Kind.ZONE]
    people = impacts.drop_duplicates("id").set_index("id")["people"].reindex(nodes["id"][bare].astype(str))
    return Figures(
        {name: len(rows) for name, rows in homes.items() if name in ever},
        len(bare),
        float(people.sum()),
        int(people.isna().sum()),
        len(every) - len(bare),
    )


def _by_place(table: pd.DataFrame) -> dict[str, list[Row]]:
    places: dict[str, list[Row]] = {}
    for row in table.to_dict("records"):
        places.setdefault(row["id"], []).append({str(key): value for key, value in row.items()})
    return places


def _impact(
    rows: list[Row], row: int | None, words: Words, *, now: tuple[str, ...], cause: str, is_home: bool
) -> Impact:
    first = rows[0]
    called = [name_of(first), "" if is_home else first["long_name"]]
    longest = max(rows, key=lambda one: float(one["lost_h"]))
    return Impact(
        row,
        " ".join(filter(None, called)),
        first["building"],
        first["storey"],
        now,
        tuple(words.service(one["service"]) for one in rows),
        float(longest["lost_h"]),
        float(sum(one["lost_h"] for one in rows)),
        float(first["people"]) if is_home else math.nan,
        cause or longest["cause"],
        all(one["ended"] for one in rows),
        is_home,
    )
