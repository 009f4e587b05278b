"""Makes a generated model the same byte for byte each time: identities from names, a fixed date in the header."""

from __future__ import annotations

import uuid
from collections import Counter
from pathlib import Path

import ifcopenshell.guid

from twin_samples.draft import Entity

__all__ = ["write_stable"]

_NAMESPACE = uuid.UUID("6f1d3c52-8a0e-5b7c-9d44-2e7a51c0b9f3")
_DATE = "2024-01-01T00:00:00"


def write_stable(model: Entity, path: Path) -> None:
    """Write a model so that the same content gives the same bytes.

    Parameters
    ----------
    model : the model; its GlobalIds and header are replaced
    path : the file to write
    """
    _identify(model, path.stem)
    _date(model, path.name)
    path.write_bytes(model.to_string().lstrip().encode("ascii"))


def _identify(model: Entity, seed: str) -> None:
    """Give every rooted thing a GlobalId made of its class, its name and its rank among those of the same name."""
    ranks: Counter[str] = Counter()
    for thing in sorted(model.by_type("IfcRoot"), key=lambda root: root.id()):
        key = f"{seed}/{thing.is_a()}/{thing.Name or ''}"
        thing.GlobalId = ifcopenshell.guid.compress(uuid.uuid5(_NAMESPACE, f"{key}/{ranks[key]}").hex)
        ranks[key] += 1


def _date(model: Entity, name: str) -> None:
    header = model.header
    header.file_description.description = ("ViewDefinition [DesignTransferView_V1.0]",)
    file_name = header.file_name
    file_name.name = name
    file_name.time_stamp = _DATE
    file_name.author = ("Estate Twin contributors",)
    file_name.organization = ("Estate Twin contributors",)
    file_name.preprocessor_version = "IfcOpenShell"
    file_name.originating_system = "twin_samples"
    file_name.authorization = "None"
