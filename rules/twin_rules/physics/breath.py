"""How many people breathe in a room, from its carbon dioxide: a mass balance of one well-mixed zone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["PPM", "air_changes", "people_breathing", "steady_ppm"]

PPM: Final = 1e-6
_HOUR_S: Final = 3600.0
_FALL_PPM: Final = 150.0
"""Least excess over outdoors from which a fall is told from noise [ppm], a choice."""


def people_breathing(
    mean_ppm: ArrayLike,
    rise_ppm: ArrayLike,
    *,
    volume_m3: float,
    changes_per_h: float,
    outdoors_ppm: float,
    person_m3_s: float,
) -> NDArray[np.float64]:
    """Return how many people were in a room on average over an hour, from the carbon dioxide that they breathed out.

    Parameters
    ----------
    mean_ppm : concentration on average over the hour [ppm], (n,)
    rise_ppm : concentration at its end less that at its beginning [ppm], (n,)
    volume_m3 : of the air in the room [m³]
    changes_per_h : how often outdoor air replaces that of the room [h⁻¹]
    outdoors_ppm : concentration outdoors [ppm]
    person_m3_s : what one person breathes out [m³ s⁻¹]

    Notes
    -----
    V dC/dt = G N - Q (C - C0), integrated over the hour: N = (V ΔC / 1 h + Q (mean C - C0)) / G. Holds for one
    well-mixed room whose air comes from outdoors. Sleep, children and sport change G by a factor of two; open windows
    change Q by far more, and nobody tells the sensor.

    References
    ----------
    ASTM D6245-18, Using indoor carbon dioxide concentrations to evaluate indoor air quality and ventilation;
    A. Persily, L. de Jonge (2017), Indoor Air 27, 868-879, doi:10.1111/ina.12383 (source terms).

    Examples
    --------
    >>> float(people_breathing(920.0, 0.0, volume_m3=36, changes_per_h=1, outdoors_ppm=420, person_m3_s=5e-6).round(6))
    1.0
    """
    mean, rise = np.asarray(mean_ppm, dtype=np.float64), np.asarray(rise_ppm, dtype=np.float64)
    flow_m3_s = volume_m3 * changes_per_h / _HOUR_S
    given_off = volume_m3 * rise / _HOUR_S + flow_m3_s * (mean - outdoors_ppm)
    return np.asarray(given_off * PPM / person_m3_s)


def steady_ppm(people: float, *, flow_m3_s: float, outdoors_ppm: float, person_m3_s: float) -> float:
    """Return the concentration at which a room with so many people stays [ppm].

    Parameters
    ----------
    people : in the room
    flow_m3_s : outdoor air into it [m³ s⁻¹]
    outdoors_ppm : concentration outdoors [ppm]
    person_m3_s : what one person breathes out [m³ s⁻¹]

    References
    ----------
    As `people_breathing`, with dC/dt = 0.

    Examples
    --------
    >>> round(steady_ppm(1, flow_m3_s=0.01, outdoors_ppm=420, person_m3_s=5e-6))
    920
    """
    return outdoors_ppm + people * person_m3_s / flow_m3_s / PPM


def air_changes(start_ppm: ArrayLike, end_ppm: ArrayLike, *, outdoors_ppm: float, least: int = 10) -> float:
    """Return how often the air of a room is replaced [h⁻¹], from the hours in which its carbon dioxide falls steeply.

    In an empty room the excess over outdoors falls exponentially; with people in it it falls more slowly, and with open
    windows faster. The middle of the steeper half of all falls is taken. NaN if there are too few.

    Parameters
    ----------
    start_ppm, end_ppm : concentration at the beginning and at the end of each hour [ppm], (n,)
    outdoors_ppm : concentration outdoors [ppm]
    least : falls that are needed

    References
    ----------
    Decay method, ASTM E741-23 and ISO 12569:2017 § 6; here without knowing when the room is empty.
    """
    start = np.asarray(start_ppm, dtype=np.float64) - outdoors_ppm
    end = np.asarray(end_ppm, dtype=np.float64) - outdoors_ppm
    falls = (start > _FALL_PPM) & (end > _FALL_PPM / 3) & (end < 0.9 * start)
    if falls.sum() < least:
        return float("nan")
    rates = np.log(start[falls] / end[falls])
    return float(np.median(rates[rates >= np.median(rates)]))
