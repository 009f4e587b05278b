"""What the sample estate is built from: walls and slabs by their layers, doors and windows by their sizes.

Values are those of a block of about 1972 whose façades were insulated from the outside since. A writer makes one IFC
type of each entry; a plan names entries by their keys and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BUILD_UPS", "DOORS", "WINDOWS", "BuildUp", "DoorType", "WindowType", "thickness_of"]


@dataclass(frozen=True, slots=True)
class BuildUp:
    """How a wall or slab is made up.

    Parameters
    ----------
    layers : material and thickness [m] of each, from the outer or lower side
    u_value : thermal transmittance [W m⁻² K⁻¹]
    fire_rating : such as ``REI60``, empty for none
    load_bearing : whether it carries
    style : the style it is drawn in
    predefined : IFC predefined type of it
    """

    layers: tuple[tuple[str, float], ...]
    u_value: float
    fire_rating: str
    load_bearing: bool
    style: str
    predefined: str = "SOLIDWALL"

    @property
    def thickness(self) -> float:
        """Sum of its layers [m]."""
        return round(sum(layer[1] for layer in self.layers), 4)


@dataclass(frozen=True, slots=True)
class DoorType:
    """A door with its frame.

    Parameters
    ----------
    width, height : of the opening it fills, frame included [m]
    clear_width : what one passes through with its leaves open [m]
    leaf : style of the leaf
    operation : IFC operation of it
    hatch : whether people cannot pass it
    accessible : whether a wheelchair passes
    """

    width: float
    height: float
    clear_width: float
    leaf: str
    operation: str = "SINGLE_SWING_LEFT"
    hatch: bool = False
    accessible: bool = True


@dataclass(frozen=True, slots=True)
class WindowType:
    """A window with its frame: width and height [m], whether it opens, transmittance of the whole [W m⁻² K⁻¹]."""

    width: float
    height: float
    opens: bool = True
    u_value: float = 1.4


_CONCRETE, _WOOL, _PLASTER, _RENDER, _BLOCK = "Béton", "Laine minérale", "Plâtre", "Enduit", "Bloc béton"

BUILD_UPS = {
    "Façade ITE 34": BuildUp(
        ((_RENDER, 0.01), (_WOOL, 0.14), (_CONCRETE, 0.18), (_PLASTER, 0.01)), 0.24, "REI60", True, "Enduit"
    ),
    "Façade maison 34": BuildUp(
        ((_RENDER, 0.01), (_WOOL, 0.12), (_BLOCK, 0.20), (_PLASTER, 0.01)), 0.26, "REI30", True, "Enduit"
    ),
    "Mur enterré 30": BuildUp(((_CONCRETE, 0.30),), 2.9, "REI120", True, "Béton"),
    "Voile béton 18": BuildUp(((_CONCRETE, 0.18),), 3.4, "REI60", True, "Béton"),
    "Mur mitoyen 20": BuildUp(((_BLOCK, 0.20),), 2.3, "REI60", True, "Béton"),
    "Parpaing 15": BuildUp(((_BLOCK, 0.15),), 2.6, "EI60", False, "Béton", "PARTITIONING"),
    "Parpaing 10": BuildUp(((_BLOCK, 0.10),), 3.0, "EI30", False, "Béton", "PARTITIONING"),
    "Carreaux de plâtre 10": BuildUp((("Carreaux de plâtre", 0.10),), 2.2, "EI60", False, "Plâtre", "PARTITIONING"),
    "Cloison 7": BuildUp(
        (("Plaque de plâtre", 0.013), (_WOOL, 0.044), ("Plaque de plâtre", 0.013)),
        0.8,
        "EI15",
        False,
        "Plâtre",
        "PARTITIONING",
    ),
    "Acrotère 20": BuildUp(((_CONCRETE, 0.20),), 3.3, "", False, "Béton", "PARAPET"),
    "Garde-corps 5": BuildUp((("Acier", 0.05),), 5.9, "", False, "Acier", "PARAPET"),
    "Séparatif balcon 5": BuildUp((("Panneau composite", 0.05),), 5.0, "", False, "Plâtre", "PARTITIONING"),
    "Dallage 20": BuildUp(((_CONCRETE, 0.20),), 1.2, "REI120", True, "Béton", "BASESLAB"),
    "Dalle 20": BuildUp(((_CONCRETE, 0.20),), 2.6, "REI60", True, "Béton", "FLOOR"),
    "Plancher haut sous-sol 30": BuildUp(((_WOOL, 0.10), (_CONCRETE, 0.20)), 0.33, "REI120", True, "Béton", "FLOOR"),
    "Dallage isolé 30": BuildUp((("Polystyrène", 0.10), (_CONCRETE, 0.20)), 0.3, "REI60", True, "Béton", "BASESLAB"),
    "Toiture-terrasse 36": BuildUp(
        ((_CONCRETE, 0.20), ("Polyuréthane", 0.14), ("Étanchéité", 0.02)), 0.16, "REI60", True, "Étanchéité", "ROOF"
    ),
}
"""Walls and slabs by name."""

DOORS = {
    "Porte 73": DoorType(0.80, 2.04, 0.70, "Bois", accessible=False),
    "Porte 83": DoorType(0.90, 2.04, 0.80, "Bois"),
    "Porte palière 93": DoorType(1.00, 2.10, 0.90, "Bois"),
    "Porte maison 93": DoorType(1.00, 2.15, 0.90, "Bois"),
    "Porte coupe-feu 93": DoorType(1.00, 2.10, 0.90, "Acier"),
    "Porte commune 93": DoorType(1.00, 2.10, 0.90, "Bois"),
    "Porte de cave 83": DoorType(0.90, 2.04, 0.80, "Bois"),
    "Porte de service 93": DoorType(1.00, 2.10, 0.90, "Acier"),
    "Porte de service 140": DoorType(1.50, 2.10, 1.40, "Acier", "DOUBLE_DOOR_SINGLE_SWING"),
    "Porte de hall 120": DoorType(1.30, 2.20, 1.20, "Verre"),
    "Porte de hall 140": DoorType(1.50, 2.20, 1.40, "Verre", "DOUBLE_DOOR_SINGLE_SWING"),
    "Porte de commerce 140": DoorType(1.50, 2.20, 1.40, "Verre", "DOUBLE_DOOR_SINGLE_SWING"),
    "Porte palière ascenseur 90": DoorType(0.90, 2.10, 0.80, "Acier", "SLIDING_TO_LEFT"),
    "Porte-fenêtre 120": DoorType(1.20, 2.15, 1.05, "Verre"),
    "Porte-fenêtre 180": DoorType(1.80, 2.15, 0.85, "Verre", "DOUBLE_DOOR_SINGLE_SWING"),
    "Trappe gaine palière 60": DoorType(0.50, 2.00, 0.44, "Acier", hatch=True, accessible=False),
    "Trappe de visite 30": DoorType(0.30, 0.60, 0.26, "Acier", hatch=True, accessible=False),
}
"""Doors by name; the number of a name is its leaf in centimetres, and `width` what the wall leaves open for it."""

WINDOWS = {
    "Fenêtre 60x75": WindowType(0.60, 0.75),
    "Fenêtre 90x120": WindowType(0.90, 1.20),
    "Fenêtre 120x135": WindowType(1.20, 1.35),
    "Fenêtre 180x135": WindowType(1.80, 1.35),
    "Châssis d'escalier 120x90": WindowType(1.20, 0.90),
    "Vitrine 240x210": WindowType(2.40, 2.10, opens=False),
    "Châssis fixe 120x210": WindowType(1.20, 2.10, opens=False),
    "Soupirail 80x40": WindowType(0.80, 0.40),
}
"""Windows by name."""


def thickness_of(build_up: str) -> float:
    """Return the thickness of a build-up [m]."""
    return BUILD_UPS[build_up].thickness
