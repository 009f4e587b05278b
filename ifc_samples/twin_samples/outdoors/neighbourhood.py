"""What surrounds an estate within a quarter of an hour on foot: bent streets, blocks of buildings, services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from twin_samples.outdoors.facts import Area, Fixture, Massing, Tags
from twin_samples.outdoors.grid import XY
from twin_samples.outdoors.ground import on_ground
from twin_samples.outdoors.streets import Line
from twin_samples.outdoors.terrain import Frame, data

__all__ = ["blocks", "outer_streets", "park", "services"]

_SIDES = {"south": (1, -1), "north": (1, 1), "west": (0, -1), "east": (0, 1)}
"""By side: the axis of distance from the estate, and its direction."""
_TO_DOOR = 7.5
"""From the middle of a street to a door beside it [m]."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Streets before they bend: those that run north by x, those that run east by y [m]."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]


def outer_streets(frame: Frame) -> Iterator[Line]:
    """Yield the streets beyond those of the estate; they begin where the estate's own end."""
    grid, names = _grid(frame), data("neighbourhood")["grid"]["names"]
    lines = [*((("x", x), grid.ys) for x in grid.xs), *((("y", y), grid.xs) for y in grid.ys)]
    feet = _feet(frame)
    for number, ((axis, at), along) in enumerate(lines):
        own = frame.xs if axis == "x" else frame.ys
        inner = frame.ys if axis == "x" else frame.xs
        for piece, (low, high) in enumerate(_stretches(along, inner if at in own else ())):
            run = {*np.arange(low, high, 20.0).tolist(), high, *along, *feet.get((axis, at), ())}
            straight = [(at, s) if axis == "x" else (s, at) for s in sorted(run) if low <= s <= high]
            tags: Tags = {**data("neighbourhood")["grid"]["street"], "name": names[number % len(names)]}
            yield Line(f"VOIE-{number + 1:02d}-{piece + 1}", _points(_bent(frame, np.array(straight))), tags)


def _grid(frame: Frame) -> _Grid:
    """Return the streets of the estate and around it."""
    away = data("neighbourhood")["grid"]
    xs, ys = frame.xs, frame.ys
    return _Grid(
        (*sorted(xs[0] - d for d in away["west"]), *xs, *(xs[-1] + d for d in away["east"])),
        (*sorted(ys[0] - d for d in away["south"]), *ys, *(ys[-1] + d for d in away["north"])),
    )


def _stretches(along: tuple[float, ...], inner: tuple[float, ...]) -> list[tuple[float, float]]:
    """Return the parts of a street that lie beyond the estate."""
    if not inner:
        return [(along[0], along[-1])]
    return [(along[0], inner[0]), (inner[-1], along[-1])]


