"""The quarter-hour index: who walks to a school, a grocery, a doctor, a stop, a park and an office in 15 minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from twin.model.columns import Array
from twin.said.text import joined, say
from twin.simulation.labels import Labels
from twin.simulation.people import people_of
from twin.usage.measure import Column, Parameter, Personal, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.walkers import (
    CATEGORIES,
    PARAMETERS,
    REFERENCES,
    Starts,
    Times,
    ends_of,
    names_in,
    starts_of,
    times_of,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_WAYS: Final = ("by stairs", "step-free, perhaps", "step-free, proven")


class Measure(UsageMeasure):
    """Share of dwellings that reach at least one of each of six categories of services within a quarter of an hour.

    A category of which the twin knows none is reached by nobody, and told so: a map that ends at the fence gives an
    index of the fence. Gaps are ranked by people-minutes: people times the minutes they walk beyond the limit; where
    nothing of a category is known, people are counted and minutes are not.
    """

    about = "share of dwellings with school, grocery, doctor, stop, park and office within 15 minutes, and the gaps"
    reads = ("opens_onto", "walks_to", "dwellings", "headcount", "destinations", "states health, supply, door, space")
    parameters = (
        Parameter("limit", 900.0, unit="s", about="time that is still near", source="the quarter of an hour", low=0),
        Parameter("without", "", about="categories that do not count, with commas"),
        *PARAMETERS,
        Parameter("add", "", about="new services as category:place, with commas, such as health:Laverie"),
    )
    what_ifs = ("closed", "add")
    columns = (
        Column("reached", "categories within the limit, by stairs", kind="count", low=0, high=6),
        Column("reached_step_free", "of them by proven step-free ways", kind="count", low=0, high=6),
        Column("reached_perhaps", "of them if what nobody knows is step-free", kind="count", low=0, high=6),
        Column("complete", "whether all categories are within the limit", kind="flag"),
        Column("missing", "categories that are farther, or nowhere", kind="text"),
        *(Column(f"{name}_s", f"walking time to the nearest of {name}", "s", low=0) for name in CATEGORIES),
    )
    more: ClassVar[Mapping[str, tuple[Column, ...]]] = {
        "index": (
            Column("building", "building; all for the estate", kind="text"),
            Column("way", "by stairs, or without steps, perhaps or proven", kind="text"),
            Column("dwellings", "number of dwellings that a way leads to", kind="count", low=0),
            Column("share", "share that reach at least one of each category", low=0, high=1),
        ),
        "gaps": (
            Column("rank", "by people-minutes, then by people without any", kind="count", low=1),
            Column("category", "what is far", kind="text"),
            Column("building", "from where", kind="text"),
            Column("dwellings", "dwellings that walk for longer than the limit, or have no way", kind="count", low=0),
            Column("people", "people in them, as far as the model says", low=0),
            Column("gap", "people times the minutes that they walk beyond the limit", "person·min", low=0),
            Column("people_without", "people for whom the twin knows no way to any", low=0),
        ),
    }
    personal: ClassVar[Mapping[str, Personal]] = {"gaps": Personal("dwellings", keep=("category", "building"))}
    references = (*REFERENCES, "Index and gaps: domain model § 10; which things count as what is a choice made here")
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return what each dwelling reaches, the index by building, and the gaps."""
        starts = starts_of(study)
        counted = [name for name in CATEGORIES if name not in _without(study)]
        added = _added(study)
        ends = {name: np.union1d(ends_of(study.twin, name), added.get(name, [])).astype(np.int64) for name in counted}
        none = [name for name, rows in ends.items() if not len(rows)]
        if not len(starts.rows) or len(none) == len(ends):
            reason = (
                say("the twin knows none of the services") if len(starts.rows) else say("nobody is known to live there")
            )
            return Outcome(empty(self.schema()[""]), reason=reason)
        times = times_of(study, starts.rows, ends)
        joined = next(iter(times.values())).joined
        table, reached = _table(study, times), _reached(study, times)
        index = _index(study, starts, reached, joined)
        return Outcome(
            table,
            headline=_headline(study, starts, index, none),
            notes=_notes(study, starts, none, int((~joined).sum())),
            share_assumed=float(np.mean([one.share_assumed for one in times.values()])),
            more={"index": index, "gaps": _gaps(study, starts, times)},
            colours=(_colouring(len(counted)),),
            plots=(
                Plot(
                    "bar", say("Dwellings with all within the limit"), x="building", y="share", by="way", table="index"
                ),
                Plot("map", say("Categories within the limit"), value="reached"),
            ),
            places=tuple(study.twin.nodes["id"][np.unique(np.concatenate([*ends.values()]))].tolist()),
        )


def _without(study: Study) -> list[str]:
    """Return the categories that do not count."""
    from twin.errors import UsageError

    named = names_in(study["without"])
    unknown = [name for name in named if name not in CATEGORIES]
    if unknown:
        raise UsageError(f"without = {unknown[0]}", "is no category", f"Write some of {', '.join(CATEGORIES)}.")
    return named


def _added(study: Study) -> dict[str, list[int]]:
    """Return the rows of services that are there in thought, by category."""
    from twin.errors import UsageError

    found: dict[str, list[int]] = {}
    for one in names_in(study["add"]):
        category, sign, place = one.partition(":")
        if not sign or category not in CATEGORIES:
            raise UsageError(
                f"add = {one}", "is no new service", f"Write one of {', '.join(CATEGORIES)}, : and a place."
            )
        found.setdefault(category, []).extend(ends_of(study.twin, place.strip()).tolist())
    return found


