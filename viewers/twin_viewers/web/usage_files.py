"""Figures, tables and pictures of an answer as bytes; they are worked out beside the view."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from twin.model.twin import Twin
from twin.usage.outcome import Outcome, Plot
from twin.usage.translated import outcome_in

__all__ = ["figure_of", "picture_of", "table_of"]

_MOST_TICKS: Final = 8
_MOST_LETTERS, _LONG = 40, 16
_INCHES: Final = {False: (4.3, 2.7), True: (9.6, 5.4)}


def figure_of(twin: Twin, _: Path | None, outcome: Outcome, plot: Plot, large: bool, language: str) -> bytes:
    """Return a figure as SVG.

    Parameters
    ----------
    twin : the estate
    outcome : what a measure answered
    plot : which of its figures
    large : whether it is looked at alone, with its title and what it says
    language : of the reader
    """
    import matplotlib as mpl

    from twin.usage.plot import figure

    told = outcome_in(outcome, language)
    made = figure(twin, told, told.plots[outcome.plots.index(plot)])
    if not large:
        made.suptitle("")
        made.supxlabel("")
        for axes in made.axes:
            _thin_out(axes)
    made.set_size_inches(*_INCHES[large])
    buffer = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "twin", "svg.fonttype": "none"}):
        made.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def _thin_out(axes: Any) -> None:
    """Leave out ticks and numbers that a small figure has no room for."""
    for axis in (axes.xaxis, axes.yaxis):
        ticks, labels = axis.get_ticklocs(), [one.get_text() for one in axis.get_ticklabels()]
        step = -(-len(ticks) // _MOST_TICKS)
        if step > 1:
            axis.set_ticks(ticks[::step], labels[::step])
    names = [one.get_text() for one in axes.get_xticklabels()]
    if sum(map(len, names)) > _MOST_LETTERS:
        short = [one if len(one) <= _LONG else f"{one[: _LONG - 1]}…" for one in names]
        axes.set_xticks(axes.get_xticks(), short, rotation=30, ha="right")
    if len(axes.texts) > _MOST_TICKS:
        for text in axes.texts:
            text.set_visible(False)


def table_of(_: Twin, __: Path | None, outcome: Outcome, ending: str, language: str) -> tuple[str, bytes]:
    """Return the name of a file with all tables of an answer and its bytes; several files are in an archive.

    Parameters
    ----------
    outcome : what a measure answered
    ending : of the file, such as ``.csv``
    language : of the reader
    """
    from twin.usage.write import write

    with tempfile.TemporaryDirectory(prefix="twin-usage-") as folder:
        files = write(outcome_in(outcome, language), Path(folder) / f"{outcome.measure}{ending}")
        if len(files) == 1:
            return files[0].name, files[0].read_bytes()
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.name)
        return f"{outcome.measure}.zip", buffer.getvalue()


def picture_of(twin: Twin, _: Path | None, outcome: Outcome, storey: str | None, language: str) -> bytes:
    """Return a picture of the estate in the colours of an answer, with its legend, as PNG.

    Parameters
    ----------
    twin : the estate
    outcome : what a measure answered
    storey : storey to look into; None for the whole
    language : of the reader
    """
    from twin_viewers.pictures.usage import draw_usage

    with tempfile.TemporaryDirectory(prefix="twin-usage-") as folder:
        path = Path(folder) / "picture.png"
        draw_usage(twin, outcome_in(outcome, language), path, storey=storey)
        return path.read_bytes()
