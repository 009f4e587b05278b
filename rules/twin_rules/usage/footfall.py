"""How many people pass each way, door, stair, lift and hall, by hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from twin.model.kinds import Kind
from twin.said.text import joined, say
from twin.usage.measure import Column, Parameter, Personal, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.counts import Counts, Fit, footfall_by_counts
from twin_rules.facts.dated import dated
from twin_rules.facts.demand import HOURS
from twin_rules.facts.footfall import Footfall, Walkers, footfall_of
from twin_rules.facts.walkers import closed_by

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_PEOPLE: Final = "people_count"
_K: Final = 5
_CLASSES: Final = ((10.0, "5 to 10"), (20.0, "10 to 20"), (40.0, "20 to 40"), (80.0, "40 to 80"), (np.inf, "more"))
_COLOURS: Final = ("#F3E79B", "#FAC484", "#EB7F86", "#CE6693", "#5C53A5")


class Measure(UsageMeasure):
    """Where people pass on foot between home and where they go, and how many in an hour.

    Who lives in the dwellings goes to car parks, stops, services and shared rooms of the estate by a doubly constrained
    gravity model over walking times, each by the shortest way. Without counts this is a prior: assumed, good for
    telling busy from quiet. With counts at doors or in halls it is fitted, and how well that foretells a place left out
    is told. Passers-by from elsewhere are not counted. What fewer than five people, or people of fewer than five
    dwellings, pass in the hour is withheld.
    """

    about = "people on ways, doors, stairs, lifts and halls by hour, fitted to counts where there are some"
    reads = (
        "dwellings",
        "headcount",
        "destinations",
        "opens_onto",
        "walks_to",
        "observations people_count, door, motion",
    )
    parameters = (
        Parameter("hour", 18.0, about="hour of the day that rows are told for", source="evening peak", low=0, high=23),
        Parameter("speed", 1.2, unit="m/s", about="on the level", source="SFPE handbook, 1.199 m/s", low=0.1, high=3),
        Parameter(
            "beta", None, about="per minute: how fast the wish to go falls off with time; fitted, else 0.15", low=0
        ),
        Parameter("closed", "", about="gates, doors, lifts, ways that are closed in thought, with commas"),
    )
    what_ifs = ("closed",)
    columns = (
        Column("kind", "stretch, door, stair, lift or space", kind="text"),
        Column("people_h", "people who pass in the hour", "people", low=0),
        Column("people_day", "people who pass in a day", "people", low=0),
        Column("busiest_h", "hour of the day in which most pass", "h", kind="count", low=0, high=23),
        Column("stands_for", "dwellings that they are from, at least, or people in the hour if fewer", low=0),
    )
    more: ClassVar[Mapping[str, tuple[Column, ...]]] = {
        "hours": (
            Column("hour_h", "hour of the day", "h", kind="count", low=0, high=23),
            Column("walks", "walks from or to home that begin in it", low=0),
            Column("dwellings", "dwellings that they are from", kind="count", low=0),
        ),
        "counts": (
            Column("id", "id of the door or space", kind="text"),
            Column("name", "what people call it", kind="text"),
            Column("hour_h", "hour of the day", "h", kind="count", low=0, high=23),
            Column("counted", "mean count", low=0),
            Column("model", "count by the fitted model", low=0),
            Column("dwellings", "that people pass there from, at least", kind="count", low=0),
        ),
    }
    personal: ClassVar[Mapping[str, Personal]] = {
        "": Personal("stands_for", 3600.0),
        "hours": Personal("dwellings", 3600.0, keep=("hour_h",)),
        "counts": Personal("dwellings", 3600.0, keep=("id", "hour_h")),
    }
    references = (
        "A. G. Wilson (1967), Transp. Res. 1(3), DOI 10.1016/0041-1647(67)90035-4",
        "W. E. Deming, F. F. Stephan (1940), Ann. Math. Statist. 11(4), DOI 10.1214/aoms/1177731829",
        "UK Department for Transport, TAG unit M3.1: GEH",
        "domain model § 11; hours and purposes are assumed",
    )

    def measure(self, study: Study) -> Outcome:
        """Return how many people pass where."""
        closed = closed_by(study)
        walkers = footfall_of(study.twin, study.dwellings, closed=closed, level_m_s=study["speed"])
        if not len(study.dwellings) or not len(walkers.demand.goals):
            what = say("places to go to") if len(study.dwellings) else say("dwellings")
            return Outcome(empty(self.schema()[""]), reason=say("the estate has no {what}", what=what))
        found, fit, counts = footfall_by_counts(study, walkers, beta_per_min=study["beta"])
        table = _table(study, found)
        return Outcome(
            table,
            headline=_headline(study, found, table),
            notes=_notes(study, walkers, fit, counts),
            share_assumed=_share_assumed(fit, counts),
            reason="" if len(table) else say("nobody has a way to anywhere"),
            more={"hours": _hours(found)} | ({"counts": _counted(study, counts, fit, found)} if counts and fit else {}),
            colours=(
                Colouring(
                    "people_h",
                    say("People {when}", when=_title(study)),
                    classes=_CLASSES,
                    colours=_COLOURS,
                    unknown="fewer than 5",
                ),
            ),
            plots=(
                Plot("map", say("People on foot, {when}", when=_title(study)), value="people_h"),
                Plot("bar", say("Walks from and to home"), x="hour_h", y="walks", table="hours"),
            ),
        )


def _hour(study: Study) -> int:
    return int(study["hour"]) % HOURS


def _title(study: Study) -> str:
    return say("from {begin} to {end} h", begin=_hour(study), end=_hour(study) + 1)


def _table(study: Study, found: Footfall) -> pd.DataFrame:
    nodes = study.twin.nodes
    passing = {row: flow for row, flow in found.by_row.items() if flow.sum() > 1e-9}
    rows = np.array(list(passing), dtype=np.int64)
    flows = np.array(list(passing.values())).reshape(-1, HOURS)  # told to a thousandth: balancing is no finer
    kind = nodes["kind"][rows].astype(str)
    classes = nodes["ifc_class"][rows].astype(str)
    lift, stair, door = (np.char.startswith(classes, one) for one in ("IfcTransport", "IfcStair", "IfcDoor"))
    word = np.select([kind == Kind.PATH, lift, stair, door], ["stretch", "lift", "stair", "door"], kind)
    table = keyed(
        study.twin,
        rows,
        kind=word,
        people_h=flows[:, _hour(study)].round(3),
        people_day=flows.sum(axis=1).round(3),
        busiest_h=flows.argmax(axis=1) if len(rows) else [],
        stands_for=np.minimum(flows[:, _hour(study)], found.dwellings[rows]).round(3),
    )
    return table.sort_values("people_h", ascending=False, kind="stable")


def _hours(found: Footfall) -> pd.DataFrame:
    import pandas as pd

    walks = found.walks.sum(axis=1)
    return pd.DataFrame({"hour_h": range(HOURS), "walks": walks.sum(axis=0), "dwellings": (walks > 0).sum(axis=0)})


def _counted(study: Study, counts: Counts, fit: Fit, found: Footfall) -> pd.DataFrame:
    import pandas as pd

    names = keyed(study.twin, counts.rows)
    hours = pd.DataFrame({"hour_h": np.tile(np.arange(HOURS), len(names))})
    each = np.repeat(np.arange(len(names)), HOURS)
    return hours.assign(
        id=names["id"].to_numpy()[each],
        name=names["name"].to_numpy()[each],
        counted=counts.mean.ravel(),
        model=fit.model.ravel(),
        dwellings=found.dwellings[counts.rows[each]],
    )


def _headline(study: Study, found: Footfall, table: pd.DataFrame) -> str:
    ways = table[(table["kind"] == "stretch") & (table["stands_for"] >= _K)]
    if len(study.dwellings) < _K:
        return say("Fewer than {n} dwellings live here: how many walk is not told.", n=_K)
    told = [say("{n:.0f} walks a day from or to home.", n=found.walks.sum())]
    if len(ways):
        busy = ways["people_h"].max()
        told.append(say("The busiest way sees {n:.0f} people {when}.", n=busy, when=_title(study)))
    told.append(
        say(
            "{n} of {all} places are passed by five people or more, of as many dwellings.",
            n=int((table["stands_for"] >= _K).sum()),
            all=len(table),
        )
    )
    return joined(told)


def _notes(study: Study, walkers: Walkers, fit: Fit | None, counts: Counts | None) -> tuple[str, ...]:
    data, demand = dated("footfall_fr"), walkers.demand
    apart = int((~np.isfinite(walkers.minutes).any(axis=1)).sum())
    beta = data["gravity"]["beta_per_min"] if study["beta"] is None else study["beta"]
    prior = say(
        "Without counts this is a prior: {departures:g} departures per person and day, hours and purposes assumed,"
        " β {beta:g} per minute.",
        departures=data["trips"]["departures_per_day"],
        beta=beta,
    )
    hours = fit is not None and counts is not None and counts.quantity != _PEOPLE
    return (
        prior if fit is None or counts is None else _fit_told(fit, counts),
        *(
            (say("These are no counts of people: they tell the hours, and how many walk stays assumed."),)
            if hours
            else ()
        ),
        say("Withheld is what fewer than five people, or people of fewer than five dwellings, pass in the hour."),
        say("Who passes from elsewhere, or walks within a dwelling, is not counted."),
        say("People are assumed in {n} of {all} dwellings.", n=int(demand.assumed.sum()), all=len(demand.homes)),
        *((say("{n} dwellings have no way to any place and count for nobody.", n=apart),) if apart else ()),
    )


def _share_assumed(fit: Fit | None, counts: Counts | None) -> float:
    """Return what counts leave unexplained at places left out of the fit [-]; all where no people were counted."""
    if fit is None or counts is None or counts.quantity != _PEOPLE:
        return 1.0
    return float(np.clip(1.0 - np.nan_to_num(fit.held_out_r2), 0.0, 1.0))


def _fit_told(fit: Fit, counts: Counts) -> str:
    beta = say("{n:.2f} per minute", n=fit.beta_per_min)
    if not fit.tells_beta:
        beta = say("{n:.2f} per minute, which they do not tell", n=fit.beta_per_min)
    return say(
        "Fitted by hour to counts of {what} at {n} places: {scale:.2f} counts a person, β {beta}, R² {r2:.2f}, GEH"
        " below 5 in {good:.0%} of the hours; at places left out of the fit R² {left_r2:.2f} and {left_good:.0%}.",
        what=say(counts.quantity.replace("_", " ")),
        n=fit.places,
        scale=fit.scale,
        beta=beta,
        r2=fit.r2,
        good=fit.geh_good,
        left_r2=fit.held_out_r2,
        left_good=fit.held_out_geh_good,
    )
