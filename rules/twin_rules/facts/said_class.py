"""The letter of an energy class in what people write of it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from twin.model.twin import Twin
from twin.simulation.world import property_of

__all__ = ["letter_of", "said_letter"]

_NAMES: Final = ("ClasseDPE", "EtiquetteDPE", "ClasseEnergie", "ClasseÉnergie", "EnergyClass", "EnergyRating", "DPE")
_LETTER: Final = re.compile(
    r"(?:(?:classe|class|etiquette|label|dpe|epc|energie|energetique|energy|rating)\b[\s:=-]*)*"
    r"([a-g])\b(?:\s*[(:;,-]?\s*\d.*)?"
)


def said_letter(twin: Twin, row: int) -> str:
    """Return the class that a thing declares as a letter, from the first property that holds one; empty if none does.

    Parameters
    ----------
    twin : the estate
    row : of the thing
    """
    return next((letter for name in _NAMES if (letter := letter_of(str(property_of(twin, row, name) or "")))), "")


def letter_of(text: str) -> str:
    """Return the class A to G of a text that holds nothing else but words for it and a figure after it, else nothing.

    Parameters
    ----------
    text : as somebody wrote it

    Examples
    --------
    >>> letter_of("Classe B"), letter_of("D (180 kWh/m².an)"), letter_of("En cours")
    ('B', 'D', '')
    """
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    found = _LETTER.fullmatch(plain.strip())
    return found.group(1).upper() if found else ""
