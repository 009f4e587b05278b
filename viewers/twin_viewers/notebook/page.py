"""An estate to turn and click in a cell of a notebook, with a picture of it where a notebook cannot show more."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.model.twin import Twin
from twin_viewers.look import Look
from twin_viewers.words import words_in

if TYPE_CHECKING:
    from datetime import datetime

    from twin.simulation.results import Run
    from twin_viewers.send.order import Playing

__all__ = ["View", "show"]

_PICTURE_PX = (1000, 625)


@dataclass(frozen=True)
class View:
    """An estate as a notebook shows it; whatever is asked of it gives a new view.

    Parameters
    ----------
    twin : the twin
    look : what to show, and how to colour it
    playing : a moment of a run; None for the estate as it is
    chosen : row of the thing that is marked and told of; None for none
    language : of what is written, ``en`` or ``fr``
    height : of the cell [px]
    """

    twin: Twin
    look: Look
    playing: Playing | None = None
    chosen: int | None = None
    language: str = "en"
    height: int = 600

    def __repr__(self) -> str:
        marked = "" if self.chosen is None else f", {self.twin.nodes['id'][self.chosen]} chosen"
        return f"<View of {self.twin.nodes.length} things by {self.look.colour_by}{marked}>"

    def select(self, key: str) -> View:
        """Return the view with a thing marked, and what is known of it beside it.

        Parameters
        ----------
        key : id, code or name of the thing

        Raises
        ------
        UnknownNodeError
            If nothing answers to the key, or several things do.
        """
        return replace(self, chosen=self.twin.row(key))

    def colour(self, colour_by: str) -> View:
        """Return the view coloured otherwise, and without a run.

        Parameters
        ----------
        colour_by : kind, class, storey, building, material, a column of the nodes, or a property

        Raises
        ------
        UsageError
            If nothing of that name can colour things.
        """
        from twin_viewers.colouring import values_of

        values_of(self.twin, colour_by)
        return replace(self, look=replace(self.look, colour_by=colour_by), playing=None)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the page to a file that opens anywhere, and return the file.

        Parameters
        ----------
        path : file to write, .html

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        from twin_viewers.send.place import check_place, write_whole

        check_place(Path(path), (".html", ".htm"))
        write_whole(Path(path), self.page)
        return Path(path)

    @cached_property
    def page(self) -> str:
        """The page that the cell holds, which needs nothing else."""
        from twin_viewers.send.html import html_of
        from twin_viewers.send.page_data import page_data

        words, moments = words_in(self.language), None if self.playing is None else self.playing.moments
        return html_of(page_data(self.twin, self.look, words=words, moments=moments, chosen=self.chosen), words)

    @cached_property
    def picture(self) -> bytes:
        """A picture of it, PNG."""
        from PIL import Image

        from twin_viewers.scene import scene_of
        from twin_viewers.screenshot import draw
        from twin_viewers.send.movie import picture_of_moment

        if self.playing is None:
            pixels = draw(scene_of(self.twin, self.look), size=_PICTURE_PX, language=self.language)
        else:
            pixels = picture_of_moment(self.twin, self.look, self.playing, size=_PICTURE_PX)
        written = BytesIO()
        Image.fromarray(pixels).save(written, format="PNG")
        return written.getvalue()

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, which can neither fetch anything nor reach the notebook."""
        style = f"width:100%;height:{self.height}px;border:1px solid #d4d9de;border-radius:6px"
        return f'<iframe sandbox="allow-scripts allow-downloads" style="{style}" srcdoc="{escape(self.page)}"></iframe>'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        """Return all forms of it; a notebook takes the first that it can show."""
        picture = base64.b64encode(self.picture).decode()
        return {"text/html": self._repr_html_(), "image/png": picture, "text/plain": repr(self)}


def show(
    twin: Twin,
    *,
    colour_by: str = "kind",
    storey: str | None = None,
    only: Sequence[str] = (),
    look: str = "",
    run: Run | None = None,
    at: str | datetime = "",
    state: str = "",
    language: str = "en",
    height: int = 600,
) -> View:
    """Return an estate as a notebook shows it.

    Parameters
    ----------
    twin : the twin
    colour_by : kind, class, storey, building, material, a column of the nodes, or a property
    storey : storey to look into, by id, code or name
    only : kinds to show, such as ``space`` or ``wall``
    look : ``solid`` for the outside alone
    run : a run to colour it by
    at : moment of the run, such as ``00:45``; without it the worst
    state : what of the run to show; without it how many services are lost
    language : of what is written, ``en`` or ``fr``
    height : of the cell [px]

    Raises
    ------
    UsageError
        If there is no such storey, kind, value, state or language.
    """
    words_in(language)
    wanted = Look(colour_by, storey, tuple(only), manner=look)
    playing = None if run is None else _playing(twin, run, at=str(at), state=state, language=language)
    return View(twin, wanted, playing, None, language, height)


def _playing(twin: Twin, run: Run, *, at: str, state: str, language: str) -> Playing:
    from twin_viewers.player.choices import LOST
    from twin_viewers.player.player import player_of
    from twin_viewers.send.order import Playing

    playing = Playing(player_of(twin, run, words=words_in(language)), state or LOST, at)
    playing.player.choice(playing.state)
    return playing
