"""The HEADER section of a STEP file: what it declares, and a sound one in its place.

IfcOpenShell wants FILE_DESCRIPTION, FILE_NAME and FILE_SCHEMA in this order; it refuses other orders, and crashes on
some arguments of the wrong kind. Nothing of the building is in the header, so a faulty one is told and replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.importers.ifc.step import syntax_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twin.importers.ifc.step import Lexed

__all__ = ["Header", "read_header", "with_schema"]

_TEXT = rb"(?:(?:'[^']*+')++|\$)"
_LIST = rb"(?:\(\s*+(?:%(text)b(?:\s*+,\s*+%(text)b)*+)?+\s*+\)|\$)" % {b"text": _TEXT}
_FORMS: dict[str, tuple[bytes, ...]] = {
    "FILE_DESCRIPTION": (_LIST, _TEXT),
    "FILE_NAME": (_TEXT, _TEXT, _LIST, _LIST, _TEXT, _TEXT, _TEXT),
    "FILE_SCHEMA": (_LIST,),
}
_DEFAULTS = {_TEXT: b"''", _LIST: b"('')"}
_OPTIONAL = ("FILE_POPULATION", "SECTION_LANGUAGE", "SECTION_CONTEXT", "SCHEMA_POPULATION")
_BEGIN = re.compile(rb"\s*+ISO-10303-21\s*+;\s*+HEADER\s*+;")
_STATEMENT = re.compile(rb"\s*+([A-Za-z_!]\w*+)\s*+((?:[^';]++|'[^']*+')*+);")
_TOKEN = re.compile(rb"'[^']*+'|[(),]|[^'(),]++")
_STRING = re.compile(rb"'([^']*+)'")


@dataclass(frozen=True, slots=True)
class Header:
    """What the HEADER section declares.

    Parameters
    ----------
    start, end : where its statements begin and end in the plain text
    arguments : arguments of each entity, as written
    schemas : the schema identifiers, as written
    oddities : what breaks the form of ISO 10303-21, in words
    """

    start: int
    end: int
    arguments: dict[str, list[bytes]]
    schemas: tuple[str, ...]
    oddities: tuple[str, ...]


def read_header(lexed: Lexed) -> Header:
    """Return what the header declares.

    Raises
    ------
    StepSyntaxError
        The header is not made of statements ``KEYWORD(...);``.
    """
    begin = _BEGIN.match(lexed.plain)
    start = begin.end() if begin else 0
    statements = list(_statements(lexed, start))
    end = statements[-1][2] if statements else start
    arguments = {keyword: given for keyword, given, _ in statements}
    schemas = _STRING.findall(b"".join(arguments.get("FILE_SCHEMA", [])))
    names = tuple(schema.decode("ascii", errors="replace") for schema in schemas)
    oddities = tuple(_oddities([keyword for keyword, _, _ in statements], arguments))
    return Header(start, end, arguments, names, oddities)


def _statements(lexed: Lexed, start: int) -> Iterator[tuple[str, list[bytes], int]]:
    """Yield the keyword and the arguments of each statement up to ENDSEC, and where it ends."""
    while (statement := _STATEMENT.match(lexed.plain, start)) and statement[1] != b"ENDSEC":
        arguments = _arguments(statement[2])
        if _without_space(statement[2]) != _without_space(b"(" + b",".join(arguments) + b")"):
            break
        start = statement.end()
        yield statement[1].decode(), arguments, start
    if statement is None or statement[1] != b"ENDSEC":
        raise syntax_error(lexed, start, "the header is not made of statements KEYWORD(...);")


def _without_space(written: bytes) -> bytes:
    return b"".join(written.split())


def _arguments(written: bytes) -> list[bytes]:
    """Split ``('a',(b,c))`` into ``'a'`` and ``(b,c)``."""
    parts = [b""]
    depth = 0
    for token in _TOKEN.findall(written):
        depth -= token == b")"
        if depth == 1 and token == b",":
            parts.append(b"")
        elif depth:
            parts[-1] += token
        depth += token == b"("
    return [part.strip() for part in parts]


def _oddities(keywords: list[str], arguments: dict[str, list[bytes]]) -> Iterator[str]:
    known = [keyword for keyword in keywords if keyword in _FORMS]
    if known != list(_FORMS):
        yield f"its entities are {', '.join(known) or 'none'} instead of {', '.join(_FORMS)}"
    for keyword in keywords:
        if keyword not in _FORMS and keyword not in _OPTIONAL and not keyword.startswith("!"):
            yield f"{keyword} is no header entity"
    for keyword in dict.fromkeys(known):
        yield from _argument_oddities(keyword, arguments[keyword])


def _argument_oddities(keyword: str, given: list[bytes]) -> Iterator[str]:
    form = _FORMS[keyword]
    if len(given) != len(form):
        yield f"{keyword} has {len(given)} arguments instead of {len(form)}"
    for number, (argument, kind) in enumerate(zip(given, form, strict=False), start=1):
        if not re.fullmatch(kind, argument):
            yield f"argument {number} of {keyword} is no {'list of texts' if kind == _LIST else 'text'}"


def with_schema(plain: bytes, header: Header, schema: str) -> bytes:
    """Return the text with a sound header that names one schema, and keeps what else is sound in the old one."""
    arguments = header.arguments | {"FILE_SCHEMA": [f"('{schema}')".encode()]}
    statements = [_statement(keyword, arguments.get(keyword, [])) for keyword in _FORMS]
    return plain[: header.start] + b"\n" + b"\n".join(statements) + plain[header.end :]


def _statement(keyword: str, given: list[bytes]) -> bytes:
    form = _FORMS[keyword]
    padded = given + [b""] * len(form)
    sound = [
        argument if re.fullmatch(kind, argument) else _DEFAULTS[kind]
        for argument, kind in zip(padded, form, strict=False)
    ]
    return keyword.encode() + b"(" + b",".join(sound) + b");"
