"""The command line: one file per verb, and this frame around them.

A verb is a module ``<package>/cli/<verb>.py`` of any package registered as a plug-in. Its docstring's first line is the
help that ``twin --help`` shows; its function ``run`` does the work. The annotated parameters of ``run`` become
arguments and options, its docstring their help (each name on one line, its meaning indented below). It returns None, or
an exit status, where 1 means that the answer is no. Nothing of a verb is imported until it is called, so that
``twin --help`` answers at once.

Exit status: 0 done, 1 the answer is no, 2 wrong use or unusable input, 130 interrupted. A traceback is shown only with
``--debug``, which may stand anywhere on the line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from twin.errors import TwinError, UsageError

if TYPE_CHECKING:
    from cyclopts import App

    from twin.plugins import PluginModule

__all__ = ["main"]

_DONE, _WRONG_USE, _INTERRUPTED, _BROKEN_PIPE = 0, 2, 130, 141
_EPILOGUE = (
    "Every verb takes --debug, which shows the traceback of an error. Results are screening, not regulatory design."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status of one call of the command ``twin``.

    Parameters
    ----------
    arguments : what stands after ``twin`` on the command line; None takes it from the process
    """
    line, debug = _split_debug(sys.argv[1:] if arguments is None else arguments)
    _write_utf8()
    try:
        status = _run(line)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()
        return _BROKEN_PIPE
    except SystemExit as request:
        if isinstance(request.__context__, BrokenPipeError):  # how rich takes it
            return _BROKEN_PIPE
        raise
    except KeyboardInterrupt:
        _tell("interrupted")
        return _INTERRUPTED
    except Exception as error:
        if debug:
            sys.excepthook(type(error), error, error.__traceback__)
        _tell(_explain(error))
        return _WRONG_USE
    return status


def _run(line: Sequence[str]) -> int:
    """Return the status of the verb that a line calls; whatever goes wrong is raised."""
    from twin.plugins import discover

    if line and line[0] == "--version":
        _print_version()
        return _DONE
    found = discover("cli", defining="run")
    if not line or line[0] in {"--help", "-h"}:
        _print_help(found.modules)
        for problem in found.problems:
            _tell(f"warning: {problem}")
        return _DONE
    return _call(_find_verb(line[0], found.modules), line[1:])


def _call(verb: PluginModule, line: Sequence[str]) -> int:
    """Return the exit status of one verb, imported now."""
    from cyclopts import CycloptsError

    app = _build_app(f"twin {verb.name}")
    app["--help"].show = False
    app.default(verb.load().run)
    try:
        result = app(line)
    except CycloptsError as error:
        reason, _, near = str(error).strip().replace(" requires an argument", " is missing").partition(" Did you mean ")
        remedy = f"Did you mean {near} " if near else ""
        raise UsageError(f"twin {verb.name}", reason.rstrip("."), f"{remedy}See: twin {verb.name} --help") from error
    return result if isinstance(result, int) else _DONE


def _find_verb(name: str, verbs: Iterable[PluginModule]) -> PluginModule:
    """Return the verb of that name."""
    by_name = {verb.name: verb for verb in verbs}
    if name in by_name:
        return by_name[name]
    from difflib import get_close_matches

    near = get_close_matches(name, by_name, n=1)
    remedy = f"Did you mean '{near[0]}'?" if near else "See: twin --help"
    raise UsageError(
        f"twin {name}", "there is no such option" if name.startswith("-") else "there is no such verb", remedy
    )


def _print_help(verbs: Iterable[PluginModule]) -> None:
    app = _build_app("twin")
    app.help = "A graph-linked digital twin of housing estates, from IFC models and maps."
    app.version_flags = ("--version",)
    for verb in verbs:
        app.command(f"{verb.module}:run", name=verb.name, help=verb.help)
    app.help_print([])


def _print_version() -> None:
    from importlib.metadata import version

    print(f"twin {version('estate-twin')}")


def _build_app(name: str) -> App:
    """Return a parser that raises what is wrong and gives back what the verb returns."""
    from cyclopts import App, Parameter

    return App(
        name=name,
        help_epilogue=_EPILOGUE,
        help_format="plaintext",
        default_parameter=Parameter(negative=()),
        version_flags=(),
        exit_on_error=False,
        print_error=False,
        suppress_keyboard_interrupt=False,
        result_action="return_value",
    )


def _explain(error: Exception) -> str:
    """Return the one line that a user sees of an error."""
    if isinstance(error, TwinError):
        return f"error: {error}"
    return f"internal error: {type(error).__name__}: {error}; run again with --debug and report what it shows"


def _split_debug(line: Sequence[str]) -> tuple[list[str], bool]:
    """Return a command line without ``--debug``, and whether it was there before any ``--``."""
    end = line.index("--") if "--" in line else len(line)
    kept = [word for word in line[:end] if word != "--debug"]
    return [*kept, *line[end:]], len(kept) < end


def _write_utf8() -> None:
    """Make results UTF-8 whatever the locale; what UTF-8 cannot hold is escaped as JSON does."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence_stdout() -> None:
    """Give the interpreter somewhere to flush to when the reader of our results has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(text: str) -> None:
    print(f"twin: {text}", file=sys.stderr)
