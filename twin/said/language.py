"""Tells a text in the language of its reader: by its template where it has one, else by what it looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from string import Formatter
from typing import Any, Final

from twin.said.catalogue import ENGLISH, Catalogue, Text, catalogue_of
from twin.said.text import Said

__all__ = ["heard", "in_language", "number_in"]

_NUMBER: Final = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
_BETWEEN: Final = ("; ", ". ", ", ")
_COUNTS: Final = ("n", "all")
"""Places that hold whole numbers, by convention."""
_DEEP: Final = 4
_LETTERS: Final = re.compile(r"[^\W\d]")
_FEW: Final = 4
"""Templates with fewer letters of their own fit too much to be found by what they look like."""


def in_language(text: str, language: str) -> str:
    """Return a text in a language; as it is in English where the language does not have it.

    Parameters
    ----------
    text : made by `say` or `joined`, or a plain word that a catalogue may have
    language : of the reader

    Raises
    ------
    UsageError
        If there is no such language.
    """
    if language == ENGLISH:
        return str(text)
    known = catalogue_of(language)
    if not isinstance(text, Said):
        found = known.texts.get(text, text)
        return found if isinstance(found, str) else found[0]
    if isinstance(text.values, tuple):
        return in_language(text.template, language).join(in_language(one, language) for one in text.values)
    if text.template not in known.texts:
        return str(text)
    return _filled(_form(known.texts[text.template], text.values, language), text.values, language)


def heard(text: str, language: str) -> str:
    """Return a text in a language of which only its English is left, as in a run that was saved.

    It is compared with the templates of the catalogue; the one with most words of its own that fits the whole text is
    taken. What fits none is looked at in parts, which stay English where nothing fits them.

    Parameters
    ----------
    text : in English
    language : of the reader
    """
    return text if language == ENGLISH else _heard(str(text), language, _DEEP)


def number_in(number: str, language: str) -> str:
    """Return a number that is written as in English with the marks of a language."""
    return _marked(number, catalogue_of(language))


def _heard(text: str, language: str, deep: int) -> str:
    known = catalogue_of(language)
    plain = known.texts.get(text)
    if isinstance(plain, str):
        return plain
    if not deep:
        return text
    for pattern, found in _patterns(known):
        if match := pattern.fullmatch(text):
            there = match.groupdict()
            values = {name: _value(value, language, deep - 1) for name, value in there.items()}
            return _without_formats(_form(found, there, language)).format_map(values)
    for between in _BETWEEN:
        if between in text:
            return in_language(between, language).join(_heard(part, language, deep - 1) for part in text.split(between))
    return text


def _value(text: str, language: str, deep: int) -> str:
    """Return what was found at a place: a number as people write it, else a text that may itself be known."""
    return _marked(text, catalogue_of(language)) if _NUMBER.fullmatch(text) else _heard(text, language, deep)


@cache
def _patterns(known: Catalogue) -> tuple[tuple[re.Pattern[str], Text], ...]:
    """Return what texts of each template look like, those with most words of their own first."""
    found = []
    for template, text in known.texts.items():
        parts = list(Formatter().parse(template)) if "{" in template else []
        own = sum(len(literal.strip()) for literal, *_ in parts)
        if (
            any(name for _, name, *_ in parts)
            and len(_LETTERS.findall("".join(literal for literal, *_ in parts))) >= _FEW
        ):
            found.append((-own, re.compile(_pattern(parts), re.DOTALL), text))
    found.sort(key=lambda one: one[0])
    return tuple((pattern, text) for _, pattern, text in found)


def _pattern(parts: list[tuple[str, str | None, str | None, str | None]]) -> str:
    seen: set[str] = set()
    made = ""
    for literal, name, spec, _ in parts:
        made += re.escape(literal)
        if name:
            looks = _NUMBER.pattern.replace("(", "(?:") if name in _COUNTS or (spec and "%Y" not in spec) else ".+?"
            made += f"(?P={name})" if name in seen else f"(?P<{name}>{looks})"
            seen.add(name)
    return made


def _form(text: Text, values: Mapping[str, Any], language: str) -> str:
    """Return the singular or plural of a text."""
    if isinstance(text, str):
        return text
    told = str(values.get("n", "")).replace(",", "")
    count = float(told) if _NUMBER.fullmatch(told) else 0.0
    return text[0 if (abs(count) < 2 if language == "fr" else count == 1) else 1]  # French: zero is singular


def _without_formats(template: str) -> str:
    return re.sub(r":[^{}]*\}", "}", template)


def _filled(template: str, values: Mapping[str, Any], language: str) -> str:
    if not values:
        return template
    made = ""
    for literal, name, spec, _ in Formatter().parse(template):
        made += literal
        if name is not None:
            made += _told(values[name], spec or "", language)
    return made


def _told(value: Any, spec: str, language: str) -> str:
    if isinstance(value, Said):
        return in_language(value, language)
    if isinstance(value, str) or (isinstance(value, date | datetime) and not spec):
        return str(value)
    text = format(value, spec)
    return text if isinstance(value, date | datetime) else _marked(text, catalogue_of(language))


def _marked(number: str, known: Catalogue) -> str:
    """Return a number with the marks of a language."""
    marks = {ord(","): known.thousands, ord("."): known.decimal, ord("%"): known.percent}
    return number.translate(marks)
