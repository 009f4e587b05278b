"""What came of an incident, told in few lines: first how far it reaches and how far it can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twin.simulation.already_lost import AlreadyLost
    from twin.simulation.plans import Figures, Outcome
    from twin.simulation.results import Run

__all__ = ["print_comparison", "print_run"]

_MOSTLY = 0.5
_ROWS, _NAMES = 20, 6
_MOMENT = "%d %b %H:%M"


def print_run(run: Run, before: Sequence[AlreadyLost]) -> None:
    """Print what came of a scenario.

    Parameters
    ----------
    run : what came of it
    before : what open incidents had cost when it began
    """
    summary = run.summary
    print(_headline(summary))
    print(_course(summary))
    _print_before(before)
    print()
    _print_services(run)
    _print_places(run)
    _print_money_and_trust(summary)


def print_comparison(found: Sequence[Outcome], before: Sequence[AlreadyLost]) -> None:
    """Print what plans save against doing nothing.

    Parameters
    ----------
    found : what comes of each plan, doing nothing first
    before : what open incidents had cost when it began
    """
    from twin.cli.output import print_table
    from twin.simulation.plans import compared

    told = compared(found)
    print(_headline(found[0].run.summary, f"If {found[0].name}: "))
    print(_course(found[0].run.summary))
    _print_before(before)
    print(_best(told))
    print()
    services = list(told[0]["services"])
    headings = (
        "plan",
        "dwellings",
        "people",
        "dwelling-hours",
        "saved",
        "person-hours",
        "saved",
        "€",
        "saved",
        "still without",
    )
    for service in services:
        rows = [_compared(one["plan"], one["services"][service], one["saved"][service]) for one in told]
        if any(one["services"][service].dwellings for one in told):
            print_table(*_without_blanks(headings, rows), title=_service(service).capitalize())
    _print_money_and_trust(found[0].run.summary, money=False)


def _headline(summary: Mapping[str, Any], prefix: str = "") -> str:
    """Return how far an incident reaches, after how much of it is assumed where that is most of it."""
    share = summary["data_quality"]["share_on_defaults"]
    doubt = f"Mostly assumed ({share:.0%}): " if share is not None and share > _MOSTLY else ""
    hit = summary["dwellings"]["affected"]
    if not hit and not any(one["dwellings_with_service"] for one in summary["services"].values()):
        lacks = "shows no service of any" if summary["dwellings"]["total"] else "has no"
        return f"{doubt}{prefix}Unknown which dwellings lose a service: this twin {lacks} dwelling."
    if not hit:
        spaces = sum(one["spaces_interrupted"] for one in summary["spaces"].values())
        also = "; common spaces do, see below" if spaces else ""
        return f"{doubt}{prefix}No dwelling loses a service{also}."
    people = summary["people"]["affected"]["nominal"]
    who = _number(hit, "dwelling", "dwellings") + (f" with about {people:.0f} people" if people else "")
    left = summary["dwellings"]["still_without"]
    end = f"; {left} still without at the end" if left else ""
    return f"{doubt}{prefix}{who} lose {_longest(summary['services'])}{end}."


def _longest(services: Mapping[str, Any]) -> str:
    """Return the services that are lost and for how long at most, the longest first."""
    by_time: dict[float, list[str]] = {}
    for name, one in services.items():
        if one["dwellings_interrupted"]:
            by_time.setdefault(one["longest_h"], []).append(_service(name))
    parts = [
        f"{' and '.join(_listed(names))} for up to {_hours(hours)}" for hours, names in sorted(by_time.items())[::-1]
    ]
    return ", ".join(parts)


def _listed(names: Sequence[str]) -> list[str]:
    """Return names of which all but the last are joined by commas."""
    return [", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names)


def _course(summary: Mapping[str, Any]) -> str:
    return f"{summary['scenario']}: {summary['start'][:16]} to {summary['end'][:16]}. {summary['note'].capitalize()}."


def _print_before(before: Sequence[AlreadyLost]) -> None:
    from twin.simulation.scenario_text import aim_text

    for one in before:
        aim = aim_text(one.occurrence.aim)
        where = f" ({aim if isinstance(aim, str) else ', '.join(map(str, aim))})" if aim else ""
        what = f"{one.occurrence.hazard.replace('-', ' ')}{where}"
        since = f"Open for {_hours(one.occurrence.open_s / 3600)} already: {what}"
        if one.service:
            lost = f"{_number(one.dwellings, 'dwelling', 'dwellings')} without {_service(one.service)}"
            print(f"{since}, {lost}, {one.dwelling_h:.0f} dwelling-hours before the start")
        else:
            print(f"{since}, no dwelling lost a service by it")


def _print_services(run: Run) -> None:
    from twin.cli.output import print_table
    from twin.simulation.plans import ALL, figures_of

    services, figures = run.summary["services"], figures_of(run)
    rows = []
    for name, one in services.items():
        if name in figures and name != ALL:
            mine = figures[name]
            dwellings = f"{mine.dwellings} of {one['dwellings_with_service']}"
            hours = [_rounded(mine.dwelling_h), _rounded(mine.person_h), _rounded(mine.cost_eur)]
            rows.append((_service(name), dwellings, _hours(one["longest_h"]), *hours, mine.still_without))
    if rows:
        headings = ("service", "dwellings", "longest", "dwelling-hours", "person-hours", "€", "still without")
        print_table(*_without_blanks(headings, rows), title="What was lost")
    helped = [f"{_service(name)} {one['relieved_h']:.1f}" for name, one in services.items() if one["relieved_h"]]
    if helped:
        print(f"Helped meanwhile, dwelling-hours: {', '.join(helped)}; person-hours leave them out")


def _print_places(run: Run) -> None:
    """Print who lacks what from when to when, those together that lose the same at the same time."""
    from twin.cli.output import print_table

    for table, title in ((run.impacts, "Where: dwellings"), (run.spaces, "Where: common and other spaces")):
        together: dict[tuple[str, ...], list[str]] = {}
        for key, mine in table.groupby(["id", "from", "to", "ended", "cause"], sort=False):
            first, until = mine.iloc[0], f"{key[2]:{_MOMENT}}" if key[3] else "not yet"
            lost = ", ".join(map(_service, mine["service"]))
            group = (str(first["building"]), lost, f"{key[1]:{_MOMENT}}", until, str(key[4]))
            together.setdefault(group, []).append(_called(first.to_dict()))
        rows = [(*group[:4], len(names), _some(names), group[4]) for group, names in together.items()]
        if len(rows) > _ROWS:
            rows = [*rows[:_ROWS], (f"… and {len(rows) - _ROWS} more", "", "", "", None, "", "")]
        if rows:
            headings = ("building", "without", "from", "until", "places", "which", "because of")
            print_table(headings, rows, title=title)


def _called(place: Mapping[Any, Any]) -> str:
    """Return the code of a place, else its name, else its id, and its readable name if it has one besides."""
    short, readable = place["code"] or place["name"] or place["id"], place.get("long_name", "")
    return f"{short} ({readable})" if readable and readable != short else str(short)


def _some(names: Sequence[str]) -> str:
    more = f" … and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{', '.join(names[:_NAMES])}{more}"


def _print_money_and_trust(summary: Mapping[str, Any], *, money: bool = True) -> None:
    words = {"direct": "mending", "service": "being without", "compensation": "compensation"}
    unknown = [reason for one in summary["costs_eur"].values() for reason in one["unknown"]]
    known = {words[kind]: one for kind, one in summary["costs_eur"].items() if one["nominal"]}
    if money and known:
        parts = [
            f"{name} {one['nominal']:.0f} € ({one['low']:.0f} to {one['high']:.0f})" for name, one in known.items()
        ]
        print(f"Money: {', '.join(parts)}")
    for reason in unknown:
        print(f"Money not known: {reason}")
    quality = summary["data_quality"]
    if quality["share_on_defaults"] is not None:
        kinds = {
            "assumed_links": "supply links",
            "defaulted_parameters": "parameters",
            "assumed_headcounts": "numbers of people",
        }
        parts = [f"{name} {quality[key]:.0%}" for key, name in kinds.items() if quality[key]]
        by = f" ({', '.join(parts)})" if parts else ""
        print(f"Assumed: {quality['share_on_defaults']:.0%} of the hours lost{by}")
    if quality["parameters_left_to_default"]:
        print(f"Left to default: {', '.join(quality['parameters_left_to_default'])}")


def _best(told: Sequence[Mapping[str, Any]]) -> str:
    """Return which plan leaves people the least time without services."""
    from twin.simulation.plans import ALL

    first = told[0]["services"][ALL].dwelling_h
    best = min(told[1:], key=lambda one: one["services"][ALL].dwelling_h)
    saved = best["saved"][ALL]
    if not saved.dwelling_h:
        return "No plan gives anybody a service back sooner than doing nothing."
    return (
        f"Saves most: {best['plan']}, {saved.dwelling_h:g} of {first:g} dwelling-hours without a service"
        f"{'' if saved.person_h is None else f', {saved.person_h:.0f} person-hours'}."
    )


def _without_blanks(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> tuple[list[str], list[list[object]]]:
    """Return a table without the columns in which nothing is known."""
    kept = [place for place in range(len(headings)) if any(row[place] is not None for row in rows)]
    return [headings[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _compared(plan: str, mine: Figures, saved: Figures) -> tuple[object, ...]:
    return (
        plan,
        mine.dwellings,
        _rounded(mine.people),
        *(_rounded(mine.dwelling_h), _rounded(saved.dwelling_h)),
        *(_rounded(mine.person_h), _rounded(saved.person_h)),
        *(_rounded(mine.cost_eur), _rounded(saved.cost_eur)),
        mine.still_without,
    )


def _service(name: str) -> str:
    return "all services" if name == "all" else name.replace("_", " ")


def _number(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _hours(hours: float) -> str:
    """Return a duration as people say it.

    Examples
    --------
    >>> _hours(1.75), _hours(0.5), _hours(100)
    ('1 h 45 min', '30 min', '4 days 4 h')
    """
    minutes = round(hours * 60)
    days, minutes = (minutes // 1440, minutes % 1440) if minutes >= 2880 else (0, minutes)
    parts = [(days, "days"), (minutes // 60, "h"), (0 if days else minutes % 60, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
