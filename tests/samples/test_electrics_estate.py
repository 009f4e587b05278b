"""What must hold for the electrical services of every building of the sample estate."""

from __future__ import annotations

import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from itertools import pairwise

import pytest
import shapely

from twin_samples.design.devices import DEVICES
from twin_samples.design.electrics import wired
from twin_samples.design.electrics.codes import Named
from twin_samples.design.electrics.power import needs_power
from twin_samples.design.electrics.reading import Reading
from twin_samples.design.estate import estate_of
from twin_samples.design.model import BuildingDesign, Device
from twin_samples.design.piping import piped

_OUTSIDE = ("Platine visiophone", "Lecteur de badges")
_POWER = ("power", "lighting")
BUILDINGS = {building.code: building for building in estate_of().buildings}
SERVED = {code: wired(piped(building)) for code, building in BUILDINGS.items()}


@pytest.fixture(params=sorted(SERVED))
def served(request: pytest.FixtureRequest) -> BuildingDesign:
    return SERVED[request.param]


@pytest.fixture(params=sorted(code for code in SERVED if BUILDINGS[code].kind != "houses"))
def block(request: pytest.FixtureRequest) -> BuildingDesign:
    return SERVED[request.param]


def supplied(building: BuildingDesign, *, without: Iterable[str] = ()) -> set[str]:
    """Return what power reaches from where it enters, if some things have failed."""
    feeds = defaultdict(list)
    for network in building.networks:
        if network.commodity in _POWER:
            for link in network.links:
                feeds[link.source].append(link.target)
    fed = {target for targets in feeds.values() for target in targets}
    failed, queue = set(without), deque(source for source in feeds if source not in fed)
    alive: set[str] = set()
    while queue:
        code = queue.popleft()
        if code not in alive and code not in failed:
            alive.add(code)
            queue.extend(feeds[code])
    return alive


def units(building: BuildingDesign) -> set[str]:
    named = Named(Reading(building))
    return {named.unit(dwelling.code) for dwelling in building.dwellings}


def of_type(building: BuildingDesign, *kinds: str) -> list[Device]:
    return [device for device in building.devices if device.type in kinds]


def above(building: BuildingDesign, code: str) -> list[Device]:
    """Return what power passes on its way from the grid to a device, the nearest first."""
    feeder = {one.target: one.source for net in building.networks if net.commodity in _POWER for one in net.links}
    devices = {device.code: device for device in building.devices}
    found = []
    while code := feeder.get(code, ""):
        found.append(devices[code])
    return found


def test_codes_are_unique(served: BuildingDesign) -> None:
    assert not [code for code, times in Counter(device.code for device in served.devices).items() if times > 1]


def test_every_dwelling_is_fed_through_one_meter(served: BuildingDesign) -> None:
    assert units(served) <= supplied(served)
    for unit in units(served):
        assert Counter(device.type for device in above(served, unit))["Compteur d'énergie"] == 1


def test_dwellings_of_a_block_hang_on_the_box_of_their_landing(block: BuildingDesign) -> None:
    for dwelling in block.dwellings:
        kinds = [device.type for device in above(block, Named(Reading(block)).unit(dwelling.code))]
        assert kinds[:2] == ["Compteur d'énergie", "Distributeur d'étage"]
        assert kinds[-4:] == ["Coupe-circuit pied de colonne", "TGBT", "Transformateur HTA-BT", "Cellule HTA"]


def test_houses_are_connected_each_for_itself() -> None:
    for building in (one for one in SERVED.values() if one.kind == "houses"):
        for dwelling in building.dwellings:
            box = above(building, Named(Reading(building)).unit(dwelling.code))[-1]
            assert box.type == "Coffret CCPI"
            assert units(building) - supplied(building, without=[box.code]) == {
                Named(Reading(building)).unit(dwelling.code)
            }


def test_without_the_main_board_nothing_of_a_block_has_power(block: BuildingDesign) -> None:
    left = supplied(block, without=[Named(Reading(block)).main])
    kinds = {device.type for device in block.devices if device.code in left}
    assert kinds == {"Cellule HTA", "Transformateur HTA-BT"}
    assert not {lift.code for lift in block.lifts} & left


def test_without_the_services_board_dwellings_keep_power_and_lifts_stop(block: BuildingDesign) -> None:
    left = supplied(block, without=[Named(Reading(block)).services])
    assert units(block) <= left
    assert not {lift.code for lift in block.lifts} & left
    assert {lift.code for lift in block.lifts} <= supplied(block)


def test_everything_that_draws_power_has_some(served: BuildingDesign) -> None:
    alive = supplied(served)
    assert not [device.code for device in served.devices if needs_power(device) and device.code not in alive
                and "Prise groupe" not in device.type]  # fmt: skip


def test_every_room_people_use_has_light_on_a_circuit(served: BuildingDesign) -> None:
    alive = supplied(served)
    lit = {room for device in served.devices if DEVICES[device.type].ifc_class == "IfcLightFixture"
           and device.code in alive for room in device.serves}  # fmt: skip
    rooms = {room.code for _, room in served.rooms if room.use not in ("shaft", "lift", "roof", "balcony")}
    assert {code for code in rooms if not Reading(served).rooms[code].outdoor} <= lit


