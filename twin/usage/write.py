"""Writes the tables of an outcome: CSV, Parquet or Excel, with what the columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from twin.errors import OutputError, UsageError
from twin.said.language import in_language
from twin.usage.measure import Column
from twin.usage.place import written_whole

if TYPE_CHECKING:
    import pandas as pd

    from twin.usage.outcome import Outcome

__all__ = ["check_format", "files_of", "write"]

_FORMATS: Final = (".csv", ".parquet", ".xlsx")
_MOST_ROWS: Final = 1_048_576
"""Rows of a sheet of Excel, the heading among them."""
_UNPRINTABLE: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
"""Characters that no sheet may hold; some programs leave them in names."""


def check_format(path: Path) -> None:
    """Raise if a table cannot be written in the format that a name asks for.

    Parameters
    ----------
    path : file to write

    Raises
    ------
    UsageError
        If its ending is none of those known.
    """
    if path.suffix.lower() not in _FORMATS:
        raise UsageError(path, "is no table that can be written", f"Let the name end in {', '.join(_FORMATS)}.")


def files_of(path: Path, tables: Iterable[str]) -> dict[str, Path]:
    """Return the files that tables are written to, by name: a workbook holds all, else each further one has its own.

    Parameters
    ----------
    path : that somebody names
    tables : names, empty for the main one
    """
    if path.suffix.lower() == ".xlsx":
        return dict.fromkeys(tables, path)
    return {name: path.with_name(f"{path.stem}-{name}{path.suffix}") if name else path for name in tables}


def write(outcome: Outcome, path: Path) -> list[Path]:
    """Write the tables of an outcome, and return the files written.

    CSV has units in its headings; further tables go into files of their own beside it. Parquet keeps the plain names of
    columns, with unit and meaning in its metadata. Excel has one sheet per table and one that explains.

    Parameters
    ----------
    outcome : what to write
    path : file; its ending says the format

    Raises
    ------
    UsageError
        If its ending is none of those known.
    OutputError
        If it cannot be written.
    """
    check_format(path)
    tables = {"": outcome.table, **outcome.more}
    if path.suffix.lower() == ".xlsx":
        _check_length(tables, path)
        with written_whole(path) as file:
            _excel(outcome, tables, file)
        return [path]
    kind = _parquet if path.suffix.lower() == ".parquet" else _csv
    files = files_of(path, tables)
    for name, target in files.items():
        with written_whole(target) as file:
            kind(tables[name], outcome.schema[name], file)
    return list(files.values())


def _check_length(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    longest = max(map(len, tables.values()))
    if longest >= _MOST_ROWS:
        reason = f"cannot hold {longest} rows: a sheet ends at {_MOST_ROWS}"
        raise OutputError(path, reason, "Let the name end in .csv or .parquet.")


def _csv(table: pd.DataFrame, columns: Sequence[Column], path: Path) -> None:
    _headed(table, columns).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _parquet(table: pd.DataFrame, columns: Sequence[Column], path: Path) -> None:
    """Write a table with DuckDB, which is there anyway, as pandas would need one more library."""
    import duckdb

    meaning = {one.name: f"{one.about} [{one.unit}]" if one.unit else one.about for one in columns}
    said = ", ".join(f"'{name}': {_quoted(about)}" for name, about in meaning.items())
    plain = table.astype({one.name: "float64" for one in columns if one.kind == "count"})
    casts = ", ".join(_cast(one) for one in columns)
    with duckdb.connect() as connection:
        connection.register("answer", plain)
        target = _quoted(str(path))
        query = f"COPY (SELECT {casts} FROM answer) TO {target} (FORMAT parquet, KV_METADATA {{{said}}})"
        try:
            connection.execute(query)
        except duckdb.IOException as error:  # a disk that is full
            raise OSError(str(error)) from error


def _cast(column: Column) -> str:
    types = {"number": "DOUBLE", "count": "BIGINT", "flag": "BOOLEAN", "text": "VARCHAR", "time": "TIMESTAMP"}
    value = f'"{column.name}"'
    value = f"CASE WHEN isnan({value}) THEN NULL ELSE {value} END" if column.kind in {"number", "count"} else value
    return f'CAST({value} AS {types[column.kind]}) AS "{column.name}"'


def _excel(outcome: Outcome, tables: dict[str, pd.DataFrame], path: Path) -> None:
    import pandas as pd

    word = partial(in_language, language=outcome.language)
    told = [
        (word("measure"), outcome.measure),
        (word("answer"), outcome.said),
        (word("out of order"), outcome.conditions),
    ]
    told += [(word("note"), note) for note in outcome.notes]
    told += [(f"{word('parameter')} {name}", str(value)) for name, value in outcome.parameters.items()]
    told += [(column.heading, column.about) for columns in outcome.schema.values() for column in columns]
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, table in tables.items():
            headed = _headed(table, outcome.schema[name]).replace(_UNPRINTABLE, "", regex=True)
            headed.to_excel(
                book, sheet_name=(name or outcome.measure or "table")[:31], index=False, freeze_panes=(1, 0)
            )
        pd.DataFrame(told, columns=[word("what"), word("said")]).to_excel(book, sheet_name=word("read me"), index=False)
        for sheet in book.sheets.values():
            _set_widths(sheet)


def _set_widths(sheet: Any) -> None:
    """Make the columns of a sheet as wide as what is in them, and what looks like a formula a text."""
    for cells in sheet.columns:
        for cell in cells:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        longest = max(len(str(cell.value)) for cell in cells if cell.value is not None)
        sheet.column_dimensions[cells[0].column_letter].width = min(longest + 2, 60)


def _headed(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    return table.rename(columns={one.name: one.heading for one in columns})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
