"""The supply networks of the sample residence, from the plant room to the last tap.

Cold water and heating are connected port to port, with a valve for each dwelling at the riser. Only the flow of the
heating is drawn. The electrical system is given as members alone, as many real models do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from twin_samples.building import Building
from twin_samples.catalogue import Catalogue
from twin_samples.draft import Draft, Entity, Point, disk, extrude_up, place, rectangle
from twin_samples.plan import STOREY_HEIGHT, Device
from twin_samples.relations import contain, nest, relate

__all__ = ["build_networks"]

_WATER_USERS = {"Évier", "Lavabo", "Baignoire", "Douche", "WC suspendu"}
_ELECTRICAL = {"TGBT", "Tableau électrique", "Hublot", "Circulateur"}
_DWELLING_FLOORS = (("0", 0.0), ("1", STOREY_HEIGHT))


@dataclass(frozen=True)
class Network:
    """One piped system in the making."""

    draft: Draft
    catalogue: Catalogue
    built: Building
    commodity: str
    style: str
    radius: float
    members: list[Entity] = field(default_factory=list)

    def add_port(self, element: Entity, name: str, at: Point) -> Entity:
        """Return a new port of an element; one named ``in`` takes the flow, any other gives it."""
        port = self.draft.create(
            "IfcDistributionPort",
            name,
            FlowDirection="SINK" if name == "in" else "SOURCE",
            PredefinedType="PIPE",
            SystemType=self.commodity,
        )
        nest(self.draft, element, port)
        place(self.draft.model, port, at, parent=self.built.building)
        if element not in self.members:
            self.members.append(element)
        return port

    def add_pipe(
        self, source: Entity, line: Sequence[Point], container: Entity, target: Entity | None = None
    ) -> Entity:
        """Return the far port of a pipe laid from a port, connected to the target if there is one."""
        pipe = self.draft.create("IfcPipeSegment", f"Tube {self.style.lower()}", PredefinedType="RIGIDSEGMENT")
        place(self.draft.model, pipe, (0, 0, 0), parent=self.built.building)
        corners = [point for point, previous in zip(line, [None, *line], strict=False) if point != previous]
        solid = self.draft.paint(disk(self.draft.model, corners, self.radius), self.style)
        self.draft.give_shape(pipe, self.draft.shape([solid], "AdvancedSweptSolid"))
        contain(self.draft, container, pipe)
        self.connect(source, self.add_port(pipe, "in", line[0]))
        end = self.add_port(pipe, "out", line[-1])
        if target is not None:
            self.connect(end, target)
        return end

    def add_junction(self, name: str, at: Point, container: Entity) -> Entity:
        """Return a fitting that splits the flow, its ports still to be added."""
        fitting = self.draft.create("IfcPipeFitting", name, PredefinedType="JUNCTION")
        place(self.draft.model, fitting, at, parent=self.built.building)
        profile = rectangle(self.draft.model, -0.05, -0.05, 0.05, 0.05)
        solid = self.draft.paint(extrude_up(self.draft.model, profile, bottom=-0.05, height=0.1), "Laiton")
        self.draft.give_shape(fitting, self.draft.shape([solid]))
        contain(self.draft, container, fitting)
        return fitting

    def add_valve(self, source: Entity, at: Point, turn: int, container: Entity) -> Entity:
        """Return the outlet of a valve set right at a port."""
        valve = self.draft.create("IfcValve", "Vanne logement")
        place(self.draft.model, valve, at, parent=self.built.building, turn=turn)
        self.catalogue.assign(valve, "Vanne")
        contain(self.draft, container, valve)
        self.connect(source, self.add_port(valve, "in", at))
        ahead = 0.1 if turn == 0 else -0.1
        return self.add_port(valve, "out", (at[0] + ahead, at[1], at[2]))

    def connect(self, source: Entity, target: Entity) -> None:
        """Join two ports, in the direction of the flow."""
        self.draft.create("IfcRelConnectsPorts", None, RelatingPort=source, RelatedPort=target)


def build_networks(draft: Draft, catalogue: Catalogue, built: Building) -> None:
    """Build cold water, heating and the electrical system."""
    water = Network(draft, catalogue, built, "DOMESTICCOLDWATER", "Eau froide", 0.012)
    _build_risers(water, _start_water(water), foot=(12.5, 6.3), above_floor=0.5, ceiling=2.4, users=_WATER_USERS)
    _group(draft, built, "Eau froide sanitaire", water.members, predefined="DOMESTICCOLDWATER")
    heating = Network(draft, catalogue, built, "HEATING", "Chauffage", 0.014)
    _build_risers(heating, _start_heating(heating), foot=(12.4, 6.8), above_floor=0.8, ceiling=2.3, users={"Radiateur"})
    _group(draft, built, "Chauffage collectif", heating.members, predefined="HEATING")
    supplied = [entity for (_, plan), entity in built.devices.items() if plan.type_name in _ELECTRICAL]
    _group(draft, built, "Électricité", supplied, predefined="ELECTRICAL")
    lit = [entity for (_, plan), entity in built.devices.items() if plan.type_name in {"TGBT", "Hublot"}]
    _group(draft, built, "Éclairage parties communes", lit, predefined="LIGHTING", ifc_class="IfcDistributionCircuit")


def _start_water(water: Network) -> Entity:
    """Return the end of the main at the foot of the riser, behind meter and main valve."""
    meter, valve = (_device(water.built, "S", name) for name in ("Compteur d'eau", "Vanne"))
    z = 1.15 - STOREY_HEIGHT
    water.add_port(meter, "in", (10.9, 7.95, z))
    valve_in = water.add_port(valve, "in", (11.5, 7.95, z))
    cellar = water.built.spaces["S", "S9"]
    water.add_pipe(water.add_port(meter, "out", (11.1, 7.95, z)), [(11.1, 7.95, z), (11.5, 7.95, z)], cellar, valve_in)
    main = [(11.6, 7.95, z), (12.5, 7.95, z), (12.5, 6.3, z), (12.5, 6.3, 0.45)]
    return water.add_pipe(water.add_port(valve, "out", main[0]), main, water.built.storeys["S"])


def _start_heating(heating: Network) -> Entity:
    """Return the end of the main at the foot of the riser, behind boiler and pump."""
    boiler, pump = (_device(heating.built, "S", name) for name in ("Chaudière gaz", "Circulateur"))
    z = 1.6 - STOREY_HEIGHT
    pump_in = heating.add_port(pump, "in", (2.1, 1.4, z))
    line = [(1.0, 1.6, z), (1.0, 1.6, -0.8), (1.7, 1.6, -0.8), (1.7, 1.4, -0.8), (1.7, 1.4, z), (2.1, 1.4, z)]
    heating.add_pipe(heating.add_port(boiler, "out", line[0]), line, heating.built.spaces["S", "S2"], pump_in)
    main = [(2.3, 1.4, z), (3, 1.4, z), (3, 1.4, -0.4), (3, 4.6, -0.4), (12.4, 4.6, -0.4), (12.4, 6.8, -0.4)]
    main.append((12.4, 6.8, 0.75))
    return heating.add_pipe(heating.add_port(pump, "out", main[0]), main, heating.built.storeys["S"])


def _build_risers(
    network: Network, source: Entity, *, foot: tuple[float, float], above_floor: float, ceiling: float, users: set[str]
) -> None:
    """Build the riser with a tee on each storey and a branch to each dwelling."""
    x, y = foot
    for code, floor in _DWELLING_FLOORS:
        z = floor + above_floor
        shaft = network.built.spaces[code, "C4"]
        tee = network.add_junction("Té", (x, y, z), shaft)
        network.connect(source, network.add_port(tee, "in", (x, y, z - 0.05)))
        west = network.add_valve(network.add_port(tee, "west", (x - 0.05, y, z)), (x - 0.05, y, z), 180, shaft)
        east = network.add_valve(network.add_port(tee, "east", (x + 0.05, y, z)), (x + 0.05, y, z), 0, shaft)
        top, hall = floor + ceiling, 4.9 if ceiling > 2.35 else 4.5
        end = (7.2, hall, top)
        line = [(x - 0.15, y, z), (x - 0.2, y, z), (x - 0.2, y, top), (x - 0.2, hall, top), end]
        _distribute(network, west, line, code, side="O", users=users)
        line = [(x + 0.15, y, z), (x + 0.2, y, z), (x + 0.2, y, top), (13.6, y, top)]
        _distribute(network, east, line, code, side="E", users=users)
        if code != _DWELLING_FLOORS[-1][0]:
            up = [(x, y, z + 0.05), (x, y, z + STOREY_HEIGHT - 0.05)]
            source = network.add_pipe(network.add_port(tee, "up", up[0]), up, shaft)


def _distribute(
    network: Network, source: Entity, line: Sequence[Point], storey: str, *, side: str, users: set[str]
) -> None:
    """Lead a branch into a dwelling and from its manifold to every user there."""
    built = network.built
    inlet = network.add_pipe(source, line, built.storeys[storey])
    x, y, z = line[-1]
    manifold = network.add_junction("Nourrice", (x, y, z), built.spaces[storey, f"{side}1"])
    network.connect(inlet, network.add_port(manifold, "in", (x, y, z)))
    for index, (plan, device) in enumerate(_users(built, storey, side, users)):
        start = (round(x + 0.04 * (index - 2), 4), y, z)
        end = (plan.x, plan.y, round(z - 1.8, 4))
        out = network.add_port(manifold, f"out {index + 1}", start)
        path = [start, (start[0], plan.y, z), (plan.x, plan.y, z), end]
        network.add_pipe(out, path, built.storeys[storey], network.add_port(device, "in", end))


def _users(built: Building, storey: str, side: str, names: set[str]) -> Iterable[tuple[Device, Entity]]:
    for (code, plan), device in built.devices.items():
        if code == storey and plan.room.startswith(side) and plan.type_name in names:
            yield plan, device


def _device(built: Building, storey: str, name: str) -> Entity:
    return next(device for (code, plan), device in built.devices.items() if code == storey and plan.type_name == name)


def _group(
    draft: Draft,
    built: Building,
    name: str,
    members: Sequence[Entity],
    *,
    predefined: str,
    ifc_class: str = "IfcDistributionSystem",
) -> None:
    """Make one system of its members, at the service of the building."""
    system = draft.create(ifc_class, name, PredefinedType=predefined)
    relate(draft, "IfcRelAssignsToGroup", ("RelatingGroup", system), ("RelatedObjects", list(members)))
    draft.create("IfcRelServicesBuildings", None, RelatingSystem=system, RelatedBuildings=[built.building])
