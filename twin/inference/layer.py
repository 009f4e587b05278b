"""What a layer of inference adds to a twin, and how it is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from twin.model.algebra import joined
from twin.model.columns import Array, Columns
from twin.model.findings import Finding
from twin.model.schema import NODES, table_of, table_of_findings
from twin.model.twin import Twin

__all__ = ["Inferred", "applied"]


def _no_edges() -> Columns:
    return table_of("edges", {"source": ()})


def _no_nodes() -> Columns:
    return table_of("nodes", {"id": ()})


@dataclass(frozen=True, slots=True)
class Inferred:
    """What one layer found.

    Parameters
    ----------
    edges : new edges; new nodes are numbered on from those of the twin
    nodes : new nodes, such as an inferred dwelling or the outside of a building
    values : new values of node columns, for the nodes the twin had before, (n_nodes,)
    findings : what did not fit; their file is left empty, which marks them as inferred
    tables : more rows of other tables by name; nodes are numbered as for edges, the rest within what is given here
    """

    edges: Columns = field(default_factory=_no_edges)
    nodes: Columns = field(default_factory=_no_nodes)
    values: Mapping[str, Array] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    tables: Mapping[str, Columns] = field(default_factory=dict)


def applied(twin: Twin, found: Inferred) -> Twin:
    """Return the twin with what a layer found."""
    unknown = found.values.keys() - NODES.keys()
    if unknown:
        msg = f"no such node columns: {sorted(unknown)}"
        raise KeyError(msg)
    nodes = Columns({**twin.nodes, **found.values}, twin.nodes.length)
    tables = dict(twin.tables)
    tables["nodes"] = _appended(nodes, found.nodes)
    tables["edges"] = _appended(twin.edges, found.edges)
    tables |= joined([{"findings": twin["findings"]}, {"findings": table_of_findings(found.findings)}])
    tables |= joined([{name: twin[name] for name in found.tables}, found.tables])
    return Twin(tables, twin.meta)


def _appended(table: Columns, more: Columns) -> Columns:
    """Return the rows of both; references in the second are those of the whole twin already."""
    if more.length == 0:
        return table
    return Columns({name: np.concatenate((table[name], more[name])) for name in table}, table.length + more.length)
