"""Repairs of STEP text, each told by a finding: nothing is mended in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from twin.errors import TruncatedError
from twin.importers.ifc.encoding import HIDDEN_QUOTE
from twin.importers.ifc.step import END_MARKER, hide_page_quotes, outside_strings, without_comments

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from twin.importers.ifc.records import Records

__all__ = ["close_truncated", "dangling", "is_complete", "without_references"]

_TAIL = re.compile(END_MARKER + rb"\s*+;")
_REFERENCE = re.compile(rb"#\s*+\d[\d\s]*+")
_DROPPED = b"#?"
_DROP_FROM_LIST = re.compile(rb"('[^']*+')|#\?\s*+,|,\s*+#\?|#\?")
_DATA_BEGUN = re.compile(rb"(?:\A|;)\s*+ENDSEC\s*+;\s*+DATA\s*+[(;]")
_SECTION_ENDED = re.compile(rb";\s*+ENDSEC\s*+;\s*+\Z")


def is_complete(text: bytes) -> bool:
    """Tell whether the end marker of a STEP file is there.

    Examples
    --------
    >>> is_complete(b"...ENDSEC;END-ISO-10303-21;"), is_complete(b"#1=IFCWALL('END-IS")
    (True, False)
    """
    marker = text.rfind(END_MARKER)
    return marker >= 0 and _TAIL.match(text, marker) is not None


def close_truncated(text: bytes, name: str) -> bytes:
    r"""Return the text without its last partial record, and with the end marker that it lacks.

    Parameters
    ----------
    text : a STEP file that was cut off
    name : file name for messages

    Raises
    ------
    TruncatedError
        It was cut off before its DATA section: there is nothing to keep.

    Examples
    --------
    >>> close_truncated(b"HEADER;ENDSEC;DATA;#1=IFCWALL('a');#2=IFCDO", "a.ifc")
    b"HEADER;ENDSEC;DATA;#1=IFCWALL('a');\nENDSEC;\nEND-ISO-10303-21;\n"
    """
    plain, _ = without_comments(hide_page_quotes(text))
    ends = outside_strings(plain, b";")
    kept = plain[: ends[-1] + 1] if len(ends) else b""
    if not _DATA_BEGUN.search(kept):
        raise TruncatedError(name, "the file ends before its first record", "Fetch or export the file again")
    closing = b"" if _SECTION_ENDED.search(kept) else b"\nENDSEC;"
    return kept.replace(HIDDEN_QUOTE, b"'") + closing + b"\n" + END_MARKER + b";\n"


def dangling(records: Records, unknown: Collection[str]) -> NDArray[np.bool_]:
    """Mark the references to records that do not exist.

    Parameters
    ----------
    records : the records of the file
    unknown : upper-case keywords of records that will not be read, so that nothing may refer to them
    """
    ids = records.ids
    if unknown:
        ids = ids[[keyword.decode().upper() not in unknown for keyword in records.keywords]]
    marked: NDArray[np.bool_] = ~np.isin(records.references, ids)
    return marked


def without_references(plain: bytes, places: NDArray[np.int64]) -> bytes:
    """Return the text with some references dropped from their lists, or replaced by ``$`` where they stand alone.

    Parameters
    ----------
    plain : STEP text without comments
    places : which ``#`` outside strings to drop, counted from 0

    Examples
    --------
    >>> without_references(b"#1=IFCA(#2,(#3,#4));", np.array([1, 3]))
    b'#1=IFCA($,(#3));'
    """
    starts = outside_strings(plain, b"#")[places]
    in_list = _depth(plain, starts) > 1
    kept: list[bytes] = []
    position = 0
    for start, listed in zip(starts.tolist(), in_list.tolist(), strict=True):
        kept += [plain[position:start], _DROPPED if listed else b"$"]
        reference = _REFERENCE.match(plain, start)
        position = reference.end() if reference else start
    marked = b"".join([*kept, plain[position:]])
    return _DROP_FROM_LIST.sub(lambda match: match[1] or b"", marked)


def _depth(plain: bytes, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many parentheses are open at each place; every record closes its own."""
    opened = np.searchsorted(outside_strings(plain, b"("), places)
    return opened - np.searchsorted(outside_strings(plain, b")"), places)
