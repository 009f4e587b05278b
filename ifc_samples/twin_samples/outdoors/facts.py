"""What the public space of an estate consists of: plain facts in the coordinates of the estate, z above its zero.

The words of the attributes are those of OpenStreetMap, since every GIS office reads them; two are added for lamps:
``circuit`` and ``cabinet``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Area", "Fixture", "Massing", "OutdoorDesign", "Point", "Tags", "Way"]

Point = tuple[float, float, float]
"""x, y, z in the coordinates of the estate [m]."""

Tags = dict[str, str | float]
"""Attributes: a measured quantity is a number, everything else text; what is not known has no key."""


@dataclass(frozen=True, slots=True)
class Way:
    """A line that one walks or drives along; `code` is unique in the estate, neighbours share their vertices."""

    code: str
    points: tuple[Point, ...]
    tags: Tags


@dataclass(frozen=True, slots=True)
class Area:
    """A surface: its outer ring without the repeated first corner."""

    code: str
    ring: tuple[Point, ...]
    tags: Tags


@dataclass(frozen=True, slots=True)
class Fixture:
    """Something that stands at a point: lamp, bench, tree, hydrant, bus stop or shop."""

    code: str
    at: Point
    tags: Tags


@dataclass(frozen=True, slots=True)
class Massing:
    """A building as the map knows it: outline, ground level in its points, height in its attributes [m]."""

    code: str
    ring: tuple[Point, ...]
    tags: Tags


@dataclass(frozen=True, slots=True)
class OutdoorDesign:
    """The public space of an estate.

    Parameters
    ----------
    ways : footways, streets, steps, ramps, crossings
    areas : squares, greens, car parks, playgrounds, pitches, carriageways
    furniture : what stands in them
    barriers : walls and fences that one cannot walk through
    buildings : of the estate and around it
    entrances : doors that lead outside, by the code of the door
    notes : by the code of a thing, what is wrong with it on purpose
    """

    ways: tuple[Way, ...]
    areas: tuple[Area, ...]
    furniture: tuple[Fixture, ...]
    barriers: tuple[Way, ...]
    buildings: tuple[Massing, ...]
    entrances: tuple[Fixture, ...]
    notes: dict[str, str] = field(default_factory=dict)
