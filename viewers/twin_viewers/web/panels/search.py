"""Finding things by what people know of them, in the bar of the page."""

from __future__ import annotations

from typing import ClassVar, Final

from twin_viewers.web.panels import Panel, Place
from twin_viewers.window.search import near_words, search

__all__ = ["SearchPanel"]

_MOST: Final = 12
_SHORTEST: Final = 2

_TEMPLATE = """
<div class="twin-find" @keydown.escape.stop="trigger('search_leave'); $event.target.blur()">
  <i class="mdi mdi-magnify" aria-hidden="true"></i>
  <input type="search" :value="search_text" :placeholder="t.search" :aria-label="t.search" autocomplete="off"
         spellcheck="false" role="combobox" aria-controls="twin-hits" aria-autocomplete="list"
         :aria-expanded="String(search_open)"
         :aria-activedescendant="search_hits.length ? 'twin-hit-' + search_at : undefined"
         @input="trigger('search_ask', [$event.target.value])" @focus="trigger('search_ask', [$event.target.value])"
         @keydown.down.prevent="trigger('search_step', [1])" @keydown.up.prevent="trigger('search_step', [-1])"
         @keydown.enter.prevent="trigger('search_take', [search_at]); $event.target.blur()"
         @blur="trigger('search_leave')">
  <ul id="twin-hits" role="listbox" v-show="search_open" :aria-label="t.search">
    <li v-for="(hit, at) in search_hits" :key="hit.row" :id="'twin-hit-' + at" role="option"
        :aria-selected="String(at === search_at)" :class="{'twin-on': at === search_at}"
        @mousedown.prevent @click="trigger('search_take', [at])">
      <i class="mdi" :class="'mdi-' + hit.icon" aria-hidden="true"></i>
      <span><b>{{ hit.label }}</b><small>{{ hit.about }}</small></span></li>
    <li v-if="search_note" class="twin-none" role="presentation" aria-live="polite">{{ search_note }}</li>
  </ul>
</div>
"""


class SearchPanel(Panel):
    """Finding things."""

    name: ClassVar[str] = "search"
    order: ClassVar[int] = 0
    place: ClassVar[Place] = "search"

    def start(self) -> None:
        """Wait for somebody to write."""
        self.put(text="", hits=[], at=0, note="", open=False)
        for act in (self.ask, self.step, self.take, self.leave):
            self.act(act.__name__, act)

    def draw(self) -> str:
        """Return the template of the search."""
        return _TEMPLATE

    def ask(self, text: str) -> None:
        """Show what fits what somebody wrote."""
        words = self.session.words
        asked = text.strip()
        if len(asked) < _SHORTEST:
            self.put(text=text, hits=[], at=0, note=words("window.search_short") if asked else "", open=bool(asked))
            return
        twin = self.session.twin
        hits = search(twin, asked, most=_MOST, language=words.language)
        note = "" if hits else words("window.search_none", text=asked)
        if not hits and (near := near_words(twin, asked)):
            note += " " + words("window.search_near", words=", ".join(near))
        lines = [
            {
                "row": hit.row,
                "label": hit.label,
                "icon": hit.icon,
                "about": " · ".join(part for part in (hit.kind, hit.where, hit.why) if part),
            }
            for hit in hits
        ]
        self.put(text=text, hits=lines, at=0, note=note, open=True)

    def step(self, by: int) -> None:
        """Go to the next hit or the one before."""
        if count := len(self.server.state.search_hits):
            self.put(at=(self.server.state.search_at + by) % count)

    def take(self, at: int) -> None:
        """Choose a hit."""
        hits = self.server.state.search_hits
        if at < len(hits):
            self.put(text=hits[at]["label"], open=False)
            self.session.go_to(hits[at]["row"])

    def leave(self) -> None:
        """Close the list."""
        self.put(open=False)
