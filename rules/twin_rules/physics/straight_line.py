"""A straight line through points, with how sure its slope is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Line", "line_through"]


@dataclass(frozen=True, slots=True)
class Line:
    """E = a + b x.

    Parameters
    ----------
    base : a, the value at x = 0
    slope : b
    slope_low, slope_high : interval that holds the true slope with the confidence asked for, if errors are normal and
        independent
    determined : share of the variance that the line explains, R² [-]
    points : number of points
    """

    base: float
    slope: float
    slope_low: float
    slope_high: float
    determined: float
    points: int


def line_through(x: ArrayLike, y: ArrayLike, *, confidence: float = 0.95) -> Line | None:
    """Return the line with the least squares of errors; None for fewer than three points, or if all have one x.

    Parameters
    ----------
    x, y : points, (n,); those with a NaN are left out
    confidence : of the interval of the slope [-]

    References
    ----------
    N. R. Draper, H. Smith (1998), Applied Regression Analysis, 3rd edition, chapter 1, DOI 10.1002/9781118625590.

    Examples
    --------
    >>> line = line_through([0, 1, 2, 3], [1, 3, 5, 7])
    >>> (line.base, line.slope, line.determined)
    (1.0, 2.0, 1.0)
    """
    from scipy.stats import linregress, t

    at, value = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    known = np.isfinite(at) & np.isfinite(value)
    at, value = at[known], value[known]
    if len(at) < 3 or np.ptp(at) == 0:
        return None
    found = linregress(at, value)
    half = float(t.ppf((1.0 + confidence) / 2.0, len(at) - 2) * found.stderr)
    slope = float(found.slope)
    return Line(float(found.intercept), slope, slope - half, slope + half, float(found.rvalue**2), len(at))