def _reached(study: Study, times: dict[str, Times]) -> dict[str, Array]:
    """Return how many categories each dwelling reaches, by the way it walks, (n,)."""
    limit = study["limit"]
    by_way = zip(_WAYS, ("walk", "perhaps", "proven"), strict=True)
    return {way: np.sum([getattr(one, name) <= limit for one in times.values()], axis=0) for way, name in by_way}


def _table(study: Study, times: dict[str, Times]) -> pd.DataFrame:
    first, reached = next(iter(times.values())), _reached(study, times)
    counts = {way: np.where(first.joined, count, np.nan) for way, count in reached.items()}
    complete = (reached[_WAYS[0]] == len(times)).astype(object)
    complete[~first.joined] = None
    seconds = {f"{name}_s": np.full(len(first.rows), np.nan) for name in CATEGORIES}
    seconds |= {f"{name}_s": np.where(np.isfinite(one.walk), one.walk, np.nan) for name, one in times.items()}
    return keyed(
        study.twin,
        first.rows,
        reached=counts[_WAYS[0]],
        reached_perhaps=counts[_WAYS[1]],
        reached_step_free=counts[_WAYS[2]],
        complete=complete,
        missing=_missing(study, times),
        **seconds,
    )


def _missing(study: Study, times: dict[str, Times]) -> Sequence[str]:
    """Return for each start the categories that are farther than the limit, or nowhere; nothing if nobody knows."""
    far = {name: one.joined & ~(one.walk <= study["limit"]) for name, one in times.items()}
    count = len(next(iter(far.values())))
    return [joined((say(name) for name, mine in far.items() if mine[place]), ", ") for place in range(count)]


def _index(study: Study, starts: Starts, reached: dict[str, Array], joined: Array) -> pd.DataFrame:
    import pandas as pd

    most = len(CATEGORIES) - len(set(names_in(study["without"])) & set(CATEGORIES))
    building = _buildings(study, starts)
    lines = []
    parts = [(name, joined & (building == name)) for name in sorted(set(building[joined].tolist()) - {""})]
    for name, mine in ((say("all buildings"), joined), *parts):
        lines += [(name, way, int(mine.sum()), _share(counts[mine] == most)) for way, counts in reached.items()]
    return pd.DataFrame(lines, columns=["building", "way", "dwellings", "share"])


def _share(yes: Array) -> float:
    return float(yes.mean()) if len(yes) else np.nan


def _gaps(study: Study, starts: Starts, times: dict[str, Times]) -> pd.DataFrame:
    """Return where people walk for longer than the limit, the most people-minutes first."""
    import pandas as pd

    building, limit = _buildings(study, starts), study["limit"]
    people = study.twin.nodes["headcount"][starts.rows]
    lines = []
    for category, one in times.items():
        far = one.joined & ~(one.walk <= limit)
        for name in sorted(set(building[far].tolist())):
            mine = far & (building == name)
            way = mine & np.isfinite(one.walk)
            minutes = _sum(people[way] * (one.walk[way] - limit)) / 60
            lines.append((category, name, int(mine.sum()), _sum(people[mine]), minutes, _sum(people[mine & ~way])))
    columns = ["category", "building", "dwellings", "people", "gap", "people_without"]
    table = pd.DataFrame(lines, columns=columns)
    table = table.sort_values(["gap", "people_without"], ascending=False, kind="stable")
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    return table


def _buildings(study: Study, starts: Starts) -> Array:
    """Return the name of the building of each start; all that are not in one are outdoors."""
    labels = Labels.of(study.twin)
    return np.array([labels.building(row) for row in starts.rows.tolist()], dtype=str)


def _sum(values: Array) -> float:
    """Return the sum of what is known; NaN if there is something and nothing of it is known."""
    known = values[np.isfinite(values)]
    return float(known.sum()) if len(known) or not len(values) else np.nan


def _headline(study: Study, starts: Starts, index: pd.DataFrame, none: list[str]) -> str:
    shares = dict(zip(index["way"][:3], index["share"][:3], strict=True))
    told = say(
        "{share:.0%} of {n} {who} reach one of each within {minutes:g} min; without steps {sure:.0%} for sure,"
        " {perhaps:.0%} perhaps.",
        share=shares[_WAYS[0]],
        n=int(index["dwellings"][0]),
        who=starts.called,
        minutes=study["limit"] / 60,
        sure=shares[_WAYS[2]],
        perhaps=shares[_WAYS[1]],
    )
    lacking = joined(map(say, none), " and no ")
    return joined((told, say("The twin knows no {what}.", what=lacking))) if none else told


def _notes(study: Study, starts: Starts, none: list[str], alone: int) -> tuple[str, ...]:
    seen = (say("What lies beyond the edge of the imported map is not known: import a wider map before you judge."),)
    people = people_of(study.twin)
    source = [people.at(row)[3] for row in starts.rows.tolist()]
    unsure = say(
        "People are assumed in {n} and unknown in {unknown} {who}.",
        n=source.count("assumed"),
        unknown=source.count("unknown"),
        who=starts.called,
    )
    own: tuple[str, ...] = (starts.note,) if starts.note else ()
    lone = say("{n} {who} are joined to no way: of them nothing is known.", n=alone, who=starts.called)
    own += (lone,) if alone else ()
    perhaps = say("Perhaps means that somebody has to look at something on the way.")
    return (*own, *(seen if none else ()), unsure, perhaps)


def _colouring(most: int) -> Colouring:
    classes = tuple((float(count), say("{n} of {all}", n=count, all=most)) for count in range(most + 1))
    colours = ("#882255", "#CC6677", "#E69F00", "#F0E442", "#99DDFF", "#56B4E9", "#0072B2")[-most - 1 :]
    return Colouring("reached", say("Within the limit"), classes=classes, colours=colours)
