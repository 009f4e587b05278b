"""Pictures with a strip beside them that says what one sees: title, clock, legend, north and scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from twin_viewers.legend import Legend
from twin_viewers.panel import panel_width
from twin_viewers.words import Words

if TYPE_CHECKING:
    from twin_viewers.stage import Stage

__all__ = ["Foot", "Strip", "beside", "foot_of", "width_of_picture"]


@dataclass(frozen=True)
class Foot:
    """How a picture lies in the world.

    Parameters
    ----------
    right, up : what is to the right and up in the picture, unit vectors, (3,)
    metres_per_pixel : its scale [m px⁻¹]
    """

    right: NDArray[np.float64]
    up: NDArray[np.float64]
    metres_per_pixel: float


@dataclass(frozen=True)
class Strip:
    """What is said beside a picture.

    Parameters
    ----------
    legend : title, and what the colours mean
    words : the language of numbers
    foot : how the picture lies; None draws neither north nor scale
    subtitle : below the title, before that of the legend
    clock : in large letters; empty for none
    caption : below the clock
    share : how much of the time has passed, 0 to 1 [-]; None draws no bar
    """

    legend: Legend
    words: Words
    foot: Foot | None = None
    subtitle: str = ""
    clock: str = ""
    caption: str = ""
    share: float | None = None


def width_of_picture(size: tuple[int, int]) -> int:
    """Return how much of the width of a whole is left for the picture [px].

    Parameters
    ----------
    size : width and height of the whole [px]
    """
    return size[0] - panel_width(size)


def foot_of(stage: Stage) -> Foot:
    """Return how the picture of a stage lies in the world.

    Parameters
    ----------
    stage : what draws it
    """
    eye = stage.viewpoint()
    back, up = np.array(eye["back"]), np.array(eye["up"])
    return Foot(np.cross(up, back), up, stage.metres_per_pixel)


def beside(pixels: NDArray[np.uint8], strip: Strip, *, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture with the strip to its right, (height, width, 3).

    Parameters
    ----------
    pixels : the picture, as wide as `width_of_picture` says, (height, width of picture, 3)
    strip : what to say
    size : width and height of the whole [px]
    """
    from PIL import Image

    from twin_viewers.send.pen import Pen

    whole = Image.new("RGB", size, "white")
    whole.paste(Image.fromarray(pixels), (0, 0))
    Pen(whole, left=pixels.shape[1], strip=strip).write()
    return np.asarray(whole)
