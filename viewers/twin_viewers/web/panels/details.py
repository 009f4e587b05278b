"""What is known of what is chosen: its place, its facts, what feeds it and what it serves."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from twin_viewers.web.panels import Panel
from twin_viewers.window.naming import label_of

__all__ = ["DetailsPanel"]

_TEMPLATE = """
<div class="twin-details" v-if="details_thing">
  <header><h2 id="twin-thing" :data-id="details_thing.id">{{ details_thing.title }}</h2>
    <v-btn icon="mdi-close" variant="text" size="x-small" :aria-label="t.close" :title="t.close"
           @click="trigger('details_close')"></v-btn></header>
</div>
"""


class DetailsPanel(Panel):
    """What is known of what is chosen."""

    name: ClassVar[str] = "details"
    order: ClassVar[int] = 20
    place: ClassVar[Literal["left", "right", "below", "over"]] = "right"

    def start(self) -> None:
        """Show what is chosen, and each other thing that is."""
        self.put(thing=None, open=False)
        self.act("close", lambda: self.session.select(None))
        for event in ("selected", "language"):
            self.session.on(event, self._show)

    def draw(self) -> str:
        """Return the template of the panel."""
        return _TEMPLATE

    def _show(self) -> None:
        row = self.session.selected
        self.put(thing=None if row is None else self._thing(row), open=row is not None)

    def _thing(self, row: int) -> dict[str, Any]:
        twin, words = self.session.twin, self.session.words
        return {"id": str(twin.nodes["id"][row]), "title": label_of(twin, row, language=words.language)}
