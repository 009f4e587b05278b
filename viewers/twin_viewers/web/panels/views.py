"""Views that are kept beside the estate: from where somebody looked at what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from twin.errors import UnknownNodeError, UsageError
from twin_viewers.web.panels import Panel
from twin_viewers.web.session import Session
from twin_viewers.window.viewpoints import KeptView, keep_view, kept_views, remove_view

__all__ = ["ViewsPanel", "look_from_kept", "view_to_keep"]

_DISTANCES: Final = 4.0
"""A parallel view has no distance; a kept view says its height by one: so many halves of the height [-]."""

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


def view_to_keep(session: Session, name: str) -> KeptView:
    """Return what a person sees now, as it is kept.

    Parameters
    ----------
    session : what is seen
    name : by which it will be found
    """
    eye, seen = session.stage.viewpoint(), session.visibility
    identity = session.twin.nodes["id"]
    centre, back = np.array(eye["centre"]), np.array(eye["back"])
    position = centre + back * eye["half_height_m"] * _DISTANCES
    x, y, z = position.tolist()
    return KeptView(
        name=name,
        position=(x, y, z),
        target=_three(eye["centre"]),
        up=_three(eye["up"]),
        colour_by=session.look.colour_by,
        storey=session.look.storey or "",
        isolated=tuple(str(identity[row]) for row in seen.isolated or ()),
        hidden=tuple(str(identity[row]) for row in seen.hidden),
        selected="" if session.selected is None else str(identity[session.selected]),
    )


def look_from_kept(session: Session, view: KeptView) -> None:
    """Show what was kept; what the estate no longer has is left out.

    Parameters
    ----------
    session : to show it in
    view : what was kept
    """
    if session.look.colour_by != view.colour_by:
        session.colour_by(view.colour_by)
    if (session.look.storey or "") != view.storey:
        session.show(replace(session.look, storey=view.storey or None, manner=""))
    isolated, hidden = (_rows(session, ids) for ids in (view.isolated, view.hidden))
    session.see(replace(session.visibility, isolated=isolated or None, hidden=hidden))
    target, position = np.array(view.target), np.array(view.position)
    distance = float(np.linalg.norm(position - target))
    session.stage.look_from(
        {
            "centre": list(view.target),
            "back": ((position - target) / distance).tolist(),
            "up": list(view.up),
            "half_height_m": distance / _DISTANCES,
        }
    )
    session.select(next(iter(_rows(session, (view.selected,))), None))


def _rows(session: Session, ids: tuple[str, ...]) -> tuple[int, ...]:
    found = []
    for one in ids:
        try:
            found.append(session.twin.row(one))
        except UnknownNodeError:
            continue
    return tuple(found)


def _three(values: Any) -> tuple[float, float, float]:
    x, y, z = (float(one) for one in values)
    return x, y, z
