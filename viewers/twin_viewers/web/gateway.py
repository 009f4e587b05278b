"""The one door to the page: ``twin view estate.gpkg --web``.

A small server that everybody's browser talks to. It checks who asks (`doors`), gives each person a process of their own
(`visits`, `nursery`, `zygote`), and passes pages and sockets on to it (`proxy`). It never reads the twin itself.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from twin.errors import UsageError
from twin_viewers.web.doors import VISITOR, Doors
from twin_viewers.web.notices import language_of, notice
from twin_viewers.web.nursery import EndedError
from twin_viewers.web.options import Options, is_local
from twin_viewers.web.proxy import join, page_socket, pass_on
from twin_viewers.web.visits import FullError, Visit, Visits

__all__ = ["Gateway", "run_gateway", "serve"]

_LEAVE_S: Final = 2.0
"""How long open requests may take when everything stops."""


def run_gateway(
    estate: Path,
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    language: str | None = None,
    runs: tuple[Path, ...] = (),
    most_sessions: int = 8,
    open_browser: bool = False,
    origins: tuple[str, ...] = (),
    framed_by: tuple[str, ...] = (),
    announce: Callable[[str], None] | None = None,
) -> None:
    """Show a twin in browsers until Ctrl-C, which ends it without an error.

    A command calls it as ``run_gateway(estate, port=port, host=host, language=lang, runs=runs)`` and needs nothing
    else: the address goes to stderr, errors are `TwinError`, and it comes back when it was stopped.

    Parameters
    ----------
    estate : file of the twin
    port : port to listen on, 0 for any free one
    host : address to listen on; any but that of this machine itself opens it to the network
    language : language in which pages begin; None for that of each browser
    runs : folders of runs that can be opened in the page
    most_sessions : how many people can look at once [-]
    open_browser : whether the browser of this machine is opened
    origins : addresses under which a reverse proxy shows it, such as ``https://twin.example.org``
    framed_by : origins whose pages may hold it in a frame, such as that of a notebook
    announce : told the address, with its secret, and warnings; without it they are printed to stderr

    Raises
    ------
    UsageError
        If the port is taken, the host is none of this machine, or an origin is none.
    StoreError
        If the twin cannot be opened.
    """
    options = Options(
        estate,
        host=host,
        port=port,
        language=language,
        runs=runs,
        most_sessions=most_sessions,
        origins=origins,
        framed_by=framed_by,
    )
    if announce is None:
        from twin.cli.output import print_message

        announce = print_message
    with suppress(KeyboardInterrupt):  # where signals cannot be handled in the loop
        asyncio.run(serve(options, announce, open_browser=open_browser))


async def serve(options: Options, announce: Callable[[str], None], *, open_browser: bool = False) -> None:
    """Show a twin in browsers until SIGINT or SIGTERM.

    Parameters
    ----------
    options : how the gateway is opened
    announce : told the address, with its secret, and warnings
    open_browser : whether the browser of this machine is opened

    Raises
    ------
    UsageError
        If the port is taken, or the host is none of this machine.
    StoreError
        If the twin cannot be opened.
    """
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    listening = _listen(options)
    gateway = Gateway(options, port=listening.getsockname()[1])
    runner = web.AppRunner(gateway.app(), access_log=None, shutdown_timeout=_LEAVE_S)
    try:
        await runner.setup()
        await web.SockSite(runner, listening).start()
        _tell(gateway, options, announce, open_browser=open_browser)
        await stopped.wait()
    finally:
        await runner.cleanup()
        listening.close()


class Gateway:
    """The door of one launch.

    Parameters
    ----------
    options : how the gateway is opened
    port : port that it listens on
    """

    def __init__(self, options: Options, *, port: int) -> None:
        self.secret = secrets.token_urlsafe(24)
        self.visits = Visits(options)
        self._options, self._port = options, port
        self._doors = Doors(options, port, self.secret)
        self._client: ClientSession | None = None

    @property
    def address(self) -> str:
        """The address to open, with its secret."""
        shown = self._options.host if is_local(self._options.host) else "127.0.0.1"
        shown = f"[{shown}]" if ":" in shown else shown
        return f"http://{shown}:{self._port}/?key={self.secret}"

    def app(self) -> web.Application:
        """Return what answers requests."""
        app = web.Application(middlewares=[self._doors.middleware()])
        app.on_response_prepare.append(partial(_protect, self._doors))
        app.cleanup_ctx.append(self._live)
        app.router.add_get("/", self._begin)
        app.router.add_get("/s/{name}/ws", self._join)
        app.router.add_post("/s/{name}/paraview/", self._introduce)
        app.router.add_post("/s/{name}/close", self._close)
        app.router.add_get("/s/{name}/{tail:.*}", self._pass_on)
        app.on_shutdown.append(self._leave)
        return app

    async def _live(self, _: web.Application) -> AsyncIterator[None]:
        await self.visits.open()
        timeout = ClientTimeout(total=None, sock_connect=_LEAVE_S)
        async with ClientSession(auto_decompress=False, timeout=timeout) as self._client:
            yield

    async def _leave(self, _: web.Application) -> None:
        await self.visits.close()

    async def _begin(self, request: web.Request) -> web.Response:
        """Give a person a session, and send them to it."""
        if "prefetch" in request.headers.get("Sec-Purpose", ""):  # the browser guesses; nobody looks yet
            return web.Response(status=503)
        language = self._language(request)
        try:
            visit = await self.visits.begin(request[VISITOR], language=language)
        except FullError:
            return notice("full", status=503, language=language, again=True, most=self._options.most_sessions)
        except EndedError:
            return notice("failed", status=500, language=language, again=True)
        return web.Response(status=303, headers={"Location": f"/s/{visit.name}/"})

    async def _introduce(self, request: web.Request) -> web.Response:
        """Tell the page where its socket is and what opens it, as trame's client asks before it connects."""
        visit = self._find(request)
        if visit is None:
            return web.json_response({"error": "this view has ended"}, status=410)
        scheme, _, host = request.headers["Origin"].partition("://")
        socket_url = f"{'wss' if scheme == 'https' else 'ws'}://{host}/s/{visit.name}/ws"
        return web.json_response({"sessionURL": socket_url, "secret": visit.secret})

    async def _close(self, request: web.Request) -> web.Response:
        visit = self._find(request)
        if visit is not None:
            self.visits.end(visit)
        return web.Response(status=204)

    async def _join(self, request: web.Request) -> web.StreamResponse:
        visit = self._find(request)
        if visit is None or visit.place is None or self._client is None:
            return self._ended(request)
        socket = page_socket()
        await socket.prepare(request)
        self.visits.connect(visit, socket)
        try:
            await join(socket, self._client, visit.place)
        finally:
            self.visits.disconnect(visit, socket)
        return socket

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        visit = self._find(request)
        if visit is None or visit.place is None or self._client is None:
            return self._ended(request)
        if request.match_info["tail"] == "":  # as trame does, without telling the page its port
            request.match_info["tail"] = "index.html"
        try:
            return await pass_on(request, self._client, visit.place)
        except ClientError:
            return self._ended(request)

    def _find(self, request: web.Request) -> Visit | None:
        return self.visits.find(request.match_info["name"], request[VISITOR])

    def _ended(self, request: web.Request) -> web.Response:
        return notice("ended", status=410, language=self._language(request), again=True)

    def _language(self, request: web.Request) -> str:
        return language_of(request.headers.get("Accept-Language", ""), chosen=self._options.language)


