"""The shapes that things are drawn as, each written once however often it is used."""

from __future__ import annotations

from collections.abc import Sequence

from twin_samples.authoring.pen import Entity, Pen, Point
from twin_samples.authoring.styles import style

__all__ = ["box", "disk", "mapped", "prism", "shape", "shared", "upright"]

Outline = Sequence[tuple[float, float]]


def prism(
    pen: Pen, outline: Outline, *, bottom: float, height: float, colour: str = "", holes: Sequence[Outline] = ()
) -> Entity:
    """Return an outline in plan, extruded upwards [m].

    Parameters
    ----------
    pen : of the file
    outline : corners, counterclockwise
    bottom, height : of the solid
    colour : name of its style, empty for none
    holes : outlines of holes
    """
    key = ("prism", tuple(outline), bottom, height, colour, tuple(map(tuple, holes)))
    return pen.kept(key, lambda: _painted(pen, _extruded(pen, _profile(pen, outline, holes), (bottom, height)), colour))


def box(pen: Pen, low: Point, high: Point, colour: str) -> Entity:
    """Return a block between two corners [m]."""
    outline = ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]))
    return prism(pen, outline, bottom=low[2], height=high[2] - low[2], colour=colour)


def upright(
    pen: Pen, outline: Outline, *, across: tuple[float, float], colour: str, holes: Sequence[Outline] = ()
) -> Entity:
    """Return an outline in an upright plane (x along it, z up), extruded across it [m].

    Parameters
    ----------
    pen : of the file
    outline : corners
    across : from which y to which
    colour : name of its style
    holes : outlines of holes
    """

    def draw() -> Entity:
        frame = pen.frame((0.0, across[1], 0.0), (0.0, -1.0, 0.0))
        depth = pen.length(across[1] - across[0])
        profile = _profile(pen, outline, holes)
        return _painted(
            pen, pen.make("IfcExtrudedAreaSolid", profile, frame, pen.direction(0.0, 0.0, 1.0), depth), colour
        )

    return pen.kept(("upright", tuple(outline), across, colour, tuple(map(tuple, holes))), draw)


def disk(pen: Pen, corners: Sequence[Point], *, radius: float, colour: str) -> Entity:
    """Return a round pipe along a line [m]."""

    def draw() -> Entity:
        line = pen.make("IfcPolyline", [pen.point(*corner) for corner in corners])
        solid = pen.make("IfcSweptDiskSolid", line, pen.length(radius), None, None, None)
        return _painted(pen, solid, colour)

    return pen.kept(("disk", tuple(corners), radius, colour), draw)


def shape(pen: Pen, *items: Entity, kind: str = "SweptSolid") -> Entity:
    """Return the shape of products that are drawn as these items."""

    def draw() -> Entity:
        return pen.make("IfcProductDefinitionShape", None, None, [_body(pen, items, kind)])

    return pen.kept(("shape", tuple(item.id() for item in items)), draw)


def shared(pen: Pen, *items: Entity) -> Entity:
    """Return the shape of a type, which its occurrences share."""
    return pen.make("IfcRepresentationMap", pen.frame((0.0, 0.0, 0.0)), _body(pen, items, "SweptSolid"))


def mapped(pen: Pen, source: Entity) -> Entity:
    """Return the shape of the occurrences of a type."""

    def draw() -> Entity:
        origin = pen.point(0.0, 0.0, 0.0)
        target = pen.kept("no change", lambda: pen.make(_TRANSFORMATION, None, None, origin, 1.0, None))
        return shape(pen, pen.make("IfcMappedItem", source, target), kind="MappedRepresentation")

    return pen.kept(("mapped", source.id()), draw)


_TRANSFORMATION = "IfcCartesianTransformationOperator3D"


def _body(pen: Pen, items: Sequence[Entity], kind: str) -> Entity:
    return pen.make("IfcShapeRepresentation", pen.body, "Body", kind, list(items))


def _painted(pen: Pen, item: Entity, colour: str) -> Entity:
    if colour:
        pen.make("IfcStyledItem", item, [style(pen, colour)], None)
    return item


def _extruded(pen: Pen, profile: Entity, span: tuple[float, float]) -> Entity:
    frame = pen.frame((0.0, 0.0, span[0]))
    return pen.make("IfcExtrudedAreaSolid", profile, frame, pen.direction(0.0, 0.0, 1.0), pen.length(span[1]))


def _profile(pen: Pen, outline: Outline, holes: Sequence[Outline]) -> Entity:
    if holes:
        inner = [_closed(pen, hole) for hole in holes]
        return pen.make("IfcArbitraryProfileDefWithVoids", "AREA", None, _closed(pen, outline), inner)
    sides = _sides(outline)
    if sides is None:
        return pen.make("IfcArbitraryClosedProfileDef", "AREA", None, _closed(pen, outline))
    (x0, x1), (y0, y1) = sides
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    frame = pen.kept(("flat", middle), lambda: pen.make("IfcAxis2Placement2D", pen.point(*middle), None))
    return pen.make("IfcRectangleProfileDef", "AREA", None, frame, pen.length(x1 - x0), pen.length(y1 - y0))


def _sides(outline: Outline) -> tuple[list[float], list[float]] | None:
    """Return the two x and the two y of an outline that is a rectangle along the axes, None for another."""
    xs, ys = (sorted({point[axis] for point in outline}) for axis in (0, 1))
    return (xs, ys) if len(outline) == 4 and len(xs) == len(ys) == 2 else None


def _closed(pen: Pen, outline: Outline) -> Entity:
    corners = [pen.point(*corner) for corner in outline]
    return pen.make("IfcPolyline", [*corners, corners[0]])
