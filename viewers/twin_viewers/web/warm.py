"""What every session needs, worked out once before the first one is forked.

Nothing here may draw, start a thread or leave a file open: none of these survives a fork.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from twin.model.twin import Twin

__all__ = ["warm"]

_IMPORTED: Final = (
    "pyvista.plotting",  # pyvista alone imports it at the first plotter
    "trame.app",
    "trame.ui.vuetify3",
    "trame.widgets.vuetify3",
    "aiohttp.web",
    "twin_viewers.stage",
    "twin_viewers.web.page",
)
"""Programs of the page that are imported when they are first used; together they take longer than the drawing."""


def warm(twin: Twin) -> None:
    """Work out what the twin keeps for all who look at it: shapes, tree and search; and import what draws the page.

    Parameters
    ----------
    twin : the estate

    Raises
    ------
    NoShapeError
        If nothing of it has a shape, so that there is nothing to look at.
    """
    from twin_viewers.look import Look
    from twin_viewers.scene import scene_of
    from twin_viewers.web.panels import panels
    from twin_viewers.window.search import search
    from twin_viewers.window.supply import supply
    from twin_viewers.window.tree import children

    for module in _IMPORTED:
        import_module(module)
    panels()
    scene_of(twin, Look())
    children(twin)
    search(twin, "a")
    supply(twin)
