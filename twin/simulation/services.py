"""The supply graph as a rule of the kernel: what stops working when something fails, and because of what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from twin.simulation.components import Supply
from twin.simulation.kernel import NO_CAUSE, Kernel
from twin.simulation.states import State
from twin.simulation.supply import SupplyState, after_failures, after_repairs, settled
from twin.simulation.ties import CLOSED, Ties

__all__ = ["PASSES", "ServiceRule", "service_states"]

PASSES: Final = {"health": ("ok",), "mains": ("on",), "switch": ("closed",), "valve": ("open", "stuck")}
"""States that decide whether a thing can pass anything on, and the values that let it; a valve sticks while open."""
_ON, _OFF = "on", "off"


def service_states(supply: Supply) -> tuple[State, ...]:
    """Return a state for each service, such as water, which dwellings and spaces have or lack."""
    return tuple(
        State(name, _ON, (_ON, _OFF), about=f"whether the place has {name.replace('_', ' ')}")
        for name in supply.services
    )


class ServiceRule:
    """Follows failures through the supply graph.

    Things change their state `supply`, dwellings and spaces the state named like the service.

    Parameters
    ----------
    supply : the supply graph of the twin
    ties : its components that stand by until the state of a thing is ``on``
    """

    name = "supply"

    def __init__(self, supply: Supply, ties: Ties | None = None) -> None:
        self._supply = supply
        self._points = supply.point_of
        self._ties = ties or {}
        self._state = self._standing_by(supply) if self._ties else supply.at_rest

    @property
    def state(self) -> SupplyState:
        """What works now."""
        return self._state

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Follow what failed or was repaired through the graph."""
        touched: dict[int, int] = {}
        passes: dict[int, bool] = {}
        for place in fresh:
            change = kernel.history[place]
            if change.state in PASSES and self._supply.component[change.node] >= 0:
                component = int(self._supply.component[change.node])
                touched[component], passes[component] = place, self._passes(kernel, component)
            for tie in self._ties.get((change.state, change.node), ()):
                touched[tie], passes[tie] = place, kernel.value(change.state, change.node) == CLOSED
        if not touched:
            return
        before = self._state
        self._state = after_failures(
            self._supply.graph, before, [one for one, through in passes.items() if not through]
        )
        self._state = after_repairs(
            self._supply.graph, self._state, [one for one, through in passes.items() if through]
        )
        self._tell(kernel, before, touched)

    def _standing_by(self, supply: Supply) -> SupplyState:
        """Return what works while the ties are open."""
        healthy = np.ones(supply.graph.size, dtype=bool)
        healthy[[one for components in self._ties.values() for one in components]] = False
        return settled(supply.graph, healthy)

    def _passes(self, kernel: Kernel, component: int) -> bool:
        node = int(self._supply.node[component])
        return all(kernel.value(state, node) in through for state, through in PASSES.items())

    def _tell(self, kernel: Kernel, before: SupplyState, touched: dict[int, int]) -> None:
        """Change the states of what stopped, each after what it depends on, and of what works again."""
        lost = np.flatnonzero(before.works & ~self._state.works)
        back = np.flatnonzero(~before.works & self._state.works)
        place_of = dict(touched)
        works, rank = self._state.works.data, before.rank.data
        for component in lost[np.argsort(before.rank[lost], kind="stable")].tolist():
            self._set(kernel, component, _OFF, place_of, self._lost_feeders(component, works, rank))
        for component in back[np.argsort(self._state.rank[back], kind="stable")].tolist():
            self._set(kernel, component, _ON, place_of, self._feeders(component))

    def _set(
        self, kernel: Kernel, component: int, value: str, place_of: dict[int, int], because: Iterable[int]
    ) -> None:
        """Change the state of what a component stands for, because of the first of its feeders that changed too."""
        cause = place_of.get(component, NO_CAUSE)
        if cause == NO_CAUSE:
            cause = next((place_of[feeder] for feeder in because if feeder in place_of), NO_CAUSE)
        node, point = self._views[3][component], self._points.get(component)
        if point is not None:
            node, state = point.place, point.service
        else:
            state = "supply"
        # what stands for a service at one tap is no thing of the twin, but hands on what it is due to
        place = kernel.change(node, state, value, cause=cause, by=self.name) if node >= 0 else cause
        place_of[component] = cause if place == NO_CAUSE else place

    def _lost_feeders(self, component: int, works: memoryview, rank: memoryview) -> Iterable[int]:
        """Return the feeders of the first need that is not met any more, in the order in which they came to work."""
        first_need, first_feeder, feeder, _ = self._views
        for need in range(first_need[component], first_need[component + 1]):
            feeders = feeder[first_feeder[need] : first_feeder[need + 1]]
            if not any(works[one] for one in feeders):
                return sorted(feeders, key=rank.__getitem__) if len(feeders) > 1 else feeders
        return ()

    def _feeders(self, component: int) -> memoryview:
        first_need, first_feeder, feeder, _ = self._views
        return feeder[first_feeder[first_need[component]] : first_feeder[first_need[component + 1]]]

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview, memoryview, memoryview]:
        """First need, first feeder, feeder, and node of the components.

        Thousands of single look-ups are several times faster through views of memory than in arrays.
        """
        graph = self._supply.graph
        first_need, first_feeder = graph.first_need.data, graph.first_feeder.data
        return first_need, first_feeder, graph.feeder.data, self._supply.node.data
