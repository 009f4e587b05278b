"""How long one walks to a place from everywhere: the lines of equal time around it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.said.text import say
from twin.usage.measure import Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.walkers import PARAMETERS, REFERENCES, Times, ends_of, names_in, times_of

__all__ = ["Measure"]

_TO: Final = "to"


class Measure(UsageMeasure):
    """Walking time to the nearest of some places from each stretch of way outdoors and from each space indoors.

    A stretch has the time from its nearer end. Colours are bands of equal time; the same graph, speeds and closures as
    `catchment`.
    """

    about = "walking time to a place from every way and every space around it"
    reads = ("opens_onto", "walks_to", "spaces", "paths", "destinations", "states health, supply, door, space")
    parameters = (
        Parameter("to", "playground", about="where to: name, type, use, tag or category, with commas between several"),
        Parameter("band", 60.0, unit="s", about="width of a band", source="a choice", low=1),
        *PARAMETERS,
    )
    what_ifs = ("closed",)
    columns = (
        Column("what", "way or space", kind="text"),
        Column("walk_s", "walking time by the best way, with stairs; unknown if nothing leads there", "s", low=0),
        Column("step_free_s", "time by the best way that is proven step-free", "s", low=0),
        Column("perhaps_step_free_s", "time if what nobody knows is free of steps", "s", low=0),
    )
    references = REFERENCES
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return the times from all ways and spaces."""
        ends = [ends_of(study.twin, name) for name in names_in(study["to"])]
        there = np.unique(np.concatenate([*ends, np.zeros(0)])).astype(np.int64)
        stretches, near = _stretches(study)
        rows = np.concatenate((study.twin.rows(Kind.SPACE), near.ravel())).astype(np.int64)
        what = say(study["to"])
        if not len(there) or not len(rows):
            return Outcome(empty(self.schema()[""]), reason=say("the twin knows no {what}, or no way", what=what))
        times = times_of(study, np.unique(rows), {_TO: there})[_TO]
        table = keyed(
            study.twin,
            np.concatenate((study.twin.rows(Kind.SPACE), stretches)),
            what=["space"] * len(study.twin.rows(Kind.SPACE)) + ["way"] * len(stretches),
            **{f"{name}_s": _both(study, times, of, near) for name, of in _kinds(times).items()},
        )
        reached = table["walk_s"].notna()
        band = study["band"]
        classes = tuple(
            (band * number, say("up to {minutes:g} min", minutes=band * number / 60)) for number in range(1, 9)
        )
        return Outcome(
            table,
            headline=say(
                "{n} of {all} ways and spaces lead to {what}; half of them within {minutes:.1f} min.",
                n=int(reached.sum()),
                all=len(table),
                what=what,
                minutes=np.nanmedian(table["walk_s"]) / 60,
            ),
            share_assumed=times.share_assumed,
            colours=(
                Colouring("walk_s", say("Walking time"), classes=(*classes, (np.inf, "longer")), unknown="no way"),
            ),
            plots=(Plot("map", say("Walking time to {what}", what=what), value="walk_s", where=(("what", "way"),)),),
            places=tuple(study.twin.nodes["id"][there].tolist()),
        )


def _kinds(times: Times) -> dict[str, NDArray[np.float64]]:
    return {"walk": times.walk, "step_free": times.proven, "perhaps_step_free": times.perhaps}


def _both(study: Study, times: Times, seconds: Array, near: Array) -> NDArray[np.float64]:
    """Return the times from spaces, then those from the nearer ends of stretches; NaN without a way."""
    of_row = np.full(study.twin.nodes.length, np.inf)
    of_row[times.rows] = seconds
    found = np.concatenate((of_row[study.twin.rows(Kind.SPACE)], of_row[near].min(axis=1)))
    return np.where(np.isfinite(found), found, np.nan)


def _stretches(study: Study) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the stretches of ways that have a drawn line, and the junctions at both ends of each, (n,), (n, 2)."""
    edges, nodes = study.twin.edges, study.twin.nodes
    path = nodes["kind"] == Kind.PATH
    mine = (edges["relation"] == Relation.WALKS_TO) & (edges["via"] >= 0)
    mine &= path[edges["source"]] & path[edges["target"]] & path[edges["via"]]
    stretches, first = np.unique(edges["via"][mine], return_index=True)
    ends = np.column_stack((edges["source"][mine], edges["target"][mine]))
    return stretches.astype(np.int64), ends[first].reshape(-1, 2).astype(np.int64)
