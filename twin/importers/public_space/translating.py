"""What layers, columns and values of any vocabulary mean, said again in the keys of OpenStreetMap."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any, Final

from twin.importers.public_space.attributes import metres

__all__ = ["IGNORE", "layer_tags", "translated", "words_of"]

IGNORE: Final = "ignore"
"""Key of features that are left out on purpose; its value says why."""
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z\d]+(?![a-z])|\d+")
_HSTORE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def words_of(name: str) -> str:
    """Return a name as words in lower case without accents.

    Examples
    --------
    >>> words_of("VilleMTP_EclairagePublic"), words_of("CATÉGORIE"), words_of("ACV_ILAR")
    ('ville mtp eclairage public', 'categorie', 'acv ilar')
    """
    expanded = name.replace("ß", "ss").replace("œ", "oe")
    plain = unicodedata.normalize("NFKD", expanded).encode("ascii", "ignore").decode()
    return " ".join(_WORD.findall(plain)).lower()


def translated(tags: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the attributes of features with what they mean in keys of OpenStreetMap; their own keys win.

    Parameters
    ----------
    tags : attributes as written
    """
    columns = _Columns.of({key for own in tags for key in own})
    return [columns.said(own) for own in tags]


def layer_tags(names: Iterable[str], shape: str) -> dict[str, str]:
    """Return the tags of features of which only the names of their layer and file tell what they are.

    Parameters
    ----------
    names : what to look at, first the layer's name, then the file's
    shape : ``point``, ``line`` or ``area``
    """
    return dict(_layer_tags(tuple(names), shape))


@cache
def _layer_tags(names: tuple[str, ...], shape: str) -> tuple[tuple[str, str], ...]:
    for name in names:
        words = words_of(name).split()
        for row in _settings()["layers"]:
            said = row.get("any") or row.get(shape)
            if said and any(_stands_in(pattern.split(), words) for pattern in row["words"]):
                return (_pair(said),)
    return ()


def _stands_in(pattern: Sequence[str], words: Sequence[str]) -> bool:
    starts = range(len(words) - len(pattern) + 1)
    return any(all(map(fnmatchcase, words[start:], pattern)) for start in starts)


def _pair(said: str) -> tuple[str, str]:
    key, _, value = said.partition("=")
    return key, value


@dataclass(frozen=True)
class _Columns:
    """Columns of a layer that say something in another vocabulary."""

    keys: Mapping[str, Sequence[str]]
    widest: Mapping[str, Sequence[str]]
    values: Mapping[str, Mapping[str, Sequence[str]]]

    @classmethod
    def of(cls, names: Iterable[str]) -> _Columns:
        by_words = {words_of(name): name for name in sorted(names)}
        table = _settings()

        def present(group: str) -> dict[str, list[str]]:
            found = {key: [by_words[one] for one in said if one in by_words] for key, said in table[group].items()}
            return {key: columns for key, columns in found.items() if columns and columns != [key]}

        values = {by_words[column]: table["values"][column] for column in table["values"] if column in by_words}
        return cls(present("columns"), present("widest"), values)

    def said(self, own: Mapping[str, str]) -> dict[str, str]:
        tags: dict[str, str] = {}
        for column, meant in self.values.items():
            for key, value in map(_pair, meant.get(words_of(own.get(column, "")), ())):
                tags[key] = value or f"{column}={own[column]}"
        for key, columns in self.keys.items():
            if (text := next((own[column] for column in columns if column in own), None)) is not None:
                tags[key] = text
        for key, columns in self.widest.items():
            if (most := max((metres(own[column]) for column in columns if column in own), default=0.0)) > 0.0:
                tags[key] = f"{most:g}"
        return {**tags, **_hstore(own.get("other_tags", "")), **own}


def _hstore(text: str) -> dict[str, str]:
    return {key: value.replace('\\"', '"') for key, value in _HSTORE.findall(text)} if text else {}


@cache
def _settings() -> dict[str, Any]:
    text = files("twin.importers.public_space").joinpath("data/public_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
