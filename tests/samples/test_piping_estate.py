"""Every pipe and duct of the sample estate leads where it should, and nothing stands where it cannot."""

from __future__ import annotations

import math
from collections.abc import Iterator

import networkx as nx
import pytest
import shapely

from twin_samples.design.catalogue import DOORS
from twin_samples.design.estate import estate_of
from twin_samples.design.model import BuildingDesign, Device, Link
from twin_samples.design.piping import piped
from twin_samples.design.piping.placing import keep_clear
from twin_samples.design.piping.types import PIPING_DEVICES

HABITABLE = ("living", "bedroom", "kitchen", "bathroom")
PLANT = ("RCU", "Chaudière", "Pompe à chaleur")


@pytest.fixture(scope="module", params=[0, 1, 2], ids=["slab", "tower", "houses"])
def building(request) -> BuildingDesign:
    buildings = estate_of().buildings
    if request.param >= len(buildings):
        pytest.skip("the estate has no such building")
    return piped(buildings[request.param])


@pytest.fixture(scope="module")
def devices(building) -> dict[str, Device]:
    return {device.code: device for device in building.devices}


def test_codes_and_links_are_unique_and_known(building, devices):
    assert len(devices) == len(building.devices)
    ends = {end for _, link in _links(building) for end in (link.source, link.target)}
    assert ends <= set(devices)
    assert {device.type for device in building.devices} <= set(PIPING_DEVICES)


def test_every_device_is_joined_by_what_its_type_carries(building, devices):
    joined: dict[str, set[str]] = {}
    for commodity, link in _links(building):
        for end in (link.source, link.target):
            joined.setdefault(end, set()).add(commodity)
    for code, device in devices.items():
        wanted = set(PIPING_DEVICES[device.type].commodities) - {"power"}
        assert joined.get(code, set()) & wanted, code
        if device.type in ("Évier", "Lavabo", "Baignoire", "WC", "Radiateur", "Chaudière murale gaz"):
            assert joined[code] == wanted, code


def test_every_dwelling_has_kitchen_bath_and_wc(building, devices):
    for dwelling in building.dwellings:
        rooms = {room.code for _, room in building.rooms if room.dwelling == dwelling.code}
        types = {device.type for device in building.devices if device.room in rooms}
        assert types & {"Évier", "Lavabo"}, dwelling.code
        assert types & {"Baignoire", "Douche"}, dwelling.code
        assert "WC" in types, dwelling.code


def test_cold_water_reaches_every_fixture_from_the_street(building, devices):
    graph = _graph(building, "EF")
    reached = _reached(graph, [code for code in graph if code.endswith("BRT")])
    assert {code for code in devices if code.startswith("SAN.")} <= reached


@pytest.mark.parametrize("network", ["EF", "ECS"])
@pytest.mark.parametrize("mark", ["VAN", "CPT"])
def test_valve_and_meter_cut_their_dwelling_alone(building, network, mark):
    graph = _graph(building, network)
    roots = _roots(graph)
    taps = {code for code in graph if code.startswith("SAN.")}
    cuts = [code for code in graph if code.endswith(f".{mark}")]
    for cut in cuts:
        unit = cut.removeprefix(f"{network}.").removesuffix(f".{mark}")
        dry = taps - _reached(nx.restricted_view(graph, [cut], []), roots)
        assert dry == {tap for tap in taps if tap.startswith(f"SAN.{unit}.")} or unit == "SG"
    units = {one.code.split("-", 1)[1].replace("-", ".") for one in building.dwellings}
    assert building.kind == "houses" or units <= {
        cut.removeprefix(f"{network}.").removesuffix(f".{mark}") for cut in cuts
    }


def test_riser_valve_cuts_the_dwellings_of_its_riser(building, devices):
    graph = _graph(building, "EF")
    for valve in (code for code in graph if code.endswith(".VC")):
        stair = valve.split(".")[1]
        dry = set(graph) - _reached(nx.restricted_view(graph, [valve], []), _roots(graph))
        homes = {code for code in dry if code.startswith("SAN.") and devices[code].room.startswith(stair)}
        assert homes
        assert all(code.split(".")[1].startswith(stair.rstrip("0123456789")) for code in dry)


def test_every_habitable_room_has_a_radiator_in_a_loop_with_the_plant(building, devices):
    flow, back = _graph(building, "CHD"), _graph(building, "CHR")
    sources = [code for code in flow if devices[code].name.startswith(PLANT) or code.endswith("RCU")]
    fed = _reached(flow, sources)
    drained = _reached(back.reverse(), [code for code in back if back.out_degree(code) == 0])
    heated = {room for code in fed & drained for room in devices[code].serves}
    for _, room in building.rooms:
        assert room.code in heated or not room.dwelling or room.use not in HABITABLE, room.code


def test_waste_of_every_fixture_runs_to_the_sewer(building, devices):
    graph = _graph(building, "EU").reverse()
    sewers = [code for code in graph if code.endswith("REG")]
    wasting = {code for code, one in devices.items() if "drainage" in PIPING_DEVICES[one.type].commodities}
    assert wasting <= _reached(graph, sewers)
    assert all(graph.in_degree(code) == 0 for code in sewers)


def test_air_of_every_kitchen_bathroom_and_wc_reaches_a_fan(building, devices):
    graph = _graph(building, "VMC").reverse()
    drawn = {room for code in _reached(graph, _roots(graph)) for room in devices[code].serves}
    assert {room.code for _, room in building.rooms if room.use in ("kitchen", "bathroom", "wc")} <= drawn


