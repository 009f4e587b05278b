"""A timeline in short: what a person would tell of it in a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from twin.simulation.labels import service

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["story_of"]

_ALIKE: Final = ["time", "level", "kind", "word", "building", "state", "value", "root_cause"]
_FEW: Final = 3
"""So many machines or boards that fare alike are told one by one."""


def story_of(timeline: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of a timeline without parts; what changes alike at one time in a building is told as one line.

    Parameters
    ----------
    timeline : of a run

    Returns
    -------
    Columns time, what, level, and count: how many lines of the timeline are told by one.
    """
    import pandas as pd

    told = timeline[(timeline["level"] != "part") & ~_said_already(timeline)]
    told = told.assign(word=told["what"].str.partition(" '")[0])
    sizes = told.groupby(_ALIKE, sort=False)["what"].transform("size")
    many = ((told["level"] == "place") & (sizes > 1)) | ((told["state"] != "") & (sizes > _FEW))
    alone = pd.Series(-1 - told.index.to_numpy(), told.index)
    together = told.groupby(_ALIKE, sort=False).ngroup().where(many, alone)
    rows = [_told(group) for _, group in told.groupby(together, sort=False)]
    return pd.DataFrame(rows, columns=["time", "what", "level", "count"])


def _said_already(timeline: pd.DataFrame) -> pd.Series[Any]:
    """Return which lines only say that a thing stops that has failed itself."""
    ids = timeline["id"]
    cause = timeline["cause"].astype("float64")
    return (timeline["level"] == "equipment") & (ids == cause.map(ids))


def _told(group: pd.DataFrame) -> tuple[Any, str, str, int]:
    first, count = group.iloc[0], len(group)
    return first["time"], first["what"] if count == 1 else _together(first, count), first["level"], count


def _together(first: pd.Series[Any], count: int) -> str:
    who = f"{count} {first['word'].lower()}s" + (f" of {first['building']}" if first["building"] else "")
    because = f": {first['root_cause']}" if first["root_cause"] else ""
    if first["level"] == "equipment" and first["state"] == "supply":
        return f"{who} work again" if first["value"] == "on" else f"{who} are without supply{because}"
    if first["level"] == "place" and first["value"] == "off":
        return f"{who} lose {service(first['state'])}{because}"
    if first["level"] == "place" and first["value"] == "on":
        return f"{who} have {service(first['state'])} again"
    rest = first["what"].partition("' ")[2]
    return f"{who}: each {rest}"
