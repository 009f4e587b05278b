"""The table that says what things need, from a data file and a landlord's own."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from twin.errors import InputError

__all__ = ["MEDIUM", "Needs", "needs_table"]

MEDIUM: Final = "medium"
"""Stands for whatever flows through a thing."""
_OWN: Final = "TWIN_NEEDS"


@dataclass(frozen=True)
class Needs:
    """What things need.

    Parameters
    ----------
    never : commodities that nothing needs
    classes : needs by IFC class or class and predefined type; each need a tuple of alternative commodities
    making : further needs of what gives a commodity that it is not fed with
    drawn : for commodities that are drawn, the classes that draw them
    services : commodities that give each service
    delivery : classes that hand each service over
    """

    never: frozenset[str]
    classes: Mapping[str, tuple[tuple[str, ...], ...]]
    making: Mapping[str, tuple[tuple[str, ...], ...]]
    drawn: Mapping[str, tuple[str, ...]]
    services: Mapping[str, frozenset[str]]
    delivery: Mapping[str, tuple[str, ...]]

    def of(self, ifc_class: str, predefined_type: str) -> tuple[tuple[str, ...], ...]:
        """Return the needs of a thing; its medium if the table does not know its class."""
        found = self.classes.get(f"{ifc_class}.{predefined_type}", self.classes.get(ifc_class))
        return ((MEDIUM,),) if found is None else found


def needs_table() -> Needs:
    """Return the table, a landlord's own lines over the built-in ones.

    Raises
    ------
    InputError
        If the landlord's file cannot be used.
    """
    return _read(os.environ.get(_OWN, ""))


@cache
def _read(own: str) -> Needs:
    table = tomllib.loads((files("twin.simulation") / "data" / "needs.toml").read_text(encoding="utf-8"))
    for name, part in (_own_lines(own) if own else {}).items():
        table[name] = {**table[name], **part} if isinstance(part, dict) else part
    return Needs(
        frozenset(table["never"]),
        {name: tuple(map(_alternatives, words)) for name, words in table["class"].items()},
        {name: tuple(map(_alternatives, words)) for name, words in table["making"].items()},
        {name: tuple(words) for name, words in table["drawn"].items()},
        {name: frozenset(words) for name, words in table["service"].items()},
        {name: tuple(words) for name, words in table["delivery"].items()},
    )


def _own_lines(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(path, f"is no table of needs ({error})", f"Mend it, or unset {_OWN}.") from error


def _alternatives(word: str) -> tuple[str, ...]:
    return tuple(word.split("|"))
