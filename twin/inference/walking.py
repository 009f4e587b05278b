"""The walking network: ways split where they meet, and joined to doors, plots and what stands outdoors.

Every way that one can walk along is split where it meets others (`twin.inference.ways.noding`) into nodes of kind
path: a ``stretch`` for each piece, with its own lines, in the way that it is a piece of; a ``junction`` for each place
where pieces meet. An edge ``walks_to`` leads from junction to junction ``via`` the stretch, with length, slope, clear
width, light and freedom of steps; its ``value`` is how far an end was moved to meet the others [m].

Each door on the ground gets an ``entrance`` in front of it, joined to the nearest way in sight. Plots and what people
walk to are joined to the network likewise, ``value`` being the gap [m]: one walks to them, not through them. Across an
open plot one walks straight from entry to entry, ``via`` the plot. Stretches serve the buildings that fire engines and
ladders reach from them; lamps serve the stretches that they light.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from twin.inference.layer import Inferred
from twin.inference.ways.destinations import Destinations, building_entrances, destinations
from twin.inference.ways.drawn import Drawn, drawn_ways
from twin.inference.ways.engines import engine_access
from twin.inference.ways.entrances import entrances, findings_of, nodes_of, openings_of
from twin.inference.ways.footprints import footprints
from twin.inference.ways.joining import Joint, across_edges, joined_edges, lamp_edges, stacked, threshold_is_level
from twin.inference.ways.lamps import light_on
from twin.inference.ways.limits import limits
from twin.inference.ways.noding import Noded, noded
from twin.inference.ways.pieces import findings_of_pieces
from twin.inference.ways.plots import Plots, plots
from twin.inference.ways.reach import Reached
from twin.inference.ways.stretches import network_of
from twin.inference.ways.traits import traits_of
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("doors", "exterior", "stairs", "lifts", "use", "openplan", "dwellings")


def infer(twin: Twin) -> Inferred:
    """Return the walking network of a twin."""
    drawn = drawn_ways(twin)
    if not len(drawn.way):
        return Inferred()
    lines, around = drawn.lines(), footprints(twin)
    doors, areas = entrances(twin, drawn, around), plots(twin, lines)
    things = destinations(twin, lines, areas, around)
    net, (at_door, at_thing, at_entry) = _noded(drawn, [doors.found, things.found, areas])
    light = light_on(twin, net, drawn.way[net.line])
    traits = traits_of(twin, drawn, net, light.lit)
    made = network_of(twin, drawn, net, traits)
    fronts = nodes_of(twin, doors)
    outer = twin.nodes.length + made.nodes.length + np.arange(fronts.length)
    ids, reach = np.concatenate((made.ids, fronts["id"])), limits()["reach"]
    before = Joint(outer, at_door, doors.found.gap, net.junctions[at_door, 2] - fronts["position"][:, 2])
    level, across = threshold_is_level(before), across_edges(areas, at_entry, made, ids)
    engines, unknown = engine_access(twin, drawn.way[net.line], net, traits, around, stretches=made.stretches)
    openings, lonely = building_entrances(twin, things, around)
    edges = [
        made.edges,
        openings,
        openings_of(twin, doors, outer, level),
        joined_edges(before, made, ids, within=reach["entrance_m"], step_free=level),
        joined_edges(_unlevelled(things, at_thing), made, ids, within=reach["destination_m"]),
        joined_edges(_unlevelled(areas, at_entry), made, ids, within=reach["destination_m"]),
        across,
        lamp_edges(light, made),
        engines,
    ]
    pairs = np.column_stack((across["source"], across["target"])) - twin.nodes.length
    findings = [*findings_of(twin, doors), *lonely, *unknown, *findings_of_pieces(net, pairs)]
    return Inferred(stacked(edges), stacked([made.nodes, fronts]), findings=findings, tables=made.tables)


def _noded(drawn: Drawn, splits: Sequence[Reached | Plots]) -> tuple[Noded, list[Array]]:
    """Return the network, and the junctions of each of the sets of places where lines are split besides."""
    bounds = limits()["noding"]
    added = (np.concatenate([one.line for one in splits]), np.concatenate([one.at for one in splits]))
    net = noded(drawn.first, drawn.points, drawn.level, snap_m=bounds["snap_m"], apart_m=bounds["apart_m"], added=added)
    return net, np.split(net.added, np.cumsum([len(one.line) for one in splits])[:-1])


def _unlevelled(found: Destinations | Plots, junction: Array) -> Joint:
    """Return what is joined to the network at a height that nobody knows."""
    unknown = np.full(len(junction), np.nan)
    if isinstance(found, Plots):
        return Joint(found.rows[found.plot], junction, np.zeros(len(junction)), unknown)
    return Joint(found.rows[found.found.thing], junction, found.found.gap, unknown)
