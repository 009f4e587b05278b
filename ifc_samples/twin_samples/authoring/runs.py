"""Runs of pipe, duct and cable from port to port, and the systems that they make up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from twin_samples.authoring.devices import Levels
from twin_samples.authoring.pen import Entity, Pen, Point
from twin_samples.authoring.shapes import disk, shape
from twin_samples.design.handover import Handover
from twin_samples.design.model import Link, Network

__all__ = ["SYSTEMS", "Networks"]

SYSTEMS: Final = {
    "cold_water": "DOMESTICCOLDWATER",
    "hot_water": "DOMESTICHOTWATER",
    "heating_flow": "HEATING",
    "heating_return": "HEATING",
    "power": "ELECTRICAL",
    "lighting": "LIGHTING",
    "gas": "GAS",
    "ventilation": "VENTILATION",
    "drainage": "DRAINAGE",
    "telecom": "COMMUNICATION",
    "fire": "FIREPROTECTION",
    "security": "SECURITY",
}
"""What IFC calls a system by what it carries."""

_SEGMENTS: Final = {
    "IfcPipeSegment": ("RIGIDSEGMENT", "PIPE", "Tube"),
    "IfcDuctSegment": ("RIGIDSEGMENT", "DUCT", "Conduit"),
    "IfcCableSegment": ("CABLESEGMENT", "CABLE", "Câble"),
}
"""By class: predefined type, predefined type of its ports, what it is called."""

_SIZES: Final = {
    "IfcPipeSegment": ("Pset_PipeSegmentTypeCommon", "OuterDiameter"),
    "IfcDuctSegment": ("Pset_DuctSegmentTypeCommon", "NominalDiameterOrWidth"),
}
_CIRCUITS: Final = ("lighting",)
"""What is switched as a whole, by one breaker."""


@dataclass(frozen=True)
class Networks:
    """Writes the networks of a building between its devices.

    Parameters
    ----------
    pen : of the file
    levels : of the building
    devices : written devices, by code
    handover : what is left out
    """

    pen: Pen
    levels: Levels
    devices: dict[str, Entity]
    handover: Handover
    _types: dict[tuple[str, float], Entity] = field(default_factory=dict)
    _times: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def write(self, network: Network) -> None:
        """Write every run of a network, and its system."""
        members: dict[int, Entity] = {}
        for link in network.links:
            run = self._run(network, link)
            parts = (self.devices[link.source], *([run] if run else []), self.devices[link.target])
            members.update((part.id(), part) for part in parts)
        members.update((self.devices[code].id(), self.devices[code]) for code in network.members)
        if self.handover.systems and members:
            self._system(network, list(members.values()))

    def _run(self, network: Network, link: Link) -> Entity | None:
        """Return the segment of a run, joined to what is at its ends; None where the devices touch."""
        ends = (link.source, link.target, network.code)
        times = self._times[ends] = self._times.get(ends, 0) + 1
        code = "/".join(ends) + (f"/{times}" if times > 1 else "")
        corners = _corners(link.path)
        start = self._port(network, code, link.source, corners[0], "SOURCE")
        stop = self._port(network, code, link.target, corners[-1], "SINK")
        joined = ends not in self.handover.without_connection
        if len(corners) == 1:
            self._join(joined, start, stop)
            return None
        segment, inlet, outlet = self._segment(network, link, code, corners)
        self._join(joined, start, inlet)
        self._join(joined, outlet, stop)
        return segment

    def _join(self, joined: bool, source: Entity | None, target: Entity | None) -> None:
        if joined and source is not None and target is not None:
            identity = self.pen.identity("IfcRelConnectsPorts", f"{source[0]}/{target[0]}")
            self.pen.root("IfcRelConnectsPorts", identity, None, None, source, target, None)

    def _port(self, network: Network, code: str, device: str, at: Point, direction: str) -> Entity | None:
        """Return a new port of a device, None if the office left its ports out."""
        if device in self.handover.without_ports:
            return None
        storey = self.levels.at(at[2])
        inside = self.levels.inside(storey).ObjectPlacement
        place = self.pen.place(inside, self.pen.frame((*at[:2], round(at[2] - storey.elevation, 4))))
        return self._new_port(network, f"{code}/{device}", self.devices[device], place=place, direction=direction)

    def _new_port(self, network: Network, code: str, owner: Entity, *, place: Entity, direction: str) -> Entity:
        told = (network.code, None, None, place, None, direction, _SEGMENTS[network.segments][1])
        identity = self.pen.identity("port", code)
        port = self.pen.root("IfcDistributionPort", identity, *told, SYSTEMS[network.commodity])
        self.pen.relate("IfcRelNests", owner, port)
        return port

    def _segment(
        self, network: Network, link: Link, code: str, corners: Sequence[Point]
    ) -> tuple[Entity, Entity, Entity]:
        """Return a new segment, its port where the flow enters and the one where it leaves."""
        pen, (x, y, z) = self.pen, corners[0]
        storey = self.levels.at(min(corner[2] for corner in corners))
        inside = self.levels.inside(storey)
        at = pen.place(inside.ObjectPlacement, pen.frame((x, y, round(z - storey.elevation, 4))))
        line = tuple((round(a - x, 4), round(b - y, 4), round(c - z, 4)) for a, b, c in corners)
        drawn = shape(pen, disk(pen, line, radius=link.size / 2, colour=network.commodity), kind="AdvancedSweptSolid")
        kind = self._type(network, link.size)
        told = (kind.Name, None, None, at, drawn, None, _SEGMENTS[network.segments][0])
        segment = pen.root(network.segments, pen.identity("run", code), *told)
        pen.relate("IfcRelDefinesByType", kind, segment)
        pen.relate("IfcRelContainedInSpatialStructure", inside, segment)
        end = pen.place(at, pen.frame(line[-1]))
        inlet = self._new_port(network, f"{code}/in", segment, place=at, direction="SINK")
        outlet = self._new_port(network, f"{code}/out", segment, place=end, direction="SOURCE")
        return segment, inlet, outlet

    def _type(self, network: Network, size: float) -> Entity:
        """Return the type of the segments of a network of one size."""
        key = (network.code, size)
        if key not in self._types:
            predefined, _, called = _SEGMENTS[network.segments]
            name = f"{called} {network.name} Ø{size * 1000:g}"
            identity = self.pen.identity("run type", f"{network.code}/{size:g}")
            told = (name, None, None, None, None, None, None, predefined)
            made = self._types[key] = self.pen.root(f"{network.segments}Type", identity, *told)
            if network.segments in _SIZES:
                set_name, property_name = _SIZES[network.segments]
                self.pen.describe(made, set_name, ((property_name, ("IfcPositiveLengthMeasure", size)),))
        return self._types[key]

    def _system(self, network: Network, members: Sequence[Entity]) -> None:
        ifc_class = "IfcDistributionCircuit" if network.commodity in _CIRCUITS else "IfcDistributionSystem"
        told = (network.name, None, None, network.code, SYSTEMS[network.commodity])
        system = self.pen.root(ifc_class, self.pen.identity("network", network.code), *told)
        self.pen.relate("IfcRelAssignsToGroup", system, *members)
        self.pen.relate("IfcRelServicesBuildings", system, self.levels.frame.building)


def _corners(path: Sequence[Point]) -> list[Point]:
    """Return the corners of a run to a tenth of a millimetre, each once."""
    points = [(round(x, 4), round(y, 4), round(z, 4)) for x, y, z in path]
    return [points[0], *(after for before, after in pairwise(points) if after != before)]
