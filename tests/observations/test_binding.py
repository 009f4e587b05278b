"""Sensors are bound by id, name or place, and nothing that could not be is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twin.errors import InputError, UsageError
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.observations import observe, open_observations
from twin.observations.observing import Observed
from twin.observations.places import node_of
from twin.observations.quantities import quantity_of
from twin.observations.register import register_file

Bind = Callable[..., Observed]
TEMPERATURE = quantity_of("temperature")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a file with two readings of each of three sensors."""
    path = tmp_path / "data.csv"
    lines = [f"{name};2025-05-01T0{hour}:00:00Z;{hour}" for name in ("one", "two", "three") for hour in (1, 2)]
    path.write_text("sensor;time;value\n" + "\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "node"),
    [
        ({"id": "tA"}, "tA"),
        ({"code": "B-T1"}, "tB"),
        ({"name": "EYE"}, "mA"),
        ({"name": "probe", "building": "B"}, "tB"),
        ({"room": "common", "building": "A"}, "tA"),
        ({"room": "common", "building": "A", "x": "3,5", "y": "1", "z": "1"}, "tA"),
        ({"x": "21", "y": "1", "z": "1"}, "tB"),
    ],
)
def test_a_line_means_the_node_that_it_names_or_the_device_where_it_stands(
    estate: Twin, line: dict[str, str], node: str
) -> None:
    assert estate.nodes["id"][node_of(estate, line, TEMPERATURE)] == node


def test_a_room_without_a_device_for_it_is_meant_itself(estate: Twin) -> None:
    row = node_of(estate, {"room": "common", "building": "B"}, quantity_of("co2"))
    assert estate.nodes["id"][row] == "rB"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"name": "probe"}, "2 things answer"),
        ({"room": "common"}, "2 things answer"),
        ({"id": "nobody"}, "nothing in the twin"),
        ({"name": "meter", "building": "B"}, "nothing in the twin"),
        ({"x": "1000", "y": "0", "z": "0"}, "in no room"),
        ({}, "names no node"),
    ],
)
def test_a_line_that_means_nothing_or_too_much_is_refused(estate: Twin, line: dict[str, str], reason: str) -> None:
    quantity = quantity_of("setpoint") if "x" in line else TEMPERATURE
    with pytest.raises(UsageError, match=reason):
        node_of(estate, line, quantity)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"sensor": "one", "id": "tA", "quantity": "temperture", "unit": ""}, "Did you mean 'temperature'"),
        ({"sensor": "one", "id": "tA", "quantity": "temperature", "unit": "bananas"}, "is no unit of temperature"),
        ({"sensor": "four", "id": "tA", "quantity": "temperature", "unit": ""}, "is in none of the files"),
        ({"sensor": "one", "id": "tA", "quantity": "", "unit": ""}, "has no quantity"),
    ],
)
def test_each_thing_that_cannot_be_bound_is_told_once_with_its_line(
    bind: Bind, data: Path, line: dict[str, str], reason: str
) -> None:
    told = [str(one) for one in bind([data], [line], timezone="UTC").remarks if one.hinders and "map.csv," in str(one)]
    assert len(told) == 1
    assert "map.csv, line 2" in told[0]
    assert reason in told[0]


