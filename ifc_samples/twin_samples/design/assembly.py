"""Buildings from storeys that repeat: levels, copies of a storey under other codes, flights of stairs, lifts."""

from __future__ import annotations

from dataclasses import replace

from twin_samples.design.model import Lift, Rectangle, Stair, Storey
from twin_samples.design.storeys import Level

__all__ = ["bare", "capped", "lift_of", "stacked", "storey_levels", "straight_stairs"]

_LANDING, _FLIGHT_WIDTH = 1.20, 1.20
"""Depth of the floor that a stair keeps before its flights, and width of one flight [m]."""
_RISER = 0.16
"""Height of a step that a stair comes as near to as whole numbers allow [m]."""
_HOUSE_WIDTH, _HOUSE_RISERS, _HOUSE_GOING = 0.90, 15, 0.24
"""The stair inside a house: width [m], steps, depth of a tread [m]."""
_RISING = {"lift", "shaft"}


def storey_levels(upper: int) -> list[Level]:
    """Return the levels of a block with a basement and a roof that people walk on, from below.

    Parameters
    ----------
    upper : number of storeys above the ground storey
    """
    top = round(2.70 * upper, 3)
    ground = Level("0", "RDC", 0.0, 2.70, 2.50, 0.30, "Plancher haut sous-sol 30")
    middle = [Level(str(k), f"R+{k}", round(2.70 * k, 3), 2.70, 2.50) for k in range(1, upper)]
    return [
        Level("S", "Sous-sol", -2.80, 2.80, 2.50, 0.20, "Dallage 20"),
        ground,
        *middle,
        Level(str(upper), f"R+{upper}", top, 2.86, 2.50),
        Level("T", "Toiture", round(top + 2.86, 3), 2.70, 2.50, 0.36, "Toiture-terrasse 36"),
        Level("E", "Toiture édicule", round(top + 5.56, 3), 0.40, 0.40, 0.20, "Dalle 20"),
    ]


def bare(storey: Storey) -> Storey:
    """Return a storey of which only the slab is built, the roof of what stands on a roof."""
    return replace(storey, rooms=(), walls=())


def capped(storey: Storey, clear: float, keep: frozenset[str]) -> Storey:
    """Return a top storey whose shafts end under its roof, but for some that go on.

    Parameters
    ----------
    storey : with shafts that go through
    clear : height of its rooms [m]
    keep : codes of rooms that go through the roof
    """
    rooms = tuple(
        replace(room, through=False, height=clear) if room.through and room.code not in keep else room
        for room in storey.rooms
    )
    return replace(storey, rooms=rooms)


def stacked(storeys: tuple[Storey, ...], start: str) -> tuple[Storey, ...]:
    """Return the storeys with their flights, and floors cut where shafts and flights of the one below come through.

    Parameters
    ----------
    storeys : from below
    start : side of a stair that its flights begin and arrive at
    """
    above = (*storeys[1:], None)
    walked = tuple(
        replace(storey, stairs=_flights(storey, upper, start)) if upper else storey
        for storey, upper in zip(storeys, above, strict=True)
    )
    below = (None, *walked[:-1])
    return tuple(replace(storey, slab_holes=_holes(under)) for under, storey in zip(below, walked, strict=True))


def straight_stairs(storeys: tuple[Storey, ...]) -> tuple[Storey, ...]:
    """Return the storeys of houses with a straight flight in every stair, from south to north, and floors cut there."""
    ground, upper, *rest = storeys
    rise = round(upper.elevation - ground.elevation, 3)
    flights = tuple(
        Stair(f"{room.code}.VOL", room.code, room.code.replace(".0.", ".1."),
              _run(_extent(room.outline)), "y0", _HOUSE_WIDTH, _HOUSE_RISERS, rise, straight=True)
        for room in ground.rooms
        if room.use == "stair"
    )  # fmt: skip
    ground = replace(ground, stairs=flights)
    return (ground, replace(upper, slab_holes=_holes(ground)), *rest)


def _run(extent: Rectangle) -> Rectangle:
    """Return what a straight flight covers: one going less than it has risers."""
    return Rectangle(extent.x0, extent.y0, extent.x1, round(extent.y0 + (_HOUSE_RISERS - 1) * _HOUSE_GOING, 3))


def lift_of(code: str, name: str, storeys: tuple[Storey, ...], *, persons: int = 8, load_kg: float = 630.0,
            fire_fighting: bool = False) -> Lift:  # fmt: skip
    """Return a lift with the rooms of its shaft, and a stop wherever one of its landing doors is.

    Parameters
    ----------
    code, name : of the lift; its shaft has a room that ends with the last word of the code
    storeys : from below
    persons, load_kg : what it carries
    fire_fighting : whether firefighters use it
    """
    word = code.rpartition(".")[2]
    rooms = [room.code for storey in storeys for room in storey.rooms if room.use == "lift"]
    stops = [storey.code for storey in storeys if any(opening.lift == code for opening in storey.openings)]
    own = tuple(room for room in rooms if room.startswith(code[: -len(word)]) and room.endswith(f".{word}"))
    return Lift(code, name, own, tuple(stops), persons, load_kg, fire_fighting)


def _flights(storey: Storey, upper: Storey, start: str) -> tuple[Stair, ...]:
    """Return the flights from every stair that goes on above."""
    above = {room.code for room in upper.rooms}
    flights = []
    for room in storey.rooms:
        stair, _, word = room.code.split(".")
        arrival = f"{stair}.{upper.code}.{word}"
        if room.use == "stair" and arrival in above:
            rise = round(upper.elevation - storey.elevation, 3)
            plan = _beyond_landing(_extent(room.outline), start)
            flights.append(
                Stair(f"{room.code}.VOL", room.code, arrival, plan, start, _FLIGHT_WIDTH, round(rise / _RISER), rise)
            )
    return tuple(flights)


def _beyond_landing(extent: Rectangle, start: str) -> Rectangle:
    step = _LANDING if start.endswith("0") else -_LANDING
    return replace(extent, **{start: round(getattr(extent, start) + step, 3)})


def _holes(below: Storey | None) -> tuple[Rectangle, ...]:
    if below is None:
        return ()
    shafts = tuple(_extent(room.outline) for room in below.rooms if room.through and room.use in _RISING)
    return shafts + tuple(stair.plan for stair in below.stairs)


def _extent(outline: tuple[tuple[float, float], ...]) -> Rectangle:
    xs, ys = zip(*outline, strict=True)
    return Rectangle(min(xs), min(ys), max(xs), max(ys))
