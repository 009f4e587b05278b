"""Show a twin in a window or in browsers, or write a picture, movie, page, model or plans of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from twin.errors import UsageError
    from twin.model.twin import Twin
    from twin_viewers.colouring import Groups, Numbers
    from twin_viewers.look import Look
    from twin_viewers.marks import Mark
    from twin_viewers.send.order import Order, Playing

__all__ = ["run"]

_OF_EQUIPMENT = ("system", "commodity", "criticality", "condition", "installed")
"""Layers that say nothing of walls, which would hide what they tell of to who turns around it."""

_USUAL_SIZE = {"--movie": "1280x720"}


def run(
    estate: Path,
    *,
    screenshot: Path | None = None,
    movie: Path | None = None,
    html: Path | None = None,
    glb: Path | None = None,
    plans: Path | None = None,
    web: bool = False,
    run_folder: Annotated[tuple[Path, ...], Parameter(name="--run")] = (),
    at: str = "",
    state: str = "",
    storey: str | None = None,
    color_by: Annotated[str, Parameter(name=["--color-by", "--colour-by"])] = "kind",
    only: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    links: Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True)] = None,
    color_links: Annotated[str, Parameter(name=["--color-links", "--colour-links"])] = "provenance",
    look: str = "",
    size: str = "",
    lang: str = "en",
    night: bool = False,
    without_state: bool = False,
    port: int = 0,
    host: str = "127.0.0.1",
    no_browser: bool = False,
) -> None:
    """Show a twin in a window or in browsers, or write a picture, movie, page, model or plans of it.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    screenshot
        Picture to write, .png, .jpg, .webp or .tif.
    movie
        Movie to write, .mp4, .webm or .gif: of a run, or once around the estate.
    html
        Page to write that shows it in three dimensions without a server or anything else.
    glb
        Model to write that other programs open, glTF in one file.
    plans
        Directory to write a floor plan of each storey to, SVG at a true scale.
    web
        Show it in browsers, until Ctrl-C.
    run_folder
        Run to show, a folder that `twin simulate` wrote; in a window or browser two of them, to compare.
    at
        Moment of the run, such as 00:45 since its start or 2026-01-12 09:15; without it the worst.
    state
        What of the run to show, such as power or trapped; without it how many services are lost.
    storey
        Storey to look into from above, by id, code or name.
    color_by
        kind, use, dwelling, storey, building, system, commodity, links (why supply and passages are believed),
        criticality, energy_class, condition, installed, material, class, outdoors, provenance (of the shapes), colour
        (of the model), a column of the nodes, a property, such as FireRating or Pset_WallCommon.IsExternal, or a
        column of a measure, such as utilisation or occupancy.frequency.
    only
        Kinds to show, such as space, equipment, wall or door.
    links
        Relations whose links to show over the faint building, such as adjacent or feeds; opens_onto if none is named.
    color_links
        provenance, commodity, relation or confidence.
    look
        solid as seen from outside, xray with its rooms; without it what suits the twin.
    size
        Width and height of pictures in pixels.
    lang
        Language of what is written: en or fr.
    night
        Draw it by night, with lamps and halls lit; in a run only those that it leaves lit.
    without_state
        Do not show the open incidents of the estate.
    port
        Port of --web; without it any free one.
    host
        Address that --web listens on; any but that of this machine opens it to the network.
    no_browser
        Do not open the browser of this machine.
    """
    from twin_viewers.look import Look
    from twin_viewers.send.order import Order, the_one
    from twin_viewers.words import words_in

    paths = {"--screenshot": screenshot, "--movie": movie, "--html": html, "--glb": glb, "--plans": plans}
    target = the_one({**paths, "--web": web})
    words_in(lang)  # a wrong language is told before the work
    drawn = target in {"--screenshot", "--movie"}
    _check({"--at": at, "--state": state}, needs="--run RUN", there=bool(run_folder))
    _check({"--night": night}, needs="--screenshot or --movie", there=drawn)
    _check({"--size": size}, needs="--screenshot, --movie or a window", there=drawn or target is None)
    _check(
        {"--color-by": color_by != "kind"}, needs="a picture, movie, page, model or window", there=target != "--plans"
    )
    _check({"--port": port, "--no-browser": no_browser}, needs="--web", there=web)
    if web:
        _serve(estate, run_folder, port=port, host=host, language=lang, browser=not no_browser)
        return
    if target is None:
        _check_display()
    elif len(run_folder) > 1:
        raise _too_many(run_folder)
    twin = _loaded(estate)
    playing = _playing(twin, run_folder[0], at=at, state=state, language=lang) if run_folder else None
    relations = () if links is None else links or _usual_links()
    plain = Look(color_by, storey, only, relations, color_links, look)
    marked, turned = not (without_state or playing), target != "--screenshot"
    wish = _wish(twin, estate, plain, lang, marked=marked, turned=turned)
    pixels = _size(size or _USUAL_SIZE.get(target or "", "1600x1000"))
    if target is None:
        _open(twin, estate, wish, size=pixels, language=lang, playing=playing, others=run_folder[1:])
        return
    if (path := paths.get(target)) is not None:
        _deliver(target, path, Order(twin, wish, pixels, lang, playing, light="night" if night else "day"))


def _wish(twin: Twin, estate: Path, plain: Look, language: str, *, marked: bool, turned: bool) -> Look:
    """Return a look with its values and marks; what only equipment tells hides walls where somebody turns around it."""
    colour, values = _values(twin, estate, plain.colour_by, language)
    only = plain.only or (("equipment",) if turned and colour.startswith(_OF_EQUIPMENT) else ())
    marks = _marks(twin, estate, language) if marked else ()
    return replace(plain, colour_by=colour, only=only, values=values, marks=marks)


def _deliver(target: str, path: Path, order: Order) -> None:
    """Write the file that is asked for."""
    from twin.cli.output import print_message
    from twin.cli.progress import show_progress
    from twin_viewers.send.targets import deliver

    with show_progress() as progress:
        said = deliver(target, replace(order, progress=progress), path)
    print_message(said)


def _check_display() -> None:
    from twin_viewers.desktop.show import check_display

    check_display()


def _open(
    twin: Twin,
    estate: Path,
    look: Look,
    *,
    size: tuple[int, int],
    language: str,
    playing: Playing | None,
    others: tuple[Path, ...],
) -> None:
    """Open a window, and return when it is closed."""
    from twin.simulation.run_folder import open_run
    from twin_viewers.desktop.show import show
    from twin_viewers.player.player import player_of
    from twin_viewers.words import words_in

    players = [] if playing is None else [playing.player]
    players += [player_of(twin, open_run(one), words=words_in(language)) for one in others]
    show(
        twin,
        look,
        size=size,
        language=language,
        estate=estate,
        players=players,
        state="" if playing is None else playing.state,
        moment_s=playing.moment_s if playing is not None and playing.at else 0.0,
    )


def _serve(estate: Path, runs: tuple[Path, ...], *, port: int, host: str, language: str, browser: bool) -> None:
    from twin.simulation.run_folder import open_run
    from twin_viewers.web.gateway import run_gateway

    for one in runs:
        open_run(one)  # what is none is told before anything is served
    run_gateway(estate, port=port, host=host, language=language, runs=runs, open_browser=browser)


def _values(twin: Twin, estate: Path, name: str, language: str) -> tuple[str, Groups | Numbers | None]:
    """Return what to colour by, and the values; none where things have their usual colours."""
    from twin.cli.output import print_message
    from twin.usage.given import registered_observations
    from twin_viewers.colouring import BY_MODEL, BY_ROLE
    from twin_viewers.window.layers_measured import coloured_by

    if name in {BY_ROLE, BY_MODEL}:
        return name, None
    key, values = coloured_by(twin, name, language=language, observed=lambda: registered_observations(estate, twin))
    if not values.known.any():
        print_message(f"{name}: nothing of the estate tells it, so all is drawn as unknown")
    return key, values


def _loaded(estate: Path) -> Twin:
    from twin.store.load import load

    return load(estate)


def _playing(twin: Twin, run: Path, *, at: str, state: str, language: str) -> Playing:
    from twin.simulation.run_folder import open_run
    from twin_viewers.player.choices import LOST
    from twin_viewers.player.player import player_of
    from twin_viewers.send.order import Playing
    from twin_viewers.words import words_in

    playing = Playing(player_of(twin, open_run(run), words=words_in(language)), state or LOST, at)
    playing.player.choice(playing.state)
    return playing


def _too_many(runs: tuple[Path, ...]) -> UsageError:
    from twin.errors import UsageError

    return UsageError(
        f"--run {runs[1]}", "one run goes into a file", "Leave it out, or compare both in a window or with --web."
    )


def _check(given: dict[str, object], *, needs: str, there: bool) -> None:
    """Raise if an option is given that means something only beside another."""
    from twin.errors import UsageError

    named = [name for name, one in given.items() if one]
    if named and not there:
        raise UsageError(named[0], f"says nothing without {needs}", f"Add {needs}, or leave it out.")


def _usual_links() -> tuple[str, ...]:
    from twin_viewers.links import DEFAULT_RELATIONS

    return DEFAULT_RELATIONS


def _marks(twin: Twin, estate: Path, language: str) -> tuple[Mark, ...]:
    from twin.simulation.current_state import check_incidents, open_incidents
    from twin_viewers.marks import marks_of

    found = open_incidents(estate)
    check_incidents(twin, estate, found)
    return marks_of(twin, found, language=language)


def _size(text: str) -> tuple[int, int]:
    from twin.errors import UsageError

    width, _, height = text.lower().replace("×", "x").partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise UsageError(f"--size {text}", "is no size", "Write width and height in pixels, such as 1600x1000.")
    return int(width), int(height)
