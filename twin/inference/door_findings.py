"""What to tell people about doors that could not be settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from twin.inference.declared_doors import Declared
from twin.inference.settling import OUTSIDE, UNKNOWN, Doubt, Seen, Verdict
from twin.model.findings import Finding, Severity
from twin.model.twin import Twin

__all__ = ["finding_of"]

_TEXTS: Final = {
    Doubt.DIFFERENT: (
        Severity.WARNING,
        "is declared between {said} and stands between {seen}; the latter is used",
        "Correct its space boundaries, or correct the link in the corrections file.",
    ),
    Doubt.ONE_SIDE: (
        Severity.WARNING,
        "leads from {seen} to where no space is drawn, and nothing says that this is outside",
        "Draw the missing space, or set IsExternal of the door.",
    ),
    Doubt.NO_SIDE: (
        Severity.INFO,
        "has no space on either side",
        "Draw the spaces that it joins, if people are to pass there.",
    ),
    Doubt.WITHIN: (
        Severity.INFO,
        "stands within {sides}, which lies on both of its sides",
        "Split the space at the door, if the two sides are used apart.",
    ),
    Doubt.LIFT: (
        Severity.INFO,
        "leads from {seen} into a lift whose shaft is drawn as no space",
        "Draw the shaft as a space.",
    ),
}


def finding_of(twin: Twin, row: int, seen: Seen, verdict: Verdict, said: Declared) -> Finding:
    """Return what to tell about a door.

    Parameters
    ----------
    twin : the twin
    row : the door
    seen : what stands beside it
    verdict : what it was taken to join, with a doubt
    said : what boundaries say of it
    """
    severity, message, remedy = _TEXTS[verdict.doubt]
    parts = {
        "said": _named(twin, [*said.spaces, *([OUTSIDE] if said.external else [])]),
        "seen": _named(twin, verdict.ends),
        "sides": _named(twin, seen.sides[0] | seen.sides[1]),
    }
    what = "Opening" if str(twin.nodes["ifc_class"][row]).startswith("IfcOpening") else "Door"
    name, identity = str(twin.nodes["name"][row]), str(twin.nodes["global_id"][row])
    text = f"{what} {name!r} {message.format(**parts)}"
    return Finding(str(verdict.doubt), severity, text, remedy, global_id=identity, name=name)


def _named(twin: Twin, nodes: Iterable[int]) -> str:
    """Return names of nodes for people, in order; unknown ones are left out."""
    names = twin.nodes["name"]
    listed = sorted({"the outside" if node == OUTSIDE else str(names[node]) for node in nodes if node != UNKNOWN})
    return " and ".join(listed) or "nothing"
