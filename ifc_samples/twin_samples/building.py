"""The building of the sample residence: storeys, spaces, walls with their openings, slabs, stairs and devices."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from twin_samples.catalogue import DOORS, WINDOWS, Catalogue, wall_style
from twin_samples.draft import Draft, Entity, extrude_stair, extrude_up, place, rectangle
from twin_samples.plan import (
    CLEAR_HEIGHT,
    OUTLINE,
    SLAB_THICKNESS,
    STOREY_HEIGHT,
    STOREYS,
    Box,
    Device,
    Opening,
    Room,
    Storey,
    Wall,
)
from twin_samples.relations import contain, relate

__all__ = ["Building", "build_building", "space_height"]

_PARAPET_HEIGHT = 0.5
_STAIR_OPENING = Box(8, 6.5, 10.2, 9.7)
_RISERS, _RISER, _GOING = 8, STOREY_HEIGHT / 16, 0.27


@dataclass(frozen=True)
class Building:
    """What was built, by storey code and the name or code in the plan."""

    site: Entity
    building: Entity
    storeys: dict[str, Entity] = field(default_factory=dict)
    spaces: dict[tuple[str, str], Entity] = field(default_factory=dict)
    walls: dict[tuple[str, str], Entity] = field(default_factory=dict)
    openings: dict[tuple[str, Opening], Entity] = field(default_factory=dict)
    slabs: dict[str, Entity] = field(default_factory=dict)
    devices: dict[tuple[str, Device], Entity] = field(default_factory=dict)


def build_building(draft: Draft, catalogue: Catalogue) -> Building:
    """Return the building, every storey of the plan built."""
    site = draft.create(
        "IfcSite",
        "Les Tilleuls",
        CompositionType="ELEMENT",
        RefLatitude=(43, 36, 52, 786494),
        RefLongitude=(3, 52, 14, 239955),
        RefElevation=35.0,
    )
    house = draft.create("IfcBuilding", "Bâtiment A", LongName="Résidence Les Tilleuls", CompositionType="ELEMENT")
    place(draft.model, site, (0, 0, 0))
    place(draft.model, house, (0, 0, 0), parent=site)
    _aggregate(draft, draft.project, [site])
    _aggregate(draft, site, [house])
    built = Building(site, house)
    for plan in STOREYS:
        _build_storey(draft, catalogue, built, plan)
    _serve_storeys(draft, built)
    for lower, upper in pairwise(STOREYS[:-1]):
        _build_stair(draft, built, lower.code, upper.code)
    _aggregate(draft, house, list(built.storeys.values()))
    return built


def _build_storey(draft: Draft, catalogue: Catalogue, built: Building, plan: Storey) -> None:
    """Build one storey into what is built."""
    storey = draft.create("IfcBuildingStorey", plan.name, Elevation=plan.elevation, CompositionType="ELEMENT")
    place(draft.model, storey, (0, 0, plan.elevation), parent=built.building)
    built.storeys[plan.code] = storey
    built.slabs[plan.code] = _build_slab(draft, catalogue, storey, plan)
    for room in plan.rooms:
        built.spaces[plan.code, room.code] = _build_space(draft, storey, plan.code, room)
    for wall in plan.walls:
        built.walls[plan.code, wall.name] = _build_wall(draft, catalogue, storey, wall)
    for opening in plan.openings:
        wall = next(wall for wall in plan.walls if wall.name == opening.wall)
        filling = _fill_wall(draft, catalogue, built.walls[plan.code, wall.name], wall, opening)
        built.openings[plan.code, opening] = filling
    for device in plan.devices:
        entity = _build_device(draft, catalogue, storey, device)
        contain(draft, built.spaces[plan.code, device.room], entity)
        built.devices[plan.code, device] = entity
    _aggregate(draft, storey, [space for (code, _), space in built.spaces.items() if code == plan.code])
    elements = [wall for (code, _), wall in built.walls.items() if code == plan.code]
    elements += [filling for (code, _), filling in built.openings.items() if code == plan.code]
    for element in [built.slabs[plan.code], *elements]:
        contain(draft, storey, element)


def _serve_storeys(draft: Draft, built: Building) -> None:
    """Tell which storeys the lift reaches besides the one that it stands in."""
    home, lift = next(
        (storey, device) for (storey, plan), device in built.devices.items() if plan.type_name == "Ascenseur"
    )
    for plan in STOREYS[:-1]:
        if plan.code != home:
            _refer(draft, built.storeys[plan.code], lift)


def _build_space(draft: Draft, storey: Entity, storey_code: str, room: Room) -> Entity:
    space = draft.create(
        "IfcSpace",
        f"{storey_code}.{room.code}",
        LongName=room.long_name,
        CompositionType="ELEMENT",
        PredefinedType="INTERNAL",
    )
    place(draft.model, space, (room.box.x0, room.box.y0, 0), parent=storey)
    height = space_height(storey_code, room)
    profile = rectangle(draft.model, 0, 0, room.box.width, room.box.depth)
    draft.give_shape(space, draft.shape([extrude_up(draft.model, profile, bottom=0, height=height)]))
    return space


def space_height(storey_code: str, room: Room) -> float:
    """Return how high a room is [m]: a shaft goes on through the slab above, save under the roof."""
    goes_on = room.shaft and storey_code != STOREYS[-2].code
    return STOREY_HEIGHT if goes_on else CLEAR_HEIGHT


def _build_wall(draft: Draft, catalogue: Catalogue, storey: Entity, plan: Wall) -> Entity:
    """Return a wall whose own x runs along it, its axis on the right-hand face."""
    model, box = draft.model, plan.box
    wall = draft.create("IfcWall", plan.name)
    length, thickness = (box.width, box.depth) if box.along_x else (box.depth, box.width)
    place(model, wall, _wall_origin(box), parent=storey, turn=0 if box.along_x else 90)
    height = _PARAPET_HEIGHT if plan.build_up.startswith("Acrotère") else CLEAR_HEIGHT
    solid = extrude_up(model, rectangle(model, 0, 0, length, thickness), bottom=0, height=height)
    ends = [model.create_entity("IfcCartesianPoint", (float(x), 0.0)) for x in (0, length)]
    axis = model.create_entity(
        "IfcShapeRepresentation", draft.axis, "Axis", "Curve2D", [model.create_entity("IfcPolyline", ends)]
    )
    draft.give_shape(wall, axis, draft.shape([draft.paint(solid, wall_style(plan.build_up))]))
    catalogue.assign(wall, plan.build_up)
    return wall


def _wall_origin(box: Box) -> tuple[float, float, float]:
    return (box.x0, box.y0, 0) if box.along_x else (box.x1, box.y0, 0)


def _fill_wall(draft: Draft, catalogue: Catalogue, wall: Entity, wall_plan: Wall, plan: Opening) -> Entity:
    """Return the door or window, set into an opening of its wall."""
    is_door = plan.type_name in DOORS
    size = DOORS[plan.type_name] if is_door else WINDOWS[plan.type_name]
    box = wall_plan.box
    thickness = box.depth if box.along_x else box.width
    start = plan.centre - size.width / 2 - (box.x0 if box.along_x else box.y0)
    hole = _cut(draft, wall, Box(0, 0, size.width, thickness), at=(start, 0, plan.sill), height=size.height)
    filling = draft.create(
        "IfcDoor" if is_door else "IfcWindow", plan.type_name, OverallWidth=size.width, OverallHeight=size.height
    )
    place(draft.model, filling, (0, thickness / 2, 0), parent=hole)
    draft.create("IfcRelFillsElement", None, RelatingOpeningElement=hole, RelatedBuildingElement=filling)
    catalogue.assign(filling, plan.type_name)
    return filling


def _cut(draft: Draft, host: Entity, box: Box, *, at: tuple[float, float, float], height: float) -> Entity:
    """Return an opening cut into a wall or slab."""
    hole = draft.create("IfcOpeningElement", "Réservation", PredefinedType="OPENING")
    place(draft.model, hole, at, parent=host)
    profile = rectangle(draft.model, box.x0, box.y0, box.x1, box.y1)
    draft.give_shape(hole, draft.shape([extrude_up(draft.model, profile, bottom=0, height=height)]))
    draft.create("IfcRelVoidsElement", None, RelatingBuildingElement=host, RelatedOpeningElement=hole)
    return hole


def _build_slab(draft: Draft, catalogue: Catalogue, storey: Entity, plan: Storey) -> Entity:
    """Return the slab that a storey stands on, with holes where stair and shafts go through."""
    lowest, roof = plan is STOREYS[0], plan is STOREYS[-1]
    slab = draft.create("IfcSlab", "Radier" if lowest else "Toiture-terrasse" if roof else "Plancher")
    place(draft.model, slab, (0, 0, -SLAB_THICKNESS), parent=storey)
    profile = rectangle(draft.model, OUTLINE.x0, OUTLINE.y0, OUTLINE.x1, OUTLINE.y1)
    solid = extrude_up(draft.model, profile, bottom=0, height=SLAB_THICKNESS)
    draft.give_shape(slab, draft.shape([draft.paint(solid, "Béton")]))
    catalogue.assign(slab, "Dalle 20")
    shafts = [room.box for room in plan.rooms if room.shaft]
    for hole in [] if lowest or roof else [_STAIR_OPENING, *shafts]:
        _cut(draft, slab, hole, at=(0, 0, 0), height=SLAB_THICKNESS)
    return slab


def _build_stair(draft: Draft, built: Building, lower: str, upper: str) -> None:
    """Build the stair between two storeys: two flights and the landing between them."""
    storey = built.storeys[lower]
    stair = draft.create("IfcStair", "Escalier", PredefinedType="HALF_TURN_STAIR")
    place(draft.model, stair, (0, 0, 0), parent=storey)
    run = (_RISERS - 1) * _GOING
    half = STOREY_HEIGHT / 2
    flights = [
        _build_flight(draft, stair, at=(8, _STAIR_OPENING.y0, 0), turn=90),
        _build_flight(draft, stair, at=(10.2, _STAIR_OPENING.y0 + run, half), turn=270),
    ]
    landing = draft.create("IfcSlab", "Palier intermédiaire", PredefinedType="LANDING")
    place(draft.model, landing, (0, 0, half - 0.15), parent=stair)
    profile = rectangle(draft.model, 8, _STAIR_OPENING.y0 + run, 10.2, _STAIR_OPENING.y1)
    draft.give_shape(
        landing, draft.shape([draft.paint(extrude_up(draft.model, profile, bottom=0, height=0.15), "Béton")])
    )
    _aggregate(draft, stair, [*flights, landing])
    contain(draft, built.spaces[lower, "C2"], stair)
    _refer(draft, built.storeys[upper], stair)


def _build_flight(draft: Draft, stair: Entity, *, at: tuple[float, float, float], turn: int) -> Entity:
    flight = draft.create(
        "IfcStairFlight",
        "Volée",
        NumberOfRisers=_RISERS,
        NumberOfTreads=_RISERS - 1,
        RiserHeight=_RISER,
        TreadLength=_GOING,
        PredefinedType="STRAIGHT",
    )
    place(draft.model, flight, at, parent=stair, turn=turn)
    steps = range(_RISERS - 1)
    outline = [(0.0, 0.0)]
    for step in steps:
        outline += [(step * _GOING, (step + 1) * _RISER), ((step + 1) * _GOING, (step + 1) * _RISER)]
    outline += [(len(steps) * _GOING, (len(steps) - 1) * _RISER), (_GOING, 0.0)]
    draft.give_shape(flight, draft.shape([draft.paint(extrude_stair(draft.model, outline, 1.05), "Béton")]))
    return flight


def _build_device(draft: Draft, catalogue: Catalogue, storey: Entity, plan: Device) -> Entity:
    ifc_class = catalogue.types[plan.type_name].is_a().removesuffix("Type")
    device = draft.create(ifc_class, plan.type_name)
    place(draft.model, device, (plan.x, plan.y, plan.z), parent=storey, turn=plan.turn)
    catalogue.assign(device, plan.type_name)
    return device


def _aggregate(draft: Draft, whole: Entity, parts: list[Entity]) -> None:
    if parts:
        relate(draft, "IfcRelAggregates", ("RelatingObject", whole), ("RelatedObjects", parts))


def _refer(draft: Draft, structure: Entity, product: Entity) -> None:
    """Tell that a storey is also reached by a product that stands elsewhere."""
    ends = ("RelatingStructure", structure), ("RelatedElements", [product])
    relate(draft, "IfcRelReferencedInSpatialStructure", *ends)
