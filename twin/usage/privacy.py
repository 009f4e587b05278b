"""Withholds what would tell of single households: the one place where measures get their privacy from.

A row about people is shown only if it stands for at least five households and at least one hour. If only one row of
those that add up to a total is withheld, the total less the others would give it away, so a second one is withheld too.

References
----------
The limits are a rule of this project (`docs/decisions`), not of law. Why a second row goes: A. Hundepool et al.,
"Statistical Disclosure Control", Wiley, 2012, chapter 4 (secondary suppression), doi:10.1002/9781118348239.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from twin.said.text import say
from twin.usage.measure import Personal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LEAST_HOUSEHOLDS", "LEAST_S", "shown_and_withheld"]

LEAST_HOUSEHOLDS: Final = 5
LEAST_S: Final = 3600.0
"""Shortest time bin that is shown [s]."""

_FEW: Final = say("fewer than {n} households", n=LEAST_HOUSEHOLDS)
_SHORT: Final = say("less than an hour")
_SECOND: Final = say("the total less the other rows would tell one that is withheld")


def shown_and_withheld(
    table: pd.DataFrame, personal: Personal, *, keys: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that may be shown, and keys and reason of the others.

    A row that does not say how many households it stands for is withheld.

    Parameters
    ----------
    table : rows about people
    personal : which columns say how many, how long, and what adds up
    keys : columns that the list of withheld rows keeps

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"stair": ["A", "B"], "homes": [12, 3], "people": [20.0, 7.0]})
    >>> shown, withheld = shown_and_withheld(rows, Personal("homes"), keys=("stair",))
    >>> shown["stair"].tolist(), withheld.to_dict("records")
    (['A'], [{'stair': 'B', 'reason': 'fewer than 5 households'}])
    """
    reason = np.full(len(table), "", dtype=object)
    reason[_short(table, personal)] = _SHORT
    few = ~(table[personal.households].to_numpy(dtype=float, na_value=0.0) >= LEAST_HOUSEHOLDS)
    reason[few] = _FEW
    reason[_seconds(table, personal, reason)] = _SECOND
    hidden = reason != ""
    withheld = table.loc[hidden, list(keys)].assign(reason=reason[hidden]).reset_index(drop=True)
    return table.loc[~hidden].reset_index(drop=True), withheld


def _short(table: pd.DataFrame, personal: Personal) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if personal.bin_s is None:
        return np.zeros(len(table), dtype=bool)
    if isinstance(personal.bin_s, str):
        return np.asarray(~(table[personal.bin_s].to_numpy(dtype=float, na_value=0.0) >= LEAST_S))
    return np.full(len(table), personal.bin_s < LEAST_S)


def _seconds(
    table: pd.DataFrame, personal: Personal, reason: np.ndarray[tuple[int], np.dtype[np.object_]]
) -> list[int]:
    """Return the rows to withhold because theirs is the only one withheld of a total."""
    if not personal.totals:
        return []
    households = table[personal.households].to_numpy(dtype=float, na_value=0.0)
    found = []
    for places in table.groupby(list(personal.totals), sort=False).indices.values():
        hidden = reason[places] != ""
        if hidden.sum() == 1 and len(places) > 1:
            rest = places[~hidden]
            found.append(int(rest[np.argmin(households[rest])]))
    return found
