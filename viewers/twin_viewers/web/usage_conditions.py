"""What is out of order when somebody asks: what a run that is played says of its moment, or the open incidents."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from twin.errors import TwinError
from twin.usage.conditions import Conditions
from twin_viewers.player import Player

__all__ = ["conditions_now", "open_count"]


def conditions_now(player: Player, moment_s: float) -> Conditions:
    """Return what a run has put out of order at a moment; things that the estate has no more are left out.

    Parameters
    ----------
    player : the run on its estate
    moment_s : since its start [s]
    """
    kinds = player.run.record.states
    rows = {one: row for row, one in enumerate(player.twin.nodes["id"].tolist())}
    values: dict[str, dict[int, str | float]] = {}
    for one in player.run.at(float(moment_s)).itertuples(index=False):
        state = kinds[str(one.state)]
        value: str | float = str(one.value) if state.values else float(one.number)
        if value != state.initial and str(one.id) in rows:
            values.setdefault(state.name, {})[rows[str(one.id)]] = value
    return Conditions(values, player.name, player.start + timedelta(seconds=moment_s))


def open_count(estate: Path | None) -> int:
    """Return how many incidents of an estate are open; none where their file cannot be read.

    Parameters
    ----------
    estate : file of the estate; None where it has none
    """
    from twin.simulation.current_state import open_incidents

    if estate is None:
        return 0
    try:
        return len(open_incidents(estate))
    except TwinError:
        return 0