def test_gas_only_where_the_building_has_it(building):
    assert building.gas == any(network.commodity == "gas" for network in building.networks)


def test_hot_water_circulates_back_to_the_tank(building):
    if building.kind == "houses":
        pytest.skip("houses have no circulation of hot water")
    assert nx.has_path(_graph(building, "BECS"), next(iter(_tops(building))), "ECS.BAL")


def test_only_the_tower_has_a_dry_riser_and_it_meets_no_water(building, devices):
    fire = {end for commodity, link in _links(building) if commodity == "fire" for end in (link.source, link.target)}
    assert (building.kind == "tower") == bool(fire)
    assert all(devices[code].code.startswith("CS.") for code in fire)


def test_devices_are_in_their_rooms(building):
    rooms = {room.code: (storey, room, shapely.Polygon(room.outline)) for storey, room in building.rooms}
    for device in building.devices:
        storey, room, outline = rooms[device.room]
        assert outline.distance(shapely.Point(device.at[:2])) <= 0.3, device
        assert -0.3 <= device.at[2] - storey.elevation <= room.height + 0.3, device


def test_radiators_hang_under_the_windows_of_their_rooms(building, devices):
    windows: dict[str, list[tuple[float, float]]] = {}
    for storey, opening in ((level, one) for level in building.storeys for one in level.openings):
        if opening.type.startswith("Fenêtre"):
            plan = next(wall.plan for wall in storey.walls if wall.code == opening.wall)
            wide = plan.x1 - plan.x0 >= plan.y1 - plan.y0
            at = (opening.centre, plan.y0) if wide else (plan.x0, opening.centre)
            windows.setdefault(opening.rooms[0] or opening.rooms[1], []).append(at)
    for device in building.devices:
        if device.code.startswith("RAD.") and device.room in windows:
            assert min(math.dist(device.at[:2], at) for at in windows[device.room]) < 0.6, device.code


def test_nothing_stands_in_a_doorway(building):
    standing: dict[str, list[shapely.Polygon]] = {}
    for device in building.devices:
        if device.code.startswith(("SAN.", "RAD.", "CHA.", "BAL.", "PAC.")):
            standing.setdefault(device.room, []).append(_plan(device))
    for storey in building.storeys:
        for door in (one for one in storey.openings if one.type in DOORS and one.sill < 0.3):
            way = keep_clear(storey, door, width=DOORS[door.type].width, ahead=0.05)
            for plan in (plan for code in door.rooms for plan in standing.get(code, ())):
                assert plan.intersection(shapely.box(way.x0, way.y0, way.x1, way.y1)).area < 1e-3, door.code


def test_no_two_fixtures_stand_in_each_other(building):
    by_room: dict[str, list[shapely.Polygon]] = {}
    for device in building.devices:
        if device.code.startswith(("SAN.", "RAD.")) and device.type != "Siphon de lave-linge":
            by_room.setdefault(device.room, []).append(_plan(device))
    for room, plans in by_room.items():
        tree = shapely.STRtree(plans)
        one, other = tree.query(plans, predicate="overlaps")
        assert all(plans[i].intersection(plans[j]).area < 1e-3 for i, j in zip(one, other, strict=True)), room


def test_runs_are_axis_parallel_and_end_at_their_devices(building, devices):
    for _, link in _links(building):
        for start, end in zip(link.path, link.path[1:], strict=False):
            assert sum(abs(a - b) > 1e-6 for a, b in zip(start, end, strict=True)) == 1, link
        for code, point in ((link.source, link.path[0]), (link.target, link.path[-1])):
            assert math.dist(devices[code].at, point) <= 0.5, link


def test_no_two_runs_of_one_network_begin_at_the_same_point(building):
    for network in building.networks:
        starts = [link.path[0] for link in network.links]
        assert len(set(starts)) == len(starts), network.code


def test_same_building_same_pipes():
    slab = estate_of().buildings[0]
    assert piped(slab) == piped(slab)


def _links(building: BuildingDesign) -> Iterator[tuple[str, Link]]:
    return ((network.commodity, link) for network in building.networks for link in network.links)


def _graph(building: BuildingDesign, code: str) -> nx.DiGraph:
    return nx.DiGraph(
        [(link.source, link.target) for one in building.networks if one.code == code for link in one.links]
    )


def _roots(graph: nx.DiGraph) -> list[str]:
    return [code for code in graph if graph.in_degree(code) == 0]


def _reached(graph: nx.DiGraph, roots: list[str]) -> set[str]:
    return set(nx.multi_source_dijkstra_path_length(graph, roots)) if roots else set()


def _tops(building: BuildingDesign) -> list[str]:
    graph = _graph(building, "BECS")
    return [code for code in graph if graph.in_degree(code) == 0]


def _plan(device: Device) -> shapely.Polygon:
    boxes = PIPING_DEVICES[device.type].boxes
    box = shapely.box(
        min(one[0] for one in boxes),
        min(one[1] for one in boxes),
        max(one[3] for one in boxes),
        max(one[4] for one in boxes),
    )
    turned = shapely.affinity.rotate(box, device.turn, origin=(0, 0))
    return shapely.affinity.translate(turned, device.at[0], device.at[1])
