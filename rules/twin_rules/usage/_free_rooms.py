"""What is told of one room that may be free: whom it is enough for, what it has, who lives near, and its score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twin.errors import UsageError
from twin.said.text import joined, say
from twin.usage.study import Study
from twin_rules.facts.asked_hours import Asked
from twin_rules.facts.room_comfort import has_heat, has_light
from twin_rules.facts.room_demand import Demand
from twin_rules.facts.room_exits import exits_of
from twin_rules.facts.shared_rooms import SharedRoom
from twin_rules.facts.walkers import names_in
from twin_rules.usage._free_columns import NEEDS
from twin_rules.usage._free_hours import FreeHours

__all__ = ["YES", "check_needs", "facts_of", "misses", "scored"]

YES: Final = "yes"
_LOOK: Final = "somebody has to look"
_ACCESS: Final = {"proven": 1.0, "not proven": 0.5, "no way": 0.1, "": 0.5}
_OF: Final = {"light": "light", "heat": "heat"}


def check_needs(text: str) -> list[str]:
    """Return what a room has to have.

    Raises
    ------
    UsageError
        If there is no such need.
    """
    found = [one.lower() for one in names_in(text)]
    if unknown := [one for one in found if one not in NEEDS]:
        raise UsageError(f"needs={', '.join(unknown)}", "is nothing that can be asked for", f"Take {', '.join(NEEDS)}.")
    return found


def facts_of(study: Study, room: SharedRoom, free: FreeHours, asked: Asked, near: Demand) -> dict[str, Any]:
    """Return the columns of a room, without its score.

    Parameters
    ----------
    study : what is asked
    room : the room
    free : when it is free
    asked : the hours that are looked at
    near : who lives near it
    """
    twin, mask, exits = study.twin, free.mask, exits_of(study.twin, room.row, shut=study.conditions.shut)
    hours, wanted = int(mask.sum()), int(free.asked.sum())
    limits = [exits.people, room.capacity]
    return {
        "called": str(twin.nodes["long_name"][room.row]),
        "kind": room.kind,
        "free_h": float(hours),
        "asked_h": float(wanted),
        "free_share": hours / wanted if wanted else np.nan,
        "longest_h": float(max((one.hours for one in free.windows), default=0)),
        "vacant": _mean(free.vacancy.share[mask]),
        "surely_vacant": _mean(free.vacancy.low[mask]),
        "how": free.how,
        "open": asked.told(room),
        "area_m2": room.area_m2,
        "headcount": float("nan") if np.isnan(limits).any() else min(limits),
        "by_exits": exits.people,
        "by_area": room.capacity,
        "exits": exits.words,
        "step_free": near.step_free,
        "light": has_light(twin, room.row, study.conditions),
        "heat": has_heat(twin, room.row, study.conditions),
        "toilet_s": near.toilet_s,
        "dwellings_5min": near.near,
        "dwellings_10min": near.around,
        "step_free_10min": near.proven,
        "perhaps_10min": near.perhaps,
        "people_10min": near.people,
        "households": room.households,
        "_sure_h": _sure(free),
    }


@dataclass(frozen=True, slots=True)
class _Missing:
    no: list[str]
    unknown: list[str]


def misses(study: Study, free: FreeHours, facts: Mapping[str, Any], *, lost: bool) -> tuple[list[str], list[str]]:
    """Return what a room lacks of what is asked, and what of it nobody knows.

    Parameters
    ----------
    study : what is asked
    free : when it is free
    facts : of `facts_of`
    lost : whether nobody can be in it, flooded or untenable
    """
    found = _Missing([free.why_not] if free.why_not else [], [])
    if lost:
        found.no.append(say("nobody can be in it now"))
    if study["people"]:
        _least(found, facts["headcount"], study["people"], say("enough for {n:g} people", n=study["people"]))
    if study["area"]:
        _least(found, facts["area_m2"], study["area"], say("{area:g} m² large", area=study["area"]))
    for need in check_needs(study["needs"]):
        if need == "toilet":
            near = np.isfinite(facts["toilet_s"]) and facts["toilet_s"] <= study["toilet_within"]
            found.no.extend([] if near else [say("no toilet is near that works")])
        elif need == "step-free":
            _told(found, {"proven": True, "no way": False}.get(facts["step_free"]), say("reached without steps"))
        else:
            _told(found, facts[_OF[need]], say("with {need} that works", need=say(need)))
    return found.no, found.unknown


def scored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with score, its parts, reasons and rank; those that somebody has to look at come last.

    Parameters
    ----------
    rows : of `facts_of`, each with a list ``unknown``
    """
    largest = max((one["area_m2"] for one in rows if one["area_m2"] > 0), default=np.nan)
    most = max((one["dwellings_10min"] for one in rows), default=0)
    found = []
    for one in rows:
        parts = {
            "part_hours": min(one["_sure_h"] / one["asked_h"], 1.0) if one["asked_h"] else 0.0,
            "part_area": one["area_m2"] / largest if one["area_m2"] > 0 else np.nan,
            "part_access": _ACCESS[one["step_free"]],
            "part_demand": one["dwellings_10min"] / most if most else 1.0,
        }
        score = float(np.prod(list(parts.values())))
        fits = _LOOK if one["unknown"] else YES
        kept = {name: value for name, value in one.items() if name not in ("_sure_h", "unknown")}
        found.append({**kept, **parts, "score": score, "fits": fits, "reasons": _reasons(one)})
    found.sort(key=lambda one: (one["fits"] != YES, -np.nan_to_num(one["score"])))
    return [{**one, "rank": place + 1} for place, one in enumerate(found)]


def _reasons(one: Mapping[str, Any]) -> str:
    parts: list[str] = [say("free {n:g} of {all:g} h asked for", n=one["free_h"], all=one["asked_h"])]
    if np.isfinite(one["surely_vacant"]):
        parts.append(say("empty then with a chance of at least {share:.0%}", share=one["surely_vacant"]))
    else:
        parts.append(say("nobody has looked whether it is empty"))
    parts.append(_enough(one))
    parts.append(say("{n} dwellings within ten minutes", n=one["dwellings_10min"]))
    access = {"proven": say("step-free"), "no way": say("no step-free way")}
    parts.append(access.get(one["step_free"], say("step-free not proven")))
    parts += [say("no {what}", what=say(name)) for name in ("light", "heat") if one[name] is False]
    return joined([*parts, *(say("not known whether it is {what}", what=text) for text in one["unknown"])], "; ")


def _enough(one: Mapping[str, Any]) -> str:
    if not np.isfinite(one["headcount"]):
        return say("number of people unknown (exits: {exits})", exits=one["exits"])
    limit = say("exits limit") if one["by_exits"] < one["by_area"] else say("area limit")
    return say("enough for {n:g} people ({limit})", n=one["headcount"], limit=limit)


def _sure(free: FreeHours) -> float:
    """Return the free hours of the week, each as far as one can be sure of it [h]."""
    low = free.vacancy.low[free.mask]
    return float(np.where(np.isnan(low), free.vacancy.share[free.mask] * free.trust, low).sum())


def _least(found: _Missing, value: float, least: float, words: str) -> None:
    _told(found, None if np.isnan(value) else bool(value >= least), words)


def _told(found: _Missing, value: bool | None, words: str) -> None:
    if value is None:
        found.unknown.append(words)
    elif not value:
        found.no.append(say("not {what}", what=words))


def _mean(values: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
