"""Surrounding buildings that are already in the twin, from a model that says more of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely

from twin.importers.public_space.surroundings import Models
from twin.importers.public_space.things import Things
from twin.model.algebra import Tables, joined, keep_rows, merged
from twin.model.columns import Array
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.schema import table_of

__all__ = ["FOOTPRINT", "Known", "known_buildings", "with_known"]

FOOTPRINT: Final = "footprint"
"""What says that a feature and a building of a model are one."""
_ENOUGH: Final = 0.5
"""Two buildings do not share half of a footprint."""
_CONFIDENCE: Final = 0.9


class Known(NamedTuple):
    """Which features are buildings of the models.

    Parameters
    ----------
    rows : features, (n,)
    buildings : rows of the buildings in the twin that they are, (n,)
    overlap : share of the smaller footprint that both cover [-], (n,)
    source : row of their file among the sources
    """

    rows: Array
    buildings: Array
    overlap: Array
    source: int = 0

    def at(self, first: int, source: int) -> Known:
        """Return the same with rows counted on from those of other files."""
        return self._replace(rows=self.rows + first, source=source)


def known_buildings(things: Things, models: Models, file: str) -> tuple[Known, list[Finding]]:
    """Return which of the surrounding buildings the models describe, and a finding that counts them.

    Parameters
    ----------
    things : the features of one file
    models : what the models of the buildings cover
    file : its name
    """
    rows = np.array([row for row, one in enumerate(things.meanings) if one.kind == Kind.BUILDING], dtype=int)
    tree = shapely.STRtree(things.geometry[rows])
    model, place = tree.query(models.footprints, predicate="intersects")
    ours, theirs = models.footprints[model], things.geometry[rows[place]]
    smaller = np.minimum(shapely.area(ours), shapely.area(theirs))
    overlap = shapely.area(shapely.intersection(ours, theirs)) / np.maximum(smaller, 1e-9)
    order = np.lexsort((-overlap, place))
    order = order[overlap[order] > _ENOUGH]
    best = order[np.unique(place[order], return_index=True)[1]]
    known = Known(rows[place[best]], models.buildings[model[best]], overlap[best])
    return known, [_told(len(best), file)] if len(best) else []


def with_known(tables: Tables, known: Sequence[Known]) -> Tables:
    """Return tables in which the buildings of models have taken over what features say of them.

    Parameters
    ----------
    tables : models and public space
    known : which features are buildings of the models
    """
    rows = np.concatenate([one.rows for one in known]) if known else np.empty(0, dtype=int)
    if not len(rows):
        return tables
    nodes = tables["nodes"]
    same = np.arange(nodes.length)
    same[rows] = np.concatenate([one.buildings for one in known])
    joint = table_of(
        "same_as",
        {
            "node": rows,
            "source": np.concatenate([np.full(len(one.rows), one.source) for one in known]),
            "id": nodes["id"][rows],
            "name": nodes["name"][rows],
            "method": [FOOTPRINT] * len(rows),
            "confidence": np.full(len(rows), _CONFIDENCE),
            "value": np.concatenate([one.overlap for one in known]),
        },
    )
    undrawn = keep_rows(tables, {"lines": ~np.isin(tables["lines"]["node"], rows)})
    return merged(undrawn | joined([{"same_as": undrawn["same_as"]}, {"same_as": joint}]), same)


def _told(count: int, file: str) -> Finding:
    return Finding(
        "building-known",
        Severity.INFO,
        f"{count} buildings stand where models of the estate stand: the models are shown, the attributes taken over",
        "Look them up in the table same_as.",
        file,
    )
