"""The table of commodities: enumerations, words, classes and sources, read once from a data file."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np

from twin.model.columns import Array

__all__ = ["UNKNOWN", "Vocabulary", "vocabulary"]

UNKNOWN = "unknown"
"""Commodity of a link of which nothing says what flows."""


@dataclass(frozen=True)
class Vocabulary:
    """What says which commodity something carries.

    Commodities are numbered as in the table, and sets of them are bits of an integer: bit ``i`` is commodity ``i``.

    Parameters
    ----------
    names : commodities in order
    of_enumeration : set of commodities by value of IfcDistributionSystemEnum
    words : for each commodity what names it
    sides : for ``flow`` and ``return`` what names that half of a heating loop
    sources : for each commodity the classes that feed it, the best first, with PredefinedType after a dot or without
    main : for each commodity what names the source that feeds the others
    reversed : commodities that run from the many to the one
    carries : by IFC class, the set of commodities whose networks such a thing joins
    passes : by IFC class, the set of commodities of which one flows through such a thing
    needs : by IFC class, the set of commodities of which it needs at least one
    devices : for each IFC class what names such a thing
    mixing_types : values of PredefinedType of what joins both halves of a heating loop
    mixing : what names such a thing
    """

    names: tuple[str, ...]
    of_enumeration: Mapping[str, int]
    words: tuple[re.Pattern[str], ...]
    sides: Mapping[str, re.Pattern[str]]
    sources: tuple[tuple[str, ...], ...]
    main: tuple[re.Pattern[str], ...]
    reversed: frozenset[int]
    carries: Mapping[str, int]
    passes: Mapping[str, int]
    needs: Mapping[str, int]
    devices: Mapping[str, re.Pattern[str]]
    mixing_types: frozenset[str]
    mixing: re.Pattern[str]

    def bits(self, names: Iterable[str]) -> int:
        """Return the set of these commodities."""
        return sum(1 << self.names.index(name) for name in set(names))

    @cached_property
    def heating(self) -> int:
        """Set of the three words for heating: flow, return, and nobody says which."""
        return self.bits(["heating", "heating_flow", "heating_return"])

    def family(self, commodity: int) -> int:
        """Return the set of commodities that flow in one network with this one: both halves of a heating loop do."""
        return self.heating if self.heating >> commodity & 1 else 1 << commodity

    def along(self, commodity: int) -> int:
        """Return the set of commodities to follow from a source: its own, and heating of which the half is unknown."""
        heating = self.bits(["heating"])
        return self.heating if 1 << commodity == heating else self.family(commodity) & (1 << commodity | heating)

    def widened(self, carried: Array) -> Array:
        """Return sets where heating of unknown direction also stands for both halves of the loop, (n,)."""
        return np.where(carried & self.bits(["heating"]), carried | self.heating, carried)

    def shared(self, one: Array, other: Array) -> Array:
        """Return what two things may have in common, (n,); all that the other carries where one says nothing."""
        both = self.widened(one) & self.widened(other)
        half_and_half = (both == 0) & (one & self.heating != 0) & (other & self.heating != 0)
        both = np.where(half_and_half, self.bits(["heating"]), both)
        return np.where(one == 0, other, np.where(other == 0, one, both))

    def meet(self, one: Array, other: Array) -> Array:
        """Return whether things may belong to one network, (n,): unknown meets all, flow never meets return."""
        return np.asarray((one == 0) | (other == 0) | (self.widened(one) & self.widened(other) != 0))

    def word(self, carried: int) -> str:
        """Return the one commodity that a set means, unknown if it is none or several."""
        if carried and carried & ~self.heating == 0 and carried.bit_count() > 1:
            return "heating"
        return self.names[carried.bit_length() - 1] if carried.bit_count() == 1 else UNKNOWN

    def named(self, *texts: str) -> int:
        """Return the set of commodities that texts speak of."""
        text = " | ".join(_plain(one) for one in texts if one)
        return sum(1 << place for place, words in enumerate(self.words) if words.search(text))

    def sided(self, carried: int, *texts: str) -> int:
        """Return the set with heating replaced by the half of the loop that the texts speak of, if they do."""
        heating = self.bits(["heating"])
        text = " | ".join(_plain(one) for one in texts if one)
        said = [side for side, words in self.sides.items() if words.search(text)]
        if not carried & heating or len(said) != 1:
            return carried
        return carried & ~heating | self.bits([f"heating_{said[0]}"])

    def is_reversed(self, carried: int) -> bool:
        """Return whether a single commodity runs from the many to the one."""
        return carried.bit_length() - 1 in self.reversed

    def is_main(self, commodity: int, text: str) -> bool:
        """Return whether a name speaks of the source that feeds the others."""
        return self.main[commodity].search(_plain(text)) is not None

    def mixes(self, predefined_type: str, *texts: str) -> bool:
        """Return whether a thing joins both halves of a heating loop on purpose."""
        return predefined_type in self.mixing_types or any(self.mixing.search(_plain(one)) for one in texts)

    def device(self, *texts: str) -> str:
        """Return the IFC class of what texts call a thing, empty if they do not say."""
        text = " | ".join(_plain(one) for one in texts if one)
        found = ((match.start(), name) for name, words in self.devices.items() if (match := words.search(text)))
        return min(found, default=(0, ""))[1]


@cache
def vocabulary() -> Vocabulary:
    """Return the table that comes with the package.

    Examples
    --------
    >>> table = vocabulary()
    >>> table.named("Eau froide sanitaire") == table.bits(["cold_water"])
    True
    >>> table.sided(table.bits(["heating"]), "Heizung_VL") == table.bits(["heating_flow"])
    True
    """
    with (files("twin.inference") / "data" / "commodities.toml").open("rb") as file:
        return _parsed(tomllib.load(file))


def _parsed(table: Mapping[str, Any]) -> Vocabulary:
    names = tuple(table["commodity"])
    rows = list(table["commodity"].values())
    bit = {name: 1 << place for place, name in enumerate(names)}
    return Vocabulary(
        names,
        {value: bit[name] for name, row in table["commodity"].items() for value in row["ifc"]},
        tuple(_pattern(row["words"]) for row in rows),
        {side: _pattern(words) for side, words in table["side"].items()},
        tuple(tuple(row["sources"]) for row in rows),
        tuple(_pattern(row.get("main", ())) for row in rows),
        frozenset(place for place, row in enumerate(rows) if row.get("reversed")),
        {name: sum(bit[one] for one in row.get("carries", ())) for name, row in table["class"].items()},
        {name: sum(bit[one] for one in row.get("passes", ())) for name, row in table["class"].items()},
        {name: sum(bit[one] for one in row.get("needs", ())) for name, row in table["class"].items()},
        {name: _pattern(words) for name, words in table["device"].items()},
        frozenset(table["mixing"]["types"]),
        _pattern(table["mixing"]["words"]),
    )


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of the words as whole words; a star stands for the rest of a word."""
    if not words:
        return re.compile(r"(?!)")
    return re.compile(r"(?<!\S)(?:" + "|".join(_one(word) for word in words) + r")(?!\S)")


def _one(words: str) -> str:
    return " ".join(re.escape(word).replace(r"\*", r"\S*") for word in words.split())


def _plain(text: str) -> str:
    """Return the words of a text in lower case, without accents or punctuation, one space apart."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    spaced = (one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return " ".join("".join(spaced).split())
