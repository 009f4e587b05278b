"""Doors whose failure opens most to the street, and what it takes to get at, or to guard, what lies behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.said.text import joined, say
from twin.simulation.labels import Labels
from twin.usage.measure import Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.doors_broken import opened_by
from twin_rules.facts.locks import LOCKED, OPEN, SHUT, UNKNOWN, asked_spans, hour_of, passages
from twin_rules.facts.resistance import resistances
from twin_rules.physics.breaching import behind, easiest_way, fewest_to_guard

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_LOCKS: Final = {OPEN: "open", LOCKED: "locked", UNKNOWN: "unknown", SHUT: "shut"}
_CLASSES: Final = ((0.0, "none"), (1.0, "one"), (10.0, "2 to 10"), (np.inf, "more than 10"))
_COLOURS: Final = ("#C9D1D9", "#F4C95D", "#E67E22", "#A61C1C")
_STREET: Final = "street"
_DWELLINGS: Final = "dwellings"


class Measure(UsageMeasure):
    """Which doors one should look after first.

    Two things are told of each door that is no dwelling's own: what anybody reaches besides if it alone fails open, as
    doors stand now; and what only it leads to, whoever holds all keys (the places that it dominates). Of each kind of
    room: how many locked doors somebody has to break on the easiest way, how long they withstand, and how few doors
    one has to guard so that no way in is left (least cut).
    """

    about = "doors whose failure opens most to the street, and what it takes to break in or to guard"
    reads = ("opens_onto with locks", "security rating of doors", "states supply, health, lock, door")
    parameters = (
        Parameter("hour", None, about="hour of the day; that of the scenario, else 22", low=0, high=24),
        Parameter("free", "", about="hours in which doors under access control stand open, such as 8-19"),
    )
    what_ifs = ("free",)
    columns = (
        Column("between", "what it parts", kind="text"),
        Column("lock", "open to anybody, locked, or unknown", kind="text"),
        Column("opens", "spaces that anybody reaches besides if it fails open", kind="count", low=0),
        Column("opens_perhaps", "the same if all unknown locks are open already", kind="count", low=0),
        Column("opens_m2", "floor area of these spaces, as far as known", "m²", low=0),
        Column("doorsteps", "dwellings before whose door one stands then", kind="count", low=0),
        Column("guards", "spaces to which all ways lead through it", kind="count", low=0),
        Column("guarded_dwellings", "dwellings to which all ways lead through it", kind="count", low=0),
        Column("resistance_min", "how long it withstands, assumed if the model says no class", "min", low=0),
        Column("rated", "whether the model says its class of resistance", kind="flag"),
    )
    more: ClassVar[Mapping[str, tuple[Column, ...]]] = {
        "protection": (
            Column("building", "building", kind="text"),
            Column("use", "what the spaces are used for; dwellings as a whole", kind="text"),
            Column("spaces", "number of them", kind="count", low=1),
            Column("doors_to_break", "least number of locked doors on a way to one of them", kind="count", low=0),
            Column("unknown_doors", "doors with an unknown lock on that way, taken as open", kind="count", low=0),
            Column("resistance_min", "least time that the doors on a way withstand", "min", low=0),
            Column("doors_to_guard", "least number of doors to guard so that no way is left", kind="count", low=0),
            Column("guard", "these doors", kind="text"),
        )
    }
    references = (
        "domain model § 8 and § 5.1: dominators of the graph from the street",
        "L. R. Ford, D. R. Fulkerson (1956), Can. J. Math. 8, DOI 10.4153/CJM-1956-045-5",
        "EN 1627, EN 1630, from memory",
    )
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return what each door opens and guards."""
        seen = _Seen(study)
        if not seen.entered:
            return Outcome(
                empty(self.schema()[""]),
                reason=say("no way leads in from the street in this model: what a door opens is not known"),
            )
        table = seen.table()
        if not len(table):
            return Outcome(empty(self.schema()[""]), reason=say("the estate has no doors but those of dwellings"))
        unrated = int((~table["rated"]).sum())
        return Outcome(
            table,
            headline=_headline(table),
            notes=(
                say("Who climbs, breaks a window or is let in by somebody inside is not counted."),
                say("{n} of {all} doors say no class of resistance: 1 min is assumed.", n=unrated, all=len(table)),
                say("Unknown locks are taken as locked for what a door opens, and as open for the easiest way in."),
            ),
            share_assumed=float((table["lock"] == "unknown").mean()),
            more={"protection": seen.protection()},
            colours=(
                Colouring("opens", say("Spaces opened if it fails"), classes=_CLASSES, colours=_COLOURS),
                Colouring("guards", say("Spaces that it alone leads to"), classes=_CLASSES, colours=_COLOURS),
            ),
            plots=(
                Plot("map", say("Spaces that a door opens to the street if it fails"), value="opens"),
                Plot("bar", say("Doors to break"), x="use", y="doors_to_break", by="building", table="protection"),
            ),
        )


