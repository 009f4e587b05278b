"""The words of the panels."""

import re

import pytest

from twin_viewers.window.properties import standard_table
from twin_viewers.window.things import things
from twin_viewers.words import words_in

SECTIONS = (
    "tree public why commodity value provenance section relation use register details trace measure layer_group layers"
)


def places(text: object) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", str(text)))


@pytest.mark.parametrize("section", SECTIONS.split())
def test_both_languages_say_the_same_things(section: str) -> None:
    english, french = (words_in(one).table[section] for one in ("en", "fr"))
    assert list(english) == list(french)
    assert [places(text) for text in english.values()] == [places(text) for text in french.values()]


def test_each_fact_of_the_table_has_a_name_and_a_place() -> None:
    words = words_in("en")
    for key, spec in standard_table().items():
        assert words(f"details.{key}")
        assert spec["section"] in words.table["section"]


def test_each_sort_of_things_has_names_and_a_picture() -> None:
    for thing in things().values():
        assert thing.icon
        assert all(thing.one(language) and thing.many(language) for language in ("en", "fr"))
