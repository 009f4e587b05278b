"""What a node of the twin can be, in the words of IFC."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["SPATIAL", "Kind"]


class Kind(StrEnum):
    """Kind of a node."""

    SITE = "site"
    BUILDING = "building"
    STOREY = "storey"
    SPACE = "space"
    ZONE = "zone"
    """Spaces that belong together; a dwelling is a zone."""
    GROUP = "group"
    """Things that belong together without being a zone or a system."""
    ELEMENT = "element"
    """Any other product: wall, slab, door, window, stair, opening, furniture."""
    EQUIPMENT = "equipment"
    """Distribution and transport elements, sensors, controls; outdoor furniture."""
    SYSTEM = "system"
    PORT = "port"
    PATH = "path"
    PLOT = "plot"
    EXTERIOR = "exterior"


SPATIAL = (Kind.SITE, Kind.BUILDING, Kind.STOREY, Kind.SPACE, Kind.EXTERIOR)
"""Kinds that can contain other things, from the outside in."""
