"""Laying pipes and ducts: devices and runs are added one by one, and become networks of the building at the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

from twin_samples.design.model import BuildingDesign, Device, Link, Network, Point, Rectangle
from twin_samples.design.piping.survey import Survey
from twin_samples.design.piping.types import FACTS

__all__ = ["Laying", "Service"]

_PORT: Final = 0.05
"""How far from the middle of a device a run begins [m]."""
_BESIDE: Final = 0.06
"""How far apart runs are that leave a device the same way [m]."""


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of network.

    Parameters
    ----------
    code : such as ``EF``
    name : such as ``Eau froide sanitaire``
    commodity : word of `Network.commodity`
    lane : place of its pipes beside those of others, in shafts and under ceilings, from 0
    segments : IFC class of its runs
    gathers : it flows from the many to the one, so that its runs are laid against the flow
    tee : type of the fittings where it branches
    """

    code: str
    name: str
    commodity: str
    lane: int
    segments: str = "IfcPipeSegment"
    gathers: bool = False
    tee: str = "Té"


@dataclass
class Laying:
    """Devices and runs in the making."""

    survey: Survey
    devices: dict[str, Device] = field(default_factory=dict)
    links: dict[Service, list[Link]] = field(default_factory=dict)
    ends: set[Point] = field(default_factory=set)
    taken: dict[str, list[Rectangle]] = field(default_factory=dict)
    """What of the floor of each room things stand on."""

    def add(
        self,
        code: str,
        type_: str,
        name: str,
        *,
        room: str,
        at: Point,
        turn: float = 0.0,
        serves: tuple[str, ...] = (),
        monitors: tuple[str, ...] = (),
    ) -> str:
        """Add a device; return its code."""
        where = (round(at[0], 3), round(at[1], 3), round(at[2], 3))
        self.devices[code] = Device(code, type_, name, room, where, turn, serves, monitors, (), FACTS[type_])
        return code

    def run(
        self,
        service: Service,
        source: str,
        target: str,
        *,
        size: float,
        height: float | None = None,
        by: tuple[tuple[float, float], ...] = (),
    ) -> None:
        """Add a run between two devices, from the one that is nearer to the plant.

        Parameters
        ----------
        service : the network
        source, target : codes of the devices; what gathers flows from target to source
        size : outer diameter [m]
        height : z of its horizontal part; None for that of the source [m]
        by : points in plan that it passes, each reached along x and then along y [m]
        """
        start, end = self.devices[source].at, self.devices[target].at
        level = start[2] if height is None else round(height, 3)
        corners = [start, (start[0], start[1], level)]
        for x, y in (*by, end[:2]):
            corners += [(x, corners[-1][1], level), (x, y, level)]
        path = self._ported(_straightened([*corners, end]))
        if service.gathers:
            source, target, path = target, source, path[::-1]
        self.links.setdefault(service, []).append(Link(source, target, path, size))

    def laid(self) -> BuildingDesign:
        """Return the building with all that was laid."""
        building = self.survey.building
        networks = tuple(
            Network(one.code, one.name, one.commodity, one.segments, tuple(links)) for one, links in self.links.items()
        )
        return replace(
            building,
            devices=(*building.devices, *self.devices.values()),
            networks=(*building.networks, *networks),
        )

    def _ported(self, path: list[Point]) -> tuple[Point, ...]:
        """Return the path between the ports at its ends, beside those that are taken already."""
        if len(path) < 2:
            return tuple(path)
        path = self._beside(path)
        path = self._beside(path[::-1])[::-1]
        self.ends.update((path[0], path[-1]))
        return tuple(path)

    def _beside(self, path: list[Point]) -> list[Point]:
        """Return the path with its start moved off the middle of the device, and aside if a run begins there."""
        axis, ahead = _leg(path[0], path[1])
        start = _moved(path[0], axis, min(_PORT, abs(ahead) / 4) * (1 if ahead > 0 else -1))
        straight = len(path) == 2
        if straight and start not in self.ends:
            return [start, path[1]]
        aside = (0 if axis else 1) if straight else _leg(path[1], path[2])[0]
        by = next(k * _BESIDE for k in count() if _moved(start, aside, k * _BESIDE) not in self.ends)
        corner = _moved(path[1], aside, by)
        return [_moved(start, aside, by), *([corner] if corner not in path[2:3] else []), *path[1 if straight else 2 :]]


def _leg(start: Point, end: Point) -> tuple[int, float]:
    """Return along which axis a straight piece runs, and how far [m]."""
    steps = [end[axis] - start[axis] for axis in range(3)]
    axis = max(range(3), key=lambda one: abs(steps[one]))
    return axis, steps[axis]


def _moved(point: Point, axis: int, by: float) -> Point:
    x, y, z = (round(one + (by if place == axis else 0.0), 3) for place, one in enumerate(point))
    return (x, y, z)


def _straightened(corners: list[Point]) -> list[Point]:
    """Return the corners without repetitions and without those in the middle of a straight piece."""
    path: list[Point] = []
    for corner in corners:
        if len(path) > 1 and path[-1] != corner and _leg(path[-2], path[-1])[0] == _leg(path[-1], corner)[0]:
            path.pop()
        if not path or corner != path[-1]:
            path.append(corner)
    return path
