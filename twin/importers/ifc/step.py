r"""STEP text (ISO 10303-21) taken apart, so that it can be screened before IfcOpenShell sees it.

The text is split at its quotes; what stands outside them, freed of white space, is the *skeleton*, in which each
string is one apostrophe, and a doubled quote one more::

    #5=IFCWALL('it''s',#2,(#3, #4));   ->   #5=IFCWALL('',#2,(#3,#4));

Comments, strings and the rare ``\S\'``, whose apostrophe closes no string, are dealt with here and nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from twin.errors import StepSyntaxError
from twin.importers.ifc.encoding import HIDDEN_QUOTE, first_bad_directive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = [
    "END_MARKER",
    "EXPORT_AGAIN",
    "Lexed",
    "check_strings",
    "hide_page_quotes",
    "lex",
    "line_at",
    "outside_strings",
    "place_in_plain",
    "syntax_error",
    "syntax_error_in_line",
    "with_pieces",
    "without_comments",
]

END_MARKER = b"END-ISO-10303-21"
EXPORT_AGAIN = "Export the model again; if that does not help, report it to the maker of that program"

_WHITE_SPACE = b" \t\r\n\f\v"
_PADDING = b"\0\x1a" + _WHITE_SPACE
_PAGE_QUOTE = re.compile(rb"\\(?=S\\')")
_COMMENT = re.compile(rb"/(?=\*)")
"""Look-aheads, because only single characters are searched for at the speed of memchr."""
_NEXT_RECORD = re.compile(rb";\s*+#\d++\s*+=")
_SOLID = re.compile(rb"\S")


@dataclass(frozen=True, slots=True)
class Lexed:
    """STEP text taken apart at its quotes.

    Parameters
    ----------
    name : file name for messages
    plain : the text without comments, line breaks kept
    pieces : the plain text split at its quotes: every second piece is inside a string
    skeleton : what is outside strings, without white space
    """

    name: str
    plain: bytes
    pieces: list[bytes]
    skeleton: bytes


def lex(text: bytes, name: str) -> Lexed:
    """Return the text taken apart, with every quote paired.

    Parameters
    ----------
    text : a whole STEP file
    name : file name for messages

    Raises
    ------
    StepSyntaxError
        A comment or a string is not closed, or the text holds NUL bytes.
    """
    if b"\0" in text and b"\0" in text.rstrip(_PADDING):
        line = line_at(text, text.index(b"\0"))
        raise StepSyntaxError(name, f"line {line}: a NUL byte: the file is damaged", "Fetch the file again")
    plain, unclosed = without_comments(hide_page_quotes(text.rstrip(_PADDING)))
    lexed = _take_apart(plain, name)
    if unclosed >= 0:
        raise syntax_error_in_line(name, line_at(text, unclosed), "a comment opens here and is never closed")
    if len(lexed.pieces) % 2 == 0:
        raise syntax_error(lexed, _opening_quote(lexed.pieces), "a string opens here and is never closed")
    return lexed


def hide_page_quotes(text: bytes) -> bytes:
    r"""Return the text with the apostrophe of each ``\S\'`` hidden, which closes no string."""
    return text.replace(rb"\S\'", rb"\S\%b" % HIDDEN_QUOTE) if _PAGE_QUOTE.search(text) else text


def without_comments(text: bytes) -> tuple[bytes, int]:
    """Return the text with its comments cut out, and where one opens that is never closed, -1 if none does.

    Line breaks inside comments are kept, so that line numbers stay right.

    Examples
    --------
    >>> without_comments(b"#1=/* it's; */IFCWALL('/*');")
    (b"#1=IFCWALL('/*');", -1)
    """
    kept: list[bytes] = []
    start = 0
    for opening, end in _comments(text):
        kept.append(text[start:opening])
        if end < 0:
            return b"".join(kept), opening
        kept.append(b"\n" * text.count(b"\n", opening, end))
        start = end
    return (b"".join(kept) + text[start:] if kept else text), -1


