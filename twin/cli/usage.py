"""Ask who can use, reach and share what, by one of the measures installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.model.twin import Twin
    from twin.observations.observed import Observations
    from twin.usage.outcome import Outcome
    from twin.usage.run import Given

__all__ = ["run"]


def run(
    estate: str | None = None,
    measure: str | None = None,
    *,
    set_: Annotated[tuple[str, ...] | None, Parameter(name=["--set"], consume_multiple=True)] = None,
    from_: Annotated[str | None, Parameter(name=["--from"])] = None,
    to: str | None = None,
    if_: Annotated[Path | None, Parameter(name=["--if"])] = None,
    at: str | None = None,
    compare: bool = False,
    without_state: bool = False,
    seed: int = 0,
    top: int = 20,
    plot: Path | None = None,
    screenshot: Path | None = None,
    storey: str | None = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    lang: str = "en",
    json: bool = False,
) -> int:
    """Ask who can use, reach and share what, by one of the measures installed.

    Alone it lists the measures; `twin usage MEASURE` says what one reads, takes and answers. The exit status is 1 if
    the answer is empty.

    Parameters
    ----------
    estate
        The twin, a GeoPackage; or the name of a measure that is to be explained.
    measure
        Which measure.
    set_
        Parameters of the measure, each as name=value.
    from_
        Local time from which observations and bookings count, such as 2026-01-12 or "2026-01-12 08:00"; whole hours.
    to
        Local time until which they count.
    if_
        What happens, a scenario in TOML; the measure is made while that is so.
    at
        Moment of the scenario, since its start, such as 45min or 00:45; when its last event has begun if not given.
    compare
        Show what differs from the usual state.
    without_state
        Do not start from the open incidents of the estate.
    seed
        What is left to chance is drawn with it.
    top
        Number of rows to show; 0 shows all.
    plot
        Figure to write, .svg, .png or .pdf.
    screenshot
        Picture of the estate in the colours of the answer to write, .png.
    storey
        Storey to look into from above in that picture.
    output
        Table to write, .csv, .parquet or .xlsx.
    lang
        Language of the answer, en or fr.
    json
        Print as JSON.
    """
    from twin.cli.usage_told import print_comparison, print_measure, print_measures, print_outcome
    from twin.said.catalogue import catalogue_of

    catalogue_of(lang)  # a wrong language is told before the work
    if estate is None or measure is None:
        return print_measures(json=json) if estate is None else print_measure(estate, json=json)
    from twin.cli.output import print_message
    from twin.usage.run import measure_problems, measured
    from twin.usage.translated import outcome_in

    _check(Path(estate), measure, top, output)
    _check_pictures(plot, screenshot, storey)
    _check_period(measure, from_, to)
    twin, said = _load(estate), _said(set_)
    given = _given(twin, Path(estate), if_, at, without_state=without_state, seed=seed, period=(from_, to))
    for problem in measure_problems():
        print_message(f"warning: {problem}")
    found = outcome_in(measured(twin, measure, said, given=given), lang)
    _write(twin, found, plot=plot, screenshot=screenshot, storey=storey, output=output)
    if compare:
        print_comparison(found, outcome_in(_usual(twin, measure, said, given), lang), top=top, json=json)
    else:
        print_outcome(found, top=top, json=json)
    return int(not len(found.table))


def _check(estate: Path, measure: str, top: int, output: Path | None) -> None:
    """Raise, before the work, if something cannot be used or written as named."""
    from twin.cli.output import check_apart
    from twin.errors import UsageError
    from twin.observations.register import check_apart_from_readings
    from twin.usage.place import check_place
    from twin.usage.run import measure_named, measures
    from twin.usage.write import check_format, files_of

    if str(estate) in measures() and not estate.exists():
        raise UsageError(f"twin usage {estate} {measure}", "names the measure first", f"Write: {measure} {estate}.")
    measure_named(measure)
    if top < 0:
        raise UsageError(f"--top {top}", "is less than none", "Name a number of rows, or 0 for all.")
    if output is not None:
        check_format(output)
        check_apart(output, estate)
        for one in files_of(output, measure_named(measure).schema()).values():
            check_apart_from_readings(one, estate)
        check_place(output)


def _check_period(measure: str, start: str | None, end: str | None) -> None:
    """Raise if a period is given to a measure that reads nothing which has a time."""
    from twin.errors import UsageError
    from twin.usage.run import measure_named

    option = f"--from {start}" if start is not None else f"--to {end}"
    timed = any("observation" in one or "booking" in one for one in measure_named(measure).reads)
    if not (start is None and end is None) and not timed:
        raise UsageError(option, f"says nothing to {measure}, which reads no observations", "Leave it out.")


def _check_pictures(plot: Path | None, screenshot: Path | None, storey: str | None) -> None:
    from twin.errors import UsageError
    from twin.usage.place import check_place
    from twin.usage.plot import check_format

    if plot is not None:
        check_format(plot)
        check_place(plot)
    if screenshot is not None:
        if screenshot.suffix.lower() != ".png":
            raise UsageError(screenshot, "is no picture that can be written", "Let the name end in .png.")
        check_place(screenshot)
    elif storey is not None:
        raise UsageError(f"--storey {storey}", "says what a picture shows", "Add --screenshot P.png, or leave it out.")


def _load(estate: str) -> Twin:
    from twin.store.load import load

    return load(Path(estate))


def _said(pairs: Sequence[str] | None) -> dict[str, str]:
    """Return parameters by name."""
    from twin.errors import UsageError

    found: dict[str, str] = {}
    if pairs is None:
        return found
    for pair in pairs or ("",):
        name, sign, value = pair.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise UsageError(f"--set {pair}".strip(), "says no value", "Write name=value, such as to=playground.")
        if name.strip() in found:
            raise UsageError(f"--set {pair}", f"gives {name.strip()} a second value", "Keep one of them.")
        found[name.strip()] = value.strip()
    return found


def _given(
    twin: Twin,
    estate: Path,
    scenario: Path | None,
    at: str | None,
    *,
    without_state: bool,
    seed: int,
    period: tuple[str | None, str | None],
) -> Given:
    """Return what the measure is asked on."""
    from twin.errors import UsageError
    from twin.usage.given import conditions_given, period_of
    from twin.usage.run import Given

    if at is not None and scenario is None:
        raise UsageError(f"--at {at}", "goes with a scenario", "Name it with --if.")
    if seed < 0:
        raise UsageError(f"--seed {seed}", "is less than none", "Name a whole number from 0.")
    start, end = period_of(*period)
    conditions = conditions_given(twin, None if without_state else estate, scenario=scenario, at=at, seed=seed)
    return Given(_observations(estate, twin), conditions, start, end, seed)


def _observations(estate: Path, twin: Twin) -> Observations | None:
    """Return what is registered as observed, after a warning about what is bound to another estate."""
    from twin.cli.output import print_message
    from twin.usage.given import registered_observations

    found = registered_observations(estate, twin)
    if found is not None and (strangers := found.strangers):
        print_message(
            f"warning: {len(strangers)} sensors are bound to things that this twin does not have: twin observe"
        )
    return found


def _usual(twin: Twin, measure: str, said: dict[str, str], given: Given) -> Outcome:
    """Return what the measure answers at that moment if nothing is out of order and nothing is changed in thought."""
    from dataclasses import replace

    from twin.usage.run import measure_named, measured

    kept = {name: value for name, value in said.items() if name not in measure_named(measure).what_ifs}
    return measured(twin, measure, kept, given=replace(given, conditions=given.conditions.usual))


def _write(
    twin: Twin, found: Outcome, *, plot: Path | None, screenshot: Path | None, storey: str | None, output: Path | None
) -> None:
    from twin.cli.output import print_message

    if output is not None:
        from twin.usage.write import write

        for path in write(found, output):
            print_message(f"{path}: written")
    if not len(found.table):
        for picture in filter(None, (plot, screenshot)):
            print_message(f"{picture}: not drawn, for there is nothing to show")
        return
    if plot is not None:
        from twin.usage.plot import draw

        draw(twin, found, plot)
        print_message(f"{plot}: {found.plots[0].title}")
    if screenshot is not None:
        _picture(twin, found, screenshot, storey)


def _picture(twin: Twin, found: Outcome, path: Path, storey: str | None) -> None:
    """Have the viewer that is installed draw the answer."""
    from twin.cli.output import print_message
    from twin.errors import UsageError
    from twin.plugins import discover

    viewers: Any = [one for one in discover("pictures", defining="draw_usage").modules if one.name == "usage"]
    if not viewers:
        raise UsageError("--screenshot", "no viewer is installed that draws it", "Write a figure with --plot.")
    viewers[0].load().draw_usage(twin, found, path, storey=storey)
    print_message(f"{path}: {found.colours[0].title}")
