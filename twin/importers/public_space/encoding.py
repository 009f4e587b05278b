"""Text in the wrong encoding, brought back where that is certain."""

from __future__ import annotations

import codecs
from functools import cache
from typing import Final

__all__ = ["as_utf8", "mended_text"]

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TWICE: Final = ("cp1252", "latin-1")


def as_utf8(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the encoding it was in.

    What is no UTF-8 and bears no mark is taken for Windows-1252, or for Latin-1 where that has no letter for a byte.

    Examples
    --------
    >>> as_utf8("Créée".encode("latin-1"))
    ('Créée', 'cp1252')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding), encoding
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1"


@cache
def mended_text(text: str) -> str:
    """Return text that was encoded as UTF-8 and then read as Windows-1252 as it was meant; any other as it is.

    Letters that are valid UTF-8 once read that way do not stand together in any language, so this is no guess.

    Examples
    --------
    >>> mended_text("CrÃ¨che de l'Ã‰cluse"), mended_text("Crèche")
    ("Crèche de l'Écluse", 'Crèche')
    """
    if text.isascii():
        return text
    for encoding in _TWICE:
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text