async def _protect(doors: Doors, request: web.Request, response: web.StreamResponse) -> None:
    doors.protect(request, response)


def _listen(options: Options) -> socket.socket:
    """Return a socket that listens, before anything slow is done.

    Raises
    ------
    UsageError
        If the port is taken, or the host is none of this machine.
    """
    host = options.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, options.port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL or (error.errno or 0) < 0:  # below zero: names that nobody resolves
            raise UsageError(f"--host {host}", "is no address of this machine", "Write 127.0.0.1.") from error
        reason = {errno.EADDRINUSE: "is taken by another program"}.get(error.errno or 0, str(error.strerror))
        remedy = "Close that program, or write another number; --port 0 takes any free one."
        raise UsageError(f"--port {options.port}", reason, remedy) from error


def _tell(gateway: Gateway, options: Options, announce: Callable[[str], None], *, open_browser: bool) -> None:
    if not is_local(options.host):
        announce(
            f"Warning: {options.host} can be reached from the network, and what is sent there is not encrypted. "
            "Whoever has the address below sees the whole estate. Prefer an SSH tunnel or a proxy with HTTPS."
        )
    announce(f"Open {gateway.address} in a browser. It holds a secret: give it only to those who may see the estate.")
    announce("Ctrl-C ends it.")
    if open_browser:
        import webbrowser

        webbrowser.open(gateway.address)
