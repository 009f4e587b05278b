"""What a designed estate consists of: one set of plain facts from which every file and every truth is derived.

Designers make these facts, writers turn them into IFC files, the truth and the received state are computed from them.
All lengths are metres. A building has coordinates of its own: x along its main front, y away from it, z up from the
finished floor of its ground storey; `Place` says where it stands in the estate, whose x points east and y north.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = [
    "BuildingDesign",
    "Device",
    "Dwelling",
    "EstateDesign",
    "Lift",
    "Link",
    "Network",
    "Opening",
    "Place",
    "Point",
    "Rectangle",
    "Room",
    "Stair",
    "Storey",
    "Wall",
]

Point = tuple[float, float, float]
"""x, y, z in the coordinates of the building [m]."""

OUTSIDE = ""
"""What a door of the façade leads to on its outer side, in place of the code of a room."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle along the axes of the building [m]."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """Its corners, counterclockwise."""
        return ((self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the estate: its own origin [m] and its turn, counterclockwise [°]."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """A space.

    Parameters
    ----------
    code : unique in the building, such as ``A2.31.SEJ``; the truth calls the space so
    name : number that the architect gives it (IfcSpace.Name), unique in its storey
    long_name : what it is called in French, such as ``Séjour``
    use : what it is: living, bedroom, kitchen, bathroom, wc, entrance, corridor, storage, balcony (of dwellings); hall,
        landing, stair, lift, shaft, cellar, cellar corridor, bin room, bike room, technical, laundry, common room,
        office, shop, roof
    outline : net outline inside its walls, counterclockwise, orthogonal [m]
    height : clear height [m]; of a shaft or stair that goes through the slab above, up to the floor above
    dwelling : code of the dwelling it belongs to (its cellar too), empty for none
    through : goes through the slab above
    """

    code: str
    name: str
    long_name: str
    use: str
    outline: tuple[tuple[float, float], ...]
    height: float
    dwelling: str = ""
    through: bool = False
    outdoor: bool = False
    """A balcony or terrace: a space without ceiling or outer wall of its own."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A straight wall: code unique in the storey, its plan, the key of its build-up in the catalogue.

    Doubled or removed walls of a received model are made from these by the writer of that state.
    """

    code: str
    plan: Rectangle
    build_up: str
    height: float
    external: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A door or window in a wall.

    Parameters
    ----------
    code : unique in the building
    type : key of its type in the catalogue, which knows width, height, leaf and clear width
    wall : code of its wall, in the same storey
    centre : of it along the wall, in building coordinates (x of a wall along x, y of one along y) [m]
    rooms : codes of the rooms on both sides, `OUTSIDE` for the outside; a window has its room and the outside
    sill : above the floor [m]
    fire_rating : such as ``EI30``, empty for none
    self_closing : whether it closes by itself
    lock : none, key, access control, or fire key
    fails : unlocked or locked, what a door under access control does without power
    lift : code of the lift whose landing door it is
    accessible : whether a wheelchair passes
    offset : of its leaf from the middle of the wall, across it; a careless drawing only [m]
    """

    code: str
    type: str
    wall: str
    centre: float
    rooms: tuple[str, str]
    sill: float = 0.0
    fire_rating: str = ""
    self_closing: bool = False
    lock: str = "none"
    fails: str = ""
    lift: str = ""
    accessible: bool = True
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Stair:
    """One storey height of stairs: two flights and a half landing in its room, or one straight flight.

    Parameters
    ----------
    code : unique in the building
    room : code of the space it rises in; ``upper_room`` of the space above that it arrives in
    plan : the part of the room that is flights [m]; the rest of the room is its landing
    start : side of `plan` where the flights begin and arrive: ``x0``, ``x1``, ``y0`` or ``y1``
    width : of one flight [m]
    risers : number of steps in all
    rise : height of the storey [m]
    straight : one flight rather than two
    """

    code: str
    room: str
    upper_room: str
    plan: Rectangle
    start: str
    width: float
    risers: int
    rise: float
    straight: bool = False


@dataclass(frozen=True, slots=True)
class Storey:
    """A storey: what stands in it; its floor slab is cut where shafts and stairs of the storey below come through.

    `open_links` are pairs of rooms that touch without a wall; `slab` is the outline of its floor [m].
    """

    code: str
    name: str
    elevation: float
    height: float
    slab: tuple[tuple[float, float], ...]
    slab_thickness: float = 0.20
    slab_build_up: str = "Dalle 20"
    rooms: tuple[Room, ...] = ()
    walls: tuple[Wall, ...] = ()
    openings: tuple[Opening, ...] = ()
    open_links: tuple[tuple[str, str], ...] = ()
    stairs: tuple[Stair, ...] = ()
    slab_holes: tuple[Rectangle, ...] = ()


@dataclass(frozen=True, slots=True)
class Lift:
    """A lift: its shaft has one room in each storey it passes; it stops where a landing door names it."""

    code: str
    name: str
    rooms: tuple[str, ...]
    stops: tuple[str, ...]
    """Codes of the storeys where it stops, from below."""
    persons: int = 8
    load_kg: float = 630.0
    fire_fighting: bool = False


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A dwelling: the landlord's code, its type T1 to T5, the stair, the storey of its entrance, its entrance door."""

    code: str
    type: str
    stair: str
    storey: str
    entrance: str


@dataclass(frozen=True, slots=True)
class Device:
    """A device.

    Parameters
    ----------
    code : unique in the building; becomes Tag, and the truth calls it so
    type : key of its type in the catalogue of devices
    name : as the office names it, such as ``Vanne EF colonne 2``
    room : code of the room it is in
    at : its origin (of its drawn box: middle of its foot, or where it hangs) [m]
    turn : about the vertical, counterclockwise [°]
    serves : codes of rooms it serves (a heater its room); empty if its links say enough
    monitors : codes of the rooms, devices or openings that a sensor or meter watches
    controls : codes of the devices or openings that a controller acts on
    properties : further property sets: set name to property name to (IFC type, value)
    """

    code: str
    type: str
    name: str
    room: str
    at: Point
    turn: float = 0.0
    serves: tuple[str, ...] = ()
    monitors: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    properties: tuple[tuple[str, tuple[tuple[str, tuple[str, object]], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A run of pipe, duct or cable from one device to another: what flows, flows from `source` to `target`.

    `path` are the corners of the run from the one to the other [m], both ends at the ports of the devices.
    """

    source: str
    target: str
    path: tuple[Point, ...]
    size: float = 0.02
    """Outer diameter of a pipe, duct or cable [m]."""


@dataclass(frozen=True, slots=True)
class Network:
    """One system: what it is called, what it carries, and every run of it.

    Parameters
    ----------
    code : unique in the building, such as ``EF``
    name : such as ``Eau froide sanitaire``
    commodity : cold_water, hot_water, heating_flow, heating_return, power, lighting, gas, ventilation, drainage,
        telecom, fire, security
    segments : IFC class of its runs: IfcPipeSegment, IfcDuctSegment, IfcCableSegment
    links : runs, source before target
    members : codes of devices that belong to it without a run
    """

    code: str
    name: str
    commodity: str
    segments: str
    links: tuple[Link, ...]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildingDesign:
    """A building with all it holds."""

    code: str
    name: str
    kind: str
    """slab, tower or houses."""
    storeys: tuple[Storey, ...]
    dwellings: tuple[Dwelling, ...]
    lifts: tuple[Lift, ...] = ()
    devices: tuple[Device, ...] = ()
    networks: tuple[Network, ...] = ()
    place: Place = Place()
    year: int = 1972
    gas: bool = False

    @property
    def rooms(self) -> Iterator[tuple[Storey, Room]]:
        """Every room with its storey, from below."""
        return ((storey, room) for storey in self.storeys for room in storey.rooms)


@dataclass(frozen=True, slots=True)
class EstateDesign:
    """An estate: its buildings, and where its own zero lies on the map.

    Parameters
    ----------
    name : of the estate
    code : the landlord's code of it
    buildings : in the order of their codes
    eastings, northings, height : of the zero of the estate in EPSG:2154 and NGF-IGN69 [m]
    seed : what the choices between equals were drawn with
    """

    name: str
    code: str
    buildings: tuple[BuildingDesign, ...]
    eastings: float = 770300.0
    northings: float = 6279900.0
    height: float = 35.0
    seed: int = 0
    notes: dict[str, str] = field(default_factory=dict)
