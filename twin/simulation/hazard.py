"""What a hazard and an intervention are: what they declare, and what they do in a running scenario.

Each is one module in a folder ``hazards`` or ``interventions`` of a package that is registered as a plug-in. It holds a
class ``Hazard`` or ``Intervention``; the name comes from the file. What they declare is read by scenario files, forms,
reports and the tests that every one of them has to pass. A class ``Reaction`` in a folder ``reactions`` is of the same
sort, but nobody calls it: its rules and processes are there in every scenario, whatever they react to is due to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.kernel import Process, Rule
from twin.simulation.states import State
from twin.simulation.ties import Tie
from twin.units import in_unit

if TYPE_CHECKING:
    from twin.simulation.world import World

__all__ = ["Call", "Parameter", "Plugin", "parameters_of"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or word that a hazard or intervention depends on.

    Parameters
    ----------
    name : in scenario files and in Python
    default : value if nothing is said, in the unit; None if it has to be found in the twin or said
    unit : of the number; empty for words and plain numbers
    about : one line that says what it is
    source : where the default comes from
    choices : words that are allowed
    low, high : bounds of the number
    """

    name: str
    default: float | str | None
    unit: str = ""
    about: str = ""
    source: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One event or measure of a scenario, on its estate.

    Parameters
    ----------
    rows : nodes that it is aimed at; empty if the scenario names nothing
    parameters : values by name, numbers in the declared unit; defaults where nothing is said
    defaulted : names of the parameters of which nothing is said
    place : place in the history of the change that began it, filled in by the world
    duration_s : after which time it ends by itself, or how long the work takes [s]; None if nothing is said
    """

    rows: tuple[int, ...]
    parameters: Mapping[str, Any]
    defaulted: frozenset[str] = frozenset()
    place: int = -1
    duration_s: float | None = None


class Plugin:
    """What hazards, interventions and reactions have in common; theirs are subclasses that override what they need.

    `begin` makes the changes that begin it, `end` those that end it; `rules` and `processes` are asked for once in each
    scenario that calls it, before anything happens.
    """

    about: ClassVar[str] = ""
    aims_at: ClassVar[str] = "anything"
    """What it can be aimed at, in words."""
    needs_aim: ClassVar[bool] = True
    reads: ClassVar[tuple[str, ...]] = ()
    """States and facts of the twin that it reads."""
    changes: ClassVar[tuple[str, ...]] = ()
    """States that it changes."""
    states: ClassVar[tuple[State, ...]] = ()
    """States that it declares besides those that every scenario knows."""
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    references: ClassVar[tuple[str, ...]] = ()
    status: ClassVar[Literal["verified", "unverified"]] = "unverified"

    def begin(self, world: World, call: Call) -> None:
        """Make the changes that begin it."""
        raise NotImplementedError

    def end(self, world: World, call: Call) -> None:
        """Make the changes that end it; what it made fail is healthy again."""
        world.restore(call)

    def ties(self, twin: Twin, call: Call) -> Sequence[Tie]:  # noqa: ARG002
        """Return the feeders that stand by for it; a state that it changes closes them."""
        return ()

    def rules(self, world: World, calls: Sequence[Call]) -> Sequence[Rule]:  # noqa: ARG002
        """Return what reacts to changes while it lasts."""
        return ()

    def processes(self, world: World, calls: Sequence[Call]) -> Sequence[Process]:  # noqa: ARG002
        """Return what goes on between events while it lasts."""
        return ()


def parameters_of(
    declared: Sequence[Parameter], given: Mapping[str, Any], *, subject: str
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the values of all parameters, and the names of those that were not given.

    Parameters
    ----------
    declared : what there is
    given : what a scenario says, text with units or numbers
    subject : what they belong to, for messages

    Raises
    ------
    UsageError
        If a parameter does not exist, cannot be read, or is out of its bounds.
    """
    known = {one.name: one for one in declared}
    for name in given:
        if name not in known:
            raise UsageError(f"{subject}: {name}", "is no parameter of it", _nearest(name, list(known)))
    values = {one.name: _value(one, given.get(one.name, one.default), subject) for one in declared}
    return values, frozenset(known.keys() - given.keys())


def _value(parameter: Parameter, given: Any, subject: str) -> Any:
    where = f"{subject}: {parameter.name}"
    if given is None:
        return None
    if parameter.choices:
        if given not in parameter.choices:
            raise UsageError(f"{where} = {given!r}", "is no choice", f"Choose one of {', '.join(parameter.choices)}.")
        return given
    if isinstance(parameter.default, str) and not parameter.unit:
        return str(given)
    value = in_unit(given, parameter.unit, subject=where)
    low, high = parameter.low, parameter.high
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = " and ".join(
            f"{word} {end:g}" for word, end in (("at least", low), ("at most", high)) if end is not None
        )
        most = f"{bounds} {parameter.unit}".strip()
        raise UsageError(f"{where} = {given!r}", "is out of bounds", f"It must be {most}.")
    return value


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"It has {', '.join(known) or 'none'}."