def _comments(text: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each comment opens and ends, an end of -1 if it does not."""
    counted = 0
    while found := _COMMENT.search(text, counted):
        opening = found.start()
        if text.count(b"'", counted, opening) % 2:
            counted = text.find(b"'", opening) + 1
            if counted == 0:
                return
        else:
            counted = text.find(b"*/", opening + 2) + 2
            yield opening, counted if counted >= 2 else -1
            if counted < 2:
                return


def _take_apart(plain: bytes, name: str) -> Lexed:
    pieces = plain.split(b"'")
    return Lexed(name, plain, pieces, b"'".join(pieces[::2]).translate(None, _WHITE_SPACE))


def with_pieces(lexed: Lexed, pieces: list[bytes]) -> Lexed:
    """Return the same text with other contents in its strings."""
    return replace(lexed, pieces=pieces, plain=b"'".join(pieces))


def _opening_quote(pieces: list[bytes]) -> int:
    """Return where the string opens that swallows a record, or else the last string."""
    inside = range(1, len(pieces), 2)
    culprit = next((place for place in inside if _NEXT_RECORD.search(pieces[place])), len(pieces) - 1)
    return len(b"'".join(pieces[:culprit]))


def check_strings(lexed: Lexed) -> None:
    r"""Refuse backslashes that begin no valid directive: a path must be written ``C:\\path``.

    Raises
    ------
    StepSyntaxError
        Some string holds one; IfcOpenShell would refuse the file or drop the string.
    """
    if b"\\" not in lexed.plain:
        return
    strings = b"'".join(lexed.pieces[1::2])
    bad = first_bad_directive(strings)
    if bad < len(strings):
        piece = 2 * strings.count(b"'", 0, bad) + 1
        offset = len(b"'".join(lexed.pieces[:piece])) + bad - strings.rfind(b"'", 0, bad)
        raise syntax_error(lexed, offset, "a backslash that begins no valid directive")


def outside_strings(plain: bytes, character: bytes) -> NDArray[np.int64]:
    """Return where a character stands outside strings.

    Examples
    --------
    >>> outside_strings(b"#1=IFCWALL('#2',#3);", b"#").tolist()
    [0, 16]
    """
    text = np.frombuffer(plain, np.uint8)
    places = np.flatnonzero(text == ord(character))
    quotes = np.flatnonzero(text == ord("'"))
    outside: NDArray[np.int64] = places[np.searchsorted(quotes, places) % 2 == 0]
    return outside


def syntax_error(lexed: Lexed, offset: int, reason: str) -> StepSyntaxError:
    """Return the error for something at an offset of the plain text, with its line and an excerpt."""
    start = lexed.plain.rfind(b"\n", 0, offset) + 1
    end = lexed.plain.find(b"\n", offset)
    line = lexed.plain[max(start, offset - 40) : end if end >= 0 else None][:100].strip()
    excerpt = line.replace(HIDDEN_QUOTE, b"'").decode("ascii", errors="replace")
    return syntax_error_in_line(lexed.name, line_at(lexed.plain, offset), f"{reason}: {excerpt}")


def syntax_error_in_line(name: str, line: int, reason: str) -> StepSyntaxError:
    """Return the error for something in a line, counted from 1."""
    return StepSyntaxError(name, f"line {line}: {reason}", EXPORT_AGAIN)


def line_at(text: bytes, offset: int) -> int:
    """Return the line, counted from 1, that an offset is in."""
    return text.count(b"\n", 0, offset) + 1


def place_in_plain(lexed: Lexed, position: int) -> int:
    """Return where a character of the skeleton stands in the plain text."""
    quotes = lexed.skeleton.count(b"'", 0, position)
    nth = position - lexed.skeleton.rfind(b"'", 0, position) - 1
    before = len(b"'".join(lexed.pieces[: 2 * quotes])) + (quotes > 0)
    outside = lexed.pieces[2 * quotes]
    solid = next(islice(_SOLID.finditer(outside), nth, None), None)
    return before + (solid.start() if solid else len(outside))
