"""Lines of a table of text: how it is written, where its heading is, and some of what it holds.

What building management systems, meters and spreadsheets export is rarely a plain table: titles stand above the
heading, units below it, a sum or a signature at the end.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import Final

from twin.errors import InputError
from twin.observations.cells import clock_of, number_like

__all__ = ["Text", "read_text", "sample_of"]

_SAMPLE: Final = 1 << 16
_MARKS: Final = ";\t|,"
_NEAR: Final = 20
"""Lines from the first time on that tell how wide the table is."""
_PAIR: Final = 2
_WIDE_UNITS: Final = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of UTF-16, which spreadsheets write as "Unicode text"."""
_NO_TEXT: Final = (
    (b"PK\x03\x04", "is a workbook or an archive", "Save its sheet as CSV, or unpack it."),
    (b"\xd0\xcf\x11\xe0", "is a workbook of old Excel", "Save its sheet as CSV."),
    (b"\x1f\x8b", "is compressed", "Unpack it."),
    (b"SQLite format 3\x00", "is a database or GeoPackage", "Export its table as CSV or Parquet."),
    (b"%PDF", "is a PDF", "Ask for the readings as CSV or Parquet."),
    (b"PAR1", "is Parquet under another name", "Let its name end in .parquet."),
)


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of a CSV file, from its beginning and its end.

    Parameters
    ----------
    heading : names of its columns, empty if it names none
    rows : some of its lines
    delimiter, encoding : how it is written
    skip : number of lines above the heading
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str
    encoding: str
    skip: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, made up where the file has none."""
        return self.heading or tuple(f"column{k}" for k in range(max(map(len, self.rows), default=0)))

    def values(self, column: str) -> list[str]:
        """Return what a column holds, without empty cells."""
        place = self.columns.index(column)
        return [row[place].strip() for row in self.rows if len(row) > place and row[place].strip()]


def read_text(path: Path) -> str:
    """Return the whole text of a small file, such as a map, in the encodings that spreadsheets write.

    Raises
    ------
    InputError
        If it cannot be read, or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror})", "Check the path and the rights on it.") from error
    _check_is_text(path, data)
    try:
        return data.decode("utf-16" if data.startswith(_WIDE_UNITS) else "utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def sample_of(path: Path) -> Text:
    """Return some lines of a CSV file.

    Raises
    ------
    InputError
        If it cannot be read, is no text, is empty, or names two columns alike.
    """
    lines, encoding = _lines(path)
    delimiter = max(_MARKS, key=lambda mark: median_low([line.count(mark) for line in lines]))
    rows = [tuple(next(csv.reader([line], delimiter=delimiter), [])) for line in lines]
    head = _heading(rows, path)
    filled = [row for row in rows[head:] if any(cell.strip() for cell in row)]
    if not filled:
        raise InputError(path, "is empty", "Leave it out.")
    heading, body = (filled[0], filled[1:]) if _is_named(filled, path) else ((), filled)
    if heading and not body:
        raise InputError(path, "has a heading and no line below it", "Leave it out.")
    twice = [name for name in heading if name.strip() and heading.count(name) > 1]
    if twice:
        raise InputError(path, f"has two columns {twice[0]!r}", "Give each a name of its own.")
    return Text(heading, tuple(body), delimiter, encoding, head if heading else 0)


def _check_is_text(path: Path, head: bytes) -> None:
    """Raise if the first bytes of a file are those of a workbook, an archive, a database: anything else but text."""
    for mark, reason, remedy in _NO_TEXT:
        if head.startswith(mark):
            raise InputError(path, reason, remedy)
    if b"\0" in head and not head.startswith(_WIDE_UNITS):
        raise InputError(path, "is no text", "Give CSV or Parquet files.")


def _lines(path: Path) -> tuple[list[str], str]:
    """Return lines of the beginning and the end of a file, and its encoding."""
    try:
        with path.open("rb") as file:
            head = file.read(_SAMPLE)
            file.seek(max(len(head), path.stat().st_size - _SAMPLE))
            tail = file.read()
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror})", "Check the path and the rights on it.") from error
    _check_is_text(path, head)
    encoding = _encoding(head)
    whole = len(head) < _SAMPLE
    lines = head.decode(encoding, "replace").lstrip("\ufeff").splitlines()
    lines = lines if whole else lines[:-1]
    if tail and encoding != "utf-16":  # where half of a letter may come first, the beginning has to do
        lines += tail.decode(encoding, "replace").splitlines()[1:]
    if not any(line.strip() for line in lines):
        raise InputError(path, "is empty", "Leave it out.")
    return lines, encoding


def _heading(rows: Sequence[tuple[str, ...]], path: Path) -> int:
    """Return the place of the heading: a line above the first time, as wide as the table, with a cell above times."""
    column = _time_column(rows, path)
    if column is None:
        return 0
    first = next(place for place, row in enumerate(rows) if _tells_time(row, column))
    width = max(map(_width, rows[first : first + _NEAR]))
    above = [place for place, row in enumerate(rows[:first]) if len(row) > column and row[column].strip()]
    wide = [place for place in above if _width(rows[place]) >= max(width - 1, 2)]
    if not wide:
        return first
    return wide[-1] if width <= _PAIR else wide[0]  # titles come in pairs, too; below a wide heading units may stand


def _width(row: Sequence[str]) -> int:
    """Return the number of cells of a line, those left empty at its end apart."""
    return max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)


def _is_named(rows: Sequence[tuple[str, ...]], path: Path) -> bool:
    """Return whether the first line is a heading."""
    column = _time_column(rows, path)
    if column is not None:
        return not _tells_time(rows[0], column)
    return not any(number_like(cell) for cell in rows[0])


def _time_column(rows: Sequence[tuple[str, ...]], path: Path) -> int | None:
    """Return the place of the first column that holds times; None if there is none."""
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column].strip() for row in rows if len(row) > column and row[column].strip()]
        if any(_clock_or_open(cells[from_:], path) for from_ in (0, 1) if cells[from_:]):
            return column
    return None


def _tells_time(row: Sequence[str], column: int) -> bool:
    cell = row[column].strip() if len(row) > column else ""
    return bool(cell) and _clock_or_open([cell], Path())


def _clock_or_open(cells: Sequence[str], path: Path) -> bool:
    """Return whether cells hold times, whether or not day and month can be told apart."""
    try:
        return clock_of(cells, path)[0] is not None
    except InputError:
        return True


def _encoding(head: bytes) -> str:
    if head.startswith(_WIDE_UNITS):
        return "utf-16"
    try:
        head[: len(head) - 4].decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
