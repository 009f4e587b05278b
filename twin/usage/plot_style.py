"""How figures of measures look."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["CATEGORICAL", "INK", "MARK", "SEQUENTIAL", "STYLE", "THERE", "UNKNOWN", "ramp"]

CATEGORICAL: Final = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#663333", "#332288")
"""Hues of Okabe and Ito, the same as in the pictures of the estate, then two of Tol."""
_STEPS: Final = ("#F6E05A", "#A8D84A", "#4FBF6E", "#22A187", "#287C8E", "#3B568C", "#482A78", "#3A0A4F")
"""From least to most: light to dark, so that it prints in grey, and told apart by colour-blind people."""
SEQUENTIAL: Final = "viridis_r"
THERE: Final = "#009E73"
"""Where people go to."""
UNKNOWN: Final = "#C9C9C9"
INK: Final = "#2A2F36"
MARK: Final = "#882255"


def ramp(count: int) -> list[str]:
    """Return colours of classes that follow each other, from light to dark.

    Parameters
    ----------
    count : number of classes

    Examples
    --------
    >>> ramp(2)
    ['#F6E05A', '#3A0A4F']
    """
    last = len(_STEPS) - 1
    return [_STEPS[round(place * last / max(count - 1, 1))] for place in range(count)]


STYLE: Final[Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#8A9099",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 14,
    "axes.titleweight": "bold",
    "axes.titlecolor": INK,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "grid.color": "#E4E7EB",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
"""Settings of matplotlib while a figure is made; nothing is changed for others."""
