"""Pictures of a twin, drawn with PyVista.

>>> import twin, twin_viewers
>>> estate = twin.open("estate.gpkg")  # doctest: +SKIP
>>> twin_viewers.picture(estate.facts, "storey.png", storey="R+1", colour_by="FireRating")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin_viewers.look import Look, NoShapeError
    from twin_viewers.scene import Scene, scene_of
    from twin_viewers.screenshot import picture, show

__all__ = ["Look", "NoShapeError", "Scene", "picture", "scene_of", "show"]

_HOMES = {
    "Look": "twin_viewers.look",
    "NoShapeError": "twin_viewers.look",
    "Scene": "twin_viewers.scene",
    "picture": "twin_viewers.screenshot",
    "scene_of": "twin_viewers.scene",
    "show": "twin_viewers.screenshot",
}


def __getattr__(name: str) -> Any:
    """Return a public name, importing the module it lives in; PyVista loads only when something is drawn."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
