"""The page: a bar, panels at its sides, and between them the picture."""

from __future__ import annotations

import html
from importlib.resources import files
from typing import Any, Final

from twin_viewers.web import serve
from twin_viewers.web.acts import acting
from twin_viewers.web.measuring import Measuring
from twin_viewers.web.panels import Panel, panels
from twin_viewers.web.session import Session
from twin_viewers.web.tools import KEYS, TOOLS, Tools
from twin_viewers.web.view import View
from twin_viewers.words import LANGUAGES

__all__ = ["Page"]

_AGAIN: Final = "location.pathname.startsWith('/s/') ? location.assign('/') : location.reload()"
"""A view that has ended does not come back at its own address, but at that of the gateway another one begins."""

_ACCENT: Final = "#0b5c8a"
_LOOK: Final = {
    "theme": {
        "defaultTheme": "twin",
        "themes": {"twin": {"dark": False, "colors": {"primary": _ACCENT, "error": "#a4261d"}}},
    },
    "defaults": {
        "global": {"ripple": False},
        "VBtn": {"style": "text-transform:none;letter-spacing:0"},
        "VSlider": {"color": "primary", "density": "compact", "hideDetails": True},
        "VSelect": {"density": "compact", "variant": "outlined", "hideDetails": True},
        "VTextField": {"density": "compact", "variant": "outlined", "hideDetails": "auto"},
    },
}


class Page:
    """The page of a session.

    Parameters
    ----------
    session : what is shown
    server : the trame server, not started yet
    """

    def __init__(self, session: Session, server: Any) -> None:
        self.session, self.server = session, server
        waiting = session.words("window.opening")
        serve.serve_page(server, title=waiting, language=session.words.language, waiting=waiting)
        server.enable_module(serve.module())
        View(session, server)
        tools = Tools(session, server)
        Measuring(session)
        self.panels = [panel() for panel in panels()]
        self._start_state()
        for panel in self.panels:
            panel.attach(session, server)
        for name, act in {"key": tools.use, "speak": session.speak, "panel": self.open}.items():
            server.trigger(f"page_{name}")(acting(session, act))
        session.on("language", self._say)
        session.on("message", self._tell)
        session.on("hint", self._hint)
        self._say()
        self._lay_out()

    def open(self, name: str) -> None:
        """Open a panel on the left; close it if it is open."""
        state = self.server.state
        state.page_open = "" if state.page_open == name else name

    def _start_state(self) -> None:
        self.server.state.update(
            {
                "page_open": next((one.name for one in self.panels if one.place == "left"), ""),
                "page_message": {"open": False, "text": "", "is_error": False},
                "page_help": False,
                "page_busy": False,
                "page_tool": "select",
                "page_hint": "",
                "page_file": None,
                "details_open": False,
            }
        )

    def _say(self) -> None:
        """Put all that the page says into its state, in the language of the session."""
        words = self.session.words
        text: dict[str, Any] = words.table["window"]
        self.server.state.update(
            {
                "t": text,
                "page_title": self.session.title,
                "page_language": words.language,
                "page_languages": [{"code": one, "name": text[f"language_{one}"]} for one in LANGUAGES],
                "page_panels": [
                    {"name": one.name, "icon": one.icon, "short": text[one.name]}
                    for one in self.panels
                    if one.place == "left"
                ],
                "page_tools": [
                    {"act": one.act, "icon": one.icon, "text": text[f"tool_{one.act}"], "toggles": one.toggles}
                    for one in TOOLS
                ],
                "page_keys": [{"key": key, "text": text[f"key_{name}"]} for key, name in KEYS],
            }
        )
        self._hint()

    def _tell(self) -> None:
        if message := self.session.message:
            self.server.state.page_message = {"open": True, "text": message.text, "is_error": message.is_error}
            self.server.state.dirty("page_message")

    def _hint(self) -> None:
        self.server.state.page_tool = self.session.tool
        self.server.state.page_hint = (
            self.session.hint or self.session.words.find("window", f"hint_{self.session.tool}") or ""
        )

    def _lay_out(self) -> None:
        from trame.ui.vuetify3 import VAppLayout

        template = (files("twin_viewers.web") / "page.html").read_text(encoding="utf-8")
        for place in ("left", "right", "below", "over", "search", "tools"):
            drawn = "\n".join(_framed(panel) for panel in self.panels if panel.place == place)
            template = template.replace(f"{{{place}}}", drawn)
        with VAppLayout(self.server, vuetify_config=_LOOK) as layout:
            layout.root.add_child(template)
        stopped = '<div class="twin-stopped" role="alert"><h2>{{ t.stopped }}</h2><p>{{ t.stopped_why }}</p>'
        again = f'<button type="button" onclick="{_AGAIN}">{{{{ t.reload }}}}</button></div>'
        self.server.state.trame__template_error = stopped + again
        self.server.state.trame__favicon = None


def _framed(panel: Panel) -> str:
    """Return the template of a panel in its frame."""
    if panel.place != "left":
        return panel.draw()
    name = html.escape(panel.name)
    return (
        f'<section id="twin-panel-{name}" class="twin-panel" v-show="page_open === \'{name}\'" :aria-label="t.{name}">'
        f"<h2>{{{{ t.{name} }}}}</h2>{panel.draw()}</section>"
    )
