"""Whether all ways hang together; nothing is joined to make it so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twin.inference.ways.noding import Noded
from twin.model.columns import Array
from twin.model.findings import Finding, Severity

__all__ = ["findings_of_pieces"]


def findings_of_pieces(net: Noded, across: Array) -> Sequence[Finding]:
    """Return a finding if the network falls into pieces, with their number and the share of the largest.

    Parameters
    ----------
    net : the network
    across : pairs of junctions that are joined across plots, (k, 2)
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(net.junctions)
    pairs = np.concatenate((net.ends, across))
    links = coo_array((np.ones(len(pairs), dtype=bool), pairs.T), shape=(count, count))
    pieces, piece = connected_components(links, directed=False)
    if pieces <= 1:
        return []
    owner = np.repeat(np.arange(len(net.line)), np.diff(net.first))
    step = np.where(owner[1:] == owner[:-1], np.hypot(*np.diff(net.points[:, :2], axis=0).T), 0.0)
    length = np.bincount(owner[1:], step, len(net.line))
    share = np.bincount(piece[net.ends[:, 0]], length).max() / length.sum()
    return [
        Finding(
            "walking-network-in-pieces",
            Severity.WARNING if share < 0.9 else Severity.INFO,
            f"The ways fall into {pieces} pieces that nothing joins; the largest has {share:.1%} of their length.",
            "Draw the crossings and paths that are missing, or let ways that meet end on each other.",
        )
    ]
