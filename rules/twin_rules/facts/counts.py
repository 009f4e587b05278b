"""What counters at doors and in halls say, and the gravity model that agrees best with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_rules.facts.access import doors_watched
from twin_rules.facts.dated import dated
from twin_rules.facts.footfall import Footfall, Walkers
from twin_rules.physics.gravity import geh

if TYPE_CHECKING:
    from twin.usage.study import Study

__all__ = ["Counts", "Fit", "counts_of", "fitted", "footfall_by_counts"]

_QUANTITIES: Final = ("people_count", "door", "motion")
"""The first of which there are counts at two places or more is used: they do not mix."""
_LEAST_DAYS: Final = 5
_STEPS: Final = 21
_BETTER: Final = 0.9
"""β is taken from counts if the error falls below that share of the error with the usual one, and not on its bounds."""
_GOOD: Final = 5.0
"""Below that a GEH is taken for good [-]."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """Mean counts of an hour.

    Parameters
    ----------
    quantity : what was counted
    rows : rows of the doors or spaces where it was counted, (n,)
    mean : mean count at each hour of the day, NaN where too few days are known, (n, 24)
    """

    quantity: str
    rows: NDArray[np.int64]
    mean: Numbers


@dataclass(frozen=True)
class Fit:
    """How a model agrees with counts.

    Parameters
    ----------
    beta_per_min : fitted, or the usual one [1/min]
    tells_beta : whether the counts tell it
    scale : counts for each person of the model over the day [-]
    by_hour : what the people of the model are multiplied with in each hour [-], (24,)
    r2 : share of the variance of the counts that the model explains, on what it was fitted to [-]
    geh_good : share of the hours with a GEH below 5, on what it was fitted to [-]
    held_out_r2, held_out_geh_good : the same at each place by a model that was fitted to the others [-]
    places : number of places with counts
    model : fitted counts, (n, 24)
    """

    beta_per_min: float
    tells_beta: bool
    scale: float
    by_hour: Numbers
    r2: float
    geh_good: float
    held_out_r2: float
    held_out_geh_good: float
    places: int
    model: Numbers


def counts_of(study: Study) -> Counts | None:
    """Return what counters say of at least two places; None if nothing counts so many.

    Parameters
    ----------
    study : what is asked, with observations or without
    """
    if study.observations is None:
        return None
    for quantity in _QUANTITIES:
        hourly = study.observations.hourly(quantity, "sum", start=study.start, end=study.end)
        hourly = hourly[hourly["coverage"] >= 1.0 - 1e-9]
        place = {int(node): _counted_at(study.twin, int(node)) for node in hourly["node"].unique()}
        mean: dict[int, Numbers] = {}
        for node, rows in hourly.groupby("node", sort=True):
            at = place[int(str(node))]
            if at >= 0:
                days = rows.groupby(rows["time"].dt.hour)["value"].agg(["mean", "size"])
                enough = days.loc[days["size"] >= _LEAST_DAYS, "mean"]
                mean.setdefault(at, enough.reindex(range(24)).to_numpy(dtype=float))
        if len(mean) > 1:
            return Counts(quantity, np.array(list(mean), dtype=np.int64), np.array(list(mean.values())))
    return None


def footfall_by_counts(
    study: Study, walkers: Walkers, *, beta_per_min: float | None = None
) -> tuple[Footfall, Fit | None, Counts | None]:
    """Return how many people pass where, fitted to counts if there are some, with the fit and the counts.

    Parameters
    ----------
    study : what is asked, with observations or without
    walkers : everybody who leaves home
    beta_per_min : in place of the one that is fitted, or usual [1/min]
    """
    counts = counts_of(study)
    fit = None if counts is None else fitted(walkers, counts)
    beta = dated("footfall_fr")["gravity"]["beta_per_min"] if fit is None else fit.beta_per_min
    found = walkers.footfall(beta_per_min=float(beta if beta_per_min is None else beta_per_min))
    return (found if fit is None else found.times(fit.by_hour)), fit, counts


def fitted(walkers: Walkers, counts: Counts) -> Fit | None:
    """Return the model that agrees best with counts, by least squares; None if it passes none of their places.

    Each hour has a factor of its own, the same at all places: counts over people of the model. Counters of people tell
    how many they are; others, such as contacts of doors, only how the day goes, and the day keeps its number. β is
    sought on an even grid between the bounds of ``footfall_fr.toml``. Each place is also told by a model fitted to all
    others, which is what a stranger may expect of it.

    Parameters
    ----------
    walkers : everybody who leaves home
    counts : what was counted
    """
    bounds = dated("footfall_fr")["gravity"]
    betas = np.append(bounds["beta_per_min"], np.linspace(bounds["beta_low"], bounds["beta_high"], _STEPS))
    passing = [walkers.footfall(beta_per_min=float(beta)).by_row for beta in betas]
    none = np.zeros(24)
    models = np.array([[one.get(int(row), none) for row in counts.rows] for one in passing])
    if not models.any():
        return None
    best, factor = _least(models, counts.mean)
    held_out = np.full_like(counts.mean, np.nan)
    for place in range(len(counts.rows)):
        others = np.arange(len(counts.rows)) != place
        if models[:, others].any():
            chosen, by = _least(models[:, others], counts.mean[others])
            held_out[place] = by * models[chosen, place]
    model = factor * models[best]
    scale = float(np.nansum(counts.mean) / models[best][np.isfinite(counts.mean)].sum())
    people = 1.0 if counts.quantity == "people_count" else scale
    return Fit(
        float(betas[best]),
        best > 0,
        scale,
        factor / people if people else np.ones(24),
        _r2(model, counts.mean),
        _good(model, counts.mean),
        _r2(held_out, counts.mean),
        _good(held_out, counts.mean),
        len(counts.rows),
        model,
    )


def _least(models: Numbers, counts: Numbers) -> tuple[int, Numbers]:
    """Return which of some models agrees best, the first being the usual one, and what each hour is multiplied with."""
    known = np.isfinite(counts)
    counted = np.where(known, counts, 0.0)
    factors, errors = [], []
    for one in models:
        said = np.where(known, one, 0.0)
        # least squares in each hour: the factor f that makes the sum of (f m - c)² least
        square = (said**2).sum(axis=0)
        factors.append(np.divide((said * counted).sum(axis=0), square, out=np.ones(24), where=square > 0))
        errors.append(float(((factors[-1] * said - counted) ** 2).sum()))
    best = int(np.argmin(errors))
    tells = best not in {0, 1, len(models) - 1} and errors[best] < _BETTER * errors[0]
    return (best, factors[best]) if tells else (0, factors[0])


def _r2(model: Numbers, counts: Numbers) -> float:
    known = np.isfinite(counts) & np.isfinite(model)
    spread = ((counts[known] - counts[known].mean()) ** 2).sum() if known.any() else 0.0
    return float(1.0 - ((model[known] - counts[known]) ** 2).sum() / spread) if spread else float("nan")


def _good(model: Numbers, counts: Numbers) -> float:
    known = np.isfinite(counts) & np.isfinite(model)
    return float((geh(model[known], counts[known]) < _GOOD).mean()) if known.any() else float("nan")


def _counted_at(twin: Twin, node: int) -> int:
    """Return the door or space that a counter counts at: what it is, else the only door it watches, else its space."""
    nodes = twin.nodes
    if nodes["kind"][node] == Kind.SPACE or nodes["ifc_class"][node] == "IfcDoor":
        return node
    doors = [door for door, things in doors_watched(twin).items() if node in things]
    if len(doors) == 1:
        return doors[0]
    space = int(nodes["parent"][node])
    return space if space >= 0 and nodes["kind"][space] == Kind.SPACE else -1
