"""Packages add modules by having them, and a broken one stands alone."""

from __future__ import annotations

import sys
from collections.abc import Callable

from twin.plugins import discover, load_all

AddPackage = Callable[..., str]


def test_module_is_found_by_its_file_alone(add_package: AddPackage) -> None:
    add_package({"hazards/rising_damp.py": '"""Water climbs the walls.\n\nSlowly."""\n'})
    found = {module.name: module for module in discover("hazards").modules}
    assert found["rising-damp"].help == "Water climbs the walls."
    assert found["rising-damp"].module == "stranger_package.hazards.rising_damp"


def test_finding_imports_nothing(add_package: AddPackage) -> None:
    add_package({"__init__.py": "raise SystemError", "hazards/flood.py": "raise SystemError"})
    assert "flood" in [module.name for module in discover("hazards").modules]
    assert "stranger_package" not in sys.modules


def test_trailing_underscore_of_a_keyword_is_dropped(add_package: AddPackage) -> None:
    add_package({"views/lambda_.py": '"""Draws."""'})
    assert [module.name for module in discover("views").modules if module.package == "stranger_package"] == ["lambda"]


def test_comments_may_stand_before_the_docstring(add_package: AddPackage) -> None:
    add_package({"views/plan.py": "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n\n'''Draws a plan — flat.'''\n"})
    assert [module.help for module in discover("views").modules if module.name == "plan"] == ["Draws a plan — flat."]


def test_module_without_docstring_has_empty_help(add_package: AddPackage) -> None:
    add_package({"views/plan.py": "import os\n"})
    assert [module.help for module in discover("views").modules if module.name == "plan"] == [""]


def test_sub_package_counts_as_one_module(add_package: AddPackage) -> None:
    add_package({"hazards/fire/__init__.py": '"""Fire."""', "hazards/fire/smoke.py": '"""Smoke."""'})
    assert [module.help for module in discover("hazards").modules if module.package == "stranger_package"] == ["Fire."]


def test_private_modules_and_those_without_the_name_are_left_out(add_package: AddPackage) -> None:
    add_package({"cli/_shared.py": "def run(): ...", "cli/tools.py": "x = 1", "cli/frob.py": "def run(): ..."})
    found = discover("cli", defining="run").modules
    assert [module.name for module in found if module.package == "stranger_package"] == ["frob"]


def test_missing_package_is_reported_and_the_others_stay(add_package: AddPackage) -> None:
    add_package({}, registered_as="ghost_package")
    found = discover("cli", defining="run")
    assert [problem.source for problem in found.problems] == ["ghost_package"]
    assert "info" in [module.name for module in found.modules]


def test_unreadable_module_is_reported_and_its_neighbours_stay(add_package: AddPackage) -> None:
    add_package({"hazards/bad.py": '"""Never ends', "hazards/good.py": '"""Ends."""'})
    found = discover("hazards")
    assert [problem.source for problem in found.problems] == ["stranger_package.hazards.bad"]
    assert "good" in [module.name for module in found.modules]


def test_a_name_of_the_twin_cannot_be_taken(add_package: AddPackage) -> None:
    add_package({"cli/info.py": "def run(): ..."}, name="aaa_package")
    found = discover("cli", defining="run")
    assert [module.module for module in found.modules if module.name == "info"] == ["twin.cli.info"]
    assert str(found.problems[0]) == "plug-in aaa_package.cli.info is left out: twin.cli.info already provides 'info'"


def test_module_that_fails_on_import_does_not_stop_the_others(add_package: AddPackage) -> None:
    add_package({"hazards/bad.py": "1 / 0", "hazards/good.py": "answer = 42"})
    loaded, problems = load_all(discover("hazards").modules)
    assert loaded["good"].answer == 42
    assert [problem.reason for problem in problems] == ["ZeroDivisionError: division by zero"]
