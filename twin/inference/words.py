"""What words in names say about the use of a space, in several languages.

The words stand in ``data/uses.toml``, not in code. Reading is careful rather than clever: a name of which no word is
known says nothing, and of several words the one that names the room wins over those that say where it is ("Flur Keller
West" is a corridor, "Kellertreppe" a stair).
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

__all__ = ["Meaning", "Words", "tokens", "words"]

_LANGUAGES: Final = ("fr", "en", "de", "nl")
_COMPOUNDING: Final = frozenset({"de", "nl"})
_PART: Final = 4
"""Letters of the shortest word that is looked for inside compounds: shorter ones occur in too many by chance."""
_LONGEST: Final = 4
"""Words of the longest phrase."""
_ENDINGS: Final = ("s", "x", "e", "n", "en", "er", "es")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "œ": "oe", "æ": "ae"})
_PLACES: Final = frozenset({"cellar", "roof", "parking", "commerce", "office"})
"""Uses whose word, beside that of a corridor or stair, says where this is."""
_ROOMS: Final = ("living", "kitchen", "office")
"""Uses that one room often has together; the first present counts."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name says.

    Parameters
    ----------
    use : the use, empty if the name says nothing
    traits : what it says besides, such as ``kitchen`` of a living room with a kitchen
    languages : languages in which it says so
    """

    use: str = ""
    traits: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


_NOTHING: Final = Meaning()


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text without accents, capitals, numbers and signs.

    Examples
    --------
    >>> tokens("Küche-2 / LIVING_DiningRoom d'été")
    ('kueche', 'living', 'dining', 'room', 'd', 'ete')
    """
    apart = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", unicodedata.normalize("NFC", text))
    plain = unicodedata.normalize("NFKD", apart.casefold().translate(_UMLAUTS))
    return tuple(re.findall(r"[^\W\d_]+", "".join(one for one in plain if not unicodedata.combining(one))))


def words() -> Words:
    """Return the table of words, with those of the file that the environment variable TWIN_USES names."""
    return _loaded(os.environ.get("TWIN_USES", ""))


@cache
def _loaded(own: str) -> Words:
    table = tomllib.loads(resources.files("twin.inference").joinpath("data/uses.toml").read_text(encoding="utf-8"))
    return Words(table, tomllib.loads(Path(own).read_text(encoding="utf-8")) if own else {})


