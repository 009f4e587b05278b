"""How far it is: straight, across, up, and on foot where both ends are places that one can walk to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.analysis.routes import Route, route
from twin.errors import UnknownNodeError, UsageError
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.window.values import quantity
from twin_viewers.words import words_in

__all__ = ["Distance", "between_points", "between_things", "told"]

_WALKED: Final = (Kind.SPACE, Kind.ZONE, Kind.PATH, Kind.PLOT)


@dataclass(frozen=True)
class Distance:
    """How far two places are from each other.

    Parameters
    ----------
    straight : as the crow flies [m]
    horizontal : in plan [m]
    vertical : how much higher the second is, negative if it is lower [m]
    walk : the shortest way on foot, None where it was not asked for or nothing leads there
    no_walk : why there is none, empty if there is one
    """

    straight: float
    horizontal: float
    vertical: float
    walk: Route | None = None
    no_walk: str = ""


def between_points(first: Sequence[float], second: Sequence[float]) -> Distance:
    """Return how far two points are from each other.

    Parameters
    ----------
    first, second : in estate coordinates [m], (3,)

    Examples
    --------
    >>> between_points((0, 0, 0), (3, 4, 12)).straight
    13.0
    """
    x, y, z = (float(b) - float(a) for a, b in zip(first, second, strict=True))
    return Distance(math.sqrt(x * x + y * y + z * z), math.hypot(x, y), z)


def between_things(twin: Twin, first: int, second: int) -> Distance:
    """Return how far two things are from each other, also on foot where both are places to walk to.

    Parameters
    ----------
    twin : the twin
    first, second : rows of the things

    Raises
    ------
    UsageError
        If nobody says where one of them is.
    """
    places = [_place(twin, row) for row in (first, second)]
    apart = between_points(*places)
    if first == second or not all(twin.nodes["kind"][row] in _WALKED for row in (first, second)):
        return apart
    try:
        found = route(twin, *(str(twin.nodes["id"][row]) for row in (first, second)))
    except (UnknownNodeError, UsageError) as error:
        return Distance(apart.straight, apart.horizontal, apart.vertical, None, f"{error.subject}: {error.reason}")
    if found.exists:
        return Distance(apart.straight, apart.horizontal, apart.vertical, found)
    blocked = "; ".join(str(one) for one in found.obstacles)
    return Distance(apart.straight, apart.horizontal, apart.vertical, None, blocked or "no way leads there")


def told(distance: Distance, *, language: str = "en") -> tuple[str, ...]:
    """Return how far it is, as people read it, one line each.

    Parameters
    ----------
    distance : how far
    language : ``en`` or ``fr``
    """
    words = words_in(language)
    lines = [
        words(f"measure.{key}", n=quantity(round(value, 2), "m", language))
        for key, value in (
            ("straight", distance.straight),
            ("horizontal", distance.horizontal),
            ("vertical", distance.vertical),
        )
    ]
    if distance.walk:
        length, minutes = distance.walk.length_m, distance.walk.time_s / 60.0
        far = quantity(round(length), "m", language)
        lines.append(words("measure.walk", n=far, minutes=words.number(max(1, round(minutes)))))
    return tuple(lines)


def _place(twin: Twin, row: int) -> list[float]:
    """Return the middle of a thing, of its members if it has no shape, else where it is placed [m], (3,)."""
    from twin_viewers.anchors import anchors_of

    place: list[float] = anchors_of(twin, np.array([row]))[row].tolist()
    if not np.isfinite(place).all():
        name = twin.nodes["name"][row] or twin.nodes["id"][row]
        raise UsageError(name, "nobody says where it is", "Choose a thing that has a shape or a place.")
    return place
