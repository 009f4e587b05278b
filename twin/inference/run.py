"""All layers of inference, each after those it builds on.

A layer is a module of this package with a function ``infer(twin) -> Inferred``. It may name in ``AFTER`` the layers
whose results it reads, and say ``OPTIONAL = True`` if it is to run only when asked for by name. A new layer is one new
file.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Collection
from graphlib import TopologicalSorter
from types import ModuleType
from typing import cast

import twin.inference
from twin.inference.layer import Inferred, applied
from twin.model.findings import Finding, Severity
from twin.model.twin import Twin
from twin.progress import Progress, SilentProgress

__all__ = ["inferred", "layers"]

_log = logging.getLogger(__name__)


def layers() -> dict[str, ModuleType]:
    """Return the layers by name, in the order in which they run."""
    names = sorted(one.name for one in pkgutil.iter_modules(twin.inference.__path__))
    modules = {name: importlib.import_module(f"twin.inference.{name}") for name in names if name != "run"}
    found = {name: module for name, module in modules.items() if hasattr(module, "infer")}
    sorter = TopologicalSorter({name: sorted(getattr(module, "AFTER", ())) for name, module in found.items()})
    return {name: found[name] for name in sorter.static_order() if name in found}


def inferred(
    facts: Twin,
    *,
    asked: Collection[str] = (),
    progress: Progress | None = None,
    between: Callable[[str, Twin], Twin] | None = None,
) -> Twin:
    """Return the twin with all that its layers find.

    Parameters
    ----------
    facts : what the files say
    asked : optional layers to run
    progress : told how far it is
    between : called with the name of each layer and the twin after it, to correct what people know better
    """
    some = [(name, one) for name, one in layers().items() if name in asked or not getattr(one, "OPTIONAL", False)]
    with (progress or SilentProgress()).stage("infer", total=len(some)) as advance:
        for name, layer in some:
            facts = applied(facts, _found(name, layer, facts))
            facts = between(name, facts) if between else facts
            advance(1)
    return facts


def _found(name: str, layer: ModuleType, facts: Twin) -> Inferred:
    """Return what a layer finds; a finding instead if it fails, for one layer must not stop an import."""
    try:
        return cast("Inferred", layer.infer(facts))
    except Exception as error:
        _log.debug("layer %s failed", name, exc_info=True)
        return Inferred(findings=[_failure(name, error)])


def _failure(name: str, error: Exception) -> Finding:
    return Finding(
        "layer-failed",
        Severity.ERROR,
        f"The inference of {name} failed, so nothing of it is in the twin ({type(error).__name__}: {error})",
        "Report it to the makers of this program, with the model if you may.",
    )
