"""Doors, open links, stairs and lifts as passing points, and the ways across spaces between them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import combinations
from typing import Any, Final

import numpy as np
import shapely

from twin.analysis.routes_arcs import Kind, Writer
from twin.analysis.routes_speeds import numbers, stair_metres
from twin.inference.rooms import Rooms
from twin.inference.ways.limits import limits
from twin.inference.ways.visible import Crossing, crossing
from twin.model.columns import Array
from twin.model.kinds import Kind as NodeKind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Indoors"]

_WALL_M: Final = 0.4
"""Doors stand this far outside the outline of a space: the thickness of an outer wall with its linings [m]."""
_CONVEX: Final = 0.95
"""Outlines that fill this share of their hull are crossed straight [-]."""
_STEP_M: Final = 0.5
"""Floors that differ by more are joined by a stair, whatever else is modelled [m]: nobody steps up three risers."""


class Indoors:
    """The passing points of spaces.

    Parameters
    ----------
    twin : the twin
    writer : takes nodes and arcs
    """

    def __init__(self, twin: Twin, writer: Writer) -> None:
        self._twin, self._writer = twin, writer
        self.points: dict[int, list[int]] = {}
        """Passing points by space, or by the outside of a building."""
        self.outer: dict[int, int] = {}
        """Passing point of each door that leads outside, by the node of the door."""
        self._cars: dict[tuple[int, int], int] = {}
        self._landings: dict[tuple[int, int], int] = {}
        edges, self._kinds = twin.edges, twin.nodes["kind"].astype(str)
        inside = (NodeKind.SPACE, NodeKind.EXTERIOR)
        rows = np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO)
        ends = np.column_stack((edges["source"][rows], edges["target"][rows]))
        walked = np.isin(self._kinds[ends], inside).all(axis=1) & (twin.nodes["use"][ends] != "lift").all(axis=1)
        before = rows[(self._kinds[ends] == NodeKind.PATH).any(axis=1)]
        self._threshold = dict(zip(edges["via"][before].tolist(), edges["step_free"][before].tolist(), strict=True))
        for row in rows[walked].tolist():
            self._pass(row)

    @cached_property
    def rooms(self) -> Rooms:
        """Spaces with their outlines."""
        return Rooms.of(self._twin)

    @cached_property
    def _room_of(self) -> dict[int, int]:
        return {row: place for place, row in enumerate(self.rooms.rows.tolist())}

    def middle(self, space: int) -> Array:
        """Return a point on the floor of a space [m], (3,)."""
        if space in self._room_of:
            place = self._room_of[space]
            point = shapely.get_coordinates(shapely.point_on_surface(self.rooms.outlines[place]))[0]
            return np.append(point + self.rooms.origin, self.rooms.bottom[place])
        position = self._twin.nodes["position"][space]
        return np.asarray(position if np.isfinite(position[:2]).all() else np.full(3, np.nan))

    def join(self, spaces: Iterable[int]) -> None:
        """Add the ways across spaces, from each passing point to each other.

        Parameters
        ----------
        spaces : spaces, or the outside of buildings
        """
        for space in spaces:
            points = self.points.get(space, [])
            if len(points) > 1:
                length = self.across(space, np.array([self._writer.nodes[one][0] for one in points])).length
                pairs = np.array(list(combinations(range(len(points)), 2)))
                self._writer.both(np.array(points)[pairs], length[tuple(pairs.T)], inside=space)

    def across(self, space: int, points: Array) -> Crossing:
        """Return the shortest ways between points in a space; straight where its outline is unknown.

        Parameters
        ----------
        space : the space, or the outside of a building
        points : places in it [m], (n, 3)
        """
        flat = np.where(np.isnan(points[:, :2]), np.nanmean([*points[:, :2], [0, 0]], axis=0), points[:, :2])
        outline: Any = self.rooms.outlines[self._room_of[space]] if space in self._room_of else None
        if outline is not None and outline.area < _CONVEX * outline.convex_hull.area:
            found = crossing(outline, flat - self.rooms.origin, slack_m=_WALL_M)
            if np.isfinite(found.length).all():  # else a door stands off the outline
                return found
        straight = np.hypot(*(flat[:, None] - flat).transpose(2, 0, 1))
        return Crossing(flat, straight, np.broadcast_to(np.arange(len(flat))[:, None], straight.shape))

    def _pass(self, row: int) -> None:
        """Add the passing points of one link."""
        edges = self._twin.edges
        source, target, via = (int(edges[name][row]) for name in ("source", "target", "via"))
        ifc_class = str(self._twin.nodes["ifc_class"][via]) if via >= 0 else ""
        rise = self._rise(source, target)
        if edges["method"][row] == "lift" or ifc_class.startswith("IfcTransport"):
            self._ride(row, source, target, via)
        elif ifc_class.startswith("IfcStair") or (abs(rise) > _STEP_M and not ifc_class.startswith("IfcRamp")):
            self._climb(row, (source, target), via, Kind.STAIR)
        elif ifc_class.startswith("IfcRamp"):
            self._climb(row, (source, target), via, Kind.LEVEL)
        else:
            self._through(row, source, target, via)

    def _through(self, row: int, source: int, target: int, via: int) -> None:
        at = self._between(source, target, via)
        pair = (self._writer.node(at, source, via), self._writer.node(at, target, via))
        self._writer.both([pair], 0.0, edge=row, step_free=self._passable(row))
        for space, one in zip((source, target), pair, strict=True):
            self.points.setdefault(space, []).append(one)
            if self._kinds[space] == NodeKind.EXTERIOR and via >= 0:
                self.outer[via] = one

    def _climb(self, row: int, ends: tuple[int, int], via: int, kind: Kind) -> None:
        foot, head = (self._writer.node(self._beside(space, via, ends), space, via) for space in ends)
        for space, point in zip(ends, (foot, head), strict=True):
            self.points.setdefault(space, []).append(point)
        rise = self._rise(*ends)
        run = float(stair_metres(np.array(rise)))
        if kind is Kind.LEVEL:
            size = np.diff(self._twin.nodes["box"][via], axis=0)[0]
            run = float(np.nan_to_num(max(size[:2])))
        self._writer.both([(foot, head)], run, kind=kind, rise=rise, edge=row, step_free=self._passable(row))

    def _ride(self, row: int, source: int, target: int, via: int) -> None:
        cars = tuple(self._car(row, space, via, (source, target)) for space in (source, target))
        self._writer.both(np.array([cars]), 0.0, kind=Kind.RIDE, rise=self._rise(source, target), edge=row)

    def _car(self, row: int, space: int, via: int, ends: tuple[int, int]) -> int:
        """Return the node of a lift at the storey of a space, joined with the landing there."""
        storey = int(self._twin.nodes["storey"][space])
        if (via, storey) not in self._cars:
            self._cars[via, storey] = self._writer.node(self._beside(space, via, ends), via, via)
        car = self._cars[via, storey]
        if (via, space) not in self._landings:
            landing = self._writer.node(self._beside(space, via, ends), space, via)
            self._landings[via, space] = landing
            self.points.setdefault(space, []).append(landing)
        # A link is as narrow as the narrower of its two landings, so the widest link of a landing speaks for it.
        door = {"edge": row, "step_free": self._passable(row)}
        self._writer.arcs([(self._landings[via, space], car)], 0.0, kind=Kind.BOARD, **door)
        self._writer.arcs([(car, self._landings[via, space])], 0.0, kind=Kind.ALIGHT, **door)
        return car

    def _passable(self, row: int) -> int:
        """Return whether a link is free of steps and wide enough: 1, 0, or -1 if that is unknown."""
        edges = self._twin.edges
        width, free = float(edges["clear_width"][row]), int(edges["step_free"][row])
        if free == 0 or width < limits()["step_free"]["door_m"]:
            return 0
        via = int(edges["via"][row])
        free = self._threshold.get(via, free) if free < 0 else free  # outdoors tells how high the threshold is
        return 0 if free == 0 else -1 if free < 0 or (np.isnan(width) and via >= 0) else 1

    def _rise(self, source: int, target: int) -> float:
        nodes = self._twin.nodes
        floors = nodes["box"][[source, target], 0, 2]
        if np.isfinite(floors).all():
            return float(floors[1] - floors[0])
        storeys = nodes["storey"][[source, target]]
        heights = np.where(storeys >= 0, nodes["elevation"][storeys], np.nan)
        if np.isfinite(heights).all():
            return float(heights[1] - heights[0])
        return 0.0 if NodeKind.EXTERIOR in self._kinds[[source, target]] else self._one_storey(storeys)

    def _one_storey(self, storeys: Array) -> float:
        return 0.0 if storeys[0] == storeys[1] else float(numbers()["speeds"]["storey_m"])

    def _between(self, source: int, target: int, via: int) -> Array:
        """Return where one passes from a space to another: in the door, else midway between their outlines [m]."""
        box = self._twin.nodes["box"][via] if via >= 0 else np.full((2, 3), np.nan)
        if np.isfinite(box).all():
            return np.append(box[:, :2].mean(axis=0), box[0, 2])
        if source in self._room_of and target in self._room_of:
            one, other = (self.rooms.outlines[self._room_of[space]] for space in (source, target))
            shared = shapely.intersection(one.buffer(_WALL_M), other.buffer(_WALL_M))
            point = shared.centroid if not shared.is_empty else shapely.shortest_line(one, other).centroid
            floor = max(self._twin.nodes["box"][[source, target], 0, 2])
            return np.append(shapely.get_coordinates(point)[0] + self.rooms.origin, floor)
        known = [one for one in (self.middle(source), self.middle(target)) if np.isfinite(one[:2]).all()]
        return np.mean(known, axis=0) if known else np.full(3, np.nan)

    def _beside(self, space: int, via: int, ends: tuple[int, int]) -> Array:
        """Return where a stair or lift is entered from a space: there where the space is nearest to its middle [m]."""
        floor = self._twin.nodes["box"][space, 0, 2]
        box = self._twin.nodes["box"][via] if via >= 0 else np.full((2, 3), np.nan)
        if not np.isfinite(box).all():
            return np.append(self._between(*ends, -1)[:2], floor)
        at = box[:, :2].mean(axis=0)
        if space in self._room_of:
            middle = shapely.points(at - self.rooms.origin)
            outline = self.rooms.outlines[self._room_of[space]]
            at = shapely.get_coordinates(shapely.shortest_line(outline, middle))[0] + self.rooms.origin
        return np.append(at, floor)
