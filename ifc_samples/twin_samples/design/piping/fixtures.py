"""Which sanitary fixtures a unit has, and where they stand in its rooms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from twin_samples.design.catalogue import DOORS, WINDOWS
from twin_samples.design.model import Opening, Rectangle, Room, Storey
from twin_samples.design.piping.laying import Laying
from twin_samples.design.piping.placing import Spot, keep_clear, spot
from twin_samples.design.piping.survey import Survey, Unit, middle
from twin_samples.design.piping.types import MOUNTING_HEIGHTS, PIPING_DEVICES

__all__ = ["Furnished", "footprint", "furnish", "obstacles", "place_freely"]

_MARKS: Final = {
    "Évier": "EVI",
    "Lavabo": "LAV",
    "Lave-mains": "LMA",
    "Baignoire": "BAI",
    "Douche": "DOU",
    "WC": "WC",
    "Robinet de lave-linge": "RLL",
    "Lave-linge": "LL",
}
"""Short marks of the fixtures, for their codes."""
_WANTED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "kitchen": (("Évier", "Lavabo"),),
    "bathroom": (("Baignoire", "Douche"), ("Lavabo", "Lave-mains"), ("Robinet de lave-linge",)),
    "wc": (("WC",),),
    "laundry": (("Lave-linge",), ("Lave-linge",), ("Lave-linge",), ("Évier", "Lavabo")),
    "common room": (("Évier", "Lavabo"),),
    "office": (("Lavabo", "Lave-mains"),),
    "shop": (("Lavabo", "Lave-mains"),),
}
"""What a room of each use has; of each group the first that fits."""


@dataclass(frozen=True)
class Furnished:
    """The fixtures of a unit by code, and what is taken of the floor, by room."""

    fixtures: dict[str, str]
    """Type by code of the fixture."""
    taken: dict[str, list[Rectangle]]


def footprint(type_: str) -> tuple[float, float]:
    """Return the size of a type along its wall, and away from it [m]."""
    boxes = PIPING_DEVICES[type_].boxes
    width = 2 * max(max(-box[0], box[3]) for box in boxes)
    return (round(width, 3), round(max(box[4] for box in boxes), 3))


def obstacles(survey: Survey, storey: Storey, room: Room, *, ahead: float = 0.75) -> list[Rectangle]:
    """Return the floor in front of the doors of a room and of its windows down to the floor."""
    openings = [one for level, one in survey.openings.get(room.code, ()) if level is storey]
    return [keep_clear(storey, one, width=_width(one), ahead=ahead) for one in openings if one.sill < 0.3]


def place_freely(
    survey: Survey, storey: Storey, room: Room, type_: str, *, near: tuple[float, float], taken: Iterable[Rectangle]
) -> Spot | None:
    """Return where a device stands in a room, clear of doors and of what stands there; None if nowhere."""
    for ahead in (0.75, 0.3, 0.0):
        blocked = [*obstacles(survey, storey, room, ahead=ahead), *taken]
        if found := spot(room.outline, footprint(type_), near=near, clear_of=blocked):
            return found
    return None


def furnish(laying: Laying, unit: Unit) -> Furnished:
    """Add the fixtures of a unit; return them."""
    furnished = Furnished({}, {})
    number: dict[str, int] = {}
    for storey, room in unit.rooms:
        for group in _wanted(unit, room):
            taken = furnished.taken.setdefault(room.code, [])
            near = _source(unit, storey) or middle(room)
            for type_, place in _fitting(laying.survey, storey, room, group, near=near, taken=taken):
                number[type_] = number.get(type_, 0) + 1
                code = f"SAN.{unit.code}.{_MARKS[type_]}{number[type_] if number[type_] > 1 else ''}"
                at = (place.x, place.y, storey.elevation + MOUNTING_HEIGHTS[type_])
                name = f"{type_} {unit.label}"
                laying.add(code, type_, name, room=room.code, at=at, turn=place.turn, serves=(room.code,))
                furnished.fixtures[code] = type_
                taken.append(place.covers)
    return furnished


def _wanted(unit: Unit, room: Room) -> tuple[tuple[str, ...], ...]:
    """Return the groups of fixtures of a room; what has no room of its own goes where it does in small dwellings."""
    uses = {one.use for _, one in unit.rooms}
    wanted = _WANTED.get(room.use, ())
    if room.use == "bathroom" and "wc" not in uses:
        wanted = (("WC",), *wanted)
    if room.use == "living" and "kitchen" not in uses:
        wanted = _WANTED["kitchen"]
    return wanted


def _source(unit: Unit, storey: Storey) -> tuple[float, float] | None:
    """Return where the pipes come from in a storey, in plan [m]."""
    return middle(unit.shaft.rooms[storey.code]) if unit.shaft and storey.code in unit.shaft.rooms else None


def _fitting(
    survey: Survey,
    storey: Storey,
    room: Room,
    group: tuple[str, ...],
    *,
    near: tuple[float, float],
    taken: Iterable[Rectangle],
) -> Iterator[tuple[str, Spot]]:
    """Yield the first type of a group that fits, with its place."""
    for type_ in group:
        if place := place_freely(survey, storey, room, type_, near=near, taken=taken):
            yield type_, place
            return


def _width(opening: Opening) -> float:
    return (DOORS.get(opening.type) or WINDOWS[opening.type]).width
