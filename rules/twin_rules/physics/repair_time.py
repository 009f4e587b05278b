"""How long a repair takes, and which of several to do first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["drawn_h", "mean_h", "worth"]

Band = Sequence[float]


def drawn_h(bands: Sequence[Band], rng: np.random.Generator) -> float:
    """Return a time drawn from bands: one of them by its share, then evenly within it [h].

    Parameters
    ----------
    bands : share [-], least and most [h] of each
    rng : draws
    """
    shares = np.array([share for share, _, _ in bands])
    _, least, most = bands[int(rng.choice(len(bands), p=shares / shares.sum()))]
    return float(rng.uniform(least, most))


def mean_h(bands: Sequence[Band]) -> float:
    """Return the mean of what is drawn from bands [h].

    Parameters
    ----------
    bands : share [-], least and most [h] of each

    Examples
    --------
    >>> mean_h([[0.5, 0, 4], [0.5, 4, 24]])
    8.0
    """
    total = sum(share for share, _, _ in bands)
    return float(sum(share * (least + most) / 2 for share, least, most in bands) / total)


def worth(homes: float, work_s: float) -> float:
    """Return how much a repair spares per second of work [dwellings s⁻¹].

    One crew that takes repairs in descending order of it loses the fewest dwelling-hours in all.

    Parameters
    ----------
    homes : dwellings that have to do without until it is done [-]
    work_s : how long it takes [s]

    References
    ----------
    W. E. Smith, "Various optimizers for single-stage production", Naval Research Logistics Quarterly 3, 1956,
    doi:10.1002/nav.3800030106.

    Examples
    --------
    >>> worth(10, 3600) > worth(12, 7200)
    True
    """
    return homes / max(work_s, 1.0)
