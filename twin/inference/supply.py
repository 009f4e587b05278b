"""Supply networks: what feeds what, per commodity, from the strongest evidence that there is.

Declared connections of ports come first, then ports that coincide, then ends and bodies that meet. What is left open is
assumed and says so: a terminal hangs on the network of its dwelling, the members of a system on its source, a dwelling
on the riser of its stack. Links are between things, not between their ports; a link whose direction nothing tells is
one row like the others, its ends ordered by id and its method ending with ``-undirected``.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from twin.inference.layer import Inferred
from twin.inference.network.direction import directed, settled
from twin.inference.network.links import Links
from twin.inference.network.membership import member_links
from twin.inference.network.places import Places
from twin.inference.network.ports import coincident_ports, declared_links, joined_ports
from twin.inference.network.proximity import near_links, without_shortcuts
from twin.inference.network.report import findings_of
from twin.inference.network.terminals import dwelling_links, end_to_terminal, nearest_in_dwelling
from twin.inference.network.things import Things
from twin.model.columns import Columns
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("equipment", "dwellings", "use")


def infer(twin: Twin) -> Inferred:
    """Return which thing feeds which, and what of the networks is open."""
    things, places = Things(twin), Places(twin)
    links = settled(things, found_links(things, places))
    for step in (nearest_in_dwelling, member_links, dwelling_links):  # each fills what those before it leave open
        links = Links.joined([links, step(things, places, links)])
    links = links.distinct()
    return Inferred(_edges(things, directed(things, links)), findings=findings_of(things, links))


def found_links(things: Things, places: Places) -> Links:
    """Return the links that are declared or follow from positions and shapes, each pair of things once."""
    declared = declared_links(things)
    coincident, joined = coincident_ports(things)
    earlier = Links.joined([declared, coincident])
    near, open_ends = near_links(things, earlier=earlier, taken=np.concatenate((joined_ports(things), joined)))
    links = Links.joined([earlier, near])
    ending = end_to_terminal(things, places, open_ends, links)
    return without_shortcuts(things, Links.joined([links, ending]).distinct())


def _edges(things: Things, links: Links) -> Columns:
    columns: dict[str, Any] = {
        "source": links.one,
        "target": links.other,
        "relation": [Relation.FEEDS] * len(links),
        "commodity": [things.words.word(one) for one in links.carried.tolist()],
        "provenance": links.provenance,
        "method": links.method,
        "confidence": links.confidence,
        "value": links.gap,
    }
    return table_of("edges", columns)
