"""How long each dwelling walks to services and shared spaces, with and without steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from twin.analysis.routes_destinations import known_destinations
from twin.model.columns import Array
from twin.said.text import joined, say
from twin.usage.measure import Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.walkers import PARAMETERS, REFERENCES, Starts, Times, ends_of, names_in, starts_of, times_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_ACCESS: Final = ("proven", "not proven", "no way")
_REACH: Final = ("near", "near, not proven", "farther", "no step-free way")
_REACH_COLOURS: Final = ("#0072B2", "#56B4E9", "#E69F00", "#882255")
_CLASSES: Final = (0.4, 0.6, 0.8, 1.0, 2.0)
"""Bounds of the colours of walking times, as shares of the limit [-]."""


class Measure(UsageMeasure):
    """How long one walks from each dwelling to the nearest of some services, through stair, lift and path.

    Three times are told. `walk_s` takes stairs. `step_free_s` is proven: every link on it is known to be free of steps,
    wide enough and gentle. `perhaps_step_free_s` counts what nobody knows as passable: where only it is known, the way
    is not proven. No time contains a penalty. Ways start in the room of the dwelling nearest to the way out, rooms are
    crossed straight and nobody waits at doors: times are lower bounds.
    """

    about = "walking time and step-free walking time from every dwelling to services and shared spaces"
    reads = ("opens_onto", "walks_to", "dwellings", "destinations", "states health, supply, door, space")
    parameters = (
        Parameter("to", "playground", about="where to: name, type, use, tag or category, with commas between several"),
        Parameter("limit", 300.0, unit="s", about="time that is still near", source="five minutes, a choice", low=0),
        *PARAMETERS,
        Parameter("add", "", about="things or places that would be such a service too, with commas"),
    )
    what_ifs = ("closed", "add")
    unique = ("id", "service")
    columns = (
        Column("service", "where to, as asked for", kind="text"),
        Column("nearest", "the one that is reached first", kind="text"),
        Column("walk_s", "walking time by the best way, with stairs; unknown if nothing leads there", "s", low=0),
        Column("step_free_s", "time by the best way that is proven step-free", "s", low=0),
        Column("perhaps_step_free_s", "time if what nobody knows is free of steps", "s", low=0),
        Column("step_free", "proven, not proven, or no way; empty if no way out of it is modelled", kind="text"),
        Column("distance_m", "length of the best way, with stairs", "m", low=0),
        Column("near", "whether that is within the limit; unknown if no way out is modelled", kind="flag"),
        Column("near_step_free", "whether that is so without steps; unknown if not proven", kind="flag"),
        Column(
            "reach", "without steps: near, near but not proven, farther, no way; empty if not modelled", kind="text"
        ),
    )
    references = REFERENCES
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return the times of all dwellings to each service."""
        import pandas as pd

        added = [ends_of(study.twin, name) for name in names_in(study["add"])]
        services = {name: ends_of(study.twin, name) for name in names_in(study["to"])}
        ends = {name: np.unique(np.concatenate((rows, *added))).astype(np.int64) for name, rows in services.items()}
        missing = [name for name, rows in ends.items() if not len(rows)]
        ends = {name: rows for name, rows in ends.items() if len(rows)}
        starts = starts_of(study)
        if not len(starts.rows) or not ends:
            return Outcome(empty(self.schema()[""]), reason=_reason(study, starts, missing))
        times = times_of(study, starts.rows, ends)
        table = pd.concat([_table(study, name, ends[name], of) for name, of in times.items()], ignore_index=True)
        return Outcome(
            table,
            headline=_headline(study, starts, table),
            notes=(
                *_notes(starts, times, ends),
                *(say("There is no {what} in the twin.", what=name) for name in missing),
            ),
            share_assumed=float(np.mean([one.share_assumed for one in times.values()])),
            colours=tuple(one for name in ends for one in _colours(study["limit"], name)),
            plots=tuple(one for name in ends for one in _plots(study["limit"], name)),
            places=tuple(study.twin.nodes["id"][np.unique(np.concatenate([*ends.values()]))].tolist()),
        )


