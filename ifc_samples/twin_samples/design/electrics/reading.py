"""What the electrician reads from the plans: where each room is, what belongs to which stairwell, where cables rise."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import shapely

from twin_samples.design.model import OUTSIDE, BuildingDesign, Device, Dwelling, Opening, Room, Storey, Wall

__all__ = ["Reading", "Stairwell"]

_APART: Final = ("shaft", "lift", "roof", "balcony")
"""Uses of rooms that are no rooms to light or to watch."""
_ONE_STACK_M: Final = 0.3
"""Between the middles of two shafts that continue each other: walls grow thicker further down [m]."""
_DWELLING_LIKE: Final = ("laundry", "common room", "office", "shop")
"""Uses of common rooms that have a board of their own."""


@dataclass(frozen=True, slots=True)
class Stairwell:
    """One entrance with its stair: its code, its common rooms by storey, and the shaft where its cables rise."""

    code: str
    rooms: tuple[str, ...]
    """Codes of the common rooms reached from it, from below."""
    shaft: Mapping[str, str]
    """Code of the shaft (or, without one, of the landing) by code of the storey."""
    storeys: tuple[str, ...]
    """Codes of the storeys on which dwellings open, from below."""
    hall: str
    """Code of the room by which one comes in."""


@dataclass(frozen=True)
class Reading:
    """The plans of a building, by what an electrician asks of them."""

    building: BuildingDesign

    @cached_property
    def rooms(self) -> dict[str, Room]:
        """Rooms by code, from below."""
        return {room.code: room for _, room in self.building.rooms}

    @cached_property
    def storey(self) -> dict[str, Storey]:
        """The storey of each room."""
        return {room.code: storey for storey, room in self.building.rooms}

    @cached_property
    def plan(self) -> dict[str, shapely.Polygon]:
        """Outline of each room."""
        return {code: shapely.Polygon(room.outline) for code, room in self.rooms.items()}

    @cached_property
    def openings(self) -> dict[str, Opening]:
        """Doors and windows by code."""
        return {opening.code: opening for storey in self.building.storeys for opening in storey.openings}

    @cached_property
    def openings_of(self) -> dict[str, list[Opening]]:
        """Doors and windows of each room."""
        found: defaultdict[str, list[Opening]] = defaultdict(list)
        for opening in self.openings.values():
            for room in opening.rooms:
                found[room].append(opening)
        return found

    @cached_property
    def devices_of(self) -> dict[str, list[Device]]:
        """What other trades have put into each room."""
        found: defaultdict[str, list[Device]] = defaultdict(list)
        for device in self.building.devices:
            found[device.room].append(device)
        return found

    @cached_property
    def walls(self) -> dict[tuple[str, str], Wall]:
        """Walls by the codes of their storey and their own."""
        return {(storey.code, wall.code): wall for storey in self.building.storeys for wall in storey.walls}

    def wall_of(self, opening: Opening) -> Wall:
        """Return the wall that a door or window is in."""
        room = next(room for room in opening.rooms if room)
        return self.walls[self.storey[room].code, opening.wall]

    @cached_property
    def homes(self) -> dict[str, tuple[Room, ...]]:
        """Rooms of each dwelling that are lived in: without cellar and balcony."""
        found: defaultdict[str, list[Room]] = defaultdict(list)
        for room in self.rooms.values():
            if room.dwelling and room.use not in (*_APART, "cellar") and not room.outdoor:
                found[room.dwelling].append(room)
        return {code: tuple(rooms) for code, rooms in found.items()}

    @cached_property
    def common(self) -> tuple[Room, ...]:
        """Rooms of nobody's dwelling, and cellars: what the landlord lights."""
        return tuple(
            room
            for room in self.rooms.values()
            if (not room.dwelling or room.use == "cellar") and room.use not in _APART and not room.outdoor
        )

    @cached_property
    def rented(self) -> tuple[Room, ...]:
        """Common rooms that have a board of their own: laundry, common room, office, shop."""
        return tuple(room for room in self.common if room.use in _DWELLING_LIKE)

    @cached_property
    def electric_room(self) -> str:
        """Code of the room of the main board: that for electricity, another technical room, or the first hall."""
        technical = [room for room in self.common if room.use == "technical"]
        named = [room for room in technical if _electrical(room)]
        chosen = named or technical
        return chosen[0].code if chosen else self.stairwells[0].hall

    @cached_property
    def telecom_room(self) -> str:
        """Code of the room where the fibre comes in: that named for it, else the room of the main board."""
        technical = [room for room in self.common if room.use == "technical"]
        return next((room.code for room in technical if "fibre" in room.long_name.lower()), self.electric_room)

    @cached_property
    def stacks(self) -> tuple[tuple[Room, ...], ...]:
        """Shafts that stand above each other, each stack from below."""
        shafts = [room for room in self.rooms.values() if room.use == "shaft"]
        centres = shapely.centroid([self.plan[room.code] for room in shafts])
        found: dict[int, list[Room]] = {}
        seen = shapely.STRtree(centres)
        for index, room in enumerate(shafts):
            near = seen.query(centres[index], predicate="dwithin", distance=_ONE_STACK_M)
            found.setdefault(int(near.min()), []).append(room)
        return tuple(tuple(stack) for stack in found.values())

    @cached_property
    def stairwells(self) -> tuple[Stairwell, ...]:
        """Every stairwell on whose landings dwellings open, by code."""
        reached = self._reached()
        codes = sorted(set(reached.values()))
        return tuple(
            self._stairwell(code, [room for room in self.rooms if reached.get(room) == code]) for code in codes
        )

    @cached_property
    def stairwell_of(self) -> dict[str, Stairwell]:
        """The stairwell of each common room and of each room of a dwelling; rooms that none reaches have the first."""
        if not self.stairwells:
            return {}
        by_code = {stairwell.code: stairwell for stairwell in self.stairwells}
        own = {room: stairwell for stairwell in self.stairwells for room in stairwell.rooms}
        of_dwelling = {dwelling.code: dwelling.stair for dwelling in self.building.dwellings}
        first = self.stairwells[0]
        return {
            code: own.get(code) or by_code.get(of_dwelling.get(room.dwelling, ""), first)
            for code, room in self.rooms.items()
        }

    def clear(self, room: str) -> float:
        """Return the height under the ceiling of a room, of a shaft under the ceiling of its storey [m]."""
        storey = self.storey[room]
        return round(min(self.rooms[room].height, storey.height - storey.slab_thickness), 4)

    def entrance(self, dwelling: Dwelling) -> str:
        """Return the code of the room behind the entrance door of a dwelling."""
        rooms = self.openings[dwelling.entrance].rooms
        return next(room for room in rooms if room and self.rooms[room].dwelling == dwelling.code)

    def entrance_storey(self, dwelling: Dwelling) -> str:
        """Return the code of the storey on which one comes to a dwelling."""
        return self.storey[self.landing(dwelling) or self.entrance(dwelling)].code

    def landing(self, dwelling: Dwelling) -> str:
        """Return the code of the room before the entrance door of a dwelling; `OUTSIDE` for a house."""
        rooms = self.openings[dwelling.entrance].rooms
        return next((room for room in rooms if not room or self.rooms[room].dwelling != dwelling.code), OUTSIDE)

    def _reached(self) -> dict[str, str]:
        """Return the code of the stairwell of each common room: of that which is the fewest doors away."""
        neighbours = self._neighbours()
        doors = [(self.landing(dwelling), dwelling.stair) for dwelling in self.building.dwellings]
        found = {room: stair for room, stair in doors if room != OUTSIDE}
        queue = deque(found)
        while queue:
            room = queue.popleft()
            for other in neighbours[room]:
                if other not in found:
                    found[other] = found[room]
                    queue.append(other)
        return found

    def _neighbours(self) -> dict[str, list[str]]:
        """Return which common rooms one can go to from each."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for storey in self.building.storeys:
            pairs = [opening.rooms for opening in storey.openings]
            pairs += [*storey.open_links, *((stair.room, stair.upper_room) for stair in storey.stairs)]
            for one, other in pairs:
                if all(room and (not self.rooms[room].dwelling or self.rooms[room].use == "cellar")
                       for room in (one, other)):  # fmt: skip
                    found[one].append(other)
                    found[other].append(one)
        return found

    def _stairwell(self, code: str, rooms: list[str]) -> Stairwell:
        landings: dict[str, str] = {}
        for dwelling in self.building.dwellings:
            if dwelling.stair == code:
                landings.setdefault(self.storey[self.landing(dwelling)].code, self.landing(dwelling))
        order = [storey.code for storey in self.building.storeys]
        storeys = tuple(sorted(landings, key=order.index))
        hall = next((room for room in rooms if self.rooms[room].use == "hall"), landings[storeys[0]])
        return Stairwell(code, tuple(rooms), {**landings, **self._shaft(landings)}, storeys, hall)

    def _shaft(self, landings: Mapping[str, str]) -> dict[str, str]:
        """Return the shaft by storey that suits these landings best: near, named so, with a hatch to them."""
        stacks = [stack for stack in self.stacks if not stack[0].dwelling]
        near = shapely.union_all([self.plan[room] for room in landings.values()])
        best = min(stacks, key=lambda stack: self._suits(stack, landings.values(), near), default=())
        return {self.storey[room.code].code: room.code for room in best}

    def _suits(self, stack: Sequence[Room], landings: Iterable[str], near: shapely.Polygon) -> tuple[bool, bool, float]:
        """Return how badly a stack of shafts suits some landings: not near, not electrical, distance [m]."""
        apart = float(shapely.distance(self.plan[stack[0].code], near))
        electrical = any(_electrical(room) for room in stack)
        hatch = {room for one in stack for opening in self.openings_of[one.code] for room in opening.rooms}
        return (apart > 1.0, not electrical, 0.0 if hatch & set(landings) else round(apart, 3) + 0.001)


def _electrical(room: Room) -> bool:
    """Return whether a room is called one for electricity."""
    return any(word in f"{room.long_name} {room.code}" for word in ("lectri", "TGBT", "ELEC"))
