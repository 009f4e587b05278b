"""Lamps on their circuits: a system for each, fed from the cabinet that the attributes name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final, NamedTuple

import numpy as np

from twin.importers.public_space.things import Things
from twin.model.algebra import Tables, joined
from twin.model.columns import Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of, table_of_findings

__all__ = ["Lamp", "lamps_of", "with_circuits"]

_METHOD: Final = "attribute of the lamp"
_SAID: Final = ("circuit", "cabinet")


class Lamp(NamedTuple):
    """One lamp and what feeds it, as its attributes say.

    Parameters
    ----------
    row : its node
    circuit : name of its circuit, empty if unknown
    cabinet : name of the cabinet, empty if unknown
    """

    row: int
    circuit: str
    cabinet: str


def lamps_of(things: Things, first: int) -> list[Lamp]:
    """Return the lamps of which the attributes say what feeds them.

    Parameters
    ----------
    things : the features of one file
    first : row of the first of them among the nodes
    """
    rows = [row for row, one in enumerate(things.meanings) if one.object_type == "street lamp"]
    said = [
        Lamp(first + row, *(things.known[row][name].text if name in things.known[row] else "" for name in _SAID))
        for row in rows
    ]
    return [lamp for lamp in said if lamp.circuit or lamp.cabinet]


def with_circuits(tables: Tables, lamps: Sequence[Lamp]) -> Tables:
    """Return the tables with the circuits of some lamps, and what feeds the lamps.

    Parameters
    ----------
    tables : the tables that hold lamps and cabinets
    lamps : the lamps
    """
    if not lamps:
        return tables
    nodes, sources = tables["nodes"], tables["sources"]["name"].tolist()
    circuits: dict[tuple[int, str, str], int] = {}
    for lamp in lamps:
        if lamp.circuit:
            circuits.setdefault((int(nodes["source"][lamp.row]), lamp.cabinet, lamp.circuit), len(circuits))
    cabinets = _cabinets(tables)
    edges = list(_edges(lamps, circuits, cabinets, nodes))
    columns = ("source", "target", "relation", "commodity", "origin")
    said = dict(zip(columns, zip(*edges, strict=True) if edges else ((),) * len(columns), strict=True))
    evidence = {"provenance": [str(Provenance.DECLARED)] * len(edges), "method": [_METHOD] * len(edges)}
    added = {
        "nodes": _systems(circuits, [PurePath(name).stem for name in sources]),
        "edges": table_of("edges", {**said, **evidence}),
        "findings": table_of_findings(_unknown_cabinets(lamps, cabinets, nodes, sources)),
    }
    result = dict(tables)
    for name, table in added.items():  # one by one, so that references stay as they are
        result |= joined([{name: tables[name]}, {name: table}])
    return result


def _systems(circuits: Mapping[tuple[int, str, str], int], stems: Sequence[str]) -> Columns:
    ids = [
        "/".join(part for part in (stems[source], "circuit", cabinet, name) if part)
        for source, cabinet, name in circuits
    ]
    count = len(ids)
    return table_of(
        "nodes",
        {
            "id": ids,
            "global_id": ids,
            "kind": [Kind.SYSTEM] * count,
            "ifc_class": ["IfcDistributionCircuit"] * count,
            "name": [name for _, _, name in circuits],
            "object_type": ["lamp circuit"] * count,
            "predefined_type": ["LIGHTING"] * count,
            "source": [source for source, _, _ in circuits],
        },
    )


def _cabinets(tables: Tables) -> dict[str, int]:
    """Return the cabinets by their number and name, only what one of them alone bears."""
    nodes = tables["nodes"]
    rows = np.flatnonzero(nodes["object_type"] == "cabinet").tolist()
    named = [(word, row) for row in rows for word in {nodes["tag"][row], nodes["name"][row]} if word]
    counts = Counter(word for word, _ in named)
    return {word: row for word, row in named if counts[word] == 1}


def _edges(
    lamps: Sequence[Lamp],
    circuits: Mapping[tuple[int, str, str], int],
    cabinets: Mapping[str, int],
    nodes: Columns,
) -> Iterator[tuple[Any, ...]]:
    for lamp in lamps:
        source = int(nodes["source"][lamp.row])
        if lamp.circuit:
            system = nodes.length + circuits[source, lamp.cabinet, lamp.circuit]
            yield system, lamp.row, Relation.GROUPS, "", source
        if lamp.cabinet in cabinets:
            yield cabinets[lamp.cabinet], lamp.row, Relation.FEEDS, "power", source


def _unknown_cabinets(
    lamps: Sequence[Lamp], cabinets: Mapping[str, int], nodes: Columns, sources: Sequence[str]
) -> Iterator[Finding]:
    missing = Counter(
        (sources[nodes["source"][lamp.row]], lamp.cabinet)
        for lamp in lamps
        if lamp.cabinet and lamp.cabinet not in cabinets
    )
    for file in sorted({file for file, _ in missing}):
        names = sorted(name for one, name in missing if one == file)
        some = ", ".join(names[:5])
        yield Finding(
            "cabinet-unknown",
            Severity.WARNING,
            f"Lamps name {len(names)} cabinets that no file has, or that several bear: {some}",
            "Add the cabinets with their number in ref.",
            file,
        )
