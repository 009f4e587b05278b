"""Measures of usage as somebody asks them: which there are, and a form for each, made from what it declares.

A measure that a stranger installs is offered like the others, in the words of its declaration; the catalogue of a
language may hold better ones for it in the table ``usage.of``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import cleandoc
from typing import Any, Final

from twin.model.twin import Twin
from twin.said.language import in_language
from twin.simulation.hazard import Parameter
from twin.usage.measure import UsageMeasure
from twin.usage.run import measure_named, measures
from twin_viewers.player.forms import Field, Parsed, field_of, parse_fields
from twin_viewers.words import Words

__all__ = ["MeasureChoice", "MeasureField", "MeasureForm", "form_of_measure", "key_of", "measures_listed", "picked"]

_OTHERS: Final = "others"
_FIRST: Final = 2
"""So many parameters are asked for at once, besides those that ask what would be if; the others on demand."""

_THINGS: Final = re.compile(
    r"\b(where|what is|things?|places?|gates?|doors?|lifts?|ways?|rooms?|spaces?|buildings?|dwellings?|storeys?)\b"
)
_NO_THINGS: Final = re.compile(r"\b(hours?|days?|weekdays|time|zone|file|categories|share|carrier)\b")
"""What a declaration says of a text that names things, and of one that does not."""


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """A measure that can be asked.

    Parameters
    ----------
    name : of the measure
    label : what a reader calls it
    about : one line that says what it tells
    group : key of the group it stands in
    group_label : what a reader calls the group
    """

    name: str
    label: str
    about: str
    group: str
    group_label: str


@dataclass(frozen=True, slots=True)
class MeasureField:
    """One parameter of a measure to fill in.

    Parameters
    ----------
    field : what is asked
    names_thing : whether the answer names things, which can be picked in the picture
    is_what_if : whether it changes the estate in thought
    is_rare : whether it is asked for on demand only
    """

    field: Field
    names_thing: bool
    is_what_if: bool
    is_rare: bool


@dataclass(frozen=True, slots=True)
class MeasureForm:
    """What to fill in for a measure.

    Parameters
    ----------
    choice : the measure
    explained : what it does, in full, as its author wrote it
    fields : its parameters
    status : whether it is verified
    references : what it rests on
    words : the language of the reader
    """

    choice: MeasureChoice
    explained: str
    fields: tuple[MeasureField, ...]
    status: str
    references: tuple[str, ...]
    words: Words

    def parse(self, answers: Mapping[str, Any]) -> Parsed:
        """Return what somebody has filled in, with one message for each field that cannot be.

        Parameters
        ----------
        answers : text or numbers by name of the field; what is empty is left to its default
        """
        declared = measure_named(self.choice.name).parameters
        return parse_fields(declared, [one.field for one in self.fields], answers, words=self.words)


def measures_listed(words: Words) -> tuple[MeasureChoice, ...]:
    """Return the measures that are installed, by group.

    Parameters
    ----------
    words : the language of the reader
    """
    order = list(words.table["usage"]["groups"])
    found = [_choice(name, one, words) for name, one in measures().items()]
    return tuple(sorted(found, key=lambda one: (order.index(one.group), one.label.casefold())))


def form_of_measure(name: str, words: Words) -> MeasureForm:
    """Return the form of a measure.

    Parameters
    ----------
    name : of the measure
    words : the language of the reader

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    one = measure_named(name)
    own = _said(words, name)
    fields = tuple(_field(name, one, at, own, words) for at in range(len(one.parameters)))
    explained = "" if "about" in own else cleandoc(type(one).__doc__ or "")  # its author's words are not translated
    return MeasureForm(_choice(name, one, words), explained, fields, one.status, one.references, words)


def key_of(twin: Twin, row: int) -> str:
    """Return what a parameter calls a thing: its code or name if nothing else has it, else its id.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    """
    nodes = twin.nodes
    for column in ("code", "name"):
        said = str(nodes[column][row])
        if said and "," not in said and sum(int((nodes[one] == said).sum()) for one in ("code", "name", "id")) == 1:
            return said
    return str(nodes["id"][row])


def picked(text: str, key: str) -> str:
    """Return a text that names things with one more; it ends a pair such as ``health:`` that has only begun.

    Parameters
    ----------
    text : what stands there
    key : of the thing that was picked

    Examples
    --------
    >>> picked("", "A"), picked("A", "B"), picked("A, B", "B"), picked("health:", "A")
    ('A', 'A, B', 'A, B', 'health:A')
    """
    said = text.strip()
    if said.endswith(":"):
        return said + key
    names = [one.strip() for one in said.split(",") if one.strip()]
    return ", ".join(dict.fromkeys([*names, key]))


def _choice(name: str, measure: UsageMeasure, words: Words) -> MeasureChoice:
    own, groups = _said(words, name), words.table["usage"]["groups"]
    group = next((one for one, names in words.table["usage"]["grouped"].items() if name in names), _OTHERS)
    label = own.get("label") or _capital(name.replace("-", " "))
    about = own.get("about") or in_language(measure.about, words.language)
    return MeasureChoice(name, label, _capital(about), group, groups[group])


def _field(name: str, measure: UsageMeasure, at: int, own: Mapping[str, Any], words: Words) -> MeasureField:
    parameter = measure.parameters[at]
    label, about = own.get(parameter.name) or (None, None)
    field = field_of(name, parameter, words=words)
    field = replace(field, label=label or field.label, about=about or field.about)
    is_what_if = parameter.name in measure.what_ifs
    return MeasureField(field, _names_thing(parameter), is_what_if, at >= _FIRST and not is_what_if)


def _names_thing(parameter: Parameter) -> bool:
    """Return whether the answer to a parameter names things, as its one line tells."""
    is_text = isinstance(parameter.default, str) and not parameter.unit and not parameter.choices
    return is_text and bool(_THINGS.search(parameter.about)) and not _NO_THINGS.search(parameter.about)


def _said(words: Words, name: str) -> Mapping[str, Any]:
    """Return what a language says of a measure in the place of its declaration."""
    found: Mapping[str, Any] = words.table["usage"].get("of", {}).get(name, {})
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
