"""The words that things of a twin are found by, worked out once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.public import public_role
from twin_viewers.window.things import DWELLING, classes_of, noun_of, plain, things
from twin_viewers.window.tree_places import is_listed
from twin_viewers.words import LANGUAGES, words_in

__all__ = ["FIELDS", "SearchIndex", "Text", "owners_of_sets", "search_index", "tokens_of"]

Rows = NDArray[np.int64]

FIELDS: Final = {
    "code": 1.0,
    "id": 1.0,
    "name": 0.9,
    "long_name": 0.85,
    "tag": 0.8,
    "kind": 0.7,
    "type": 0.6,
    "class": 0.55,
    "use": 0.5,
    "commodity": 0.45,
    "description": 0.4,
    "property": 0.3,
}
"""How much a word counts by where it is found [-]."""

_PARTS: Final = re.compile(r"[^0-9a-z+]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that some things have in one field.

    Parameters
    ----------
    field : one of `FIELDS`
    text : as people read it
    whole : the same, plain
    rows : of the things
    """

    field: str
    text: str
    whole: str
    rows: Rows


@dataclass(frozen=True)
class SearchIndex:
    """Texts by their words.

    Parameters
    ----------
    texts : all of them
    words : all words, in order
    where : numbers of the texts with each word
    joined : all words, one a line, to look for parts of words
    starts : where each word starts in ``joined``
    """

    texts: tuple[Text, ...]
    words: tuple[str, ...]
    where: tuple[Rows, ...]
    joined: str
    starts: Rows

    def exact(self, word: str) -> range:
        """Return the numbers of the words that are this word: one or none."""
        at = bisect_left(self.words, word)
        return range(at, at + (at < len(self.words) and self.words[at] == word))

    def beginning(self, word: str) -> range:
        """Return the numbers of the words that begin so."""
        return range(bisect_left(self.words, word), bisect_left(self.words, word + "\uffff"))

    def holding(self, word: str) -> list[int]:
        """Return the numbers of the words that hold this somewhere."""
        found = [match.start() for match in re.finditer(re.escape(word), self.joined)]
        return np.unique(np.searchsorted(self.starts, found, side="right") - 1).tolist() if found else []


@once
def search_index(twin: Twin) -> SearchIndex:
    """Return the words of a twin."""
    texts = [*_own_texts(twin), *_of_kinds(twin), *_of_types(twin), *_of_flows(twin), *_of_properties(twin)]
    where: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for word in tokens_of(text.whole, whole=text.field == "id"):
            where.setdefault(word, []).append(number)
    words = tuple(sorted(where))
    lengths = np.array([len(word) + 1 for word in words], dtype=np.int64)
    found = tuple(np.array(where[word], dtype=np.int64) for word in words)
    return SearchIndex(tuple(texts), words, found, "\n".join(words), np.cumsum(lengths) - lengths)


def tokens_of(text: str, *, whole: bool = False) -> set[str]:
    """Return the words of a plain text: what stands between blanks, its parts between signs, and its ends after one.

    Parameters
    ----------
    text : small letters, no accents
    whole : do not cut at signs, as in an id

    Examples
    --------
    >>> sorted(tokens_of("vanne a1-01"))
    ['01', 'a1', 'a1-01', 'vanne']
    """
    words = {word.strip("()[]{},;:.·'\"") for word in text.split()}
    if whole:
        return words - {""}
    parts = {part for word in words for part in _PARTS.split(word)}
    ends = {word[sign.end() :] for word in words for sign in _PARTS.finditer(word)}
    return (words | parts | ends) - {""}


def _texts(field: str, values: Array, rows: Rows) -> Iterable[Text]:
    """Yield each different text with the rows that have it."""
    order = np.argsort(values[rows].astype(str), kind="stable")
    rows = rows[order]
    sorted_ = values[rows].astype(str)
    first = np.flatnonzero(np.append(True, sorted_[1:] != sorted_[:-1])) if len(rows) else np.empty(0, dtype=int)
    for text, some in zip(sorted_[first].tolist(), np.split(rows, first[1:]), strict=bool(len(rows))):
        if text:
            yield Text(field, text, plain(text), some)


def _own_texts(twin: Twin) -> Iterable[Text]:
    nodes, rows = twin.nodes, np.flatnonzero(is_listed(twin))
    for field in ("code", "id", "name", "long_name", "tag", "description"):
        yield from _texts(field, nodes[field], rows)
    prefixed = rows[nodes["global_id"][rows] != nodes["id"][rows]]
    yield from _texts("id", nodes["global_id"], prefixed)
    register = twin["register"]
    for code, row in zip(register["code"].tolist(), register["node"].tolist(), strict=True):
        if code and code != nodes["code"][row]:
            yield Text("property", code, plain(code), np.array([row]))


