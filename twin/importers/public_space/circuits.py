"""Lamps on their circuits: a system for each, fed from the cabinet that the attributes name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from twin.importers.public_space.attributes import SET_NAME
from twin.model.algebra import Tables, joined, keep_rows
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of, table_of_findings

__all__ = ["with_circuits"]

_CIRCUIT: Final = "lamp circuit"
_METHOD: Final = "attribute of the lamp"
_UNKNOWN: Final = "cabinet-unknown"
_SAID: Final = ("circuit", "cabinet")


class _Lamp(NamedTuple):
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


def with_circuits(tables: Tables) -> Tables:
    """Return the tables with the circuits of all lamps, made anew, and what feeds the lamps.

    Parameters
    ----------
    tables : models and public space
    """
    tables = _without_circuits(tables)
    lamps = _lamps(tables)
    if not lamps:
        return tables
    nodes = tables["nodes"]
    circuits: dict[tuple[str, str], int] = {}
    for lamp in lamps:
        if lamp.circuit:
            circuits.setdefault((lamp.cabinet, lamp.circuit), lamp.row)
    cabinets = _cabinets(nodes)
    edges = list(_edges(lamps, list(circuits), cabinets, nodes))
    columns = ("source", "target", "relation", "commodity", "origin")
    said = dict(zip(columns, zip(*edges, strict=True) if edges else ((),) * len(columns), strict=True))
    evidence = {"provenance": [str(Provenance.DECLARED)] * len(edges), "method": [_METHOD] * len(edges)}
    added = {
        "nodes": _systems(circuits, nodes),
        "edges": table_of("edges", {**said, **evidence}),
        "findings": table_of_findings(_unknown_cabinets(lamps, cabinets, nodes, tables["sources"]["name"])),
    }
    result = dict(tables)
    for name, table in added.items():  # one by one, so that references stay as they are
        result |= joined([{name: tables[name]}, {name: table}])
    return result


def _without_circuits(tables: Tables) -> Tables:
    return keep_rows(
        tables,
        {
            "nodes": tables["nodes"]["object_type"] != _CIRCUIT,
            "edges": tables["edges"]["method"] != _METHOD,
            "findings": tables["findings"]["code"] != _UNKNOWN,
        },
    )


def _lamps(tables: Tables) -> list[_Lamp]:
    """Return the lamps of which the attributes say what feeds them."""
    properties, sets, links = tables["properties"], tables["property_sets"]["name"], tables["node_property_sets"]
    ours = np.flatnonzero(np.isin(properties["name"].astype(str), _SAID))
    ours = ours[sets[properties["set"][ours]] == SET_NAME]
    said: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in ours.tolist():
        said[int(properties["set"][row])][properties["name"][row]] = properties["value"][row]
    lit = tables["nodes"]["object_type"][links["node"]] == "street lamp"
    told = np.flatnonzero(lit & np.isin(links["set"], sorted(said)))
    rows = zip(links["node"][told].tolist(), links["set"][told].tolist(), strict=True)
    return [_Lamp(node, *(said[set_].get(name, "") for name in _SAID)) for node, set_ in rows]


def _systems(circuits: Mapping[tuple[str, str], int], nodes: Columns) -> Columns:
    ids = ["/".join(part for part in ("circuit", cabinet, name) if part) for cabinet, name in circuits]
    count = len(ids)
    return table_of(
        "nodes",
        {
            "id": ids,
            "global_id": ids,
            "kind": [Kind.SYSTEM] * count,
            "ifc_class": ["IfcDistributionCircuit"] * count,
            "name": [name for _, name in circuits],
            "object_type": [_CIRCUIT] * count,
            "predefined_type": ["LIGHTING"] * count,
            "source": nodes["source"][list(circuits.values())],
        },
    )


def _cabinets(nodes: Columns) -> dict[str, int]:
    """Return the cabinets by their number and name, only what one of them alone bears."""
    rows = np.flatnonzero(nodes["object_type"] == "cabinet").tolist()
    named = [(word, row) for row in rows for word in {nodes["tag"][row], nodes["name"][row]} if word]
    counts = Counter(word for word, _ in named)
    return {word: row for word, row in named if counts[word] == 1}


def _edges(
    lamps: Sequence[_Lamp], circuits: Sequence[tuple[str, str]], cabinets: Mapping[str, int], nodes: Columns
) -> Iterator[tuple[Any, ...]]:
    number = {circuit: nodes.length + place for place, circuit in enumerate(circuits)}
    for lamp in lamps:
        source = int(nodes["source"][lamp.row])
        if lamp.circuit:
            yield number[lamp.cabinet, lamp.circuit], lamp.row, Relation.GROUPS, "", source
        if lamp.cabinet in cabinets:
            yield cabinets[lamp.cabinet], lamp.row, Relation.FEEDS, "power", source


def _unknown_cabinets(
    lamps: Sequence[_Lamp], cabinets: Mapping[str, int], nodes: Columns, sources: Array
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
            _UNKNOWN,
            Severity.WARNING,
            f"Lamps name {len(names)} cabinets that no file has, or that several bear: {some}",
            "Add the cabinets with their number in ref.",
            file,
        )
