"""A graph-linked digital twin of housing estates.

The public names live here and are loaded on first use, so that ``import twin`` costs nothing.

>>> import twin
>>> estate = twin.import_models(["residence.ifc"], output="estate.gpkg")  # doctest: +SKIP
>>> estate.spaces  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.errors import TwinError
    from twin.estate import Estate, import_models, open  # noqa: A004  # read as twin.open
    from twin.simulation.run_folder import open_run

    __version__: str

__all__ = ["Estate", "TwinError", "__version__", "import_models", "open", "open_run", "view"]

_HOMES = {
    "Estate": "twin.estate",
    "TwinError": "twin.errors",
    "import_models": "twin.estate",
    "open": "twin.estate",
    "open_run": "twin.simulation.run_folder",
}


def view(estate: Estate, **look: Any) -> Any:
    """Return an estate as a notebook shows it, by the first installed package that can.

    Parameters
    ----------
    estate : the twin
    look : what to show, such as ``colour_by="FireRating"`` or ``storey="R+1"``; see `twin_viewers.notebook.page.show`

    Raises
    ------
    UsageError
        If no package that shows estates is installed, or none of them can be loaded.
    """
    from twin.errors import UsageError
    from twin.plugins import discover, load_all

    modules, problems = load_all(discover("notebook", defining="show").modules)
    if not modules:
        reason = str(problems[0]) if problems else "no package that shows estates is installed"
        raise UsageError("twin.view", reason, "Install estate-twin with its viewers.")
    return next(iter(modules.values())).show(estate.facts, **look)


def __getattr__(name: str) -> Any:
    """Return a public name, importing the module it lives in."""
    if name == "__version__":
        from importlib.metadata import version

        return version("estate-twin")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names and what else the module holds."""
    return sorted({*globals(), *__all__})
