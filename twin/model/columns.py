"""Tables as named columns of equal length, decoded only when read.

A stored twin opens in milliseconds because nothing is decoded before somebody asks for it; an importer hands over
plain arrays. Both look the same from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Columns", "text"]

Array = NDArray[Any]


class Columns(Mapping[str, Array]):
    """An immutable table.

    Parameters
    ----------
    columns : for each name an array whose first axis is the row, or a function that makes it when first read
    length : number of rows

    Examples
    --------
    >>> table = Columns({"id": lambda: text(["a", "b"])}, 2)
    >>> table["id"][1], len(table["id"]), table.length
    ('b', 2, 2)
    """

    __slots__ = ("_columns", "_loaded", "length")

    def __init__(self, columns: Mapping[str, Array | Callable[[], Array]], length: int) -> None:
        self._columns = dict(columns)
        self._loaded: dict[str, Array] = {}
        self.length = length

    def __getitem__(self, name: str) -> Array:
        if name not in self._loaded:
            column = self._columns[name]
            array = column() if callable(column) else column
            if len(array) != self.length:
                msg = f"column {name!r} has {len(array)} rows where its table has {self.length}"
                raise ValueError(msg)
            array.flags.writeable = False
            self._loaded[name] = array
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def row(self, index: int) -> dict[str, Any]:
        """Return one row as plain Python values by column name."""
        return {name: value.item() if isinstance(value := self[name][index], np.generic) else value for name in self}


def text(values: Sequence[str]) -> Array:
    """Return strings as an object array, (n,)."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
