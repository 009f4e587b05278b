"""Texts that keep how they were made: a template in English, and the values that fill it.

A rule writes ``say("{n} dwellings have no way in", n=3)`` in the place of an f-string. What comes back is a plain
English text to whoever asks for nothing else: to JSON, tables, the command line, Python. A reader of another language
is told it by `twin.said.language.in_language`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["Said", "joined", "say"]


class Said(str):
    """An English text with what it was made from.

    Parameters
    ----------
    text : as it reads in English
    template : the text with places for values; of texts that follow one another, what stands between them
    values : by name of their place; of texts that follow one another, these
    """

    template: str
    values: Mapping[str, Any] | tuple[str, ...]

    def __new__(cls, text: str, template: str, values: Mapping[str, Any] | tuple[str, ...]) -> Said:
        """Return the text, which is a plain one to whoever does not ask."""
        made = super().__new__(cls, text)
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Said, (str(self), self.template, self.values)


def say(template: str, /, **values: Any) -> Said:
    """Return a text with its places filled in.

    Parameters
    ----------
    template : the English text, with places as `str.format` has them; without values it is taken as it stands
    values : what fills the places; a text that was made in the same way is told in the language of the whole

    Examples
    --------
    >>> say("{n} of {all} dwellings, {share:.0%}", n=3, all=12, share=0.25)
    '3 of 12 dwellings, 25%'
    """
    return Said(template.format(**values) if values else template, template, values)


def joined(parts: Iterable[str], between: str = " ") -> Said:
    """Return texts that follow one another, each of which is told in the language of the reader.

    Parameters
    ----------
    parts : the texts; a name, or any other that was not made by `say`, stays as it is
    between : what stands between them

    Examples
    --------
    >>> joined(["A", say("no way")], ", ")
    'A, no way'
    """
    kept = tuple(parts)
    return Said(between.join(kept), between, kept)
