"""Find the way on foot from one thing of the estate to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.analysis.routes import Route

__all__ = ["run"]

_MOSTLY = 0.5


def run(estate: Path, start: str, end: str, *, step_free: bool = False, json: bool = False) -> int:
    """Find the way on foot from one thing of the estate to another.

    The exit status is 1 if there is none; what stands in the way is then told.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    start
        Where to start: an id, a code or a name, such as that of a dwelling or a room.
    end
        Where to go: as for the start, or what it is, such as "bus stop", of which the nearest is taken.
    step_free
        Avoid stairs, steps, slopes and narrow doors.
    json
        Print as JSON.
    """
    from twin.analysis.routes import route
    from twin.cli.output import print_json
    from twin.store.load import load

    found = route(load(estate), start, end, profile="step-free" if step_free else "shortest")
    if json:
        print_json(_told(found))
    elif found.exists:
        _print_route(found, start, end)
    else:
        _print_obstacles(found, start, end)
    return int(not found.exists)


def _told(found: Route) -> dict[str, Any]:
    from dataclasses import asdict

    totals = {"exists": found.exists, "length_m": round(found.length_m, 2), "time_s": round(found.time_s, 2)}
    legs = [{name.rstrip("_"): value for name, value in asdict(leg).items()} for leg in found.legs]
    return {**asdict(found), **totals, "legs": legs}


def _print_route(found: Route, start: str, end: str) -> None:
    from twin.cli.output import print_message, print_table

    doubt = f" · rests mostly on assumed links ({found.assumed:.0%})" if found.assumed > _MOSTLY else ""
    proof = "" if found.profile == "shortest" else " · proven step-free" if found.proven else " · not proven step-free"
    title = f"{start} → {end}: {found.length_m:.0f} m, {_minutes(found.time_s)}{proof}{doubt}"
    rows = [
        (
            leg.storey,
            "" if leg.from_ == "junction" else leg.from_,
            leg.mode,
            leg.via,
            round(leg.distance_m, 1),
            leg.rise_m,
            _minutes(leg.time_s),
            _minutes(leg.total_s),
        )
        for leg in found.legs
    ]
    rows.append(("", found.legs[-1].to, "arrived", "", round(found.length_m, 1), None, "", _minutes(found.time_s)))
    print_table(("storey", "from", "by", "via", "m", "up m", "min", "since start"), rows, title=title)
    if found.profile == "step-free":
        for one in found.unknown:
            print_message(f"not known: {one}")


def _print_obstacles(found: Route, start: str, end: str) -> None:
    from twin.cli.output import print_message, print_table

    if not found.obstacles:
        print_message(f"{start} → {end}: nothing leads there. `twin check` says what is not joined.")
        return
    rows = [(one.name, one.reason, one.remedy) for one in found.obstacles]
    print_table(("obstacle", "why", "what it takes"), rows, title=f"{start} → {end}: no way without steps")


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
