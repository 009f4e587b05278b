"""Which spaces anybody reaches from the street without a key, at an hour and as doors stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.said.text import joined, say
from twin.usage.measure import Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.access import controlled_doors
from twin_rules.facts.locks import UNKNOWN, Passages, asked_spans, hour_of, passages
from twin_rules.facts.reach_by_locks import Entry, entry

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_REACH: Final = ("without a key", "perhaps", "with a key", "no way")
_COLOURS: Final = ("#CC3311", "#EE9944", "#D5E3EE", "#E6E6E6")


class Measure(UsageMeasure):
    """How far somebody gets who comes from the street without key or badge.

    A door of which nobody knows the lock is neither open nor shut: what lies behind is reached perhaps, if so many
    doors are open. Windows, climbing and being let in are not counted.
    """

    about = "which spaces anybody reaches from the street without a key, by hour and by how doors stand"
    reads = ("opens_onto with locks", "controls and monitors of doors", "states supply, health, lock, door")
    parameters = (
        Parameter("hour", None, about="hour of the day; that of the scenario, else 22", low=0, high=24),
        Parameter("free", "", about="hours in which doors under access control stand open, such as 8-19"),
    )
    what_ifs = ("free",)
    columns = (
        Column("use", "what the space is used for", kind="text"),
        Column("reach", "without a key, perhaps, with a key, or no way", kind="text"),
        Column(
            "unknown_doors", "doors with an unknown lock that have to be open for that, at least", kind="count", low=0
        ),
        Column("through", "these doors, from the street on", kind="text"),
        Column("locks", "locked doors on the way with the fewest, unknown ones taken as open", kind="count", low=0),
        Column("area_m2", "floor area; unknown if the model says none", "m²", low=0),
    )
    more: ClassVar[Mapping[str, tuple[Column, ...]]] = {
        "uses": (
            Column("use", "what spaces are used for", kind="text"),
            Column("reach", "without a key, perhaps, with a key, or no way", kind="text"),
            Column("spaces", "number of spaces", kind="count", low=1),
            Column("area_m2", "their floor area, as far as known", "m²", low=0),
        ),
        "hours": (
            Column("hour_h", "hour of the day", "h", kind="count", low=0, high=23),
            Column("reach", "without a key, or perhaps", kind="text"),
            Column("spaces", "spaces that anybody reaches so", kind="count", low=0),
            Column("dwellings", "dwellings before whose door one stands then", kind="count", low=0),
        ),
    }
    references = ("domain model § 8, access control: reach from public space, fail-safe and fail-secure doors",)
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return how each space is reached, and how many at each hour."""
        hour = hour_of(study.conditions, study["hour"])
        found = passages(study.twin, study.conditions, hour=hour, hours=asked_spans(study["free"]))
        nodes = study.twin.nodes
        spaces = np.flatnonzero((nodes["kind"] == Kind.SPACE) & (nodes["use"] != "lift"))
        if not len(spaces):
            return Outcome(empty(self.schema()[""]), reason=say("the estate has no spaces"))
        table = _table(study, found, spaces)
        return Outcome(
            table,
            headline=_headline(table, hour),
            notes=_notes(study, found, table),
            share_assumed=_share_unknown(found, table),
            more={"uses": _by_use(study, table), "hours": _by_hour(study)},
            colours=(Colouring("reach", say("From the street"), order=_REACH, colours=_COLOURS),),
            plots=(
                Plot(
                    "bar", say("How spaces are reached from the street"), x="use", y="spaces", by="reach", table="uses"
                ),
                Plot("map", say("From the street without a key"), value="reach"),
                Plot("bar", say("Spaces that anybody reaches"), x="hour_h", y="spaces", by="reach", table="hours"),
            ),
        )


def _at(found: Passages, twin_rows: Array, values: Array, missing: float) -> Array:
    """Return values of places for rows of the twin; what no passage leads to is missing."""
    place = np.searchsorted(found.rows, twin_rows)
    place = np.minimum(place, len(found.rows) - 1)
    return np.where(found.rows[place] == twin_rows, values[place], missing)


def _reached(perhaps: Entry, by_key: Entry, rows: Array) -> tuple[Array, Array, Array]:
    """Return how each space is reached, by how many unknown doors and by how many locked ones."""
    unknown = _at(perhaps.passages, rows, perhaps.count, np.inf)
    locks = _at(by_key.passages, rows, by_key.count, np.inf)
    named = np.select([unknown == 0, np.isfinite(unknown), np.isfinite(locks)], _REACH[:3], _REACH[3])
    return named, unknown, locks


def _table(study: Study, found: Passages, spaces: Array) -> pd.DataFrame:
    from twin.simulation.labels import Labels

    nodes, labels = study.twin.nodes, Labels.of(study.twin)
    perhaps = entry(found, unknown=1.0, locked=np.inf)
    reach, unknown, locks = _reached(perhaps, entry(found, unknown=0.0, locked=1.0), spaces)
    place = np.searchsorted(found.rows, spaces)
    through = [
        " > ".join(labels.name(door) for door in perhaps.doors(int(at))) if 0 < count < np.inf else ""
        for at, count in zip(place, unknown, strict=True)
    ]
    table = keyed(
        study.twin,
        spaces,
        use=nodes["use"][spaces],
        reach=reach,
        unknown_doors=_counts(unknown),
        through=through,
        locks=_counts(locks),
        area_m2=nodes["area"][spaces],
    )
    return table.sort_values("reach", key=lambda column: column.map(_REACH.index), kind="stable")


