"""Who looks at the estate just now: one session for each person, a limited number, and none that nobody sees."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from twin.errors import TwinError
from twin_viewers.web.nursery import Nursery, Place
from twin_viewers.web.options import Options

if TYPE_CHECKING:
    from aiohttp.web import WebSocketResponse

__all__ = ["FullError", "Visit", "Visits"]

_LOG = logging.getLogger(__name__)


class FullError(TwinError):
    """As many people look at the estate as are allowed at once."""


@dataclass
class Visit:
    """One person's session.

    Parameters
    ----------
    name : part of its address
    visitor : who alone may see it
    secret : what its socket asks for
    place : where its process answers; None until it does
    sockets : open connections of the page
    """

    name: str
    visitor: str
    secret: str
    place: Place | None = None
    sockets: set[WebSocketResponse] = field(default_factory=set)
    _leaving: asyncio.TimerHandle | None = None


class Visits:
    """The sessions of a gateway.

    Parameters
    ----------
    options : how the gateway is opened
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._nursery = Nursery(options, self._ended)
        self._visits: dict[str, Visit] = {}
        self._farewells: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Read the twin.

        Raises
        ------
        TwinError
            If it cannot be opened.
        """
        await self._nursery.open()

    async def begin(self, visitor: str, *, language: str) -> Visit:
        """Return the session of a person who opens the page: one they left a moment ago, else a new one.

        Parameters
        ----------
        visitor : who comes
        language : language in which the page begins

        Raises
        ------
        FullError
            If too many look already.
        EndedError
            If its process cannot be started.
        """
        left = next((v for v in self._visits.values() if v.visitor == visitor and v.place and not v.sockets), None)
        if left is not None:
            self._wait_for(left, self._options.grace_s)
            return left
        if len(self._visits) >= self._options.most_sessions:
            raise FullError("the estate", f"{len(self._visits)} people look at it already", "Try again in a minute.")
        visit = Visit(secrets.token_hex(8), visitor, secrets.token_urlsafe(32))
        self._visits[visit.name] = visit
        try:
            visit.place = await self._nursery.begin(visit.name, secret=visit.secret, language=language)
        except BaseException:
            self.end(visit)
            raise
        _LOG.info("session %s begins in process %s", visit.name, visit.place.pid)
        self._wait_for(visit, self._options.grace_s)
        return visit

    def find(self, name: str, visitor: str) -> Visit | None:
        """Return a session that lives and belongs to this person, None if there is none.

        Parameters
        ----------
        name : name of the session
        visitor : who asks for it
        """
        visit = self._visits.get(name)
        return visit if visit is not None and visit.visitor == visitor and visit.place is not None else None

    def connect(self, visit: Visit, socket: WebSocketResponse) -> None:
        """Note that the page of a session is there.

        Parameters
        ----------
        visit : the session
        socket : connection of the page
        """
        visit.sockets.add(socket)
        self._wait_for(visit, None)

    def disconnect(self, visit: Visit, socket: WebSocketResponse) -> None:
        """Note that a page is gone, and end its session unless somebody comes back to it.

        A browser says goodbye when its page is closed or loaded again; a lost connection says nothing.

        Parameters
        ----------
        visit : the session
        socket : connection of the page
        """
        visit.sockets.discard(socket)
        if not visit.sockets and visit.name in self._visits:
            said_goodbye = socket.close_code in {1000, 1001}
            self._wait_for(visit, self._options.closed_s if said_goodbye else self._options.grace_s)

    def end(self, visit: Visit) -> None:
        """End a session and close its page."""
        self._nursery.end(visit.name)
        self._ended(visit.name)

    async def close(self) -> None:
        """End all sessions."""
        for visit in list(self._visits.values()):
            self.end(visit)
        await asyncio.gather(*self._farewells)
        await self._nursery.close()

    def _wait_for(self, visit: Visit, seconds: float | None) -> None:
        """End a session after a while unless told otherwise before; None waits for ever."""
        if visit._leaving is not None:
            visit._leaving.cancel()
        loop = asyncio.get_running_loop()
        visit._leaving = None if seconds is None else loop.call_later(seconds, self.end, visit)

    def _ended(self, name: str) -> None:
        visit = self._visits.pop(name, None)
        if visit is None:
            return
        _LOG.info("session %s has ended", name)
        self._wait_for(visit, None)
        for socket in visit.sockets:
            farewell = asyncio.ensure_future(_close(socket))
            self._farewells.add(farewell)
            farewell.add_done_callback(self._farewells.discard)


async def _close(socket: WebSocketResponse) -> None:
    await socket.close(code=1001, message=b"this view has ended")
