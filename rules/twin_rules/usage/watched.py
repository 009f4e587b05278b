"""Which of the public space is lit by lamps and seen by cameras, what is neither, and which windows cameras look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from twin.inference.ways.drawn import said
from twin.inference.ways.limits import limits
from twin.said.text import joined, say
from twin.usage.measure import Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.in_sight import Sight, sight, windows_of_dwellings
from twin_rules.facts.near_homes import NEAR, nearness
from twin_rules.facts.samples import Samples, samples_of
from twin_rules.facts.watchers import Watchers, cameras, street_lamps

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_STATES: Final = ("lit and seen", "lit", "seen", "neither", "unknown")
_COLOURS: Final = ("#1B9E77", "#F7E08B", "#7FB3D5", "#1B2A41", "#C4CAD0")

Numbers = NDArray[np.float64]


class Measure(UsageMeasure):
    """What lamps light and cameras see, by rays in plan past buildings of known height.

    Trees, cars and fences hide nothing here, so that shares are upper bounds. Where nobody draws lamps, light is as is
    said of a way, else unknown. A camera of which nobody knows the direction sees nothing for sure, and perhaps all
    around it. Cameras must not look into dwellings: windows in sight are told.
    """

    about = "share of ways and plots that lamps light and cameras see, what is neither, and windows in sight of cameras"
    reads = ("ways", "plots", "lamps", "cameras", "buildings with heights", "windows", "states supply, health")
    parameters = (
        Parameter("light", None, unit="m", about="how far a lamp lights, in place of 20 m", low=1, high=200),
        Parameter("view", None, unit="m", about="how far a camera sees, in place of its own range", low=1, high=500),
    )
    columns = (
        Column("kind", "stretch of way, or plot", kind="text"),
        Column("length_m", "of a stretch", "m", low=0),
        Column("area_m2", "of a plot", "m²", low=0),
        Column(
            "share_lit",
            "share that lamps light, or, without any drawn, that is said to be lit; else unknown",
            low=0,
            high=1,
        ),
        Column("share_seen", "share that a camera sees for sure", low=0, high=1),
        Column("share_seen_perhaps", "share that one sees if each looks there", low=0, high=1),
        Column("place", "near dwellings, or farther", kind="text"),
        Column("state", "lit and seen, lit, seen, neither, or unknown; by half of it", kind="text"),
    )
    more: ClassVar[Mapping[str, tuple[Column, ...]]] = {
        "total": (
            Column("kind", "stretches or plots", kind="text"),
            Column("length_m", "of all stretches", "m", low=0),
            Column("area_m2", "of all plots", "m²", low=0),
            Column("share_lit", "share of that of which one knows", low=0, high=1),
            Column("share_light_unknown", "share of which nobody knows", low=0, high=1),
            Column("share_seen", "share that a camera sees for sure", low=0, high=1),
            Column("share_seen_perhaps", "share that one sees if each looks there", low=0, high=1),
        ),
        "cameras": (
            Column("id", "id of the camera", kind="text"),
            Column("name", "what people call it", kind="text"),
            Column("works", "whether it works", kind="flag"),
            Column("range_m", "how far it sees", "m", low=0),
            Column("angle_deg", "horizontal field", "deg", low=0, high=360),
            Column("direction_deg", "clockwise from north, unknown if nobody says", "deg"),
            Column("assumed", "what nobody says of it", kind="text"),
            Column("way_m", "metres of way that it sees, or may see", "m", low=0),
            Column("windows", "windows of dwellings in its sight for sure", kind="count", low=0),
            Column("windows_perhaps", "windows of dwellings that it may have in sight", kind="count", low=0),
            Column("dwellings", "dwellings that they are of, for sure or perhaps", kind="count", low=0),
        ),
    }
    references = (
        "EN 62676-4, from second hand: a person is detected with 25 pixels per metre",
        "Code de la sécurité intérieure, article L251-3, from memory: no view of the inside of dwellings",
        "reach of lamps: half of their usual spacing, as for ways",
    )
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return how much of each stretch and plot is lit and seen."""
        public = samples_of(study.twin)
        if not len(public.rows):
            return Outcome(empty(self.schema()[""]), reason=say("the twin has no drawn ways and no plots"))
        lamps = _working(study, street_lamps(study.twin), "light")
        watching = _working(study, cameras(study.twin), "view")
        view = sight(study.twin, watching, public.points)
        lit, told_lit = _lit(study, public, lamps)
        table = _table(study, public, lit, view)
        told = _cameras(study, watching, view, public)
        return Outcome(
            table,
            headline=_headline(table, told),
            notes=_notes(study, watching, told_lit),
            share_assumed=float(table["share_lit"].isna().mean()),
            more={"total": _total(table), "cameras": told},
            colours=(
                Colouring("state", say("Light and view"), order=_STATES[:4], colours=_COLOURS[:4]),
                Colouring("share_lit", say("Share that lamps light")),
            ),
            plots=(
                Plot("map", say("Lit and seen"), value="state", where=(("place", NEAR),)),
                Plot("map", say("Share that lamps light"), value="share_lit", where=(("place", NEAR),)),
            ),
            places=tuple(study.twin.nodes["id"][watching.rows].tolist()),
        )


