"""How dark the ways home are at night, and how many people a dark stretch bothers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from twin.analysis.routes_destinations import destinations_of_words
from twin.model.columns import Array
from twin.said.text import joined, say
from twin.usage.measure import Column, Parameter, Personal, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.counts import Fit, footfall_by_counts
from twin_rules.facts.footfall import Footfall
from twin_rules.facts.near_homes import NEAR, nearness
from twin_rules.facts.night import NIGHT_WORDS, night_word
from twin_rules.facts.walkers import ends_of, names_in
from twin_rules.facts.way_home import WaysHome

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_EVENING: Final = range(18, 24)
_LONG: Final = 1.5
"""A way around what is dark that is longer by that is a nuisance (domain model § 8) [-]."""
_WORST: Final = tuple(f"worst way, {one}" for one in NIGHT_WORDS)
_ORDER: Final = (*_WORST, *NIGHT_WORDS)
_COLOURS: Final = ("#A61C1C", "#E59866", "#F5B041", "#1B2A41", "#AEB6BF", "#F7E08B")
_SHARES: Final = ((0.0, "none"), (0.1, "up to 10 %"), (0.25, "up to 25 %"), (0.5, "up to half"), (1.0, "more"))


class Measure(UsageMeasure):
    """How much of the way home is dark, from the stops and car parks, and what it takes to go around.

    Ways are the shortest ones. Dark is what is known to be unlit, or what has lost more than half of its light; what
    nobody knows is told apart. The nuisance of a dark stretch is its length times the people who pass in the evening.
    """

    about = "share of the ways home that is dark at night, the way around, and people times dark metres"
    reads = (
        "walks_to with light",
        "lamps",
        "dwellings",
        "headcount",
        "destinations",
        "states supply, health, light",
        "observations people_count, door, motion",
    )
    parameters = (
        Parameter("origins", "bus stop, tram stop, car park", about="where one comes home from, with commas"),
        Parameter("speed", 1.2, unit="m/s", about="on the level", source="SFPE handbook, 1.199 m/s", low=0.1, high=3),
        Parameter("closed", "", about="gates, doors, lifts, ways that are closed in thought, with commas"),
    )
    what_ifs = ("closed",)
    unique = ("id", "origin")
    columns = (
        Column("origin", "where one comes from, as asked for", kind="text"),
        Column("nearest", "the nearest of them", kind="text"),
        Column("outdoors_m", "length of the shortest way, as far as it is outdoors; unknown without a way", "m", low=0),
        Column("dark_m", "of it dark", "m", low=0),
        Column("unknown_m", "of it where nobody knows", "m", low=0),
        Column("share_dark", "share of it that is dark", low=0, high=1),
        Column("share_dark_most", "share that is dark if all that nobody knows is", low=0, high=1),
        Column("around_m", "outdoor length of the shortest way that keeps out of the dark", "m", low=0),
        Column("detour", "length of that way over the shortest; unknown if there is none", low=0),
        Column("bother", "no dark, around, long way around, or no way around", kind="text"),
    )
    more: ClassVar[Mapping[str, tuple[Column, ...]]] = {
        "stretches": (
            Column("id", "id of the stretch", kind="text"),
            Column("night", "lit, dark or unknown, and whether it is on the darkest way home", kind="text"),
            Column("length_m", "its length", "m", low=0),
            Column("place", "near dwellings, or farther", kind="text"),
        ),
        "nuisance": (
            Column("id", "id of the dark stretch", kind="text"),
            Column("length_m", "its length", "m", low=0),
            Column("people", "people who pass it from 18 to 24 h", low=0),
            Column("dark_person_m", "people times dark metres", "person·m", low=0),
            Column("stands_for", "dwellings that they are from, at least, or people if those are fewer", low=0),
        ),
        "total": (
            Column("light", "lit, dark or unknown", kind="text"),
            Column("length_m", "length of all stretches", "m", low=0),
            Column("walked_person_m", "people times metres walked there from 18 to 24 h", "person·m", low=0),
        ),
    }
    personal: ClassVar[Mapping[str, Personal]] = {"nuisance": Personal("stands_for", 3600.0, keep=("id",))}
    references = ("domain model § 8, public lighting: footfall-weighted dark length, lit way around above 1.5",)
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return how dark the ways home are."""
        origins = _origins(study)
        if not len(study.dwellings) or not origins:
            reason = say("the twin knows no dwelling")
            if len(study.dwellings):
                reason = say("the twin knows no stop or car park that one comes home from")
            return Outcome(empty(self.schema()[""]), reason=reason)
        home = WaysHome(study, origins)
        table = _table(home)
        worst, start = _worst(home, table)
        people, fit, _ = footfall_by_counts(study, home.walkers)
        total = _total(home, people)
        return Outcome(
            table,
            headline=_headline(table, total),
            notes=_notes(fit),
            share_assumed=_share_unknown(table),
            more={"stretches": _stretches(home, worst), "nuisance": _nuisance(home, people), "total": total},
            colours=(
                Colouring("night", say("Ways at night"), table="stretches", order=_ORDER, colours=_COLOURS),
                Colouring("share_dark", say("Dark share of the way home"), classes=_SHARES, unknown="no way"),
            ),
            plots=(
                Plot(
                    "map",
                    say("Ways at night, and the darkest way home"),
                    value="night",
                    table="stretches",
                    where=(("place", NEAR),),
                ),
                Plot("map", say("Dark share of the way home"), value="share_dark"),
            ),
            places=tuple(study.twin.nodes["id"][start].tolist()),
        )


