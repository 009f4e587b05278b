"""The states that things can be in while a scenario runs: their names, values and units.

A state is declared once, with what it means, so that a view can show any state that a run holds without knowing which
hazard made it. Hazards declare further states of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["STATES", "State"]

Value = str | float


@dataclass(frozen=True, slots=True)
class State:
    """A state.

    Parameters
    ----------
    name : what it is called in runs and files
    initial : the value of everything that nobody has said anything about
    values : the values it can take, worst last; empty for a number
    unit : of a number
    about : one line that says what it tells
    worse : whether a larger number is worse, for the palette of a view
    """

    name: str
    initial: Value
    values: tuple[str, ...] = ()
    unit: str = ""
    about: str = ""
    worse: bool = True


STATES: Final = {
    one.name: one
    for one in (
        State(
            "health", "ok", ("ok", "failed", "submerged", "isolated"), about="whether a thing can do its work itself"
        ),
        State("supply", "on", ("on", "off"), about="whether a thing works, with all that it needs"),
        State("mains", "on", ("on", "off"), about="whether what comes from outside the estate arrives"),
        State("switch", "closed", ("closed", "open"), about="how a switch or breaker stands"),
        State("valve", "open", ("open", "closed", "stuck"), about="how a valve stands; stuck is open for good"),
        State("door", "closed", ("open", "closed", "locked", "failed"), about="how a door stands"),
        State("lock", "locked", ("unlocked", "locked"), about="whether access control lets through without a badge"),
        State("space", "ok", ("ok", "degraded", "cold", "flooded", "untenable"), about="whether a space can be used"),
        State("light", "lit", ("lit", "emergency", "dark"), about="whether a space or path is lit"),
        State("trapped", 0.0, unit="people", about="people who cannot get out by themselves"),
    )
}
"""States that every scenario knows, by name."""
