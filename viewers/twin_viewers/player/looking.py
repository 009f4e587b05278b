"""How a moment of a run is best looked at: places from outside or by their rooms, machines and pipes without walls."""

from __future__ import annotations

import numpy as np

from twin.model.kinds import Kind
from twin.simulation.labels import Labels
from twin_viewers.look import SOLID, Look
from twin_viewers.marks import Mark
from twin_viewers.player.choices import LOST, StateChoice
from twin_viewers.player.player import Player
from twin_viewers.roles import is_drawn

__all__ = ["look_of", "marks_at"]

_MANY = 2
"""From so many buildings on, rooms are smaller than one could make out; walls show the state of what is behind them."""


def look_of(player: Player, choice: StateChoice | str, moment_s: float, *, manner: str = "") -> Look:
    """Return what to draw of a moment of a run.

    Parameters
    ----------
    player : the run
    choice : what to colour by, or its name
    moment_s : since the start [s]
    manner : ``solid`` as seen from outside, ``xray`` with its rooms; empty for what suits the estate

    Raises
    ------
    UsageError
        If the run holds no such state.
    """
    name = choice if isinstance(choice, str) else choice.name
    values, marks = player.values(name, moment_s), marks_at(player, moment_s)
    if _is_of_machines(player, name):
        return Look(name, only=(str(Kind.EQUIPMENT),), values=values, marks=marks)
    whole = SOLID if len(player.twin.rows(Kind.BUILDING)) >= _MANY else ""
    return Look(name, manner=manner or whole, values=values, marks=marks)


def marks_at(player: Player, moment_s: float) -> tuple[Mark, ...]:
    """Return what the events of a run have put out of order and nobody has put right yet, numbered in their order.

    Parameters
    ----------
    player : the run
    moment_s : since the start [s]
    """
    lines = player.run.timeline
    done = lines[(lines["level"] == "event") & (lines["state"] != "")]
    row_of = {identity: row for row, identity in enumerate(player.twin.nodes["id"].tolist())}
    found: dict[str, list[int]] = {}
    for state, identity in zip(done["state"], done["id"], strict=True):
        row, rows = row_of.get(identity), found.setdefault(state, [])
        if row is not None and row not in rows and _is_out_of_order(player, state, row, moment_s=moment_s):
            rows.append(row)
    name = Labels.of(player.twin).name
    left = [(state, rows) for state, rows in found.items() if rows]
    return tuple(
        Mark(number, _now(player, state, rows[0], moment_s=moment_s), tuple(rows), tuple(map(name, rows)))
        for number, (state, rows) in enumerate(left, start=1)
    )


def _is_out_of_order(player: Player, state: str, row: int, *, moment_s: float) -> bool:
    track = player.tracks.by_state[state]
    return bool(track.at(moment_s)[row] > track.initial)


def _is_of_machines(player: Player, name: str) -> bool:
    """Return whether a state tells of equipment that can be drawn, and of no place."""
    if name == LOST:
        return False
    told = np.isfinite(player.tracks.by_state[name].at_rest)
    kinds = player.twin.nodes["kind"]
    if np.isin(kinds[told], (Kind.SPACE, Kind.ZONE, Kind.STOREY, Kind.BUILDING)).any():
        return False
    return bool((told & (kinds == Kind.EQUIPMENT) & is_drawn(player.twin)).any())


def _now(player: Player, state: str, row: int, *, moment_s: float) -> str:
    """Return what a reader calls the state of a thing now."""
    track, choice = player.tracks.by_state[state], player.choice(state)
    number = float(track.at(moment_s)[row])
    return choice.shown[int(number)] if track.words else f"{choice.label} {number:g} {choice.unit}".strip()
