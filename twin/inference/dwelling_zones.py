"""Which zones that somebody declared are dwellings.

Zones also group spaces by department, temperature, fire compartment or lighting circuit. A zone is a dwelling if its
name says so, or if its name says nothing and it holds what a dwelling has: one kitchen or living room, a wet room, and
no other zone of that sort within it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.inference.homes import Plan
from twin.inference.words import words
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["declared_dwellings"]

_NO_DWELLING: Final = ("commerce", "common room", "lift", "parking")
_MOST_KITCHENS: Final = 2
"""A zone with more is a storey or a building."""


def declared_dwellings(twin: Twin, rows: Array, plan: Plan) -> dict[int, Array]:
    """Return the members of each zone that is a dwelling, as positions in ``rows``.

    Parameters
    ----------
    twin : the twin
    rows : nodes of the spaces
    plan : their uses
    """
    said = {zone: (_said(twin, zone), members) for zone, members in _members(twin, rows).items()}
    named = {zone: members for zone, (sort, members) in said.items() if sort == "dwelling" and _fits(plan, members)}
    taken = set(np.concatenate([*named.values(), np.array([], dtype=int)]).astype(int).tolist())
    silent = {zone: members for zone, (sort, members) in said.items() if not sort and _looks_lived_in(plan, members)}
    for zone in sorted(silent, key=lambda one: (len(silent[one]), one)):
        if taken.isdisjoint(silent[zone].tolist()):
            named[zone] = silent[zone]
            taken |= set(silent[zone].tolist())
    return dict(sorted(named.items()))


def _members(twin: Twin, rows: Array) -> dict[int, Array]:
    """Return the spaces of each zone; zones without spaces are left out."""
    edges, place = twin.edges, np.full(twin.nodes.length, -1)
    place[rows] = np.arange(len(rows))
    zones = np.isin(edges["source"], twin.rows(Kind.ZONE)) & (place[edges["target"]] >= 0)
    grouped = np.flatnonzero(zones & np.isin(edges["relation"].astype(str), (Relation.GROUPS, Relation.CONTAINS)))
    source, target = edges["source"][grouped], place[edges["target"][grouped]]
    return {int(zone): np.unique(target[source == zone]) for zone in np.unique(source)}


def _said(twin: Twin, zone: int) -> str:
    nodes = twin.nodes
    sorts = [words().zone(nodes[name][zone]) for name in ("name", "long_name", "object_type", "predefined_type")]
    return "other" if "other" in sorts else next(filter(None, sorts), "")


def _fits(plan: Plan, members: Array) -> bool:
    """Return whether nothing in the zone denies that it is a dwelling."""
    use = plan.use[members].astype(str)
    lived = np.isin(use, ("living", "kitchen", "wet", "unknown")).any()
    return bool(lived and not np.isin(use, _NO_DWELLING).all() and (use == "office").sum() <= (use != "office").sum())


def _looks_lived_in(plan: Plan, members: Array) -> bool:
    use = plan.use[members].astype(str)
    kitchens = sum(bool(plan.traits[one] & {"kitchen", "studio"}) for one in members.tolist())
    living, wet = (use == "living").sum(), (use == "wet").any()
    return bool(living and wet and living > (use == "office").sum() and 0 < kitchens <= _MOST_KITCHENS)
