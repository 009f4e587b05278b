"""What pipes need to know of a building: its shafts from bottom to top, and the units that are supplied from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely

from twin_samples.design.model import BuildingDesign, Opening, Rectangle, Room, Storey

__all__ = ["Shaft", "Survey", "Unit", "bounds", "middle"]

_SHARED_USES = ("laundry", "common room", "office", "shop")
"""Rooms that are no dwelling and have water of their own."""
_PASSAGES = ("cellar corridor", "corridor", "landing", "hall")
"""What mains run through, where anyone may get at them."""
_ALIKE_M = 2.0
"""Lines through passages that differ less in length count as equal; the one in the widest strip is taken [m]."""
_NOT_OURS = ("élec", "elec", "courant", "désenfumage", "desenfumage", "télécom", "telecom")
"""What names a shaft that is no place for pipes."""


def bounds(room: Room) -> Rectangle:
    """Return the rectangle around a room."""
    corners = np.array(room.outline)
    return Rectangle(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


def middle(room: Room) -> tuple[float, float]:
    """Return the middle of the rectangle around a room [m]."""
    box = bounds(room)
    return ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)


@dataclass(frozen=True)
class Shaft:
    """A duct for pipes through several storeys.

    Parameters
    ----------
    code : such as ``A1`` or ``A1.GT2``, unique in the building
    stair : code of the stair that its rooms are counted to, such as ``A1``
    plan : what of it is free from bottom to top [m]
    rooms : its room in each storey, by code of the storey
    """

    code: str
    stair: str
    plan: Rectangle
    rooms: dict[str, Room]

    def at(self, along: float, across: float) -> tuple[float, float]:
        """Return a point of its plan, as shares of its longer and its shorter side."""
        plan = self.plan
        wide = plan.x1 - plan.x0 >= plan.y1 - plan.y0
        x, y = (along, across) if wide else (across, along)
        return (round(plan.x0 + x * (plan.x1 - plan.x0), 3), round(plan.y0 + y * (plan.y1 - plan.y0), 3))


@dataclass(frozen=True)
class Unit:
    """A dwelling, or a shared room, that is supplied from a shaft through valves and meters of its own.

    Parameters
    ----------
    code : such as ``A1.21``, unique in the building
    label : how the office calls it, such as ``logement A1-21``
    storey : storey of its entrance
    rooms : storey and room, of all rooms inside it
    dwelling : code of the dwelling, empty for a shared room
    shaft : what supplies it, None if it has its own connections
    rank : number among the units of its storey and shaft
    """

    code: str
    label: str
    storey: Storey
    rooms: tuple[tuple[Storey, Room], ...]
    dwelling: str
    shaft: Shaft | None
    rank: int


@dataclass(frozen=True)
class Survey:
    """A building, seen by those who lay pipes in it."""

    building: BuildingDesign

    @cached_property
    def rooms(self) -> dict[str, tuple[Storey, Room]]:
        """Storey and room by code of the room."""
        return {room.code: (storey, room) for storey, room in self.building.rooms}

    @cached_property
    def openings(self) -> dict[str, list[tuple[Storey, Opening]]]:
        """Storey and opening by code of a room that it opens."""
        found: dict[str, list[tuple[Storey, Opening]]] = {}
        for storey in self.building.storeys:
            for opening in storey.openings:
                for code in filter(None, opening.rooms):
                    found.setdefault(code, []).append((storey, opening))
        return found

    @cached_property
    def shafts(self) -> tuple[Shaft, ...]:
        """The shafts for pipes, from left to right."""
        stacks: list[list[tuple[Storey, Room]]] = []
        for storey, room in self.building.rooms:
            if room.use == "shaft" and not any(word in room.long_name.casefold() for word in _NOT_OURS):
                under = next((stack for stack in stacks if _overlap(bounds(stack[-1][1]), bounds(room))), None)
                if under is None:
                    stacks.append(under := [])
                under.append((storey, room))
        found = [_shaft(stack) for stack in stacks if len(stack) > 1]
        return tuple(_numbered(sorted(found, key=lambda one: (one.plan.x0, one.plan.y0))))

    @cached_property
    def supplies(self) -> tuple[Shaft, ...]:
        """The shafts on the landings, where valves and meters are read and shut; all shafts if none is on a landing."""
        on_landings = [one for one in self.shafts if any("palière" in room.long_name for room in one.rooms.values())]
        return tuple(on_landings) or self.shafts

    @cached_property
    def wet(self) -> tuple[Shaft, ...]:
        """The shafts beside kitchens and bathrooms, for waste water and air; all shafts if there are no others."""
        return tuple(shaft for shaft in self.shafts if shaft not in self.supplies) or self.shafts

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The dwellings in order of their codes, then the shared rooms."""
        homes = [self._home(code) for code in sorted(one.code for one in self.building.dwellings)]
        shared = [self._shared(storey, room) for storey, room in self.building.rooms if _is_shared(room)]
        return tuple(_ranked([*homes, *shared]))

    @cached_property
    def ground(self) -> Storey:
        """The storey at the height of the street."""
        return min(self.building.storeys, key=lambda storey: abs(storey.elevation))

    @cached_property
    def lowest(self) -> Storey:
        """The basement, or the ground storey where there is none."""
        return min(self.building.storeys, key=lambda storey: storey.elevation)

    def above(self, storey: Storey) -> Storey | None:
        """Return the next storey up."""
        higher = [one for one in self.building.storeys if one.elevation > storey.elevation]
        return min(higher, key=lambda one: one.elevation, default=None)

    def plant(self, *words: str) -> tuple[Storey, Room]:
        """Return the technical room of the lowest storeys of which the name says one of the words, else any there."""
        low = [pair for pair in self.building.rooms if pair[1].use == "technical" and pair[0].elevation <= 0]
        named = (pair for word in words for pair in low if word in pair[1].long_name.casefold())
        fallback = next(iter(low), None) or next(
            (pair for pair in self.building.rooms if pair[1].use in ("cellar corridor", "corridor", "hall")), None
        )
        return next(named, None) or fallback or next(self.building.rooms)

    def room_at(self, storey: Storey, x: float, y: float) -> Room:
        """Return the room of a storey at a point, else the nearest."""
        outlines = [shapely.Polygon(room.outline) for room in storey.rooms]
        return storey.rooms[int(shapely.distance(outlines, shapely.Point(x, y)).argmin())]

    @cached_property
    def corridor(self) -> float | None:
        """Where corridors of the lowest storey run on longest, as the y of their axis; None if there are none [m]."""
        passages = [room for room in self.lowest.rooms if room.use in _PASSAGES]
        if not passages:
            return None
        floor = shapely.union_all([shapely.Polygon(room.outline) for room in passages])
        x0, _, x1, _ = floor.bounds
        levels = np.unique([y for room in passages for _, y in room.outline])
        between = (levels[:-1] + levels[1:]) / 2
        lines = shapely.linestrings([[(x0, y), (x1, y)] for y in between])
        within = np.round(shapely.length(shapely.intersection(lines, floor)), 3)
        longest = np.flatnonzero(within >= within.max() - _ALIKE_M)
        return round(float(between[longest[np.diff(levels)[longest].argmax()]]), 3)

    def _home(self, code: str) -> Unit:
        home = next(one for one in self.building.dwellings if one.code == code)
        storeys = {storey.code: storey for storey in self.building.storeys}
        outside = ("cellar", "balcony")
        rooms = tuple(
            (storey, room) for storey, room in self.building.rooms if room.dwelling == code and room.use not in outside
        )
        short = code.split("-", 1)[-1]
        shaft = self._nearest(storeys[home.storey], rooms)
        return Unit(short.replace("-", "."), f"logement {short}", storeys[home.storey], rooms, code, shaft, 0)

    def _shared(self, storey: Storey, room: Room) -> Unit:
        rooms = tuple((storey, one) for one in self._suite(storey, room))
        return Unit(room.code, room.long_name.casefold(), storey, rooms, "", self._nearest(storey, rooms), 0)

    def _suite(self, storey: Storey, room: Room) -> list[Room]:
        """Return a shared room with the WCs and stores behind it."""
        suite = [room]
        for one in suite:
            for code in {code for _, door in self.openings.get(one.code, ()) for code in door.rooms if code}:
                level, other = self.rooms[code]
                if other.use in ("wc", "storage") and level is storey and not other.dwelling and other not in suite:
                    suite.append(other)
        return sorted(suite, key=lambda one: (one is not room, one.code))

    def _nearest(self, storey: Storey, rooms: Iterable[tuple[Storey, Room]]) -> Shaft | None:
        """Return the shaft that comes nearest to the rooms of a unit in a storey."""
        passing = [shaft for shaft in self.supplies if storey.code in shaft.rooms]
        outlines = [shapely.Polygon(room.outline) for own, room in rooms if own is storey]
        if not passing or not outlines or self.building.kind == "houses":
            return None
        body = shapely.union_all(outlines)
        away = [round(float(body.distance(shapely.Polygon(shaft.plan.outline))), 2) for shaft in passing]
        return passing[int(np.argmin(away))]


