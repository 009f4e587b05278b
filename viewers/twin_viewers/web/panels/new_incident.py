"""A new incident: events and measures from the registry, the places they strike, and the run that comes of them."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from importlib.resources import files
from typing import ClassVar, Final, TypedDict

from twin.errors import TwinError
from twin.simulation.current_state import incidents, open_incidents, starting_from
from twin.simulation.scenario import Scenario
from twin.simulation.scenario_text import write_scenario
from twin_viewers.player import player_of
from twin_viewers.player.draft import Draft, drafted
from twin_viewers.player.forms import Kind, form_of, forms
from twin_viewers.player.start import Job, begin, folder_for
from twin_viewers.web.happenings import Step, told_step
from twin_viewers.web.panels import Panel

__all__ = ["Asked", "NewIncidentPanel"]

_EVERY_S: Final = 0.15
_TOOL: Final = "place"


class Asked(TypedDict):
    """What the page says of the whole incident."""

    name: str
    start: str
    duration: str
    seed: str
    keep: bool
    from_now: bool


class NewIncidentPanel(Panel):
    """A new incident."""

    name: ClassVar[str] = "new"
    icon: ClassVar[str] = "alert-plus-outline"
    order: ClassVar[int] = 40

    def start(self) -> None:
        """Offer the hazards and measures that are installed."""
        self._steps: list[Step] = []
        self._job: Job | None = None
        self._pointing = 0
        self.put(hazards=[], measures=[], hazard="", steps=[], wrong={}, progress=None, keep=False, from_now=True)
        self.put(name="", start=f"{date.today():%Y-%m-%d} 08:30", duration="6 h", seed="0", open_text="")
        self.put(can_keep=self.session.estate is not None)
        for act in ("add", "drop", "fill", "point", "take", "unaim", "run", "save", "cancel"):
            self.act(act, getattr(self, act))
        self.session.on("language", self._say)
        self.session.on("picked", self._picked)
        self._say()

    def draw(self) -> str:
        """Return the template of the panel."""
        return (files("twin_viewers.web") / "panels" / "new_incident.html").read_text(encoding="utf-8")

    def add(self, kind: Kind, name: str) -> None:
        """Take one more event or measure, aimed at what is chosen if it can be."""
        if not name:
            return
        form = form_of(name, kind, words=self.session.words)
        step = Step.of(form)
        self._steps.append(step)
        if not self.server.state.new_name:
            self.put(name=form.label)
        if self.session.selected is not None:
            step.aim(self.session.twin, self.session.selected, self.session.words, quietly=True)
        self.server.state.dirty("new_hazard")  # the list shows its first line again, though the server knew no other
        self._show()

    def drop(self, at: int) -> None:
        """Do without a step."""
        self._steps.pop(at)
        self._show()

    def fill(self, at: int, name: str, value: str) -> None:
        """Keep what was filled into a field of a step."""
        self._steps[at].fill(name, value)
        self._show()

    def point(self, at: int) -> None:
        """Let the next click in the picture be a place of a step."""
        self._pointing = at
        self.session.use(_TOOL)

    def take(self, at: int) -> None:
        """Aim a step at what is chosen."""
        if self.session.selected is not None:
            self._aim(at, self.session.selected)

    def unaim(self, at: int, row: int) -> None:
        """Aim a step at something no longer."""
        self._steps[at].rows.remove(row)
        self._show()

    async def run(self, asked: Asked) -> None:
        """Run what was filled in, say how far it is, and play it."""
        scenario = self._scenario(asked)
        seed = _seed(asked)
        if scenario is None or seed is None or self._job is not None:
            return
        estate = self.session.estate
        save_to = folder_for(estate, scenario.name) if asked["keep"] and estate is not None else None
        if asked["from_now"] and estate is not None:
            scenario = starting_from(scenario, incidents(estate))
        self._job = begin(estate or self.session.twin, scenario, seed=seed, save_to=save_to)
        try:
            await self._wait(self._job)
        finally:
            self._job = None
            self.put(progress=None)

    def save(self, asked: Asked) -> None:
        """Give what was filled in as a file that ``twin simulate`` reads.

        What is out of order on the estate now is not written, since that command begins with it by itself.
        """
        scenario = self._scenario(asked)
        if scenario is not None:
            plain = re.sub(r"[^\w-]+", "-", scenario.name).strip("-").lower() or "incident"
            text = write_scenario(scenario).encode()
            self.server.state.page_file = {"name": f"{plain}.toml", "bytes": text, "type": "application/toml"}
            self.server.state.dirty("page_file")

    def cancel(self) -> None:
        """End the run that is waited for."""
        if self._job is not None:
            self._job.cancel()

    def _scenario(self, asked: Asked) -> Scenario | None:
        """Return what was filled in, or say what is wrong with it."""
        words = self.session.words
        kinds: tuple[Kind, Kind] = ("hazards", "interventions")
        events, measures = ([one for one in self._steps if one.kind == kind] for kind in kinds)
        told = Draft(
            asked["name"].strip() or words("window.new"),
            asked["start"],
            asked["duration"],
            tuple(one.happening for one in events),
            tuple(one.happening for one in measures),
        )
        made = drafted(self.session.twin, told, words)
        wrong = dict(made.wrong)
        if _seed(asked) is None:
            wrong["seed"] = words("window.seed_wrong")
        for steps in (events, measures):
            for number, step in enumerate(steps):
                step.take_wrong(wrong, number)
        self.put(wrong={key: text for key, text in wrong.items() if "." not in key})
        self._show()
        return None if wrong else made.scenario

    async def _wait(self, job: Job) -> None:
        """Say how far a run is until it is done, then play it."""
        while not job.is_done:
            self._show_progress(job)
            await asyncio.sleep(_EVERY_S)
        if job.is_cancelled:
            return
        run = job.result()
        self.session.play(await self.waiting(player_of, self.session.twin, run))
        self.server.state.page_open = "incident"

    def _show_progress(self, job: Job) -> None:
        stage = job.progress.stage
        text = self.session.words.find("window", f"stage_{stage}") or stage
        self.put(progress={"share": job.progress.share, "text": text})
        self.server.state.flush()

    def _picked(self) -> None:
        if self.session.tool == _TOOL and self.session.picked is not None:
            self.session.use("select")
            self._aim(self._pointing, self.session.picked[0])
            self.session.select(self.session.picked[0])

    def _aim(self, at: int, row: int) -> None:
        if at < len(self._steps):
            self._steps[at].aim(self.session.twin, row, self.session.words)
            self._show()

    def _say(self) -> None:
        found = forms(words=self.session.words)
        for key, kind in (("hazards", "hazards"), ("measures", "interventions")):
            self.put(**{key: [{"name": one.name, "label": one.label} for one in found if one.kind == kind]})
        self.put(open_text=self._open_text())
        self._show()

    def _open_text(self) -> str:
        """Return how many incidents of the estate are open, or why nobody knows; empty if none is."""
        try:
            count = 0 if self.session.estate is None else len(open_incidents(self.session.estate))
        except TwinError as error:
            return str(error)
        return self.session.words.counted("window.from_now", count) if count else ""

    def _show(self) -> None:
        twin, words = self.session.twin, self.session.words
        self.put(steps=[told_step(step, at, twin, words) for at, step in enumerate(self._steps)])


def _seed(asked: Asked) -> int | None:
    """Return the seed, zero if nothing is said, None if it is no whole number."""
    told = asked["seed"].strip() or "0"
    return int(told) if told.isascii() and told.isdecimal() else None
