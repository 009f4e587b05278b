"""Forms by which somebody begins an incident or a measure, made from what its plug-in declares.

A hazard that a stranger installs has a form without anybody writing one. Its words are those of its declaration where
the language of the reader has none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from twin.errors import UsageError
from twin.said.language import in_language
from twin.simulation.hazard import Parameter, Plugin, parameters_of
from twin.simulation.run import plugins_of
from twin_viewers.words import Words, words_in

__all__ = ["Field", "Form", "Parsed", "field_of", "form_of", "forms", "parse", "parse_fields"]

Kind = Literal["hazards", "interventions"]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter to fill in.

    Parameters
    ----------
    name : of the parameter
    label : what a reader calls it
    about : one line that says what it is
    unit : of a number, empty for words and plain numbers
    sort : number, choice or text
    default : what holds if nothing is filled in, as text; empty if it is found in the twin or not needed
    low, high : bounds of a number, None if it has none
    choices : words to choose from
    shown : the same as a reader calls them
    source : where the default comes from
    """

    name: str
    label: str
    about: str
    unit: str
    sort: Literal["number", "choice", "text"]
    default: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    shown: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Form:
    """What to fill in for an event or a measure.

    Parameters
    ----------
    name : of the hazard or intervention
    kind : which of both it is
    label : what a reader calls it
    about : one line that says what happens
    question : what it has to be aimed at
    needs_aim : whether something has to be chosen
    fields : its parameters
    status : whether it is verified
    references : what it rests on
    words : the language of the reader
    """

    name: str
    kind: Kind
    label: str
    about: str
    question: str
    needs_aim: bool
    fields: tuple[Field, ...]
    status: str
    references: tuple[str, ...]
    words: Words

    @property
    def plugin(self) -> Plugin:
        """The hazard or intervention itself."""
        return plugins_of(self.kind)[self.name]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What somebody has filled in.

    Parameters
    ----------
    parameters : values by name as a scenario takes them, of the fields that are filled in
    wrong : what is wrong with which field, by name
    """

    parameters: Mapping[str, str | float]
    wrong: Mapping[str, str]


def forms(*, words: Words | None = None) -> tuple[Form, ...]:
    """Return the forms of all hazards and interventions that are installed, hazards first, by name.

    Parameters
    ----------
    words : the language of the reader, English if not given
    """
    kinds: tuple[Kind, ...] = ("hazards", "interventions")
    return tuple(form_of(name, kind, words=words) for kind in kinds for name in sorted(plugins_of(kind)))


def form_of(name: str, kind: Kind = "hazards", *, words: Words | None = None) -> Form:
    """Return the form of a hazard or intervention.

    Parameters
    ----------
    name : of it
    kind : which of both it is
    words : the language of the reader, English if not given

    Raises
    ------
    UsageError
        If none of that name is installed.
    """
    known, words = plugins_of(kind), words or words_in("en")
    if name not in known:
        near = get_close_matches(name, list(known), n=1)
        remedy = f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(sorted(known)) or 'none'}."
        raise UsageError(f"{kind[:-1]} {name!r}", "is not installed", remedy)
    plugin = known[name]
    question = _declared(words, f"{name}.question") or _asked(plugin, words)
    return Form(
        name,
        kind,
        _capital(words.find("by", name) or _declared(words, name) or _spaced(name)),
        _capital(_declared(words, f"{name}.about") or _said(plugin.about, words)),
        question,
        plugin.needs_aim,
        tuple(field_of(name, one, words=words) for one in plugin.parameters),
        plugin.status,
        plugin.references,
        words,
    )


def parse(form: Form, answers: Mapping[str, Any]) -> Parsed:
    """Return what somebody has filled in, with one message for each field that cannot be.

    Parameters
    ----------
    form : what there was to fill in
    answers : text or numbers by name of the field; what is empty is left to its default
    """
    return parse_fields(form.plugin.parameters, form.fields, answers, words=form.words)


def parse_fields(
    declared: Sequence[Parameter], fields: Sequence[Field], answers: Mapping[str, Any], *, words: Words
) -> Parsed:
    """Return what somebody has filled in for some parameters, with one message for each field that cannot be.

    Parameters
    ----------
    declared : the parameters
    fields : what there was to fill in for them
    answers : text or numbers by name of the field; what is empty is left to its default
    words : the language of the reader
    """
    known, named = {one.name: one for one in declared}, {one.name: one for one in fields}
    wrong = {name: words("form.no_field", name=name) for name in answers if name not in named}
    given = {name: _plain(answers[name], named[name]) for name in answers if name in named}
    parameters: dict[str, str | float] = {}
    for name, answer in given.items():
        if answer is None or answer == "":
            continue
        if _is_right(known[name], answer):
            parameters[name] = answer
        else:
            wrong[name] = _expected(named[name], words)
    return Parsed(parameters, wrong)


def field_of(plugin: str, parameter: Parameter, *, words: Words) -> Field:
    """Return the field of a parameter.

    Parameters
    ----------
    plugin : name of what declares it
    parameter : its declaration
    words : the language of the reader
    """
    key = f"{plugin}.{parameter.name}"
    by_word = isinstance(parameter.default, str) and not parameter.unit
    default = parameter.default
    return Field(
        parameter.name,
        _capital(_declared(words, key) or _spaced(parameter.name)),
        _capital(_declared(words, f"{key}.about") or _said(parameter.about, words)),
        parameter.unit,
        "choice" if parameter.choices else "text" if by_word else "number",
        "" if default is None else default if isinstance(default, str) else f"{default:g}",
        parameter.low,
        parameter.high,
        parameter.choices,
        tuple(_declared(words, f"choice.{one}") or _said(_spaced(one), words) for one in parameter.choices),
        _declared(words, f"{key}.source") or _said(parameter.source, words),
    )


def _is_right(parameter: Parameter, answer: Any) -> bool:
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        return False
    try:
        value = parameters_of((parameter,), {parameter.name: answer}, subject="")[0][parameter.name]
    except (UsageError, OverflowError):
        return False
    return not isinstance(value, float) or math.isfinite(value)


def _expected(field: Field, words: Words) -> str:
    """Return what would be right in a field, as one sentence."""
    if field.sort == "choice":
        return words("form.choose", choices=", ".join(field.shown))
    if field.sort == "text":
        return words("form.write_text")
    bounds = [
        words(f"form.{key}", n=f"{words.number(bound)} {field.unit}".strip())
        for key, bound in (("at_least", field.low), ("at_most", field.high))
        if bound is not None
    ]
    unit = words("form.in_unit", unit=field.unit) if field.unit else ""
    return " ".join(words("form.write_number", unit=unit, bounds=" ".join(bounds)).split()).replace(" .", ".")


def _asked(plugin: Plugin, words: Words) -> str:
    """Return what a declaration says of the aim as a question, and what holds if nothing is chosen."""
    which, _, otherwise = plugin.aims_at.partition("; ")
    return " ".join(filter(None, (words("form.which", aims=which), otherwise and f"{_capital(otherwise)}.")))


def _declared(words: Words, key: str) -> str:
    """Return what a language says in the place of a declaration, empty if it has nothing."""
    return str(words.table.get("declared", {}).get(key, ""))


def _said(text: str, words: Words) -> str:
    """Return a text of a declaration in the language of the reader, as a catalogue of its package has it."""
    return in_language(text, words.language)


def _plain(answer: Any, field: Field) -> Any:
    """Return an answer without blanks around it; a number without a unit is one in the unit beside the field."""
    if not isinstance(answer, str):
        return answer
    text = answer.strip()
    try:
        return float(text.replace(",", ".")) if field.sort == "number" else text
    except ValueError:
        return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