class _Seen:
    """An estate as somebody sees it who wants in.

    Parameters
    ----------
    study : what is asked
    """

    def __init__(self, study: Study) -> None:
        self._study, self._twin = study, study.twin
        self._hour = hour_of(study.conditions, study["hour"])
        self._found = passages(study.twin, study.conditions, hour=self._hour, hours=asked_spans(study["free"]))

    @property
    def entered(self) -> bool:
        """Whether any passage leads in from the street."""
        found = self._found
        return not len(found.source) or bool(((found.source == 0) | (found.target == 0)).any())

    def table(self) -> pd.DataFrame:
        """Return a row for each door, the one that opens most first."""
        found, doors = self._found, self._doors
        surely = opened_by(found, taken_as_open=(OPEN,))
        perhaps = opened_by(found, taken_as_open=(OPEN, UNKNOWN))
        guarded = behind(found.source, found.target, found.via, count=len(found.rows))
        area = np.append(np.nan_to_num(self._twin.nodes["area"]), 0.0)[found.rows]
        lock = dict(zip(found.via.tolist(), found.lock.tolist(), strict=True))
        minutes, rated = self._minutes
        table = keyed(
            self._twin,
            doors,
            between=[self._between(door) for door in doors],
            lock=[_LOCKS[lock[door]] for door in doors],
            opens=[len(surely.get(door, ())) for door in doors],
            opens_perhaps=[len(perhaps.get(door, ())) for door in doors],
            opens_m2=[float(area[list(surely.get(door, ()))].sum()) for door in doors],
            doorsteps=[self._doorsteps(surely.get(door, frozenset())) for door in doors],
            guards=[len(guarded.get(door, ())) for door in doors],
            guarded_dwellings=[len(self._homes(guarded.get(door, ()))) for door in doors],
            resistance_min=[minutes[door] for door in doors],
            rated=[door in rated for door in doors],
        )
        order = ["doorsteps", "opens_m2", "opens_perhaps", "guarded_dwellings", "guards"]
        return table.sort_values(order, ascending=False, kind="stable")

    def protection(self) -> pd.DataFrame:
        """Return what it takes to get at each kind of room of each building."""
        import pandas as pd

        names = [column.name for column in Measure.more["protection"]]
        lines = [self._protected(*group) for group in self._groups()]
        return pd.DataFrame(lines, columns=names)

    def _protected(self, building: str, use: str, places: Array) -> tuple[object, ...]:
        found, (minutes, _) = self._found, self._minutes
        counts, _ = self._ways(dict.fromkeys(minutes, 1.0))
        least = counts[places].min()
        resists = self._ways(minutes)[0][places].min()
        unknown = self._unknown_on_way(int(places[np.argmin(counts[places])]))
        cost = dict.fromkeys(minutes, 1.0)
        number, doors = fewest_to_guard(found.source, found.target, found.via, goals=places.tolist(), cost=cost)
        return (
            building,
            use,
            len(places),
            int(least) if np.isfinite(least) else None,
            unknown if np.isfinite(least) else None,
            round(float(resists), 2) if np.isfinite(resists) else np.nan,
            int(number) if np.isfinite(number) else None,
            joined((self._between(door) for door in doors), ", "),
        )

    def _ways(self, cost: dict[int, float]) -> tuple[Array, Array]:
        """Return the least cost of the locked doors on a way to each place, and where such a way comes from."""
        found = self._found
        price = np.array([cost.get(door, 0.0) for door in found.via.tolist()])
        effort = np.where(found.lock == LOCKED, price, np.where(found.lock == SHUT, np.inf, 0.0))
        far, before = easiest_way(found.source, found.target, effort + 1e-6, count=len(found.rows))
        return np.round(far, 3), before

    def _unknown_on_way(self, place: int) -> int:
        found = self._found
        before = self._ways(dict.fromkeys(self._minutes[0], 1.0))[1]
        unsure = found.lock == UNKNOWN
        pairs = {
            frozenset(one) for one in zip(found.source[unsure].tolist(), found.target[unsure].tolist(), strict=True)
        }
        known = ~unsure & (found.lock == OPEN)
        pairs -= {
            frozenset(one) for one in zip(found.source[known].tolist(), found.target[known].tolist(), strict=True)
        }
        count = 0
        while (last := int(before[place])) >= 0:
            count += frozenset((last, place)) in pairs
            place = last
        return count

    def _between(self, door: int) -> str:
        """Return the names of the places that a door parts."""
        found, labels = self._found, self._labels
        mine = found.via == door
        places = np.unique(np.concatenate((found.source[mine], found.target[mine])))
        return joined((labels.name(int(found.rows[place])) or say(_STREET) for place in places), " - ")

    def _groups(self) -> Iterable[tuple[str, str, Array]]:
        """Yield the places of each kind of room of each building; dwellings are one kind."""
        nodes, rows, labels = self._twin.nodes, self._found.rows, self._labels
        use = np.where(self._home[rows] >= 0, _DWELLINGS, nodes["use"][rows].astype(str))
        space = (rows >= 0) & (nodes["kind"][rows] == Kind.SPACE) & ~np.isin(use, ["", "unknown", "exterior"])
        building = np.where(rows >= 0, nodes["building"][rows], -1)
        for one in np.unique(building[space]).tolist():
            for kind in np.unique(use[space & (building == one)]).tolist():
                yield labels.name(one), kind, np.flatnonzero(space & (building == one) & (use == kind))

    @cached_property
    def _labels(self) -> Labels:
        return Labels.of(self._twin)

    @cached_property
    def _doors(self) -> list[int]:
        """Rows of the doors with a lock, known or not, but those of dwellings."""
        found = self._found
        one, two = self._home[found.rows[found.source]], self._home[found.rows[found.target]]
        lockable = passages(self._twin, self._study.conditions, hour=self._hour).is_door | found.is_door
        return [int(door) for door in np.unique(found.via[lockable & (one < 0) & (two < 0)])]

    @cached_property
    def _minutes(self) -> tuple[dict[int, float], frozenset[int]]:
        via, doors = self._found.via, self._twin.nodes["ifc_class"] == "IfcDoor"
        return resistances(self._twin, [int(one) for one in np.unique(via[via >= 0]) if doors[one]])

    @cached_property
    def _home(self) -> Array:
        """The dwelling of each row of the twin, -1 for none; the last stands for no row."""
        edges, home = self._twin.edges, np.full(self._twin.nodes.length + 1, -1)
        mine = (edges["relation"] == Relation.GROUPS) & np.isin(edges["source"], self._study.dwellings)
        mine &= self._twin.nodes["use"][edges["target"]] != "cellar"
        home[edges["target"][mine]] = edges["source"][mine]
        return home

    def _homes(self, places: Iterable[int]) -> set[int]:
        return set(self._home[self._found.rows[list(places)]].tolist()) - {-1}

    def _doorsteps(self, places: frozenset[int]) -> int:
        """Return the number of dwellings next to some places, or within."""
        found = self._found
        if not places:
            return 0
        mine = list(places)
        beside = np.concatenate((found.target[np.isin(found.source, mine)], found.source[np.isin(found.target, mine)]))
        return len(self._homes({*mine, *beside.tolist()}))


def _headline(table: pd.DataFrame) -> str:
    first = table.iloc[0]
    if not first["opens"]:
        last = table.iloc[int(np.argmax(table["guards"]))]
        return say(
            "No single door opens anything to the street; that between {door} alone leads to {n} spaces.",
            door=last["between"],
            n=int(last["guards"]),
        )
    place = say(" of {building}", building=first["building"]) if first["building"] else ""
    return say(
        "If the door {door}{place} fails open, anybody reaches {spaces} more spaces and stands before the doors of"
        " {dwellings} dwellings; {n} of {all} doors open something alone.",
        door=first["between"],
        place=place,
        spaces=first["opens"],
        dwellings=first["doorsteps"],
        n=int((table["opens"] > 0).sum()),
        all=len(table),
    )