def _table(home: WaysHome) -> pd.DataFrame:
    """Return a row for each dwelling and origin, the darkest first."""
    import pandas as pd

    table = pd.concat([_of(home, name) for name in home.origins], ignore_index=True)
    return table.sort_values(["share_dark", "dark_m"], ascending=False, kind="stable", na_position="last")


def _of(home: WaysHome, name: str) -> pd.DataFrame:
    (straight, around), homes = home.found[name], home.study.dwellings
    start = home.walkers.walks.start_of(homes, straight)
    metres, dark, unknown = (home.along(straight, start, mine) for mine in (None, 0, -1))
    past = home.along(around, home.walkers.walks.start_of(homes, around), None)
    share = np.divide(dark, metres, out=np.where(np.isnan(metres), np.nan, 0.0), where=metres > 0)
    most = np.divide(dark + unknown, metres, out=np.where(np.isnan(metres), np.nan, 0.0), where=metres > 0)
    detour = np.divide(past, metres, out=np.full(len(homes), np.nan), where=metres > 0)
    bother = np.select(
        [np.isnan(metres), dark <= 0, np.isnan(past), detour > _LONG],
        ["no way at all", "no dark", "no way around", "long way around"],
        "way around",
    )
    names = keyed(home.study.twin, home.origins[name])["name"].to_numpy()
    return keyed(
        home.study.twin,
        homes,
        origin=name,
        nearest=np.append(names, "")[np.where(start >= 0, np.append(straight.place, -1)[start], -1)],
        outdoors_m=metres,
        dark_m=dark,
        unknown_m=unknown,
        share_dark=np.clip(share, 0.0, 1.0),
        share_dark_most=np.clip(most, 0.0, 1.0),
        around_m=past,
        detour=detour,
        bother=bother,
    )


def _worst(home: WaysHome, table: pd.DataFrame) -> tuple[set[int], list[int]]:
    """Return the edges of the twin on the darkest way home, and the row of what it comes from; none if all are lit."""
    first = table.iloc[0]
    if not first["dark_m"] > 0:
        return set(), []
    passed, start = home.darkest(home.study.twin.row(first["id"]), str(first["origin"]))
    return passed, [start]


def _stretches(home: WaysHome, worst: set[int]) -> pd.DataFrame:
    """Return all stretches with how they are lit."""
    import pandas as pd

    edges, nodes, rows = home.study.twin.edges, home.study.twin.nodes, home.edges
    words = night_word(home.lit[rows]).astype(object)
    mine = np.isin(rows, list(worst))
    words[mine] = [f"worst way, {word}" for word in words[mine]]
    at = nodes["position"][:, :2]
    middle = (at[edges["source"][rows]] + at[edges["target"][rows]]) / 2
    near = nearness(home.study.twin, home.study.dwellings, middle)
    values = {"id": nodes["id"][edges["via"][rows]], "night": words, "length_m": edges["length"][rows], "place": near}
    return pd.DataFrame(values)


