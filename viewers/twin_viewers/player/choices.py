"""What a view can show of a run: each state that it holds, and how many services a place is without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from twin.simulation.states import State
from twin_viewers.player.tracks import Track, Tracks
from twin_viewers.words import Words

__all__ = ["LOST", "StateChoice", "choices_of"]

LOST: Final = "services lost"
"""Name of the choice that no run holds by itself: how many services each dwelling and space is without."""


@dataclass(frozen=True, slots=True)
class StateChoice:
    """Something that a run can be coloured by.

    Parameters
    ----------
    name : of the state, or `LOST`
    label : what a reader calls it
    unit : of a number, empty for words
    about : one line that says what it tells
    values : words it can take, worst last; empty for a number
    shown : the words as a reader calls them
    changes : whether anything of it changes in the run
    is_service : whether it says that places have or lack a service
    """

    name: str
    label: str
    unit: str
    about: str
    values: tuple[str, ...]
    shown: tuple[str, ...]
    changes: bool
    is_service: bool = False


def choices_of(tracks: Tracks, words: Words) -> tuple[StateChoice, ...]:
    """Return what a run can be coloured by: services lost first, then each service, then all other states.

    What changes in the run comes before what does not.

    Parameters
    ----------
    tracks : the run
    words : the language of the reader
    """
    lost = any(len(tracks.by_state[name].times_s) for name in tracks.services)
    first = StateChoice(LOST, words("player.lost"), "", words("player.lost_about"), (), (), lost)
    rest = [_choice(track, tracks, words) for track in tracks.by_state.values()]
    return first, *sorted(rest, key=lambda one: (not one.changes, not one.is_service))


def _choice(track: Track, tracks: Tracks, words: Words) -> StateChoice:
    state, name = track.state, track.state.name
    service = name in tracks.services
    label = words.service(name) if service else words.find("state", name) or _spaced(name)
    about = words("player.service_about", service=label) if service else _about(state, words)
    return StateChoice(
        name,
        _capital(label),
        state.unit and (words.find("unit", state.unit) or state.unit),
        _capital(about),
        track.words,
        _shown(state, track.words, words, service=service),
        len(track.times_s) > 0,
        service,
    )


def _about(state: State, words: Words) -> str:
    """Return what a state tells, in the words of its declaration where the language has none."""
    return str(words.table.get("declared", {}).get(f"state.{state.name}") or state.about)


def _shown(state: State, values: tuple[str, ...], words: Words, *, service: bool) -> tuple[str, ...]:
    table: Mapping[str, str] = words.table["state_value"]
    sort = "service" if service else state.name
    return tuple(table.get(f"{sort}.{value}") or _spaced(value) for value in values)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
