"""Electrical services of a small block drawn by hand: what depends on doors, shafts and names of rooms."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from twin_samples.design.electrics import wired
from twin_samples.design.electrics.reading import Reading
from twin_samples.design.model import (
    OUTSIDE,
    BuildingDesign,
    Device,
    Dwelling,
    Lift,
    Link,
    Opening,
    Rectangle,
    Room,
    Stair,
    Storey,
    Wall,
)


def room(code: str, use: str, plan: tuple[float, float, float, float], name: str = "", **told: Any) -> Room:
    return Room(code, code, name or use, use, Rectangle(*plan).outline, 2.4, **told)


def door(code: str, rooms: tuple[str, str], x: float, y: float, **told: Any) -> tuple[Opening, Wall]:
    """Return a door in a wall of its own; walls at y = 3.1, 0 or -0.1 run along x, all others along y."""
    lengthwise = y in (3.1, -0.1)
    plan = Rectangle(x - 1, y - 0.1, x + 1, y + 0.1) if lengthwise else Rectangle(x - 0.1, y - 1, x + 0.1, y + 1)
    kind = told.pop("kind", "Porte commune 93")
    return Opening(code, kind, f"W{code}", x if lengthwise else y, rooms, **told), Wall(f"W{code}", plan, "", 2.4)


def storey(code: str, elevation: float, rooms: list[Room], doors: list[tuple[Opening, Wall]], **told: Any) -> Storey:
    slab = Rectangle(0, 0, 10, 6).outline
    return Storey(code, code, elevation, 2.6, slab, rooms=tuple(rooms), openings=tuple(o for o, _ in doors),
                  walls=tuple(w for _, w in doors), **told)  # fmt: skip


@pytest.fixture
def plans() -> BuildingDesign:
    core = {"ESC": ("stair", (4.2, 3.2, 8, 6)), "GP": ("shaft", (8.2, 0, 9, 1)), "ASC": ("lift", (8.2, 1.2, 10, 3))}
    stacked = {
        code: [room(f"{code}.{name}", use, plan, through=True) for name, (use, plan) in core.items()]
        for code in ("S", "0", "1")
    }
    below = [room("S.EAU", "technical", (0, 3.2, 4, 6), "Local eau"), room("S.TGBT", "technical", (0, 0, 4, 3)),
             room("S.DEG", "cellar corridor", (4.2, 0, 8, 3)), *stacked["S"]]  # fmt: skip
    ground = [room("0.HALL", "hall", (4.2, 0, 8, 3)), room("0.LCR", "common room", (0, 0, 4, 3)), *stacked["0"]]
    above = [room("1.PAL", "landing", (4.2, 0, 8, 3)), room("1.11.ENT", "entrance", (2.2, 0, 4, 3), dwelling="X-1-11"),
             room("1.11.SEJ", "living", (0, 0, 2, 3), dwelling="X-1-11"), *stacked["1"]]  # fmt: skip
    stairs = [Stair(f"{low}.E", f"{low}.ESC", f"{high}.ESC", Rectangle(5, 3.2, 8, 6), "x0", 1.0, 15, 2.6)
              for low, high in (("S", "0"), ("0", "1"))]  # fmt: skip
    storeys = (
        storey("S", -2.6, below, [
            door("P1", ("S.TGBT", "S.DEG"), 4.1, 1.5), door("P3", ("S.EAU", "S.ESC"), 4.1, 4.5),
            door("P2", ("S.DEG", "S.ESC"), 6, 3.1, fire_rating="EI30", self_closing=True)], stairs=(stairs[0],)),
        storey("0", 0.0, ground, [
            door("ENTREE", ("0.HALL", OUTSIDE), 6, -0.1, lock="access control", fails="unlocked"),
            door("LCR", ("0.LCR", "0.HALL"), 4.1, 1.5, lock="access control", fails="locked"),
            door("A0", ("0.ASC", "0.HALL"), 8.1, 2, lift="1.ASC", kind="Porte palière ascenseur 90"),
            door("P4", ("0.HALL", "0.ESC"), 6, 3.1)], stairs=(stairs[1],)),
        storey("1", 2.6, above, [
            door("P5", ("1.PAL", "1.ESC"), 6, 3.1), door("E11", ("1.PAL", "1.11.ENT"), 4.1, 1.5),
            door("A1", ("1.ASC", "1.PAL"), 8.1, 2, lift="1.ASC", kind="Porte palière ascenseur 90")],
            open_links=(("1.11.ENT", "1.11.SEJ"),)),
    )  # fmt: skip
    lift = Lift("1.ASC", "Ascenseur", ("S.ASC", "0.ASC", "1.ASC"), ("0", "1"))
    return BuildingDesign("X", "Bloc", "slab", storeys, (Dwelling("X-1-11", "T2", "X1", "1", "E11"),), (lift,))


def by_code(building: BuildingDesign) -> dict[str, Device]:
    return {device.code: device for device in building.devices}


def links(building: BuildingDesign, network: str) -> list[Link]:
    return [link for one in building.networks if one.code == network for link in one.links]


def test_main_board_stands_in_the_room_named_for_it_just_above_the_floor(plans: BuildingDesign) -> None:
    board = by_code(wired(plans))["EL.X.TGBT"]
    assert board.room == "S.TGBT"
    assert board.at[2] == pytest.approx(-2.5)


def test_rising_main_climbs_in_the_shaft_beside_the_landing(plans: BuildingDesign) -> None:
    (stairwell,) = Reading(plans).stairwells
    assert dict(stairwell.shaft) == {"S": "S.GP", "0": "0.GP", "1": "1.GP"}
    assert by_code(wired(plans))["EL.X1.DE.1"].room == "1.GP"
    climb = next(link for link in links(wired(plans), "EL") if link.target == "EL.X1.DE.1").path
    assert any(a[:2] == b[:2] and b[2] - a[2] > 2 for a, b in pairwise(climb))


def test_hall_door_opens_without_power_and_the_common_room_stays_shut(plans: BuildingDesign) -> None:
    devices = by_code(wired(plans))
    modes = {code: dict(dict(devices[code].properties)["Exploitation"])["ModeSansTension"][1]
             for code in ("CA.ENTREE.VEN", "CA.LCR.GAC")}  # fmt: skip
    assert modes == {"CA.ENTREE.VEN": "déverrouillée", "CA.LCR.GAC": "verrouillée"}
    assert devices["CA.X1.UC"].controls == ("CA.ENTREE.VEN", "CA.LCR.GAC", "ENTREE", "LCR")


def test_reader_and_entry_panel_are_outside_the_hall_door(plans: BuildingDesign) -> None:
    devices = by_code(wired(plans))
    assert devices["CA.ENTREE.LEC"].at[1] < 0 < devices["CA.ENTREE.BS"].at[1]
    assert devices["CA.X1.PLA"].at[1] < 0
    assert devices["CA.LCR.LEC"].at[0] > 4.1 > devices["CA.LCR.BS"].at[0]


def test_entry_panel_calls_every_dwelling(plans: BuildingDesign) -> None:
    calls = {link.target: link.source for link in links(wired(plans), "VI")}
    assert calls["VI.1.11.CB"] == "VI.X1.DV.1"
    assert calls["VI.X1.DV.1"] == "CA.X1.PLA"


def test_panel_lets_the_fire_door_of_the_cellars_close_and_opens_the_vent(plans: BuildingDesign) -> None:
    devices = by_code(wired(plans))
    assert devices["SSI.X1.ECS"].controls == ("SSI.P2.VM", "SSI.X1.DAC")
    assert devices["SSI.P2.VM"].controls == ("P2",)
    assert devices["SSI.X1.DAC"].controls == ("SSI.X1.EXU",)
    assert devices["SSI.X1.EXU"].room == "1.ESC"


def test_call_points_hang_on_every_storey_of_the_common_parts(plans: BuildingDesign) -> None:
    points = [device.room for device in wired(plans).devices if device.type == "Déclencheur manuel"]
    assert sorted(points) == ["0.HALL", "1.PAL", "S.DEG"]


def test_water_is_watched_in_technical_rooms_and_at_the_foot_of_the_shaft(plans: BuildingDesign) -> None:
    watched = {device.room for device in wired(plans).devices if device.type == "Détecteur d'eau"}
    assert watched == {"S.EAU", "S.TGBT", "S.GP"}


def test_lift_hangs_on_its_cabinet_at_the_highest_landing(plans: BuildingDesign) -> None:
    building = wired(plans)
    assert by_code(building)["EL.1.ASC.AM"].room == "1.PAL"
    (run,) = [link for link in links(building, "EL") if link.target == "1.ASC"]
    assert run.source == "EL.1.ASC.AM"
    assert run.path[-1] == pytest.approx((9.1, 2.1, 2.2))


def test_machines_of_other_trades_get_a_breaker_or_the_board_of_their_dwelling(plans: BuildingDesign) -> None:
    pump = Device("EF.X.SUR", "Surpresseur", "Surpresseur", "S.EAU", (1, 4, -2.6))
    washer = Device("EF.1.11.LL", "Lave-linge", "Lave-linge", "1.11.ENT", (3, 2, 2.6))
    feeders = {link.target: link.source for link in links(wired(replace(plans, devices=(pump, washer))), "EL")}
    assert feeders["EF.X.SUR"] == "EL.EF.X.SUR.DJ"
    assert feeders["EL.EF.X.SUR.DJ"] == "EL.X.TSG"
    assert feeders["EF.1.11.LL"] == "EL.1.11.TD"


def test_wall_devices_keep_off_doors(plans: BuildingDesign) -> None:
    for device in wired(plans).devices:
        if device.room == "1.11.ENT" and device.at[0] > 3.9 and device.at[2] < 4.8:
            assert abs(device.at[1] - 1.5) > 0.5 + 0.04, device.code


def test_other_devices_and_networks_are_kept(plans: BuildingDesign) -> None:
    sink = Device("EF.1.11.EV", "Té", "Té", "1.11.ENT", (3, 2, 2.6))
    assert wired(replace(plans, devices=(sink,))).devices[0] == sink
