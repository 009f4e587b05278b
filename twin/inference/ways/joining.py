"""Edges from the network to what is joined to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twin.inference.ways.lamps import Light
from twin.inference.ways.limits import limits
from twin.inference.ways.plots import Plots, across
from twin.inference.ways.stretches import Network
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.relations import Relation
from twin.model.schema import table_of

__all__ = ["Joint", "across_edges", "joined_edges", "lamp_edges", "stacked", "threshold_is_level"]

_AT_DOOR_M: Final = 2.0
"""A way that ends this near a door was drawn to it [m]; farther off, nobody knows what lies between."""


@dataclass(frozen=True)
class Joint:
    """Things with the junctions that they are joined to, (n,) each.

    Parameters
    ----------
    row : node of each thing
    junction : number of its junction
    gap : distance between them [m]
    rise : height from the thing to the junction, NaN if unknown [m]
    """

    row: Array
    junction: Array
    gap: Array
    rise: Array


def threshold_is_level(joint: Joint) -> Array:
    """Return whether one comes through doors from the ways before them without a step, (n,): 1, 0, -1 if unknown."""
    bounds = limits()["step_free"]
    rise, near = np.abs(joint.rise), joint.gap <= _AT_DOOR_M
    even = rise <= np.maximum(bounds["step_m"], bounds["slope"] * joint.gap)
    allowed = np.select(
        [joint.gap <= 0.5, near], [bounds["slope_for_half_m"], bounds["slope_for_2_m"]], bounds["slope"]
    )
    steep = rise > np.maximum(bounds["step_m"], allowed * joint.gap)
    return np.select([even & near, steep], [1, 0], -1)


def joined_edges(joint: Joint, made: Network, ids: Array, *, within: float, step_free: Array | None = None) -> Columns:
    """Return edges ``walks_to`` between things and their junctions.

    Parameters
    ----------
    joint : what is joined
    made : the network
    ids : ids of all nodes
    within : how far things may lie from the network [m]
    step_free : whether there is no step between, unknown if not given, (n,)
    """
    ends = np.column_stack((joint.row, made.junctions[joint.junction])).astype(int)
    gap = np.round(joint.gap, 3)
    touching = np.where(np.abs(joint.rise) <= limits()["step_free"]["step_m"], 0.0, np.nan)
    slope = np.divide(joint.rise, joint.gap, out=touching, where=joint.gap > 0.01)
    count = len(gap)
    said = {
        "method": ["nearest way"] * count,
        "confidence": np.round(1 - 0.5 * gap / within, 3),
        "value": gap,
        "step_free": np.full(count, -1) if step_free is None else step_free,
    }
    return _walks(ends, ids, gap, slope, said)


def across_edges(found: Plots, entries: Array, made: Network, ids: Array) -> Columns:
    """Return edges ``walks_to`` from entry to entry across open plots.

    Parameters
    ----------
    found : the plots
    entries : junction of each entry
    made : the network
    ids : ids of all nodes
    """
    ends, via, length = [np.zeros((0, 2), dtype=int)], [np.zeros(0, dtype=int)], [np.zeros(0)]
    for place, row in enumerate(found.rows.tolist()):
        pairs, far = across(found, place)
        junctions = entries[found.plot == place][pairs]
        apart = junctions[:, 0] != junctions[:, 1]
        ends.append(junctions[apart])
        via.append(np.full(int(apart.sum()), row))
        length.append(far[apart])
    between, far = np.concatenate(ends), np.round(np.concatenate(length), 3)
    z = made.nodes["position"][:, 2][between]
    slope = np.divide(z[:, 1] - z[:, 0], far, out=np.full(len(far), np.nan), where=far > 0)
    said = {"method": ["across"] * len(far), "confidence": np.full(len(far), 0.8), "via": np.concatenate(via)}
    return _walks(made.junctions[between], ids, far, slope, said)


def lamp_edges(light: Light, made: Network) -> Columns:
    """Return edges ``serves`` from lamps to the stretches in their reach, ``value`` being the distance [m]."""
    count = len(light.lamp)
    return table_of(
        "edges",
        {
            "source": light.lamp,
            "target": made.stretches[light.stretch],
            "relation": [Relation.SERVES] * count,
            "provenance": [Provenance.GEOMETRIC] * count,
            "method": ["light"] * count,
            "value": np.round(light.distance, 3),
        },
    )


def stacked(tables: Sequence[Columns]) -> Columns:
    """Return rows of one table end to end; their references hold already."""
    columns = {name: np.concatenate([one[name] for one in tables]) for name in tables[0]}
    return Columns(columns, sum(one.length for one in tables))


def _walks(ends: Array, ids: Array, length: Array, slope: Array, said: dict[str, Any]) -> Columns:
    names = ids[ends].astype(str)
    swap = names[:, 0] > names[:, 1]
    source, target = np.where(swap[:, None], ends[:, ::-1], ends).T
    columns: dict[str, Any] = {
        "source": source,
        "target": target,
        "relation": [Relation.WALKS_TO] * len(ends),
        "provenance": [Provenance.GEOMETRIC] * len(ends),
        "length": length,
        "slope": np.where(swap, -slope, slope),
        **said,
    }
    return table_of("edges", columns)
