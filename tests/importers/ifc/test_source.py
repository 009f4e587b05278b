"""The door of the importer: what each kind of file becomes."""

from __future__ import annotations

import hashlib
import os
import random
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from twin.errors import InputError, NotIfcError, SchemaVersionError, StepSyntaxError, TruncatedError
from twin.importers.ifc import container
from twin.importers.ifc.source import StepSource, open_source

WALL = "#10=IFCWALL('7XvctVUKr0kugbFTf53O9L',$,'Wall',$,$,$,$,$,$);"
WriteIfc = Callable[..., Path]


def codes(source: StepSource) -> list[str]:
    return [finding.code for finding in source.findings]


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_sound_file_is_handed_on_as_it_stands(write_ifc: WriteIfc) -> None:
    path = write_ifc(WALL)
    raw = path.read_bytes()
    source = open_source(path)
    assert (source.text, source.changed, source.findings) == (raw, False, ())
    assert (source.name, source.schema, source.size) == ("model.ifc", "IFC4", len(raw))
    assert source.sha256 == hashlib.sha256(raw).hexdigest()
    assert source.keywords["IFCWALL"] == 1


def test_missing_file_is_told() -> None:
    with pytest.raises(InputError, match=r"nowhere\.ifc: there is no such file\. Check the path"):
        open_source(Path("nowhere.ifc"))


def test_directory_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(NotIfcError, match="this is a directory"):
        open_source(tmp_path)


def test_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ifc")
    with pytest.raises(InputError, match="a device or a pipe"):
        open_source(tmp_path / "pipe.ifc")


def test_file_without_permission_is_told(write_ifc: WriteIfc, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match="reading is not permitted"):
        open_source(write_ifc(WALL))


@pytest.mark.parametrize("path", ["a\0b.ifc", "a" * 5000])
def test_impossible_path_is_told(path: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        open_source(Path(path))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "Git-LFS pointer.*git lfs pull"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x89PNG\r\n", "an image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Revit model.*Export it as IFC"),
        (b"AC1032", "AutoCAD drawing"),
        (b"<?xml version='1.0'?><ifcXML>", "this is ifcXML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><ifc:ifcXML>", "this is ifcXML"),
        (b"<!DOCTYPE html>", "XML or HTML"),
        (b'{"type": "ifcJSON"}', "perhaps ifcJSON"),
        (b"SQLite format 3\0", "SQLite"),
        (b"\x1f\x8b\x08", "an archive, but no zip"),
        (b"\0\0\0\0", "binary data"),
        (b"solid cube", "does not begin with ISO-10303-21"),
    ],
)
def test_other_formats_are_called_by_name(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "model.ifc"
    path.write_bytes(content)
    with pytest.raises(NotIfcError, match=f"model.ifc: .*{reason}"):
        open_source(path)


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le")])
def test_byte_order_mark_is_refused(write_ifc: WriteIfc, mark: bytes, encoding: str) -> None:
    path = write_ifc(WALL)
    path.write_bytes(mark + path.read_text().encode(encoding))
    with pytest.raises(StepSyntaxError, match=r"line 1: .*byte order mark.*without BOM"):
        open_source(path)


def test_file_cut_within_its_first_word_is_truncated(tmp_path: Path) -> None:
    (tmp_path / "a.ifc").write_bytes(b"ISO-103")
    with pytest.raises(TruncatedError, match="ends within its first word"):
        open_source(tmp_path / "a.ifc")


def test_model_in_zip_is_unpacked(write_ifc: WriteIfc, tmp_path: Path) -> None:
    text = write_ifc(WALL).read_bytes()
    path = write_zip(tmp_path / "a.ifczip", {"folder/model.IFC": text, "__MACOSX/._model.ifc": b"", "note.txt": b""})
    source = open_source(path)
    assert (source.name, source.text, source.changed) == ("a.ifczip!folder/model.IFC", text, True)
    assert (source.size, codes(source)) == (path.stat().st_size, [])


def test_only_member_of_zip_is_recognised_by_content(write_ifc: WriteIfc, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"model.stp": write_ifc(WALL).read_bytes()})
    assert open_source(path).keywords["IFCWALL"] == 1


