"""What came of a sweep: one row per run, in one Parquet table, and its quantiles."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import OutputError
from twin.simulation.sweep.plan import Plan
from twin.simulation.sweep.tasks import Outcome

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Quantiles", "Sweep", "sweep_of", "write_table"]

Column = NDArray[Any]
_SHARES: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """How a figure spreads over the runs that did not fail; None if none of them has it."""

    measure: str
    mean: float | None
    p5: float | None
    p50: float | None
    p95: float | None
    most: float | None


@dataclass(frozen=True)
class Sweep:
    """The runs of a sweep.

    Parameters
    ----------
    columns : of the table by name: task, seed, what was varied, figures, error
    varied : names of the columns that were varied
    measures : names of the columns of figures
    seed : of the whole
    path : the Parquet table, None if it was not kept
    """

    columns: Mapping[str, Column]
    varied: tuple[str, ...]
    measures: tuple[str, ...]
    seed: int
    path: Path | None = None

    def __len__(self) -> int:
        return len(self.columns["task"])

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return int((self.columns["error"] != "").sum())

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per run."""
        import pandas as pd

        return pd.DataFrame(dict(self.columns)).set_index("task", drop=False)

    def quantiles(self) -> tuple[Quantiles, ...]:
        """Return how each figure spreads."""
        return tuple(_spread(name, self.columns[name]) for name in self.measures)

    def worst(self, number: int, *, by: str = "dwelling_h") -> list[dict[str, Any]]:
        """Return the rows with the largest figures, the largest first.

        Parameters
        ----------
        number : how many
        by : name of the figure
        """
        figure = self.columns[by]
        known = np.flatnonzero(~np.isnan(figure))
        rows = known[np.argsort(-figure[known], kind="stable")][:number].tolist()
        return [{name: column[row] for name, column in self.columns.items()} for row in rows]


def sweep_of(plan: Plan, outcomes: Mapping[int, Outcome], measures: Sequence[str]) -> Sweep:
    """Return the result of a sweep.

    Parameters
    ----------
    plan : its runs
    outcomes : of all of them
    measures : names of the figures
    """
    done = [outcomes[task.number] for task in plan.tasks]
    columns: dict[str, Column] = {
        "task": np.array([task.number for task in plan.tasks], dtype=np.int32),
        "seed": np.array([task.seed for task in plan.tasks], dtype=np.int64),
    }
    for place, field in enumerate(plan.fields):
        columns[field.column] = _typed([task.values[place] for task in plan.tasks])
    for name in measures:
        columns[name] = np.array([one.measures.get(name, np.nan) for one in done], dtype=np.float64)
    columns["error"] = np.array([one.error for one in done], dtype=object)
    return Sweep(columns, tuple(field.column for field in plan.fields), tuple(measures), plan.seed)


def write_table(sweep: Sweep, path: Path) -> None:
    """Write the table of a sweep as Parquet: the same bytes for the same runs, unknown figures as NULL.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    import duckdb

    draft = path.with_name(f".{path.name}.{os.getpid()}")
    target = str(draft).replace("'", "''")
    known = ", ".join(f'nullif("{name}", \'NaN\'::DOUBLE) AS "{name}"' for name in sweep.measures)
    try:
        with duckdb.connect(config={"threads": 1}) as connection:  # several threads would write in any order
            connection.register("runs", dict(sweep.columns))
            connection.execute(
                f"COPY (SELECT * REPLACE ({known}) FROM runs ORDER BY task) TO '{target}' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
        draft.replace(path)
    except (OSError, duckdb.IOException) as error:
        draft.unlink(missing_ok=True)
        raise OutputError(path, f"cannot be written: {error}", "Name another folder with -o.") from error


def _typed(values: Sequence[Any]) -> Column:
    """Return a column of times, numbers, or texts."""
    if all(isinstance(one, datetime) for one in values):
        return np.array(values, dtype="datetime64[us]")
    if all(isinstance(one, float) for one in values):
        return np.array(values, dtype=np.float64)
    return np.array([str(one) for one in values], dtype=object)


def _spread(name: str, column: Column) -> Quantiles:
    known = column[~np.isnan(column)]
    if not len(known):
        return Quantiles(name, None, None, None, None, None)
    low, middle, high = np.quantile(known, _SHARES).tolist()
    return Quantiles(name, float(known.mean()), low, middle, high, float(known.max()))