def _working(study: Study, every: Watchers, parameter: str) -> Watchers:
    """Return those that work, with the reach that is asked for."""
    kept = every.only(~np.isin(every.rows, study.conditions.out))
    if study[parameter] is None:
        return kept
    reach = np.full(len(kept.rows), float(study[parameter]))
    return Watchers(kept.rows, kept.eye, kept.ground, reach, kept.angle_deg, kept.direction_deg, kept.assumed)


def _lit(study: Study, public: Samples, lamps: Watchers) -> tuple[Numbers, float]:
    """Return the share of each stretch and plot that is lit, NaN where nobody knows of more than half of it.

    Beside it, the share of the metres of way that are lit by what is said of them alone, no lamp being drawn there.

    A point is lit by a lamp that works and is in sight. Where none is in reach, working or not, it is as is said of the
    way; of a way of which nothing is said it is dark if lamps are drawn in the neighbourhood, else unknown.
    """
    twin, count = study.twin, len(public.points)
    shines = sight(twin, lamps, public.points).points(count, surely=True)
    away = _lamps_away(study, public)
    parent = twin.nodes["parent"][public.rows]
    way = np.where(public.is_way & (parent >= 0), parent, public.rows)
    word = said(twin, way, "lit")[1][public.owner]
    reach = limits()["reach"]
    near = away <= float(reach["lamp_m"] if study["light"] is None else study["light"])
    known = away <= float(reach["lamps_known_m"])
    lit = np.select([shines, near, word == "yes", (word == "no") | known], [1.0, 0.0, 1.0, 0.0], np.nan)
    metres = np.where(public.is_way, public.size, 0.0)
    alone = metres @ public.share((word == "yes") & ~shines & ~near) / max(metres.sum(), 1e-9)
    sure = public.share(np.isfinite(lit))
    bright = public.share(lit == 1.0)
    share = np.where(sure > 0.5, np.divide(bright, sure, out=np.zeros(len(sure)), where=sure > 0), np.nan)
    return share, float(alone)


def _lamps_away(study: Study, public: Samples) -> Numbers:
    """Return how far each point is from the nearest lamp that is drawn, whether or not it burns [m]."""
    every = street_lamps(study.twin).eye[:, :2]
    if not len(every):
        return np.full(len(public.points), np.inf)
    from scipy.spatial import KDTree

    return np.asarray(KDTree(every).query(public.points)[0])


def _table(study: Study, public: Samples, lit: Numbers, view: Sight) -> pd.DataFrame:
    count = len(public.points)
    sure, perhaps = (public.share(view.points(count, surely=one)) for one in (True, False))
    bright, watched = lit >= float(limits()["reach"]["lit_share"]), sure >= 0.5
    unsure = np.isnan(lit) | (~watched & (perhaps >= 0.5) & ~bright)
    state = np.select([bright & watched, bright, watched & ~np.isnan(lit), ~unsure], _STATES[:4], _STATES[4])
    return keyed(
        study.twin,
        public.rows,
        kind=np.where(public.is_way, "stretch", study.twin.nodes["object_type"][public.rows]),
        length_m=np.where(public.is_way, public.size, np.nan),
        area_m2=np.where(public.is_way, np.nan, public.size),
        share_lit=lit,
        share_seen=sure,
        share_seen_perhaps=perhaps,
        place=nearness(study.twin, study.dwellings, _middles(public)),
        state=state,
    )


