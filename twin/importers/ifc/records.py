"""The grammar of STEP records: every record ``#id=KEYWORD(...);``, every #id once.

IfcOpenShell forgives what should be told: of two records with one #id it keeps one, an empty argument shifts those
after it. So the skeleton of the text is checked here. Which character may follow which is a table, looked up for all
neighbours at once; no loop in Python runs over records, since each model passes here on its way in.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.errors import StepSyntaxError, TruncatedError
from twin.importers.ifc.step import (
    END_MARKER,
    EXPORT_AGAIN,
    line_at,
    place_in_plain,
    syntax_error,
    syntax_error_in_line,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.importers.ifc.step import Lexed

__all__ = ["Records", "read_records"]

MAX_ID = 2**31 - 1
"""Largest #id that IfcOpenShell reads [-]."""

_START = b"ISO-10303-21;HEADER;"
_SECTION_END = b"ENDSEC;"
_BLOCK = 1 << 17
"""Neighbours are looked up in blocks that fit into the cache of a processor [byte]."""
_DATA = re.compile(rb"DATA(?:\([^;]*+)?;")
_AFTER_EQUALS = re.compile(rb"=([^(]*+)")
_KEYWORD = re.compile(rb"(?:[A-Za-z_!]\w*+)?+")
_NO_KEYWORD = re.compile(rb"=(?!(?:[A-Za-z_!]\w*+)?+\()")

_CONTENT, _OPEN, _CLOSE, _COMMA, _END, _EQUALS, _ID, _STRING, _OMITTED, _INVALID = range(10)
_FOLLOWERS = {
    _CONTENT: (_CONTENT, _OPEN, _CLOSE, _COMMA, _EQUALS),
    _OPEN: (_CONTENT, _OPEN, _CLOSE, _ID, _STRING, _OMITTED),
    _CLOSE: (_CLOSE, _COMMA, _END),
    _COMMA: (_CONTENT, _OPEN, _ID, _STRING, _OMITTED),
    _END: (_ID,),
    _EQUALS: (_CONTENT, _OPEN),
    _ID: (_CONTENT,),
    _STRING: (_STRING, _CLOSE, _COMMA),
    _OMITTED: (_CLOSE, _COMMA),
}
_CONTENT_BYTES = b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-"!'
_REASONS = {
    b",,": "an argument is empty",
    b"(,": "an argument is empty",
    b",)": "an argument is empty",
    b";;": "a semicolon too many",
}


def _class_table() -> bytes:
    table = bytearray([_INVALID]) * 256
    for byte in _CONTENT_BYTES:
        table[byte] = _CONTENT
    for kind, byte in enumerate(b"(),;=#'$", start=_OPEN):
        table[byte] = kind
    table[ord("*")] = _OMITTED
    return bytes(table)


def _allowed_pairs(followers: dict[int, tuple[int, ...]]) -> bytes:
    return bytes(first * 16 + second for first, seconds in followers.items() for second in seconds)


