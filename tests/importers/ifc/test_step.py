"""The grammar of STEP text: what is sound, what is refused, and where the fault is said to be."""

from __future__ import annotations

import pytest

from twin.errors import StepSyntaxError, TruncatedError
from twin.importers.ifc.records import Records, read_records
from twin.importers.ifc.step import check_strings, lex

BEFORE = b"ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
AFTER = b"\nENDSEC;\nEND-ISO-10303-21;\n"
FIRST_LINE = 6


def read(records: bytes, *, before: bytes = BEFORE, after: bytes = AFTER) -> Records:
    lexed = lex(before + records + after, "a.ifc")
    check_strings(lexed)
    return read_records(lexed)


@pytest.mark.parametrize(
    "record",
    [
        b"#1=IFCA($,*,.T.,-1.E-05,'x',#1,(#1,(2,3)),IFCLABEL('y'),\"0F\");",
        b"#1=IFCA();",
        b"#1=IFCA(());",
        b"  #1\t=\r\n IFCA (\n$ , $ ) ;  ",
        b"#1=IFCA('it''s; (#2=IFCB(,,) /* no comment */');",
        b"#1=/* it's; #9=( */IFCA(/**/$);/* \\x */",
        b"/* one */ #1=IFCA('http://x/*'); /* two */",
        rb"#1=IFCA('abc\S\'def','\\','\X\E4','\X2\00E4\X0\','\X4\0001F600\X0\','\PB\\S\d');",
        b"#1=(IFCA()IFCB(#1));",
        b"#1=IFCA('two\nlines');",
        b"#0001=IFCA($);",
        b"#1=IFCAXIS2PLACEMENT3D_X($);",
    ],
)
def test_sound_record_is_read(record: bytes) -> None:
    assert read(record).ids.tolist() == [1]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"#1=IFCA($,,$);", "an argument is empty"),
        (b"#1=IFCA($, ,$);", "an argument is empty"),
        (b"#1=IFCA(,$);", "an argument is empty"),
        (b"#1=IFCA($,);", "an argument is empty"),
        (b"#1=IFCA($);;", "a semicolon too many"),
        (b"#1=IFCA($ $);", "a record is not"),
        (b"#1=IFCA('a' #1);", "a record is not"),
        (b"#1=IFCA($)#2=IFCA($);", "a record is not"),
        (b"#1=IFCA;", "a record is not"),
        (b"#1=5CA($);", "a record is not"),
        (b"#1=$($);", "a record is not"),
        (b"IFCA($);", "a record is not"),
        (b"#1=IFCA(#);", "a record is not"),
        (b"#1=IFCA(#x);", "an #id must be a number"),
        (b"#1=IFCA(#1x);", "an #id is out of place"),
        (b"#1=IFCA(#2=IFCB());", "an #id is out of place"),
        (b"#2147483648=IFCA($);", "an #id must be a number"),
        (b"#99999999999999999999=IFCA($);", "an #id must be a number"),
        (b"#1=IFCA(($);", "the parentheses do not balance"),
        (b"#1=IFCA($));", "the parentheses do not balance"),
        (b"#1=IFCA(1.#QNAN);", "a record is not"),
        (b"#1=IFCA(W\xe4nd);", "a record is not"),
        (b"#1=IFCA(a\\b);", "a record is not"),
        (b"#1=IFCA('abc,$);", "a string opens here and is never closed"),
        (b"#1=IFCA($); /* abc", "a comment opens here and is never closed"),
        (b"#1=IFCA('a\0b');", "a NUL byte"),
        (b"#1=IFCA($)", "a record is not closed by a semicolon"),
        (rb"#1=IFCA('C:\path');", "a backslash that begins no valid directive"),
        (rb"#1=IFCA('\xc3');", "a backslash"),
        (rb"#1=IFCA('\X2\00E\X0\');", "a backslash"),
        (rb"#1=IFCA('\X2\00E4');", "a backslash"),
    ],
)
def test_faulty_record_is_refused_with_its_line(record: bytes, reason: str) -> None:
    sound = b"#8=IFCB('a''b',\n'c');\n"
    with pytest.raises(StepSyntaxError, match=rf"a\.ifc: line {FIRST_LINE + 2}: {reason}"):
        read(sound + record)


def test_error_shows_the_faulty_text() -> None:
    with pytest.raises(StepSyntaxError, match=r"line 6: an argument is empty: #1=IFCA\('x',,\$\);\. Export"):
        read(b"#1=IFCA('x',,$);")


def test_line_is_right_after_a_long_comment() -> None:
    with pytest.raises(StepSyntaxError, match="line 9: "):
        read(b"/* one\ntwo\nthree */\n#1=IFCA(,);")


def test_string_that_swallows_a_record_is_found_where_it_opens() -> None:
    with pytest.raises(StepSyntaxError, match="line 7: a string opens here"):
        read(b"#1=IFCA('a');\n#2=IFCA('b);\n#3=IFCA('c');\n#4=IFCA('d');")


def test_shared_ids_are_named_with_their_lines() -> None:
    with pytest.raises(StepSyntaxError, match="records share an #id: #1 in lines 6 and 8; #2 in lines 7 and 9"):
        read(b"#1=IFCA($);\n#2=IFCA($);\n#01=IFCA($);\n#2=IFCA($);")


def test_ids_in_falling_order_are_no_duplicates() -> None:
    assert read(b"#3=IFCA($);#1=IFCA($);#2=IFCA($);").ids.tolist() == [3, 1, 2]


def test_records_of_all_data_sections_are_read() -> None:
    records = read(b"#1=IFCA($);\nENDSEC;\nDATA('two',('IFC4'));\n#2=IFCA(#1);")
    assert (records.counts, records.references.tolist()) == ({"IFCA": 2}, [1])


def test_empty_data_section_is_sound() -> None:
    assert read(b"").counts == {}


def test_missing_data_section_is_told() -> None:
    with pytest.raises(StepSyntaxError, match="line 4: the DATA section is missing"):
        read(b"", before=b"ISO-10303-21;\nHEADER;\nENDSEC;")


def test_text_behind_the_end_marker_is_refused() -> None:
    with pytest.raises(StepSyntaxError, match="only one end marker"):
        read(b"#1=IFCA($);", after=AFTER + BEFORE)


@pytest.mark.parametrize("after", [b"ENDSEC;END-ISO-10303-21;", AFTER + b"/* bye */\r\n \0\0", AFTER + b"\x1a"])
def test_padding_behind_the_end_marker_is_fine(after: bytes) -> None:
    assert read(b"#1=IFCA($);", after=after).counts == {"IFCA": 1}


def test_missing_end_marker_is_truncation() -> None:
    with pytest.raises(TruncatedError):
        read(b"#1=IFCA($);", after=b"ENDSEC;")


@pytest.mark.parametrize("length", [1 << 17, (1 << 17) + 1, 1 << 18])
def test_fault_is_found_at_the_edge_of_a_block(length: int) -> None:
    filler = b"#1=IFCA((" + b"1," * length + b"1));"
    for at in (len(filler) - 3, (1 << 17) - len(b"DATA;") - 40, 20):
        faulty = filler[: at // 2 * 2 + 1] + b"," + filler[at // 2 * 2 + 1 :]
        with pytest.raises(StepSyntaxError, match="line 6: "):
            read(faulty)
