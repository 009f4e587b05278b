"""How many people the exits of a room are enough for, by their number and clear width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["passage_units", "people_through"]

_UNIT_M: Final = 0.60
_ONE_M: Final = 0.90
_TWO_M: Final = 1.40
_EPSILON_M: Final = 1e-6


def passage_units(width_m: float) -> int:
    """Return how many units of passage an exit has: one from 0.90 m, two from 1.40 m, then one each 0.60 m.

    Parameters
    ----------
    width_m : clear width [m]; NaN if nobody knows, which is no unit

    References
    ----------
    Arrêté du 25 juin 1980, article CO 36; Code du travail, article R4216-5 (the same units).

    Examples
    --------
    >>> [passage_units(width) for width in (0.83, 0.90, 1.43, 1.80, float("nan"))]
    [0, 1, 2, 3, 0]
    """
    if not width_m + _EPSILON_M >= _ONE_M:
        return 0
    return 1 if width_m + _EPSILON_M < _TWO_M else int((width_m + _EPSILON_M) / _UNIT_M)


def people_through(widths_m: Sequence[float]) -> int:
    """Return the most people that a room may hold by the number and width of its exits.

    Parameters
    ----------
    widths_m : clear widths of the exits [m]; one that nobody knows (NaN) counts for nothing, (n,)

    Notes
    -----
    A screening: where exits stand to each other, how far people walk to them and what lies behind is not looked at.

    References
    ----------
    Arrêté du 25 juin 1980, articles PE 11 § 3 (up to 300 people) and CO 38 (above): up to 19 people one exit of 0.90 m;
    up to 50 one of 1.40 m, or one of 0.90 m and a further one; up to 100 two of 0.90 m, or one of 1.40 m and a further
    one; then two exits with a unit for each hundred people begun, and one more. A further exit is at least 0.60 m wide.

    Examples
    --------
    >>> [people_through(one) for one in ([], [0.93], [1.43], [0.93, 0.83], [1.43, 0.93])]
    [0, 19, 50, 50, 200]
    """
    units = sorted((passage_units(one) for one in widths_m), reverse=True)
    full = sum(one > 0 for one in units)
    further = sum(one + _EPSILON_M >= _UNIT_M for one in widths_m) - 1
    if not full:
        return 0
    if full == 1:
        alone = 19 if units[0] == 1 else 50
        return alone if further < 1 else (50 if units[0] == 1 else 100)
    total = sum(units)
    return 100 if total == 2 else 100 * (total - 1)
