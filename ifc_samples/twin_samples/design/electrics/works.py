"""The electrical works of one building in the making: what has been set so far, and which wire feeds what."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from twin_samples.design.electric_types import ELECTRIC_DEVICES
from twin_samples.design.electrics.ceilings import Ceilings
from twin_samples.design.electrics.facts import properties_of
from twin_samples.design.electrics.placing import Spot, Walls
from twin_samples.design.electrics.reading import Reading, Stairwell
from twin_samples.design.model import Device, Opening

__all__ = ["Wire", "Works"]


class Wire(NamedTuple):
    """A run still to be laid, from one device to another, of a network."""

    network: str
    source: str
    target: str
    size: float
    stairwell: str = ""
    """Code of the stairwell in whose shaft it rises; empty for that of its target."""


@dataclass
class Works:
    """What the trades of the electrician add to, one after the other."""

    reading: Reading
    walls: Walls = field(init=False)
    ceilings: Ceilings = field(init=False)
    devices: dict[str, Device] = field(default_factory=dict)
    wires: list[Wire] = field(default_factory=list)
    members: list[tuple[str, str]] = field(default_factory=list)
    """Network and device, of those that belong to it without a run."""
    modules: dict[str, int] = field(default_factory=dict)
    """How many breakers sit on each board."""

    def __post_init__(self) -> None:
        self.walls = Walls(self.reading)
        self.ceilings = Ceilings(self.reading)

    def hang(
        self,
        code: str,
        kind: str,
        name: str,
        *,
        room: str,
        height: float,
        near: tuple[float, float] | None = None,
        **more: tuple[str, object],
    ) -> str:
        """Set a device on a wall of a room and return its code.

        Parameters
        ----------
        code, kind, name : of the device, and the key of its type
        room : code of its room
        height : of its foot above the floor [m]
        near : point to hang it as near to as can be [m]; where there is most room if none is given
        more : further properties of the set ``Exploitation``
        """
        x0, _, _, x1, depth, _, _ = ELECTRIC_DEVICES[kind].boxes[0]
        spot = self.walls.take(room, x1 - x0, depth=depth, near=near)
        return self.put(code, kind, name, room=room, spot=spot, height=height, **more)

    def hang_by(
        self, code: str, kind: str, name: str, *, opening: Opening, room: str, shift: float, height: float
    ) -> str:
        """Set a device on the wall of a door, so far from its middle along the wall [m], and return its code."""
        spot = self.walls.beside(opening, room, shift=shift)
        return self.put(code, kind, name, room=room, spot=spot, height=min(height, self.reading.clear(room) - 0.15))

    def hang_before(
        self, code: str, kind: str, name: str, *, opening: Opening, room: str, shift: float, height: float
    ) -> str:
        """Set a device on the other face of the wall of a door of a room, and return its code."""
        spot = self.walls.before(opening, room, shift=shift)
        return self.put(code, kind, name, room=room, spot=spot, height=height)

    def hang_under(self, code: str, kind: str, name: str, *, room: str, shift: float = 0.0) -> str:
        """Set a device under the ceiling of a room, so far from its middle [m], and return its code."""
        ((x, y),) = self.ceilings.take(room, kind, shift=shift)
        return self.put(code, kind, name, room=room, spot=(x, y, 0.0), height=self.reading.clear(room))

    def light(self, code: str, kind: str, name: str, *, room: str, every: float = 0.0) -> list[str]:
        """Set luminaires under the ceiling of a room, one for each such length [m], and return their codes."""
        x0, y0, x1, y1 = self.reading.plan[room].bounds
        turn = 0.0 if x1 - x0 >= y1 - y0 else 90.0
        spots = self.ceilings.take(room, kind, every=every)
        codes = [code if len(spots) == 1 else f"{code}{index + 1}" for index in range(len(spots))]
        for one, (x, y) in zip(codes, spots, strict=True):
            self.put(one, kind, name, room=room, spot=(x, y, turn), height=self.reading.clear(room))
            self.say(one, serves=(room,))
        return codes

    def put(
        self, code: str, kind: str, name: str, *, room: str, spot: Spot, height: float, **more: tuple[str, object]
    ) -> str:
        """Set a device at a spot of a room and return its code."""
        floor = self.reading.storey[room].elevation
        at = (spot[0], spot[1], round(floor + height, 4))
        self.devices[code] = Device(code, kind, name, room, at, turn=spot[2], properties=properties_of(kind, **more))
        return code

    def mount(self, code: str, name: str, *, board: str, **more: tuple[str, object]) -> str:
        """Set a circuit breaker on the front of a board and return its code."""
        place = self.modules[board] = self.modules.get(board, -1) + 1
        host = self.devices[board]
        x0, _, _, x1, depth, height, _ = ELECTRIC_DEVICES[host.type].boxes[0]
        columns = max(1, int((x1 - x0 - 0.06) / 0.05))
        row, column = divmod(place, columns)
        aside, up = x0 + 0.05 + column * 0.05, height - 0.22 - 0.18 * row
        x, y = _turned(host, aside, depth)
        at = (x, y, round(host.at[2] + max(up, 0.05), 4))
        self.devices[code] = Device(
            code, "Disjoncteur", name, host.room, at, host.turn, properties=properties_of("Disjoncteur", **more)
        )
        self.feed("EL", board, code)
        return code

    def feed(self, network: str, source: str, *targets: str, size: float = 0.01) -> None:
        """Wire devices from a source."""
        self.wires.extend(Wire(network, source, target, size) for target in targets)

    def say(
        self, code: str, *, serves: Iterable[str] = (), monitors: Iterable[str] = (), controls: Iterable[str] = ()
    ) -> str:
        """Say what a device serves, monitors or controls, and return its code."""
        self.devices[code] = replace(
            self.devices[code], serves=tuple(serves), monitors=tuple(monitors), controls=tuple(controls)
        )
        return code

    def note(self, code: str, **more: tuple[str, object]) -> None:
        """Add properties of the set ``Exploitation`` to a device."""
        device = self.devices[code]
        self.devices[code] = replace(device, properties=properties_of(device.type, **more))

    def rise(
        self,
        network: str,
        source: str,
        *,
        stairwell: Stairwell,
        storeys: Iterable[str],
        kind: str,
        mark: str,
        name: str,
        height: float,
        size: float,
    ) -> dict[str, str]:
        """Set a box on each storey in the shaft of a stairwell, up and down from what feeds the first.

        Parameters
        ----------
        network, source : what rises, and the code of what feeds the first box
        stairwell, storeys : where it rises, and the codes of its storeys
        kind, mark, name : type of the boxes, what their codes say (``A1.DE.R1``), what they are called
        height : of the boxes above the floor [m]
        size : outer diameter of the cable [m]

        Returns
        -------
        Code of the box by code of the storey.
        """
        rooms = {storey: stairwell.shaft.get(storey) or self._any_room(stairwell, storey) for storey in storeys}
        boxes: dict[str, str] = {}
        level = self.reading.storey[self.devices[source].room].elevation
        elevation = {storey.code: storey.elevation for storey in self.reading.building.storeys}
        upper = sorted((code for code in rooms if elevation[code] >= level), key=elevation.__getitem__)
        lower = sorted((code for code in rooms if elevation[code] < level), key=elevation.__getitem__, reverse=True)
        for direction in (upper, lower):
            before = source
            for storey in direction:
                code = f"{network}.{stairwell.code}.{mark}.{storey}"
                self.hang(code, kind, f"{name} {stairwell.code} {storey}", room=rooms[storey], height=height)
                self.feed(network, before, code, size=size)
                boxes[storey] = before = code
        return boxes

    def _any_room(self, stairwell: Stairwell, storey: str) -> str:
        """Return the first common room of a stairwell on a storey, for what has no shaft there."""
        return next(room for room in stairwell.rooms if self.reading.storey[room].code == storey)


def _turned(host: Device, aside: float, ahead: float) -> tuple[float, float]:
    """Return a point given along and off the back of a device, in the coordinates of the building [m]."""
    cosine, sine = math.cos(math.radians(host.turn)), math.sin(math.radians(host.turn))
    return (
        round(host.at[0] + aside * cosine - ahead * sine, 4),
        round(host.at[1] + aside * sine + ahead * cosine, 4),
    )
