"""What happened, in sentences: when, to what, because of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.kernel import Change
from twin.simulation.labels import Labels, flow, service
from twin.simulation.outages import Links, causes_of, links_of
from twin.simulation.run import History

__all__ = ["LEVELS", "Teller"]

LEVELS: Final = ("run", "event", "place", "equipment", "part")
"""What a line is about: the run itself, what an event or intervention does, a place or its people, machines and boards,
and the pipes, cables, lamps and taps in between."""

_MOST_STEPS: Final = 3
_PLACES: Final = {
    *(Kind.ZONE, Kind.SPACE, Kind.BUILDING, Kind.STOREY, Kind.SITE, Kind.PATH, Kind.PLOT, Kind.EXTERIOR, Kind.GROUP)
}
_PAST: Final = {
    ("health", "failed"): "failed",
    ("health", "submerged"): "was under water",
    ("health", "isolated"): "was isolated",
    ("valve", "closed"): "was closed",
    ("valve", "stuck"): "got stuck",
    ("switch", "open"): "was switched off",
    ("mains", "off"): "lost the mains",
    ("supply", "off"): "went out",
    ("supply", "on"): "worked again",
    ("health", "ok"): "was in order again",
    ("valve", "open"): "was opened",
    ("switch", "closed"): "was switched on",
    ("mains", "on"): "had the mains again",
}
_PRESENT: Final = {
    ("health", "failed"): "fails",
    ("health", "submerged"): "is under water",
    ("health", "isolated"): "is isolated",
    ("health", "ok"): "is in order again",
    ("valve", "closed"): "is closed",
    ("valve", "open"): "is opened",
    ("valve", "stuck"): "is stuck",
    ("switch", "open"): "is switched off",
    ("switch", "closed"): "is switched on",
    ("mains", "off"): "loses the mains",
    ("mains", "on"): "has the mains again",
    ("lock", "unlocked"): "is unlocked",
    ("lock", "locked"): "is locked",
    ("space", "ok"): "can be used again",
    ("light", "lit"): "is lit again",
    ("light", "emergency"): "is left with emergency light",
}


@dataclass(frozen=True)
class Teller:
    """Tells changes in words.

    Parameters
    ----------
    history : what happened
    labels : names of the things it happened to
    links : supply links, which say what a thing lacks
    services : states that say whether a place has a service
    direct : by place of a change in the history, the nodes that it changed at once
    """

    history: History
    labels: Labels
    links: Links
    services: frozenset[str]
    direct: dict[int, list[int]]

    @classmethod
    def of(cls, twin: Twin, history: History) -> Teller:
        """Return who tells a history."""
        direct: dict[int, list[int]] = {}
        for one in history.changes:
            if one.cause >= 0 and one.node >= 0 and one.time_s == history.changes[one.cause].time_s:
                direct.setdefault(one.cause, []).append(one.node)
        services = frozenset(point.service for point in history.supply.points)
        return cls(history, Labels.of(twin), links_of(twin), services, direct)

    def sentence(self, place: int) -> str:
        """Return what happened at a place in the history."""
        change = self.history.changes[place]
        if not change.state:
            return self._note(place, change)
        if change.state in self.services:
            told = self._service(place, change)
        elif change.state == "supply":
            told = self._supply(change)
        else:
            told = self._state(change)
        return f"{told} ({change.note})" if change.note else told

    def level(self, place: int) -> str:
        """Return what a change is about, one of `LEVELS`."""
        change, changes = self.history.changes[place], self.history.changes
        if not change.state or change.node < 0:
            return "event"
        kind = self.labels.twin.nodes["kind"][change.node]
        if kind in _PLACES or self.history.states[change.state].unit == "people":
            return "place"
        if change.cause < 0 or not changes[change.cause].state:
            return "event"
        return "equipment" if self.labels.is_station(change.node) else "part"

    def root(self, place: int) -> str:
        """Return what a change goes back to: the first thing that happened, as a clause; empty if it is that itself."""
        chain = list(causes_of(self.history, place))
        first = next((one for one in reversed(chain) if one.state), None)
        if first is None or first is chain[0]:
            return ""
        return self._clause(first)

    def origin(self, place: int) -> str:
        """Return the event that a change goes back to and what it did: ``equipment failure: Board 'A' failed``."""
        chain = list(causes_of(self.history, place))
        first = next((one for one in reversed(chain) if one.state), chain[-1])
        by = chain[-1].by.replace("-", " ")
        return f"{by}: {self._clause(first)}" if first.state else by

    def chain(self, place: int) -> str:
        """Return the way from the cause to a change over machines and boards, joined by arrows and shortened."""
        steps = [one for one in reversed(list(causes_of(self.history, place))) if one.state and one.node >= 0]
        kept = [one for one in steps[1:-1] if self.labels.is_station(one.node)]
        named = list(dict.fromkeys(self.labels.called(one.node) for one in (*steps[:1], *kept)))
        shown = named if len(named) <= _MOST_STEPS else [named[0], "…", *named[1 - _MOST_STEPS :]]
        last = steps[-1]
        return " → ".join([*shown, f"no {_spaced(last.state)}" if last.state in self.services else last.state])

    def _note(self, place: int, change: Change) -> str:
        by = _spaced(change.by).capitalize()
        done = list(dict.fromkeys(self.direct.get(place, [])))
        rows = done or [row for row in (change.node,) if row >= 0]
        names = f"{self.labels.called(rows[0])}" if rows else ""
        names += f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        if change.note == "begins":
            return f"{by}: {names}" if done else f"{by} begins{': ' + names if names else ''}"
        return f"{by}: {change.note}{f' ({names})' if names else ''}"

    def _service(self, place: int, change: Change) -> str:
        who, what = self.labels.called(change.node), service(change.state)
        if change.value != "off":
            return f"{who} has {what} again"
        root = self.root(place)
        return f"{who} loses {what}: {root}" if root else f"{who} loses {what}"

    def _supply(self, change: Change) -> str:
        who, machine = self.labels.called(change.node), self.labels.is_machine(change.node)
        if change.value != "off":
            return f"{who} works again"
        cause = self.history.changes[change.cause] if change.cause >= 0 else None
        if cause is None or cause.node == change.node or not cause.state:
            return f"{who} stops" if machine else f"{who} is out of service"
        lacks, since = self._commodity(cause.node, change.node), self._clause(self._telling(cause))
        return f"{who} stops: no {lacks} since {since}" if machine else f"{who} is without {lacks} since {since}"

    def _telling(self, change: Change) -> Change:
        """Return what a reader would name as the reason: not the cable, but the board before it, or what failed."""
        while change.cause >= 0 and change.state == "supply":
            before = self.history.changes[change.cause]
            if not before.state or (self.labels.is_station(change.node) and before.node != change.node):
                break
            change = before
        return change

    def _commodity(self, source: int, target: int) -> str:
        place = self.links.between(source, target)
        return "supply" if place is None else flow(str(self.links.commodity[place]))

    def _clause(self, change: Change) -> str:
        """Return a change as a clause in the past tense."""
        who = self.labels.called(change.node)
        if change.state == "supply" and change.value == "off":
            return f"{who} {'stopped' if self.labels.is_machine(change.node) else 'went out'}"
        if change.state in self.services:
            return f"{who} {'lost' if change.value == 'off' else 'had'} {service(change.state)}"
        known = _PAST.get((change.state, str(change.value)))
        return f"{who} {known}" if known else f"{who} had {_spaced(change.state)} {self._value(change)}"

    def _state(self, change: Change) -> str:
        who = self.labels.called(change.node) if change.node >= 0 else "The estate"
        known = _PRESENT.get((change.state, str(change.value)))
        if known:
            return f"{who} {known}"
        if change.state == "trapped":
            return f"{_people(change.value)} in {who}"
        if isinstance(change.value, str):
            return f"{who} is {_spaced(change.value)}"
        return f"{who}: {_spaced(change.state)} {self._value(change)}"

    def _value(self, change: Change) -> str:
        if isinstance(change.value, str):
            return _spaced(change.value)
        return f"{change.value:g} {self.history.states[change.state].unit}".strip()


def _people(value: Any) -> str:
    number = float(value)
    if number == 0:
        return "Nobody is trapped any more"
    return f"{number:g} {'person is' if number == 1 else 'people are'} trapped"


def _spaced(word: str) -> str:
    return word.replace("_", " ").replace("-", " ")
