"""Keep what is out of order on an estate now; scenarios start from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from datetime import datetime

    from twin.simulation.current_state import Incident

__all__ = ["run"]


def run(
    estate: Path,
    *,
    open: str = "",  # noqa: A002  # an option of the command
    at: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    since: str = "",
    note: str = "",
    set: Annotated[tuple[str, ...], Parameter(negative="")] = (),  # noqa: A002  # an option of the command
    close: int = 0,
    until: str = "",
    all: bool = False,  # noqa: A002  # an option of the command
    json: bool = False,
) -> None:
    """List what is out of order on an estate, or open or close an incident.

    Parameters
    ----------
    estate
        The twin, a GeoPackage; its incidents are in a file beside it, whose name ends in .state.toml.
    open
        Hazard that has happened, such as equipment-failure.
    at
        What it happened to: an id, code or name; may be given several times.
    since
        Local time since which it is so, such as "2026-01-12 08:30"; now if it is not given.
    note
        What people should know of it.
    set
        Parameter of the hazard as name=value; may be given several times.
    close
        Number of the incident that is over.
    until
        Local time at which it was over; now if it is not given.
    all
        List those that are over, too.
    json
        Print as JSON.
    """
    from twin.errors import UsageError
    from twin.simulation.current_state import close_incident, incidents

    if open and close:
        raise UsageError("twin incidents", "--open and --close stand together", "Do one after the other.")
    if not open and (at or since or note or set):
        reason = "--at, --since, --note and --set tell of an incident that is opened, and none is"
        raise UsageError("twin incidents", reason, "Write --open and a hazard, such as --open lift-failure.")
    if until and not close:
        raise UsageError("twin incidents", "--until stands without --close", "Write --close and its number.")
    if open:
        changed = [_opened(estate, open, at, _moment(since, "--since"), note=note, given=set)]
    elif close:
        changed = [close_incident(estate, close, _moment(until, "--until"))]
    else:
        from twin.store.load import load

        load(estate)  # a name with a mistake in it has no incidents either
        changed = [one for one in incidents(estate) if all or one.is_open()]
    _print(changed, as_json=json)


def _opened(
    estate: Path, hazard: str, at: tuple[str, ...], since: datetime, *, note: str, given: tuple[str, ...]
) -> Incident:
    from twin.errors import UsageError
    from twin.simulation.current_state import Incident, add_incident, incidents
    from twin.simulation.mistakes import FileError
    from twin.simulation.scenario import aim_of
    from twin.simulation.scenario_file import unknown_aims
    from twin.store.load import load

    aim = aim_of(list(at) or None)
    wrong = next(unknown_aims(load(estate), {"incident": [aim]}), None)
    if wrong is not None:
        raise UsageError("twin incidents --at", wrong.reason, wrong.remedy)
    incidents(estate)  # what is wrong in the file already is no fault of this call
    try:
        return add_incident(estate, Incident(0, hazard, aim, since, note=note, parameters=_pairs(given)))
    except FileError as error:
        first = error.mistakes[0]
        raise UsageError(f"twin incidents --open: {first.path[-1]}", first.reason, first.remedy) from error


def _pairs(given: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """Return parameters from ``name=value``; numbers as numbers."""
    from contextlib import suppress

    from twin.errors import UsageError

    pairs: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--set {one!r}", "is no parameter", "Write it as name=value, such as persons=2.")
        pairs[name.strip()] = value.strip()
        with suppress(ValueError):
            pairs[name.strip()] = float(value)
    return tuple(sorted(pairs.items()))


def _moment(text: str, option: str) -> datetime:
    from datetime import datetime

    from twin.errors import UsageError

    if not text:
        return datetime.now().replace(second=0, microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r}", "is no date and time", "Write it as 2026-01-12 08:30.") from error
    if moment.tzinfo is not None:
        raise UsageError(f"{option} {text!r}", "has a time zone, but times are local", "Leave it out.")
    return moment


def _print(found: list[Incident], *, as_json: bool) -> None:
    from twin.cli.output import print_json, print_message, print_table
    from twin.simulation.scenario_text import aim_text

    told = [
        {
            "number": one.number,
            "hazard": one.hazard,
            "at": aim_text(one.aim),
            "since": one.since.isoformat(sep=" "),
            "until": None if one.until is None else one.until.isoformat(sep=" "),
            "note": one.note,
            "parameters": dict(one.parameters),
        }
        for one in found
    ]
    if as_json:
        print_json({"incidents": told})
    elif not told:
        print_message("nothing is out of order")
    else:
        rows = [
            (one["number"], one["hazard"], _aim(one["at"]), _short(one["since"]), _short(one["until"]), one["note"])
            for one in told
        ]
        print_table(("no.", "hazard", "at", "since", "until", "note"), rows)


def _aim(at: Any) -> str:
    if isinstance(at, dict):
        return ", ".join(f"{name} = {pattern}" for name, pattern in at.items())
    return ", ".join(map(str, at)) if isinstance(at, list) else str(at or "")


def _short(moment: Any) -> str:
    return "open" if moment is None else str(moment)[:16]
