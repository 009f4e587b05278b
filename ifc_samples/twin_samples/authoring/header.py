"""Writes a file so that the same design gives the same bytes: a fixed date in its header."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from twin_samples.authoring.pen import Pen

__all__ = ["save"]

_DATE: Final = "2024-01-01T00:00:00"
_WHO: Final = ("Estate Twin contributors",)


def save(pen: Pen, path: Path) -> None:
    """Write the file."""
    header = pen.model.header
    header.file_description.description = ("ViewDefinition [DesignTransferView]",)
    name = header.file_name
    name.name, name.time_stamp, name.author, name.organization = path.name, _DATE, _WHO, _WHO
    name.preprocessor_version, name.originating_system, name.authorization = "IfcOpenShell", "twin_samples", "None"
    path.write_bytes(pen.model.to_string().lstrip().encode("ascii"))
