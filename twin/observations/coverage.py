"""Which share of the time each sensor tells, so that what rests on its readings can say how much it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from twin.observations.engine import run
from twin.observations.meters import GAP_INTERVALS

if TYPE_CHECKING:
    import pandas as pd

    from twin.observations.observed import Observations

__all__ = ["coverage"]

_FOREVER: Final = 2**62


def coverage(
    observations: Observations,
    quantity: str | None = None,
    *,
    start: str | datetime | None = None,
    end: str | datetime | None = None,
) -> pd.DataFrame:
    """Return the share of the time that each bound sensor tells.

    Columns: sensor, node, quantity, source (number of its files), known_h, span_h, coverage.

    A reading tells the time until the next one, for three usual intervals at most; an event until the next event. The
    span is what was asked for; where it is open, it begins or ends with the readings of all sensors asked for.

    Parameters
    ----------
    observations : of the estate
    quantity : the only one wanted; None for all
    start, end : of the span; local unless they have an offset

    Raises
    ------
    UsageError
        If there is no such quantity, or a time cannot be read.
    """
    import pandas as pd

    chosen = observations.chosen(quantity)
    window = observations.window(start, end)
    found = {
        number: (first, last, known)
        for rows, bound in observations.queries(chosen, window)
        for number, first, last, known in run(
            observations.connection, _known(rows.query, bound, held=rows.quantity.nature == "event")
        ).fetchall()
    }
    first = window[0] if window[0] is not None else min((one[0] for one in found.values()), default=0)
    last = window[1] if window[1] is not None else max((one[1] for one in found.values()), default=0)
    span_h = (last - first) / 3.6e9
    sensors = [observations.register.sensors[number] for number in chosen]
    known_h = [min(float(found.get(number, (0, 0, 0))[2]) / 3.6e9, span_h) for number in chosen]
    return pd.DataFrame(
        {
            "sensor": [one.name for one in sensors],
            "node": observations.rows[chosen],
            "quantity": [one.quantity for one in sensors],
            "source": [one.source for one in sensors],
            "known_h": known_h,
            "span_h": span_h,
            "coverage": [known / span_h if span_h > 0 else 0.0 for known in known_h],
        }
    )


def _known(query: str, bound: str, *, held: bool) -> str:
    """Return the SQL of number, first moment, end of what is known, and time known [µs]."""
    longest = str(_FOREVER) if held else f"{GAP_INTERVALS} * interval_us"
    return f"""
        SELECT number, min(t), max(t + least(interval_us, {longest})),
            sum(CASE WHEN after IS NULL THEN interval_us ELSE least(after - t, {longest}) END)
        FROM (
            SELECT number, interval_us, t, lead(t) OVER (PARTITION BY number ORDER BY t) AS after
            FROM ({query}) JOIN {bound} USING (sensor) WHERE t IS NOT NULL AND value IS NOT NULL
        ) GROUP BY number"""