def _bent(frame: Frame, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points displaced as the streets bend: not at the estate, fully at some distance."""
    rule = data("neighbourhood")["grid"]
    low, high = np.array([frame.xs[0], frame.ys[0]]), np.array([frame.xs[-1], frame.ys[-1]])
    away = np.hypot(*(points - np.clip(points, low, high)).T)
    share = rule["bend"] * np.minimum(1.0, away / rule["bend_full"])
    x, y = points.T
    shift = np.column_stack([np.sin(y / 140.0 + 1.0), np.sin(x / 165.0 + 2.0)])
    return np.asarray(np.round(points + share[:, None] * shift, 2), dtype=np.float64)


def _points(points: NDArray[np.float64]) -> tuple[XY, ...]:
    """Return rows of an array as points."""
    return tuple((float(x), float(y)) for x, y in points)


def _outer(frame: Frame) -> list[tuple[float, float, float, float]]:
    """Return the blocks around the estate: west, south, east, north edge of each."""
    grid = _grid(frame)
    return [
        (x0, y0, x1, y1)
        for x0, x1 in pairwise(grid.xs)
        for y0, y1 in pairwise(grid.ys)
        if not (frame.xs[0] <= x0 < frame.xs[-1] and frame.ys[0] <= y0 < frame.ys[-1])
    ]


def _park_block(frame: Frame) -> tuple[float, float, float, float]:
    """Return the block south of the estate that is a park."""
    return next(block for block in _outer(frame) if block[3] == frame.ys[0] and block[0] == frame.xs[0])


def blocks(frame: Frame, *, seed: int) -> Iterator[Massing]:
    """Yield the buildings along the streets of every block but the park.

    Parameters
    ----------
    frame : street grid of the estate
    seed : what lengths, depths and heights are drawn with
    """
    draw = np.random.default_rng([seed, 71])
    for number, block in enumerate(block for block in _outer(frame) if block != _park_block(frame)):
        for k, (ring, levels) in enumerate(_perimeter(block, draw)):
            tags: Tags = {
                "building": "house" if levels < 3 else "apartments",
                "building:levels": levels,
                "height": round(levels * data("neighbourhood")["massing"]["level_height"] + 0.6, 2),
            }
            bent = _points(_bent(frame, np.array(ring)))
            yield Massing(f"ILOT-{number + 1:02d}-{k + 1:02d}", on_ground(bent, frame), tags)


def _perimeter(
    block: tuple[float, float, float, float], draw: np.random.Generator
) -> Iterator[tuple[list[tuple[float, float]], int]]:
    """Yield outline and number of levels of the buildings around one block."""
    rule = data("neighbourhood")["massing"]
    x0, y0, x1, y1 = (edge + sign * rule["set_back"] for edge, sign in zip(block, (1, 1, -1, -1), strict=True))
    for side in ("south", "north", "west", "east"):
        along_x = side in ("south", "north")
        start, end = (x0, x1) if along_x else (y0 + 16.0, y1 - 16.0)
        while end - start > rule["length"][0]:
            length = min(float(draw.uniform(*rule["length"])), end - start)
            depth = float(draw.uniform(*rule["depth"]))
            a, b = {"south": (y0, y0 + depth), "north": (y1 - depth, y1), "west": (x0, x0 + depth)}.get(
                side, (x1 - depth, x1)
            )
            box = (start, a, start + length, b) if along_x else (a, start, b, start + length)
            yield _ring(*box), int(draw.choice(rule["levels"]))
            start += length + float(draw.uniform(*rule["gap"]))


def _ring(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
    """Return the corners of a rectangle."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def park(frame: Frame) -> Area:
    """Return the park south of the estate."""
    x0, y0, x1, y1 = _park_block(frame)
    ring = _points(_bent(frame, np.array(_ring(x0 + 7, y0 + 7, x1 - 7, y1 - 11))))
    return Area("PARC", on_ground(ring, frame), {"leisure": "park", **data("neighbourhood")["park"]})


def services(frame: Frame) -> Iterator[tuple[Fixture, Line]]:
    """Yield what the people of the estate walk to, each with the path from the street to its door."""
    for service in data("neighbourhood")["service"]:
        side, number, along = service["street"]
        axis, sign = _SIDES[side]
        foot = _foot(frame, side, number, along)
        door = (foot[0], foot[1] - _TO_DOOR * sign) if axis else (foot[0] - _TO_DOOR * sign, foot[1])
        ends = _points(_bent(frame, np.array([foot, door])))
        tags: Tags = {"highway": "footway", "surface": "asphalt", "lit": "yes"}
        yield (
            Fixture(service["code"], on_ground(ends[1:], frame)[0], dict(service["tags"])),
            Line(f"VERS-{service['code']}", ends, tags),
        )


def _feet(frame: Frame) -> dict[tuple[str, float], list[float]]:
    """Return where paths to services leave a street, by its direction and position."""
    feet: dict[tuple[str, float], list[float]] = {}
    for service in data("neighbourhood")["service"]:
        x, y = _foot(frame, *service["street"])
        street, along = (("y", y), x) if _SIDES[service["street"][0]][0] else (("x", x), y)
        feet.setdefault(street, []).append(along)
    return feet


def _foot(frame: Frame, side: str, number: int, along: float) -> tuple[float, float]:
    """Return where the path to a service leaves its street, before streets bend."""
    at = _street(frame, side, number)
    if _SIDES[side][0]:
        return ((frame.xs[0] + frame.xs[-1]) / 2 + along, at)
    return (at, (frame.ys[0] + frame.ys[-1]) / 2 + along)


def _street(frame: Frame, side: str, number: int) -> float:
    """Return where the street `number` on a side of the estate runs; 0 is the outermost of the estate."""
    axis, sign = _SIDES[side]
    own = frame.ys if axis else frame.xs
    edge = own[-1] if sign > 0 else own[0]
    away = [0.0, *data("neighbourhood")["grid"][side]]
    return float(edge + sign * away[number])
