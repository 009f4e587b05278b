"""Colours that colour-blind people can tell apart, given out the same way every time.

About one man in twelve confuses red with green. The categorical colours here stay apart for them: each pair differs by
at least 13 in CIELAB, seen normally and as simulated for protanopia and deuteranopia (a test measures it). More kinds
than colours share one grey, because nobody reads a legend of forty.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin_viewers.public import PUBLIC_ROLES

__all__ = [
    "CATEGORICAL",
    "COMMODITIES",
    "EDGE",
    "EDGE_OF_SPACE",
    "FIELD",
    "FRAME",
    "OTHER",
    "OUTSIDE",
    "PANE",
    "PAPER",
    "PROVENANCE",
    "SHADOW",
    "TONES",
    "UNKNOWN",
    "WHOLE",
    "categorical",
    "repeated",
    "rgb",
    "sequential",
]

CATEGORICAL: Final = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#F0E442",
    "#663333",
    "#332288",
    "#EECC66",
    "#99DDFF",
    "#7A5230",
    "#882255",
    "#999933",
)
"""The seven hues of Okabe and Ito, then those of Tol that stay farthest from them and from each other."""

OTHER: Final = "#B8B8B8"
"""Whatever there are no colours left for."""

UNKNOWN: Final = "#E0E0E0"
"""What nothing is known of."""

PAPER: Final = "#EEF1F4"
"""Behind the building: dark enough for a white wall to show."""

FIELD: Final = "#DDE1D5"
"""Ground of which nobody says what it is."""

SHADOW: Final = "#1B2A3A"

PROVENANCE: Final = {"declared": "#0072B2", "geometric": "#E69F00", "assumed": "#CC79A7"}
"""Colour of links by why they are believed, three of the categorical ones."""

COMMODITIES: Final = {
    "cold_water": "#0072B2",
    "hot_water": "#E69F00",
    "heating": "#663333",
    "heating_flow": "#882255",
    "heating_return": "#CC79A7",
    "cooling": "#99DDFF",
    "power": "#332288",
    "gas": "#EECC66",
    "ventilation": "#56B4E9",
    "drainage": "#7A5230",
    "telecom": "#999933",
    "fire": "#D55E00",
    "fuel": "#009E73",
}
"""Colour by commodity, the same in all pictures; all are categorical ones."""

OUTSIDE: Final = "#009E73"
"""Where ways reach the open air."""

WHOLE: Final = "#5F666E"
"""Marker of what one sees only the parts of, such as a dwelling or a system."""

FRAME: Final = "#F3F1EC"
"""What holds the panes."""

PANE: Final = "#5E7F93"
"""Glass seen from outside by day, when rooms are dark."""

EDGE: Final = "#2A2F36"
EDGE_OF_SPACE: Final = "#2B6C99"

TONES: Final = {
    "space": "#56B4E9",
    "wall": "#E9E3D8",
    "slab": "#CDC8BF",
    "roof": "#C49A86",
    "foundation": "#A8A297",
    "column or beam": "#97A5B3",
    "door": "#B68A4C",
    "window": "#7FB0C4",
    "stair": "#8B8792",
    "railing": "#6A6E76",
    "covering": "#F2EDE4",
    "furniture": "#D6BE97",
    "other element": "#BDBAB4",
    "equipment": "#FF5500",
    **{role.name: role.tone for role in PUBLIC_ROLES.values()},
    "ground": "#DDE3D3",
}
"""Colour by role: fabric in quiet tones, so that rooms and equipment stand out."""

_STOPS: Final = ("#00224E", "#213B6E", "#4C556C", "#6C6E72", "#8C8878", "#AFA371", "#D3C064", "#FEE838")
"""Cividis in seven steps, which looks the same to the colour-blind (Nuñez, Anderton, Renslow 2018,
doi:10.1371/journal.pone.0199239); from matplotlib itself it would take longer to load than a picture to draw."""


def rgb(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue, 0 to 1 [-], of a colour written ``#RRGGBB``.

    Examples
    --------
    >>> rgb("#FF0000")
    (1.0, 0.0, 0.0)
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def categorical(count: int) -> NDArray[np.float64]:
    """Return a colour for each of so many categories, (count, 3), 0 to 1 [-]; beyond the palette all are `OTHER`.

    Parameters
    ----------
    count : number of categories, the most important first

    Examples
    --------
    >>> categorical(1).round(2).tolist()
    [[0.0, 0.45, 0.7]]
    """
    hues = [CATEGORICAL[at] if at < len(CATEGORICAL) else OTHER for at in range(count)]
    return np.array([rgb(hue) for hue in hues]).reshape(-1, 3)


def repeated(count: int) -> NDArray[np.float64]:
    """Return a colour for each of so many steps of an order, (count, 3), 0 to 1 [-]; they come again and again.

    Parameters
    ----------
    count : number of steps, such as storeys
    """
    return np.resize(categorical(len(CATEGORICAL)), (count, 3))


def sequential(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return colours from dark blue for 0 to yellow for 1, (n, 3), 0 to 1 [-].

    Parameters
    ----------
    share : where between the least and the greatest value, 0 to 1 [-], (n,)

    Examples
    --------
    >>> sequential(np.array([0.0])).round(2).tolist()
    [[0.0, 0.13, 0.31]]
    """
    stops = np.array([rgb(stop) for stop in _STOPS])
    at = np.linspace(0.0, 1.0, len(stops))
    return np.stack([np.interp(share, at, stops[:, channel]) for channel in range(3)], axis=1)
