"""The observations of an estate, read where they lie: what there is, the readings themselves, and their hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.twin import Twin
from twin.observations.engine import MEMORY, connect, run
from twin.observations.hours import Rows, check_how, clean, hours_query
from twin.observations.quantities import conversion, quantities, quantity_of
from twin.observations.register import Bound, Register, read_register
from twin.observations.source import LAST_US, rows_of
from twin.observations.survey import survey
from twin.observations.zones import microseconds, transitions, zone_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Observations", "Window", "open_observations"]

Window = tuple[int | None, int | None]
"""First moment and end [µs since 1970], None for what is open."""

_DAY_US: Final = 86_400_000_000
_MARGIN_US: Final = 31 * _DAY_US
"""How far before and after the time wanted the readings of a meter are sought that tell its use within it."""
_AGES: Final = (0, LAST_US)
"""Moments whose local hours are known: 1970 to 2100 [µs]."""


def open_observations(
    estate: str | PathLike[str], twin: Twin, *, memory: str = MEMORY, threads: int | None = None
) -> Observations:
    """Return the observations that are bound to an estate; nothing of them is read before it is asked for.

    Parameters
    ----------
    estate : path of the twin; the register lies beside it
    twin : the estate
    memory : most that reading them may hold at once, such as ``2GB``
    threads : that reading computes with; None for one for each processor

    Raises
    ------
    InputError
        If none are bound, or the register cannot be used.
    """
    folder = Path(estate).absolute().parent
    return Observations(twin, read_register(estate), folder, memory=memory, threads=threads)


class Observations:
    """The observations of an estate.

    Parameters
    ----------
    twin : the estate
    register : which sensor is which node, and where its readings are
    folder : from which the paths of the register lead
    memory : most that reading may hold at once
    threads : that reading computes with
    """

    def __init__(
        self, twin: Twin, register: Register, folder: Path, *, memory: str = MEMORY, threads: int | None = None
    ) -> None:
        self.twin = twin
        self.register = register
        self.folder = folder
        self.zone = zone_of(register.timezone)
        self.connection = connect(memory=memory, threads=threads)
        self.rows = _rows_of_nodes(twin, register)

    @property
    def strangers(self) -> list[str]:
        """Names of the sensors that are bound to things which this twin does not have."""
        known = zip(self.register.sensors, self.rows.tolist(), strict=True)
        return [one.name for one, row in known if one.node and row < 0]

    @cached_property
    def sensors(self) -> pd.DataFrame:
        """Every sensor of the files, bound or not, in the order of the register.

        Columns: sensor, node (row in the twin, -1 if none), id, quantity, unit (in which values are given), source,
        interval_s (usual time between readings [s], 0 if nobody has looked), first and last (local times), count,
        unread (rows without a time or a number), file.
        """
        import pandas as pd

        known = pd.DataFrame(
            {
                "sensor": [one.name for one in self.register.sensors],
                "node": self.rows,
                "id": [one.node for one in self.register.sensors],
                "quantity": [one.quantity for one in self.register.sensors],
                "source": [one.source for one in self.register.sensors],
                "interval_s": [one.interval_s for one in self.register.sensors],
            }
        ).astype({"sensor": object, "id": object, "quantity": object, "source": np.int64, "interval_s": np.float64})
        seen = [
            survey(self.connection, one, self.folder, self.register.timezone).assign(source=number)
            for number, one in enumerate(self.register.sources)
        ]
        table = known.merge(pd.concat(seen), on=["sensor", "source"], how="outer") if seen else known
        table = table.fillna({"node": -1, "id": "", "quantity": "", "interval_s": 0.0, "count": 0, "unread": 0})
        table = table.astype({"node": np.int32, "count": np.int64, "unread": np.int64})
        for name in ("first", "last"):
            table[name] = self.local(table[name])
        table["unit"] = [quantities()[one].unit if one else "" for one in table["quantity"]]
        order = [*known.columns[:4], "unit", "source", "interval_s", "first", "last", "count", "unread", "file"]
        return table[order].sort_values(["source", "sensor"], ignore_index=True)

    def series(
        self,
        quantity: str | None = None,
        nodes: Iterable[int] | None = None,
        *,
        start: str | datetime | None = None,
        end: str | datetime | None = None,
    ) -> pd.DataFrame:
        """Return the readings of bound sensors that can be true: sensor, node, time (local), value.

        Values are in the unit of their quantity. Ask for a part: what comes back is held in memory.

        Parameters
        ----------
        quantity : the only one wanted, such as ``temperature``; None for all
        nodes : rows of the nodes whose sensors are wanted; None for all
        start, end : first moment and end of what is wanted; local unless they have an offset

        Raises
        ------
        UsageError
            If there is no such quantity, or a time cannot be read.
        """
        chosen = self.chosen(quantity, nodes)
        queries = [
            f"SELECT number AS sensor, t, value * {rows.conversion.factor!r} + {rows.conversion.offset!r} AS value "
            f"FROM ({clean(rows)}) JOIN {bound} USING (sensor)"
            for rows, bound in self.queries(chosen, self.window(start, end))
        ]
        return self._told(queries, {"value": np.float64})

    def hourly(
        self,
        quantity: str,
        how: str = "mean",
        *,
        nodes: Iterable[int] | None = None,
        start: str | datetime | None = None,
        end: str | datetime | None = None,
    ) -> pd.DataFrame:
        """Return a line for each bound sensor and local hour of which something is known, computed where files lie.

        Columns: sensor, node (row), time (local, beginning of the hour), value (in the unit of the quantity), n
        (readings or steps) and coverage (share of the hour that is known, 0 to 1). Values that nothing can have are
        left out, a moment told twice counts once. A day has 23 or 25 hours when clocks change.

        Parameters
        ----------
        quantity : what was measured
        how : ``mean``, ``min``, ``max``, ``sum``, ``count``, ``first``, ``last`` of the readings; ``difference`` for
            what a meter counted, with resets and rollovers set right. Use between two readings is spread evenly over
            the time between them; where that is a gap, coverage is 0 and the total still right
        nodes : rows of the nodes whose sensors are wanted; None for all
        start, end : first moment and end of what is wanted; local unless they have an offset

        Raises
        ------
        UsageError
            If there is no such quantity or way to aggregate it, or a time cannot be read.
        """
        asked = quantity_of(quantity)
        check_how(asked, how)
        wanted = self.window(start, end)
        read = _wider(wanted) if how == "difference" else wanted
        changes = transitions(self.zone, *_AGES)
        queries = [
            f"SELECT * FROM ({hours_query(rows, how, changes, bound)}) WHERE {_within(wanted)}"
            for rows, bound in self.queries(self.chosen(asked.name, nodes), read)
        ]
        return self._told(queries, {"value": np.float64, "n": np.int64, "coverage": np.float64})

    def chosen(self, quantity: str | None = None, nodes: Iterable[int] | None = None) -> list[int]:
        """Return the numbers in the register of the bound sensors of a quantity and of nodes.

        Parameters
        ----------
        quantity : what they measure; None for all
        nodes : rows of their nodes; None for all
        """
        name = None if quantity is None else quantity_of(quantity).name
        wanted = None if nodes is None else {int(row) for row in nodes}
        return [
            number
            for number, (one, row) in enumerate(zip(self.register.sensors, self.rows, strict=True))
            if row >= 0 and (name is None or one.quantity == name) and (wanted is None or row in wanted)
        ]

    def window(self, start: str | datetime | None, end: str | datetime | None) -> Window:
        """Return moments as microseconds since 1970 [µs]; raises `UsageError` if one cannot be read."""
        return microseconds(start, self.zone), microseconds(end, self.zone)

    def queries(self, chosen: Iterable[int], window: Window = (None, None)) -> Iterator[tuple[Rows, str]]:
        """Yield the readings of sensors, by what they have in common, each with the name of the table of its sensors.

        Parameters
        ----------
        chosen : numbers of sensors in the register
        window : of what is wanted
        """
        sensors = self.register.sensors
        alike = sorted(chosen, key=lambda number: _likeness(sensors[number]))
        for place, (_, group) in enumerate(groupby(alike, key=lambda number: _likeness(sensors[number]))):
            numbers = list(group)
            first = sensors[numbers[0]]
            names = [sensors[number].name for number in numbers]
            source, zone = self.register.sources[first.source], self.register.timezone
            query = rows_of(source, self.folder, zone, sensors=names, start=window[0], end=window[1])
            asked = quantities()[first.quantity]
            rows = Rows(query, asked, conversion(first.unit, asked), first.repeated is not False, source.clock)
            yield rows, self._bound(place, numbers)

    def _bound(self, place: int, numbers: list[int]) -> str:
        """Return the name of a table of sensors: sensor, number, interval_us."""
        sensors = [self.register.sensors[number] for number in numbers]
        table = {
            "sensor": np.array([one.name for one in sensors], dtype=object),
            "number": np.array(numbers, dtype=np.int32),
            "interval_us": np.array([one.interval_s * 1e6 for one in sensors]),
        }
        name = f"bound_{place}"
        self.connection.register("given", table)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM given")
        self.connection.unregister("given")
        return name

    def _told(self, queries: list[str], kinds: dict[str, Any]) -> pd.DataFrame:
        """Return what queries tell, with names, nodes and local times."""
        import pandas as pd

        if queries:
            query = f"SELECT * FROM ({' UNION ALL '.join(queries)}) ORDER BY sensor, t"
            columns = run(self.connection, query).fetchnumpy()
        else:
            columns = {name: np.empty(0) for name in ("sensor", "t", *kinds)}
        numbers = np.asarray(columns["sensor"], dtype=np.int64)
        present, codes = np.unique(numbers, return_inverse=True)
        names = pd.Categorical.from_codes(
            codes, pd.Index([self.register.sensors[k].name for k in present], dtype=object)
        )
        values = {name: np.asarray(columns[name], dtype=kind) for name, kind in kinds.items()}
        return pd.DataFrame(
            {"sensor": names, "node": self.rows[numbers], "time": self.local(pd.Series(columns["t"])), **values}
        )

    def local(self, moments: pd.Series) -> pd.Series:
        """Return moments [µs since 1970] as local times, NaT where there is none."""
        import pandas as pd

        return pd.to_datetime(moments.astype("Int64"), unit="us", utc=True).dt.tz_convert(self.zone)


def _likeness(one: Bound) -> tuple[int, str, str, bool]:
    return one.source, one.quantity, one.unit, one.repeated is not False


def _wider(window: Window) -> Window:
    start, end = window
    return (None if start is None else start - _MARGIN_US), (None if end is None else end + _MARGIN_US)


def _within(window: Window) -> str:
    start, end = window
    parts = [f"t >= {start}" if start is not None else "", f"t < {end}" if end is not None else ""]
    return " AND ".join(part for part in parts if part) or "true"


def _rows_of_nodes(twin: Twin, register: Register) -> NDArray[np.int32]:
    """Return the row of the node of each sensor, -1 if it is bound to none or the node has gone."""
    known = {identity: row for row, identity in enumerate(twin.nodes["id"].tolist())}
    return np.array([known.get(one.node, -1) for one in register.sensors], dtype=np.int32)
