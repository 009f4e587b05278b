"""Energy classes of dwellings in France: from primary energy and greenhouse gases, the worse of both."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

__all__ = ["class_of", "worse"]


def class_of(value: float, bounds: Sequence[float], names: Sequence[str]) -> str:
    """Return the class of a value, empty if it is unknown; a value at a bound has the worse class.

    Parameters
    ----------
    value : per square metre and year [kWh m⁻²] or [kg m⁻²]
    bounds : upper bounds of all classes but the last, ascending, each excluded
    names : of the classes, the best first

    References
    ----------
    Arrêté of 31 March 2021, as relayed by two trade sites; that bounds are excluded is from memory.

    Examples
    --------
    >>> [class_of(value, [70, 110, 180, 250, 330, 420], "ABCDEFG") for value in (69.9, 70, 419.9, 420)]
    ['A', 'B', 'F', 'G']
    """
    if not math.isfinite(value):
        return ""
    return names[bisect_right(bounds, value)]


def worse(*classes: str) -> str:
    """Return the worst of some classes, empty if one of them is unknown.

    Parameters
    ----------
    classes : letters, empty for unknown

    Examples
    --------
    >>> worse("B", "D"), worse("B", "")
    ('D', '')
    """
    return max(classes) if all(classes) else ""
