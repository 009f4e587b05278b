"""Which of the supported schemas a file is read with.

A schema is what decides how many arguments a class has. IfcOpenShell refuses identifiers it does not know with a bare
SchemaError, and drops records of classes that the declared schema lacks without a word.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from twin.errors import InputError, NotIfcError, SchemaVersionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["best_schema", "declared_schema", "unknown_keywords"]

SUPPORTED = ("IFC2X3", "IFC4", "IFC4X3_ADD2")

_ALIASES = {
    "IFC2X3_FINAL": "IFC2X3",
    "IFC2X3_TC1": "IFC2X3",
    "IFC4_FINAL": "IFC4",
    "IFC4_ADD1": "IFC4",
    "IFC4_ADD2": "IFC4",
    "IFC4_ADD2_TC1": "IFC4",
    "IFC4X3": "IFC4X3_ADD2",
    "IFC4X3_FINAL": "IFC4X3_ADD2",
    "IFC4X3_TC1": "IFC4X3_ADD2",
    "IFC4X3_ADD1": "IFC4X3_ADD2",
}
_EXPORT = "Export the model again as IFC4 or IFC2X3"


def declared_schema(name: str, identifiers: Iterable[str]) -> str:
    """Return the supported schema that a header means.

    Parameters
    ----------
    name : file name for messages
    identifiers : the schema identifiers of the header, as written

    Raises
    ------
    SchemaVersionError
        None of them can be read.
    NotIfcError
        None of them is IFC.

    Examples
    --------
    >>> declared_schema("a.ifc", ["ifc4x3_add1"])
    'IFC4X3_ADD2'
    """
    words = [(identifier.upper().split() or [""])[0] for identifier in identifiers]
    for word in words:
        if (schema := _ALIASES.get(word, word)) in SUPPORTED:
            return schema
    raise _unsupported(name, words)


def _unsupported(name: str, words: list[str]) -> InputError:
    told = ", ".join(word[:40] for word in words)
    if not told:
        return SchemaVersionError(name, "the header names no schema in FILE_SCHEMA", _EXPORT)
    if not any(word.startswith("IFC") for word in words):
        return NotIfcError(name, f"this is a STEP file of schema {told}, not IFC", _EXPORT)
    return SchemaVersionError(name, f"schema {told} cannot be read, only {', '.join(SUPPORTED)}", _EXPORT)


def best_schema(declared: str, keywords: Mapping[str, int]) -> str:
    """Return the schema that knows the most records: the declared one unless another knows strictly more."""
    if not unknown_keywords(declared, keywords):
        return declared
    others = [schema for schema in SUPPORTED if schema != declared]
    return min([declared, *others], key=lambda schema: sum(unknown_keywords(schema, keywords).values()))


def unknown_keywords(schema: str, keywords: Mapping[str, int]) -> dict[str, int]:
    """Return the keywords, with their counts, that a schema does not know.

    Examples
    --------
    >>> unknown_keywords("IFC2X3", {"IFCWALL": 2, "IFCPUMP": 1})
    {'IFCPUMP': 1}
    """
    return {keyword: count for keyword, count in keywords.items() if not _knows(schema, keyword)}


@cache
def _knows(schema: str, keyword: str) -> bool:
    from ifcopenshell import ifcopenshell_wrapper  # costs 0.2 s, and broken files never get here

    try:
        declaration = ifcopenshell_wrapper.schema_by_name(schema).declaration_by_name(keyword)
    except RuntimeError:
        return False
    return declaration.as_entity() is not None
