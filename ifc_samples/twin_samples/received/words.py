"""What rooms are called in received models: codes of the office, abbreviations, or nothing."""

from __future__ import annotations

from typing import Final

import numpy as np

from twin_samples.design.model import BuildingDesign

__all__ = ["names_of_rooms", "numbers_of_rooms"]

_ABBREVIATIONS: Final = {
    "living": ("SEJ", "Séj.", "SEJOUR", "SAM/SAL"),
    "bedroom": ("CH", "Ch.", "CHB", "CHAMBRE"),
    "kitchen": ("CUIS", "Cuis.", "KIT", "CUISINE"),
    "bathroom": ("SDB", "S.d.B.", "SDE", "S.EAU"),
    "wc": ("WC", "W.C.", "Sanit.", "TOIL"),
    "entrance": ("ENT", "Entrée", "DGT", "HALL LGT"),
    "corridor": ("DGT", "Dgt", "CIRC", "Dégt"),
    "storage": ("PL", "RGT", "Cell.", "Placard"),
    "balcony": ("BALC", "Balcon", "LOGGIA", "TERR"),
    "landing": ("PAL", "Palier", "CIRC.COM", "DGT COM"),
    "hall": ("HALL", "Hall", "SAS", "HALL ENT."),
    "stair": ("ESC", "Esc.", "CAGE ESC", "ESCALIER"),
    "lift": ("ASC", "Asc.", "GAINE ASC", "ASCENSEUR"),
    "shaft": ("GT", "G.T.", "GAINE", "GAINE PAL."),
    "cellar": ("CAVE", "Cave", "CV", "CELLIER S/S"),
    "cellar corridor": ("CIRC", "CIRC. CAVES", "DGT CAVES", "COULOIR"),
}
_NAMELESS: Final = 0.06
"""Share of rooms that nobody named."""


def names_of_rooms(building: BuildingDesign, rng: np.random.Generator) -> dict[str, str]:
    """Return what each room is called, by its code; each use in one of the ways of writing it that offices have.

    Parameters
    ----------
    building : the design
    rng : draws how
    """
    names: dict[str, str] = {}
    for _, room in building.rooms:
        words = _ABBREVIATIONS.get(room.use)
        word = str(rng.choice(words)) if words else room.long_name
        if room.use == "bedroom":
            word += str(int(rng.integers(1, 4)))
        names[room.code] = "" if rng.random() < _NAMELESS else word
    return names


def numbers_of_rooms(building: BuildingDesign) -> dict[str, str]:
    """Return running numbers of the rooms of each storey, which say nothing of dwellings."""
    return {
        room.code: f"{place}{rank:03d}"
        for place, storey in enumerate(building.storeys)
        for rank, room in enumerate(storey.rooms)
    }
