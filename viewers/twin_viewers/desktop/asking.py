"""Lists to choose from in a window: what is found, what to colour by, states of a run, views that are kept."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from twin.errors import TwinError
from twin_viewers.desktop.chooser import Choice, Chooser, listed
from twin_viewers.desktop.showing import Showing
from twin_viewers.web.views_kept import look_from_kept, view_to_keep
from twin_viewers.window.layers import layers_of
from twin_viewers.window.search import near_words, search
from twin_viewers.window.viewpoints import keep_view, kept_views

__all__ = ["Asking"]

_OF_EQUIPMENT: Final = ("system", "commodity", "criticality", "condition", "installed")
"""Layers that say nothing of walls and rooms."""

_EQUIPMENT: Final = ("equipment", "path", "plot")
_MOST_HITS: Final = 40
_SHORTEST: Final = 2


class Asking(Showing):
    """Lists to choose from in a window."""

    def colour(self, layer: str) -> None:
        """Colour by a layer; what tells of equipment only shows equipment only, or walls would hide it.

        Parameters
        ----------
        layer : its key in the catalogue of layers
        """
        session, before = self.session, self.session.look
        session.look = replace(before, only=_EQUIPMENT if layer.startswith(_OF_EQUIPMENT) else ())
        try:
            session.colour_by(layer)
        except TwinError:
            session.look = before
            raise

    def search(self) -> None:
        """Ask for a thing by what people know of it."""
        self._ask(Chooser(self.session.words("window.search"), self._found))

    def layers(self) -> None:
        """Ask what to colour by."""
        words, session = self.session.words, self.session
        choices = tuple(
            Choice(one.label, one.group_label, partial(self.colour, one.key))
            for one in layers_of(session.twin, language=words.language)
        )
        self._ask(Chooser(words("window.coloured_by"), listed(choices)))

    def states(self) -> None:
        """Ask which state of the run to colour by."""
        session, words = self.session, self.session.words
        played = session.pair or session.player
        if played is None:
            session.say(words("desktop.no_run"))
            return
        choices = tuple(
            Choice(one.label, one.about, partial(session.show_state, one.name)) for one in played.states if one.changes
        )
        self._ask(Chooser(words("window.coloured_by"), listed(choices)))

    def views(self) -> None:
        """Ask for a view that is kept, or keep this one under the name that is written."""
        words = self.session.words
        if self.session.estate is None:
            self.session.say(f"{words('window.views')}: {words('window.no_file')}. {words('window.no_file_remedy')}")
            return
        kept_views(self.session.estate)  # what cannot be read is told now
        self._ask(Chooser(words("window.views"), self._kept))

    def _found(self, text: str) -> tuple[tuple[Choice, ...], str]:
        words, twin, asked = self.session.words, self.session.twin, text.strip()
        if len(asked) < _SHORTEST:
            return (), words("window.search_short")
        hits = search(twin, asked, most=_MOST_HITS, language=words.language)
        if not hits:
            near = near_words(twin, asked)
            more = f" {words('window.search_near', words=', '.join(near))}" if near else ""
            return (), words("window.search_none", text=asked) + more
        plain = set(words.table["why"].values())  # that its name fits, one sees
        told = ((hit.kind, hit.where, "" if hit.why in plain else hit.why) for hit in hits)
        about = (" · ".join(filter(None, parts)) for parts in told)
        found = zip(hits, about, strict=True)
        return tuple(Choice(hit.label, text, partial(self.session.go_to, hit.row)) for hit, text in found), ""

    def _kept(self, text: str) -> tuple[tuple[Choice, ...], str]:
        session, words, estate = self.session, self.session.words, self.session.estate
        if estate is None:
            return (), ""
        kept = tuple(Choice(one.name, one.note, partial(look_from_kept, session, one)) for one in kept_views(estate))
        left = listed(kept)(text)[0]
        name = text.strip()
        if name and name not in {one.label for one in kept}:
            left = (*left, Choice(words("desktop.keep", name=name), "", partial(self._keep, name)))
        return left, words("desktop.views_note")

    def _keep(self, name: str) -> None:
        if self.session.estate is not None:
            keep_view(self.session.estate, view_to_keep(self.session, name))
            self.session.say(self.session.words("desktop.kept", name=name))

    def _ask(self, chooser: Chooser | None) -> None:
        self.chooser = chooser
        self.stale.add("chooser")

    def _step_chooser(self, by: int) -> None:
        if self.chooser is not None:
            self._ask(self.chooser.stepped(by))
            self._stir()

    def _take(self, at: int) -> None:
        choices = self.chooser.choices if self.chooser is not None else ()
        if at < len(choices):
            self._ask(None)
            choices[at].take()
