"""Presence is inferred from what was observed, and told with its doubt: against planted truth, faults and laws."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import twin
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.observations import Observations, observe
from twin.usage.run import Given, measured
from twin_rules.facts.booked_hours import Booked, booked_hours, hours_of
from twin_rules.facts.local_hours import days_in, hours_between, span_in
from twin_rules.facts.presence import Presence, presence_in, presence_of
from twin_rules.facts.presence_signs import EMPTY, SOMEBODY, UNKNOWN, Sign
from twin_rules.facts.shared_rooms import shared_rooms
from twin_rules.facts.used_hours import use_of, weeks_of
from twin_rules.physics.utilisation import utilisation
from twin_samples.design.model import BuildingDesign, Device, Dwelling, EstateDesign, Room, Storey
from twin_samples.observations import write_observations

PARIS = "Europe/Paris"
ROOM = 1
SENSORS = {"motion": "MVT", "co2": "CO2"}


def estate(dwellings: int = 6, name: str = "Local commun résidentiel") -> Twin:
    """Return a building with a common room of 60 m² and a motion and a CO2 sensor in it."""
    homes = range(dwellings)
    count = 4 + dwellings
    nodes = {
        "id": ["A", "LCR", "MVT", "CO2", *(f"home{k}" for k in homes)],
        "code": ["A", "A1.0.LCR", "CT.MVT", "CT.CO2", *("" for _ in homes)],
        "name": ["A", name, "MVT", "CO2", *(f"home{k}" for k in homes)],
        "kind": ["building", "space", "equipment", "equipment", *("zone" for _ in homes)],
        "use": ["", "common room", "", "", *("dwelling" for _ in homes)],
        "area": [np.nan, 60.0, *[np.nan] * (count - 2)],
        "building": [-1, *[0] * (count - 1)],
    }
    edges = {"source": [2, 3], "target": [ROOM, ROOM], "relation": ["monitors", "monitors"]}
    return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})


Watch = Callable[..., Observations]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """Return a function that binds ten-minute readings of the motion or CO2 sensor, from a moment of universal time."""

    def watched(
        values: np.ndarray, kind: str = "motion", *, start: str = "2025-03-03", on: Twin | None = None
    ) -> Observations:
        table = pd.DataFrame({"value": values.astype(float)})
        table["time"] = pd.date_range(start, periods=len(values), freq="10min", tz="UTC")
        kept = table.dropna()
        kept = kept.assign(sensor="s")
        with duckdb.connect() as connection:
            connection.register("kept", kept)
            connection.execute(f"COPY (SELECT sensor, time, value FROM kept) TO '{tmp_path / 'r.parquet'}'")
        lines = tmp_path / "map.csv"
        lines.write_text(f"sensor,id,quantity\ns,{SENSORS[kind]},{kind}\n", encoding="utf-8")
        return observe(
            tmp_path / "e.gpkg", on or estate(), [tmp_path / "r.parquet"], mapping=lines, timezone=PARIS
        ).observations

    return watched


def presence(observations: Observations, start: str, end: str) -> tuple[Presence, pd.DatetimeIndex]:
    """Return presence in the common room."""
    hours = hours_between(pd.Timestamp(start), pd.Timestamp(end), zone=PARIS)
    return presence_of({ROOM: 150.0}, hours, observations=observations)[ROOM], hours.start


def test_movements_in_an_hour_are_somebody_and_a_single_one_is_not(watch: Watch) -> None:
    values = np.zeros(6 * 24)
    values[6 * 10], values[6 * 12 : 6 * 13] = 1, 3
    one, at = presence(watch(values), "2025-03-03 01:00", "2025-03-04 01:00")
    assert at[one.there == SOMEBODY].hour.tolist() == [13]
    assert one.how == "motion"


def test_two_weeks_without_readings_are_not_known_and_neither_used_nor_free(watch: Watch) -> None:
    values = np.tile(np.r_[np.zeros(6 * 17), np.full(6 * 3, 4.0), np.zeros(6 * 4)], 28)
    values[6 * 24 * 7 : 6 * 24 * 21] = np.nan
    one, at = presence(watch(values), "2025-03-03 01:00", "2025-03-31 02:00")
    unknown = one.there == UNKNOWN
    assert unknown.sum() == 14 * 24
    assert (at[unknown].min().day, at[unknown].max().day) == (10, 24)
    assert (one.there == SOMEBODY).sum() == 14 * 3


def test_a_detector_that_counts_the_same_number_for_a_day_is_stuck_and_tells_nothing(watch: Watch) -> None:
    values = np.zeros(6 * 24 * 4)
    values[6 * 24 : 6 * 24 * 3] = 5
    one, _ = presence(watch(values), "2025-03-03 01:00", "2025-03-07 01:00")
    assert (one.there == UNKNOWN).sum() == 48
    assert not (one.there == SOMEBODY).any()


def test_stuck_carbon_dioxide_makes_no_room_look_used(watch: Watch) -> None:
    rng = np.random.default_rng(3)
    values = 430 + rng.normal(0, 8, 6 * 24 * 10)
    values[6 * 24 * 4 : 6 * 24 * 6] = 1200
    one, _ = presence(watch(values, "co2"), "2025-03-03 01:00", "2025-03-13 01:00")
    stuck = slice(4 * 24 + 1, 6 * 24 - 1)
    assert (one.there[stuck] == UNKNOWN).all()
    assert (one.there == SOMEBODY).sum() <= 1  # the step up into the fault looks like people


@pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25)])
def test_a_night_in_which_clocks_change_has_the_hours_that_pass(watch: Watch, day: str, hours: int) -> None:
    before = pd.Timestamp(day) - pd.Timedelta(days=1)
    seen = watch(np.tile([3.0, 6.0], 6 * 36), start=str(before))
    one, at = presence(seen, day, str(before + pd.Timedelta(days=2)))
    assert len(one.there) == hours
    assert (at.hour == 2).sum() == {23: 0, 25: 2}[hours]


def test_an_evening_stays_at_its_hour_when_clocks_change(watch: Watch) -> None:
    values = np.zeros(6 * 24 * 14)
    values[6 * 17 : 6 * 19] = 4  # 24 March, 18 to 20 h in winter time
    values[6 * (24 * 7 + 16) : 6 * (24 * 7 + 18)] = 4  # 31 March, 18 to 20 h in summer time
    one, _ = presence(watch(values, start="2025-03-24"), "2025-03-24", "2025-04-07")
    hours = hours_between(pd.Timestamp("2025-03-24"), pd.Timestamp("2025-04-07"), zone=PARIS)
    assert np.argwhere(weeks_of(one, hours).used == 2).tolist() == [[0, 18], [0, 19]]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Observations, Path]:
    """Return ten synthetic weeks of a common room with its motion and CO2 sensors, and the calendar of its bookings."""
    folder = tmp_path_factory.mktemp("planted")
    square = ((0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0))
    rooms = (Room("A1.0.LCR", "1", "Local commun", "common room", square, 2.5),)
    devices = tuple(
        Device(code, type_, type_, "A1.0.LCR", (0, 0, 0), monitors=("A1.0.LCR",))
        for code, type_ in (("MVT", "Détecteur de mouvement"), ("CO2", "Sonde CO2"))
    )
    storey = Storey("0", "RDC", 0.0, 2.8, square, rooms=rooms)
    homes = (Dwelling("TIL-A1-1", "T3", "1", "0", ""),)
    design = EstateDesign("Les Tilleuls", "TIL", (BuildingDesign("A", "A", "slab", (storey,), homes, devices=devices),))
    data = write_observations(design, folder / "data", seed=5, days=70)
    lines = folder / "map.csv"
    lines.write_text("sensor,id,quantity,unit\nA/MVT,MVT,motion,1\nA/CO2,CO2,co2,[ppm]\n", encoding="utf-8")
    done = observe(folder / "e.gpkg", estate(), [data], mapping=lines, timezone=PARIS)
    return done.observations, data / "bookings.ics"


@pytest.mark.parametrize(("kind", "precision", "recall"), [("motion", 0.99, 0.99), ("co2", 0.9, 0.9)])
def test_planted_presence_is_found_without_the_bookings(planted, kind: str, precision: float, recall: float) -> None:
    observations, calendar = planted
    hours = hours_between(pd.Timestamp("2025-01-02"), pd.Timestamp("2025-03-10"), zone=PARIS)
    truth = booked_hours(observations.twin, str(calendar), hours, zone=PARIS).share[ROOM] > 0
    there = presence_of({ROOM: 150.0}, hours, observations=observations, kinds=[kind])[ROOM].there == SOMEBODY
    found = f"{kind}: precision {(there & truth).sum() / there.sum():.3f}, recall {there[truth].mean():.3f}"
    assert (there & truth).sum() / there.sum() > precision, found
    assert there[truth].mean() > recall, found


def test_the_frequency_of_the_planted_evenings_is_that_of_the_calendar(planted) -> None:
    observations, calendar = planted
    outcome = measured(observations.twin, "occupancy", {"bookings": str(calendar)}, given=Given(observations))
    row = outcome.table.iloc[0]
    assert row["frequency"] == pytest.approx(row["booked"], abs=0.001)
    assert row["frequency_low"] < row["frequency"] < row["frequency_high"]
    assert row["no_show"] == pytest.approx(0, abs=0.01)
    hours = outcome.more["hours"].set_index(["weekday", "hour"])["frequency"]
    assert hours["Tuesday", 14] > 0.8
    assert hours["Friday", 19] == 0


def test_a_room_of_a_building_with_four_dwellings_is_withheld_and_of_five_shown(watch: Watch) -> None:
    for dwellings, shown in ((4, 0), (5, 1)):
        on = estate(dwellings)
        outcome = measured(on, "occupancy", given=Given(watch(np.tile([0.0, 4.0], 3000), on=on)))
        assert len(outcome.table) == shown
        assert len(outcome.more["hours"]) == 168 * shown
        assert (outcome.withheld["reason"] == "fewer than 5 households").any() == (not shown)
        assert ("%" in outcome.headline) == bool(shown)


def test_a_sensor_that_tells_of_another_room_is_told_by_its_disagreement(tmp_path: Path) -> None:
    times = pd.date_range("2025-03-03", periods=3000, freq="10min", tz="UTC")
    # Fresh air with the noise of a sensor that lives: nobody was here, whatever moved.
    still = 420.0 + 20.0 * np.random.default_rng(0).random(3000)
    parts = [pd.DataFrame({"sensor": "m", "time": times, "value": np.tile([0.0, 4.0], 1500)})]
    parts.append(pd.DataFrame({"sensor": "c", "time": times, "value": still}))
    pd.concat(parts).to_csv(tmp_path / "r.csv", index=False)
    mapping = tmp_path / "map.csv"
    mapping.write_text("sensor,id,quantity\nm,MVT,motion\nc,CO2,co2\n", encoding="utf-8")
    told = observe(tmp_path / "e.gpkg", estate(), [tmp_path / "r.csv"], mapping=mapping, timezone=PARIS).observations
    assert any("another room" in note for note in measured(estate(), "occupancy", given=Given(told)).notes)


def test_the_room_of_one_worker_is_withheld(watch: Watch) -> None:
    on = estate(40, name="Loge du gardien")
    outcome = measured(on, "occupancy", given=Given(watch(np.tile([0.0, 4.0], 3000), on=on)))
    assert not len(outcome.table)
    assert "fewer than 5 households" in outcome.reason


def test_without_observations_it_is_assumed_and_says_so() -> None:
    outcome = measured(estate(), "occupancy")
    assert outcome.table["how"].tolist() == ["assumed from its use"]
    assert outcome.share_assumed == 1
    assert outcome.said.startswith("Rests mostly on assumed data")
    assert np.isnan(outcome.table["frequency_low"].iloc[0])


def test_bookings_alone_tell_when_a_room_is_taken(tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\nUID:1\nDTSTAMP:20250101T000000Z\nDTSTART:20250303T170000Z\nDURATION:PT2H\n"
    event += "RRULE:FREQ=WEEKLY;COUNT=4\nLOCATION:A/A1.0.LCR\nX-ATTENDANCE:12\nEND:VEVENT\n"
    path = tmp_path / "b.ics"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}END:VCALENDAR\n", encoding="utf-8")
    start, end = pd.Timestamp("2025-03-03"), pd.Timestamp("2025-03-31")
    outcome = measured(estate(), "occupancy", {"bookings": str(path)}, given=Given(start=start, end=end))
    row = outcome.table.iloc[0]
    assert (row["how"], row["people_from"], row["people"]) == ("booking", "bookings", 12)
    assert row["frequency"] == pytest.approx(8 / (28 * 14))
    assert row["occupancy"] == pytest.approx(12 / 60)


@given(st.lists(st.tuples(st.sampled_from([EMPTY, SOMEBODY, UNKNOWN]), st.floats(0, 90)), min_size=1, max_size=200))
def test_utilisation_is_no_more_than_frequency_unless_a_room_is_told_to_be_overfull(hours) -> None:
    there = np.array([one for one, _ in hours], dtype=np.int8)
    people = np.where(there == SOMEBODY, [many for _, many in hours], np.nan)
    room = shared_rooms(estate())[0]
    sign = Sign(there, people, people, people)
    one = presence_in(ROOM, {"people": sign}, None, len(there))
    row = use_of(room, one, np.ones(len(there), dtype=bool))
    if row["frequency"] == row["frequency"]:
        assert row["frequency_low"] - 1e-12 <= row["frequency"] <= row["frequency_high"] + 1e-12
    if row["utilisation"] == row["utilisation"] and not row["overfull_h"]:
        assert row["utilisation"] <= row["frequency"] + 1e-12
        assert utilisation(row["frequency"], row["occupancy"]) == pytest.approx(row["utilisation"])


def test_the_most_trusted_sign_decides_and_their_agreement_is_told() -> None:
    nan = np.full(4, np.nan)
    motion = Sign(np.array([1, 0, 0, -1], dtype=np.int8), nan, nan, nan)
    breath = Sign(np.array([1, 0, 1, 1], dtype=np.int8), nan, nan, nan)
    one = presence_in(ROOM, {"motion": motion, "co2": breath}, None, 4)
    assert one.there.tolist() == [1, 0, 0, 1]
    assert one.how == "motion 75%, CO2 25%"
    assert one.agreement == pytest.approx(2 / 3)


def test_half_an_hour_of_a_booking_takes_half_of_the_hour() -> None:
    hours = hours_between(pd.Timestamp("2025-03-03 18:00"), pd.Timestamp("2025-03-03 21:00"), zone=PARIS)
    times = pd.to_datetime(["2025-03-03 18:30", "2025-03-03 20:00"]).tz_localize(PARIS)
    table = pd.DataFrame({"space": [ROOM], "from": times[:1], "to": times[1:], "people": [7.0], "location": ["x"]})
    booked: Booked = hours_of(table, hours)
    assert booked.share[ROOM].tolist() == [0.5, 1.0, 0.0]
    assert booked.people[ROOM][:2].tolist() == [7.0, 7.0]


def test_hours_and_days_are_read_as_people_write_them() -> None:
    assert (days_in("weekend"), span_in("18 h - 22 h".replace(" h", "h"))) == ((5, 6), (18, 22))


@pytest.fixture(scope="module")
def flat(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Observations]:
    """Return a function that binds the series of the real flat to its rooms, those of one kind to another quantity."""
    folder = shared_data / "opensmarthome"
    if not folder.is_dir():
        pytest.skip("OpenSmartHome is not there")
    home = tmp_path_factory.mktemp("flat")
    facts = twin.import_models([folder / "04_Flat.ifc"]).facts
    rooms = {"Room1": "1", "Room2": "2", "Room3": "8", "Kitchen": "5", "Bathroom": "3"}

    def bound(quantity: str) -> Observations:
        lines = [f"{name}_Brightness,{room},{quantity}" for name, room in rooms.items()]
        (home / "map.csv").write_text("\n".join(["sensor,room,quantity", *lines]), encoding="utf-8")
        files = [folder / "Measurements" / f"{name}_Brightness.csv" for name in rooms]
        done = observe(home / "flat.gpkg", facts, files, mapping=home / "map.csv", timezone="Europe/Berlin")
        return done.observations

    return bound


def test_the_sensors_of_the_real_flat_tell_nothing_of_people_and_that_is_said(flat) -> None:
    seen = flat("illuminance")
    assert (seen.sensors["node"] >= 0).all()
    outcome = measured(seen.twin, "occupancy", given=Given(seen))
    assert not len(outcome.table)
    assert "no sensor that is bound tells of people (people, presence, motion" in outcome.reason


def test_the_one_household_of_the_real_flat_is_withheld_whatever_its_sensors_tell(flat) -> None:
    seen = flat("motion")  # as if brightness were movement
    outcome = measured(seen.twin, "occupancy", given=Given(seen))
    assert not any(len(table) for table in (outcome.table, *outcome.more.values()))
    assert set(outcome.withheld["reason"]) == {"fewer than 5 households"}
