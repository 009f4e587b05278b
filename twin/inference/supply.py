"""Supply networks: what feeds what, per commodity, from the strongest evidence that there is.

Declared connections of ports come first, then ports that coincide. Links are between things, not between their ports.
"""

from __future__ import annotations

from typing import Any, Final

from twin.inference.layer import Inferred
from twin.inference.network.direction import directed, settled
from twin.inference.network.links import Links
from twin.inference.network.ports import coincident_ports, declared_links
from twin.inference.network.things import Things
from twin.model.columns import Columns
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("equipment", "dwellings", "use")


def infer(twin: Twin) -> Inferred:
    """Return which thing feeds which, and what of the networks is open."""
    things = Things(twin)
    links = Links.joined([declared_links(things), coincident_ports(things)]).distinct()
    return Inferred(_edges(things, directed(things, settled(things, links))))


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