def _table(study: Study, service: str, ends: Array, times: Times) -> pd.DataFrame:
    names, limit = keyed(study.twin, ends)["name"].to_numpy(), study["limit"]
    proven, perhaps = times.proven, times.perhaps
    sure, maybe = proven <= limit, perhaps <= limit
    near, near_free = (times.walk <= limit).astype(object), sure.astype(object)
    near[~times.joined] = None
    near_free[(maybe & ~sure) | ~times.joined] = None
    access = np.select([np.isfinite(proven), np.isfinite(perhaps)], _ACCESS[:2], _ACCESS[2])
    reach = np.select([sure, maybe, np.isfinite(perhaps)], _REACH[:3], _REACH[3])
    return keyed(
        study.twin,
        times.rows,
        service=service,
        nearest=np.append(names, "")[times.place],
        walk_s=_finite(times.walk),
        step_free_s=_finite(proven),
        perhaps_step_free_s=_finite(perhaps),
        step_free=np.where(times.joined, access, ""),
        distance_m=times.metres,
        near=near,
        near_step_free=near_free,
        reach=np.where(times.joined, reach, ""),
    )


def _finite(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.nan)


def _reason(study: Study, starts: Starts, missing: list[str]) -> str:
    if not len(starts.rows):
        return say("the estate has no dwellings, and no buildings that people live in")
    known, lacking = ", ".join(known_destinations(study.twin)[:12]), joined(missing, " or ")
    return say(
        "there is no {what} in the twin; it has {known}",
        what=lacking or say("destination"),
        known=known or say("none with a known use"),
    )


def _headline(study: Study, starts: Starts, table: pd.DataFrame) -> str:
    parts = []
    for service, rows in table.groupby("service", sort=False):
        near, maybe, far, none = (int((rows["reach"] == one).sum()) for one in _REACH)
        led, walk = int((rows["reach"] != "").sum()), int((rows["near"] == True).sum())  # noqa: E712  # may be unknown
        parts.append(
            say(
                "{service}: {n} of {all} {who} walk there within {minutes:g} min."
                " Without steps {near} do for sure, {maybe} perhaps, {far} do not; {none} have no way at all.",
                service=say(service),
                n=walk,
                all=led,
                who=starts.called,
                minutes=study["limit"] / 60,
                near=near,
                maybe=maybe,
                far=far + none,
                none=none,
            )
        )
    return joined(parts)


def _notes(starts: Starts, times: dict[str, Times], ends: dict[str, Array]) -> tuple[str, ...]:
    first = next(iter(times.values()))
    walks, alone = first.walks, int((~first.joined).sum())
    apart = sum(not walks.places.into.get(int(row)) for rows in ends.values() for row in rows)
    lone = say("{n} {who} more are joined to no way: of them nothing is known.", n=alone, who=starts.called)
    return (
        say("Perhaps means that somebody has to look: width, threshold or slope of something on the way is not known."),
        say("Rooms are crossed straight and nobody waits at a door: times are lower bounds."),
        *((starts.note,) if starts.note else ()),
        *((lone,) if alone else ()),
        *((say("{n} destinations are joined to no way and count for nobody.", n=apart),) if apart else ()),
    )


def _colours(limit: float, service: str) -> tuple[Colouring, ...]:
    classes = tuple((limit * part, say("up to {minutes:g} min", minutes=limit * part / 60)) for part in _CLASSES)
    where, title = (("service", service),), say("Without steps in {minutes:g} min", minutes=limit / 60)
    return (
        Colouring("reach", title, order=_REACH, colours=_REACH_COLOURS, where=where),
        Colouring("walk_s", say("Walking time"), classes=(*classes, (np.inf, "longer")), unknown="no way", where=where),
    )


def _plots(limit: float, service: str) -> tuple[Plot, ...]:
    where, what = (("service", service),), say(service)
    title = say("Who gets to {what} within {minutes:g} min without steps", what=what, minutes=limit / 60)
    return (
        Plot("map", title, value="reach", where=where),
        Plot("map", say("Walking time to {what}", what=what), value="walk_s", where=where),
    )
