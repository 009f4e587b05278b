"""Finds what packages add to the twin: verbs, hazards, usage rules, views, importers.

There is one entry-point group, ``twin.plugins``, with one entry per *package*, its value the package's import name.
What a package offers is told by its folders: every module in ``<package>/cli`` is a verb, every module in
``<package>/hazards`` a hazard, and so on. Adding one is adding a file; there is no list to edit, and the packages that
ship with the twin enter by the same door as strangers.

A module's name and its one line of help are read from its source text, never by importing it: listing forty hazards
costs milliseconds, and a module that cannot even be imported still shows up, with what is wrong, beside those that can.
The name is the file's name with hyphens for underscores; a trailing underscore, needed where the name is a Python
keyword (``import_.py``), is dropped.
"""

from __future__ import annotations

import ast
import pkgutil
import re
import tokenize
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module, util
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

__all__ = ["GROUP", "Discovery", "PluginModule", "PluginProblem", "discover", "load_all", "places_of_packages"]

GROUP = "twin.plugins"
"""The entry-point group that packages register in."""

_BLANK_TOKENS = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING}


@dataclass(frozen=True, slots=True)
class PluginModule:
    """One module that a package adds.

    Parameters
    ----------
    name : what users call it, hyphenated
    help : first line of its docstring, empty if it has none
    module : its import name
    package : the entry point it came by
    """

    name: str
    help: str
    module: str
    package: str

    def load(self) -> ModuleType:
        """Return the module, imported."""
        return import_module(self.module)


@dataclass(frozen=True, slots=True)
class PluginProblem:
    """A package or module that was left out, and why.

    Parameters
    ----------
    source : import name of the package or module
    reason : what is wrong with it
    """

    source: str
    reason: str

    def __str__(self) -> str:
        return f"plug-in {self.source} is left out: {self.reason}"


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the installed packages offer of one sort, by name, and what had to be left out."""

    modules: tuple[PluginModule, ...]
    problems: tuple[PluginProblem, ...]


def discover(folder: str, *, defining: str = "") -> Discovery:
    """Return the modules that all registered packages hold in `folder`, none of them imported.

    Parameters
    ----------
    folder : name of the sub-package to look into, such as ``cli`` or ``hazards``
    defining : keep only the modules with a function or class of this name at top level; empty keeps all

    Notes
    -----
    Modules whose name begins with an underscore are private and skipped. Where two packages offer the same name, the
    twin's own wins, then the first in alphabetical order; the other is reported as a problem.

    Examples
    --------
    >>> [module.module for module in discover("no_such_folder").modules]
    []
    """
    found = [item for entry in _registered() for item in _look_into(entry, folder, defining)]
    problems = [item for item in found if isinstance(item, PluginProblem)]
    modules: dict[str, PluginModule] = {}
    for module in (item for item in found if isinstance(item, PluginModule)):
        taken = modules.setdefault(module.name, module)
        if taken is not module:
            problems.append(PluginProblem(module.module, f"{taken.module} already provides {module.name!r}"))
    return Discovery(tuple(sorted(modules.values(), key=lambda module: module.name)), tuple(problems))


def load_all(modules: Iterable[PluginModule]) -> tuple[dict[str, ModuleType], tuple[PluginProblem, ...]]:
    """Return the imported modules by name, and those that could not be imported with the reason.

    Parameters
    ----------
    modules : what `discover` found
    """
    loaded: dict[str, ModuleType] = {}
    problems: list[PluginProblem] = []
    for module in modules:
        try:
            loaded[module.name] = module.load()
        except Exception as error:  # one broken plug-in must not stop the others
            problems.append(PluginProblem(module.module, _describe(error)))
    return loaded, tuple(problems)


def places_of_packages() -> tuple[Path, ...]:
    """Return the folders of the registered packages, the twin's own first; those that cannot be found are left out."""
    found: list[Path] = []
    for entry in _registered():
        with suppress(Exception):  # whatever a stranger's package does must not stop the others
            spec = util.find_spec(entry.value)
            places = spec.submodule_search_locations if spec is not None else None
            found += [Path(one) for one in list(places or ())[:1]]
    return tuple(found)


def _registered() -> list[EntryPoint]:
    own = __name__.partition(".")[0]
    unique = {entry.value: entry for entry in entry_points(group=GROUP)}
    return sorted(unique.values(), key=lambda entry: (entry.value != own, entry.name))


def _look_into(entry: EntryPoint, folder: str, defining: str) -> Iterator[PluginModule | PluginProblem]:
    """Yield what one package holds in a folder, and a problem for each module that cannot be read."""
    try:
        sources = _sources(entry.value, folder)
    except Exception as error:  # whatever a stranger's package does must not stop the others
        yield PluginProblem(entry.value, _describe(error))
        return
    for module, source in sources.items():
        name = module.rpartition(".")[2].rstrip("_").replace("_", "-")
        try:
            if not defining or _defines(source, defining):
                yield PluginModule(name, _summary(source), module, entry.name)
        except (OSError, SyntaxError, UnicodeDecodeError, tokenize.TokenError) as error:
            yield PluginProblem(module, _describe(error))


def _sources(package: str, folder: str) -> dict[str, Path]:
    """Return the source file of each public module in a folder of a package, by import name."""
    spec = util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"no package {package!r} is installed")
    sources: dict[str, Path] = {}
    for home in (Path(location) / folder for location in spec.submodule_search_locations):
        for found in pkgutil.iter_modules([str(home)]):
            if not found.name.startswith("_"):
                source = home / found.name / "__init__.py" if found.ispkg else home / f"{found.name}.py"
                sources.setdefault(f"{package}.{folder}.{found.name}", source)
    return sources


def _defines(source: Path, name: str) -> bool:
    pattern = rf"^(?:async\s+def|def|class)\s+{re.escape(name)}\b".encode()
    return re.search(pattern, source.read_bytes(), re.MULTILINE) is not None


def _summary(source: Path) -> str:
    """Return the first line of a module's docstring, reading no further than that docstring."""
    with source.open("rb") as lines:
        for token in tokenize.tokenize(lines.readline):
            if token.type == tokenize.STRING:
                docstring = ast.literal_eval(token.string)
                return docstring.strip().partition("\n")[0].strip() if isinstance(docstring, str) else ""
            if token.type not in _BLANK_TOKENS:
                break
    return ""


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
