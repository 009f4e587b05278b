"""Layers that a measure of usage works out, such as utilisation: any column that any installed measure declares.

They take seconds where a year was observed, so they are made when somebody asks for one, never to fill a list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from twin.errors import UsageError
from twin.model.twin import Twin
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.window.layers import key_of, values
from twin_viewers.words import Words, words_in

if TYPE_CHECKING:
    from twin.observations.observed import Observations
    from twin.usage.measure import UsageMeasure
    from twin.usage.outcome import Colouring, Outcome

__all__ = ["coloured_by", "measured_values"]
_ENERGY: Final = "energy_class"
_UNKNOWN: Final = "unknown"
_GROUPED: Final = {"utilisation": "occupancy.band"}
"""Columns that a measure sorts into groups which say more than a number would."""


def coloured_by(
    twin: Twin, name: str, *, language: str = "en", observed: Callable[[], Observations | None] = lambda: None
) -> tuple[str, Groups | Numbers]:
    """Return the key of what somebody wants to colour by, and the value of each thing.

    A layer, column or property of exactly that name comes first, then a layer that people call so, then a column of a
    measure. Of an energy class that nobody declares, the measure is asked, which knows those of meters.

    Parameters
    ----------
    twin : the estate
    name : as somebody wrote it
    language : of the title and the groups
    observed : returns what was observed on the estate; only called if a measure is asked

    Raises
    ------
    UsageError
        If nothing of that name can colour things, or several measures tell it.
    """
    key, found, unknown = name, None, None
    try:
        found = values(twin, name, language=language)
    except UsageError as error:
        unknown, key = error, key_of(name)
        found = values(twin, key, language=language) if key != name else None
    if found is None or (key == _ENERGY and not found.known.any()):
        asked = measured_values(twin, key, observed=observed, language=language)
        found = found if asked is None else asked
    if found is None:
        raise unknown or UsageError(name, "colours nothing", "Choose another layer.")
    return key, found


def measured_values(
    twin: Twin, name: str, *, observed: Callable[[], Observations | None] = lambda: None, language: str = "en"
) -> Groups | Numbers | None:
    """Return what a measure of usage says of each thing; None if no measure has such a column.

    Parameters
    ----------
    twin : the estate
    name : of a column, such as ``utilisation``, or of a measure and its column, such as ``occupancy.utilisation``
    observed : returns what was observed on it; None for nothing
    language : of the title and the groups

    Raises
    ------
    UsageError
        If several measures have such a column.
    """
    from twin.usage.run import Given, measured
    from twin_viewers.usage_colours import usage_values
    from twin_viewers.window.usage_answer import spoken

    found = _declaring(_GROUPED.get(name, name))
    if found is None:
        return None
    measure, column = found
    outcome = measured(twin, measure, given=Given(observed()))
    words = words_in(language)
    shown = usage_values(twin, outcome, _colouring(outcome, column), say=lambda text: spoken(text, words))
    return _doubted(_without_unknown(shown, spoken(_UNKNOWN, words)), outcome, words)


def _declaring(name: str) -> tuple[str, str] | None:
    """Return the measure and the column of a name; None if there is none."""
    from twin.usage.run import measures

    first, _, rest = name.rpartition(".")
    wanted = rest.replace("-", "_")
    found = [one for one, measure in measures().items() if first in {"", one} and wanted in _told_by(measure)]
    if len(found) > 1:
        remedy = f"Write {' or '.join(f'{one}.{rest}' for one in found)}."
        raise UsageError(f"--color-by {name}", f"{len(found)} measures tell it", remedy)
    return (found[0], wanted) if found else None


def _told_by(measure: UsageMeasure) -> frozenset[str]:
    return frozenset(column.name for column in measure.columns)


def _colouring(outcome: Outcome, column: str) -> Colouring:
    """Return how the measure itself colours a column, else a plain scale or groups."""
    from twin.usage.outcome import Colouring

    own = (one for one in outcome.colours if one.column == column and not one.table)
    return next(own, None) or Colouring(column, outcome.column(column).heading.partition(" [")[0].capitalize())


def _without_unknown(shown: Groups | Numbers, unknown: str) -> Groups | Numbers:
    """Return values in which what a measure calls unknown is unknown, as in any other layer."""
    if isinstance(shown, Numbers) or unknown not in shown.labels:
        return shown
    return replace(shown, codes=np.where(shown.codes == shown.labels.index(unknown), -1, shown.codes))


def _doubted(shown: Groups | Numbers, outcome: Outcome, words: Words) -> Groups | Numbers:
    """Return values whose title says which share of them is only assumed."""
    if not outcome.share_assumed > 0:
        return shown
    share = words("layers.assumed", share=words.share(outcome.share_assumed))
    return replace(shown, title=f"{shown.title} ({share})")