def _is_shared(room: Room) -> bool:
    return not room.dwelling and room.use in _SHARED_USES


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 0.1 and min(one.y1, other.y1) - max(one.y0, other.y0) > 0.1


def _shaft(stack: list[tuple[Storey, Room]]) -> Shaft:
    boxes = [bounds(room) for _, room in stack]
    plan = Rectangle(
        max(one.x0 for one in boxes),
        max(one.y0 for one in boxes),
        min(one.x1 for one in boxes),
        min(one.y1 for one in boxes),
    )
    stair, kind = (stack[-1][1].code.split(".")[place] for place in (0, -1))
    return Shaft(f"{stair}.{kind}", stair, plan, {storey.code: room for storey, room in stack})


def _numbered(shafts: Iterable[Shaft]) -> Iterable[Shaft]:
    """Yield the shafts under codes of their own: the first on the landing of a stair under that of the stair."""
    seen: dict[str, int] = {}
    for shaft in shafts:
        seen[shaft.code] = number = seen.get(shaft.code, 0) + 1
        code = shaft.stair if shaft.code.endswith(".GP") and number == 1 else f"{shaft.code}{number}"
        yield replace(shaft, code=code)


def _ranked(units: Iterable[Unit]) -> Iterable[Unit]:
    seen: dict[tuple[str, str], int] = {}
    for unit in units:
        key = (unit.storey.code, unit.shaft.code if unit.shaft else unit.code)
        rank = seen.get(key, 0)
        seen[key] = rank + 1
        yield Unit(unit.code, unit.label, unit.storey, unit.rooms, unit.dwelling, unit.shaft, rank)
