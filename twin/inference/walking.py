"""The walking network: ways split where they meet, and joined to doors, plots and what stands outdoors.

Every way that one can walk along is split where it meets others (`twin.inference.ways.noding`) into nodes of kind
path: a ``stretch`` for each piece, with its own lines, in the way that it is a piece of; a ``junction`` for each place
where pieces meet. An edge ``walks_to`` leads from junction to junction ``via`` the stretch, with length, slope, clear
width, light and freedom of steps; its ``value`` is how far an end was moved to meet the others [m].
"""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.inference.layer import Inferred
from twin.inference.ways.drawn import drawn_ways
from twin.inference.ways.limits import limits
from twin.inference.ways.noding import noded
from twin.inference.ways.stretches import network_of
from twin.inference.ways.traits import traits_of
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("doors", "exterior", "stairs", "lifts", "use", "openplan", "dwellings")


def infer(twin: Twin) -> Inferred:
    """Return the walking network of a twin."""
    drawn = drawn_ways(twin)
    if not len(drawn.way):
        return Inferred()
    bounds = limits()["noding"]
    net = noded(drawn.first, drawn.points, drawn.level, snap_m=bounds["snap_m"], apart_m=bounds["apart_m"])
    traits = traits_of(twin, drawn, net, np.full(len(net.line), -1))
    made = network_of(twin, drawn, net, traits)
    return Inferred(edges=made.edges, nodes=made.nodes, tables=made.tables)
