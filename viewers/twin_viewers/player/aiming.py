"""Whether a thing can be what an incident begins with: found out by letting it begin there, on paper.

No list of classes says what a hazard of a stranger may be aimed at; what it does there says so. Nothing follows from
its changes here, so that this takes no longer than a click may.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np

from twin.model.twin import Twin
from twin.simulation.hazard import Call, parameters_of
from twin.simulation.kernel import Change, Kernel
from twin.simulation.services import PASSES, service_states
from twin.simulation.world import World
from twin_viewers.colouring import label_of
from twin_viewers.player.forms import Form
from twin_viewers.player.tracks import supply

__all__ = ["may_aim"]

_START: Final = datetime(2026, 1, 1)
"""Nothing that begins depends on the day; a scenario has to have one."""


def may_aim(twin: Twin, form: Form, row: int) -> str | None:
    """Return why an event or measure cannot be aimed at a thing, None if it can.

    Parameters
    ----------
    twin : the estate
    form : of the hazard or intervention
    row : of the thing

    Notes
    -----
    A hazard has to change something there: a state of what the supply graph holds, or one that is not about supply. A
    measure is refused only if it does not begin there, since what it changes depends on what has happened before it.
    """
    words, what = form.words, form.words.quoted(label_of(twin, row))
    try:
        changes = [one for one in _begun(twin, form, row) if one.state and one.node >= 0]
    except Exception:  # however a plug-in gives up, it does not begin here
        return words("form.cannot_aim", what=what, question=form.question)
    if form.kind == "interventions" or any(_matters(twin, one) for one in changes):
        return None
    reason = "nothing_hangs" if changes else "cannot_aim"
    return words(f"form.{reason}", what=what, question=form.question)


def _begun(twin: Twin, form: Form, row: int) -> list[Change]:
    plugin, graph = form.plugin, supply(twin)
    values, defaulted = parameters_of(plugin.parameters, {}, subject=form.name)
    if form.kind == "interventions" and any(values[name] in {None, ""} for name in defaulted):
        return []  # what is left to be said may decide on it
    kernel = Kernel(states=[*service_states(graph), *plugin.states])
    world = World(twin, graph, kernel, _START, np.random.default_rng(0))
    call = world.announce(Call((row,), values, defaulted), form.name)
    plugin.ties(twin, call)
    plugin.begin(world, call)
    return kernel.history


def _matters(twin: Twin, change: Change) -> bool:
    return change.state not in PASSES or bool(supply(twin).component[change.node] >= 0)