_CLASSES = _class_table()
_PAIRS = _allowed_pairs(_FOLLOWERS)
_PAIR_IN_COMPLEX = bytes([_CLOSE * 16 + _CONTENT])
_NOT_NESTING = bytes(set(range(256)) - set(b"();"))
_NESTING = np.zeros(256, np.int8)
_NESTING[list(b"()")] = (1, -1)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of all DATA sections, in the order of the text.

    Parameters
    ----------
    keywords : one per record, as written; empty for a complex instance ``#1=(A()B());``
    counts : how many records there are of each keyword, in upper case
    ids : #id of each record, shape (n_records,)
    references : #id that is referred to, shape (n_references,)
    reference_places : which ``#`` outside strings each reference is, counted from 0, shape (n_references,)
    """

    keywords: list[bytes]
    counts: dict[str, int]
    ids: NDArray[np.int64]
    references: NDArray[np.int64]
    reference_places: NDArray[np.int64]


def read_records(lexed: Lexed) -> Records:
    """Return the ids, keywords and references of a text whose syntax is sound.

    Examples
    --------
    >>> from twin.importers.ifc.step import lex
    >>> text = b"ISO-10303-21;HEADER;ENDSEC;DATA;#1=IfcWall(#2);#2=IFCDOOR($);ENDSEC;END-ISO-10303-21;"
    >>> records = read_records(lex(text, "a.ifc"))
    >>> records.counts, records.ids.tolist(), records.references.tolist()
    ({'IFCWALL': 1, 'IFCDOOR': 1}, [1, 2], [2])

    Raises
    ------
    StepSyntaxError
        A section is missing, a record breaks the grammar, or two records share an #id.
    TruncatedError
        The end marker is missing.
    """
    skeleton = lexed.skeleton
    sections = _data_sections(lexed)
    keywords: list[bytes] = []
    for start, end in sections:
        _check_neighbours(lexed, start, end)
        _check_nesting(lexed, start, end)
        keywords += _AFTER_EQUALS.findall(skeleton, start, end)
    return _read_ids(lexed, keywords, sections[0][0])


def _data_sections(lexed: Lexed) -> list[tuple[int, int]]:
    """Return where the records of each DATA section begin and end in the skeleton."""
    skeleton = lexed.skeleton
    if not skeleton.startswith(_START):
        raise syntax_error_in_line(lexed.name, 1, "the HEADER section is missing")
    sections: list[tuple[int, int]] = []
    position = skeleton.find(_SECTION_END) + len(_SECTION_END)
    while opening := _DATA.match(skeleton, position):
        end = skeleton.find(_SECTION_END, opening.end())
        if end < 0:
            raise syntax_error(lexed, place_in_plain(lexed, opening.start()), "a section is not closed by ENDSEC;")
        sections.append((opening.end(), end))
        position = end + len(_SECTION_END)
    _check_end(lexed, position, found=len(sections))
    return sections


def _check_end(lexed: Lexed, position: int, *, found: int) -> None:
    rest = lexed.skeleton[position:]
    if not found:
        raise syntax_error(lexed, place_in_plain(lexed, position), "the DATA section is missing")
    if END_MARKER + b";" not in rest:
        raise TruncatedError(lexed.name, "the file ends before its end marker", "Fetch or export the file again")
    if rest != END_MARKER + b";":
        raise syntax_error(
            lexed, place_in_plain(lexed, position), "only one end marker may stand after the DATA section"
        )


def _check_neighbours(lexed: Lexed, start: int, end: int) -> None:
    """Check which character follows which, from the semicolon before the first record to that after the last."""
    for block in range(start - 1, end - 1, _BLOCK):
        characters = lexed.skeleton[block : min(block + _BLOCK + 1, end)]
        at = _wrong_neighbour(characters)
        if at >= 0:
            raise _neighbour_error(lexed, block + at, characters[at : at + 2])
    if lexed.skeleton[end - 1] != ord(";"):
        raise syntax_error(lexed, place_in_plain(lexed, end - 1), "a record is not closed by a semicolon")


def _wrong_neighbour(characters: bytes) -> int:
    """Return where a character stands that the next one may not follow, -1 if all may."""
    kinds = np.frombuffer(characters.translate(_CLASSES), np.uint8)
    pairs = (kinds[:-1] * np.uint8(16) + kinds[1:]).tobytes()
    wrong = pairs.translate(None, _PAIRS)
    if wrong and b"=(" in characters:
        wrong = wrong.translate(None, _PAIR_IN_COMPLEX)
    return pairs.index(wrong[:1]) if wrong else -1


def _neighbour_error(lexed: Lexed, position: int, pair: bytes) -> StepSyntaxError:
    reason = _REASONS.get(pair, "a record is not #id=KEYWORD(...);")
    culprit = position + pair.startswith(b";")
    return syntax_error(lexed, place_in_plain(lexed, culprit), reason)


def _check_nesting(lexed: Lexed, start: int, end: int) -> None:
    section = lexed.skeleton[start:end]
    marks = np.frombuffer(section.translate(None, _NOT_NESTING), np.uint8)
    depth = np.cumsum(_NESTING[marks], dtype=np.int32)
    wrong = (depth < 0) | ((marks == ord(";")) & (depth != 0))
    if wrong.any():
        places = np.flatnonzero(np.isin(np.frombuffer(section, np.uint8), list(b"();")))
        at = start + int(places[np.argmax(wrong)])
        raise syntax_error(lexed, place_in_plain(lexed, at), "the parentheses do not balance")


def _read_ids(lexed: Lexed, keywords: list[bytes], data_start: int) -> Records:
    text = np.frombuffer(lexed.skeleton, np.uint8)
    places = np.flatnonzero(text == ord("#"))
    values, ends = _numbers(text, places + 1)
    defines = text[ends] == ord("=")
    _check_ids(lexed, places, values, wrong=_malformed(text, places, ends, defines) | (places < data_start))
    ids = values[defines]
    counts = Counter(keywords)
    if not (len(keywords) == len(ids) == np.count_nonzero(text == ord("=")) and all(map(_KEYWORD.fullmatch, counts))):
        raise _keyword_error(lexed)
    _refuse_duplicates(lexed, ids, places[defines])
    refers = np.flatnonzero(~defines)
    return Records(keywords, _in_upper_case(counts), ids, values[refers], refers)


def _in_upper_case(counts: Mapping[bytes, int]) -> dict[str, int]:
    merged: Counter[str] = Counter()
    for keyword, count in counts.items():
        merged[keyword.decode().upper()] += count
    return dict(merged)


def _numbers(text: NDArray[np.uint8], starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the whole number that begins at each start, and where it ends; of long ones the first 12 digits."""
    values = np.zeros(len(starts), np.int64)
    ends = starts.copy()
    for _ in range(12):
        digits = text[ends] - np.uint8(ord("0"))
        more = digits < 10
        if not more.any():
            break
        values = np.where(more, values * 10 + digits, values)
        ends += more
    return values, ends


