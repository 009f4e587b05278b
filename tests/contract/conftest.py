"""What the tests of the contract run every hazard and intervention on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import twin
from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.components import Supply, supply_of
from twin.simulation.hazard import Plugin
from twin.simulation.run import History, run_scenario
from twin.simulation.scenario import Scenario

START = datetime(2026, 1, 12, 18, 30)


@pytest.fixture(scope="session")
def sample(residence: Path) -> Twin:
    """Return the generated sample."""
    return twin.import_models([residence]).facts


@pytest.fixture(scope="session")
def supplied(sample: Twin) -> Supply:
    """Return the supply graph of the sample."""
    return supply_of(sample)


@pytest.fixture(scope="session")
def play(sample: Twin, supplied: Supply) -> Callable[..., History]:
    """Return a function that runs a hazard or intervention on the first thing of the sample that it can be aimed at."""

    def played(name: str, plugin: Plugin, call: str, *, seed: int = 1) -> History:
        for at in _aims(sample, plugin):
            scenario = Scenario(name, START)
            said = _said(sample, plugin)
            try:
                return run_scenario(
                    sample, getattr(scenario, call)(name, at=at, duration="1 h", **said), seed=seed, supply=supplied
                )
            except UsageError as error:
                refused = error
        pytest.fail(f"{name} can be aimed at nothing in the sample: {refused}")

    return played


def _aims(sample: Twin, plugin: Plugin) -> Iterator[str | None]:
    """Yield one thing of each class in the sample, those in the middle of a network first."""
    if not plugin.needs_aim:
        yield None
    nodes, edges = sample.nodes, sample.edges
    fed = set(edges["target"][edges["relation"] == "feeds"].tolist())
    seen: set[str] = set()
    for row in sorted(range(nodes.length), key=lambda one: one not in fed):
        if nodes["ifc_class"][row] not in seen:
            seen.add(nodes["ifc_class"][row])
            yield str(nodes["id"][row])


def _said(sample: Twin, plugin: Plugin) -> dict[str, Any]:
    """Return what a scenario has to say: the names of things that parameters ask for."""
    boards = sample.nodes["id"][sample.nodes["ifc_class"] == "IfcElectricDistributionBoard"]
    return {one.name: str(boards[0]) for one in plugin.parameters if one.default == ""}
