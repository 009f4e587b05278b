"""Which two places a door joins, given what was declared and what was found beside it.

What an author declared is believed where the door can be seen to stand between the two; where it is not, what is seen
is used and the difference is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from twin.inference.declared_doors import Declared

__all__ = ["LIFT", "OUTSIDE", "UNKNOWN", "UNSEEN", "Doubt", "Seen", "Verdict", "settled"]

UNKNOWN: Final = -1
"""Node of a side of which nothing is known."""
OUTSIDE: Final = -2
"""Node of a side that is outside."""

LIFT: Final = "lift-door"
"""Method of links into a lift; who evacuates a building must not take them."""
_SURE: Final = 0.95
_PER_METRE: Final = 0.4
"""Confidence lost per metre between wall and outline [m⁻¹]: at the farthest, every second link would be wrong."""
_DOUBTED: Final = 0.15
"""Confidence lost where only the lack of anything in front says that a door leads outside [-]."""


class Doubt(StrEnum):
    """What is odd about a door; the code of a finding, empty for none."""

    NONE = ""
    DIFFERENT = "door-declared-differently"
    ONE_SIDE = "door-side-unknown"
    NO_SIDE = "door-without-spaces"
    WITHIN = "door-within-one-space"
    LIFT = "lift-door-without-shaft"


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands beside a door.

    Parameters
    ----------
    ends : node on either side, `UNKNOWN` or `OUTSIDE`
    sides : all spaces that were seen on either side
    gap : greater of the distances from the faces of the wall to the outlines [m], NaN if none was seen
    within : whether one space lies on both sides
    lift : whether a lift is on one side
    """

    ends: tuple[int, int]
    sides: tuple[frozenset[int], frozenset[int]]
    gap: float
    within: bool = False
    lift: bool = False


UNSEEN: Final = Seen((UNKNOWN, UNKNOWN), (frozenset(), frozenset()), float("nan"))
"""What stands beside a door without a shape."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a door joins and why; no link if an end is unknown.

    Parameters
    ----------
    ends : two nodes, or one and `OUTSIDE`
    method : what made the link
    declared : whether its author says so
    confidence : 0 to 1
    doubt : what is odd
    """

    ends: tuple[int, int]
    method: str = ""
    declared: bool = False
    confidence: float = 0.0
    doubt: Doubt = Doubt.NONE

    @property
    def joins(self) -> bool:
        """Whether there is a link."""
        return UNKNOWN not in self.ends and self.ends[0] != self.ends[1]


def settled(seen: Seen, said: Declared, *, external: int) -> Verdict:
    """Return what a door joins.

    Parameters
    ----------
    seen : what stands beside it
    said : what boundaries say
    external : 1 if a property says that it leads outside, 0 if not, -1 unknown
    """
    seen = replace(seen, ends=_with_outside(seen, said, external))
    claim = _claim(said)
    if claim and _agrees(claim, seen):
        method, confidence = ("boundary+geometry", 0.99) if set(claim) == set(seen.ends) else ("boundary", 0.85)
        return Verdict(claim, LIFT if seen.lift else method, True, confidence)
    verdict = _from_sight(seen, external)
    differs = bool(claim) or not said.spaces <= set(seen.ends)
    return replace(verdict, doubt=Doubt.DIFFERENT) if differs else verdict


def _from_sight(seen: Seen, external: int) -> Verdict:
    """Return what a door joins by what stands beside it."""
    if UNKNOWN in seen.ends:
        known = max(seen.ends) >= 0
        doubts = {Doubt.LIFT: seen.lift, Doubt.WITHIN: seen.within, Doubt.ONE_SIDE: known, Doubt.NO_SIDE: True}
        return Verdict(seen.ends, doubt=next(doubt for doubt, holds in doubts.items() if holds))
    near = _SURE - _PER_METRE * seen.gap
    doubted = _DOUBTED if OUTSIDE in seen.ends and external != 1 else 0.0
    return Verdict(seen.ends, LIFT if seen.lift else "door-sides", confidence=round(near - doubted, 3))


def _claim(said: Declared) -> tuple[int, int] | None:
    """Return the ends that boundaries declare, if they declare two."""
    spaces = sorted(said.spaces)
    if len(spaces) == 2:
        return (spaces[0], spaces[1])
    return (spaces[0], OUTSIDE) if len(spaces) == 1 and said.external else None


def _agrees(claim: tuple[int, int], seen: Seen) -> bool:
    """Return whether the door can stand between the two: each on its side, or on one where nothing was seen."""
    return any(_fits(one, 0, seen) and _fits(other, 1, seen) for one, other in (claim, claim[::-1]))


def _fits(end: int, side: int, seen: Seen) -> bool:
    if end == OUTSIDE:
        return seen.ends[side] < 0 and not seen.lift
    return end in seen.sides[side] or not seen.sides[side]


def _with_outside(seen: Seen, said: Declared, external: int) -> tuple[int, int]:
    """Return the ends, with an unknown one outside if somebody says so; the door of a lift is no exit."""
    alone = len(said.spaces) == 1 and said.external
    known = [end for end in seen.ends if end >= 0]
    if seen.lift:
        return (seen.ends[0] if seen.ends[0] >= 0 else UNKNOWN, seen.ends[1] if seen.ends[1] >= 0 else UNKNOWN)
    if len(known) == 1 and (alone or external == 1):
        return (known[0], OUTSIDE) if seen.ends[0] >= 0 else (OUTSIDE, known[0])
    return seen.ends
