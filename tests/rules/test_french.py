"""The French of the rules: all that they say has it, nothing that they no longer say is kept."""

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import twin
import twin_rules
from twin.said.catalogue import catalogue_of
from twin.said.language import heard, in_language
from twin.said.text import Said
from twin.usage.run import measures

HOMES = [Path(one.__file__).parent for one in (twin, twin_rules)]
OPEN = {"words", "columns"}
"""Tables of words that come from data or from declarations, not from `say`."""


def calls_in(home):
    """Return where the sources of a package make texts."""
    for path in sorted(one for one in home.rglob("*.py") if one.parent.name != "said"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"say", "joined"}:
                yield path.name, node


ALL = [one for home in HOMES for one in calls_in(home)]
CALLS = [(file, node, one) for file, node in ALL for one in node.args if isinstance(one, ast.Constant)]


def places(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_all_that_rules_say_has_french():
    known = catalogue_of("fr").texts
    lacking = [(file, one.value) for file, _, one in CALLS if re.search(r"[a-z]", one.value) and one.value not in known]
    assert not lacking


def test_all_columns_of_measures_have_french():
    known, lacking = catalogue_of("fr").texts, set()
    for measure in measures().values():
        for column in (one for columns in measure.schema().values() for one in columns):
            words = (column.stem.replace("_", " "), column.about, column.unit if len(column.unit) > 3 else "")
            lacking |= {one for one in words if one and one not in known}
    assert not lacking


def test_french_has_the_places_of_the_english():
    wrong = []
    for template, text in catalogue_of("fr").texts.items():
        forms = (text,) if isinstance(text, str) else text
        wrong += [template for one in forms[-1:] if places(one) != places(template)]
        wrong += [template for one in forms[:-1] if places(one) | {"n"} != places(template)]
    assert not wrong


def test_templates_stand_where_this_test_sees_them():
    for file, call in ALL:
        assert not call.keywords or isinstance(call.args[0], ast.Constant), (file, call.lineno)


def test_each_place_is_given_a_value():
    for file, call, one in CALLS:
        given = {keyword.arg for keyword in call.keywords}
        assert not given or given == places(one.value), (file, one.value)


@pytest.mark.parametrize("home", HOMES, ids=["twin", "rules"])
def test_nothing_is_kept_that_nobody_says(home):
    tables = tomllib.loads((home / "words" / "fr.toml").read_text(encoding="utf-8"))["said"]
    source = "".join(path.read_text(encoding="utf-8") for path in [*home.rglob("*.py"), *home.rglob("data/*.toml")])
    texts = {node.value for _, _, node in CALLS}
    kept = [one for name, table in tables.items() if name not in OPEN for one in table]
    assert not [one for one in kept if one not in texts and one not in source and one.replace(" ", "_") not in source]


def test_no_template_is_translated_twice():
    seen = {}
    for home in HOMES:
        for table in tomllib.loads((home / "words" / "fr.toml").read_text(encoding="utf-8"))["said"].values():
            for template, text in table.items():
                assert seen.setdefault(template, text) == text, template


def test_a_text_of_which_only_the_english_is_left_is_told_as_by_its_template():
    for file, call, one in CALLS:
        values = {name: 7 if name in {"n", "all"} else "X" for name in places(one.value)}
        plain = re.sub(r":[^{}]*\}", "}", one.value).format(**values)
        told = in_language(Said(plain, one.value, values), "fr") if values else in_language(plain, "fr")
        own = re.findall(r"[^\W\d]", re.sub(r"\{[^{}]*\}", "", one.value))
        if call.func.id == "say" and len(own) >= 4 and not re.search(r":[^{}]*\}", one.value):
            assert heard(plain, "fr") == told, (file, one.value)