def _of_kinds(twin: Twin) -> Iterable[Text]:
    """Yield the words for each sort of things in all languages, and the class itself."""
    nodes, rows = twin.nodes, np.flatnonzero(is_listed(twin))
    kind = np.where((nodes["kind"] == Kind.ZONE) & (nodes["use"] == DWELLING), DWELLING, nodes["kind"])
    by_class = np.isin(kind.astype(str), (Kind.ELEMENT, Kind.EQUIPMENT))
    keys = np.where(by_class, kind.astype(str) + "\n" + classes_of(twin).astype(str), kind.astype(str))
    for group in _texts("kind", keys, rows):
        kind_name, _, ifc_class = group.text.partition("\n")
        thing = noun_of(ifc_class, kind_name) if ifc_class else things()[kind_name]
        names = {word for pair in thing.names.values() for word in pair}
        yield Text("kind", thing.names["en"][0], plain(" ".join((*names, *thing.also))), group.rows)
    yield from _texts("class", nodes["ifc_class"], rows)
    spaces = rows[nodes["kind"][rows] == Kind.SPACE]
    for text in _texts("use", nodes["use"], spaces):
        called = [words_in(one).find("use", text.text) or text.text for one in LANGUAGES]
        yield Text("use", text.text, plain(" ".join(called)), text.rows)


def _of_types(twin: Twin) -> Iterable[Text]:
    nodes, rows = twin.nodes, np.flatnonzero(is_listed(twin))
    names = np.append(twin["types"]["name"].astype(object), "")[nodes["type"]]
    yield from _texts("type", names, rows)
    yield from _texts("type", nodes["predefined_type"], rows)
    kinds = nodes["kind"].astype(str)
    for text in _texts("type", nodes["object_type"], rows):
        yield text
        role = public_role(str(kinds[text.rows[0]]), text.whole)
        words = [word for one in LANGUAGES for word in words_in(one).table["public"].get(role, ())]
        if words:
            yield Text("kind", text.text, plain(" ".join(words)), text.rows)


def _of_flows(twin: Twin) -> Iterable[Text]:
    """Yield what flows through things, in all languages."""
    edges = twin.edges
    feeds = edges["relation"] == Relation.FEEDS
    for commodity in np.unique(edges["commodity"][feeds].astype(str)).tolist():
        rows = np.flatnonzero(feeds & (edges["commodity"] == commodity))
        ends = np.unique(np.concatenate((edges["source"][rows], edges["target"][rows]))).astype(np.int64)
        names = [words_in(one).find("commodity", commodity) or commodity.replace("_", " ") for one in LANGUAGES]
        yield Text("commodity", names[0], plain(" ".join(names)), ends)


def _of_properties(twin: Twin) -> Iterable[Text]:
    """Yield the values of properties that are words, with the things that have them or whose type has."""
    properties = twin["properties"]
    worded = np.flatnonzero(np.isnan(properties["number"]) & (properties["value"].astype(str) != ""))
    owners = owners_of_sets(twin)
    names, values, sets = properties["name"], properties["value"], properties["set"]
    grouped: dict[tuple[str, str], list[Rows]] = {}
    for row in worded.tolist():
        if len(rows := owners[sets[row]]) and values[row] not in {"true", "false"}:
            grouped.setdefault((names[row], values[row]), []).append(rows)
    for (name, value), some in grouped.items():
        yield Text("property", f"{name}: {value}", plain(value), np.unique(np.concatenate(some)))


@once
def owners_of_sets(twin: Twin) -> list[Rows]:
    """Return the rows of the things that have each property set, themselves or by their type."""
    own, of_types, nodes = twin["node_property_sets"], twin["type_property_sets"], twin.nodes
    order = np.argsort(nodes["type"], kind="stable")
    first = np.searchsorted(nodes["type"][order], np.arange(twin["types"].length + 1))
    found: list[list[Rows]] = [[] for _ in range(twin["property_sets"].length)]
    for set_, type_ in zip(of_types["set"].tolist(), of_types["type"].tolist(), strict=True):
        found[set_].append(order[first[type_] : first[type_ + 1]])
    by_set = np.argsort(own["set"], kind="stable")
    sets, start = np.unique(own["set"][by_set], return_index=True)
    for set_, rows in zip(sets.tolist(), np.split(own["node"][by_set], start[1:]), strict=bool(len(sets))):
        found[set_].append(rows.astype(np.int64))
    empty = np.empty(0, dtype=np.int64)
    return [np.concatenate(some) if some else empty for some in found]