def test_common_light_hangs_on_a_breaker(block: BuildingDesign) -> None:
    for device in of_type(block, "Hublot LED", "Applique LED"):
        assert "Disjoncteur" in {one.type for one in above(block, device.code)}


def test_doors_under_access_control_have_reader_contact_and_the_lock_that_fails_so(block: BuildingDesign) -> None:
    alive = supplied(block)
    for opening in Reading(block).openings.values():
        if opening.lock == "access control":
            wanted = {"unlocked": "Ventouse de porte", "locked": "Gâche électrique"}[opening.fails]
            acts = {one.type: one for one in block.devices if opening.code in one.controls and one.type == wanted}
            watches = {one.type for one in block.devices if opening.code in one.monitors}
            assert acts[wanted].code in alive
            assert {"Lecteur de badges", "Contact de porte"} <= watches


def test_watched_and_driven_things_exist(served: BuildingDesign) -> None:
    known = {room.code for _, room in served.rooms} | {device.code for device in served.devices}
    known |= set(Reading(served).openings) | {lift.code for lift in served.lifts}
    named = {code for one in served.devices for code in (*one.serves, *one.monitors, *one.controls)}
    assert named <= known
    ends = {code for net in served.networks for one in net.links for code in (one.source, one.target)}
    assert ends <= known
    assert {code for net in served.networks for code in net.members} <= known


def test_sensors_watch_something(served: BuildingDesign) -> None:
    sensors = [device for device in served.devices if DEVICES[device.type].ifc_class == "IfcSensor"]
    assert sensors
    assert all(device.monitors for device in sensors)


def test_every_lift_is_driven_and_watched(block: BuildingDesign) -> None:
    for lift in block.lifts:
        assert [one.type for one in block.devices if lift.code in one.controls] == ["Armoire de manœuvre ascenseur"]
        assert [one.type for one in block.devices if lift.code in one.monitors] == ["Capteur de position cabine"]


def test_devices_are_in_their_rooms(served: BuildingDesign) -> None:
    reading = Reading(served)
    before = {device.code for device in piped(BUILDINGS[served.code]).devices}
    for device in served.devices:
        if device.code not in before:
            room, floor = reading.rooms[device.room], reading.storey[device.room].elevation
            away = 0.6 if device.type in _OUTSIDE else 0.01
            assert reading.plan[device.room].distance(shapely.Point(device.at[:2])) <= away, device.code
            assert floor - 1e-6 <= device.at[2] <= floor + room.height + 1e-6, device.code


def test_cables_run_in_right_angles_between_their_ends(served: BuildingDesign) -> None:
    for network in served.networks:
        if network.segments == "IfcCableSegment":
            for link in network.links:
                assert len(link.path) >= 2, link
                steps = [[abs(a - b) > 1e-9 for a, b in zip(*pair, strict=True)] for pair in pairwise(link.path)]
                assert all(sum(step) == 1 for step in steps), link


def test_every_end_of_a_cable_has_a_place_of_its_own(served: BuildingDesign) -> None:
    ends = Counter(
        (code, point)
        for network in served.networks
        if network.segments == "IfcCableSegment"
        for one in network.links
        for code, point in ((one.source, one.path[0]), (one.target, one.path[-1]))
    )
    assert not [end for end, times in ends.items() if times > 1]


def test_shedding_classes_follow_the_order_of_the_domain(block: BuildingDesign) -> None:
    breakers = {one.name: dict(one.properties)["Exploitation"] for one in of_type(block, "Disjoncteur")}
    classes = {name: dict(values)["PrioriteDelestage"][1] for name, values in breakers.items()
               if "PrioriteDelestage" in dict(values)}  # fmt: skip
    assert {number for name, number in classes.items() if "SSI" in name} == {1}
    assert {number for name, number in classes.items() if "Ascenseur" in name} <= {2}


def test_same_building_is_wired_the_same_way() -> None:
    building = BUILDINGS["A"]
    assert wired(piped(building)) == SERVED["A"]


def test_a_slab_is_wired_within_a_second() -> None:
    building = piped(BUILDINGS["A"])
    start = time.process_time()
    wired(building)
    assert time.process_time() - start < 1.0


def test_main_and_services_board_stand_where_water_gathers(block: BuildingDesign) -> None:
    named, devices = Named(Reading(block)), {device.code: device for device in block.devices}
    lowest = min(storey.elevation for storey in block.storeys)
    assert lowest < 0
    assert devices[named.main].at[2] == pytest.approx(lowest + 0.1)
    assert Reading(block).storey[devices[named.services].room].elevation == lowest


def test_every_dwelling_has_alarm_fibre_and_climate(served: BuildingDesign) -> None:
    rooms = Reading(served).rooms
    for kind in ("DAAF", "DTIo", "Sonde de température", "Sonde d'humidité"):
        homes = Counter(rooms[device.room].dwelling for device in of_type(served, kind))
        assert homes == Counter({dwelling.code: 1 for dwelling in served.dwellings}), kind


def test_fibre_reaches_every_dwelling(served: BuildingDesign) -> None:
    fed = {link.target for network in served.networks if network.code == "CF" for link in network.links}
    assert {device.code for device in of_type(served, "DTIo")} <= fed
