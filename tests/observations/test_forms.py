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
    ],
    ids=["offset Z", "offset", "comma", "day first", "wide", "wide epoch", "milliseconds", "byte order mark"],
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
