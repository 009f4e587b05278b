"""The synthetic observations: plausible, reproducible, labelled, and wrong only where they say so."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import pytest

from twin.errors import UsageError
from twin_samples.authoring.identity import global_id
from twin_samples.design.model import BuildingDesign, Device, Dwelling, EstateDesign, Room, Storey
from twin_samples.observations import write_observations
from twin_samples.observations.calendar import calendar_of
from twin_samples.observations.households import household_of
from twin_samples.observations.sensors import sensors_of

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
SENSORS = (("Sonde de température", "TEMP"), ("Sonde d'humidité", "HUM"), ("Sonde CO2", "CO2"))
METERS = (("Compteur d'énergie", "EL", "CE"), ("Compteur d'eau divisionnaire", "EF", "CPT"),
          ("Compteur d'eau divisionnaire", "ECS", "CPT"), ("Compteur d'énergie thermique", "CHD", "CET"))  # fmt: skip
COMMON = (("Compteur divisionnaire", "EL.A.TGBT.CDIV", ()), ("Compteur divisionnaire", "EL.A.TSG.CDIV", ()),
          ("Compteur divisionnaire", "EL.LCR.TDV.CDIV", ()), ("Compteur général EF", "EF.CG", ()),
          ("Contact de porte", "CA.HAL.CTC", ()), ("Détecteur de mouvement", "CT.HAL.MVT", ("HAL",)),
          ("Détecteur de mouvement", "CT.LCR.MVT", ("LCR",)), ("Sonde CO2", "CT.LCR.CO2", ("LCR",)))  # fmt: skip


def estate(dwellings: int = 8) -> EstateDesign:
    """A building with a hall, a common room, and dwellings of one room each."""
    shorts = [f"A1.{k:02d}" for k in range(1, dwellings + 1)]
    homes = [Dwelling(f"TIL-A1-{short[3:]}", f"T{1 + k % 5}", "A1", "0", "") for k, short in enumerate(shorts)]
    rooms = [
        Room("HAL", "1", "Hall", "hall", SQUARE, 2.5),
        Room("LCR", "2", "Local commun", "common room", SQUARE, 2.5),
        *(
            Room(f"{short}.SEJ", short, "Séjour", "living", SQUARE, 2.5, home.code)
            for short, home in zip(shorts, homes, strict=True)
        ),
    ]
    devices = [
        *(
            Device(f"CT.{s}.SEJ.{mark}", kind, kind, f"{s}.SEJ", (0, 0, 0), monitors=(f"{s}.SEJ",))
            for s in shorts
            for kind, mark in SENSORS
        ),
        *(Device(f"{a}.{s}.{z}", kind, kind, f"{s}.SEJ", (0, 0, 0)) for s in shorts for kind, a, z in METERS),
        *(Device(code, kind, kind, "HAL", (0, 0, 0), monitors=watched) for kind, code, watched in COMMON),
    ]
    storey = Storey("0", "Rez-de-chaussée", 0.0, 2.8, SQUARE, rooms=tuple(rooms))
    building = BuildingDesign("A", "Bâtiment A", "slab", (storey,), tuple(homes), devices=tuple(devices))
    return EstateDesign("Les Tilleuls", "TIL", (building,))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_observations(estate(), tmp_path_factory.mktemp("year"), seed=7)


def ask(directory: Path, query: str) -> list[tuple[Any, ...]]:
    """The answer to a query in which `readings` are all series, with their kind and local hour and date."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            "CREATE VIEW readings AS SELECT *, epoch(time) AS second FROM "
            f"read_parquet('{directory}/kind=*/*.parquet', hive_partitioning = true)"
        )
        return connection.execute(query).fetchall()


def defects(directory: Path) -> dict[str, dict[str, str]]:
    """The documented defects by their kind."""
    with (directory / "defects.csv").open(encoding="utf-8") as file:
        return {row["defect"]: row for row in csv.DictReader(file)}


