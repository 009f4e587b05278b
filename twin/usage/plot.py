"""Draws the figures that measures declare: lines, bars, stacks, heat maps, maps, without knowing what they are about.

One look for all, that prints in grey and that colour-blind people can read. matplotlib is imported when something is
drawn, and used without its global state.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.said.catalogue import ENGLISH
from twin.said.language import number_in
from twin.usage.map_plot import draw_map
from twin.usage.measure import Column
from twin.usage.outcome import Outcome, Plot
from twin.usage.place import written_whole
from twin.usage.plot_style import CATEGORICAL, INK, MARK, SEQUENTIAL, STYLE

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_format", "draw", "figure"]

_FORMATS: Final = (".svg", ".png", ".pdf")
_SIZE_IN: Final = {"map": (9.6, 6.6)}
_USUAL_SIZE_IN: Final = (9.6, 5.4)
_DATES: Final[dict[str, dict[float, str]]] = {
    "fr": {365.0: "%Y", 30.0: "%m/%Y", 1.0: "%d/%m/%Y", 1.0 / 24: "%d/%m %Hh", 1.0 / 1440: "%d/%m %H:%M"}
}
"""How dates are written along an axis whose marks are so many days apart."""
_MOST_BARS: Final = 40
_MOST_TICKS: Final = 24
_MOST_NUMBERS: Final = 24


def check_format(path: Path) -> None:
    """Raise if no figure can be written under a name.

    Parameters
    ----------
    path : file to write

    Raises
    ------
    UsageError
        If its ending is none of those known.
    """
    if path.suffix.lower() not in _FORMATS:
        raise UsageError(path, "is no figure that can be written", f"Let the name end in {', '.join(_FORMATS)}.")


def draw(twin: Twin, outcome: Outcome, path: Path, *, plot: Plot | None = None) -> Path:
    """Write a figure of an outcome, and return its path.

    Parameters
    ----------
    twin : the estate
    outcome : what a measure answered
    path : file; its ending says the format
    plot : which of its figures; the first if not given

    Raises
    ------
    UsageError
        If the measure has no figure, nothing to draw, or the ending is not known.
    OutputError
        If it cannot be written.
    """
    check_format(path)
    if plot is None and not outcome.plots:
        raise UsageError(outcome.measure, "has no figure", "Leave --plot out.")
    drawn = figure(twin, outcome, plot or outcome.plots[0])
    import matplotlib as mpl

    with written_whole(path) as file, mpl.rc_context({"svg.hashsalt": "twin", "svg.fonttype": "none"}):
        undated = {".svg": "Date", ".pdf": "CreationDate"}.get(path.suffix.lower())  # the same file each time
        drawn.savefig(file, dpi=150, metadata={undated: None} if undated else None)
    return path


def figure(twin: Twin, outcome: Outcome, plot: Plot) -> Any:
    """Return a matplotlib figure of an outcome.

    Parameters
    ----------
    twin : the estate
    outcome : what a measure answered
    plot : which of its figures

    Raises
    ------
    UsageError
        If there is nothing to draw.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    table = outcome.shown(plot)
    if not len(table):
        raise UsageError(outcome.measure, f"has nothing to draw: {outcome.reason or 'its table is empty'}", "")
    with mpl.rc_context(STYLE):
        made = Figure(figsize=_SIZE_IN.get(plot.kind, _USUAL_SIZE_IN), layout="constrained")
        axes = made.add_subplot()
        if plot.kind == "map":
            draw_map(twin, outcome, plot, axes)
        else:
            _DRAWN[plot.kind](axes, table, plot, outcome)
        _mark_numbers(made, outcome.language)
        made.suptitle(plot.title, x=0.01, ha="left", fontsize=14, fontweight="bold")
        if outcome.said:
            made.supxlabel(_wrapped(outcome.said), x=0.01, ha="left", fontsize=9, color=INK)
    return made


def _line(axes: Any, table: pd.DataFrame, plot: Plot, outcome: Outcome) -> None:
    for place, (name, part) in enumerate(_parts(table, plot)):
        ordered = part.sort_values(plot.x, kind="stable")
        axes.plot(ordered[plot.x], _numbers(ordered[plot.y]), color=CATEGORICAL[place % len(CATEGORICAL)], label=name)
    _finish(axes, plot, outcome)
    axes.margins(x=0.01)


