"""How nodes of the twin relate.

The first nine are what rules read. The others are facts of IFC that inference reads to derive them; they are kept so
that each derived link can be traced back to what its author wrote.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Relation"]


class Relation(StrEnum):
    """Relation from the source of an edge to its target."""

    CONTAINS = "contains"
    """The whole to its part, the place to what stands in it; a forest."""
    GROUPS = "groups"
    """Zone, system or group to its member."""
    ADJACENT = "adjacent"
    """Two spaces share a wall or a slab."""
    OPENS_ONTO = "opens_onto"
    """One can pass from one space to the other."""
    FEEDS = "feeds"
    """Supply, from the source to what it supplies."""
    SERVES = "serves"
    """Equipment or system to the space or building that has the use of it."""
    MONITORS = "monitors"
    CONTROLS = "controls"
    WALKS_TO = "walks_to"
    """Outdoor path."""

    FILLS = "fills"
    """Door or window to the opening that it fills."""
    VOIDS = "voids"
    """Opening to the element that it is cut from."""
    BOUNDS = "bounds"
    """Element to the space that it bounds."""
    CONNECTS = "connects"
    """Port to port, or element to element; the order has no meaning."""
    COVERS = "covers"
    """Covering to the element or space that it covers."""
    REFERS_TO = "refers_to"
    """Place to an element that also reaches it, such as a lift to the storeys it passes."""
