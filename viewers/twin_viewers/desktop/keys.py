"""What the keys do, and how keyboards call them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

__all__ = ["KEYS", "Key", "act_of", "letter_of", "named"]


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does.

    Parameters
    ----------
    group : when it does so: always, or while an incident is shown
    names : of the key
    act : method of the window that does it
    shown : what is written on the key; empty if the language says it
    """

    group: str
    names: tuple[str, ...]
    act: str
    shown: str = ""


KEYS: Final = (
    Key("look", ("f",), "fit", "F"),
    Key("look", ("Home",), "home"),
    Key("look", ("h",), "hide", "H"),
    Key("look", ("i",), "isolate", "I"),
    Key("look", ("a",), "show_all", "A"),
    Key("look", ("e",), "explode", "E"),
    Key("look", ("c",), "cut", "C"),
    Key("look", ("[", "comma"), "cut_less", "["),
    Key("look", ("]", "period"), "cut_more", "]"),
    Key("look", ("x",), "see_through", "X"),
    Key("look", ("page up",), "storey_up"),
    Key("look", ("page down",), "storey_down"),
    Key("look", ("n",), "night", "N"),
    Key("look", ("t",), "from_top", "T"),
    Key("ask", ("/",), "search", "/"),
    Key("ask", ("u",), "upstream", "U"),
    Key("ask", ("d",), "downstream", "D"),
    Key("ask", ("m",), "measure", "M"),
    Key("colour", ("1", "2", "3", "4", "5", "6"), "layer", "1 – 6"),
    Key("colour", ("0", "o"), "layers", "O"),
    Key("colour", ("g",), "legend", "G"),
    Key("incident", ("space",), "play"),
    Key("incident", ("Left",), "before", "←"),
    Key("incident", ("Right",), "after", "→"),
    Key("incident", ("p",), "states", "P"),
    Key("incident", ("b",), "side", "B"),
    Key("keep", ("v",), "views", "V"),
    Key("keep", ("s",), "save_picture", "S"),
    Key("keep", ("l",), "language", "L"),
    Key("keep", ("Escape",), "leave"),
    Key("keep", ("q",), "close", "Q"),
    Key("keep", ("?", "F1"), "help", "?"),
)

_NAMES: Final = {
    "question": "?",
    "slash": "/",
    "KP_Divide": "/",
    "bracketleft": "[",
    "bracketright": "]",
    "Prior": "page up",
    "Next": "page down",
    "KP_Prior": "page up",
    "KP_Next": "page down",
    "KP_Enter": "Return",
    "equal": "plus",
    "KP_Add": "plus",
    "KP_Subtract": "minus",
    "ampersand": "1",  # the row of digits without Shift, on French keyboards
    "eacute": "2",
    "quotedbl": "3",
    "apostrophe": "4",
    "parenleft": "5",
    "section": "6",
    "agrave": "0",
    **{f"KP_{digit}": str(digit) for digit in range(10)},
}

_SPELLED: Final = {
    "space": " ",
    "plus": "+",
    "minus": "-",
    "period": ".",
    "comma": ",",
    "slash": "/",
    "equal": "=",
    "colon": ":",
    "underscore": "_",
    "apostrophe": "'",
    "parenleft": "(",
    "parenright": ")",
    "ampersand": "&",
    "numbersign": "#",
    "KP_Divide": "/",
    "KP_Add": "+",
    "KP_Subtract": "-",
    "KP_Decimal": ".",
    **{f"KP_{digit}": str(digit) for digit in range(10)},
}

_ACCENTS: Final = {
    "grave": "\u0300",
    "acute": "\u0301",
    "circumflex": "\u0302",
    "diaeresis": "\u0308",
    "cedilla": "\u0327",
}
_ACCENTED: Final = re.compile(rf"([A-Za-z])({'|'.join(_ACCENTS)})")


def named(symbol: str) -> str:
    """Return the name of a key in `KEYS`.

    Parameters
    ----------
    symbol : what the keyboard calls it

    Examples
    --------
    >>> named("Prior"), named("F"), named("KP_3")
    ('page up', 'f', '3')
    """
    return _NAMES.get(symbol, symbol.lower() if len(symbol) == 1 else symbol)


def act_of(symbol: str) -> str | None:
    """Return what a key does, None for nothing.

    Parameters
    ----------
    symbol : what the keyboard calls it
    """
    name = named(symbol)
    return next((one.act for one in KEYS if name in one.names), None)


def letter_of(symbol: str) -> str:
    """Return the letter that a key writes, empty if it writes none.

    Parameters
    ----------
    symbol : what the keyboard calls it

    Examples
    --------
    >>> letter_of("e"), letter_of("eacute"), letter_of("space"), letter_of("Shift_L")
    ('e', 'é', ' ', '')
    """
    if len(symbol) == 1:
        return symbol
    if found := _ACCENTED.fullmatch(symbol):
        return unicodedata.normalize("NFC", found[1] + _ACCENTS[found[2]])
    return _SPELLED.get(symbol, "")
