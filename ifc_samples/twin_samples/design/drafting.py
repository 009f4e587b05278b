"""A pen for plans: draws rooms, doors and windows of one unit under its codes."""

from __future__ import annotations

from twin_samples.design.cells import Box, DoorSpec, Sketch, WindowSpec
from twin_samples.design.rooms import cell

__all__ = ["Pen"]


class Pen:
    """Draws one unit: a dwelling, the common parts of a stair, a shop.

    Rooms are named by the word that ends their code; a name with a dot is a whole code, an empty one the outside.

    Parameters
    ----------
    place : what its codes begin with, such as ``A1.21``
    unit : what it is; other units begin behind party walls
    dwelling : code of the dwelling, empty for none
    """

    def __init__(self, place: str, unit: str, dwelling: str = "") -> None:
        self.place, self.unit, self.dwelling = place, unit, dwelling
        self.sketch = Sketch()

    def code(self, word: str) -> str:
        """Return the code of a room."""
        return word if not word or "." in word else f"{self.place}.{word}"

    def room(self, word: str, *boxes: Box, dwelling: str | None = None) -> None:
        """Paint a room over what is there."""
        owner = self.dwelling if dwelling is None else dwelling
        made = cell(self.place, word, self.unit, dwelling=owner)
        self.sketch += Sketch(paint=tuple((made, box) for box in boxes))

    def rising(self, word: str, *boxes: Box) -> None:
        """Paint a shaft, lift or stair, which goes through the slab above."""
        owner = self.dwelling if word == "ESC" else ""
        made = cell(self.place, word, self.unit, dwelling=owner, through=True)
        self.sketch += Sketch(paint=tuple((made, box) for box in boxes))

    def outdoors(self, word: str, *boxes: Box) -> None:
        """Paint a balcony or terrace."""
        made = cell(self.place, word, self.unit, dwelling=self.dwelling, outdoor=True)
        self.sketch += Sketch(paint=tuple((made, box) for box in boxes))

    def door(self, one: str, other: str, kind: str = "Porte 83", *, side: str = "", at: float = 0.5, lock: str = "none",
             fails: str = "") -> None:  # fmt: skip
        """Want a door without fire rating."""
        spec = DoorSpec((self.code(one), self.code(other)), kind, at, side, lock=lock, fails=fails)
        self.sketch += Sketch(doors=(spec,))

    def fire_door(self, one: str, other: str, kind: str = "Porte coupe-feu 93", *, rating: str = "EI30",
                  closing: bool = True, lock: str = "none", side: str = "") -> None:  # fmt: skip
        """Want a fire door."""
        rooms = (self.code(one), self.code(other))
        spec = DoorSpec(rooms, kind, side=side, fire_rating=rating, self_closing=closing, lock=lock)
        self.sketch += Sketch(doors=(spec,))

    def lift_door(self, lift: str, landing: str) -> None:
        """Want a landing door of a lift."""
        code = f"{self.place.partition('.')[0]}.{lift}"
        spec = DoorSpec(
            (self.code(lift), self.code(landing)), "Porte palière ascenseur 90", fire_rating="E30", lift=code
        )
        self.sketch += Sketch(doors=(spec,))

    def hatch(self, shaft: str, room: str, kind: str = "Trappe de visite 30") -> None:
        """Want a hatch into a shaft; the small one sits above a cistern or bath."""
        sill = 1.2 if kind == "Trappe de visite 30" else 0.05
        rooms = (self.code(shaft), self.code(room))
        self.sketch += Sketch(doors=(DoorSpec(rooms, kind, sill=sill, fire_rating="EI30", lock="key"),))

    def window(self, room: str, side: str, kind: str = "Fenêtre 120x135", *, at: float = 0.5) -> None:
        """Want a window; its head is at 2.25 m where its height allows, glass down to the floor stands on it."""
        height = int(kind.rpartition("x")[2])
        sill = 0.0 if height >= 200 else round(max(0.9, 2.25 - height / 100), 2)
        self.sketch += Sketch(windows=(WindowSpec(self.code(room), side, kind, sill, at),))

    def open(self, one: str, other: str) -> None:
        """Leave out the wall between two rooms."""
        self.sketch += Sketch(open_pairs=((self.code(one), self.code(other)),))
