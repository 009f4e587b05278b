"""Ways that fire engines and their ladders can use, as edges to the buildings beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from twin.inference.ways.drawn import said
from twin.inference.ways.footprints import Footprints
from twin.inference.ways.limits import limits
from twin.inference.ways.noding import Noded
from twin.inference.ways.traits import Traits
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["engine_access"]

_ENGINE: Final = "engine access"
_LADDER: Final = "ladder access"


def engine_access(
    twin: Twin, way: Array, net: Noded, traits: Traits, around: Footprints, *, stretches: Array
) -> tuple[Columns, Sequence[Finding]]:
    """Return edges ``serves`` from stretches to the buildings that engines and ladders reach from them.

    ``value`` is the distance from the near edge of the way to the façade [m].

    Parameters
    ----------
    twin : the twin
    way : node of the way of each stretch, (n,)
    net : the network
    traits : what is known of them
    around : buildings; only those whose inside is modelled are looked at
    stretches : node of each stretch, (n,)
    """
    bounds = limits()["engine_access"]
    driven, lines = np.flatnonzero(_driven(twin, way)), net.lines()
    areas, rows = around.areas[around.own], around.rows[around.own]
    one, building = shapely.STRtree(areas).query(
        lines[driven], predicate="dwithin", distance=bounds["engine_distance_m"]
    )
    stretch = driven[one]
    width = traits.width[stretch]
    gap = np.maximum(shapely.distance(lines[stretch], areas[building]) - np.nan_to_num(width) / 2, 0.0)
    engine = width >= bounds["width_m"]
    near = (width >= bounds["ladder_width_m"]) & (gap <= bounds["ladder_distance_m"])
    ladder = near & (np.abs(traits.slope[stretch]) <= bounds["ladder_slope"])
    edges: dict[str, Any] = {
        "source": np.concatenate((stretches[stretch[engine]], stretches[stretch[ladder]])),
        "target": np.concatenate((rows[building[engine]], rows[building[ladder]])),
        "method": [_ENGINE] * int(engine.sum()) + [_LADDER] * int(ladder.sum()),
        "value": np.concatenate((gap[engine], gap[ladder])),
        "clear_width": np.concatenate((width[engine], width[ladder])),
    }
    count = len(edges["source"])
    same: dict[str, Any] = {"relation": [Relation.SERVES] * count, "provenance": [Provenance.GEOMETRIC] * count}
    close = gap <= bounds["ladder_distance_m"]
    unknown = close & (np.isnan(width) | (near & np.isnan(traits.slope[stretch])))
    return table_of("edges", {**edges, **same}), _findings(twin, rows[building[unknown]], way[stretch[unknown]])


def _driven(twin: Twin, way: Array) -> Array:
    """Return which stretches vehicles may use, (n,): carriageways, and what is said to be for emergencies."""
    words = limits()["walked"]
    kind = twin.nodes["object_type"][way].astype(str)
    emergency = said(twin, way, "emergency")[1]
    return np.asarray(
        (np.isin(kind, words["carriageways"]) | np.isin(emergency, words["emergency"])) & (emergency != "no")
    )


def _findings(twin: Twin, buildings: Array, ways: Array) -> list[Finding]:
    """Return a finding for each building beside ways that nobody measured."""
    told = []
    for building in np.unique(buildings).tolist():
        mine = np.unique(ways[buildings == building])
        name = str(twin.nodes["name"][building] or twin.nodes["id"][building])
        some = ", ".join(str(twin.nodes["name"][one] or twin.nodes["id"][one]) for one in mine[:3])
        told.append(
            Finding(
                "engine-access-unknown",
                Severity.INFO,
                f"Whether fire ladders reach {name} cannot be told: {len(mine)} ways lack width or slope ({some}).",
                "State the width and the slope of the ways in front of the building.",
                global_id=str(twin.nodes["global_id"][building]),
                name=name,
            )
        )
    return told