def test_zip_named_ifc_is_read_with_a_finding(write_ifc: WriteIfc, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.ifc", {"model.ifc": write_ifc(WALL).read_bytes()})
    assert codes(open_source(path)) == ["extension-mismatch"]


def test_text_named_ifczip_is_read_with_a_finding(write_ifc: WriteIfc) -> None:
    source = open_source(write_ifc(WALL, name="a.ifczip"))
    assert (codes(source), source.changed) == (["extension-mismatch"], True)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "holds no model, only nothing"),
        ({"a.txt": b"", "b.txt": b""}, r"holds no model, only a\.txt, b\.txt"),
        ({"a.ifc": b"", "b.ifc": b""}, r"holds 2 models: a\.ifc, b\.ifc"),
        ({"inner.ifczip": b"PK\x03\x04"}, r"holds another archive: inner\.ifczip"),
        ({"a.ifc": b"%PDF"}, r"a\.zip!a\.ifc: this is a PDF"),
    ],
)
def test_zip_without_exactly_one_model_is_refused(tmp_path: Path, members: dict[str, bytes], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        open_source(write_zip(tmp_path / "a.zip", members))


def test_zip_with_password_is_told(write_ifc: WriteIfc, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"model.ifc": write_ifc(WALL).read_bytes()})
    raw = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    path.write_bytes(raw)
    with pytest.raises(InputError, match="asks for a password"):
        open_source(path)


def test_damaged_zip_is_told(write_ifc: WriteIfc, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"model.ifc": write_ifc(WALL).read_bytes()})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="the zip is damaged"):
        open_source(path)


def test_zip_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "RATIO_MATTERS_BYTES", 1 << 20)
    path = write_zip(tmp_path / "a.zip", {"model.ifc": b"ISO-10303-21;" + b" " * (4 << 20)})
    with pytest.raises(InputError, match="unpacks to 4 MiB or more"):
        open_source(path)


def test_declared_size_of_zip_member_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_MODEL_BYTES", 1 << 20)
    path = write_zip(tmp_path / "a.zip", {"model.ifc": b"ISO-10303-21;" + b" " * (4 << 20)})
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<I", (4 << 20) + 13), struct.pack("<I", 1000)))
    with pytest.raises(InputError):
        open_source(path)


@pytest.mark.parametrize("declared", ["IFC4X3", "IFC4X3_TC1", "ifc4x3_add1", "IFC4X3_ADD2 {1 0 10303}"])
def test_schema_by_another_name_is_read_as_the_supported_one(write_ifc: WriteIfc, declared: str) -> None:
    source = open_source(write_ifc(WALL, schema=declared))
    assert (source.schema, source.changed, source.findings) == ("IFC4X3_ADD2", True, ())
    assert b"FILE_SCHEMA(('IFC4X3_ADD2'));" in source.text


@pytest.mark.parametrize("declared", ["IFC2X_FINAL", "IFC2X2_FINAL", "IFC4X1", "IFC4X2", "IFC4X3_RC4", "IFC5"])
def test_schema_that_cannot_be_read_is_told_with_the_way_out(write_ifc: WriteIfc, declared: str) -> None:
    with pytest.raises(SchemaVersionError, match=f"schema {declared} cannot be read.*Export the model again as IFC4"):
        open_source(write_ifc(WALL, schema=declared))


def test_step_of_another_trade_is_no_ifc(write_ifc: WriteIfc) -> None:
    with pytest.raises(NotIfcError, match="schema AUTOMOTIVE_DESIGN, not IFC"):
        open_source(write_ifc(WALL, schema="AUTOMOTIVE_DESIGN"))


def test_classes_of_a_newer_schema_correct_the_header(write_ifc: WriteIfc) -> None:
    source = open_source(write_ifc("#11=IFCPUMP('8XvctVUKr0kugbFTf53O9L',$,$,$,$,$,$,$,$);", schema="IFC2X3"))
    assert (source.schema, codes(source)) == ("IFC4", ["schema-mismatch"])
    assert "IFCPUMP (1)" in source.findings[0].message
    assert b"FILE_SCHEMA(('IFC4'));" in source.text


def test_classes_that_no_schema_knows_are_lost_and_told(write_ifc: WriteIfc) -> None:
    source = open_source(
        write_ifc("#11=IFCLIFT($);\n#12=(IFCPOINT()IFCITEM());\n#13=IFCRELAGGREGATES($,$,$,$,#11,(#1));")
    )
    assert codes(source) == ["unknown-entities", "dangling-references"]
    assert "IFCLIFT (1), complex instances (1)" in source.findings[0].message
    assert b"#13=IFCRELAGGREGATES($,$,$,$,$,(#1));" in source.text


def test_keywords_are_counted_whatever_their_case(write_ifc: WriteIfc) -> None:
    assert open_source(write_ifc(WALL + WALL.replace("#10=IFCWALL", "#11=IfcWall"))).keywords["IFCWALL"] == 2


def test_odd_header_is_told_and_replaced(write_ifc: WriteIfc) -> None:
    path = write_ifc(WALL)
    path.write_text(path.read_text().replace("HEADER;", "HEADER;FILE_INFO('x');").replace("'2;1');", "'2;1','3');"))
    source = open_source(path)
    assert codes(source) == ["header-fields"]
    assert "FILE_INFO is no header entity; FILE_DESCRIPTION has 3 arguments instead of 2" in source.findings[0].message
    assert b"HEADER;\nFILE_DESCRIPTION(('ViewDefinition [ReferenceView]'),'2;1');\nFILE_NAME('model" in source.text


