"""The text inside STEP strings: what is valid, and what readers would silently drop.

ISO 10303-21 allows printable ASCII and backslash directives only. Exporters write raw UTF-8 or Windows bytes, or
UTF-16 surrogates, all the same; IfcOpenShell then drops the letters or the whole string without a word. Such text is
re-encoded here, so that names keep their letters.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

__all__ = ["HIDDEN_QUOTE", "RecoveredText", "first_bad_directive", "is_damaged", "recover"]

HIDDEN_QUOTE = b"\0"
r"""Stands for the apostrophe of ``\S\'`` while quotes are paired; no valid STEP file contains it."""

_HEX = rb"[0-9A-Fa-f]"
_DIRECTIVE = (
    rb"\\(?:\\|S\\[\0 -~]|P[A-I]\\|[NF]\\|X\\%(hex)b{2}"
    rb"|X2\\(?:%(hex)b{4})++\\X0\\|X4\\(?:00(?:0%(hex)b|10)%(hex)b{4})++\\X0\\)"
) % {b"hex": _HEX}
_VALID = re.compile(rb"(?:[^\\]++|%b)*+" % _DIRECTIVE)
_SURROGATE = rb"\\X2\\(?:%(hex)b{4})*?[Dd][89A-Fa-f]" % {b"hex": _HEX}
_DAMAGED = re.compile(rb"[\x80-\xff]|" + _SURROGATE)
_UTF16_RUN = re.compile(rb"\\X2\\((?:%b{4})++)\\X0\\" % _HEX)
_HAS_SURROGATE = re.compile(_SURROGATE)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class RecoveredText:
    """What became of the strings that readers would have dropped.

    Parameters
    ----------
    pieces : alternately the text outside and inside quotes, now plain ASCII inside
    count : how many strings were re-encoded
    example : the first of them, as it reads now
    """

    pieces: list[bytes]
    count: int
    example: str


def first_bad_directive(strings: bytes) -> int:
    r"""Return where the first invalid backslash stands, the length of the text if there is none.

    Examples
    --------
    >>> first_bad_directive(rb"C:\\path"), first_bad_directive(rb"C:\path")
    (8, 2)
    """
    valid = _VALID.match(strings)
    return valid.end() if valid else 0


def is_damaged(text: bytes) -> bool:
    """Tell whether some string needs recovery."""
    return not text.isascii() or (b"\\" in text and _HAS_SURROGATE.search(text) is not None)


def recover(pieces: list[bytes]) -> RecoveredText:
    r"""Return the pieces with raw bytes and surrogates inside strings written as directives.

    Parameters
    ----------
    pieces : STEP text split at its quotes: every second piece is inside a string

    Examples
    --------
    >>> recover([b"(", b"W\xe4nd", b")"]).pieces[1]
    b'W\\X2\\00E4\\X0\\nd'
    """
    damaged = [place for place in range(1, len(pieces), 2) if _DAMAGED.search(pieces[place])]
    recovered = list(pieces)
    for place in damaged:
        recovered[place] = _re_encoded(pieces[place])
    example = _decoded(pieces[damaged[0]]) if damaged else ""
    return RecoveredText(recovered, len(damaged), example)


def _re_encoded(string: bytes) -> bytes:
    paired = _UTF16_RUN.sub(lambda run: _directive(_utf16(run[1])).encode(), string)
    return _BEYOND_ASCII.sub(lambda run: _directive(run[0]), _decoded(paired)).encode()


def _decoded(string: bytes) -> str:
    """Guess the encoding: text that happens to be valid UTF-8 practically always is."""
    for encoding in ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            return string.decode(encoding)
    return string.decode("latin-1")


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", errors="replace")


def _directive(text: str) -> str:
    if max(text) > "\uffff":
        return f"\\X4\\{text.encode('utf-32-be').hex().upper()}\\X0\\"
    return f"\\X2\\{text.encode('utf-16-be').hex().upper()}\\X0\\"