def test_every_reading_and_every_file_says_that_it_is_synthetic(year: Path) -> None:
    assert ask(year, "SELECT DISTINCT synthetic FROM readings") == [(True,)]
    for file in year.glob("kind=*/*.parquet"):
        told = ask(year, f"SELECT value FROM parquet_kv_metadata('{file}') WHERE key = 'synthetic'::BLOB")
        assert told == [(b"true",)]
    assert (year / "README.txt").read_text(encoding="utf-8").lstrip().startswith("SYNTHETIC")


def test_meters_decrease_only_where_one_was_replaced(year: Path) -> None:
    falls = ask(
        year,
        "SELECT DISTINCT sensor FROM (SELECT sensor, value - lag(value) OVER (PARTITION BY sensor ORDER BY time) AS "
        "step FROM readings WHERE kind IN ('energy', 'water', 'heat', 'gas')) WHERE step < 0",
    )
    assert falls == [(defects(year)["reset"]["sensor"],)]


def test_a_dwelling_uses_more_energy_in_winter_than_in_summer(year: Path) -> None:
    used = "max(value) FILTER (month(time) = {0}) - min(value) FILTER (month(time) = {0})"
    reset = defects(year)["reset"]["sensor"]
    for kind in ("energy", "heat"):
        rows = ask(
            year,
            f"SELECT {used.format(1)}, {used.format(7)} FROM readings WHERE kind = '{kind}' AND sensor <> '{reset}' "
            "GROUP BY sensor",
        )
        assert sum(row[0] for row in rows) > 1.15 * sum(row[1] for row in rows)


def test_the_main_meters_see_at_least_what_the_meters_behind_them_see(year: Path) -> None:
    used = dict(ask(year, "SELECT sensor, max(value) - min(value) FROM readings GROUP BY sensor"))
    reset = defects(year)["reset"]["sensor"]
    behind = sum(value for name, value in used.items() if name.endswith(".CE") and name != reset)
    water = sum(value for name, value in used.items() if name.endswith(".CPT"))
    assert used["A/EL.A.TGBT.CDIV"] > behind
    assert used["A/EF.CG"] >= water > 0.6 * used["A/EF.CG"]


def test_on_no_day_a_meter_counts_less_than_those_behind_it(year: Path) -> None:
    reset = defects(year)["reset"]["sensor"]
    used = "max(value) FILTER (sensor = 'A/EL.{}') - min(value) FILTER (sensor = 'A/EL.{}')".format
    main, services, room = (used(name, name) for name in ("A.TGBT.CDIV", "A.TSG.CDIV", "LCR.TDV.CDIV"))
    asked = f"SELECT {main}, {services}, {room} FROM readings WHERE kind = 'energy' GROUP BY date_trunc('day', time)"
    rows = ask(year, asked)
    known = [row for row in rows if None not in row]
    assert len(known) > 300
    assert "TSG" not in reset
    assert all(whole >= served - 0.01 >= one - 0.02 for whole, served, one in known)
    assert max(one for _, _, one in known) > 1.0


def test_air_indoors_has_at_least_the_carbon_dioxide_of_outdoors(year: Path) -> None:
    low, high = ask(year, "SELECT min(value), max(value) FROM readings WHERE kind = 'co2'")[0]
    assert low >= 400
    assert 1000 < high < 5000


def test_homes_are_fuller_at_noon_of_a_weekend_than_of_a_working_day(year: Path) -> None:
    row = ask(
        year,
        "SELECT avg(value) FILTER (isodow(time) >= 6), avg(value) FILTER (isodow(time) < 6) FROM readings "
        "WHERE kind = 'co2' AND sensor NOT LIKE '%LCR%' AND hour(time) BETWEEN 10 AND 12",
    )[0]
    assert row[0] > 1.05 * row[1]


def test_people_come_and_go_by_day(year: Path) -> None:
    day, night = ask(
        year,
        "SELECT sum(value) FILTER (hour(time) BETWEEN 6 AND 19), sum(value) FILTER (hour(time) BETWEEN 0 AND 3) "
        "FROM readings WHERE kind = 'door'",
    )[0]
    assert day > 20 * night


