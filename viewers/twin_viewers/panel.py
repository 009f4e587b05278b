"""What is written in pictures and beside them: in which letters, how wide, and in which round lengths."""

from __future__ import annotations

import functools
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyvista as pv

__all__ = ["INK", "font_file", "nice_length", "panel_width", "text_actor"]

INK: Final = "#22262B"
_FROM_FILE: Final = 4  # VTK_FONT_FILE, which VTK's Python modules do not name


def panel_width(size: tuple[int, int]) -> int:
    """Return the width of the panel in a picture of that size [px].

    Examples
    --------
    >>> panel_width((1600, 1000))
    352
    """
    return int(min(max(0.22 * size[0], 0.3 * size[1], 150), 0.45 * size[0]))


def nice_length(most: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20… that is no more than a length [m].

    Examples
    --------
    >>> nice_length(37.0)
    20.0
    """
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9)))


@functools.cache
def font_file() -> str | None:
    """Return the path of a font with the letters of most languages; None leaves VTK's own, which has Latin letters."""
    found = find_spec("matplotlib")  # its fonts are wanted, not the library itself, which is slow to load
    fonts = [
        Path(place) / "mpl-data/fonts/ttf/DejaVuSans.ttf"
        for place in (found and found.submodule_search_locations) or ()
    ]
    return next((str(font) for font in fonts if font.is_file()), None)


def text_actor(text: str, height: int, *, colour: str = INK) -> Any:
    """Return a line of text of that height [px], still to be placed."""
    actor = pv.Text(text.replace("$", "\\$"))  # between two dollars VTK would read a formula
    actor.prop.font_size = height
    actor.prop.color = colour
    if font := font_file():
        actor.prop.SetFontFamily(_FROM_FILE)
        actor.prop.SetFontFile(font)
    return actor