def test_each_of_several_maps_counts_its_own_lines(tmp_path: Path, estate: Twin, data: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("sensor,id,quantity\none,tA,temperature\n", encoding="utf-8")
    bad.write_text("sensor,id,quantity\n\n,,\ntwo,nobody,temperature\n", encoding="utf-16")
    done = observe(tmp_path / "estate.gpkg", estate, [data], mapping=[good, bad], timezone="UTC")
    assert [one.subject for one in done.remarks if one.hinders] == ["bad.csv, line 4, sensor 'two'"]


def test_a_map_that_is_a_workbook_is_refused_as_one(tmp_path: Path, estate: Twin, data: Path) -> None:
    mapping = tmp_path / "map.csv"
    mapping.write_bytes(b"PK\x03\x04" + bytes(64))
    with pytest.raises(InputError, match="is a workbook"):
        observe(tmp_path / "estate.gpkg", estate, [data], mapping=mapping, timezone="UTC")


def test_a_sensor_in_no_line_is_kept_unbound(bind: Bind, data: Path) -> None:
    lines = [{"sensor": "one", "id": "tA", "quantity": "temperature", "unit": "Cel"}]
    done = bind([data], lines, timezone="UTC")
    table = done.observations.sensors.set_index("sensor")
    assert table.loc[["one", "two", "three"], "node"].tolist() == [4, -1, -1]
    assert table["count"].tolist() == [2, 2, 2]
    assert sum("bound to nothing" in str(one) for one in done.remarks) == 2


def test_a_second_line_for_a_sensor_is_refused(bind: Bind, data: Path) -> None:
    lines = [{"sensor": "one", "id": node, "quantity": "temperature", "unit": "Cel"} for node in ("tA", "tB")]
    done = bind([data], lines, timezone="UTC")
    assert [one.node for one in done.observations.register.sensors] == ["tA"]
    assert any("a second time" in str(one) for one in done.remarks)


def test_a_map_that_binds_nothing_leaves_what_was_bound_before(
    bind: Bind, data: Path, tmp_path: Path, estate: Twin
) -> None:
    line = {"sensor": "one", "id": "tA", "quantity": "temperature", "unit": "Cel"}
    bind([data], [line], timezone="UTC")
    done = bind([data], [line | {"sensor": "another"}], timezone="UTC")
    assert any(one.hinders and "stays as it is" in str(one) for one in done.remarks)
    assert open_observations(tmp_path / "estate.gpkg", estate).chosen() == [0]


def test_what_was_bound_is_read_again_from_beside_the_estate(
    bind: Bind, data: Path, tmp_path: Path, estate: Twin
) -> None:
    bind([data], [{"sensor": "one", "id": "tA", "quantity": "temperature", "unit": "Cel"}], timezone="UTC")
    again = open_observations(tmp_path / "estate.gpkg", estate)
    assert again.hourly("temperature")["value"].tolist() == [1.0, 2.0]
    assert again.register.sources[0].paths == ("data.csv",)


def test_a_zone_or_unit_that_nobody_gave_is_told_as_assumed(bind: Bind, data: Path) -> None:
    done = bind([data], [{"sensor": "one", "id": "tA", "quantity": "temperature"}])
    assert any("universal time" in str(one) for one in done.remarks)
    assert any("that of the quantity is assumed" in str(one) for one in done.remarks)


def test_an_estate_without_observations_says_how_to_bind_some(tmp_path: Path, estate: Twin) -> None:
    with pytest.raises(InputError, match="twin observe"):
        open_observations(tmp_path / "estate.gpkg", estate)


def test_a_spoiled_register_is_refused_by_name(tmp_path: Path, estate: Twin) -> None:
    register_file(tmp_path / "estate.gpkg").write_text("timezone = 3\n[[sensor]]\nsource = 9", encoding="utf-8")
    with pytest.raises(InputError, match=r"observations\.toml"):
        open_observations(tmp_path / "estate.gpkg", estate)


def test_a_file_that_has_gone_is_told_by_name(bind: Bind, data: Path, tmp_path: Path, estate: Twin) -> None:
    done = bind([data], [{"sensor": "one", "id": "tA", "quantity": "temperature", "unit": "Cel"}], timezone="UTC")
    data.unlink()
    with pytest.raises(InputError, match=r"data\.csv: cannot be read"):
        open_observations(tmp_path / "estate.gpkg", estate).sensors  # noqa: B018
    with pytest.raises(InputError, match="cannot be read"):
        done.observations.hourly("temperature")


def test_sensors_of_another_estate_are_told(bind: Bind, data: Path, tmp_path: Path, estate: Twin) -> None:
    bind([data], [{"sensor": "one", "id": "tA", "quantity": "temperature", "unit": "Cel"}], timezone="UTC")
    stranger = Twin({"nodes": table_of("nodes", {"id": ["other"]})})
    assert open_observations(tmp_path / "estate.gpkg", stranger).strangers == ["one"]
    assert open_observations(tmp_path / "estate.gpkg", estate).strangers == []
