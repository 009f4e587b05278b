"""The situations a caller can act on, as one tree of exceptions.

Missing BIM data is not an error: it becomes "unknown" and appears among the findings. An exception from here means
that the work could not be done at all, and its message says what is wrong, where, and what to do next.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "InputError",
    "NotIfcError",
    "OutputError",
    "SchemaVersionError",
    "StepSyntaxError",
    "StoreError",
    "TruncatedError",
    "TwinError",
    "UnknownNodeError",
    "UsageError",
]


class TwinError(Exception):
    """Base of every error that the twin raises on purpose.

    Parameters
    ----------
    subject : what the error is about, usually a file
    reason : what is wrong with it
    remedy : what to do next
    """

    def __init__(self, subject: object, reason: str, remedy: str) -> None:
        super().__init__(f"{subject}: {reason}. {remedy}")
        self.subject = str(subject)
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[TwinError], tuple[Any, ...]]:
        """Return how to make it again, so that errors of workers reach the process that started them."""
        return type(self), (self.subject, self.reason, self.remedy)


class UsageError(TwinError):
    """An argument or option cannot be used as given."""


class InputError(TwinError):
    """An input file cannot be used."""


class NotIfcError(InputError):
    """The input is no IFC model at all: another format, a Git-LFS pointer, a directory, an empty file."""


class TruncatedError(InputError):
    """The input ends before its end marker."""


class StepSyntaxError(InputError):
    """The STEP text breaks ISO 10303-21, or uses one #id twice."""


class SchemaVersionError(InputError):
    """The input is IFC of a version that cannot be read."""


class OutputError(TwinError):
    """The result cannot be written."""


class StoreError(TwinError):
    """A stored twin cannot be opened."""


class UnknownNodeError(TwinError, KeyError):
    """No node of the twin answers to that id, code or name."""

    __str__ = Exception.__str__