class Words:
    """A table of words.

    Parameters
    ----------
    table : as in ``data/uses.toml``
    own : a further one, whose words win
    """

    def __init__(self, table: Mapping[str, Any], own: Mapping[str, Any]) -> None:
        self._tables = (table, own)
        self._read: dict[str, Meaning] = {}

    def read(self, text: str) -> Meaning:
        """Return what a name says about the use of a space.

        Examples
        --------
        >>> [words().read(name).use for name in ("WOHNEN / KOCHEN-1-1", "Salles de bains", "Kellertreppe", "R301")]
        ['living', 'wet', 'stair', '']
        """
        if text not in self._read:
            self._read[text] = self._chosen(self._meanings(tokens(text)))
        return self._read[text]

    def is_coarse(self, text: str) -> bool:
        """Return whether the name of a class is too wide to say what one room is."""
        return tokens(text) in self._coarse

    def code(self, text: str) -> str:
        """Return the use that a classification code stands for, empty if none is known for it."""
        found = (use for pattern, use in self._codes if pattern.match(text.strip()))
        return next(found, "")

    def fixture(self, ifc_type: str, text: str) -> str:
        """Return which use a fixture gives its room, by its predefined type or else by its name; empty if none."""
        if ifc_type in self._fixture_types:
            return self._fixture_types[ifc_type]
        return next((use for run in _runs(tokens(text), self._fixtures) if (use := self._fixtures.get(run))), "")

    def device(self, text: str) -> str:
        """Return ``monitors`` for the name of a thing that watches its room, empty for others."""
        read = tokens(text)
        return "monitors" if any(run in self._monitors for run in _runs(read, self._monitors)) else ""

    def zone(self, text: str) -> str:
        """Return ``dwelling`` or ``other`` for the name of a zone, empty if it says neither."""
        read = tokens(text)
        for sort in ("other", "dwelling"):
            if any(run in self._zones[sort] for run in _runs(read, self._zones[sort])) or _begun(
                read, self._zones[sort]
            ):
                return sort
        return ""

    def _listed(self, name: str) -> list[Any]:
        return [one for table in reversed(self._tables) for one in table.get(name, ())]

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], Meaning]:
        """Meanings by words; a later entry of one use adds its language, one of another use loses."""
        phrases: dict[tuple[str, ...], Meaning] = {}
        for room in self._listed("room"):
            for language in _LANGUAGES:
                for word in room.get(language, ()):
                    for spelt in _spellings(word):
                        phrases[spelt] = _added(phrases.get(spelt), room, language)
        return phrases

    @cached_property
    def _parts(self) -> dict[str, Meaning]:
        """Words looked for inside compounds."""
        alone = {spelt for word in self._listed("alone") for spelt in _spellings(word)}
        found = {word: meaning for word, meaning in self._phrases.items() if len(word) == 1 and word not in alone}
        return {
            word: meaning
            for (word,), meaning in found.items()
            if len(word) >= _PART and meaning.languages & _COMPOUNDING
        }

    @cached_property
    def _weak(self) -> frozenset[str]:
        return frozenset(self._listed("weak"))

    @cached_property
    def _generic(self) -> frozenset[str]:
        return frozenset(spelt[0] for word in self._listed("generic") for spelt in _spellings(word))

    @cached_property
    def _coarse(self) -> frozenset[tuple[str, ...]]:
        return frozenset(spelt for word in self._listed("coarse") for spelt in _spellings(word))

    @cached_property
    def _codes(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile(one["pattern"]), one["use"]) for one in self._listed("code")]

    @cached_property
    def _fixture_types(self) -> dict[str, str]:
        return {name: one["use"] for one in self._listed("fixture") for name in one.get("classes", ())}

    @cached_property
    def _fixtures(self) -> dict[tuple[str, ...], str]:
        named = ((word, one["use"]) for one in self._listed("fixture") for word in one.get("words", ()))
        return {spelt: use for word, use in named for spelt in _spellings(word)}

    @cached_property
    def _monitors(self) -> frozenset[tuple[str, ...]]:
        listed = (word for one in self._listed("device") for word in one.get("monitors", ()))
        return frozenset(spelt for word in listed for spelt in _spellings(word))

    @cached_property
    def _zones(self) -> dict[str, frozenset[tuple[str, ...]]]:
        tables = [table.get("zone", {}) for table in self._tables]
        return {
            sort: frozenset(spelt for table in tables for word in table.get(sort, ()) for spelt in _spellings(word))
            for sort in ("dwelling", "other")
        }

    def _meanings(self, read: tuple[str, ...]) -> list[Meaning]:
        """Return the meanings of the words in turn, longer phrases first."""
        found, place = [], 0
        while place < len(read):
            meaning, length = self._at(read, place)
            found.append(meaning)
            place += length
        return [one for one in found if one.use]

    def _at(self, read: tuple[str, ...], place: int) -> tuple[Meaning, int]:
        for length in range(min(_LONGEST, len(read) - place), 0, -1):
            for spelt in _singulars(read[place : place + length]):
                if spelt in self._phrases:
                    return self._phrases[spelt], length
        return (_NOTHING if read[place] in self._generic else self._compound(read[place])), 1

    def _compound(self, word: str) -> Meaning:
        """Return the meaning of the head of a compound, or of what stands before a head that says little."""
        lengths = range(len(word) - 2, _PART - 1, -1)
        head = next((word[-size:] for size in lengths if word[-size:] in self._parts), "")
        if head and head not in self._weak:
            return self._parts[head]
        first = next((word[:size] for size in lengths if word[:size] in self._parts), head)
        return self._parts.get(first, _NOTHING)

    @staticmethod
    def _chosen(found: list[Meaning]) -> Meaning:
        if not found:
            return _NOTHING
        uses = {one.use for one in found}
        if uses & {"circulation", "stair"}:
            found = [one for one in found if one.use not in _PLACES]
        english = all("en" in one.languages for one in found)
        head = found[-1 if english else 0]  # "lift lobby", but "palier ascenseur" and "Flur Treppe"
        use = head.use if not uses <= set(_ROOMS) else next(room for room in _ROOMS if room in uses)
        shown = [one for one in found if one.use in ({use} if use not in _ROOMS else _ROOMS)]
        return Meaning(use, frozenset().union(*(one.traits for one in shown)), head.languages)


def _added(before: Meaning | None, room: Mapping[str, Any], language: str) -> Meaning:
    if before is not None:
        same = before.use == room["use"]
        return Meaning(before.use, before.traits, before.languages | {language}) if same else before
    return Meaning(room["use"], frozenset(filter(None, [room.get("trait", "")])), frozenset({language}))


def _spellings(word: str) -> set[tuple[str, ...]]:
    """Return a word's tokens with umlauts written out and with the dots left away."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    return {tokens(word), tokens(bare)}


def _singulars(read: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Yield the words as they are, then without the ending of a plural: of all, of each alone."""
    yield read
    for ending in _ENDINGS:
        bare = tuple(_without(word, ending) for word in read)
        yield bare
        yield (*bare[:1], *read[1:])
        yield (*read[:-1], *bare[-1:])


def _without(word: str, ending: str) -> str:
    return word[: -len(ending)] if word.endswith(ending) and len(word) - len(ending) >= _PART - 1 else word


def _runs(read: tuple[str, ...], known: Collection[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Yield the runs of words that a phrase may be spelt by, the longest first."""
    words = _words_of(frozenset(known))
    spelt = [not words.isdisjoint(_forms(word)) for word in read]
    for length in range(min(_LONGEST, len(read)), 0, -1):
        for place in range(len(read) - length + 1):
            if all(spelt[place : place + length]):
                yield from _singulars(read[place : place + length])


@lru_cache(maxsize=64)
def _words_of(phrases: frozenset[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase)


@lru_cache(maxsize=65_536)
def _forms(word: str) -> frozenset[str]:
    """Return a word with and without the endings of a plural."""
    return frozenset((word, *(_without(word, ending) for ending in _ENDINGS)))


def _begun(read: tuple[str, ...], known: Iterable[tuple[str, ...]]) -> bool:
    """Return whether a word begins with a known one, as compounds do."""
    parts = tuple(word[0] for word in known if len(word) == 1 and len(word[0]) > _PART)
    return any(word.startswith(parts) for word in read)
