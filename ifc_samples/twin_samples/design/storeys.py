"""Storeys from sketches: walls, net rooms, doors and windows, and copies of a storey under other codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from twin.errors import InputError
from twin_samples.design.cells import Cell, Grid, Sketch, blocks_of, grid_of
from twin_samples.design.model import OUTSIDE, Opening, Rectangle, Room, Storey, Wall
from twin_samples.design.openings import Places, Ring, contacts_of, door_in, window_in
from twin_samples.design.walls import Materials, Strip, strips_of

__all__ = ["Level", "built", "recoded", "rectangle"]

_ORDINARY = Materials()
_WALL_HEIGHTS = {"Acrotère 20": 1.0, "Garde-corps 5": 1.02}
_WALL_LETTERS = {"Façade": "F", "Mur": "F", "Voile": "V", "Garde-corps": "G", "Acrotère": "A", "Séparatif": "G"}


@dataclass(frozen=True, slots=True)
class Level:
    """Where a storey stands [m] and what it is called; `clear` is from its floor to the slab above."""

    code: str
    name: str
    elevation: float
    height: float
    clear: float
    slab_thickness: float = 0.20
    slab_build_up: str = "Dalle 20"


def rectangle(box: tuple[int, int, int, int]) -> Rectangle:
    """Return a box of millimetres in metres."""
    return Rectangle(*(value / 1000 for value in box))


def built(sketch: Sketch, level: Level, materials: Materials = _ORDINARY) -> Storey:
    """Return the storey that a sketch becomes.

    Parameters
    ----------
    sketch : cells, doors and windows
    level : its height and name
    materials : build-ups of this storey

    Raises
    ------
    InputError
        If a door or window finds no place, or a cell lies in two pieces or around another one.
    """
    grid = grid_of(sketch)
    strips = _named(strips_of(grid, materials))
    rings, whole = _rings(grid, [strip for _, strip in strips])
    cells = {cell.code: cell for cell in grid.cells if cell.code in rings}
    return Storey(
        level.code, level.name, level.elevation, level.height, _metres(whole), level.slab_thickness,
        level.slab_build_up,
        rooms=tuple(_room(cell, rings[code], level) for code, cell in cells.items()),
        walls=tuple(_wall(code, strip, level) for code, strip in strips),
        openings=tuple(_openings(sketch, rings | {OUTSIDE: whole}, strips)),
        open_links=sketch.open_pairs,
    )  # fmt: skip


def recoded(storey: Storey, level: Level, codes: dict[str, str]) -> Storey:
    """Return a copy of a storey on another level, each mark in its codes replaced.

    Parameters
    ----------
    storey : as it was built, its codes with marks
    level : where the copy stands
    codes : what stands for each mark
    """

    def code(text: str) -> str:
        for mark, value in codes.items():
            text = text.replace(mark, value)
        return text

    def pair(texts: tuple[str, str]) -> tuple[str, str]:
        return code(texts[0]), code(texts[1])

    def room(given: Room) -> Room:
        height = level.height if given.through else given.height
        return Room(
            code(given.code), code(given.name), given.long_name, given.use, given.outline, height,
            code(given.dwelling), given.through, given.outdoor,
        )  # fmt: skip

    def opening(given: Opening) -> Opening:
        return Opening(
            code(given.code), given.type, given.wall, given.centre, pair(given.rooms), given.sill, given.fire_rating,
            given.self_closing, given.lock, given.fails, code(given.lift), given.accessible,
        )  # fmt: skip

    return Storey(
        level.code, level.name, level.elevation, level.height, storey.slab, level.slab_thickness, level.slab_build_up,
        rooms=tuple(map(room, storey.rooms)),
        walls=storey.walls,
        openings=tuple(map(opening, storey.openings)),
        open_links=tuple(map(pair, storey.open_links)),
    )  # fmt: skip


def _named(strips: list[Strip]) -> list[tuple[str, Strip]]:
    return [
        (f"{_WALL_LETTERS.get(strip.build_up.split()[0], 'C')}{number:03}", strip)
        for number, strip in enumerate(strips, start=1)
    ]


def _rings(grid: Grid, strips: list[Strip]) -> tuple[dict[str, Ring], Ring]:
    """Return the net outline of each cell that is not painted over, and the outline of the storey [mm]."""
    boxes, owner = blocks_of(grid)
    pieces = shapely.box(*boxes.T)
    plans = shapely.box(*np.array([strip.box for strip in strips], dtype=float).T)
    tree = shapely.STRtree(plans)
    rings: dict[str, Ring] = {}
    for index in np.unique(owner):
        cell = _joined(pieces[owner == index])
        near = tree.query(cell, predicate="intersects")
        rings[grid.cells[index].code] = _ring(shapely.difference(cell, shapely.union_all(plans[near])))
    return rings, _ring(shapely.union_all(pieces))


def _joined(pieces: npt.NDArray[np.object_]) -> shapely.Polygon:
    return pieces[0] if len(pieces) == 1 else shapely.union_all(pieces)


def _ring(polygon: shapely.Polygon) -> Ring:
    """Return the corners of an orthogonal polygon, counterclockwise from the lowest one [mm]."""
    if polygon.geom_type != "Polygon" or len(polygon.interiors):
        raise InputError(polygon.wkt[:80], "is no single outline", "Paint the cell in one piece around no other.")
    points = [(round(x), round(y)) for x, y in shapely.get_coordinates(polygon.exterior)[:-1].tolist()]
    if not polygon.exterior.is_ccw:
        points.reverse()
    # a point on a line with both of its neighbours is no corner
    corners = [
        here
        for before, here, after in zip(points[-1:] + points[:-1], points, points[1:] + points[:1], strict=True)
        if not (before[0] == here[0] == after[0] or before[1] == here[1] == after[1])
    ]
    first = min(range(len(corners)), key=lambda index: (corners[index][1], corners[index][0]))
    return tuple(corners[first:] + corners[:first])


def _metres(ring: Ring) -> tuple[tuple[float, float], ...]:
    return tuple((x / 1000, y / 1000) for x, y in ring)


def _room(cell: Cell, ring: Ring, level: Level) -> Room:
    height = level.height if cell.through else level.clear
    return Room(
        cell.code, cell.name, cell.long_name, cell.use, _metres(ring), height, cell.dwelling, cell.through, cell.outdoor
    )


def _wall(code: str, strip: Strip, level: Level) -> Wall:
    height = _WALL_HEIGHTS.get(strip.build_up, level.clear)
    return Wall(code, rectangle(strip.box), strip.build_up, height, strip.external)


def _openings(sketch: Sketch, rings: dict[str, Ring], strips: list[tuple[str, Strip]]) -> list[Opening]:
    places = Places(contacts_of(rings, strips))
    openings = [door_in(places, spec) for spec in sketch.doors]
    count: dict[str, int] = {}
    for spec in sketch.windows:
        count[spec.room] = count.get(spec.room, 0) + 1
        openings.append(window_in(places, spec, count[spec.room]))
    return openings
