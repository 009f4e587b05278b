"""Text of the tables that people hand in, in the encodings that spreadsheets write."""

from __future__ import annotations

from pathlib import Path

from twin.errors import InputError

__all__ = ["read_table_text"]


def read_table_text(path: Path) -> str:
    """Return the text of a file in UTF-8, with or without byte order mark, or else in Windows-1252.

    Raises
    ------
    InputError
        If it cannot be read, or is no text, such as a workbook.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror})", "Check the path and the rights.") from error
    if b"\0" in data or data.startswith(b"PK\x03\x04"):
        raise InputError(path, "is no table of text", "Save the table as CSV, or check that this is the right file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
