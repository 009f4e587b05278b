"""The places that a thing is in, from the site down, as people say where something is."""

from __future__ import annotations

from dataclasses import dataclass

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.window.naming import label_of
from twin_viewers.window.tree_index import index_of

__all__ = ["Crumb", "places_above"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """A place on the way down to a thing.

    Parameters
    ----------
    row : of the place
    label : what people call it
    """

    row: int
    label: str


def places_above(twin: Twin, row: int, *, language: str = "en") -> tuple[Crumb, ...]:
    """Return the places that a thing is in, from the site down, itself left out.

    A room of a dwelling on two storeys is on its own storey, though the tree lists the dwelling on one.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    language : of places without a name
    """
    nodes = twin.nodes
    above = [one for one in index_of(twin).path(row)[:-1] if one < nodes.length]
    storey = int(nodes["storey"][row])
    if storey >= 0 and nodes["kind"][row] != Kind.ZONE:
        above = [storey if nodes["kind"][one] == Kind.STOREY else one for one in above]
    return tuple(Crumb(one, label_of(twin, one, language=language)) for one in above if one != row)
