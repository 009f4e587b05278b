"""Stairs in their wells: two flights and a half landing, or one straight flight, for each storey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from twin_samples.authoring.pen import Entity, Pen, Point
from twin_samples.authoring.project import Frame
from twin_samples.authoring.shapes import prism, shape, upright
from twin_samples.design.handover import Handover
from twin_samples.design.model import BuildingDesign, Rectangle, Stair

__all__ = ["write_stairs"]

_LANDING_M: Final = 0.15
"""Thickness of a half landing."""
_WAIST_RISERS: Final = 1
"""How far the underside of a flight lies below its steps, in risers."""
_DIRECTIONS: Final[dict[str, Point]] = {
    "x0": (1.0, 0.0, 0.0),
    "y0": (0.0, 1.0, 0.0),
    "x1": (-1.0, 0.0, 0.0),
    "y1": (0.0, -1.0, 0.0),
}
"""Where the flights climb to that begin at a side."""


@dataclass(frozen=True, slots=True)
class _Flight:
    """A flight: where its first step begins at its left [m], where it climbs to, its steps."""

    at: Point
    ahead: Point
    risers: int
    riser: float
    going: float
    width: float


def write_stairs(
    pen: Pen, frame: Frame, building: BuildingDesign, spaces: Mapping[str, Entity], *, handover: Handover
) -> None:
    """Write every stair, contained in its space or in its storey, and known to the storey where it arrives."""
    uppers = (*building.storeys[1:], None)
    for lower, upper in zip(building.storeys, uppers, strict=True):
        for stair in lower.stairs:
            inside = frame.storeys[lower.code]
            made = _stair(pen, inside, stair)
            holder = spaces.get(stair.room, inside) if handover.containment else inside
            pen.relate("IfcRelContainedInSpatialStructure", holder, made)
            if upper is not None:
                pen.relate("IfcRelReferencedInSpatialStructure", frame.storeys[upper.code], made)


def _stair(pen: Pen, storey: Entity, stair: Stair) -> Entity:
    at = pen.place(storey.ObjectPlacement, pen.frame((0.0, 0.0, 0.0)))
    kind = "STRAIGHT_RUN_STAIR" if stair.straight else "HALF_TURN_STAIR"
    identity = pen.identity("stair", stair.code)
    made = pen.root("IfcStair", identity, f"Escalier {stair.code}", None, None, at, None, stair.code, kind)
    flights, landing = _layout(stair)
    parts = [_flight(pen, at, f"{stair.code}/{rank}", one) for rank, one in enumerate(flights, 1)]
    if landing is not None:
        parts.append(_landing(pen, at, stair, landing))
    pen.relate("IfcRelAggregates", made, *parts)
    pen.classify(made, "C2010", "Stair Construction")
    return made


def _layout(stair: Stair) -> tuple[list[_Flight], Rectangle | None]:
    """Return the flights of a stair, and the plan of its half landing if it has one."""
    ahead = _DIRECTIONS[stair.start]
    length, breadth = _extent(stair.plan, ahead)
    riser = stair.rise / stair.risers
    if stair.straight:
        going = length / (stair.risers - 1)
        return [_Flight(_at(stair, 0.0, 0.0), ahead, stair.risers, riser, going, min(stair.width, breadth))], None
    first, second = (stair.risers + 1) // 2, stair.risers // 2
    run = length - min(stair.width, length / 3)
    going = run / (max(first, second) - 1)
    back = (-ahead[0], -ahead[1], 0.0)
    half = round(first * riser, 6)
    lower = _Flight(_at(stair, 0.0, 0.0), ahead, first, riser, going, stair.width)
    # the second flight ends where the first begins: it starts its own run from the landing
    start = _at(stair, (second - 1) * going, breadth)
    upper = _Flight((*start[:2], half), back, second, riser, going, stair.width)
    near, far = _at(stair, run, 0.0), _at(stair, length, breadth)
    xs, ys = sorted((near[0], far[0])), sorted((near[1], far[1]))
    return [lower, upper], Rectangle(xs[0], ys[0], xs[1], ys[1])


def _extent(plan: Rectangle, ahead: Point) -> tuple[float, float]:
    """Return how far a plan reaches in the direction of climbing, and across it [m]."""
    sizes = (plan.x1 - plan.x0, plan.y1 - plan.y0)
    return sizes if ahead[0] else (sizes[1], sizes[0])


def _at(stair: Stair, along: float, across: float) -> Point:
    """Return a point of the plan: from the left end of the side where the stair begins, ahead and to the right [m]."""
    plan, (x, y, _) = stair.plan, _DIRECTIONS[stair.start]
    left = {
        "x0": (plan.x0, plan.y1),
        "y0": (plan.x0, plan.y0),
        "x1": (plan.x1, plan.y0),
        "y1": (plan.x1, plan.y1),
    }[stair.start]
    return (round(left[0] + x * along + y * across, 4), round(left[1] + y * along - x * across, 4), 0.0)


def _flight(pen: Pen, stair: Entity, code: str, one: _Flight) -> Entity:
    at = pen.place(stair, pen.frame(one.at, ahead=one.ahead))
    drawn = shape(pen, upright(pen, _profile(one), across=(-one.width, 0.0), colour="Béton"))
    sizes = (one.risers, one.risers - 1, pen.length(one.riser), pen.length(one.going))
    identity = pen.identity("flight", code)
    made = pen.root("IfcStairFlight", identity, "Volée", None, None, at, drawn, code, *sizes, "STRAIGHT")
    said = (
        ("NumberOfRiser", ("IfcCountMeasure", one.risers)),
        ("NumberOfTreads", ("IfcCountMeasure", one.risers - 1)),
        ("RiserHeight", ("IfcPositiveLengthMeasure", round(one.riser, 6))),
        ("TreadLength", ("IfcPositiveLengthMeasure", round(one.going, 4))),
    )
    pen.describe(made, "Pset_StairFlightCommon", said)
    return made


def _profile(one: _Flight) -> list[tuple[float, float]]:
    """Return the side view of a flight: its steps, and its underside one riser below them."""
    treads = one.risers - 1
    outline = [(0.0, 0.0)]
    for step in range(treads):
        top = round((step + 1) * one.riser, 6)
        outline += [(round(step * one.going, 4), top), (round((step + 1) * one.going, 4), top)]
    end = round(treads * one.going, 4)
    outline += [(end, round((treads - _WAIST_RISERS) * one.riser, 4)), (round(one.going * _WAIST_RISERS, 4), 0.0)]
    return outline


def _landing(pen: Pen, stair: Entity, told: Stair, plan: Rectangle) -> Entity:
    half = (told.risers + 1) // 2 * told.rise / told.risers
    at = pen.place(stair, pen.frame((plan.x0, plan.y0, round(half - _LANDING_M, 4))))
    outline = Rectangle(0.0, 0.0, round(plan.x1 - plan.x0, 4), round(plan.y1 - plan.y0, 4)).outline
    drawn = shape(pen, prism(pen, outline, bottom=0.0, height=_LANDING_M, colour="Béton"))
    identity = pen.identity("landing", told.code)
    return pen.root("IfcSlab", identity, "Palier intermédiaire", None, None, at, drawn, told.code, "LANDING")
