"""Features that have found their meaning and their place in the estate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from twin.geometry.mesh import Mesh
from twin.importers.public_space.attributes import Value
from twin.importers.public_space.meaning import Meaning
from twin.model.columns import Array

__all__ = ["Things", "together"]


@dataclass(frozen=True)
class Things:
    """Features of one file with their meaning, in coordinates of the estate.

    Parameters
    ----------
    ids : lasting ids
    meanings : what each is
    geometry : where each is [m], (n,)
    names : name of each, empty if it has none
    refs : number or code that its author gave it
    tags : attributes as written
    known : attributes that have a meaning for the twin
    set_name : property set of the attributes as written
    bodies : for some, by number, the shape [m]
    """

    ids: Sequence[str]
    meanings: Sequence[Meaning]
    geometry: Array
    names: Sequence[str]
    refs: Sequence[str]
    tags: Sequence[Mapping[str, str]]
    known: Sequence[Mapping[str, Value]]
    set_name: str
    bodies: Mapping[int, Mesh] = field(default_factory=dict)


def together(things: Sequence[Things]) -> Things:
    """Return the things of several layers of one file end to end.

    Parameters
    ----------
    things : at least one
    """
    first = np.concatenate(([0], np.cumsum([len(part.ids) for part in things])))
    return Things(
        [one for part in things for one in part.ids],
        [one for part in things for one in part.meanings],
        np.concatenate([part.geometry for part in things]),
        [one for part in things for one in part.names],
        [one for part in things for one in part.refs],
        [one for part in things for one in part.tags],
        [one for part in things for one in part.known],
        things[0].set_name,
        {int(first[place]) + row: body for place, part in enumerate(things) for row, body in part.bodies.items()},
    )
