"""From the bytes on disk to the bytes of one model.

File names lie: models arrive as ``.ifc`` that are zips, as ``.ifczip`` that are plain text, as PDF prints and as
pointers of Git-LFS. The first bytes decide here what a file is, and what it is not is said by name, because "not a
valid IFC" sends people searching in the wrong place. Sizes that a zip declares are never trusted.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from lzma import LZMAError
from pathlib import PurePath
from typing import TYPE_CHECKING

from twin.errors import InputError, NotIfcError, StepSyntaxError, TruncatedError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Content", "unpack"]

MAX_MODEL_BYTES = 4 << 30
"""Largest model that is unpacked [byte]."""

MAX_RATIO = 200
"""STEP text shrinks to a tenth; what shrinks this much more is no model [-]."""

RATIO_MATTERS_BYTES = 256 << 20
"""Below this size a high ratio does no harm [byte]."""

CHUNK_BYTES = 1 << 22

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED = 0x1
_EXPORT = "Export the model as IFC from the program that made it"
_UNPACK_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    IndexError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    struct.error,
)

_FOREIGN = (
    (rb"version https://git-lfs", "this is a Git-LFS pointer, not the model", "Run 'git lfs pull' to fetch the model"),
    (rb"%PDF", "this is a PDF document", _EXPORT),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM|II\*\0|MM\0\*", "this is an image", _EXPORT),
    (rb"\xd0\xcf\x11\xe0", "this is a Revit model (or another OLE document)", "Export it as IFC from Revit"),
    (rb"AC10\d\d", "this is an AutoCAD drawing (DWG)", "Export it as IFC from the program that made it"),
    (rb"SQLite format 3\0", "this is a GeoPackage, or another SQLite database", "Name maps after --public-space"),
    (rb"\x89HDF", "this is an HDF5 container", _EXPORT),
    (rb"glTF", "this is a glTF scene, which carries geometry only", _EXPORT),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ", "this is an archive, but no zip", "Unpack it and import the model"),
    (rb"\s*<(?s:.){0,4000}?(?:ifcXML|iso_?10303_?28)", "this is ifcXML", "Export the model as IFC in the STEP format"),
    (rb"\s*<", "this is an XML or HTML document", _EXPORT),
    (rb"\s*[{\[]", "this is JSON, perhaps ifcJSON", "Export the model as IFC in the STEP format"),
    (rb"\s*\0", "this is binary data, no text", _EXPORT),
)
_SIGNATURES = tuple((re.compile(pattern), reason, remedy) for pattern, reason, remedy in _FOREIGN)
_BYTE_ORDER_MARK = re.compile(rb"\xef\xbb\xbf|\xff\xfe|\xfe\xff")
_STEP = re.compile(rb"(?:\s++|/\*(?s:.)*?\*/)*+ISO-10303-21")


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one model, freed from their container.

    Parameters
    ----------
    name : file name for messages, ``outer!inner`` for a member of a zip
    text : the bytes of the model, known to begin like a STEP file
    zipped : they came out of a zip
    """

    name: str
    text: bytes
    zipped: bool


def unpack(path: Path, raw: bytes) -> Content:
    """Return the STEP bytes that a file holds, whatever its extension claims.

    Parameters
    ----------
    path : where the bytes were read, for messages
    raw : the bytes on disk

    Returns
    -------
    Content
        The model and the name to use for it.

    Raises
    ------
    NotIfcError
        The file holds no STEP text.
    InputError
        It is a zip that cannot be unpacked to exactly one model.
    StepSyntaxError
        The text begins with a byte order mark.
    TruncatedError
        The text ends within its first word.
    """
    zipped = raw.startswith(_ZIP)
    content = _only_model(path.name, raw) if zipped else Content(path.name, raw, zipped=False)
    _refuse_what_is_not_step(content)
    return content


def _refuse_what_is_not_step(content: Content) -> None:
    mark = _BYTE_ORDER_MARK.match(content.text)
    text = content.text[mark.end() if mark else 0 :][:5000]
    if mark and text.replace(b"\0", b"").lstrip().startswith(b"ISO-10303-21"):
        reason = "line 1: the text begins with a byte order mark, which ISO 10303-21 forbids"
        raise StepSyntaxError(content.name, reason, "Save it again as plain ASCII, or as UTF-8 without BOM")
    if not mark and _STEP.match(content.text):
        return
    raise _foreign(content.name, text)


def _foreign(name: str, text: bytes) -> InputError:
    for pattern, reason, remedy in _SIGNATURES:
        if pattern.match(text):
            return NotIfcError(name, reason, remedy)
    if not text.strip():
        return NotIfcError(name, "the file is empty", "Export the model again, or fetch the file again")
    if b"ISO-10303-21".startswith(text.strip()):
        return TruncatedError(name, "the file ends within its first word", "Fetch the file again")
    reason = "this is no IFC model: it does not begin with ISO-10303-21;"
    return NotIfcError(name, reason, "Check that this is the right file, or export the model again as IFC")


def _only_model(name: str, raw: bytes) -> Content:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            member = _model_member(name, archive.infolist())
            return Content(f"{name}!{member.filename}", _read_member(name, archive, member), zipped=True)
    except _UNPACK_ERRORS as error:
        reason = f"the zip is damaged or of an unknown kind ({error})"
        raise InputError(name, reason, "Fetch the file again, or unpack it with another program") from error


def _model_member(name: str, members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    files = [member for member in members if not member.is_dir() and not _is_clutter(member.filename)]
    models = [member for member in files if member.filename.lower().endswith(".ifc")] or files[: len(files) == 1]
    if len(models) > 1:
        listed = _listed([member.filename for member in models])
        raise InputError(name, f"the zip holds {len(models)} models: {listed}", "Unpack it and import them one by one")
    if not models:
        listed = _listed([member.filename for member in files])
        raise NotIfcError(name, f"the zip holds no model, only {listed}", "Pack exactly one .ifc file into it")
    return models[0]


def _is_clutter(filename: str) -> bool:
    """Tell what macOS adds to each zip it makes from what its author packed."""
    return filename.startswith("__MACOSX/") or PurePath(filename).name.startswith(".")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more if names else "nothing"


def _read_member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & _ENCRYPTED:
        raise InputError(name, "the zip asks for a password", "Unpack it and import the model inside")
    _refuse_bomb(name, member, member.file_size)
    text = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            text += chunk
            _refuse_bomb(name, member, len(text))
    if text.startswith(_ZIP):
        reason = f"the zip holds another archive: {member.filename}"
        raise InputError(name, reason, "Unpack it and import the model inside")
    return bytes(text)


def _refuse_bomb(name: str, member: zipfile.ZipInfo, size: int) -> None:
    swollen = size > RATIO_MATTERS_BYTES and size > MAX_RATIO * max(member.compress_size, 1)
    if size > MAX_MODEL_BYTES or swollen:
        reason = f"{member.filename} unpacks to {size >> 20} MiB or more, too much for a model"
        raise InputError(name, reason, "Check where the file comes from; if you trust it, unpack it yourself")
