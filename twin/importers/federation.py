"""One building from the files of its disciplines, although their identities, units and names differ.

Architects and engineers export each from a tool of their own: the building of one file is that of another if both
stand in one place and something else agrees, or if their names or spaces do. Storeys, sites, spaces, zones, systems
and devices follow. Whatever is joined keeps the ids it had, with the reason, in the table ``same_as``; what may be one
and is not certain stays apart, with a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import isnan
from pathlib import PurePath
from typing import NamedTuple

import numpy as np

from twin.importers.containment import nearest
from twin.importers.devices import join_devices
from twin.importers.likeness import ENOUGH, Building, Likeness, likeness, pairs
from twin.importers.matching import join_groups, join_spaces, join_storeys
from twin.importers.sameness import Join, Sameness, precedence
from twin.model.algebra import Tables
from twin.model.columns import Array, Columns
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["Federation", "federated"]


class Federation(NamedTuple):
    """What is one across files.

    Parameters
    ----------
    same : row of the node that stands for each node, (n,)
    order : place of each node's file in the order of precedence, (n,)
    same_as : table of the nodes that others stand for
    findings : what was joined, and what could not be decided
    """

    same: Array
    order: Array
    same_as: Columns
    findings: tuple[Finding, ...]


def federated(tables: Tables, alike: Array) -> Federation:
    """Return what is one across the files of an estate.

    Parameters
    ----------
    tables : the tables of all files end to end
    alike : row of the node that stands for each, by GlobalId and class alone
    """
    order = precedence(tables)
    same = Sameness(order, tables["nodes"]["source"])
    for row in np.flatnonzero(alike != np.arange(len(alike))).tolist():
        same.join(Join(int(alike[row]), row, "GlobalId", 1.0))
    findings: list[Finding] = []
    if len(np.unique(tables["nodes"]["source"])) > 1:
        findings = _join_buildings(Twin(tables), order, same)
    final = same.representatives()
    table = _same_as(tables, same, final)
    return Federation(final, order, table, (*findings, *_told(tables, table)))


def _join_buildings(twin: Twin, order: Array, same: Sameness) -> list[Finding]:
    buildings = _buildings(twin, order)
    found = [likeness(one, other) for one, other in pairs(buildings)]
    certain, findings = _decided(twin, found, same)
    for one in certain:
        same.join(Join(one.one.row, one.other.row, _method(one), _confidence(one), one.overlap))
    _join_parts(twin, buildings, same)
    return findings


def _buildings(twin: Twin, order: Array) -> list[Building]:
    """Return the buildings of all files, those of files that take precedence first."""
    nodes = twin.nodes
    inside = nearest(nodes["parent"], nodes["kind"] == Kind.BUILDING)
    by_building = np.argsort(inside, kind="stable")
    rows = twin.rows(Kind.BUILDING)
    rows = rows[np.argsort(order[rows], kind="stable")]
    start, stop = (np.searchsorted(inside[by_building], rows, side) for side in ("left", "right"))
    return [Building(twin, int(row), by_building[a:b]) for row, a, b in zip(rows, start, stop, strict=True)]


def _decided(twin: Twin, found: Sequence[Likeness], same: Sameness) -> tuple[list[Likeness], list[Finding]]:
    """Return which likenesses hold, strongest first, and findings for those that remain doubtful."""
    apart = {frozenset((one.one.row, one.other.row)) for one in found if one.against}
    ranked = sorted((one for one in found if one.is_one), key=lambda one: one.strength, reverse=True)
    held: list[Likeness] = []
    findings = [_overlapping(twin, one) for one in found if not one.is_one and one.overlap >= ENOUGH]
    findings += [_elsewhere(twin, one) for one in found if one.against == "stand apart" and "name" in one.support]
    trial = Sameness(np.arange(twin.nodes.length), twin.nodes["source"])
    known = [one.one.row for one in found] + [one.other.row for one in found]
    for row in known:
        trial.join(Join(same.root(row), row, "", 1.0))
    for one in ranked:
        if _clashes(one, known, trial, apart):
            findings.append(_ambiguous(twin, one))
        elif trial.join(Join(one.one.row, one.other.row, "", 1.0)) or trial.are_one(one.one.row, one.other.row):
            held.append(one)
    return held, findings


def _clashes(one: Likeness, rows: Iterable[int], trial: Sameness, apart: set[frozenset[int]]) -> bool:
    """Return whether two buildings that are surely two would become one."""
    ours, theirs = ({row for row in rows if trial.are_one(row, end.row)} for end in (one.one, one.other))
    return any(frozenset((a, b)) in apart for a in ours for b in theirs)


def _join_parts(twin: Twin, buildings: Iterable[Building], same: Sameness) -> None:
    """Join what stands in buildings that are one."""
    storey = nearest(twin.nodes["parent"], twin.nodes["kind"] == Kind.STOREY)
    site = nearest(twin.nodes["parent"], twin.nodes["kind"] == Kind.SITE)
    groups: defaultdict[int, list[Building]] = defaultdict(list)
    for building in buildings:
        groups[same.root(building.row)].append(building)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if site[one.row] >= 0 and site[other.row] >= 0:
                same.join(Join(int(site[one.row]), int(site[other.row]), "its building", 0.9))
            join_storeys(one, other, same)
        for one, other in combinations(group, 2):
            join_spaces(one, other, same, nodes=twin.nodes, storey=storey)
    join_devices(twin, same)
    join_groups(twin.tables, same)


def _method(one: Likeness) -> str:
    place = ["extent"] if one.overlap >= ENOUGH else []
    return " and ".join([*place, *sorted(one.support)])


def _confidence(one: Likeness) -> float:
    return min(0.99, 0.6 + 0.13 * len(one.support) + (0.0 if isnan(one.overlap) else 0.1 * one.overlap))


def _same_as(tables: Tables, same: Sameness, final: Array) -> Columns:
    """Return a row for each node that another stands for, with the strongest of what says so."""
    nodes, names = tables["nodes"], tables["sources"]["name"]
    reasons: dict[int, Join] = {}
    for join in same.joins:
        for row in (join.one, join.other):
            if row not in reasons or join.confidence > reasons[row].confidence:
                reasons[row] = join
    rows = np.flatnonzero((final != np.arange(len(final))) & (nodes["source"] >= 0)).tolist()
    stems = [PurePath(name).stem for name in names]
    ids = [nodes["global_id"][row] or f"{stems[nodes['source'][row]]}~#{nodes['step_id'][row]}" for row in rows]
    return table_of(
        "same_as",
        {
            "node": final[rows],
            "source": nodes["source"][rows],
            "id": ids,
            "global_id": nodes["global_id"][rows],
            "name": nodes["name"][rows],
            "method": [reasons[row].method for row in rows],
            "confidence": [reasons[row].confidence for row in rows],
            "value": [reasons[row].value for row in rows],
        },
    )


def _told(tables: Tables, table: Columns) -> list[Finding]:
    """Return for each file what of it is one with things of others, and why."""
    nodes, files = tables["nodes"], tables["sources"]["name"]
    counts: defaultdict[tuple[str, str], defaultdict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for node, source, method in zip(*(table[name].tolist() for name in ("node", "source", "method")), strict=True):
        lead = int(nodes["source"][node])
        if source >= 0 and lead >= 0:
            counts[files[source], files[lead]][str(nodes["kind"][node]), method] += 1
    return [_joined(file, lead, counts[file, lead]) for file, lead in sorted(counts)]


def _joined(file: str, lead: str, counts: Mapping[tuple[str, str], int]) -> Finding:
    ranked = sorted(counts.items(), key=lambda item: (list(map(str, Kind)).index(item[0][0]), item[0][1]))
    what = "; ".join(f"{count} {kind} by {method}" for (kind, method), count in ranked)
    remedy = "Look them up in the table same_as; tell wrong ones apart by correcting the models."
    return Finding("joined", Severity.INFO, f"One with things of {lead}: {what}", remedy, file)


def _overlapping(twin: Twin, one: Likeness) -> Finding:
    why = f"they {one.against}" if one.against else "nothing else says that they are one"
    message = f"It stands where {_called(twin, one.one)} stands (overlap {one.overlap:.0%}), but {why}; they stay two"
    return _finding(twin, "buildings-overlap", message, one.other)


def _elsewhere(twin: Twin, one: Likeness) -> Finding:
    message = f"It bears the name of {_called(twin, one.one)}, but they stand apart; they stay two"
    return _finding(twin, "building-elsewhere", message, one.other)


def _ambiguous(twin: Twin, one: Likeness) -> Finding:
    message = f"It may be {_called(twin, one.one)}, but also one that is certainly another; they stay two"
    return _finding(twin, "building-ambiguous", message, one.other)


def _finding(twin: Twin, code: str, message: str, building: Building) -> Finding:
    nodes, files = twin.nodes, twin["sources"]["name"]
    remedy = "Give buildings that are one the same name and place, and others another, in the authoring tools."
    file = files[building.source] if building.source >= 0 else ""
    row = building.row
    return Finding(code, Severity.WARNING, message, remedy, file, nodes["global_id"][row], nodes["name"][row])


def _called(twin: Twin, building: Building) -> str:
    nodes, files = twin.nodes, twin["sources"]["name"]
    name = nodes["name"][building.row] or nodes["global_id"][building.row]
    return f"{name!r} of {files[building.source]}" if building.source >= 0 else repr(name)
