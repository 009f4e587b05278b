"""Which sanitary fixtures a unit has, and where they stand in its rooms."""

from __future__ import annotations

from typing import Final

from twin_samples.design.model import Room, Storey
from twin_samples.design.piping.laying import Laying
from twin_samples.design.piping.standing import stand
from twin_samples.design.piping.survey import Unit, middle

__all__ = ["furnish"]

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


def furnish(laying: Laying, unit: Unit) -> tuple[str, ...]:
    """Add the fixtures of a unit; return their codes."""
    codes: list[str] = []
    for storey, room in unit.rooms:
        for group in _wanted(unit, room):
            for type_ in group:
                code = _unused(f"SAN.{unit.code}.{_MARKS[type_]}", codes)
                name, near = f"{type_} {unit.label}", _source(unit, storey)
                if stand(laying, code, type_, name, place=(storey, room), near=near, serves=(room.code,)):
                    codes.append(code)
                    break
    return tuple(codes)


def _wanted(unit: Unit, room: Room) -> tuple[tuple[str, ...], ...]:
    """Return the groups of fixtures of a room; what has no room of its own goes where it does in small dwellings."""
    uses = {one.use for _, one in unit.rooms}
    wanted = _WANTED.get(room.use, ())
    if room.use == "bathroom" and "eau" in room.long_name.casefold():
        wanted = (("Douche",), *wanted[1:])
    if room.use == "bathroom" and "wc" not in uses:
        wanted = (("WC",), *wanted)
    if room.use == "living" and "kitchen" not in uses:
        wanted = _WANTED["kitchen"]
    return wanted


def _source(unit: Unit, storey: Storey) -> tuple[float, float] | None:
    """Return where the pipes come from in a storey, in plan [m]."""
    return middle(unit.shaft.rooms[storey.code]) if unit.shaft and storey.code in unit.shaft.rooms else None


def _unused(code: str, codes: list[str]) -> str:
    """Return the code, with the next number behind it if it is in use."""
    number = sum(one.rstrip("0123456789") == code for one in codes)
    return f"{code}{number + 1}" if number else code
