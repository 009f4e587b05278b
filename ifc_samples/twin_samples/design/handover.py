"""How a design reaches the landlord: what the offices write into their files, and what they leave out.

A clean hand-over says everything. What offices really send lacks boundaries, ports or zones, uses other units and calls
rooms by codes; each of these is one field here, so that a writer has one way to write and many to omit.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["CLEAN", "Handover"]


@dataclass(frozen=True, slots=True)
class Handover:
    """What one file says and how.

    Parameters
    ----------
    schema : IFC4 or IFC4X3
    length_unit : METRE, MILLIMETRE, CENTIMETRE or FOOT
    boundaries : space boundaries are written
    zones : dwellings are written as zones
    systems : systems are written, with their members
    containment : devices are contained in their space; else in their storey
    lift_storeys : lifts refer to the storeys that they serve
    georeference : map conversion and projected reference system are written
    room_names : what IfcSpace.LongName says, by code of the room; its design name where it is not listed
    room_numbers : what IfcSpace.Name says, by code of the room
    without_ports : codes of devices that are written without ports
    without_connection : links (source, target, code of the network) whose ends are not joined, though they meet
    doubled_ids : codes of devices or openings that carry the GlobalId of another one
    """

    schema: str = "IFC4"
    length_unit: str = "METRE"
    boundaries: bool = True
    zones: bool = True
    systems: bool = True
    containment: bool = True
    lift_storeys: bool = True
    georeference: bool = True
    room_names: dict[str, str] = field(default_factory=dict)
    room_numbers: dict[str, str] = field(default_factory=dict)
    without_ports: frozenset[str] = frozenset()
    without_connection: frozenset[tuple[str, str, str]] = frozenset()
    doubled_ids: dict[str, str] = field(default_factory=dict)


CLEAN = Handover()
"""Everything is said, in metres."""
