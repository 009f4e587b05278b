"""Plans of the four dwellings on a landing of the tower, each at a corner with two façades."""

from __future__ import annotations

from twin_samples.design.cells import Box, Sketch
from twin_samples.design.drafting import Pen

__all__ = ["DEPTH", "FLATS", "TYPES", "WIDTH", "flat_shafts"]

WIDTH, DEPTH = 19400, 17700
"""Length of both sides of the tower [mm]."""

TYPES = ("T2", "T4", "T3", "T3")
"""Type of the dwelling of each rank: north-west, north-east, south-east, south-west."""

_SHAFTS: tuple[tuple[tuple[str, Box, str], ...], ...] = (
    (("GT", (5900, 10700, 6400, 12100), "WC"), ("GC", (3200, 10700, 3700, 11600), "CUI")),
    (("GT", (15500, 9400, 16000, 10700), "WC"),),
    (("GT", (2900, 5600, 3900, 6100), "WC"),),
)


def flat_shafts(rank: int, place: str, unit: str) -> Sketch:
    """Return the shafts of a dwelling alone, for a storey in which its place is used otherwise."""
    pen = Pen(place, unit)
    for word, box, _ in _SHAFTS[min(rank, 3) - 1]:
        pen.rising(word, box)
    return pen.sketch.mirrored(WIDTH) if rank == 3 else pen.sketch


def _finish(pen: Pen, rank: int, landing: str) -> Sketch:
    for word, box, room in _SHAFTS[rank - 1]:
        pen.rising(word, box)
        pen.hatch(word, room)
    pen.fire_door("ENT", landing, "Porte palière 93", closing=False, lock="key")
    return pen.sketch


def _north_west(place: str, dwelling: str, landing: str, *, balcony: bool) -> Sketch:
    pen = Pen(place, dwelling, dwelling)
    pen.room("SEJ", (0, 9400, 3700, DEPTH))
    pen.room("CUI", (0, 9400, 3700, 11600))
    pen.room("CH1", (3700, 13700, 6600, DEPTH))
    pen.room("ENT", (2600, 9400, 6400, 10700))
    pen.room("PLC", (2600, 9400, 3700, 10700))
    pen.room("DGT", (3700, 10700, 4900, 13700))
    pen.room("WC", (4900, 10700, 5900, 12100))
    pen.room("SDE", (4900, 12100, 6600, 13700))
    pen.open("SEJ", "CUI")
    pen.open("ENT", "DGT")
    pen.door("SEJ", "DGT")
    pen.door("CH1", "DGT")
    pen.door("SDE", "DGT")
    pen.door("WC", "DGT", "Porte 73")
    pen.door("PLC", "ENT")
    pen.window("CUI", "W", "Fenêtre 90x120")
    pen.window("CH1", "N")
    pen.window("SEJ", "N")
    if balcony:
        pen.outdoors("BAL", (-1300, 12400, 0, 16000))
        pen.door("SEJ", "BAL", "Porte-fenêtre 180")
    return _finish(pen, 1, landing)


def _north_east(place: str, dwelling: str, landing: str, *, balcony: bool) -> Sketch:
    pen = Pen(place, dwelling, dwelling)
    pen.room("CUI", (14500, 9400, WIDTH, 12400))
    pen.room("SEJ", (15000, 12400, WIDTH, DEPTH))
    pen.room("CH3", (6600, 13500, 9400, DEPTH))
    pen.room("CH2", (9400, 13500, 12200, DEPTH))
    pen.room("CH1", (12200, 13500, 15000, DEPTH))
    pen.room("CEL", (6600, 12100, 8200, 13500))
    pen.room("SDB", (14500, 10700, 16600, 12400))
    pen.room("DGT", (8200, 12100, 14500, 13500), (14500, 12400, 15000, 13500))
    pen.room("ENT", (13000, 9400, 14500, 12100))
    pen.room("WC", (14500, 9400, 15500, 10700))
    pen.open("ENT", "DGT")
    for room in ("CH1", "CH2", "CH3", "CEL", "SEJ"):
        pen.door(room, "DGT")
    pen.door("SDB", "ENT")
    pen.door("WC", "ENT", "Porte 73")
    pen.door("CUI", "SEJ", side="N", at=0.1)
    for room in ("CH1", "CH2", "CH3"):
        pen.window(room, "N")
    pen.window("CUI", "E", "Fenêtre 90x120")
    pen.window("SEJ", "N")
    if balcony:
        pen.outdoors("BAL", (WIDTH, 13000, WIDTH + 1300, 16600))
        pen.door("SEJ", "BAL", "Porte-fenêtre 180")
    return _finish(pen, 2, landing)


def _south_west(place: str, dwelling: str, landing: str, *, balcony: bool) -> Sketch:
    pen = Pen(place, dwelling, dwelling)
    pen.room("SEJ", (0, 0, 3900, 5600))
    pen.room("CH1", (3900, 0, 6800, 4300))
    pen.room("CH2", (6800, 0, WIDTH // 2, 4300))
    pen.room("CUI", (0, 5600, 2900, 9400))
    pen.room("DGT", (3900, 4300, 7900, 5600))
    pen.room("CEL", (7900, 4300, WIDTH // 2, 5600))
    pen.room("ENT", (3900, 5600, 6400, 7600))
    pen.room("WC", (2900, 6100, 3900, 7600))
    pen.room("SDB", (2900, 7600, 5000, 9400))
    pen.open("ENT", "DGT")
    for room in ("SEJ", "CH1", "CH2", "CEL"):
        pen.door(room, "DGT")
    pen.door("CUI", "SEJ", side="S", at=0.9)
    pen.door("SDB", "ENT")
    pen.door("WC", "ENT", "Porte 73")
    pen.window("CH1", "S")
    pen.window("CH2", "S")
    pen.window("CUI", "W", "Fenêtre 90x120")
    pen.window("SEJ", "W")
    if balcony:
        pen.outdoors("BAL", (200, -1300, 3700, 0))
        pen.door("SEJ", "BAL", "Porte-fenêtre 180")
    return _finish(pen, 3, landing)


def _south_east(place: str, dwelling: str, landing: str, *, balcony: bool) -> Sketch:
    return _south_west(place, dwelling, landing, balcony=balcony).mirrored(WIDTH)


FLATS = (_north_west, _north_east, _south_east, _south_west)
"""What draws the dwelling of each rank."""
