"""Tables of readings are read in the form that they have: long or wide, with commas or points, with any clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from twin.errors import InputError, UsageError
from twin.observations.discovery import Declared
from twin.observations.observing import Observed

Bind = Callable[..., Observed]
ONE = [{"sensor": "one", "id": "tA", "quantity": "temperature", "unit": "Cel"}]
EXPECTED = [("2025-07-01 10:00", 20.5), ("2025-07-01 11:00", 21.25)]


def told(done: Observed) -> list[tuple[str, float]]:
    """Return local times and values of the temperature."""
    table = done.observations.series("temperature")
    return [(f"{t:%Y-%m-%d %H:%M}", v) for t, v in zip(table["time"], table["value"], strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "sensor,time,value\none,2025-07-01T08:00:00Z,20.5\none,2025-07-01T09:00:00Z,21.25\n",
        "sensor,time,value\none,2025-07-01T10:00:00+02:00,20.5\none,2025-07-01T11:00:00+02:00,21.25\n",
        "capteur;horodate;valeur\none;2025-07-01 10:00;20,5\none;2025-07-01 11:00;21,25\n",
        "capteur;horodate;valeur\none;01/07/2025 10:00;20,5\none;01/07/2025 11:00;21,25\none;31/07/2025 11:00;\n",
        "Zeit\tone\ttwo\n01.07.2025 10:00\t20.5\t1\n01.07.2025 11:00\t21.25\t\n",
        "time,one,two\n1751356800,20.5,1\n1751360400,21.25,2\n",
        "sensor,time,value\none,1751356800000,20.5\none,1751360400000,21.25\n",
        "\ufeffsensor,time,value\r\none,2025-07-01T08:00:00Z,20.5\r\none,2025-07-01T09:00:00Z,21.25\r\n",
        'Horodatage;one;two\n"01/07/2025 10:00";20,5;1\n"01/07/2025 11:00";21,25;--\n"31/07/2025 24:00";N/A;2\n',
        "GTB\nSite A\n\nHorodatage;one;two\n;°C;°C\n01/07/25 10:00;20,5;1\n01/07/25 11:00;21,25;\n31/07/25 11:00;;2\n",
        "Date;Heure;one;two\n01/07/2025;10:00;20,5;1\n01/07/2025;11:00;21,25;2\n31/07/2025;11:00;;1\nFin;;;\n",
        "Horodatage;one;30001234567890\n2025-07-01 10:00;20,5;1 000,5\n2025-07-01 11:00;21,25;1\u202f001\n",
    ],
    ids=[
        "offset Z",
        "offset",
        "comma",
        "day first",
        "wide",
        "wide epoch",
        "milliseconds",
        "byte order mark",
        "words in place of numbers",
        "titles, units and short years",
        "days and hours apart",
        "numbers as names",
    ],
)
def test_a_csv_file_is_read_in_its_own_form(bind: Bind, tmp_path: Path, text: str) -> None:
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert told(bind([path], ONE, timezone="Europe/Paris")) == EXPECTED


def test_a_file_without_heading_is_one_sensor_named_after_it(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("1751356800\t20.5\n1751360400\t21.25\n", encoding="utf-8")
    assert told(bind([path], ONE, timezone="Europe/Paris")) == EXPECTED


def test_latin_letters_of_old_files_survive(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes("capteur;horodate;valeur\nséjour;2025-07-01 10:00;20,5\n".encode("latin-1"))
    lines = [{"sensor": "séjour", "id": "tA", "quantity": "temperature", "unit": "Cel"}]
    assert told(bind([path], lines, timezone="Europe/Paris")) == EXPECTED[:1]


def test_day_or_month_first_is_never_guessed(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("sensor,time,value\none,07/01/2025 10:00,20.5\none,07/01/2025 11:00,21.25\n", encoding="utf-8")
    with pytest.raises(InputError, match="day and month open"):
        bind([path], ONE, timezone="Europe/Paris")
    declared = Declared({}, time_format="%m/%d/%Y %H:%M")
    assert told(bind([path], ONE, timezone="Europe/Paris", declared=declared)) == EXPECTED


def test_times_without_offset_can_be_declared_universal(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("sensor,time,value\none,2025-07-01 08:00,20.5\none,2025-07-01 09:00,21.25\n", encoding="utf-8")
    assert told(bind([path], ONE, timezone="Europe/Paris", declared=Declared({}, clock="universal"))) == EXPECTED


@pytest.mark.parametrize(
    "time", ["TIMESTAMPTZ '2025-07-01 08:00:00+00'", "TIMESTAMP '2025-07-01 10:00:00'", "1751356800"]
)
def test_parquet_in_folders_is_read_whatever_the_type_of_its_times(bind: Bind, tmp_path: Path, time: str) -> None:
    folder = tmp_path / "data" / "kind=temperature"
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'one' AS sensor, {time} AS time, 20.5 AS value) TO '{folder}/A.parquet'")
    assert told(bind([tmp_path / "data"], ONE, timezone="Europe/Paris")) == EXPECTED[:1]


def test_a_folder_is_searched_and_what_holds_no_readings_is_told(bind: Bind, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "one.csv").write_text("1751356800;20,5\n1751360400;21,25\n", encoding="utf-8")
    (folder / "notes.csv").write_text("who,what\nme,nothing\n", encoding="utf-8")
    done = bind([folder], ONE, timezone="Europe/Paris")
    assert told(done) == EXPECTED
    assert [one.subject for one in done.remarks] == [str(folder / "notes.csv")]


def test_unreadable_rows_are_counted_and_not_lost_in_silence(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text(
        "sensor,time,value\n" + "one,2025-07-01T08:00:00Z,20.5\n" * 2 + "one,2025-07-01T09:00:00Z,\n", encoding="utf-8"
    )
    table = bind([path], ONE, timezone="UTC").observations.sensors
    assert table[["count", "unread"]].to_numpy().tolist() == [[3, 1]]


def test_a_format_that_is_none_is_refused(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("sensor,time,value\none,07/01/2025 10:00,20.5\n", encoding="utf-8")
    with pytest.raises(UsageError, match="is no format"):
        bind([path], ONE, timezone="Europe/Paris", declared=Declared({}, time_format="%Q"))


def test_a_column_that_no_file_has_is_told_with_those_that_it_has(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("sensor,time,value\none,2025-07-01 10:00,20.5\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'when', but sensor, time, value"):
        bind([path], ONE, timezone="Europe/Paris", declared=Declared({"time": "when"}))


def test_a_damaged_file_among_good_ones_is_named_and_makes_the_answer_no(bind: Bind, tmp_path: Path) -> None:
    path, broken = tmp_path / "data.csv", tmp_path / "cut.parquet"
    path.write_text("sensor,time,value\none,2025-07-01 10:00,20.5\n", encoding="utf-8")
    broken.write_bytes(b"PAR1 and no more")
    (hindering,) = [one for one in bind([path, broken], ONE, timezone="Europe/Paris").remarks if one.hinders]
    assert hindering.subject == str(broken)


def test_unicode_text_of_spreadsheets_is_read(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("Horodatage\tone\n2025-07-01 10:00\t20,5\n2025-07-01 11:00\t21,25\n", encoding="utf-16")
    lines = [ONE[0] | {"sensor": "data"}]
    assert told(bind([path], lines, timezone="Europe/Paris")) == EXPECTED


def test_thousands_parted_by_blanks_are_numbers(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("capteur;horodate;valeur\none;2025-07-01 10:00;1 000,5\none;2025-07-01 11:00;1\u202f001\n")
    lines = [{"sensor": "one", "id": "eA", "quantity": "energy", "unit": "kWh"}]
    table = bind([path], lines, timezone="Europe/Paris").observations.series("energy")
    assert table["value"].tolist() == [1000.5, 1001.0]


def test_words_in_place_of_numbers_are_told(bind: Bind, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("sensor,time,value\n" + "one,2025-07-01 10:00,20.5\n" * 3 + "one,2025-07-01 11:00,N/A\n")
    (remark,) = [one for one in bind([path], ONE, timezone="UTC").remarks if "N/A" in one.reason]
    assert not remark.hinders


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xlsx", b"PK\x03\x04" + bytes(64), "is a workbook"),
        ("a.csv", b"PK\x03\x04" + bytes(64), "is a workbook"),
        ("a.csv.gz", b"\x1f\x8b" + bytes(64), "is compressed"),
        ("a.csv", b"SQLite format 3\x00" + bytes(64), "is a database"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"sensor,time,value\n", "no line below it"),
        ("a.csv", b"time,a,a\n2025-05-13T00:00Z,1,2\n", "has two columns 'a'"),
    ],
)
def test_what_is_no_table_of_text_is_refused_by_what_it_is(
    bind: Bind, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=reason):
        bind([tmp_path / name], ONE, timezone="UTC")


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (Declared({}, time_format="%d/%m/%Y %H:%M"), "no column of times written as"),
        (Declared({"time": "value"}), "'20.5', which is no time"),
        (Declared({"time": "time", "value": "sensor"}), "'one', which is no number"),
    ],
)
def test_what_is_said_of_columns_is_checked_against_what_they_hold(
    bind: Bind, tmp_path: Path, declared: Declared, reason: str
) -> None:
    path = tmp_path / "data.csv"
    path.write_text("sensor,time,value\none,2025-07-01T10:00:00Z,20.5\n", encoding="utf-8")
    with pytest.raises(InputError, match=reason):
        bind([path], ONE, timezone="UTC", declared=declared)


def test_hidden_files_of_a_folder_are_left_out_and_workbooks_told(bind: Bind, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("one.csv", ".one.csv"):
        (folder / name).write_text("1751356800;20,5\n1751360400;21,25\n", encoding="utf-8")
    (folder / "more.xlsx").write_bytes(b"PK\x03\x04" + bytes(64))
    done = bind([folder], ONE, timezone="Europe/Paris")
    assert done.observations.sensors["count"].tolist() == [2]
    assert [one.subject for one in done.remarks] == [str(folder / "more.xlsx")]
