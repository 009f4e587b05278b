"""What the buttons of the bar and the keys do to the picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from twin_viewers.web.session import Session

__all__ = ["KEYS", "TOOLS", "Tool", "Tools"]


@dataclass(frozen=True)
class Tool:
    """A button of the bar.

    Parameters
    ----------
    act : what it does, one of the methods of `Tools`
    icon : its picture, in the words of Material Design Icons
    toggles : whether it stays on until it is used again
    """

    act: str
    icon: str
    toggles: bool = False


TOOLS: Final = (
    Tool("home", "home-outline"),
    Tool("fit", "image-filter-center-focus"),
    Tool("measure", "ruler", toggles=True),
    Tool("picture", "camera-outline"),
    Tool("help", "keyboard-outline"),
)

KEYS: Final = (
    ("/", "search"),
    ("H", "home"),
    ("F", "fit"),
    ("I", "isolate"),
    ("A", "all"),
    ("M", "measure"),
    ("← ↑ → ↓", "turn"),
    ("⇧ + ← ↑ → ↓", "shift"),
    ("+  −", "zoom"),
    ("Esc", "leave"),
    ("?", "help"),
)


class Tools:
    """What buttons and keys do.

    Parameters
    ----------
    session : what is shown
    server : the trame server of the page
    """

    def __init__(self, session: Session, server: Any) -> None:
        self.session, self.server = session, server
        self._acts: dict[str, Callable[[], None]] = {
            "home": session.home,
            "fit": session.fit,
            "isolate": session.isolate_selected,
            "hide": session.hide_selected,
            "all": session.show_all,
            "measure": self._measure,
            "picture": self._picture,
            "help": self._help,
            "leave": self._leave,
        }

    def use(self, act: str) -> None:
        """Do what a button or key says; nothing if none says so."""
        if act in self._acts:
            self._acts[act]()

    def _measure(self) -> None:
        self.session.use("select" if self.session.tool == "measure" else "measure")

    def _help(self) -> None:
        self.server.state.page_help = True

    def _leave(self) -> None:
        if self.session.tool != "select":
            self.session.use("select")
        elif self.session.selected is not None:
            self.session.select(None)

    def _picture(self) -> None:
        from PIL import Image

        buffer = BytesIO()
        Image.fromarray(self.session.stage.image()).save(buffer, format="PNG")
        name = re.sub(r"[^\w-]+", "-", self.session.title).strip("-").lower() or "estate"
        self.server.state.page_file = {"name": f"{name}.png", "bytes": buffer.getvalue(), "type": "image/png"}
        self.server.state.dirty("page_file")
