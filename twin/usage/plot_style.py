"""How figures of measures look."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["CATEGORICAL", "INK", "MARK", "SEQUENTIAL", "STYLE", "UNKNOWN"]

CATEGORICAL: Final = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#663333", "#332288")
"""Hues of Okabe and Ito, the same as in the pictures of the estate, then two of Tol."""
SEQUENTIAL: Final = "viridis_r"
UNKNOWN: Final = "#C9C9C9"
INK: Final = "#2A2F36"
MARK: Final = "#882255"

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
