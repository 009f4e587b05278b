"""What the colours of the picture mean, over its corner."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from twin_viewers.legend import Entry, Legend
from twin_viewers.web.panels import Panel, Place
from twin_viewers.words import Words

__all__ = ["LegendPanel", "legend_for_page"]

_SHORT: Final = 16
"""A legend with more lines begins closed, or it would hide what it explains."""

_TEMPLATE = """
<details class="twin-legend" v-if="legend_shown && legend_shown.sections.length"
         :open="legend_shown.is_short">
  <summary>{{ legend_shown.sections[0].heading }}</summary>
  <template v-for="(section, at) in legend_shown.sections" :key="at">
    <h3 v-if="at">{{ section.heading }}</h3>
    <template v-if="section.bar"><div class="twin-bar-scale"></div>
      <div class="twin-ends"><span>{{ section.bar.low }}</span><span>{{ section.bar.high }}</span></div></template>
    <ul><li v-for="(entry, place) in section.entries" :key="place" :class="{'twin-in': entry.indent}">
      <span v-if="entry.colour" class="twin-dot" :style="{background: entry.colour}"></span>
      <b v-if="!entry.colour">{{ entry.label }}</b><span v-else>{{ entry.label }}</span>
      <span v-if="legend_counts" class="twin-count">{{ entry.count }}</span></li></ul>
  </template>
</details>
"""


class LegendPanel(Panel):
    """What the colours mean."""

    name: ClassVar[str] = "legend"
    order: ClassVar[int] = 10
    place: ClassVar[Place] = "over"

    def start(self) -> None:
        """Put the legend of the first picture, and of each other one."""
        self.put(shown=None, counts=True)
        for event in ("look", "moment", "run", "language"):
            self.session.on(event, self._show)
        self._show()

    def draw(self) -> str:
        """Return the template of the legend."""
        return _TEMPLATE

    def _show(self) -> None:
        """Say what the colours mean; of a run they are on walls, and to count those would mislead."""
        shown = legend_for_page(self.session.stage.legend, self.session.words)
        self.put(shown=shown, counts=self.session.player is None)


def legend_for_page(legend: Legend, words: Words) -> dict[str, Any]:
    """Return a legend as the page takes it.

    Parameters
    ----------
    legend : what the colours mean
    words : words of a language
    """
    sections = [(one.heading, one.entries, one.bar) for one in legend.above]
    sections.append((legend.heading, legend.entries, legend.bar))
    return {
        "is_short": sum(len(entries) for _, entries, _ in sections) <= _SHORT,
        "sections": [
            {
                "heading": words.find("legend", heading) or heading,
                "entries": [_entry(one, words) for one in entries],
                "bar": bar and {"low": words.number(bar.low), "high": f"{words.number(bar.high)} {bar.unit}".strip()},
            }
            for heading, entries, bar in sections
            if entries or bar
        ],
    }


def _entry(entry: Entry, words: Words) -> dict[str, Any]:
    colour = None if entry.colour is None else "rgb({:.0f} {:.0f} {:.0f})".format(*(255 * one for one in entry.colour))
    label = words.find("legend", entry.label) or entry.label
    return {"label": label, "count": words.number(entry.count), "colour": colour, "indent": entry.indent}
