"""Catalogues: what packages say in another language, one file ``words/<language>.toml`` for each package and language.

Every package that is registered as a plug-in may bring one. What belongs here stands in its tables ``[said.…]``, whose
names are for the reader of the file: an English template on the left, what it is in the language on the right; two of
them, for one and for many, where the place ``{n}`` decides. How numbers are written stands in ``[format]`` of the
twin's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from twin.errors import UsageError
from twin.plugins import places_of_packages

__all__ = ["ENGLISH", "Catalogue", "catalogue_of", "languages"]

ENGLISH: Final = "en"
_FOLDER: Final = "words"

Text = str | tuple[str, str]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """What is said in a language.

    Parameters
    ----------
    texts : by English template; two where one and many differ
    decimal, thousands : marks in numbers
    percent : what stands after a share
    """

    texts: Mapping[str, Text]
    decimal: str = "."
    thousands: str = ","
    percent: str = "%"


def languages() -> tuple[str, ...]:
    """Return the languages that the twin has words in, English first."""
    home = Path(__file__).parents[1] / _FOLDER
    return (ENGLISH, *sorted(one.stem for one in home.glob("*.toml")))


@cache
def catalogue_of(language: str) -> Catalogue:
    """Return what is said in a language; of English nothing, for it is the language of the templates.

    Raises
    ------
    UsageError
        If there is no such language.
    """
    if language == ENGLISH:
        return Catalogue({})
    if language not in languages():
        raise UsageError(f"--lang {language}", "there is no such language", f"Write one of: {', '.join(languages())}.")
    own, *others = [_read(home / _FOLDER / f"{language}.toml") for home in places_of_packages()]
    texts = {template: text for table in (*reversed(others), own) for template, text in _said(table)}
    return Catalogue(texts, **own["format"])


def _read(path: Path) -> dict[str, Any]:
    """Return the catalogue of one package, empty if it has none; a broken one must not stop the others."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _said(table: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    for part in table.get("said", {}).values():
        for template, text in part.items():
            yield template, text if isinstance(text, str) else (text[0], text[1])
