"""Telecom fails: the network outside, a hub, a riser or a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.hazard import Call, Plugin
from twin.simulation.world import World

__all__ = ["Hazard"]

_NAME: Final = "telecom-failure"
_TELECOM: Final = "telecom"
_LOCAL: Final = ("IfcController",)
"""What sends within a building only, such as to entry phones, gets nothing from the network outside."""


class Hazard(Plugin):
    """The network outside does not reach the buildings aimed at, or the hubs, boxes and lines aimed at fail.

    Dwellings without a line lose telecom. Lift alarms, gateways and whatever else has a line lose it too.
    """

    about = "the telecom network, a hub or a line fails, with the lift alarms and gateways that hang on it"
    aims_at = "hub, box, line, building or site loses telecom; the whole estate if none"
    needs_aim = False
    reads = ("feeds",)
    changes = ("mains", "health")
    references = ("domain model § 6: shutdown of 2G and 3G hits lift alarms",)

    def begin(self, world: World, call: Call) -> None:
        """Cut the network where it enters, or make the things aimed at fail."""
        kinds = world.twin.nodes["kind"]
        places = [row for row in call.rows if kinds[row] in (Kind.BUILDING, Kind.SITE)]
        things = [row for row in call.rows if row not in places]
        if places or not call.rows:
            world.set(_entries(world.twin, places), "mains", "off", call=call, by=_NAME)
        world.set(things, "health", "failed", call=call, by=_NAME)


def _entries(twin: Twin, places: Iterable[int]) -> list[int]:
    """Return where telecom enters some buildings, or all of them if none is named or a site is."""
    nodes, edges = twin.nodes, twin.edges
    links = (edges["relation"] == Relation.FEEDS) & (edges["commodity"] == _TELECOM)
    entries = np.setdiff1d(edges["source"][links], edges["target"][links])
    entries = entries[~np.isin(nodes["ifc_class"][entries].astype(str), _LOCAL)]
    places = list(places)
    if places and not (nodes["kind"][places] == Kind.SITE).any():
        entries = entries[np.isin(nodes["building"][entries], places)]
    return [int(one) for one in entries]
