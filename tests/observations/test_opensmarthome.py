"""The real flat: what README.md says of it is what reading it finds."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.observations import Observations, find_faults, observe

QUANTITIES = {
    "Brightness": ("illuminance", "lx"),
    "Humidity": ("humidity", "%"),
    "Temperature": ("temperature", "Cel"),
    "ThermostatTemperature": ("temperature", "Cel"),
    "SetpointHistory": ("setpoint", "Cel"),
    "OutdoorTemperature": ("outdoor_temperature", "Cel"),
}


@pytest.fixture(scope="module")
def flat(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Observations:
    """Return the observations of the flat, bound to rooms by name."""
    folder = shared_data / "opensmarthome" / "Measurements"
    if not folder.is_dir():
        pytest.skip("OpenSmartHome is not there")
    home = tmp_path_factory.mktemp("flat")
    names = [path.stem for path in sorted(folder.glob("*.csv"))]
    lines = [",".join((name, name.split("_")[0], *QUANTITIES[name.split("_")[-1]])) for name in names]
    (home / "map.csv").write_text("\n".join(["sensor,room,quantity,unit", *lines]), encoding="utf-8")
    rooms = sorted({name.split("_")[0] for name in names})
    twin = Twin({"nodes": table_of("nodes", {"id": rooms, "name": rooms, "kind": ["space"] * len(rooms)})})
    done = observe(home / "flat.gpkg", twin, [folder], mapping=home / "map.csv", timezone="Europe/Berlin")
    assert not done.remarks
    return done.observations


@pytest.fixture(scope="module")
def faults(flat: Observations) -> pd.DataFrame:
    """Return what is wrong there."""
    return find_faults(flat)


def test_all_37_series_are_bound_and_every_reading_is_read(flat: Observations) -> None:
    table = flat.sensors
    assert len(table) == 37
    assert (table["node"] >= 0).all()
    assert table["unread"].sum() == 0
    assert table["count"].sum() == sum(len(path.read_text().splitlines()) for path in _files(flat))


def _files(flat: Observations) -> list[Path]:
    return [Path(path) for path in flat.register.sources[0].paths]


@pytest.mark.parametrize("moment", ["2017-03-18T06:00", "2017-04-26T20:00", "2017-05-28T03:30"])
def test_the_outages_of_the_collecting_station_are_found(faults: pd.DataFrame, moment: str) -> None:
    at = pd.Timestamp(moment, tz="UTC")
    during = faults[(faults["fault"] == "outage") & (faults["start"] < at) & (faults["end"] > at)]
    assert during["count"].tolist() == [pytest.approx(31, abs=5)]


def test_the_station_was_out_for_an_hour_or_two_on_most_nights_from_april_on(
    flat: Observations, faults: pd.DataFrame
) -> None:
    nights = faults[(faults["fault"] == "outage") & (faults["start"] > pd.Timestamp("2017-04-01", tz="UTC"))]
    assert nights["start"].dt.hour.isin([0, 1, 2, 3, 4, 5, 23]).all()
    assert len(nights) > 40
    for start, end in zip(nights["start"][:5], nights["end"][:5], strict=True):
        heard = flat.series(start=start + pd.Timedelta("15min"), end=end - pd.Timedelta("15min"))
        assert heard["sensor"].nunique() <= 6


def test_nothing_is_called_wrong_that_is_not_but_pauses(faults: pd.DataFrame) -> None:
    assert set(faults["fault"]) == {"gap", "irregular", "outage"}
    assert not faults["sensor"].str.contains("Setpoint").any()


def test_gaps_after_the_first_weeks_are_shared_with_other_sensors_of_the_room(faults: pd.DataFrame) -> None:
    late = faults[(faults["fault"] == "gap") & (faults["start"] > pd.Timestamp("2017-03-24", tz="UTC"))]
    assert late["note"].str.contains("other sensors").mean() > 0.9


def test_brightness_peaks_about_the_true_noon(flat: Observations) -> None:
    table = flat.hourly("illuminance")
    by_hour = table.groupby(table["time"].dt.hour)["value"].mean()
    assert 12 <= by_hour.idxmax() <= 17
    assert by_hour.loc[2] < 0.02 * by_hour.max()
