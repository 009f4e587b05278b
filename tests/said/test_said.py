"""Texts that keep how they were made, told in another language."""

import copy
import pickle

import pytest

from twin.errors import UsageError
from twin.said.catalogue import catalogue_of, languages
from twin.said.language import heard, in_language
from twin.said.text import joined, say

STRANGER = """[said.shade]
"{n} trees give {share:.1%} of shade, {name}" = [
    "{n} arbre donne {share:.1%} d’ombre, {name}",
    "{n} arbres donnent {share:.1%} d’ombre, {name}",
]
"oak" = "chêne"
"dwellings" = "pirates"
"""


@pytest.fixture
def stranger(add_package):
    catalogue_of.cache_clear()
    add_package({"words/fr.toml": STRANGER})
    yield
    catalogue_of.cache_clear()


def told(n, share=0.25, name="Allée A"):
    return say("{n} trees give {share:.1%} of shade, {name}", n=n, share=share, name=name)


def test_a_text_is_plain_english_to_whoever_does_not_ask():
    assert told(3) == "3 trees give 25.0% of shade, Allée A"
    assert isinstance(told(3), str)
    assert in_language(told(3), "en") == told(3)


def test_a_package_brings_its_own_words_with_forms_and_marks_of_numbers(stranger):
    assert in_language(told(1200), "fr") == "1200 arbres donnent 25,0\u00a0% d’ombre, Allée A"
    assert in_language(told(1), "fr").startswith("1 arbre donne ")
    assert in_language(told(0), "fr").startswith("0 arbre donne ")


def test_a_stranger_cannot_change_what_the_twin_says(stranger):
    assert in_language("less than an hour", "fr") == "moins d’une heure"


def test_names_stay_and_texts_within_texts_are_told_too(stranger):
    assert in_language(told(2, name="oak"), "fr").endswith("oak")
    assert in_language(told(2, name=say("oak")), "fr").endswith("chêne")
    assert in_language(joined(["Allée A", say("oak")], ", "), "fr") == "Allée A, chêne"


def test_what_no_catalogue_has_stays_english():
    assert in_language(say("{n} unheard of", n=2), "fr") == "2 unheard of"
    assert heard("2 unheard of; nothing to see", "fr") == "2 unheard of\u00a0; nothing to see"


def test_a_text_keeps_its_template_through_processes_and_copies():
    for one in (pickle.loads(pickle.dumps(told(3))), copy.deepcopy(told(3))):
        assert (one, one.template, one.values) == (told(3), told(3).template, told(3).values)


def test_only_english_is_left_and_the_template_is_found_by_it(stranger):
    assert heard("7 trees give 12.5% of shade, Allée A", "fr") == "7 arbres donnent 12,5\u00a0% d’ombre, Allée A"
    assert heard("many trees give 12.5% of shade, Allée A", "fr").startswith("many trees")


def test_a_language_that_nobody_speaks_is_refused():
    assert languages()[0] == "en"
    with pytest.raises(UsageError, match="there is no such language"):
        in_language(told(1), "xx")