def _counts(values: Array) -> list[int | None]:
    return [int(one) if np.isfinite(one) else None for one in values.tolist()]


def _by_use(study: Study, table: pd.DataFrame) -> pd.DataFrame:
    """Return how many spaces of each use are reached how; rooms of dwellings are one use."""
    home = _home(study)[[study.twin.row(one) for one in table["id"]]] >= 0
    of = table.assign(use=np.where(home, "dwellings", table["use"].where(table["use"] != "", "unknown")))
    found = (
        of.groupby(["reach", "use"], sort=False).agg(spaces=("id", "size"), area_m2=("area_m2", "sum")).reset_index()
    )
    order = {name: place for place, name in enumerate(_REACH)}
    return found.sort_values(
        ["reach", "spaces"], key=lambda one: one.map(order) if one.name == "reach" else -one, kind="stable"
    )


def _by_hour(study: Study) -> pd.DataFrame:
    import pandas as pd

    nodes = study.twin.nodes
    lines = []
    for hour in range(24):
        found = passages(study.twin, study.conditions, hour=float(hour), hours=asked_spans(study["free"]))
        count = entry(found, unknown=1.0, locked=np.inf).count
        space = (found.rows >= 0) & (nodes["kind"][found.rows] == Kind.SPACE)
        for name, mine in ((_REACH[0], count == 0), (_REACH[1], np.isfinite(count) & (count > 0))):
            lines.append((hour, name, int((mine & space).sum()), _doorsteps(study, found, mine)))
    return pd.DataFrame(lines, columns=["hour_h", "reach", "spaces", "dwellings"])


def _doorsteps(study: Study, found: Passages, reached: Array) -> int:
    """Return the number of dwellings of which a room is joined to a reached place outside them."""
    home = _home(study)
    near = np.concatenate((found.source, found.target))
    far = np.concatenate((found.target, found.source))
    at, behind = home[found.rows[near]], home[found.rows[far]]
    inner = near > 0
    return len(np.unique(behind[reached[near] & inner & (behind >= 0) & (at != behind)]))


def _home(study: Study) -> Array:
    """Return the dwelling of each row of the twin, -1 for none; the last stands for no row."""
    edges, nodes = study.twin.edges, study.twin.nodes
    home = np.full(nodes.length + 1, -1)
    groups = (edges["relation"] == Relation.GROUPS) & np.isin(edges["source"], study.dwellings)
    groups &= nodes["use"][edges["target"]] != "cellar"
    home[edges["target"][groups]] = edges["source"][groups]
    return home


def _share_unknown(found: Passages, table: pd.DataFrame) -> float:
    """Return the share of the doors of which nobody knows the lock, or of the spaces without a way if that is more."""
    doors = found.is_door
    locks = float((found.lock[doors] == UNKNOWN).mean()) if doors.any() else 0.0
    return max(locks, float((table["reach"] == _REACH[3]).mean()))


def _headline(table: pd.DataFrame, hour: float) -> str:
    if (table["reach"] == _REACH[3]).all():
        return say(
            "No way leads in from the street in this model: who gets into its {n} spaces is not known.", n=len(table)
        )
    open_, perhaps = (table[table["reach"] == one] for one in _REACH[:2])
    most = open_["use"].value_counts().head(3)
    uses = joined((say("{n} {use}", n=count, use=say(use)) for use, count in most.items()), ", ")
    which = say(" ({uses})", uses=uses) if len(open_) else ""
    told = say(
        "At {hour} anybody reaches {n} of {all} spaces from the street without a key{which}.",
        hour=f"{int(hour):02d}:{round(hour % 1 * 60):02d}",
        n=len(open_),
        all=len(table),
        which=which,
    )
    unsure = say("{n} more perhaps, if a lock that nobody knows is open.", n=len(perhaps))
    return joined((told, unsure)) if len(perhaps) else told


def _notes(study: Study, found: Passages, table: pd.DataFrame) -> tuple[str, ...]:
    apart = int((table["reach"] == _REACH[3]).sum())
    unjoined = (say("{n} spaces (shafts, or behind doors that the model lacks) are joined to no way in.", n=apart),)
    doors = int((found.lock == UNKNOWN).sum())
    silent = [one for one in controlled_doors(study.twin).values() if not one.fails]
    unsure = (say("{n} passages have a lock that nobody knows: they are told as perhaps, never as shut.", n=doors),)
    fails = (say("Of {n} doors under access control nobody says how they stand without power.", n=len(silent)),)
    return (
        *(unjoined if apart else ()),
        say("Who climbs, breaks a window or is let in by somebody inside is not counted."),
        *(unsure if doors else ()),
        *(fails if silent else ()),
    )
