"""Repairs: what is mended, how it reads afterwards, and that it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ifcopenshell
import pytest

from twin.errors import TruncatedError
from twin.importers.ifc.encoding import recover
from twin.importers.ifc.source import StepSource, open_source

WriteIfc = Callable[..., Path]


def codes(source: StepSource) -> list[str]:
    return [finding.code for finding in source.findings]


def as_ifcopenshell_reads(source: StepSource) -> ifcopenshell.file:
    return ifcopenshell.file.from_string(source.text.decode("ascii"))


def open_person(write_ifc: WriteIfc, name: bytes) -> StepSource:
    path = write_ifc("#10=IFCPERSON($,'@NAME@',$,$,$,$,$,$);")
    path.write_bytes(path.read_bytes().replace(b"@NAME@", name))
    return open_source(path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Küche".encode(), "Küche"),
        ("Küche".encode("cp1252"), "Küche"),
        (b"5 \x80", "5 €"),
        (b"\x81", "\x81"),
        ("😀 ü".encode(), "😀 ü"),
        (rb"\X2\D83DDE00\X0\ ok", "😀 ok"),
        (b"it''s \xfc", "it's ü"),
        (rb"\X\FC" + b"\xfc", "üü"),
        (rb"\S\'" + b"\xfc", "§ü"),
    ],
)
def test_letters_that_readers_drop_are_recovered(write_ifc: WriteIfc, written: bytes, meant: str) -> None:
    source = open_person(write_ifc, written)
    assert (codes(source), source.changed) == (["text-recovered"], True)
    assert as_ifcopenshell_reads(source).by_type("IfcPerson")[0].FamilyName == meant


def test_recovered_text_is_counted_with_an_example(write_ifc: WriteIfc) -> None:
    finding = open_person(write_ifc, b"Fl\xfcr").findings[0]
    assert finding.name == "Flür"
    assert "recovered: 1, such as 'Flür'" in finding.message


def test_valid_escapes_stay_as_written(write_ifc: WriteIfc) -> None:
    source = open_person(write_ifc, rb"\X2\00FC\X0\\S\'\\")
    assert (source.findings, source.changed) == ((), False)


def test_raw_bytes_in_comments_do_not_matter(write_ifc: WriteIfc) -> None:
    source = open_source(write_ifc("/* Küche */"))
    assert (source.findings, source.changed) == ((), False)


def test_text_outside_strings_is_left_alone() -> None:
    assert recover([b"\xe4", b"a", b"\xe4"]).pieces == [b"\xe4", b"a", b"\xe4"]


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("IFCRELAGGREGATES('x #99',$,$,$,#99,(#1))", "IFCRELAGGREGATES('x #99',$,$,$,$,(#1))"),
        ("IFCRELAGGREGATES('x',$,$,$,#1,(#98,#1,#99))", "IFCRELAGGREGATES('x',$,$,$,#1,(#1))"),
        ("IFCRELAGGREGATES('x',$,$,$,#1,(#1 , #98, #99 ))", "IFCRELAGGREGATES('x',$,$,$,#1,(#1 ))"),
        ("IFCRELAGGREGATES('a#?,b',$,$,$,#1,(#98,#99))", "IFCRELAGGREGATES('a#?,b',$,$,$,#1,())"),
        ("IFCTRIMMEDCURVE(#1,(#99,IFCPARAMETERVALUE(0.)),(#1))", "IFCTRIMMEDCURVE(#1,(IFCPARAMETERVALUE(0.)),(#1))"),
        ("IFCDOOR($, #99\n,$)", "IFCDOOR($, $\n,$)".replace("\n", "")),
    ],
)
def test_references_to_nothing_are_dropped(write_ifc: WriteIfc, written: str, repaired: str) -> None:
    source = open_source(write_ifc(f"#10={written};"))
    assert codes(source) == ["dangling-references"]
    assert f"#10={repaired};".encode() in source.text


def test_dangling_references_are_counted_with_an_example(write_ifc: WriteIfc) -> None:
    source = open_source(write_ifc("#10=IFCRELAGGREGATES($,$,$,$,#98,(#99,#1));"))
    assert "were dropped: 2, such as #98." in source.findings[0].message


def test_comments_do_not_confuse_the_repair(write_ifc: WriteIfc) -> None:
    source = open_source(write_ifc("/* #98 ' */#10=IFCRELAGGREGATES($,$,$,$,/* #1 */#99,(#1));"))
    assert b"#10=IFCRELAGGREGATES($,$,$,$,$,(#1));" in source.text


def test_truncated_file_is_refused_unless_accepted(write_ifc: WriteIfc) -> None:
    path = write_ifc("#10=IFCPERSON($,'it''s; me',$,$,$,$,$,$);")
    path.write_bytes(path.read_bytes().split(b"; me")[0])
    with pytest.raises(TruncatedError, match=r"model\.ifc: the file ends before its end marker"):
        open_source(path)
    source = open_source(path, accept_truncated=True)
    assert (codes(source), source.keywords.get("IFCPERSON")) == (["truncated"], None)
    assert "7 whole records were kept" in source.findings[0].message


@pytest.mark.parametrize("cut", [b"ENDSEC;\nEND", b"\nEND-ISO", b"END-ISO-10303-21", b"-21;"])
def test_file_cut_at_its_end_keeps_all_records(write_ifc: WriteIfc, cut: bytes) -> None:
    path = write_ifc("#10=IFCPERSON($,'a',$,$,$,$,$,$);")
    text = path.read_bytes()
    path.write_bytes(text[: text.rindex(cut) + 3])
    source = open_source(path, accept_truncated=True)
    assert len(list(as_ifcopenshell_reads(source))) == 8


def test_file_cut_in_a_comment_keeps_the_records_before(write_ifc: WriteIfc) -> None:
    path = write_ifc("#10=IFCPERSON($,'a',$,$,$,$,$,$);/* it's")
    path.write_bytes(path.read_bytes().split(b"'s")[0])
    assert open_source(path, accept_truncated=True).keywords["IFCPERSON"] == 1


def test_file_cut_before_its_records_has_nothing_to_accept(write_ifc: WriteIfc) -> None:
    path = write_ifc("")
    path.write_bytes(path.read_bytes().split(b"DATA;")[0])
    with pytest.raises(TruncatedError, match="ends before its first record"):
        open_source(path, accept_truncated=True)


def test_references_into_the_lost_part_are_dropped(shared_data: Path, tmp_path: Path) -> None:
    text = (shared_data / "hydraulic_graded" / "B01_2.ifc").read_bytes()
    path = tmp_path / "cut.ifc"
    path.write_bytes(text[: len(text) * 6 // 10])
    source = open_source(path, accept_truncated=True)
    assert codes(source)[0] == "truncated"
    assert len(list(as_ifcopenshell_reads(source))) == sum(source.keywords.values())