def _share_unknown(table: pd.DataFrame) -> float:
    """Return the share of the metres of the ways home of which nobody knows the light [-]."""
    whole = float(table["outdoors_m"].sum())
    return float(table["unknown_m"].sum()) / whole if whole else 0.0


def _origins(study: Study) -> dict[str, Array]:
    """Return the rows of where one comes home from; of what was not asked for only what there is."""
    named = names_in(study["origins"])
    if "origins" in study.defaulted:
        found = {name: destinations_of_words(study.twin, [name]) for name in named}
    else:
        found = {name: ends_of(study.twin, name) for name in named}
    return {name: rows for name, rows in found.items() if len(rows)}


def _evening(home: WaysHome, people: Footfall) -> NDArray[np.float64]:
    """Return how many people pass each stretch in the evening."""
    via = home.study.twin.edges["via"][home.edges]
    none = np.zeros(24)
    return np.array([people.by_row.get(int(row), none)[list(_EVENING)].sum() for row in via]).reshape(-1)


def _nuisance(home: WaysHome, people: Footfall) -> pd.DataFrame:
    import pandas as pd

    edges, rows = home.study.twin.edges, home.edges
    passing, length = _evening(home, people), edges["length"][rows]
    dark = home.lit[rows] == 0
    ids = home.study.twin.nodes["id"][edges["via"][rows]]
    few = np.minimum(passing, people.dwellings[edges["via"][rows]])
    values = {"id": ids, "length_m": length, "people": passing, "dark_person_m": passing * length, "stands_for": few}
    table = pd.DataFrame(values)[dark]
    return pd.DataFrame(table.sort_values("dark_person_m", ascending=False, kind="stable"))


def _total(home: WaysHome, people: Footfall) -> pd.DataFrame:
    import pandas as pd

    length, passing = home.study.twin.edges["length"][home.edges], _evening(home, people)
    words = night_word(home.lit[home.edges])
    parts = [
        (word, float(length[words == word].sum()), float((length * passing)[words == word].sum()))
        for word in NIGHT_WORDS
    ]
    return pd.DataFrame(parts, columns=["light", "length_m", "walked_person_m"])


def _headline(table: pd.DataFrame, total: pd.DataFrame) -> str:
    first, ways = table.iloc[0], table["outdoors_m"].notna()
    if not ways.any():
        return say("Nothing leads home from there.")
    if not first["dark_m"] > 0:
        unsure = float(table["share_dark_most"].max())
        return say("No way home is known to be dark; up to {share:.0%} of a way are unknown.", share=unsure)
    dark, walked = total["walked_person_m"].iloc[0], total["walked_person_m"].sum()
    bad = int(table["bother"].isin(["long way around", "no way around"]).sum())
    place = f" ({first['building']})" if first["building"] else ""
    told = say(
        "The darkest way home leads from {start} to {home}{place}: {share:.0%} of {length:.0f} m are dark. On {n} of"
        " {all} ways home the dark has no way around, or one more than half as long again.",
        start=first["nearest"] or say(first["origin"]),
        home=first["code"] or first["name"],
        place=place,
        share=first["share_dark"],
        length=first["outdoors_m"],
        n=bad,
        all=int(ways.sum()),
    )
    if not walked > 0:
        return told
    share = say("In the evening {share:.0%} of what people walk outdoors is dark.", share=dark / walked)
    return joined((told, share))


def _notes(fit: Fit | None) -> tuple[str, ...]:
    return (
        say(
            "Dark is what is known to be unlit or has lost over half of its light; unknown is told apart, never as lit."
        ),
        say("The way around keeps out of what is known to be dark; it may lead where nobody knows."),
        *((say("How many people pass in the evening is assumed: there are no counts."),) if fit is None else ()),
    )
