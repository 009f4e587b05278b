"""What rooms are called on a plan, as large as the room lets it be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from twin.model.twin import Twin
from twin_viewers.report.markup import Element, el
from twin_viewers.send.plan_paper import Paper
from twin_viewers.send.plan_storey import Room
from twin_viewers.words import Words

__all__ = ["label"]

_LARGEST_MM, _SMALLEST_MM = 2.6, 1.15
_STRONG, _LETTER = 0.72, 0.63
"""Mean width of a letter over its height, in the first line and in others [-]."""

_LINE: Final = 1.22
_FILL: Final = 0.92
"""So much of a room a name may take [-]."""

_AMPLE: Final = 1.5
"""More space than this around a name makes no place better [-]."""

_UPRIGHT: Final = 1.3
_EASY_MM: Final = 1.7
"""A name stands upright where it gets larger by this [-], and is smaller than this if it does not."""

_BESIDE_MM: Final = 1.35
"""A name beside steps is no smaller; it would rather lie over them [mm]."""


def label(twin: Twin, room: Room, paper: Paper, words: Words, *, head: str = "", avoid: Any = None) -> Element | None:
    """Return the name, number and area of a room where it has space for them; None if it has none for any.

    They stand beside steps and leaves of doors if there they are easy to read, else wherever they are largest.

    Parameters
    ----------
    twin : the twin
    room : the room
    paper : the sheet
    words : its language
    head : what stands above its name
    avoid : steps and leaves of doors; None for none
    """
    choices = _choices(twin, room, words, head)
    free = None if avoid is None else shapely.difference(room.outline, avoid)
    if free is not None and not shapely.is_empty(free):
        largest = max(shapely.get_parts(free).tolist(), key=shapely.area)
        beside = _written(choices, largest, paper, least=_BESIDE_MM)
        if beside is not None:
            return beside
    return _written(choices, room.outline, paper, least=_SMALLEST_MM)


def _written(choices: Sequence[list[str]], outline: Any, paper: Paper, *, least: float) -> Element | None:
    """Return the first of some texts that is as high as it must be [mm] inside an outline; None if none is."""
    middles = [shapely.maximum_inscribed_circle(outline), shapely.centroid(outline)]
    places = [shapely.get_coordinates(one)[0] for one in middles if shapely.intersects(outline, one)]
    spaces = [_space(outline, place) * paper.per_metre * _FILL for place in places]
    for lines in choices:
        level = [_size(lines, space) for space in spaces]
        upright = [_size(lines, space[::-1]) for space in spaces]
        turned = max(level) < _EASY_MM and max(upright) > _UPRIGHT * max(level)
        sizes = upright if turned else level
        size = min(max(sizes), _LARGEST_MM)
        if size >= least:
            best = int(np.argmax(np.minimum(sizes, _LARGEST_MM * _AMPLE)))
            return _text(lines, paper.place(places[best]), size, turned=turned)
    return None


def _choices(twin: Twin, room: Room, words: Words, head: str) -> Sequence[list[str]]:
    """Return what may be written, the most telling first."""
    nodes, row = twin.nodes, room.row
    name, long_name = (str(nodes[key][row]).strip() for key in ("name", "long_name"))
    area = room.outline.area if np.isnan(nodes["area"][row]) else float(nodes["area"][row])
    size = f"{words.number(area, 1)}\N{NO-BREAK SPACE}m²"
    called = [one for one in dict.fromkeys((long_name, name)) if one]
    broken = _broken(called[0]) if called else []
    every = [[*called, size], [*broken, *called[1:], size], [*called[:1], size], [*broken, size], called[:1], broken]
    above = [head] if head else []
    return [[*above, *lines] for lines in every if lines]


def _broken(text: str) -> list[str]:
    """Return a name in two lines of about the same length."""
    parts = text.split()
    cuts = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    return list(min(cuts, key=lambda two: max(map(len, two)))) if cuts else [text]


def _space(outline: Any, middle: Any) -> Any:
    """Return width and height of an upright rectangle around a point inside an outline [m]."""
    x, y = middle.tolist()
    low, high = shapely.bounds(outline)[:2], shapely.bounds(outline)[2:]
    level = shapely.intersection(outline, shapely.LineString([(low[0] - 1, y), (high[0] + 1, y)]))
    upright = shapely.intersection(outline, shapely.LineString([(x, low[1] - 1), (x, high[1] + 1)]))
    found = []
    for line, at in ((level, x), (upright, y)):
        ends = [shapely.get_coordinates(one)[:, 0 if line is level else 1] for one in shapely.get_parts(line)]
        here = next((one for one in ends if one.min() <= at <= one.max()), np.array([at, at]))
        found.append(2 * min(at - here.min(), here.max() - at))
    return np.array(found)


def _size(lines: Sequence[str], space: Any) -> float:
    """Return how high letters can be in a space [mm]."""
    longest = max(len(line) * (_LETTER if at else _STRONG) for at, line in enumerate(lines))
    return float(min(space[0] / longest, space[1] / (len(lines) * _LINE)))


def _text(lines: Sequence[str], place: tuple[float, float], size: float, *, turned: bool) -> Element:
    x, y = place
    first = y - (len(lines) - 1) / 2 * _LINE * size + 0.35 * size
    spans = [
        el("tspan", line, x=f"{x:g}", y=f"{first + at * _LINE * size:.2f}", class_="strong" if at == 0 else None)
        for at, line in enumerate(lines)
    ]
    return el("text", *spans, font_size=f"{size:.2f}", transform=f"rotate(-90 {x:g} {y:g})" if turned else None)
