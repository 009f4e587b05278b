"""How much of the time something works that fails and is repaired again and again."""

from __future__ import annotations

__all__ = ["availability"]


def availability(mtbf_s: float, mttr_s: float) -> float:
    """Return the share of time that a thing works in the long run [-].

    Parameters
    ----------
    mtbf_s : mean time from a repair to the next failure [s]
    mttr_s : mean time from a failure to its repair [s]

    References
    ----------
    Steady-state availability of an alternating renewal process; IEC 61703:2016 [M].

    Examples
    --------
    >>> round(availability(155, 4), 4)
    0.9748
    """
    return mtbf_s / (mtbf_s + mttr_s)
