"""How the electrical office codes its boards: one rule for all trades."""

from __future__ import annotations

from dataclasses import dataclass

from twin_samples.design.electrics.reading import Reading

__all__ = ["Named"]


@dataclass(frozen=True, slots=True)
class Named:
    """Codes of the boards of a building."""

    reading: Reading

    @property
    def main(self) -> str:
        """The main low-voltage board."""
        return f"EL.{self.reading.building.code}.TGBT"

    @property
    def services(self) -> str:
        """The board of the common services."""
        return f"EL.{self.reading.building.code}.TSG"

    def short(self, dwelling: str) -> str:
        """Return the code of a dwelling without that of the estate: ``A1.21`` for ``TIL-A1-21``."""
        parts = dwelling.split("-")
        return ".".join(parts[1:] or parts)

    def unit(self, dwelling: str) -> str:
        """Return the code of the consumer unit of a dwelling."""
        return f"EL.{self.short(dwelling)}.TD"

    def board_of(self, room: str) -> str:
        """Return the code of the board of a laundry, common room, office or shop."""
        return f"EL.{room}.TDV"
