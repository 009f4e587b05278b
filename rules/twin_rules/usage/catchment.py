"""How long each dwelling walks to services and shared spaces, with and without steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from twin.analysis.routes_destinations import destinations
from twin.model.columns import Array
from twin.usage.measure import Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin.usage.walking import Walks, walks_of
from twin_rules.facts.walkers import PROFILES, closed_by, names_in, speed_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_ACCESS: Final = ("proven", "not proven", "no way")
_REACH: Final = ("near", "near if what nobody knows is step-free", "farther", "no way without steps")
_REACH_COLOURS: Final = ("#0072B2", "#56B4E9", "#E69F00", "#882255")


class Measure(UsageMeasure):
    """How long one walks from each dwelling to the nearest of some services, through stair, lift and path.

    Three times are told. `walk_s` takes stairs. `step_free_s` is proven: every link on it is known to be free of steps,
    wide enough and gentle. `perhaps_step_free_s` counts what nobody knows as passable: where only it is known, the way
    is not proven. No time contains a penalty. Ways start in the room of the dwelling nearest to the way out, rooms are
    crossed straight and nobody waits at doors: times are lower bounds.
    """

    about = "walking time and step-free walking time from every dwelling to services and shared spaces"
    reads = ("opens_onto", "walks_to", "dwellings", "destinations", "health, supply, door and space states")
    parameters = (
        Parameter("to", "playground", about="where to, by name, type, use or tag, with commas between several"),
        Parameter("limit", 300.0, unit="s", about="time that is still near", source="five minutes, a choice", low=0),
        Parameter("profile", "adult", about="who walks by stairs", choices=PROFILES),
        Parameter("speed", None, unit="m/s", about="on the level, in place of the profile's", low=0.1, high=3),
        Parameter("step_free_speed", None, unit="m/s", about="on step-free ways, else the profile's", low=0.1, high=3),
        Parameter("closed", "", about="gates, doors, lifts, ways that are closed in thought"),
        Parameter("add", "", about="things or places that would be such a service too"),
    )
    what_ifs = ("closed", "add")
    unique = ("id", "service")
    columns = (
        Column("service", "where to, as asked for", kind="text"),
        Column("nearest", "the one that is reached first", kind="text"),
        Column("walk_s", "walking time by the best way, with stairs; unknown if nothing leads there", "s", low=0),
        Column("step_free_s", "time by the best way that is proven step-free", "s", low=0),
        Column("perhaps_step_free_s", "time if what nobody knows is free of steps", "s", low=0),
        Column("step_free", "proven, not proven, or no way", kind="text"),
        Column("distance_m", "length of the best way, with stairs", "m", low=0),
        Column("near", "whether it is walked to within the limit", kind="flag"),
        Column("reach", "near, near but not proven, farther, or no way: without steps", kind="text"),
        Column("near_step_free", "whether that is so without steps; unknown if not proven", kind="flag"),
    )
    references = (
        "Speed of adults: SFPE handbook, free speed on the level, 1.199 m/s",
        "Speed of older people and on wheels: domain model § 10, from memory",
        "Slopes: W. Tobler, NCGIA technical report 93-1, 1993",
        "Limits of step-free ways: arrêté of 1 August 2006, articles 2 and 8",
    )
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return the times of all dwellings to each service."""
        homes = study.dwellings
        if not len(homes):
            return Outcome(empty(self.schema()[""]), reason="the estate has no dwellings")
        services = {name: destinations(study.twin, name) for name in names_in(study["to"])}
        added = [int(row) for name in names_in(study["add"]) for row in destinations(study.twin, name)]
        ends = {name: np.union1d(rows, added).astype(np.int64) for name, rows in services.items()}
        import pandas as pd

        asked = np.concatenate((homes, *ends.values()))
        walks = walks_of(study.twin, asked.tolist(), closed=closed_by(study))
        parts = [_times(study, walks, name, rows) for name, rows in ends.items()]
        table = pd.concat([part for part, _ in parts], ignore_index=True)
        share = float(np.mean([one for _, one in parts]))
        return Outcome(
            table,
            headline=_headline(study, table),
            notes=_notes(study),
            share_assumed=share,
            colours=_colours(study["limit"]),
            plots=_plots(study),
        )


