"""Views that are kept beside the estate: from where somebody looked at what."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from twin.errors import UsageError
from twin_viewers.web.panels import Panel
from twin_viewers.web.views_kept import look_from_kept, view_to_keep
from twin_viewers.window.viewpoints import KeptView, keep_view, kept_views, remove_view

__all__ = ["ViewsPanel"]

_TEMPLATE = """
<form class="twin-row" @submit.prevent="trigger('views_keep', [views_name])">
  <input class="twin-input" id="views-name" :placeholder="t.view_name" :aria-label="t.view_name" :value="views_name"
         @input="views_name = $event.target.value">
  <v-btn type="submit" variant="tonal" prepend-icon="mdi-bookmark-plus-outline" :disabled="!views_name">{{ t.keep }}
  </v-btn></form>
<p v-if="!views_kept.length" class="twin-note">{{ t.views_none }}</p>
<ul class="twin-list"><li v-for="one in views_kept" :key="one.name"><button type="button" class="twin-link"
  @click="trigger('views_go', [one.name])">{{ one.name }}</button>
  <v-btn icon="mdi-delete-outline" size="x-small" variant="text" class="twin-end" :title="t.remove"
         :aria-label="t.remove + ': ' + one.name" @click="trigger('views_remove', [one.name])"></v-btn></li></ul>
<h3>{{ t.look_from }}</h3>
<div class="twin-row"><v-btn v-for="one in ['top', 'front', 'north', 'east', 'south', 'west']" :key="one" size="small"
  variant="tonal" @click="trigger('views_look', [one])">{{ t['from_' + one] }}</v-btn></div>
"""


class ViewsPanel(Panel):
    """Views that are kept."""

    name: ClassVar[str] = "views"
    icon: ClassVar[str] = "bookmark-outline"
    order: ClassVar[int] = 60

    def start(self) -> None:
        """Say which views are kept."""
        self.put(name="", kept=[])
        for act in (self.keep, self.go, self.remove, self.look):
            self.act(act.__name__, act)
        if self.session.estate is not None:
            self._show(kept_views(self.session.estate))

    def draw(self) -> str:
        """Return the template of the panel."""
        return _TEMPLATE

    def keep(self, name: str) -> None:
        """Keep what is seen now."""
        self._show(keep_view(self._estate(), view_to_keep(self.session, name.strip())))
        self.put(name="")

    def go(self, name: str) -> None:
        """Look at what was kept."""
        found = next((one for one in kept_views(self._estate()) if one.name == name), None)
        if found is not None:
            look_from_kept(self.session, found)

    def remove(self, name: str) -> None:
        """Keep a view no longer."""
        self._show(remove_view(self._estate(), name))

    def look(self, direction: str) -> None:
        """Look from a side, or from above."""
        self.session.stage.compass(direction)
        self.session.tell("picture")

    def _estate(self) -> Path:
        if self.session.estate is None:
            words = self.session.words
            raise UsageError(words("window.views"), words("window.no_file"), words("window.no_file_remedy"))
        return self.session.estate

    def _show(self, views: tuple[KeptView, ...]) -> None:
        self.put(kept=[{"name": one.name} for one in views])
