"""Dated values with their sources, from the data files of this package."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["dated"]


@cache
def dated(name: str) -> dict[str, Any]:
    """Return the tables of a data file.

    Parameters
    ----------
    name : of the file, without its ending
    """
    return tomllib.loads((files("twin_rules") / "data" / f"{name}.toml").read_text(encoding="utf-8"))
