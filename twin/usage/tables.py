"""Tables of measures: which things their rows are about, and whether they keep to what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.usage.measure import NODE_KEYS, Column

if TYPE_CHECKING:
    import pandas as pd

    from twin.simulation.labels import Labels

__all__ = ["conformed", "empty", "keyed"]

_TYPES: Final = {"number": "float64", "count": "Int64", "flag": "boolean", "text": "object", "time": "datetime64[ns]"}


def keyed(twin: Twin, rows: Sequence[int] | Any, **values: Any) -> pd.DataFrame:
    """Return a table about things of a twin: id, code, name, building and storey, then the values.

    A space is called by its number and its readable name; what a map shows without a name, by where it is.

    Parameters
    ----------
    twin : the twin
    rows : rows of the things, (n,)
    values : columns, each (n,) or one value for all
    """
    import pandas as pd

    from twin.simulation.labels import Labels

    nodes, labels = twin.nodes, Labels.of(twin)
    wanted = np.asarray(rows, dtype=np.int64)
    listed = wanted.tolist()
    places = {key: [labels.name(int(nodes[key][row])) for row in listed] for key in ("building", "storey")}
    names = [_called(twin, row, labels) for row in listed]
    texts = {"id": nodes["id"][wanted].tolist(), "code": nodes["code"][wanted].tolist(), "name": names, **places}
    frame = pd.DataFrame({key.name: pd.Series(texts[key.name], dtype=object) for key in NODE_KEYS})
    return frame.assign(**values)


def _called(twin: Twin, row: int, labels: Labels) -> str:
    name, readable = str(twin.nodes["name"][row]).strip(), str(twin.nodes["long_name"][row]).strip()
    if twin.nodes["kind"][row] == Kind.SPACE and readable and readable not in name:
        return f"{name} {readable}".strip()
    return name or readable or labels.name(row)


def empty(columns: Sequence[Column]) -> pd.DataFrame:
    """Return a table of these columns without rows.

    Parameters
    ----------
    columns : what it would hold
    """
    import pandas as pd

    return pd.DataFrame({one.name: pd.Series([], dtype=_TYPES[one.kind]) for one in columns})


def conformed(table: pd.DataFrame, columns: Sequence[Column], *, subject: str) -> pd.DataFrame:
    """Return a table with its columns in the order and of the types declared, rows numbered from 0.

    Parameters
    ----------
    table : what a measure made
    columns : what it declares
    subject : the measure, for messages

    Raises
    ------
    TypeError
        If a column is missing, not declared, or holds what it must not: a mistake of the measure.
    """
    declared = [one.name for one in columns]
    missing, extra = [one for one in declared if one not in table], [one for one in table if one not in declared]
    if missing or extra:
        raise TypeError(f"{subject}: columns missing: {missing}, not declared: {extra}")
    if not len(table):
        return empty(columns)
    try:
        typed = table.astype({one.name: _TYPES[one.kind] for one in columns})
    except (TypeError, ValueError) as error:
        raise TypeError(f"{subject}: a column holds what it does not declare ({error})") from error
    return typed[declared].reset_index(drop=True)