def _malformed(
    text: NDArray[np.uint8], places: NDArray[np.int64], ends: NDArray[np.int64], defines: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mark what is neither ``;#id=`` nor a reference between brackets and commas."""
    after = text[ends]
    refers = (after == ord(",")) | (after == ord(")"))
    malformed: NDArray[np.bool_] = (defines != (text[places - 1] == ord(";"))) | ~(defines | refers)
    return malformed


def _check_ids(lexed: Lexed, places: NDArray[np.int64], values: NDArray[np.int64], *, wrong: NDArray[np.bool_]) -> None:
    out_of_range = (values < 1) | (values > MAX_ID)
    bad = wrong | out_of_range
    if bad.any():
        first = int(np.argmax(bad))
        reason = f"an #id must be a number from 1 to {MAX_ID}" if out_of_range[first] else "an #id is out of place"
        raise syntax_error(lexed, place_in_plain(lexed, int(places[first])), reason)


def _keyword_error(lexed: Lexed) -> StepSyntaxError:
    culprit = _NO_KEYWORD.search(lexed.skeleton)
    position = culprit.start() if culprit else lexed.skeleton.find(b"=")
    return syntax_error(lexed, place_in_plain(lexed, position), "a record is not #id=KEYWORD(...);")


def _refuse_duplicates(lexed: Lexed, ids: NDArray[np.int64], places: NDArray[np.int64]) -> None:
    if len(ids) < 2 or (np.diff(ids) > 0).all():
        return
    values, counts = np.unique(ids, return_counts=True)
    twice = values[counts > 1]
    if len(twice):
        told = "; ".join(_duplicate(lexed, int(value), places[ids == value]) for value in twice[:3])
        more = f" and {len(twice) - 3} more" if len(twice) > 3 else ""
        raise StepSyntaxError(lexed.name, f"records share an #id: {told}{more}", EXPORT_AGAIN)


def _duplicate(lexed: Lexed, value: int, places: NDArray[np.int64]) -> str:
    lines = [str(line_at(lexed.plain, place_in_plain(lexed, int(place)))) for place in places[:5]]
    return f"#{value} in lines {' and '.join(lines)}"
