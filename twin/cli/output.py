"""How verbs speak: results to stdout, as JSON or as tables, and everything else to stderr."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from twin.errors import OutputError

__all__ = ["check_apart", "print_json", "print_message", "print_table"]

_WIDTH_OF_A_PIPE = 100_000


def print_json(value: Any) -> None:
    """Print a result as JSON, the same text for the same value: keys in order, UTF-8, no NaN.

    Parameters
    ----------
    value : numbers, texts, sequences and mappings; also paths, dataclasses, NumPy scalars and arrays

    Raises
    ------
    TypeError
        If something in it has no JSON form.
    ValueError
        If a number in it is not finite: unknown is None.

    Examples
    --------
    >>> print_json({"storey": "R+1", "nodes": (2, 3)})
    {
      "nodes": [
        2,
        3
      ],
      "storey": "R+1"
    }
    """
    print(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False, default=_to_json))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Print rows as a table and a blank line, never wrapped if stdout is no terminal; None is shown as a dash.

    Parameters
    ----------
    columns : the headings; numbers below them are set to the right
    rows : one cell per column
    title : line above the table
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    lines = [list(row) for row in rows]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = bool(lines) and all(isinstance(line[index], (int, float)) or line[index] is None for line in lines)
        table.add_column(column, justify="right" if numeric else "left")
    for line in lines:
        table.add_row(*(Text("–" if cell is None else str(cell)) for cell in line))
    console = Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE)
    if title:
        console.print(Text(title, style="bold"))
    console.print(table)
    console.print()


def print_message(text: str) -> None:
    """Print one line that is not a result, such as what was written where."""
    print(text, file=sys.stderr)


def check_apart(output: Path | None, estate: Path) -> None:
    """Raise if a result would be written over the twin that it comes from.

    Parameters
    ----------
    output : file to write, None for none
    estate : the twin

    Raises
    ------
    OutputError
        If both are one file.
    """
    if output is not None and output.exists() and estate.exists() and output.samefile(estate):
        raise OutputError(output, "is the twin itself, and would be lost", "Name another file.")


def _to_json(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, PurePath):
        return str(value)
    if hasattr(value, "tolist"):  # NumPy scalars and arrays, not imported for this
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form")
