"""The plan of the sample residence, as plain numbers: rooms, walls, doors, windows and devices of each storey.

A small French apartment building: a core with hall, stair, lift and riser shaft, a three-room dwelling west of it and a
two-room dwelling east of it on the ground floor and above, cellars and plant rooms below. All lengths are metres in the
coordinates of the building: x to the right along the street, y away from it. Rooms, walls and partitions tile the
outline without gaps or overlaps, which a test checks.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CLEAR_HEIGHT",
    "DWELLINGS",
    "OUTLINE",
    "SLAB_THICKNESS",
    "STOREYS",
    "STOREY_HEIGHT",
    "Box",
    "Device",
    "Opening",
    "Room",
    "Storey",
    "Wall",
]

STOREY_HEIGHT = 2.70
SLAB_THICKNESS = 0.20
CLEAR_HEIGHT = STOREY_HEIGHT - SLAB_THICKNESS


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle along the axes of the building [m]."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Extent along x [m]."""
        return round(self.x1 - self.x0, 4)

    @property
    def depth(self) -> float:
        """Extent along y [m]."""
        return round(self.y1 - self.y0, 4)

    @property
    def along_x(self) -> bool:
        """Whether its longer side runs along x."""
        return self.width >= self.depth


@dataclass(frozen=True, slots=True)
class Room:
    """A space: its code in the storey, its name in French, where it is, and the dwelling it belongs to."""

    code: str
    long_name: str
    box: Box
    dwelling: str = ""
    shaft: bool = False
    """Goes on through the slab above."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall: its outline and the name of its build-up."""

    name: str
    box: Box
    build_up: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A door or window: its type, the wall it is in, and its centre along that wall [m, building coordinates]."""

    type_name: str
    wall: str
    centre: float
    sill: float = 0.0
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Device:
    """A device: its type, the room it is in, its place [m, building coordinates, height above floor], its turn [°]."""

    type_name: str
    room: str
    x: float
    y: float
    z: float = 0.0
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Storey:
    """One storey with all it holds; `code` starts the names of its rooms."""

    code: str
    name: str
    elevation: float
    rooms: tuple[Room, ...] = ()
    walls: tuple[Wall, ...] = ()
    openings: tuple[Opening, ...] = ()
    devices: tuple[Device, ...] = ()


OUTLINE = Box(0, 0, 18, 10)

DWELLINGS = {"A001": "T3", "A002": "T2", "A101": "T3", "A102": "T2"}
"""Code of each dwelling and its type, the number of its main rooms."""


def _outer_walls(build_up: str) -> tuple[Wall, ...]:
    return (
        Wall("Façade sud", Box(0, 0, 18, 0.3), build_up),
        Wall("Façade nord", Box(0, 9.7, 18, 10), build_up),
        Wall("Pignon ouest", Box(0, 0.3, 0.3, 9.7), build_up),
        Wall("Pignon est", Box(17.7, 0.3, 18, 9.7), build_up),
    )


_CORE_WALLS = (
    Wall("Refend ouest", Box(7.8, 0.3, 8, 9.7), "Voile béton 20"),
    Wall("Refend est", Box(12.8, 0.3, 13, 7.4), "Voile béton 20"),
    Wall("Refend palier", Box(8, 5.2, 12.8, 5.4), "Voile béton 20"),
    Wall("Refend escalier", Box(10.2, 5.4, 10.4, 9.7), "Voile béton 20"),
    Wall("Refend gaines", Box(10.4, 7.2, 12.8, 7.4), "Voile béton 20"),
    Wall("Refend ascenseur", Box(12, 5.4, 12.2, 7.2), "Voile béton 20"),
)

_DWELLING_PARTITIONS = (
    Wall("Cloison O1", Box(0.3, 4, 7.8, 4.1), "Cloison 10"),
    Wall("Cloison O2", Box(4.9, 0.3, 5, 4), "Cloison 10"),
    Wall("Cloison O3", Box(0.3, 5.3, 7.8, 5.4), "Cloison 10"),
    Wall("Cloison O4", Box(1.5, 4.1, 1.6, 5.3), "Cloison 10"),
    Wall("Cloison O5", Box(3.2, 5.4, 3.3, 9.7), "Cloison 10"),
    Wall("Cloison O6", Box(5, 5.4, 5.1, 9.7), "Cloison 10"),
    Wall("Cloison E1", Box(13, 3.6, 14.7, 3.7), "Cloison 10"),
    Wall("Cloison E2", Box(14.6, 3.7, 14.7, 9.7), "Cloison 10"),
    Wall("Cloison E3", Box(14.7, 6.1, 17.7, 6.2), "Cloison 10"),
    Wall("Cloison E4", Box(13, 8.6, 14.6, 8.7), "Cloison 10"),
    Wall("Cloison E5", Box(12.9, 7.4, 13, 9.7), "Cloison 10"),
)

_CELLAR_PARTITIONS = (
    Wall("Mur S1", Box(0.3, 4, 7.8, 4.1), "Parpaing 10"),
    Wall("Mur S2", Box(4.3, 0.3, 4.4, 4), "Parpaing 10"),
    Wall("Mur S3", Box(0.3, 5.3, 7.8, 5.4), "Parpaing 10"),
    Wall("Mur S4", Box(2.1, 5.4, 2.2, 9.7), "Parpaing 10"),
    Wall("Mur S5", Box(4, 5.4, 4.1, 9.7), "Parpaing 10"),
    Wall("Mur S6", Box(5.9, 5.4, 6, 9.7), "Parpaing 10"),
    Wall("Mur S7", Box(12.9, 7.4, 13, 9.7), "Parpaing 10"),
)


def _core_rooms(hall: str) -> tuple[Room, ...]:
    return (
        Room("C1", hall, Box(8, 0.3, 12.8, 5.2)),
        Room("C2", "Cage d'escalier", Box(8, 5.4, 10.2, 9.7)),
        Room("C3", "Gaine d'ascenseur", Box(10.4, 5.4, 12, 7.2), shaft=True),
        Room("C4", "Gaine technique", Box(12.2, 5.4, 12.8, 7.2), shaft=True),
    )


def _dwelling_rooms(west: str, east: str) -> tuple[Room, ...]:
    return (
        Room("O1", "Dégagement", Box(1.6, 4.1, 7.8, 5.3), west),
        Room("O2", "Séjour", Box(0.3, 0.3, 4.9, 4), west),
        Room("O3", "Cuisine", Box(5, 0.3, 7.8, 4), west),
        Room("O4", "WC", Box(0.3, 4.1, 1.5, 5.3), west),
        Room("O5", "Chambre 1", Box(0.3, 5.4, 3.2, 9.7), west),
        Room("O6", "Salle de bain", Box(3.3, 5.4, 5, 9.7), west),
        Room("O7", "Chambre 2", Box(5.1, 5.4, 7.8, 9.7), west),
        Room("E1", "Dégagement", Box(13, 3.7, 14.6, 8.6), east),
        Room("E2", "Séjour", Box(13, 0.3, 17.7, 3.6), east),
        Room("E3", "Cuisine", Box(14.7, 3.6, 17.7, 6.1), east),
        Room("E4", "WC", Box(13, 8.7, 14.6, 9.7), east),
        Room("E5", "Chambre", Box(14.7, 6.2, 17.7, 9.7), east),
        Room("E6", "Salle d'eau", Box(10.4, 7.4, 12.9, 9.7), east),
    )


_CELLAR_ROOMS = (
    Room("S1", "Circulation caves", Box(0.3, 4.1, 7.8, 5.3)),
    Room("S2", "Chaufferie", Box(0.3, 0.3, 4.3, 4)),
    Room("S3", "Local électrique", Box(4.4, 0.3, 7.8, 4)),
    Room("S4", "Cave", Box(0.3, 5.4, 2.1, 9.7), "A001"),
    Room("S5", "Cave", Box(2.2, 5.4, 4, 9.7), "A002"),
    Room("S6", "Cave", Box(4.1, 5.4, 5.9, 9.7), "A101"),
    Room("S7", "Cave", Box(6, 5.4, 7.8, 9.7), "A102"),
    Room("S8", "Local vélos", Box(13, 0.3, 17.7, 9.7)),
    Room("S9", "Local eau", Box(10.4, 7.4, 12.9, 9.7)),
)

_CORE_DOORS = (
    Opening("Porte coupe-feu 93", "Refend palier", 8.9, marks=("fire", "stair")),
    Opening("Porte palière ascenseur", "Refend palier", 11.2, marks=("fire", "lift")),
    Opening("Trappe gaine 50", "Refend palier", 12.5, marks=("fire",)),
)

_DWELLING_OPENINGS = (
    Opening("Porte palière 93", "Refend ouest", 4.7, marks=("fire", "entrance")),
    Opening("Porte palière 93", "Refend est", 4.7, marks=("fire", "entrance")),
    Opening("Porte 83", "Cloison O1", 3),
    Opening("Porte 83", "Cloison O1", 6.4),
    Opening("Porte 73", "Cloison O4", 4.7),
    Opening("Porte 83", "Cloison O3", 2.4),
    Opening("Porte 83", "Cloison O3", 4.15),
    Opening("Porte 83", "Cloison O3", 6.4),
    Opening("Porte 83", "Cloison E1", 13.8),
    Opening("Porte 83", "Cloison E2", 7.2),
    Opening("Porte 73", "Cloison E4", 13.8),
    Opening("Porte 83", "Cloison E5", 8),
    Opening("Fenêtre 180x135", "Façade sud", 2.6, 0.95),
    Opening("Fenêtre 120x115", "Façade sud", 6.4, 1.05),
    Opening("Fenêtre 60x75", "Pignon ouest", 4.7, 1.4),
    Opening("Fenêtre 120x115", "Façade nord", 1.75, 1.05),
    Opening("Fenêtre 60x75", "Façade nord", 4.15, 1.4),
    Opening("Fenêtre 120x115", "Façade nord", 6.45, 1.05),
    Opening("Fenêtre 180x135", "Façade sud", 15.35, 0.95),
    Opening("Fenêtre 120x115", "Pignon est", 4.85, 1.05),
    Opening("Fenêtre 120x115", "Façade nord", 16.2, 1.05),
    Opening("Fenêtre 60x75", "Façade nord", 13.8, 1.4),
    Opening("Fenêtre 60x75", "Façade nord", 11.65, 1.4),
    Opening("Fenêtre 60x75", "Façade nord", 9.1, 1.4),
)

_CELLAR_DOORS = (
    Opening("Porte coupe-feu 93", "Refend ouest", 4.7, marks=("fire",)),
    Opening("Porte coupe-feu 93", "Refend est", 3, marks=("fire",)),
    Opening("Porte coupe-feu 93", "Mur S1", 2.3, marks=("fire",)),
    Opening("Porte coupe-feu 93", "Mur S1", 6.1, marks=("fire",)),
    Opening("Porte 83", "Mur S3", 1.2, marks=("lock",)),
    Opening("Porte 83", "Mur S3", 3.1, marks=("lock",)),
    Opening("Porte 83", "Mur S3", 5, marks=("lock",)),
    Opening("Porte 83", "Mur S3", 6.9, marks=("lock",)),
    Opening("Porte 83", "Mur S7", 8.5, marks=("lock",)),
)

_DWELLING_DEVICES = (
    Device("Radiateur", "O2", 2.1, 0.32, 0.15),
    Device("Radiateur", "O3", 5.9, 0.32, 0.15),
    Device("Radiateur", "O5", 1.25, 9.6, 0.15),
    Device("Radiateur", "O6", 3.65, 9.6, 0.15),
    Device("Radiateur", "O7", 5.95, 9.6, 0.15),
    Device("Évier", "O3", 7.78, 1.2, 0, 90),
    Device("WC suspendu", "O4", 0.32, 4.9, 0, 270),
    Device("Lavabo", "O6", 3.32, 7.8, 0, 270),
    Device("Baignoire", "O6", 4.28, 7.4),
    Device("Tableau électrique", "O1", 7.2, 4.11, 1.3),
    Device("Détecteur de fumée", "O1", 4.5, 4.7, 2.45),
    Device("Radiateur", "E2", 14.85, 0.32, 0.15),
    Device("Radiateur", "E5", 15.7, 9.6, 0.15),
    Device("Radiateur", "E6", 11.15, 9.6, 0.15),
    Device("Évier", "E3", 17.68, 4.4, 0, 90),
    Device("WC suspendu", "E4", 13.02, 9.4, 0, 270),
    Device("Lavabo", "E6", 10.42, 8.3, 0, 270),
    Device("Douche", "E6", 10.42, 8.75),
    Device("Tableau électrique", "E1", 13.02, 6, 1.3, 270),
    Device("Détecteur de fumée", "E1", 13.8, 6, 2.45),
    Device("Hublot", "C1", 10.4, 2.75, 2.4),
    Device("Hublot", "C2", 9.1, 6, 2.4),
)

_CELLAR_DEVICES = (
    Device("Chaudière gaz", "S2", 0.6, 1.2),
    Device("Circulateur", "S2", 2.2, 1.4, 1.6),
    Device("TGBT", "S3", 7.78, 1, 0.2, 90),
    Device("Compteur d'eau", "S9", 10.9, 7.9, 1.1),
    Device("Vanne", "S9", 11.5, 7.95, 1.15),
    Device("Hublot", "C1", 10.4, 2.75, 2.4),
    Device("Hublot", "S1", 4, 4.7, 2.4),
)

STOREYS = (
    Storey(
        "S",
        "Sous-sol",
        -STOREY_HEIGHT,
        _core_rooms("Palier sous-sol") + _CELLAR_ROOMS,
        _outer_walls("Mur enterré 30") + _CORE_WALLS + _CELLAR_PARTITIONS,
        _CORE_DOORS + _CELLAR_DOORS,
        _CELLAR_DEVICES,
    ),
    Storey(
        "0",
        "RDC",
        0.0,
        _core_rooms("Hall d'entrée") + _dwelling_rooms("A001", "A002"),
        _outer_walls("Façade 30") + _CORE_WALLS + _DWELLING_PARTITIONS,
        (
            *_CORE_DOORS,
            Opening("Porte d'entrée vitrée 120", "Façade sud", 10.4, marks=("external", "entrance")),
            *_DWELLING_OPENINGS,
        ),
        (
            *_DWELLING_DEVICES,
            Device("Ascenseur", "C3", 10.6, 5.5),
            Device("Déclencheur manuel", "C1", 9.4, 0.32, 1.2),
        ),
    ),
    Storey(
        "1",
        "R+1",
        STOREY_HEIGHT,
        _core_rooms("Palier") + _dwelling_rooms("A101", "A102"),
        _outer_walls("Façade 30") + _CORE_WALLS + _DWELLING_PARTITIONS,
        (*_CORE_DOORS, Opening("Fenêtre 120x115", "Façade sud", 10.4, 1.05), *_DWELLING_OPENINGS),
        _DWELLING_DEVICES,
    ),
    Storey(
        "T",
        "Toiture",
        2 * STOREY_HEIGHT,
        walls=_outer_walls("Acrotère 30"),
    ),
)
"""The storeys from the ground up; the roof holds no room."""