def test_header_that_crashes_the_reader_is_replaced(write_ifc: WriteIfc) -> None:
    path = write_ifc(WALL)
    path.write_text(path.read_text().replace("(('IFC4'))", "('IFC4')"))
    source = open_source(path)
    assert "argument 1 of FILE_SCHEMA is no list of texts" in source.findings[0].message
    assert b"FILE_SCHEMA(('IFC4'));" in source.text


@pytest.mark.parametrize("junk", ["x", ",('a')", "('a')"])
def test_header_statement_with_junk_is_refused(write_ifc: WriteIfc, junk: str) -> None:
    path = write_ifc(WALL)
    path.write_text(path.read_text().replace("'2;1');", f"'2;1'){junk};"))
    with pytest.raises(StepSyntaxError, match="the header is not made of statements"):
        open_source(path)


def test_header_without_schema_is_refused(write_ifc: WriteIfc) -> None:
    path = write_ifc(WALL)
    path.write_text(path.read_text().replace("FILE_SCHEMA(('IFC4'));", ""))
    with pytest.raises(SchemaVersionError, match="names no schema"):
        open_source(path)


ERRORS = {
    "fail_double_comma": "line 8: an argument is empty",
    "fail_double_semi": "line 27: a semicolon too many",
    "fail_duplicate_id": "#19 in lines 26 and 27",
    "fail_multiple_duplicate_ids": "#18 in lines 24 and 25; #19 in lines 26 and 27",
    "fail_invalid_0": "line 8: an #id must be a number from 1",
    "fail_no_header": "the HEADER section is missing",
    "fail_reverse_string": r"line 8: a backslash .*'C:\\path'",
    "fail_utf8_with_bom": "byte order mark",
    "fail_utf_encoding": "line 8: a backslash",
}


@pytest.mark.parametrize("name", ERRORS)
def test_faulty_file_is_refused_with_its_fault(shared_data: Path, name: str) -> None:
    with pytest.raises(StepSyntaxError, match=ERRORS[name]):
        open_source(shared_data / "odd_step" / f"{name}.ifc")


@pytest.mark.parametrize(
    "name", ["fail_invalid_header_entity", "fail_multiple_wrong_header_fields", "fail_too_many_header_entity_fields"]
)
def test_faulty_header_is_only_a_finding(shared_data: Path, name: str) -> None:
    assert codes(open_source(shared_data / "odd_step" / f"{name}.ifc")) == ["header-fields"]


def test_real_files_load_unchanged_without_findings(shared_data: Path) -> None:
    odd = {"broken_conversion_unit.ifc"}
    paths = [path for path in shared_data.rglob("*.ifc") if not path.name.startswith("fail_") and path.name not in odd]
    assert len(paths) > 50
    for path in paths:
        source = open_source(path)
        assert (codes(source), source.changed, source.text) == ([], False, path.read_bytes()), path


def test_real_zips_load_without_findings(shared_data: Path) -> None:
    for path in shared_data.rglob("*.ifczip"):
        source = open_source(path)
        assert (codes(source), source.changed) == ([], True)


def test_undefined_unit_is_told_as_dangling(shared_data: Path) -> None:
    source = open_source(shared_data / "odd_small" / "broken_conversion_unit.ifc")
    assert codes(source) == ["dangling-references"]
    assert b"#4=IFCCONVERSIONBASEDUNIT(#8,.LENGTHUNIT.,'FOOT',$);" in source.text


NOISE = [
    b"'",
    b"(",
    b")",
    b",",
    b";",
    b"#",
    b"=",
    b"/*",
    b"*/",
    b"\\",
    rb"\S\'",
    b"\xe9",
    b"\0",
    b"ENDSEC;",
    b"#1=",
    b"$",
]


def damaged(rng: random.Random, text: bytes) -> bytes:
    start = rng.randrange(len(text))
    kind = rng.randrange(3)
    if kind == 0:
        return text[:start]
    noise = rng.choice(NOISE) if kind == 1 else rng.randbytes(1)
    return text[:start] + noise + text[start + rng.choice((0, len(noise))) :]


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_are_read_or_refused_but_never_crash(write_ifc: WriteIfc, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    text = write_ifc(WALL + "\n#11=IFCLABEL('it''s /* no */ comment; #1=') /* 'one' */;\n").read_bytes()
    path = tmp_path / "damaged.ifc"
    for _ in range(300):
        path.write_bytes(damaged(rng, text))
        with suppress(InputError):
            open_source(path, accept_truncated=rng.random() < 0.5)
