"""Doors under access control open or stay shut when their locks lose power; people get in, or do not get home."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Final

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin.said.text import say
from twin.simulation.hazard import Call, Plugin
from twin.simulation.kernel import Kernel, Rule
from twin.simulation.states import State
from twin.simulation.world import World
from twin_rules.facts.access import ControlledDoor, controlled_doors
from twin_rules.facts.ways_in import homes_within, open_to_street, within_reach

__all__ = ["Reaction"]

_NAME: Final = "doors-without-power"
_DOOR_STATES: Final = ("door", "lock")
_SHUT: Final = ("locked", "failed")


class Reaction(Plugin):
    """A fail-safe door is unlocked when its locks have no power, a fail-secure one cannot be opened with a badge.

    A door whose badge readers are dead cannot be opened from outside either. Dwellings that no way from the street
    leads to are barred; rooms that one reaches from the street without a key are open to it. Whoever has a mechanical
    key, or is let in by somebody inside, is not counted. A door of which nobody says how it fails is noted, and stays
    as it is.
    """

    about = "doors under access control open or stay shut when their locks lose power"
    reads = ("supply", "health", "controls", "opens_onto", "door", "lock", "ModeSansTension")
    changes = ("lock", "door", "entry", "street")
    states = (
        State("entry", "free", ("free", "barred"), about="whether residents get in from the street with their badge"),
        State(
            "street", "as usual", ("as usual", "open"), about="whether anybody gets in from the street without a key"
        ),
    )
    references = ("domain model § 8, access control: fail-safe and fail-secure doors, residents locked out",)

    def rules(self, world: World, calls: Sequence[Call]) -> Sequence[Rule]:  # noqa: ARG002
        """Return what watches the locks and the doors."""
        return [_Watch(world)]


class _Watch:
    def __init__(self, world: World) -> None:
        self._world = world
        self._mine: dict[tuple[int, str], int] = {}

    def react(self, kernel: Kernel, fresh: Sequence[int]) -> None:
        """Unlock or bar the doors of locks and readers that stop or work again, and see who gets in."""
        doors, at = controlled_doors(self._world.twin), _doors_at(self._world.twin)
        touched: dict[int, int] = {}
        moved: list[int] = []
        for place in fresh:
            change = kernel.history[place]
            if change.state in ("supply", "health"):
                touched |= dict.fromkeys(at.get(change.node, ()), place)
            elif change.state in _DOOR_STATES and self._world.twin.nodes["ifc_class"][change.node] == "IfcDoor":
                moved.append(place)
        for row, place in touched.items():
            self._judge(kernel, doors[row], place)
        if moved:
            self._see(kernel, moved)

    def _judge(self, kernel: Kernel, door: ControlledDoor, cause: int) -> None:
        """Set how a door stands, as its locks and readers are."""
        dead = not any(_works(kernel, one) for one in door.locks)
        deaf = bool(door.readers) and not any(_works(kernel, one) for one in door.readers)
        if dead and not door.fails:
            kernel.note(door.row, say("nobody says how it stands without power"), cause=cause, by=_NAME)
        barred = door.fails == "locked" if dead else deaf
        self._hold(kernel, door.row, "lock", "unlocked" if dead and door.fails == "unlocked" else "", cause)
        self._hold(kernel, door.row, "door", "locked" if barred else "", cause)

    def _hold(self, kernel: Kernel, row: int, state: str, value: str, cause: int) -> None:
        """Bring a door into a state, or back from one that it was brought into here."""
        if value:
            place = kernel.change(row, state, value, cause=cause, by=_NAME)
            if place >= 0:
                self._mine[row, state] = place
            return
        place = self._mine.pop((row, state), -1)
        if place >= 0 and kernel.cause(state, row) == place:
            kernel.change(row, state, kernel.states[state].initial, cause=cause, by=_NAME)

    def _see(self, kernel: Kernel, moved: Sequence[int]) -> None:
        """Set which dwellings are barred and which rooms are open to the street, now that doors have changed."""
        twin = self._world.twin
        controlled = controlled_doors(twin).keys()
        barred = {row for row, value in kernel.holding("door") if value in _SHUT}
        free = {row for row, value in kernel.holding("lock") if value == "unlocked"} - barred
        free |= {row for row, value in kernel.holding("door") if value == "open"}
        out = homes_within(twin, within_reach(twin, ())) - homes_within(twin, within_reach(twin, barred))
        spaces = twin.nodes["kind"] == Kind.SPACE
        exposed = open_to_street(twin, controlled, free) - open_to_street(twin, controlled, ())
        self._mark(kernel, "entry", "barred", out, _last(kernel, moved, barred))
        self._mark(kernel, "street", "open", {row for row in exposed if spaces[row]}, _last(kernel, moved, free))

    @staticmethod
    def _mark(kernel: Kernel, state: str, value: str, rows: Iterable[int], cause: int) -> None:
        """Have exactly these rows in a state, and say how many that are."""
        rows = set(rows)
        before = {row for row, now in kernel.holding(state) if now == value}
        for row in sorted(rows - before):
            kernel.change(row, state, value, cause=cause, by=_NAME)
        for row in sorted(before - rows):
            kernel.change(row, state, kernel.states[state].initial, cause=cause, by=_NAME)
        if rows - before:
            text = say("{n} rooms are open to the street", n=len(rows))
            if state == "entry":
                text = say("{n} dwellings have no way in", n=len(rows))
            kernel.note(kernel.history[cause].node, text, cause=cause, by=_NAME)


def _last(kernel: Kernel, moved: Sequence[int], doors: Container[int]) -> int:
    """Return the last of some changes that was to one of these doors, else the last of all."""
    return next((one for one in reversed(moved) if kernel.history[one].node in doors), moved[-1])


@once
def _doors_at(twin: Twin) -> dict[int, tuple[int, ...]]:
    """Return the doors that each lock and badge reader belongs to."""
    found: dict[int, tuple[int, ...]] = {}
    for door in controlled_doors(twin).values():
        for device in (*door.locks, *door.readers):
            found[device] = (*found.get(device, ()), door.row)
    return found


def _works(kernel: Kernel, row: int) -> bool:
    return kernel.value("supply", row) == "on" and kernel.value("health", row) == "ok"
