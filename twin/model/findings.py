"""What is odd about a model, told so that someone can put it right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding matters to the use of the twin."""

    ERROR = "error"
    """Something of the model could not be taken over."""
    WARNING = "warning"
    """Taken over, but likely wrong or incomplete."""
    INFO = "info"
    """Worth knowing; nothing is lost."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation about a source file or a thing in it.

    Parameters
    ----------
    code : stable, hyphenated name of the kind of finding, such as ``duplicate-global-id``
    severity : how much it matters
    message : what was found, in one sentence
    remedy : what to do about it, in one sentence
    file : name of the source file, empty if it concerns several
    global_id : GlobalId of the thing, empty if it concerns the file
    name : name of the thing as its author wrote it
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    file: str = ""
    global_id: str = ""
    name: str = ""
