"""Supply for buildings whose models say nothing about it: a main, a riser for each stack of dwellings, each dwelling.

Runs only when asked for. A rule that needs to know who loses water when a riser fails can then be tried on a model of
the architecture alone; all that it yields rests on assumptions, and each edge says so. What any other layer found for a
building and commodity is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from twin.inference.layer import Inferred
from twin.inference.network.places import Places
from twin.inference.network.stacks import Homes, homes_of
from twin.model.columns import Array
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["AFTER", "OPTIONAL", "infer"]

AFTER: Final = ("supply", "dwellings")
OPTIONAL: Final = True

_COMMODITIES: Final = {"cold_water": "cold water", "power": "power", "heating": "heating"}
"""What every block of flats has, one main each."""
_METHOD: Final = "assumed-network"
_CONFIDENCE: Final = 0.1
"""Most blocks are built like this; nothing says that this one is."""


def infer(twin: Twin) -> Inferred:
    """Return a minimal network for each building and commodity that has none, with a finding for each building."""
    homes = homes_of(Places(twin))
    stack = homes.stacks()
    draft = _Draft(twin)
    findings = []
    for building in np.unique(homes.building).tolist():
        missing = [one for one in _COMMODITIES if not _has_network(twin, building, one)]
        mine = np.flatnonzero(homes.building == building)
        for commodity in missing:
            draft.add(commodity, building, homes, stack=np.where(homes.building == building, stack, -1))
        if missing:
            findings.append(_finding(twin, building, missing, stack[mine]))
    return Inferred(draft.edges(), draft.nodes(), findings=findings)


def _has_network(twin: Twin, building: int, commodity: str) -> bool:
    """Return whether anything of the building, or of no known building, is fed with the commodity."""
    edges, nodes = twin.edges, twin.nodes
    flows = np.char.startswith(edges["commodity"].astype(str), commodity) & (edges["relation"] == Relation.FEEDS)
    ends = np.concatenate((edges["source"][flows], edges["target"][flows]))
    return bool(np.isin(nodes["building"][ends], (building, -1)).any())


@dataclass
class _Draft:
    """Nodes and edges in the making."""

    twin: Twin
    rows: list[dict[str, Any]] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, commodity: str, building: int, homes: Homes, *, stack: Array) -> None:
        """Add a main, its risers and what they feed; the stack of other buildings' dwellings is -1."""
        ids = self.twin.nodes["id"]
        place = ids[building] if building >= 0 else "estate"
        main = self._node(commodity, "main", str(place), building, homes.centre[stack >= 0].mean(axis=0))
        for one in np.unique(stack[stack >= 0]).tolist():
            fed = homes.rows[stack == one]
            name = min(str(identity) for identity in ids[fed])
            riser = self._node(commodity, "riser", name, building, homes.centre[stack == one].mean(axis=0))
            self.links.append((main, riser, commodity))
            self.links += [(riser, int(row), commodity) for row in fed]

    def _node(self, commodity: str, part: str, of: str, building: int, position: Array) -> int:
        row = {
            "id": f"assumed~{commodity}~{part}~{of}",
            "kind": Kind.EQUIPMENT,
            "name": f"Assumed {_COMMODITIES[commodity]} {part}",
            "source": -1,
            "parent": building,
            "building": building,
            "position": position,
            "provenance": Provenance.ASSUMED,
        }
        self.rows.append(row)
        return self.twin.nodes.length + len(self.rows) - 1

    def nodes(self) -> Any:
        """Return the new nodes as a table."""
        columns = self.rows[0] if self.rows else {"id": ""}
        return table_of("nodes", {name: [row[name] for row in self.rows] for name in columns})

    def edges(self) -> Any:
        """Return the new edges as a table."""
        columns: dict[str, Any] = {
            "source": [link[0] for link in self.links],
            "target": [link[1] for link in self.links],
            "commodity": [link[2] for link in self.links],
        }
        same = {"relation": Relation.FEEDS, "provenance": Provenance.ASSUMED, "method": _METHOD}
        columns |= {name: [word] * len(self.links) for name, word in same.items()}
        return table_of("edges", {**columns, "confidence": [_CONFIDENCE] * len(self.links)})


def _finding(twin: Twin, building: int, missing: list[str], stacks: Array) -> Finding:
    nodes = twin.nodes
    words = ", ".join(_words(missing))
    risers = len(np.unique(stacks))
    message = (
        f"Results on {words} of this building rest on assumptions: the models hold no such network, so {len(stacks)} "
        f"dwellings were joined to {risers} {'riser' if risers == 1 else 'risers'} and one main each"
    )
    identity, name = (nodes["global_id"][building], nodes["name"][building]) if building >= 0 else ("", "")
    remedy = "Import the models of the services, or say what feeds what in a links file."
    return Finding("assumed-network", Severity.WARNING, message, remedy, "", identity, name)


def _words(commodities: list[str]) -> Iterator[str]:
    return (_COMMODITIES[one] for one in commodities)