def test_the_common_room_is_moved_in_only_when_it_is_booked(year: Path) -> None:
    seen = ask(
        year,
        "SELECT DISTINCT isodow(timezone('Europe/Paris', time)) FROM readings "
        "WHERE sensor LIKE '%LCR.MVT' AND value > 0",
    )
    text = (year / "bookings.ics").read_text(encoding="utf-8")
    assert {day for (day,) in seen} == {1, 2, 3, 4, 6}
    assert text.count("BEGIN:VEVENT") == 4 + 22
    assert text.count("RRULE:FREQ=WEEKLY") == 4


def test_the_gap_the_duplicates_and_the_stuck_sensor_are_where_they_are_told(year: Path) -> None:
    told = defects(year)
    counted = "SELECT count(*), count(DISTINCT time), count(DISTINCT value) FROM readings WHERE sensor = '{sensor}' "
    during = "AND time >= '{from}' AND time < '{to}'"
    gap, twice, stuck = (
        ask(year, (counted + during).format(**told[kind]))[0] for kind in ("gap", "duplicates", "stuck")
    )
    assert gap[0] == 0
    assert twice[0] == 2 * twice[1] > 0
    assert stuck[2] == 1 < stuck[0]


def test_one_sensor_keeps_local_time(year: Path) -> None:
    rows = ask(
        year,
        "SELECT sensor, count(DISTINCT time), min(second) FROM readings WHERE kind = 'temperature' GROUP BY sensor "
        "ORDER BY min(second) DESC",
    )
    assert rows[0] == (defects(year)["time zone"]["sensor"], 365 * 144 - 6, 1735689600.0 + 3600.0)
    assert rows[1][2] == 1735689600.0


def test_every_series_leads_to_a_device_of_the_model(year: Path) -> None:
    with (year / "map.csv").open(encoding="utf-8") as file:
        rows = {row["sensor"]: row for row in csv.DictReader(file)}
    assert {name for (name,) in ask(year, "SELECT DISTINCT sensor FROM readings")} == set(rows)
    assert rows["/STATION"]["global_id"] == global_id("TIL", "", "site", "TIL")
    assert rows["A/EF.CG"]["global_id"] == global_id("TIL", "A", "device", "EF.CG")


def test_the_meter_of_a_house_counts_that_house() -> None:
    houses = tuple(Dwelling(f"TIL-C{k}", "T4", f"C{k}", "0", "") for k in (1, 2))
    meters = tuple(Device(f"EL.C{k}.CE", "Compteur d'énergie", "", "", (0, 0, 0)) for k in (1, 2))
    found = sensors_of(BuildingDesign("C", "Maisons C", "houses", (), houses, devices=meters))
    assert [sensor.dwelling for sensor in found] == ["TIL-C1", "TIL-C2"]


def test_the_same_seed_gives_the_same_series_and_another_one_others(tmp_path: Path) -> None:
    sums = [
        ask(write_observations(estate(3), tmp_path / str(k), seed=seed, days=9), "SELECT kind, sum(value) FROM readings GROUP BY kind ORDER BY kind")  # noqa: E501
        for k, seed in enumerate((1, 1, 2))
    ]  # fmt: skip
    assert sums[0] == sums[1] != sums[2]


def test_a_household_does_not_depend_on_its_neighbours() -> None:
    calendar = calendar_of(30, 600)
    alone = household_of(estate(1).buildings[0].dwellings[0], calendar, seed=3)
    among = household_of(estate(9).buildings[0].dwellings[0], calendar, seed=3)
    assert (alone.at_home == among.at_home).all()
    assert 0 <= alone.at_home.min() <= alone.at_home.max() <= alone.people


def test_a_retired_household_is_at_home_more_than_a_single_who_works() -> None:
    calendar = calendar_of(365, 600)
    dwellings = [Dwelling(f"TIL-X-{k}", "T1", "X", "0", "") for k in range(20)]
    shares: dict[str, list[float]] = {}
    for dwelling in dwellings:
        home = household_of(dwelling, calendar, seed=0)
        shares.setdefault(home.kind, []).append(float(home.at_home.mean() / home.people))
    assert min(shares["retired"]) > max(shares["single"])


def test_a_step_that_does_not_divide_an_hour_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the step '7 min': does not divide an hour"):
        write_observations(estate(1), tmp_path, seed=0, days=1, step="7 min")
