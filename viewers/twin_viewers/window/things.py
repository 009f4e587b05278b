"""What people call things in their language, from a data table: names for trees and panels, words for searching."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin

__all__ = ["DWELLING", "Thing", "classes_of", "is_dwelling", "noun_of", "plain", "thing_of", "things"]

DWELLING: Final = "dwelling"

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BY_CLASS: Final = (Kind.ELEMENT, Kind.EQUIPMENT)
_VAGUE: Final = (
    "IfcFlowTerminal",
    "IfcFlowSegment",
    "IfcFlowFitting",
    "IfcFlowController",
    "IfcFlowMovingDevice",
    "IfcFlowStorageDevice",
    "IfcFlowTreatmentDevice",
    "IfcEnergyConversionDevice",
    "IfcDistributionElement",
    "IfcDistributionFlowElement",
    "IfcDistributionControlElement",
    "IfcBuildingElementProxy",
)
"""Classes that IFC2X3 gives to things of very different sorts; there the type says which."""
_ACCENTS: Final = str.maketrans(
    "àâäáãåçèéêëìíîïñòóôöõùúûüýÿ\N{RIGHT SINGLE QUOTATION MARK}",
    "aaaaaaceeeeiiiinooooouuuuyy'",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A sort of things.

    Parameters
    ----------
    key : IFC class, or kind
    names : one and several of them by language
    also : further words that people search by, plain
    icon : name of a picture for it, in the words of Material Design Icons
    """

    key: str
    names: dict[str, tuple[str, str]]
    also: tuple[str, ...]
    icon: str

    def one(self, language: str) -> str:
        """Return what one of them is called, as a heading."""
        return _heading(self.names[language][0])

    def many(self, language: str) -> str:
        """Return what several of them are called, as a heading."""
        return _heading(self.names[language][1])


@cache
def things() -> dict[str, Thing]:
    """Return the sorts of things of the data table by IFC class or kind."""
    text = (files("twin_viewers.window") / "data" / "things.toml").read_text(encoding="utf-8")
    return {
        key: Thing(key, {one: tuple(row[one]) for one in ("en", "fr")}, tuple(row.get("also", ())), row["icon"])
        for key, row in tomllib.loads(text).items()
    }


def thing_of(twin: Twin, row: int) -> Thing:
    """Return the sort that a thing of a twin is of.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    """
    nodes = twin.nodes
    kind = str(nodes["kind"][row])
    if is_dwelling(twin, row):
        return things()[DWELLING]
    return noun_of(str(classes_of(twin)[row]), kind) if kind in _BY_CLASS else things()[kind]


@once
def classes_of(twin: Twin) -> Array:
    """Return the IFC class of each thing; that of its type where its own says next to nothing, as in IFC2X3, (n,).

    Parameters
    ----------
    twin : the twin
    """
    nodes = twin.nodes
    of_types = np.append(twin["types"]["ifc_class"].astype(object), "")[nodes["type"]]
    told = np.array([str(one).removesuffix("Type").removesuffix("Style") for one in of_types.tolist()], dtype=object)
    vague = np.isin(nodes["ifc_class"].astype(str), _VAGUE)
    return np.where(vague & np.isin(told.astype(str), list(things())), told, nodes["ifc_class"])


@cache
def noun_of(ifc_class: str, kind: str) -> Thing:
    """Return the sort of things of an IFC class; that of the kind if the table has no such class.

    Parameters
    ----------
    ifc_class : the class
    kind : element or equipment
    """
    table = things()
    for cut in range(len(ifc_class), len("Ifc"), -1):
        if ifc_class[:cut] in table and (cut == len(ifc_class) or not ifc_class[cut].islower()):
            return table[ifc_class[:cut]]
    word = _CAMEL.sub(" ", ifc_class.removeprefix("Ifc")).lower()
    if not word:
        return table[kind]
    return Thing(ifc_class, dict.fromkeys(("en", "fr"), (word, word)), (), table[kind].icon)


def is_dwelling(twin: Twin, row: int) -> bool:
    """Return whether a thing is a dwelling."""
    return bool(twin.nodes["kind"][row] == Kind.ZONE and twin.nodes["use"][row] == DWELLING)


def plain(text: str) -> str:
    """Return a text in small letters and without accents, as it is compared in searches.

    Examples
    --------
    >>> plain("Chaudière d’Été")
    "chaudiere d'ete"
    """
    return text.lower().replace("œ", "oe").replace("ß", "ss").translate(_ACCENTS)


def _heading(word: str) -> str:
    return word[:1].upper() + word[1:]
