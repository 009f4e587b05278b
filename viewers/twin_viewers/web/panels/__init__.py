"""Panels of the page: each is one file of this folder, found by walking it.

A panel is a class with a `name`, which is the key of its title in the section ``window`` of the catalogues, and a
template for its place in the page. It listens to a session and puts what it shows into the state of the page under
keys that begin with its own name, so that panels never meet.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar, Literal

from twin_viewers.web.acts import acting
from twin_viewers.web.session import Session

__all__ = ["Panel", "Place", "panels"]

Place = Literal["left", "right", "below", "over", "search", "tools"]
"""Left, opened by a button; right, beside what is chosen; below the picture or over it; in the bar."""


class Panel:
    """A part of the page.

    Attributes
    ----------
    name : key of its title in the catalogue, and how its keys in the state of the page begin
    icon : its picture, in the words of Material Design Icons
    order : where it stands among the others
    place : where in the page it is
    """

    name: ClassVar[str] = ""
    icon: ClassVar[str] = ""
    order: ClassVar[int] = 0
    place: ClassVar[Place] = "left"

    def attach(self, session: Session, server: Any) -> None:
        """Listen to a session, and put what is shown into the state of a page.

        Parameters
        ----------
        session : what is shown
        server : the trame server of the page
        """
        self.session, self.server = session, server
        self.start()

    def start(self) -> None:
        """Put what is shown first, and say what to listen to."""
        raise NotImplementedError

    def draw(self) -> str:
        """Return the template of the panel."""
        raise NotImplementedError

    def put(self, **values: object) -> None:
        """Put values into the state of the page, under keys that begin with the name of the panel."""
        for key, value in values.items():
            self.server.state[f"{self.name}_{key}"] = value

    def act(self, name: str, function: Callable[..., Any]) -> None:
        """Let the page call a function.

        Parameters
        ----------
        name : how the template names it, after the name of the panel and ``_``
        function : what to do
        """
        self.server.trigger(f"{self.name}_{name}")(acting(self.session, function))

    async def waiting(self, work: Callable[..., Any], *values: Any) -> Any:
        """Return what some work of more than a moment returns, while the page says that it is busy.

        Parameters
        ----------
        work : what to do, in a thread beside the page
        values : its arguments
        """
        self._be_busy(True)
        try:
            return await asyncio.to_thread(work, *values)
        finally:
            self._be_busy(False)

    def _be_busy(self, on: bool) -> None:
        self.server.state.page_busy = on
        self.server.state.flush()


@cache
def panels() -> tuple[type[Panel], ...]:
    """Return the panels of this folder, in their order."""
    found: set[type[Panel]] = set()
    for module in iter_modules(__path__):
        names = vars(import_module(f"{__name__}.{module.name}")).values()
        found |= {one for one in names if inspect.isclass(one) and issubclass(one, Panel) and one is not Panel}
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))
