"""The table of costs, a landlord's own lines over the built-in ones."""

from __future__ import annotations

import os
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from twin.errors import InputError

__all__ = ["band", "label", "part"]

_OWN: Final = "TWIN_COSTS"


def part(name: str) -> dict[str, Any]:
    """Return one part of the table.

    Raises
    ------
    InputError
        If the landlord's file cannot be used.
    """
    return _read(os.environ.get(_OWN, ""))[name]


def band(values: list[float]) -> tuple[float, float, float]:
    """Return low, usual and high."""
    low, usual, high = values
    return float(low), float(usual), float(high)


def label(table: dict[str, Any], day: date) -> str:
    """Return the source of a part, and whether a day lies outside of the time that its values are valid for."""
    first, last = table.get("valid_from"), table.get("valid_until")
    if first and day < first:
        return f"{table['source']}; valid from {first}, applied before"
    if last and day > last:
        return f"{table['source']}; valid until {last}, carried over"
    return str(table["source"])


@cache
def _read(own: str) -> dict[str, dict[str, Any]]:
    table = tomllib.loads((files("twin_rules") / "data" / "costs_fr.toml").read_text(encoding="utf-8"))
    try:
        lines = tomllib.loads(Path(own).read_text(encoding="utf-8")) if own else {}
        return {name: {**known, **lines.get(name, {})} for name, known in table.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise InputError(own, f"is no table of costs ({error})", f"Mend it, or unset {_OWN}.") from error