def _times(study: Study, walks: Walks, service: str, ends: Array) -> tuple[pd.DataFrame, float]:
    """Return the times of all dwellings to one service, and the share of them that rests on assumed links."""
    homes, names = study.dwellings, keyed(study.twin, ends)["name"].to_numpy()
    speed, slow = speed_of(study, "speed", study["profile"]), speed_of(study, "step_free_speed", "step-free")
    found = walks.to(ends, level_m_s=speed)
    start = walks.start_of(homes, found)
    known = start >= 0
    time = _at(found.seconds, start)
    proven, perhaps = (
        _at(one.seconds, walks.start_of(homes, one))
        for one in (walks.step_free_to(ends, level_m_s=slow), walks.perhaps_step_free_to(ends, level_m_s=slow))
    )
    way = np.select([np.isfinite(proven), np.isfinite(perhaps)], _ACCESS[:2], _ACCESS[2])
    place = np.where(known, found.place[start], -1)
    limit = study["limit"]
    table = keyed(
        study.twin,
        homes,
        service=service,
        nearest=np.append(names, "")[place],
        walk_s=_finite(time),
        step_free_s=_finite(proven),
        perhaps_step_free_s=_finite(perhaps),
        step_free=way,
        distance_m=_finite(_at(found.along(walks.arcs.metres), start)),
        near=time <= limit,
        reach=np.select([proven <= limit, perhaps <= limit, np.isfinite(perhaps)], _REACH[:3], _REACH[3]),
        near_step_free=_flags(proven <= limit, unknown=(perhaps <= limit) & ~(proven <= limit)),
    )
    assumed = _at(found.along(walks.assumed), start)
    return table, float((assumed[np.isfinite(assumed)] > 0).mean()) if np.isfinite(assumed).any() else 0.0


def _at(values: Array, nodes: Array) -> Array:
    """Return the values at some nodes, infinite where there is none."""
    return np.where(nodes >= 0, np.append(values, np.inf)[nodes], np.inf)


def _finite(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.nan)


def _flags(yes: Array, *, unknown: Array) -> Array:
    flags = yes.astype(object)
    flags[unknown] = None
    return flags


def _headline(study: Study, table: pd.DataFrame) -> str:
    parts = []
    for service, rows in table.groupby("service", sort=False):
        proven, perhaps = (int((rows["reach"] == one).sum()) for one in _REACH[:2])
        none = int((rows["reach"] == _REACH[3]).sum())
        parts.append(
            f"{service}: {int(rows['near'].sum())} of {len(rows)} dwellings walk there within"
            f" {study['limit'] / 60:g} min;"
            f" without steps {proven} proven, {perhaps} not proven, {len(rows) - proven - perhaps} do not"
            f" ({none} have no way)"
        )
    return ". ".join(parts) + "."


def _notes(study: Study) -> tuple[str, ...]:
    speeds = speed_of(study, "speed", study["profile"]), speed_of(study, "step_free_speed", "step-free")
    return (
        f"Speeds on the level: {speeds[0]:g} m/s by stairs, {speeds[1]:g} m/s without steps.",
        "Not proven means that somebody has to look: width, threshold or slope of something on the way is not known.",
    )


def _colours(limit: float) -> tuple[Colouring, ...]:
    minutes = f"{limit / 60:g} min"
    classes = tuple((limit * part, f"up to {limit * part / 60:g} min") for part in (0.4, 0.6, 0.8, 1.0, 2.0))
    return (
        Colouring("reach", f"Without steps within {minutes}", order=_REACH, colours=_REACH_COLOURS),
        Colouring("walk_s", "Walking time", classes=(*classes, (np.inf, "longer")), unknown="no way"),
    )


def _plots(study: Study) -> tuple[Plot, ...]:
    return (
        Plot("map", f"Without steps to {study['to']}", value="reach"),
        Plot("map", f"Walking time to {study['to']}", value="walk_s"),
    )
