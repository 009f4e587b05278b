"""What people ask of ways and plots: how long, how wide, how steep, lit, and whether one gets along without steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.window.properties import PropertySet
from twin_viewers.window.values import Fact, quantity, unknown
from twin_viewers.words import words_in

__all__ = ["facts_outdoors", "lines_of"]

_WIDTHS: Final = ("width", "est_width", "largeur")
_PLAIN: Final = ("surface", "smoothness", "wheelchair", "handrail", "access", "capacity", "species", "circuit")


def facts_outdoors(twin: Twin, row: int, sets: tuple[PropertySet, ...], *, language: str = "en") -> tuple[Fact, ...]:
    """Return what people ask first of a way or a plot.

    Parameters
    ----------
    twin : the twin
    row : row of the way or plot
    sets : its properties
    language : ``en`` or ``fr``
    """
    told = {fact.name.lower(): fact for one in sets for fact in one.facts if fact.is_known}
    size = _length if twin.nodes["kind"][row] == Kind.PATH else _area
    return (
        *size(twin, row, language),
        *(_width(told, language) if twin.nodes["kind"][row] == Kind.PATH else ()),
        *_walked(twin, row, language),
        *(_said(told[key], key, language) for key in _PLAIN if key in told),
    )


def lines_of(twin: Twin, row: int) -> list[tuple[int, NDArray[np.float64]]]:
    """Return the lines that draw a way or plot, each with its role and its corners [m], (k, 3).

    Parameters
    ----------
    twin : the twin
    row : row of the way or plot
    """
    lines, points = twin["lines"], twin["line_points"]
    mine = np.flatnonzero(lines["node"] == row).tolist()
    return [(int(lines["role"][line]), points["xyz"][points["line"] == line]) for line in mine]


def _stretches(twin: Twin, row: int) -> list[int]:
    """Return the rows of the links that a way is walked by: those at itself, its stretches and its crossings."""
    edges, nodes = twin.edges, twin.nodes
    own = np.flatnonzero((nodes["parent"] == row) | (np.arange(nodes.length) == row))
    walks = edges["relation"] == Relation.WALKS_TO
    mine = walks & (np.isin(edges["source"], own) | np.isin(edges["target"], own) | np.isin(edges["via"], own))
    rows: list[int] = np.flatnonzero(mine).tolist()
    return rows


def _length(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    name = words_in(language)("details.length")
    drawn = [xyz for role, xyz in lines_of(twin, row) if role == 0]
    if not drawn:
        yield unknown("length", name, language)
        return
    length = float(sum(np.linalg.norm(np.diff(xyz[:, :2], axis=0), axis=1).sum() for xyz in drawn))
    yield Fact("length", name, length, "m", quantity(round(length, 1), "m", language), "worked out", "line")


def _area(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    name = words_in(language)("details.area")
    rings = [(role, xyz) for role, xyz in lines_of(twin, row) if role > 0]
    if not rings:
        yield unknown("area", name, language)
        return
    area = sum((1.0 if role == 1 else -1.0) * _shoelace(xyz) for role, xyz in rings)
    yield Fact("area", name, area, "m2", quantity(round(area), "m2", language), "worked out", "outline")


def _shoelace(xyz: NDArray[np.float64]) -> float:
    x, y = (xyz[:, :2] - xyz[0, :2]).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def _width(told: dict[str, Fact], language: str) -> Iterator[Fact]:
    name = words_in(language)("details.width")
    found = next((told[key] for key in _WIDTHS if key in told), None)
    yield _said(found, "width", language) if found else unknown("width", name, language)


def _walked(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    """Yield how steep a way is, whether it is lit and free of steps, as far as each stretch of it says."""
    if twin.nodes["kind"][row] != Kind.PATH:
        return
    edges, words, rows = twin.edges, words_in(language), _stretches(twin, row)
    slope = np.abs(edges["slope"][rows])
    if rows and np.isfinite(slope).any():
        steepest = float(np.nanmax(slope))
        text = words("details.at_most", n=words.share(steepest))
        yield Fact("slope", words("details.slope"), steepest, "", text, "worked out", "steepest stretch")
    else:
        yield unknown("slope", words("details.slope"), language)
    for key in ("lit", "step_free"):
        yield _all(key, edges[key][rows], language)


def _all(key: str, signs: NDArray[np.int8], language: str) -> Fact:
    """Return whether something is so of all stretches, of some, of none, or unknown."""
    words = words_in(language)
    name, kinds = words(f"details.{key}"), set(signs.tolist())
    if not kinds or kinds == {-1}:
        return unknown(key, name, language)
    word = {(1,): "yes", (0,): "no"}.get(tuple(sorted(kinds)), "in_part")
    return Fact(key, name, word, "", words(f"value.{word}"), "inferred", "stretches")


def _said(fact: Fact, key: str, language: str) -> Fact:
    name = words_in(language).find("details", key) or fact.name
    return Fact(key, name, fact.value, fact.unit, fact.text, fact.origin, fact.method)
