"""What could not be used of what people gave, or had to be assumed: told, not refused."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Remark"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that could not be used, or was assumed.

    Parameters
    ----------
    subject : file or sensor
    reason : what is wrong
    remedy : what to do about it
    hinders : whether something stays unbound that was to be bound
    """

    subject: str
    reason: str
    remedy: str
    hinders: bool = False

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}. {self.remedy}".rstrip()
