"""Crews come, take what has failed one after the other, and repair it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from twin.errors import UnknownNodeError, UsageError
from twin.said.text import joined, say
from twin.simulation.hazard import Call, Parameter, Plugin
from twin.simulation.kernel import Kernel
from twin.simulation.states import State
from twin.simulation.world import World
from twin_rules.facts.dated import dated
from twin_rules.facts.repairs import SKILLS, Work, homes_waiting, work_on
from twin_rules.facts.travel import travel_s
from twin_rules.physics.repair_time import worth

__all__ = ["Intervention"]

_NAME: Final = "crew"
_BROKEN: Final = ("failed", "submerged")
_ALL: Final = "all"
_CREW: Final = dated("repair_fr")["crew"]


class Intervention(Plugin):
    """Crews repair what has failed and what fails while they are on duty, one thing each at a time.

    A crew takes only what is of its trade, walks to it from where it is, and works for the usual time of its class. By
    default it takes first what most dwellings wait for. Several measures of this kind share the work among them.
    """

    about = "crews travel to what has failed and repair it, one thing after the other"
    aims_at = "things are repaired; all that fail if none is named"
    needs_aim = False
    reads = ("health", "feeds", "MeanTimeToRepair")
    changes = ("health", "repair")
    states = (
        State(
            "repair",
            "none",
            ("none", "under way", "in work"),
            about="whether a crew is coming to a thing, or working on it",
        ),
    )
    parameters = (
        Parameter("crews", 1.0, "", "how many crews there are", "one crew on call", low=1.0, high=100.0),
        Parameter("skills", _ALL, "", f"trades of each crew: {_ALL}, or some of {', '.join(SKILLS)}", "assumed"),
        Parameter("base", "", "", "thing of the estate that the crews come from, by id, code or name; else from afar"),
        Parameter(
            "travel", _CREW["travel_s"], "s", "how long they travel where no way on foot is known",
            _CREW["travel_source"], low=0.0,
        ),
        Parameter(
            "order", "impact", "", "what comes first: most dwellings, most per hour of work, or what failed first",
            choices=("impact", "worth", "first"),
        ),
        Parameter("random", "no", "", "whether times of repair are drawn", choices=("yes", "no")),
    )  # fmt: skip
    references = (
        "W. E. Smith 1956, doi:10.1002/nav.3800030106, for the order by worth",
        "Times of repair by class: from memory",
    )

    def begin(self, world: World, call: Call) -> None:
        """Have the crews take what has failed, and what fails from now on."""
        office = _Office(world, call)
        world.kernel.add([office], ())
        office.assign(world.kernel)

    def end(self, world: World, call: Call) -> None:
        """Let the crews finish what they have begun; they take nothing new."""


@dataclass
class _Crew:
    """A crew: its number, where it is, and whether it is free."""

    number: int
    at: int
    free: bool = True


@dataclass(frozen=True, slots=True)
class _Job:
    """What a crew would repair: what it takes, how many dwellings wait, and the change that made it fail."""

    row: int
    work: Work
    homes: int
    since: int


class _Office:
    """Sends the crews.

    Parameters
    ----------
    world : the running scenario
    call : the measure
    """

    def __init__(self, world: World, call: Call) -> None:
        self._world, self._call = world, call
        self._skills = _skills(str(call.parameters["skills"]))
        base = _base(world, str(call.parameters["base"]))
        self._crews = [_Crew(number + 1, base) for number in range(int(call.parameters["crews"]))]
        self._until_s = math.inf if call.duration_s is None else world.kernel.time_s + call.duration_s
        self._rng = world.rng.spawn(1)[0] if call.parameters["random"] == "yes" else None
        self._known: dict[int, Work] = {}

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Send somebody if anything failed."""
        if any(kernel.history[place].state == "health" for place in fresh):
            self.assign(kernel)

    def assign(self, kernel: Kernel) -> None:
        """Send free crews to what waits, what matters most first, each time the crew that is there soonest."""
        while kernel.time_s < self._until_s:
            free = [crew for crew in self._crews if crew.free]
            jobs = list(self._waiting(kernel)) if free else []
            if not jobs:
                return
            job = max(jobs, key=self._urgency)
            otherwise_s = float(self._call.parameters["travel"])
            ways = [travel_s(self._world.twin, crew.at, job.row, otherwise_s=otherwise_s) for crew in free]
            soonest = min(range(len(free)), key=lambda place: (ways[place].lasts_s, free[place].number))
            crew, way = free[soonest], ways[soonest]
            crew.free = False
            text = say(
                "crew {number} sets out, {minutes:.0f} min ({rests}); {n} dwellings wait",
                number=crew.number,
                minutes=way.lasts_s / 60,
                rests=way.rests_on,
                n=job.homes,
            )
            place = kernel.change(job.row, "repair", "under way", cause=job.since, by=_NAME, note=text)
            kernel.schedule(kernel.time_s + way.lasts_s, partial(self._arrive, crew, job, place))

    def _waiting(self, kernel: Kernel) -> Iterable[_Job]:
        """Yield what has failed, is of the crews' trade, and nobody is at."""
        for row, health in sorted(kernel.holding("health")):
            if health not in _BROKEN or (self._call.rows and row not in self._call.rows):
                continue
            work, since = self._work(kernel, row), kernel.cause("health", row)
            if kernel.value("repair", row) == "none" and work.skill in self._skills:
                yield _Job(row, work, homes_waiting(self._world, row), since)

    def _work(self, kernel: Kernel, row: int) -> Work:
        """Return what the repair of a failure takes, the same each time it is asked for."""
        since = kernel.cause("health", row)
        if since not in self._known:
            self._known[since] = work = work_on(self._world, row, self._rng)
            if work.skill not in self._skills:
                trades = joined(map(say, sorted(self._skills)), ", ")
                text = say(
                    "nothing for crews of this trade ({trades}): {skill} wanted", trades=trades, skill=say(work.skill)
                )
                kernel.note(row, text, cause=since, by=_NAME)
        return self._known[since]

    def _urgency(self, job: _Job) -> tuple[float, int]:
        order = self._call.parameters["order"]
        first = {"impact": float(job.homes), "worth": worth(job.homes, job.work.lasts_s), "first": 0.0}
        return first[order], -job.since

    def _arrive(self, crew: _Crew, job: _Job, place: int, kernel: Kernel) -> None:
        crew.at = job.row
        if kernel.value("health", job.row) not in _BROKEN:
            self._leave(crew, job, place, kernel)
            return
        hours, rests = job.work.lasts_s / 3600, job.work.rests_on
        text = say("crew {number} works for {hours:.1f} h ({rests})", number=crew.number, hours=hours, rests=rests)
        begun = kernel.change(job.row, "repair", "in work", cause=place, by=_NAME, note=text)
        kernel.schedule(kernel.time_s + job.work.lasts_s, partial(self._finish, crew, job, begun))

    def _finish(self, crew: _Crew, job: _Job, place: int, kernel: Kernel) -> None:
        kernel.change(job.row, "health", "ok", cause=place, by=_NAME)
        self._leave(crew, job, place, kernel)

    def _leave(self, crew: _Crew, job: _Job, place: int, kernel: Kernel) -> None:
        kernel.change(job.row, "repair", "none", cause=place, by=_NAME)
        crew.free = True
        self.assign(kernel)


def _skills(text: str) -> frozenset[str]:
    """Return the trades that a text names."""
    named = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in named if word not in (*SKILLS, _ALL)]
    if unknown or not named:
        raise UsageError(
            f"{_NAME}: skills = {text!r}", "names no trade", f"Write {_ALL}, or some of {', '.join(SKILLS)}."
        )
    return frozenset(SKILLS if _ALL in named else named)


def _base(world: World, name: str) -> int:
    """Return the row of where the crews come from, -1 for outside of the estate."""
    if not name:
        return -1
    try:
        return world.twin.row(name)
    except UnknownNodeError as error:
        raise UsageError(f"{_NAME}: base = {name!r}", error.reason, error.remedy) from error
