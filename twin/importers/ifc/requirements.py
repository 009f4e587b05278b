"""Whether models say what their owner asked for: requirements in IDS, checked in the models that a twin was made from.

The twin keeps what it understands of a model; requirements may be about anything. So they are checked in the files
themselves, where these still are what the twin was made from.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ifcopenshell

from twin.errors import InputError
from twin.importers.ifc.source import StepSource, open_source
from twin.model.twin import Twin

__all__ = ["Failure", "Outcome", "check_requirements"]

_CHOICE: Final = re.compile(r"\{'enumeration': \[(.*?)\]\}")
_FIT: Final = "Import the model again with --update, from where it is now."


@dataclass(frozen=True, slots=True)
class Failure:
    """A thing that does not meet a requirement.

    Parameters
    ----------
    global_id : its GlobalId, empty if it has none
    ifc_class : its class
    name : its name
    reason : what is wrong
    """

    global_id: str
    ifc_class: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one requirement in one file.

    Parameters
    ----------
    file : source file
    specification : name of the specification
    requirement : what it asks for, in words
    status : ``pass``, ``fail``, or ``skipped`` if it is not meant for the file's IFC version
    passed : how many things meet it
    failed : how many do not
    failures : which these are
    """

    file: str
    specification: str
    requirement: str
    status: str
    passed: int
    failed: int
    failures: tuple[Failure, ...]


def check_requirements(twin: Twin, ids: Path) -> list[Outcome]:
    """Return what comes of the requirements of an IDS file in each file that a twin was made from.

    Raises
    ------
    InputError
        If the IDS file cannot be used, or if a model has moved or changed since it was imported.
    """
    _read(ids)
    sources = twin["sources"]
    models = [_unchanged(sources.row(row)) for row in range(sources.length)]
    return [outcome for model in models for outcome in _check(model, _read(ids))]


def _read(ids: Path) -> Any:
    """Return the requirements, with nothing checked yet."""
    from ifctester.ids import IdsXmlValidationError
    from ifctester.ids import open as open_ids
    from xmlschema import XMLSchemaException

    try:
        return open_ids(str(ids), validate=True)
    except OSError as error:
        raise InputError(ids, f"cannot be read ({error.strerror})", "Check the path and the rights.") from error
    except IdsXmlValidationError as error:
        reason = str(error.xml_error.reason or error.xml_error).strip().splitlines()[0].rstrip(".")
        raise InputError(
            ids, f"is no valid IDS 1.0 ({reason})", "Correct it in the editor it was made with."
        ) from error
    except (XMLSchemaException, SyntaxError) as error:
        raise InputError(ids, "is no IDS file", "Name a file of the buildingSMART standard, usually .ids.") from error


def _unchanged(source: dict[str, Any]) -> StepSource:
    """Return the file that a twin was made from."""
    path, name = Path(source["path"]), source["name"]
    if not path.is_file():
        raise InputError(name, f"is not at {path} any more, where it was imported from", _FIT)
    opened = open_source(path, accept_truncated=True)
    if opened.sha256 != source["sha256"]:
        raise InputError(name, f"has changed at {path} since it was imported", _FIT)
    return opened


def _check(source: StepSource, ids: Any) -> Iterator[Outcome]:
    ids.validate(_opened(source), should_filter_version=True)
    for specification in ids.specifications:
        skipped = not specification.is_ifc_version
        if skipped or not specification.requirements or not specification.applicable_entities:
            yield _whole(source.name, specification, skipped=skipped)
            continue
        for facet in specification.requirements:
            words = _CHOICE.sub(_listed, facet.to_string("requirement", specification, facet))
            failures = tuple(_failure(one["element"], one["reason"]) for one in facet.failures)
            passed = len(specification.applicable_entities) - len(failures)
            status = "fail" if failures else "pass"
            yield Outcome(source.name, specification.name, words, status, passed, len(failures), failures)


def _listed(choice: re.Match[str]) -> str:
    return choice[1].replace("'", "").replace(", ", " or ")


def _whole(file: str, specification: Any, *, skipped: bool) -> Outcome:
    """Return the outcome of a specification that asks nothing of single things."""
    found = specification.applicable_entities
    if skipped:
        words, status = f"is for {', '.join(specification.ifcVersion)}", "skipped"
    elif specification.maxOccurs == 0:
        words, status = "there must be none", "fail" if found else "pass"
    else:
        words = "there must be some" if specification.minOccurs != 0 else "there are none"
        status = "fail" if specification.minOccurs != 0 and not found else "pass"
    failures = tuple(_failure(one, "must not be there") for one in found) if status == "fail" else ()
    passed = 0 if status != "pass" else len(found)
    return Outcome(file, specification.name, words, status, passed, len(failures), failures)


def _failure(element: Any, reason: object) -> Failure:
    said = element.get_info(recursive=False)
    return Failure(str(said.get("GlobalId") or ""), element.is_a(), str(said.get("Name") or ""), str(reason))


def _opened(source: StepSource) -> ifcopenshell.file:
    if not source.changed:
        return ifcopenshell.open(source.path, format=".ifc")
    with tempfile.TemporaryDirectory(prefix="twin-") as scratch:
        path = Path(scratch) / "clean.ifc"
        path.write_bytes(source.text)
        return ifcopenshell.open(path, format=".ifc")
