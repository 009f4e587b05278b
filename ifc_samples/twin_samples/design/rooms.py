"""What rooms are called and used for, by the word that ends their code."""

from __future__ import annotations

import re

from twin_samples.design.cells import Cell

__all__ = ["cell"]

_ROOMS = {
    "ENT": ("Entrée", "entrance"),
    "DGT": ("Dégagement", "corridor"),
    "SEJ": ("Séjour", "living"),
    "CUI": ("Cuisine", "kitchen"),
    "CH": ("Chambre", "bedroom"),
    "SDB": ("Salle de bain", "bathroom"),
    "SDE": ("Salle d'eau", "bathroom"),
    "WC": ("WC", "wc"),
    "CEL": ("Cellier", "storage"),
    "PLC": ("Placard", "storage"),
    "BAL": ("Balcon", "balcony"),
    "TER": ("Terrasse", "balcony"),
    "GT": ("Gaine technique", "shaft"),
    "GC": ("Gaine cuisine", "shaft"),
    "GP": ("Gaine palière", "shaft"),
    "GE": ("Gaine électrique", "shaft"),
    "HAL": ("Hall d'entrée", "hall"),
    "PAL": ("Palier", "landing"),
    "SAS": ("Sas", "landing"),
    "ESC": ("Escalier", "stair"),
    "ASC": ("Gaine d'ascenseur", "lift"),
    "CAV": ("Cave", "cellar"),
    "CC": ("Circulation caves", "cellar corridor"),
    "OM": ("Local ordures ménagères", "bin room"),
    "VEL": ("Local vélos", "bike room"),
    "SST": ("Sous-station", "technical"),
    "EAU": ("Local eau", "technical"),
    "TGBT": ("Local électrique TGBT", "technical"),
    "VMC": ("Local VMC", "technical"),
    "MAC": ("Machinerie ascenseur", "technical"),
    "FIB": ("Local fibre et courants faibles", "technical"),
    "RES": ("Local réserve", "storage"),
    "ENC": ("Local encombrants", "storage"),
    "LEN": ("Local entretien", "storage"),
    "LPO": ("Local poussettes", "storage"),
    "LAV": ("Laverie", "laundry"),
    "LCR": ("Local commun résidentiel", "common room"),
    "LOG": ("Loge du gardien", "office"),
    "COM": ("Commerce", "shop"),
    "ARR": ("Réserve commerce", "storage"),
    "TOI": ("Terrasse technique", "roof"),
}


def cell(place: str, word: str, unit: str, *, dwelling: str = "", through: bool = False, outdoor: bool = False) -> Cell:
    """Return a cell by the word that names it.

    Parameters
    ----------
    place : what its code begins with, such as ``A1.21``
    word : key of what it is, with a number where there are several: ``SEJ``, ``CH2``
    unit : what it is part of
    dwelling : code of its dwelling
    through, outdoor : as in `Cell`
    """
    kind, number = re.fullmatch(r"([A-Z]+)(\d*)", word).groups()  # type: ignore[union-attr]
    name, use = _ROOMS[kind]
    title = f"{name} {int(number)}" if number else name
    number_in_plan = f"{place}.{word}".lstrip("#.")
    return Cell(f"{place}.{word}", number_in_plan, title, use, unit, dwelling, through, outdoor)
