"""What differs between two answers of one measure: as things are, and as usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from twin.usage.measure import Column

if TYPE_CHECKING:
    import pandas as pd

    from twin.usage.outcome import Outcome

__all__ = ["CHANGE", "USUAL", "compared", "comparison_schema"]

USUAL: Final = "usual"
CHANGE: Final = "change"
_LIKE_NUMBERS: Final = ("number", "count")
_ALIKE: Final = 5e-5
"""Share by which numbers may differ and still be told as the same [-]."""
_ZERO: Final = 1e-9


def comparison_schema(keys: tuple[str, ...], columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns of a comparison: keys as they are, others now, as usual, and by how much they differ.

    Parameters
    ----------
    keys : names of the columns that say what a row is about
    columns : of the tables compared
    """
    found: list[Column] = []
    for one in columns:
        found.append(one)
        if one.name not in keys:
            found.append(Column(one.named(USUAL), f"as usual: {one.about}", one.unit, one.kind, one.low, one.high))
            if one.kind in _LIKE_NUMBERS:
                found.append(Column(one.named(CHANGE), f"now less as usual: {one.about}", one.unit, one.kind))
    return tuple(found)


def compared(now: Outcome, usual: Outcome, *, keys: tuple[str, ...], unique: tuple[str, ...]) -> pd.DataFrame:
    """Return what differs between the main tables of two outcomes of one measure, one row for each row that does.

    What is unknown both now and as usual does not differ, nor do numbers that are alike in four figures. What only one
    of them has is without values in the other.

    Parameters
    ----------
    now, usual : the outcomes
    keys : columns that say what a row is about
    unique : columns that together are different in every row
    """
    columns = now.schema[""]
    by = list(unique)
    here, there = now.table.set_index(by, drop=False), usual.table.set_index(by, drop=False)
    rows = here.index.union(there.index, sort=False)
    here, there = here.reindex(rows), there.reindex(rows)
    frame = here[[]].copy()
    differs = here[by[0]].isna() | there[by[0]].isna()
    for one in columns:
        new, old = here[one.name], there[one.name]
        frame[one.name] = new.where(here[by[0]].notna(), old) if one.name in keys else new
        if one.name in keys:
            continue
        differs |= ~(_same(new, old, one) | (new.isna() & old.isna())).astype(bool)
        frame[one.named(USUAL)] = old
        if one.kind in _LIKE_NUMBERS:
            frame[one.named(CHANGE)] = new - old
    return frame[differs.to_numpy()].reset_index(drop=True)


def _same(new: pd.Series[Any], old: pd.Series[Any], column: Column) -> pd.Series[bool]:
    """Return which values nobody would tell apart; sums in another order differ in their last figures."""
    if column.kind != "number":
        return (new == old).fillna(value=False).astype(bool)
    return (new - old).abs() <= _ALIKE * old.abs() + _ZERO
