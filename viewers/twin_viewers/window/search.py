"""Finding things of an estate by what people know of them: a code, a name, a sort, a place, a property.

Several words must all fit. A word also fits what is in a place of that name, so ``valve R+1`` finds the valves of that
storey. ``FireRating=EI30`` and ``Manufacturer: Otis`` ask for a property.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.window.naming import label_of, natural, sort_of
from twin_viewers.window.places import places_above
from twin_viewers.window.search_index import FIELDS, SearchIndex, search_index
from twin_viewers.window.search_query import Query, is_in, places_named, query_of, values_named, with_property
from twin_viewers.window.things import thing_of
from twin_viewers.window.tree_places import is_outdoors
from twin_viewers.words import words_in

__all__ = ["Hit", "near_words", "search"]

_EXACT: Final = 1.0
_BEGINNING: Final = 0.8
_HOLDING: Final = 0.5
_IN_PLACE: Final = 0.2
_WHOLE: Final = 4.0
"""What a code, id or name that is all that somebody wrote counts besides."""
_START: Final = 1.0
_SHORTEST_PART: Final = 3
_NAMES: Final = ("code", "id", "name", "long_name", "tag")
_PLACES: Final = (Kind.SITE, Kind.BUILDING, Kind.STOREY, Kind.ZONE, Kind.SPACE)
_SEGMENTS: Final = ("Segment", "Fitting", "Wall", "Slab")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    Parameters
    ----------
    row : its row
    label : what people call it
    kind : its sort, as a word
    icon : name of a picture for it
    why : what of it fits
    where : building, storey and room
    score : how well it fits [-]
    """

    row: int
    label: str
    kind: str
    icon: str
    why: str
    where: str
    score: float


def search(twin: Twin, text: str, *, most: int = 50, language: str = "en") -> tuple[Hit, ...]:
    """Return the things that fit what somebody wrote, the best first.

    Parameters
    ----------
    twin : the twin
    text : words, in any language of the catalogue, with or without accents
    most : number of hits at most
    language : of what hits say

    Examples
    --------
    >>> search(Twin({}), "valve")
    ()
    """
    query = query_of(twin, text)
    if query.is_empty:
        return ()
    score, why = _scored(twin, query)
    rows = np.flatnonzero(score > 0)
    best = score[rows] - 0.01 * _plainness(twin)[rows]
    rows = rows[np.lexsort((rows, -best))][: 4 * most]
    found = [_hit(twin, int(row), float(score[row]), why.get(int(row), ""), language) for row in rows]
    return tuple(sorted(found, key=lambda hit: (-hit.score + 0.01 * _plainness(twin)[hit.row], natural(hit.label))))[
        :most
    ]


def near_words(twin: Twin, text: str, *, most: int = 3) -> tuple[str, ...]:
    """Return words of the twin that are like those that somebody wrote, for a search without hits.

    Parameters
    ----------
    twin : the twin
    text : what somebody wrote
    most : words at most
    """
    from difflib import get_close_matches

    query = query_of(twin, text)
    found = dict.fromkeys(value for name, _ in query.properties for value in values_named(twin, name)[:most])
    for word in query.words:
        known = [one for one in _spoken(twin) if abs(len(one) - len(word)) <= 2 and one != word]
        found |= dict.fromkeys(get_close_matches(word, known, n=most, cutoff=0.6))
    return tuple(found)[:most]


@once
def _spoken(twin: Twin) -> list[str]:
    """Return the words of people, not the ids."""
    index = search_index(twin)
    spoken = np.array([text.field != "id" for text in index.texts], dtype=bool)
    return [word for word, where in zip(index.words, index.where, strict=True) if spoken[where].any() and len(word) > 2]


def _scored(twin: Twin, query: Query) -> tuple[NDArray[np.float64], dict[int, str]]:
    """Return how well each thing fits, 0 if it does not, and the text that fits best of some, (n,)."""
    index, size = search_index(twin), twin.nodes.length
    total, fits = np.zeros(size), np.ones(size, dtype=bool)
    why: dict[int, str] = {}
    for place in query.within:
        fits &= is_in(twin, place)
        total += _IN_PLACE
    for name, value in query.properties:
        told = with_property(twin, name, value)
        has = np.zeros(size, dtype=bool)
        has[list(told)] = True
        fits &= has
        total += FIELDS["property"]
        why |= told
    for word in query.words:
        score, text = _word(twin, index, word, alone=len(query.words) + len(query.properties) == 1)
        fits &= score > 0
        total += score
        better = np.flatnonzero(fits & (score > _IN_PLACE) & (text >= 0))
        for row, number in zip(better.tolist(), text[better].tolist(), strict=True):
            one = index.texts[number]
            why.setdefault(row, one.text if one.field in {"property", "type"} else one.field)
    _whole(index, query, total)
    return np.where(fits, total, 0.0), why


def _word(twin: Twin, index: SearchIndex, word: str, *, alone: bool) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how well each thing fits a word, and which text of it does, (n,)."""
    score, text = np.zeros(twin.nodes.length), np.full(twin.nodes.length, -1, dtype=np.int64)
    ways: list[tuple[float, Sequence[int]]] = [(_EXACT, index.exact(word)), (_BEGINNING, index.beginning(word))]
    if len(word) >= _SHORTEST_PART:
        ways.append((_HOLDING, index.holding(word)))
    for weight, words in ways:
        for number in np.unique(np.concatenate([index.where[one] for one in words])).tolist() if len(words) else ():
            one = index.texts[number]
            value = weight * FIELDS[one.field]
            if one.field not in _NAMES and (weight == _HOLDING or len(word) < _SHORTEST_PART):
                continue
            rows = one.rows[score[one.rows] < value]
            score[rows], text[rows] = value, number
    if not alone:
        inside = is_in(twin, places_named(twin, word)) & (score == 0)
        score[inside] = _IN_PLACE
    return score, text


def _whole(index: SearchIndex, query: Query, total: NDArray[np.float64]) -> None:
    """Add what counts for a code, id or name that is all that somebody wrote, or begins with it."""
    for number in {int(one) for word in query.words for at in index.beginning(word) for one in index.where[at]}:
        text = index.texts[number]
        if text.field in _NAMES and text.whole.startswith(query.whole):
            total[text.rows] += _WHOLE if text.whole == query.whole else _START * FIELDS[text.field]


@once
def _plainness(twin: Twin) -> NDArray[np.float64]:
    """Return how far down each thing stands where several fit alike: places first, pieces of pipe and wall last."""
    kinds, classes = twin.nodes["kind"].astype(str), twin.nodes["ifc_class"].astype(str)
    rank = np.full(twin.nodes.length, float(len(_PLACES) + 1))
    for step, kind in enumerate(_PLACES):
        rank[kinds == kind] = step
    rank[kinds == Kind.EQUIPMENT] = len(_PLACES)
    for ending in _SEGMENTS:
        rank[np.char.find(classes, ending) > 0] = len(_PLACES) + 2
    return rank


def _hit(twin: Twin, row: int, score: float, why: str, language: str) -> Hit:
    words = words_in(language)
    above = places_above(twin, row, language=language)
    places = [place.label for place in above if twin.nodes["kind"][place.row] != Kind.SITE]
    where = " · ".join(places) or (words("tree.public") if is_outdoors(twin)[row] else "")
    label, sort = label_of(twin, row, language=language), sort_of(twin, row, language=language)
    return Hit(row, label, sort, thing_of(twin, row).icon, words.find("why", why) or why, where, score)
