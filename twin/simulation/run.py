"""Runs a scenario on an estate."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Final, Literal

import numpy as np

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.plugins import PluginProblem, discover, load_all
from twin.simulation.aims import rows_of
from twin.simulation.components import Supply, supply_of
from twin.simulation.hazard import Call, Plugin, parameters_of
from twin.simulation.kernel import Change, Kernel
from twin.simulation.scenario import Measure, Occurrence, Scenario
from twin.simulation.services import ServiceRule, service_states
from twin.simulation.states import State
from twin.simulation.ties import tied
from twin.simulation.world import World

__all__ = ["History", "calls_of", "plugin_problems", "plugins_of", "run_scenario"]

_BEGINS, _ENDS = 0, -1
"""At one time what ends comes before what begins."""
Folder = Literal["hazards", "interventions", "reactions"]
_CLASSES: Final = {"hazards": "Hazard", "interventions": "Intervention", "reactions": "Reaction"}


@dataclass(frozen=True)
class History:
    """What came of a scenario.

    Parameters
    ----------
    scenario : what was run
    seed : what chance was drawn with
    changes : what happened, in order
    states : the states that could change, by name
    end_s : time until which it was watched [s]
    supply : the supply graph it ran on
    defaulted : parameters that nobody gave: hazard or intervention, and name
    """

    scenario: Scenario
    seed: int
    changes: tuple[Change, ...]
    states: dict[str, State]
    end_s: float
    supply: Supply
    defaulted: tuple[tuple[str, str], ...]


def plugins_of(folder: Folder) -> dict[str, Plugin]:
    """Return the hazards, interventions or reactions that there are, by name."""
    return _installed(folder)[0]


def plugin_problems(folder: Folder) -> tuple[PluginProblem, ...]:
    """Return the hazards, interventions or reactions that had to be left out, and why."""
    return _installed(folder)[1]


@cache
def _installed(folder: Folder) -> tuple[dict[str, Plugin], tuple[PluginProblem, ...]]:
    found = discover(folder, defining=_CLASSES[folder])
    modules, broken = load_all(found.modules)
    plugins: dict[str, Plugin] = {}
    problems = [*found.problems, *broken]
    for name, module in modules.items():
        try:
            plugins[name] = getattr(module, _CLASSES[folder])()
        except Exception as error:  # one broken plug-in must not stop the others
            problems.append(PluginProblem(module.__name__, f"{type(error).__name__}: {error}"))
    return plugins, tuple(problems)


def run_scenario(twin: Twin, scenario: Scenario, *, seed: int = 0, supply: Supply | None = None) -> History:
    """Return what comes of a scenario; the twin stays as it is.

    Parameters
    ----------
    twin : the estate
    scenario : what happens and what is done
    seed : what is left to chance is drawn with it; the same seed gives the same history, to the bit
    supply : the supply graph of the twin, if it is at hand

    Raises
    ------
    UsageError
        If the scenario names a hazard, intervention, parameter or thing that does not exist.
    """
    supply = supply or supply_of(twin)
    calls = calls_of(twin, scenario)
    always = plugins_of("reactions").values()
    plugins = [*(plugin for plugin, _, _ in calls), *always]
    kernel_states = [*service_states(supply), *(state for plugin in plugins for state in plugin.states)]
    supply, ties = tied(twin, supply, [tie for plugin, call, _ in calls for tie in plugin.ties(twin, call)])
    kernel = Kernel([ServiceRule(supply, ties)], states=kernel_states)
    world = World(twin, supply, kernel, scenario.start, np.random.default_rng(seed), scenario.duration_s)
    for plugin, call, one in calls:
        open_s = one.open_s if isinstance(one, Occurrence) else 0.0
        kernel.schedule(one.after_s, _begin(world, plugin, call, open_s=open_s), priority=_BEGINS)
    for plugin in dict.fromkeys(plugin for plugin, _, _ in calls):
        mine = [call for other, call, _ in calls if other is plugin]
        kernel.add(plugin.rules(world, mine), plugin.processes(world, mine))
    for plugin in always:
        kernel.add(plugin.rules(world, ()), plugin.processes(world, ()))
    kernel.run(scenario.duration_s)
    defaulted = sorted({(one_name(plugin), name) for plugin, call, _ in calls for name in call.defaulted})
    return History(scenario, seed, tuple(kernel.history), kernel.states, scenario.duration_s, supply, tuple(defaulted))


def calls_of(twin: Twin, scenario: Scenario) -> list[tuple[Plugin, Call, Occurrence | Measure]]:
    """Return what a scenario calls on its estate: hazard or intervention, call, and the entry that says so.

    Parameters
    ----------
    twin : the estate
    scenario : what happens and what is done

    Raises
    ------
    UsageError
        If the scenario names a hazard, intervention, parameter or thing that does not exist.
    """
    calls = [_called(twin, "hazards", one) for one in scenario.occurrences]
    return calls + [_called(twin, "interventions", one) for one in scenario.measures]


def one_name(plugin: Plugin) -> str:
    """Return what a hazard or intervention is called: the name of its module."""
    return type(plugin).__module__.rpartition(".")[2].rstrip("_").replace("_", "-")


def _called(
    twin: Twin, folder: Literal["hazards", "interventions"], one: Occurrence | Measure
) -> tuple[Plugin, Call, Occurrence | Measure]:
    name = one.hazard if isinstance(one, Occurrence) else one.intervention
    found = plugins_of(folder)
    if name not in found:
        raise UsageError(f"{folder[:-1]} {name!r}", "does not exist", _did_you_mean(name, list(found)))
    plugin = found[name]
    rows = rows_of(twin, one.aim, subject=name)
    if plugin.needs_aim and not rows:
        raise UsageError(f"{folder[:-1]} {name!r}", "is aimed at nothing", f"Say with at = … which {plugin.aims_at}.")
    values, defaulted = parameters_of(plugin.parameters, dict(one.parameters), subject=name)
    return plugin, Call(rows, values, defaulted, duration_s=one.duration_s), one


def _begin(world: World, plugin: Plugin, call: Call, *, open_s: float) -> Callable[[Kernel], None]:
    """Return what begins a call, and has it end when its time is over."""

    def begin(kernel: Kernel) -> None:
        placed = world.announce(call, one_name(plugin), open_s=open_s)
        plugin.begin(world, placed)
        if placed.duration_s is not None:
            kernel.schedule(kernel.time_s + placed.duration_s, lambda _: plugin.end(world, placed), priority=_ENDS)

    return begin


def _did_you_mean(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {', '.join(sorted(known)) or 'none installed'}."


def versions() -> dict[str, str]:
    """Return the versions of what decides on a result."""
    return {"estate-twin": version("estate-twin"), "numpy": np.__version__, "platform": os.uname().machine}
