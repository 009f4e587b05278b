"""The door of the IFC importer: from a path to clean STEP text, or one clear error.

Everything that can be wrong with a file as a file is found here, so that the modules behind this one may trust what
they read. What can be mended without guessing is mended and told as a finding.
"""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.errors import InputError, NotIfcError, TruncatedError
from twin.importers.ifc import container, encoding, header, repair, schema_version, step
from twin.importers.ifc.records import read_records
from twin.model.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from twin.importers.ifc.records import Records

__all__ = ["StepSource", "open_source"]

_PLAIN_SUFFIXES = ("", ".ifc", ".step", ".stp", ".p21", ".spf")
_ZIP_SUFFIXES = (".ifczip", ".zip")
_EXPORT_AGAIN = "Correct it in the program that made the model, and export again."


@dataclass(frozen=True, slots=True)
class StepSource:
    """A model as clean STEP text.

    Parameters
    ----------
    path : the file, as given by the user
    name : file name for messages, ``a.ifczip!model.ifc`` for a member of a zip
    text : clean STEP text, safe to hand to IfcOpenShell
    schema : schema identifier to read it with, one that IfcOpenShell supports
    keywords : number of records of each class, by upper-case STEP keyword; complex instances under an empty one
    changed : the text is not what stands on disk, or not under a name that IfcOpenShell takes for STEP
    sha256 : digest of the bytes on disk, in hexadecimal
    size : number of bytes on disk [byte]
    findings : what is odd about the file
    """

    path: Path
    name: str
    text: bytes
    schema: str
    keywords: Mapping[str, int]
    changed: bool
    sha256: str
    size: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Clean:
    """Text after screening and repair."""

    text: bytes
    schema: str
    keywords: dict[str, int]
    findings: tuple[Finding, ...]


def open_source(path: Path, *, accept_truncated: bool = False) -> StepSource:
    """Return the clean STEP text of an IFC file, zipped or not.

    Parameters
    ----------
    path : the file
    accept_truncated : keep the whole records of a file that was cut off, instead of refusing it

    Returns
    -------
    StepSource
        The text with what was found and mended on the way.

    Raises
    ------
    InputError
        The file cannot be read, or its zip not unpacked.
    NotIfcError
        It is no IFC model: another format, a directory, empty.
    TruncatedError
        It ends before its end marker.
    StepSyntaxError
        It breaks ISO 10303-21.
    SchemaVersionError
        Its version of IFC cannot be read.
    """
    raw = _read(path)
    content = container.unpack(path, raw)
    clean = _clean(content, accept_truncated=accept_truncated)
    return StepSource(
        path=path,
        name=content.name,
        text=clean.text,
        schema=clean.schema,
        keywords=clean.keywords,
        changed=clean.text is not raw or path.suffix.lower() != ".ifc",
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        findings=(*_extension_findings(path, content), *clean.findings),
    )


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise NotIfcError(path, "this is a directory", "Name a file in it")
        if not stat.S_ISREG(mode):
            raise InputError(path, "this is a device or a pipe", "Save the model to a file first")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(path, "there is no such file", "Check the path for typing errors") from error
    except PermissionError as error:
        raise InputError(path, "reading is not permitted", "Ask for read permission, or copy the file") from error
    except (OSError, ValueError) as error:
        raise InputError(path, f"the file cannot be read ({error})", "Check the path and the disk") from error


def _extension_findings(path: Path, content: container.Content) -> Iterator[Finding]:
    if path.suffix.lower() not in (_ZIP_SUFFIXES if content.zipped else _PLAIN_SUFFIXES):
        right = ".ifczip" if content.zipped else ".ifc"
        message = f"The file is named {path.suffix or 'without extension'} but its content is {right}; it was read so."
        yield Finding("extension-mismatch", Severity.INFO, message, f"Rename it to end in {right}.", file=content.name)


def _clean(content: container.Content, *, accept_truncated: bool) -> _Clean:
    complete = repair.is_complete(content.text)
    if complete:
        text = content.text
    elif accept_truncated:
        text = repair.close_truncated(content.text, content.name)
    else:
        reason = "the file ends before its end marker: it was cut off on the way"
        remedy = "Fetch or export the file again, or take the records that are whole with --accept-truncated"
        raise TruncatedError(content.name, reason, remedy)
    clean = _screened(text, content.name)
    if complete:
        return clean
    findings = (_truncated_finding(content.name, clean.keywords), *clean.findings)
    return _Clean(clean.text, clean.schema, clean.keywords, findings)


