"""Names of things as a reader compares them: without case, accents, spaces and signs."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

__all__ = ["is_generic", "plain"]


def plain(name: str) -> str:
    """Return a name without case, accents, spaces and signs.

    Examples
    --------
    >>> plain("Bâtiment A-1") == plain("BATIMENT  A1")
    True
    """
    spread = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in spread.casefold() if letter.isalnum())


def is_generic(name: str) -> bool:
    """Return whether a name tells nothing apart, such as ``Default``: what authoring tools write by themselves.

    Examples
    --------
    >>> is_generic("Undefined"), is_generic("Les Tilleuls")
    (True, False)
    """
    return plain(name) in _generic()


@cache
def _generic() -> frozenset[str]:
    lines = files("twin.importers").joinpath("generic_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset({"", *(plain(line) for line in lines if not line.startswith("#"))})
