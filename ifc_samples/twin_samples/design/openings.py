"""Doors and windows of a plan: each is put where the rooms it joins really share a wall, clear of every other one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from twin.errors import InputError
from twin_samples.design.catalogue import DOORS, WINDOWS
from twin_samples.design.cells import DoorSpec, WindowSpec
from twin_samples.design.model import OUTSIDE, Opening
from twin_samples.design.walls import Strip

__all__ = ["Contact", "Places", "contacts_of", "door_in", "window_in"]

Ring = tuple[tuple[int, int], ...]
_CORNER = 10
"""Least distance of an opening from a corner of its room [mm]."""
_BETWEEN = 100
"""Least distance of two openings in one wall [mm]."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where two rooms share a wall: its code, and the piece of it that both touch [mm]."""

    wall: str
    start: int
    end: int
    side: str
    """On which side of the first room it lies."""


@dataclass
class Places:
    """Where openings may stand, and where they stand already.

    Parameters
    ----------
    contacts : by the codes of both rooms, in both orders
    taken : by wall, the pieces that openings stand in [mm]
    """

    contacts: dict[tuple[str, str], list[Contact]]
    taken: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def find(self, rooms: tuple[str, str], width: int, at: float, *, side: str = "") -> tuple[str, float] | None:
        """Return the wall and the centre [m] of an opening, as near to what is wanted as there is place."""
        best: tuple[int, int, str] | None = None
        wanted = sorted(
            (c for c in self.contacts.get(rooms, ()) if side in {"", c.side}), key=lambda c: (c.start - c.end, c.wall)
        )
        for contact in wanted:
            low, high = contact.start + _CORNER + width // 2, contact.end - _CORNER - width // 2
            aim = round(low + at * (high - low))
            for first, last in _free(low, high, self.taken[contact.wall], width // 2 + _BETWEEN):
                place = min(max(aim, first), last)
                if best is None or abs(place - aim) < best[0]:
                    best = (abs(place - aim), place, contact.wall)
            if best is not None:
                break
        if best is None:
            return None
        self.taken[best[2]].append((best[1] - width // 2, best[1] + width // 2))
        return best[2], best[1] / 1000


def contacts_of(rings: dict[str, Ring], strips: list[tuple[str, Strip]]) -> dict[tuple[str, str], list[Contact]]:
    """Return where rooms touch the same piece of a wall from its two sides.

    Parameters
    ----------
    rings : net outline of each room, counterclockwise, and of the whole storey under `OUTSIDE` [mm]
    strips : walls with their codes
    """
    edges: dict[tuple[bool, int], list[tuple[int, int, str]]] = defaultdict(list)
    for code, ring in rings.items():
        for along_x, line, low, high in _edges_of(ring):
            edges[(along_x, line)].append((low, high, code))
    contacts: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for wall, strip in strips:
        sides = ("N", "S") if strip.along_x else ("E", "W")
        for low, high, one in edges[(strip.along_x, strip.low)]:
            for start, end, other in edges[(strip.along_x, strip.high)]:
                first, last = max(low, start, strip.start), min(high, end, strip.end)
                if first < last and one != other:
                    contacts[(one, other)].append(Contact(wall, first, last, sides[0]))
                    contacts[(other, one)].append(Contact(wall, first, last, sides[1]))
    return contacts


def door_in(places: Places, spec: DoorSpec) -> Opening:
    """Return a door where it was wanted, or as near to it as there is place.

    Raises
    ------
    InputError
        If the rooms share no wall long enough.
    """
    found = places.find(spec.rooms, round(DOORS[spec.type].width * 1000), spec.at, side=spec.side)
    if found is None:
        raise InputError(
            " and ".join(spec.rooms), f"share no free wall for a {spec.type}", "Move their cells or their openings."
        )
    accessible = DOORS[spec.type].accessible
    return Opening(
        _door_code(spec.rooms), spec.type, found[0], found[1], spec.rooms, spec.sill, spec.fire_rating,
        spec.self_closing, spec.lock, spec.fails, spec.lift, accessible,
    )  # fmt: skip


def window_in(places: Places, spec: WindowSpec, number: int) -> Opening:
    """Return a window where it was wanted, the `number`-th of its room.

    Raises
    ------
    InputError
        If the room has no façade long enough on that side.
    """
    width = round(WINDOWS[spec.type].width * 1000)
    found = places.find((spec.room, OUTSIDE), width, spec.at, side=spec.side)
    if found is None:
        raise InputError(spec.room, f"has no free façade {spec.side} for a {spec.type}", "Move its cell or window.")
    return Opening(f"{spec.room}/F{number}", spec.type, *found, (spec.room, OUTSIDE), spec.sill)


def _door_code(rooms: tuple[str, str]) -> str:
    """Return the first room and the last word of the second one, ``A1.21.ENT/PAL``; the outside is ``EXT``."""
    return f"{rooms[0]}/{rooms[1].rpartition('.')[2] or 'EXT'}"


def _edges_of(ring: Ring) -> Iterator[tuple[bool, int, int, int]]:
    """Return the sides of an outline: whether along x, the line it lies on, its ends."""
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        if y0 == y1:
            yield True, y0, min(x0, x1), max(x0, x1)
        else:
            yield False, x0, min(y0, y1), max(y0, y1)


def _free(low: int, high: int, taken: list[tuple[int, int]], margin: int) -> list[tuple[int, int]]:
    """Return the intervals of centres that keep clear of what is taken."""
    free = [(low, high)] if low <= high else []
    for start, end in taken:
        free = [
            part
            for first, last in free
            for part in ((first, min(last, start - margin)), (max(first, end + margin), last))
            if part[0] <= part[1]
        ]
    return free