def _screened(text: bytes, name: str) -> _Clean:
    given = step.lex(text, name)
    lexed, findings = _with_readable_strings(given)
    step.check_strings(lexed)
    records = read_records(lexed)
    head = header.read_header(lexed)
    keywords = records.counts
    declared = schema_version.declared_schema(name, head.schemas)
    schema = schema_version.best_schema(declared, keywords)
    unknown = schema_version.unknown_keywords(schema, keywords)
    findings += [*_header_findings(name, head), *_schema_findings(name, declared, schema, keywords)]
    findings += _unknown_findings(name, schema, unknown)
    plain, dropped = _without_dangling(lexed, records, unknown)
    if head.oddities or [identifier.upper() for identifier in head.schemas] != [schema]:
        plain = header.with_schema(plain, head, schema)
    clean = text if plain is given.plain else plain.replace(encoding.HIDDEN_QUOTE, b"'")
    return _Clean(clean, schema, keywords, (*findings, *dropped))


def _with_readable_strings(lexed: step.Lexed) -> tuple[step.Lexed, list[Finding]]:
    if not encoding.is_damaged(lexed.plain):
        return lexed, []
    recovered = encoding.recover(lexed.pieces)
    message = (
        f"Texts with bytes that STEP forbids and readers drop were recovered: {recovered.count}, "
        f"such as {recovered.example!r}."
    )
    finding = Finding(
        "text-recovered",
        Severity.WARNING,
        message,
        "Check that they read well; have the exporter write \\X2\\ escapes.",
        file=lexed.name,
        name=recovered.example,
    )
    return step.with_pieces(lexed, recovered.pieces), [finding] if recovered.count else []


def _without_dangling(lexed: step.Lexed, records: Records, unknown: Mapping[str, int]) -> tuple[bytes, list[Finding]]:
    """Drop references to records that are missing, or that will not be read because their class is unknown."""
    marked = repair.dangling(records, unknown)
    if not marked.any():
        return lexed.plain, []
    message = (
        f"References to records that are missing or of unknown classes were dropped: {np.count_nonzero(marked)}, "
        f"such as #{records.references[np.argmax(marked)]}."
    )
    finding = Finding("dangling-references", Severity.WARNING, message, _EXPORT_AGAIN, file=lexed.name)
    return repair.without_references(lexed.plain, records.reference_places[marked]), [finding]


def _header_findings(name: str, head: header.Header) -> Iterator[Finding]:
    if head.oddities:
        message = f"The header breaks ISO 10303-21: {'; '.join(head.oddities)}."
        yield Finding("header-fields", Severity.INFO, message, _EXPORT_AGAIN, file=name)


def _schema_findings(name: str, declared: str, schema: str, keywords: Mapping[str, int]) -> Iterator[Finding]:
    if schema != declared:
        classes = _told(schema_version.unknown_keywords(declared, keywords))
        message = (
            f"The header declares {declared}, but these classes exist only in {schema}: {classes}; read as {schema}."
        )
        yield Finding("schema-mismatch", Severity.WARNING, message, _EXPORT_AGAIN, file=name)


def _unknown_findings(name: str, schema: str, unknown: Mapping[str, int]) -> Iterator[Finding]:
    if unknown:
        message = f"Records are lost, because {schema} has no such classes: {_told(unknown)}."
        yield Finding("unknown-entities", Severity.ERROR, message, _EXPORT_AGAIN, file=name)


def _told(counts: Mapping[str, int]) -> str:
    listed = [f"{keyword or 'complex instances'} ({count})" for keyword, count in list(counts.items())[:10]]
    return ", ".join(listed) + (f" and {len(counts) - 10} more" if len(counts) > 10 else "")


def _truncated_finding(name: str, keywords: Mapping[str, int]) -> Finding:
    kept = sum(keywords.values())
    message = f"The file was cut off: {kept} whole records were kept, what followed is lost."
    return Finding("truncated", Severity.ERROR, message, "Fetch or export the file again.", file=name)
