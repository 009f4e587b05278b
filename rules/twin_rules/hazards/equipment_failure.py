"""Any thing of the estate fails: a pump, a board, a boiler, a door, a lamp."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Final

from twin.errors import UsageError
from twin.said.text import say
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.kernel import Kernel
from twin.simulation.labels import Labels
from twin.simulation.world import World
from twin_rules.facts.repairs import mean_repair, time_said

__all__ = ["Hazard"]

_NAME: Final = "equipment-failure"
_NOW, _BY_MTBF = "now", "by mtbf"


class Hazard(Plugin):
    """The things aimed at cannot do their work until somebody repairs them or the event ends.

    With ``when = "by mtbf"`` each of them fails at a time drawn around its mean time between failures, and again after
    each repair. With ``random = "yes"`` each repair takes a time that is drawn around its mean time to repair;
    with ``mttr`` alone, that time. A crew that is there sooner repairs it sooner.
    """

    about = "things fail, and what they feed loses its supply"
    aims_at = "thing fails, such as a pump, a board or a pipe"
    reads = ("feeds", "MeanTimeBetweenFailure", "MeanTimeToRepair")
    changes = ("health",)
    parameters = (
        Parameter("when", _NOW, "", "when it fails: at once, or when its mean time between failures has it",
                  choices=(_NOW, _BY_MTBF)),
        Parameter("mtbf", None, "s", "mean time between failures; MeanTimeBetweenFailure of the thing if not given",
                  low=1.0),
        Parameter("mttr", None, "s", "mean time to repair; MeanTimeToRepair of the thing or the mean of its class if "
                  "not given", low=0.0),
        Parameter("random", "no", "", "whether the time to repair is drawn", choices=("yes", "no")),
    )  # fmt: skip
    references = ("Exponential times between failures and to repair: IEC 61703:2016, from memory",)
    status = "verified"

    def begin(self, world: World, call: Call) -> None:
        """Make the things fail, now or when it is their time."""
        said = call.parameters
        if said["when"] == _NOW and said["random"] == "no" and said["mttr"] is None:
            world.set(call.rows, "health", "failed", call=call, by=_NAME)
            return
        life = _Life(world, call)
        world.kernel.add([life], ())
        life.begin()

    def end(self, world: World, call: Call) -> None:
        """Have all healthy that it made fail."""
        world.restore(call)


class _Life:
    """Has the things of a call fail and work again, each by draws of its own.

    Parameters
    ----------
    world : the running scenario
    call : the event

    Raises
    ------
    UsageError
        If nobody says how often one of them fails.
    """

    def __init__(self, world: World, call: Call) -> None:
        self._world, self._call, self._kernel = world, call, world.kernel
        self._draws = dict(zip(call.rows, world.rng.spawn(len(call.rows)), strict=True))
        lasts_s = math.inf if call.duration_s is None else call.duration_s
        self._until_s = min(world.end_s, world.kernel.time_s + lasts_s)
        self._drawn = call.parameters["random"] == "yes"
        self._again = call.parameters["when"] == _BY_MTBF
        self._mtbf_s = {row: _mtbf_s(world, call, row) for row in call.rows} if self._again else {}
        self._due_s: dict[int, float] = {}

    def begin(self) -> None:
        """Have the things fail, or set the times at which they will."""
        if not self._again:
            for row in self._call.rows:
                self._fail(row)
            return
        calm = [row for row in self._call.rows if not self._set_time(row)]
        if calm:
            text = say("by mtbf, it will not fail in the time that is watched")
            if len(self._call.rows) > 1:
                text = say(
                    "by mtbf, {n} of {all} things will not fail in the time that is watched",
                    n=len(calm),
                    all=len(self._call.rows),
                )
            self._kernel.note(calm[0] if len(calm) == 1 else -1, text, cause=self._call.place, by=_NAME)

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Set the next failure of what somebody has repaired."""
        for place in fresh if self._again else ():
            change = kernel.history[place]
            if change.state == "health" and change.value == "ok" and change.node in self._draws:
                self._set_time(change.node)

    def _set_time(self, row: int) -> bool:
        """Draw when a thing fails next; return whether that is while it is watched."""
        due_s = self._kernel.time_s + float(self._draws[row].exponential(self._mtbf_s[row]))
        self._due_s[row] = due_s
        if due_s >= self._until_s:
            return False
        self._kernel.schedule(due_s, partial(self._fail_if_due, row, due_s))
        return True

    def _fail_if_due(self, row: int, due_s: float, kernel: Kernel) -> None:
        if self._due_s[row] == due_s and kernel.value("health", row) == "ok":
            self._fail(row)

    def _fail(self, row: int) -> None:
        """Have a thing fail, and its repair be done after its time."""
        given_s = self._call.parameters["mttr"]
        mean_s, rests_on = (given_s, say("given")) if given_s is not None else mean_repair(self._world, row)
        mended = self._drawn or given_s is not None
        lasts_s = float(self._draws[row].exponential(mean_s)) if self._drawn else mean_s
        kind = (
            say("drawn around {hours:g} h, {rests}", hours=mean_s / 3600, rests=rests_on) if self._drawn else rests_on
        )
        note = say("repair takes {hours:.1f} h ({kind})", hours=lasts_s / 3600, kind=kind) if mended else ""
        self._world.set([row], "health", "failed", call=self._call, by=_NAME, note=note)
        place = self._kernel.cause("health", row)
        if mended and self._kernel.history[place].by == _NAME:
            self._kernel.schedule(self._kernel.time_s + lasts_s, partial(self._mend, row, place))

    def _mend(self, row: int, place: int, kernel: Kernel) -> None:
        """Have a thing work again, unless somebody has repaired it already."""
        if kernel.cause("health", row) == place:
            kernel.change(row, "health", "ok", cause=place, by=_NAME)


def _mtbf_s(world: World, call: Call, row: int) -> float:
    given = call.parameters["mtbf"]
    said = given if given is not None else time_said(world, row, "MeanTimeBetweenFailure")
    if said is None:
        remedy = "Say mtbf = …, such as '5000 h', or give it the property MeanTimeBetweenFailure."
        raise UsageError(f"{_NAME}: {Labels.of(world.twin).called(row)}", "nobody says how often it fails", remedy)
    return float(said)
