"""How much of what a twin holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from twin.model.columns import Array
from twin.model.evidence import Provenance
from twin.model.twin import Twin

__all__ = ["summary"]


def summary(twin: Twin) -> dict[str, Any]:
    """Return counts by kind, relation, provenance and finding, the reference system, and the sources.

    The keys are those of ``twin info --json``. ``nodes`` counts what the models hold, ``inferred`` what was added,
    such as the outside of a building or a dwelling that no zone declares.
    """
    sources, kinds = twin["sources"], twin.nodes["kind"]
    declared = twin.nodes["provenance"] == Provenance.DECLARED
    told = ("name", "schema", "application", "project", "georeference", "size", "sha256")
    return {
        "nodes": _counts(kinds[declared]),
        "inferred": _counts(kinds[~declared]),
        "relations": _counts(twin.edges["relation"]),
        "provenance": _counts(twin.edges["provenance"]),
        "findings": _counts(twin["findings"]["code"]),
        "crs": twin.crs,
        "meshes": {"things": int((twin.nodes["mesh"] >= 0).sum()), "shapes": twin["meshes"].length},
        "kernels": _counts(_kernels(twin)),
        "sources": [{name: _plain(sources[name][row]) for name in told} for row in range(sources.length)],
    }


def _kernels(twin: Twin) -> Array:
    mesh = twin.nodes["mesh"]
    return np.asarray(twin["meshes"]["kernel"][mesh[mesh >= 0]])


def _counts(words: Array) -> dict[str, int]:
    names, counts = np.unique(words.astype(str), return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
