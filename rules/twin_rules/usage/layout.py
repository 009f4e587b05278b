"""How deep and how central spaces and ways are in the layout of the estate (space syntax)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.analysis.space_syntax import syntax_of
from twin.analysis.space_syntax_layout import layout_of
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.said.text import say
from twin.simulation.hazard import Parameter
from twin.usage.measure import Column, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]


class Measure(UsageMeasure):
    """Where people pass by, and where they do not come."""

    about = "how deep and how central spaces and ways are in the layout (space syntax)"
    reads = ("opens_onto and walks_to of the twin",)
    parameters = (
        Parameter(
            "radius",
            0.0,
            about="steps within which depth and integration are taken; 0 for the whole estate",
            source="Hillier and Hanson (1984) take the whole; 3 is common for local integration",
            low=0,
        ),
    )
    columns = (
        Column("kind", "space, or way outdoors", kind="text"),
        Column("use", "what a space is used for, empty for ways", kind="text"),
        Column("pieces", "spaces and ways that one can walk to from here, itself included", kind="count", low=1),
        Column("connectivity", "spaces and ways next to it", kind="count", low=0),
        Column("control", "sum over its neighbours of one over their connectivity", low=0),
        Column("mean_depth", "steps to the others on average", low=1),
        Column("asymmetry", "relative asymmetry: 0 next to all, 1 at the end of a chain", low=0, high=1),
        Column("integration", "one over real relative asymmetry; unknown where it would be infinite", low=0),
        Column("choice", "shortest ways between two others that lead through it", low=0),
        Column("choice_share", "choice over the number of pairs of others it could lie between", low=0, high=1),
        Column("street_depth", "steps from the nearest public space; unknown if none leads to it", low=0),
    )
    references = (
        "B. Hillier, J. Hanson (1984), The Social Logic of Space, pp. 108-113, DOI 10.1017/CBO9780511597237",
        "U. Brandes (2001), J. Math. Sociol. 25(2), DOI 10.1080/0022250X.2001.9990249",
    )
    status = "verified"

    def measure(self, study: Study) -> Outcome:
        """Return the measures of every space and way."""
        twin, layout = study.twin, layout_of(study.twin)
        if not len(layout.rows):
            reason = say("it has no spaces and no ways")
            return Outcome(empty((*self.keys, *self.columns)), reason=reason)
        found = syntax_of(layout, radius=int(study["radius"]) or None)
        others = found.piece if not study["radius"] else syntax_of(layout).piece
        pairs = (others - 1.0) * (others - 2.0) / 2.0
        space = twin.nodes["kind"][layout.rows] == Kind.SPACE
        table = keyed(
            twin,
            layout.rows,
            kind=np.where(space, "space", "way"),
            use=np.where(space, twin.nodes["use"][layout.rows], ""),
            pieces=found.piece,
            connectivity=found.connectivity,
            control=found.control,
            mean_depth=found.mean_depth,
            asymmetry=np.clip(found.asymmetry, 0.0, 1.0),
            integration=np.where(np.isfinite(found.integration), found.integration, np.nan),
            choice=np.maximum(found.choice, 0.0),
            choice_share=np.clip(np.divide(found.choice, pairs, out=np.zeros(len(pairs)), where=pairs > 0), 0.0, 1.0),
            street_depth=found.street_depth,
        )
        cut_off = int((np.isnan(found.street_depth) & space).sum())
        return Outcome(
            table,
            headline=_headline(table, space),
            notes=(
                say(
                    "Steps count doors, stairs, lift landings and junctions, not metres; the sizes of rooms play no"
                    " part."
                ),
                say(
                    "{n} spaces are reached from no public space on foot: shafts, or doors that the model lacks.",
                    n=cut_off,
                ),
            ),
            share_assumed=_assumed(study),
            colours=(
                Colouring("integration", say("Integration (space syntax)")),
                Colouring("street_depth", say("Steps from the street")),
                Colouring("choice_share", say("Choice (share of ways that pass)")),
            ),
            plots=(
                Plot("map", say("Integration"), value="integration"),
                Plot("map", say("Choice"), value="choice_share"),
            ),
        )


def _headline(table: pd.DataFrame, space: Array) -> str:
    rooms = table[space]
    known = rooms.dropna(subset=["street_depth"])
    if not len(rooms):
        return say("No space is modelled: figures are those of {n} places out of doors.", n=len(table))
    if not len(known):
        return say("{n} spaces, none of which a public space leads to.", n=len(rooms))
    deepest = known.iloc[int(np.argmax(known["street_depth"]))]
    busiest = rooms.iloc[int(np.argmax(rooms["choice"]))]
    return say(
        "Spaces lie {mean:.1f} steps from the street on average, {deepest} ({building}) deepest with {steps:.0f}; most"
        " ways lead through {busiest} ({busiest_building}, {busiest_storey}).",
        mean=known["street_depth"].mean(),
        deepest=deepest["name"],
        building=deepest["building"],
        steps=deepest["street_depth"],
        busiest=busiest["name"],
        busiest_building=busiest["building"],
        busiest_storey=busiest["storey"],
    )


def _assumed(study: Study) -> float:
    """Return the share of passages that nobody declared or measured [-]."""
    edges = study.twin.edges
    passes = np.isin(edges["relation"].astype(str), ["opens_onto", "walks_to"])
    return float((edges["provenance"][passes] == "assumed").mean()) if passes.any() else 0.0
