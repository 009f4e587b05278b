"""Cold water reaches every fixture through the valve and the meter of its dwelling, and through nothing else."""

from __future__ import annotations

import networkx as nx
import pytest

from twin_samples.design.model import BuildingDesign, Dwelling, Opening, Rectangle, Room, Storey, Wall
from twin_samples.design.piping import piped


@pytest.fixture(scope="module")
def block() -> BuildingDesign:
    """A basement and two storeys with two dwellings each, on both sides of one landing."""
    return piped(_block())


@pytest.fixture(scope="module")
def graph(block: BuildingDesign) -> nx.DiGraph:
    water = next(network for network in block.networks if network.code == "EF")
    return nx.DiGraph([(link.source, link.target) for link in water.links])


def test_cold_water_reaches_every_fixture(block, graph):
    fixtures = {one.code for one in block.devices if one.code.startswith("SAN.")}
    assert len(fixtures) == 4 * 5
    assert fixtures <= nx.descendants(graph, "EF.BRT")


@pytest.mark.parametrize("mark", ["VAN", "CPT"])
def test_valve_and_meter_of_a_dwelling_cut_it_and_no_other(block, graph, mark):
    for dwelling in block.dwellings:
        code = dwelling.code.split("-", 1)[1].replace("-", ".")
        left = graph.copy()
        left.remove_node(f"EF.{code}.{mark}")
        dry = {one for one in graph if one.startswith("SAN.")} - nx.descendants(left, "EF.BRT")
        assert dry == {one for one in graph if one.startswith(f"SAN.{code}.")}


def _block() -> BuildingDesign:
    shaft = _outline(4.5, 4.0, 5.5, 4.8)
    cellar = Storey(
        "S",
        "Sous-sol",
        -2.6,
        2.6,
        _outline(0, 0, 10, 8),
        rooms=(
            Room("S.CC", "S01", "Circulation caves", "cellar corridor", _outline(0, 2, 10, 3.8), 2.4),
            Room("S.LE", "S02", "Local eau", "technical", _outline(0, 4, 4, 8), 2.4),
            Room("A1.S.GT", "S03", "Gaine technique", "shaft", shaft, 2.6, through=True),
        ),
    )
    upper = [_upper(level, shaft) for level in (0, 1)]
    homes = [Dwelling(f"TIL-A1-{level}{k}", "T2", "A1", str(level), f"P{level}{k}") for level in (0, 1) for k in (1, 2)]
    return BuildingDesign("A", "Bâtiment A", "slab", (cellar, *upper), tuple(homes))


def _upper(level: int, shaft: tuple[tuple[float, float], ...]) -> Storey:
    rooms = [
        Room(f"A1.{level}.PAL", "P", "Palier", "landing", _outline(4.2, 2.0, 5.8, 3.8), 2.5),
        Room(f"A1.{level}.GT", "G", "Gaine technique", "shaft", shaft, 2.8, through=True),
    ]
    for k, x in ((1, 0.0), (2, 6.0)):
        code, home = f"A1.{level}{k}", f"TIL-A1-{level}{k}"
        for name, use, plan in (
            ("ENT", "entrance", (x, 0, x + 4, 2)),
            ("CUI", "kitchen", (x, 2.1, x + 2, 5)),
            ("SDB", "bathroom", (x + 2.1, 2.1, x + 4, 4.2)),
            ("WC", "wc", (x + 2.1, 4.3, x + 4, 5.2)),
            ("SEJ", "living", (x, 5.3, x + 4, 8)),
        ):
            rooms.append(Room(f"{code}.{name}", f"{k}{name}", name, use, _outline(*plan), 2.5, home))
    walls = (Wall("W1", Rectangle(4.0, 0, 4.2, 8), "Voile béton 18", 2.5),)
    doors = (Opening(f"P{level}1", "Porte palière 93", "W1", 1.0, (f"A1.{level}1.ENT", f"A1.{level}.PAL")),)
    return Storey(
        str(level),
        f"R+{level}",
        2.8 * level,
        2.8,
        _outline(0, 0, 10, 8),
        rooms=tuple(rooms),
        walls=walls,
        openings=doors,
    )


def _outline(x0: float, y0: float, x1: float, y1: float) -> tuple[tuple[float, float], ...]:
    return Rectangle(x0, y0, x1, y1).outline
