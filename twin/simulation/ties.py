"""Feeders that stand by: a generator that is brought, a tie between two boards or mains that is open as a rule.

They are part of the supply graph of a run from the beginning, as components that have failed; a state of the thing that
they would feed closes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from twin.errors import UsageError
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.components import Supply
from twin.simulation.supply import graph_of

__all__ = ["CLOSED", "Tie", "Ties", "tied"]

CLOSED = "on"
"""Value of the state of a thing that closes the ties which feed it."""
Ties = Mapping[tuple[str, int], tuple[int, ...]]
"""Components of ties by the state, and the row of the thing, that closes them."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A feeder that stands by.

    Parameters
    ----------
    target : row of the thing that it would feed
    commodity : what flows through it
    state : state of the target that closes it
    source : row of the thing that feeds it, -1 for a source of its own
    """

    target: int
    commodity: str
    state: str
    source: int = -1


def tied(twin: Twin, supply: Supply, ties: Sequence[Tie]) -> tuple[Supply, Ties]:
    """Return the supply graph with ties, and where they are in it.

    Parameters
    ----------
    twin : the twin
    supply : its supply graph
    ties : feeders that stand by; none changes nothing

    Raises
    ------
    UsageError
        If the thing at an end of a tie takes no part in the supply, or has no feeder beside which the tie could feed.
    """
    ties = tuple(dict.fromkeys(ties))
    if not ties:
        return supply, {}
    graph, size = supply.graph, supply.graph.size
    fed = np.split(graph.feeder, graph.first_feeder[1:-1])
    places: dict[tuple[str, int], tuple[int, ...]] = {}
    for step, tie in enumerate(ties):
        need = _need(twin, supply, tie)
        fed[need] = np.append(fed[need], size + step)
        places[tie.state, tie.target] = (*places.get((tie.state, tie.target), ()), size + step)
    sourced = [(size + step, _component(twin, supply, tie.source)) for step, tie in enumerate(ties) if tie.source >= 0]
    owner = np.concatenate((graph.owner, [one for one, _ in sourced])).astype(np.int64)
    fed += [np.array([source]) for _, source in sourced]
    counts = np.array([len(feeders) for feeders in fed], dtype=np.int64)
    wider = graph_of(size + len(ties), owner, counts, np.concatenate(fed).astype(np.int64))
    return replace(supply, graph=wider, node=np.append(supply.node, np.full(len(ties), -1))), places


def _need(twin: Twin, supply: Supply, tie: Tie) -> int:
    """Return the number of the need of a target that the commodity meets."""
    graph, target, edges = supply.graph, _component(twin, supply, tie.target), twin.edges
    links = (edges["target"] == tie.target) & (edges["relation"] == Relation.FEEDS)
    feeders = supply.component[edges["source"][links & (edges["commodity"] == tie.commodity)]]
    for need in range(int(graph.first_need[target]), int(graph.first_need[target + 1])):
        if np.isin(graph.feeder[graph.first_feeder[need] : graph.first_feeder[need + 1]], feeders).any():
            return need
    raise UsageError(
        twin.nodes["name"][tie.target] or twin.nodes["id"][tie.target],
        f"is not fed with {tie.commodity} by anything in the twin",
        "Aim at something that is, such as a board behind the delivery point.",
    )


def _component(twin: Twin, supply: Supply, row: int) -> int:
    found = int(supply.component[row])
    if found < 0:
        raise UsageError(
            twin.nodes["name"][row] or twin.nodes["id"][row],
            "takes no part in the supply of the estate",
            "Aim at a board, a breaker, a valve or another thing of a network.",
        )
    return found
