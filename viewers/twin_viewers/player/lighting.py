"""Which lamps and halls a run leaves on: by night a power cut must look as dark as it is."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.lights import lit_at_rest, lit_in_run
from twin_viewers.player.player import Player

__all__ = ["lit_at"]

_FIXTURES: Final = ("IfcLightFixture", "IfcLamp")


def lit_at(player: Player, moment_s: float) -> NDArray[np.int64]:
    """Return rows of lamps and halls that give light at a moment: those at rest that the run has not darkened, (n,).

    A run holds states of what changes in it. A lamp of which it says nothing is on as before; a hall is dark where the
    run says so, or where none of its lamps works.

    Parameters
    ----------
    player : the run on its estate
    moment_s : since its start [s]
    """
    twin = player.twin
    light, supply = (_told(player, name, moment_s) for name in ("light", "supply"))
    rest, halls = lit_at_rest(twin), _without_lamps(twin, supply > 0)
    light[halls] = np.maximum(light[halls], 1.0)
    return np.intersect1d(rest, lit_in_run(twin, light, supply))


def _told(player: Player, name: str, moment_s: float) -> NDArray[np.float64]:
    """Return a state of all nodes, its first value where the run says nothing, (n,)."""
    if name not in player.tracks.by_state:
        return np.zeros(player.twin.nodes.length)
    return np.nan_to_num(player.raw(name, moment_s))


def _without_lamps(twin: Twin, is_out: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rows of what lamps serve all of which are out, (k,)."""
    lamps, served = _served(twin)
    all_out = np.ones(twin.nodes.length, dtype=bool)
    all_out[served[~is_out[lamps]]] = False
    return np.unique(served[all_out[served]])


@once
def _served(twin: Twin) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of lamps and what they light."""
    edges = twin.edges
    serves = np.flatnonzero(edges["relation"] == Relation.SERVES)
    classes = twin.nodes["ifc_class"][edges["source"][serves]].astype(str)
    found = serves[np.array([one.startswith(_FIXTURES) for one in classes.tolist()], dtype=bool)]
    return edges["source"][found].astype(np.int64), edges["target"][found].astype(np.int64)
