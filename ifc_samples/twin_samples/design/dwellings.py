"""Plans of dwellings in the slab block: through from south to north, along a landing they touch at x = 0.

A plan is drawn for the dwelling east of its landing and mirrored for the one west of it: living side south, bedrooms
north, a band of hall and wet rooms between. Two shafts rise through every dwelling, one at the wet rooms and one at the
kitchen.
"""

from __future__ import annotations

from twin_samples.design.cells import Box, DoorSpec, Sketch, WindowSpec
from twin_samples.design.rooms import cell

__all__ = ["DEPTH", "WIDTHS", "wing"]

SOUTH, HALL, NORTH, DEPTH = 4800, 6000, 7700, 11700
"""Depths at which the living side, the hall and the wet rooms end, and of the building [mm]."""

WIDTHS = {"T3": 6400, "T4": 6400}
"""Width of a wing by the type of its dwelling [mm]."""


class _Draft:
    """A dwelling as it is drawn: collects cells, doors and windows under its codes."""

    def __init__(self, place: str, dwelling: str) -> None:
        self.place, self.dwelling = place, dwelling
        self.sketch = Sketch()

    def code(self, word: str) -> str:
        return f"{self.place}.{word}" if word else ""

    def room(self, word: str, *boxes: Box) -> None:
        shaft = word.startswith("G")
        made = cell(
            self.place, word, self.dwelling, dwelling="" if shaft else self.dwelling, through=shaft,
            outdoor=word.startswith("BAL"),
        )  # fmt: skip
        self.sketch += Sketch(paint=tuple((made, box) for box in boxes))

    def door(self, one: str, other: str, type_: str = "Porte 83", *, at: float = 0.5, side: str = "") -> None:
        self.sketch += Sketch(doors=(DoorSpec((self.code(one), self.code(other)), type_, at, side),))

    def hatch(self, shaft: str, room: str) -> None:
        spec = DoorSpec(
            (self.code(shaft), self.code(room)), "Trappe de visite 30", sill=1.2, fire_rating="EI30", lock="key",
            accessible=False,
        )  # fmt: skip
        self.sketch += Sketch(doors=(spec,))

    def window(self, room: str, side: str, type_: str = "Fenêtre 120x135", *, sill: float = 0.9) -> None:
        self.sketch += Sketch(windows=(WindowSpec(self.code(room), side, type_, sill),))

    def open(self, one: str, other: str) -> None:
        self.sketch += Sketch(open_pairs=((self.code(one), self.code(other)),))


def wing(place: str, dwelling: str, kind: str, landing: str, *, annex: bool) -> Sketch:
    """Return a dwelling east of its landing, its inner edge at x = 0.

    Parameters
    ----------
    place : what its codes begin with
    dwelling : its code
    kind : T3 or T4
    landing : code of the landing
    annex : it also has the strip south of the lift, from x = -2700
    """
    draft = _Draft(place, dwelling)
    width = WIDTHS[kind]
    draft.room("ENT", (0, SOUTH, 4600, HALL))
    draft.room("SEJ", (0, 0, width, SOUTH), (4600, SOUTH, width, 6200))
    if annex:
        draft.room("SEJ", (-2700, 0, 0, 2800), (-800, 2800, 0, 3900))
        draft.room("CUI", (-2700, 0, -200, 2800))
        draft.room("CH3", (3600, 0, width, SOUTH))
        draft.room("CEL", (4600, SOUTH, width, NORTH))
        draft.room("ENT", (0, SOUTH, 4800, HALL))
        draft.open("SEJ", "CUI")
        draft.door("CH3", "ENT", at=1.0)
        draft.window("CH3", "S")
    else:
        draft.room("CUI", (0, 0, 2500, SOUTH))
        draft.room("CEL", (4600, 6200, width, NORTH))
        draft.door("CUI", "ENT")
    draft.window("CUI", "S", "Fenêtre 90x120", sill=1.05)
    _night(draft, width)
    draft.room("BAL", (2600 if not annex else 600, -1300, 6300 if not annex else 3500, 0))
    draft.door("SEJ", "BAL", "Porte-fenêtre 180")
    draft.door("SEJ", "ENT", side="N")
    entrance = DoorSpec(
        (draft.code("ENT"), landing), "Porte palière 93", fire_rating="EI30", self_closing=False, lock="key"
    )
    return draft.sketch + Sketch(doors=(entrance,))


def _night(draft: _Draft, width: int) -> None:
    """Wet rooms and two bedrooms around a corridor that branches off the hall."""
    draft.room("WC", (0, HALL, 1050, NORTH))
    draft.room("GT", (1050, HALL, 1550, NORTH))
    draft.room("SDB", (1550, HALL, 3500, NORTH))
    draft.room("CH1", (0, NORTH, 3500, DEPTH))
    draft.room("CH2", (3500, NORTH, width, DEPTH))
    draft.room("DGT", (3500, HALL, 4600, 8800))
    draft.open("ENT", "DGT")
    draft.door("WC", "ENT", "Porte 73")
    draft.door("SDB", "DGT")
    draft.hatch("GT", "SDB")
    draft.door("CH1", "DGT")
    draft.door("CH2", "DGT", side="W")
    draft.door("CEL", "DGT", "Porte 73")
    draft.window("CH1", "N")
    draft.window("CH2", "N")