def _bar(axes: Any, table: pd.DataFrame, plot: Plot, outcome: Outcome) -> None:
    labels = list(dict.fromkeys(table[plot.x].astype(str)))[:_MOST_BARS]
    parts = _parts(table, plot)
    width = 0.8 / len(parts)
    for place, (name, part) in enumerate(parts):
        height = dict(zip(part[plot.x].astype(str), _numbers(part[plot.y]).tolist(), strict=True))
        at = np.arange(len(labels)) + (place - (len(parts) - 1) / 2) * width
        colour = CATEGORICAL[place % len(CATEGORICAL)]
        bars = axes.bar(at, [height.get(label, np.nan) for label in labels], width * 0.94, color=colour, label=name)
        if len(labels) * len(parts) <= _MOST_NUMBERS:  # so that a bar of no height is seen to be there
            share = outcome.column(plot.y, plot.table).high == 1
            axes.bar_label(bars, fmt=_written("{:.0%}" if share else "{:.3g}", outcome.language), fontsize=8, padding=2)
    turned = sum(map(len, labels)) > 90
    axes.set_xticks(range(len(labels)), labels, rotation=40 if turned else 0, ha="right" if turned else "center")
    _finish(axes, plot, outcome)


def _stack(axes: Any, table: pd.DataFrame, plot: Plot, outcome: Outcome) -> None:
    labels, parts = list(dict.fromkeys(table[plot.x].astype(str))), _parts(table, plot)
    foot = np.zeros(len(labels))
    for place, (name, part) in enumerate(parts):
        sums = part.assign(at=part[plot.x].astype(str), height=_numbers(part[plot.y])).groupby("at")["height"].sum()
        height = np.array([float(sums.get(label, 0.0)) for label in labels])
        axes.bar(labels, height, 0.8, bottom=foot, color=CATEGORICAL[place % len(CATEGORICAL)], label=name)
        foot = foot + height
    _finish(axes, plot, outcome)
    if foot.max(initial=0.0) > 0:
        axes.set_ylim(top=1.06 * foot.max())


def _heat(axes: Any, table: pd.DataFrame, plot: Plot, outcome: Outcome) -> None:
    xs, ys = list(dict.fromkeys(table[plot.x])), list(dict.fromkeys(table[plot.y]))
    xs = sorted(xs) if all(isinstance(one, int | float | np.number) for one in xs) else xs
    grid = np.full((len(ys), len(xs)), np.nan)
    for x, y, value in zip(table[plot.x], table[plot.y], _numbers(table[plot.value]), strict=True):
        grid[ys.index(y), xs.index(x)] = value
    drawn = axes.imshow(np.ma.masked_invalid(grid), aspect="auto", cmap=SEQUENTIAL, interpolation="nearest")
    axes.set_facecolor("#E0E0E0")
    for axis, values in ((axes.xaxis, xs), (axes.yaxis, ys)):
        step = max(1, -(-len(values) // _MOST_TICKS))
        axis.set_ticks(range(0, len(values), step), [str(one) for one in values[::step]])
    axes.grid(visible=False)
    axes.set_xlabel(outcome.column(plot.x, plot.table).heading)
    axes.figure.colorbar(drawn, ax=axes, label=outcome.column(plot.value, plot.table).heading)


_DRAWN: Final = {"line": _line, "bar": _bar, "stack": _stack, "heat": _heat}


def _parts(table: pd.DataFrame, plot: Plot) -> list[tuple[str, pd.DataFrame]]:
    """Return the table by the values of the column that tells lines apart, in the order in which they come."""
    if not plot.by:
        return [("", table)]
    return [(str(name), part) for name, part in table.groupby(plot.by, sort=False, dropna=False)]


def _finish(axes: Any, plot: Plot, outcome: Outcome) -> None:
    of: list[Column] = [outcome.column(name, plot.table) for name in (plot.x, plot.y)]
    axes.set_xlabel(of[0].heading if of[0].kind != "text" else "")
    axes.set_ylabel(of[1].heading)
    axes.grid(axis="x", visible=False)
    if plot.mark is not None:
        axes.axhline(plot.mark, color=MARK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
    if plot.by:
        axes.figure.legend(*axes.get_legend_handles_labels(), frameon=False, loc="outside right upper")
    if of[1].low == 0:
        axes.set_ylim(bottom=0)
    if of[1].high == 1 and not of[1].unit:
        axes.set_ylim(top=1.06)
        written = _written("{:.0%}", outcome.language)
        axes.yaxis.set_major_formatter(lambda share, _: written(share))


def _mark_numbers(made: Any, language: str) -> None:
    """Have the plain numbers of all axes written with the marks of a language."""
    from matplotlib.dates import AutoDateFormatter
    from matplotlib.ticker import FuncFormatter, ScalarFormatter

    if language == ENGLISH:
        return
    written = _written("{:,.10g}", language)
    for axis in (one for axes in made.axes for one in (axes.xaxis, axes.yaxis)):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            axis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))
        elif isinstance(formatter := axis.get_major_formatter(), AutoDateFormatter):
            formatter.scaled |= _DATES.get(language, {})


def _written(form: str, language: str) -> Callable[[float], str]:
    """Return what writes numbers with the marks of a language."""
    return lambda value: number_in(form.format(value), language)


def _numbers(values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(values.to_numpy(dtype=float, na_value=np.nan))


def _wrapped(text: str) -> str:
    from textwrap import fill

    return fill(text, 125)
