"""Rank the things of an estate by what their failure alone costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from twin.analysis.criticality import Criticality, Failure, Pair
    from twin.model.twin import Twin

__all__ = ["run"]

_MOSTLY = 0.5
_HEADINGS = ("rank", "what", "where", "dwellings", "people", "without", "common spaces", "note")


def run(
    estate: Path,
    *,
    service: str | None = None,
    top: int = 20,
    after: tuple[str, ...] = (),
    pairs: bool = False,
    all: bool = False,  # noqa: A002  # an option of the command
    csv: Path | None = None,
    json: bool = False,
) -> int:
    """Rank the things of an estate by what their failure alone costs.

    What lies in one run of pipes or cables is told as one, by its first valve, board, pump or tank. The exit status is
    1 if no failure costs anything, which mostly means that the models do not say what feeds what.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    service
        Count one service only, such as power, water, heating or lift.
    top
        Number of lines to show; 0 shows all. With --pairs, number of things to look at.
    after
        Something that has failed already, by id, code or name; then what is lost only because both fail is ranked. May
        be given several times.
    pairs
        Rank the pairs of things that stand in for each other, by what is lost if both fail.
    all
        Tell each piece of pipe and cable apart.
    csv
        File to write all lines to.
    json
        Print as JSON.
    """
    from twin.cli.output import check_apart, print_message
    from twin.errors import UsageError
    from twin.store.load import load

    check_apart(csv, estate)
    if top < 0:
        raise UsageError(f"--top {top}", "is less than none", "Name a number of lines, or 0 for all.")
    if pairs and (after or all or csv is not None):
        raise UsageError("--pairs", "goes with --service, --top and --json alone", "Leave the other options out.")
    twin = load(estate)
    if pairs:
        return _pairs(twin, service, top, json=json)
    from twin.analysis.criticality import criticality

    found = criticality(twin, service=service, after=[twin.row(name) for name in after], every=all)
    shown = found.failures[: top or None]
    if csv is not None:
        _write(twin, found.failures, csv)
        print_message(f"{csv}: {len(found.failures)} lines")
    if json:
        _print_as_json(twin, found, shown)
    else:
        _print(twin, found, shown, after)
    return int(not found.failures)


def _pairs(twin: Twin, service: str | None, top: int, *, json: bool) -> int:
    from twin.analysis.criticality import critical_pairs
    from twin.analysis.criticality_table import rows_of
    from twin.cli.output import print_json, print_message, print_table
    from twin.simulation.labels import Labels

    found = critical_pairs(twin, service=service, top=top or twin.nodes.length)
    if json:
        seconds = rows_of(twin, (one.second for one in found))
        firsts = [str(twin.nodes["id"][one.first]) for one in found]
        print_json([{"first": first, **second} for first, second in zip(firsts, seconds, strict=True)])
        return int(not found)
    if not found:
        print_message("no pair of things stands in for each other among those looked at")
        return 1
    labels = Labels.of(twin)
    lines = [_pair_line(labels, one) for one in found]
    title = f"{len(found)} pairs that stand in for each other: what is lost if both fail, and neither alone"
    print_table(("first", "second", *_HEADINGS[2:]), lines, title=title)
    return 0


def _pair_line(labels: Any, one: Pair) -> tuple[object, ...]:
    _, what, *rest = _line(labels, one.second)
    return labels.called(one.first), what, *rest


def _print_as_json(twin: Twin, found: Criticality, shown: Iterable[Failure]) -> None:
    from twin.analysis.criticality_table import rows_of
    from twin.cli.output import print_json

    told = {
        "services": found.services,
        "dwellings": found.dwellings,
        "things": found.things,
        "assumed_needs": found.assumed_needs,
        "share_assumed": round(found.assumed, 2),
        "failures": rows_of(twin, shown),
        "of": len(found.failures),
    }
    print_json(told)


def _print(twin: Twin, found: Criticality, shown: Sequence[Failure], after: Sequence[str]) -> None:
    from twin.analysis.criticality_stakes import TERMINALS
    from twin.cli.output import print_message, print_table
    from twin.simulation.labels import Labels

    print(_headline(found, after))
    if found.failures and found.services == (TERMINALS,):
        print("No dwelling or room has the use of a network in this model: terminals are counted instead.")
    if not found.failures:
        print_message("`twin check` says which supply networks the models lack.")
        return
    print()
    labels = Labels.of(twin)
    print_table(_HEADINGS, [_line(labels, one) for one in shown])
    if found.assumed_needs:
        print_message(f"{found.assumed_needs} needs of things have no modelled feeder: taken as met from outside.")
    if len(shown) < len(found.failures):
        print_message(f"{len(found.failures) - len(shown)} more: --top 0, or --csv FILE")


def _headline(found: Criticality, after: Sequence[str]) -> str:
    doubt = f"Rests mostly on assumed links ({found.assumed:.0%}). " if found.assumed > _MOSTLY else ""
    count, among = len(found.failures), f"{found.things} things that supply {found.dwellings} dwellings"
    if after:
        return f"{doubt}After {' and '.join(after)}: {count} of {among} would now cost what they would not have cost."
    return f"{doubt}{count} of {among} cost somebody a service if they alone fail; pieces of a run count as one."


def _line(labels: Any, one: Failure) -> tuple[object, ...]:
    from twin.simulation.labels import service

    where = " ".join(part for part in (labels.building(one.node), labels.storey(one.node)) if part)
    without = ", ".join(_counted(service(name), number, one.dwellings) for name, number in one.by_service.items())
    spaces = ", ".join(f"{number} {service(name)}" for name, number in one.spaces.items())
    return one.rank, labels.called(one.node), where, one.dwellings, _people(one), without, spaces, _note(labels, one)


def _counted(name: str, number: int, dwellings: int) -> str:
    return name if number == dwellings else f"{name} ({number})"


def _people(one: Failure) -> str:
    band = f" ({one.people_low:.0f} to {one.people_high:.0f})" if one.people_low < one.people_high else ""
    unknown = f" + {one.people_unknown} dwellings unknown" if one.people_unknown else ""
    vulnerable = f", {one.vulnerable:.0f} vulnerable" if one.vulnerable else ""
    return f"{one.people:.0f}{band}{vulnerable}{unknown}"


def _note(labels: Any, one: Failure) -> str:
    from twin.analysis.criticality_runs import has_name

    classes = labels.twin.nodes["ifc_class"]
    named = [labels.name(row) for row in one.others if has_name(str(classes[row]))]
    pieces = len(one.others) - len(named)
    parts = (
        [f"with {', '.join(named[:2])}" + (f" and {len(named) - 2} more" if len(named) > 2 else "")] if named else []
    )
    parts += [f"{pieces} piece{'s' * (pieces > 1)} of pipe or cable"] if pieces else []
    parts += [] if one.alone else ["something stands in for part of it"]
    parts += [f"{one.assumed:.0%} on assumed links"] if one.assumed else []
    return "; ".join(parts)


def _write(twin: Twin, failures: Iterable[Failure], path: Path) -> None:
    import csv

    from twin.analysis.criticality_table import rows_of
    from twin.errors import OutputError

    rows = rows_of(twin, failures)
    names = [name for name in rows[0] if name != "others"] if rows else ["rank"]
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, extrasaction="ignore")
            writer.writeheader()
            writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror})", "Choose another place.") from error


def _cell(value: Any) -> Any:
    return "; ".join(f"{name} {number}" for name, number in value.items()) if isinstance(value, dict) else value