def _middles(public: Samples) -> Numbers:
    """Return the middle of the points of each stretch and plot [m], (n, 2)."""
    total = np.zeros((len(public.rows), 2))
    np.add.at(total, public.owner, public.points)
    return np.asarray(total / np.maximum(np.bincount(public.owner, minlength=len(total)), 1)[:, None])


def _total(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    lines = []
    for name, size in (("stretches", "length_m"), ("plots", "area_m2")):
        mine = table[table[size].notna()]
        weight, known = mine[size], mine["share_lit"].notna()
        whole, lit = weight.sum(), weight[known].sum()
        parts = [(mine[one] * weight).sum() / whole if whole else 0.0 for one in ("share_seen", "share_seen_perhaps")]
        bright = (mine["share_lit"] * weight)[known].sum() / lit if lit else np.nan
        sizes = (whole, np.nan) if size == "length_m" else (np.nan, whole)
        lines.append((name, *sizes, bright, 1.0 - lit / whole if whole else 0.0, *parts))
    names = [column.name for column in Measure.more["total"]]
    frame, shares = pd.DataFrame(lines, columns=names), [name for name in names if name.startswith("share")]
    frame[shares] = frame[shares].clip(0.0, 1.0)
    return frame


def _cameras(study: Study, watching: Watchers, view: Sight, public: Samples) -> pd.DataFrame:
    import pandas as pd

    middles, homes = windows_of_dwellings(study.twin, study.dwellings)
    inside = sight(study.twin, watching, middles)
    each = np.bincount(public.owner, minlength=len(public.rows))
    metres = np.where(public.is_way, public.size / np.maximum(each, 1), 0.0)[public.owner]
    count = len(watching.rows)
    names = keyed(study.twin, watching.rows)
    return pd.DataFrame(
        {
            "id": names["id"],
            "name": names["code"].where(names["code"] != "", names["name"]),
            "works": True,
            "range_m": watching.range_m,
            "angle_deg": watching.angle_deg,
            "direction_deg": watching.direction_deg,
            "assumed": list(watching.assumed),
            "way_m": np.bincount(view.watcher, metres[view.point], count),
            "windows": np.bincount(inside.watcher[inside.surely], minlength=count),
            "windows_perhaps": np.bincount(inside.watcher[~inside.surely], minlength=count),
            "dwellings": [len(set(homes[inside.point[inside.watcher == one]].tolist())) for one in range(count)],
        }
    )


def _headline(table: pd.DataFrame, told: pd.DataFrame) -> str:
    total = _total(table).set_index("kind").loc["stretches"]
    dark = int((table["state"] == "neither").sum())
    looks = told[(told["windows"] > 0) | (told["windows_perhaps"] > 0)]
    lit = say("Light falls on {share:.0%} of the ways", share=total["share_lit"])
    if np.isnan(total["share_lit"]):
        lit = say("Nobody knows the lamps")
    unsure = total["share_light_unknown"]
    unknown = say(" of which one knows ({share:.0%} unknown)", share=unsure) if unsure > 0.005 else ""
    sees = say("no camera sees them")
    if len(told):
        sure, most = total["share_seen"], total["share_seen_perhaps"]
        sees = say("cameras see {share:.0%} for sure, up to {most:.0%}", share=sure, most=most)
    answer = say(
        "{lit}{unknown}, {sees}; {n} stretches and plots are neither lit nor seen.",
        lit=lit,
        unknown=unknown,
        sees=sees,
        n=dark,
    )
    if not len(told):
        return answer
    windows = say("{n} of {all} cameras have, or may have, windows of dwellings in sight.", n=len(looks), all=len(told))
    return joined((answer, windows))


def _notes(study: Study, watching: Watchers, told_lit: float) -> tuple[str, ...]:
    unaimed = int((~watching.aimed).sum())
    return (
        *(
            (say("{share:.0%} of the ways are lit as their map says; no lamp is drawn there.", share=told_lit),)
            if told_lit > 0
            else ()
        ),
        say("Trees, cars and fences hide nothing here: shares are upper bounds."),
        *((say("{n} cameras say no direction: what they see is told as perhaps.", n=unaimed),) if unaimed else ()),
        *((say("The twin knows no camera outdoors."),) if not len(cameras(study.twin).rows) else ()),
    )
