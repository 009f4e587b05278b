"""What can be said about the door of the page: where it stands, for whom, and for how many."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from twin.errors import UsageError

__all__ = ["Options", "is_local"]

_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")

_USUAL_PORT: Final = 80
_LAST_PORT: Final = 65535

_ORIGIN: Final = re.compile(r"https?://(\[[0-9a-f:.]+\]|[\w.-]+)(:\d+)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Options:
    """How a gateway is opened.

    Parameters
    ----------
    estate : file of the twin
    host : address that it listens on
    port : port that it listens on, 0 for any free one
    language : language in which pages begin; None for that of the browser
    runs : folders of runs that can be opened in the page
    most_sessions : how many people can look at once [-]
    grace_s : how long a view waits for somebody whose connection was lost [s]
    closed_s : how long it waits for somebody who closed or reloaded the page [s]
    start_s : how long a view may take until it answers [s]
    origins : addresses under which a reverse proxy shows it, such as ``https://twin.example.org``
    framed_by : origins whose pages may hold it in a frame, such as that of a notebook
    app : function that serves one session, as ``module:function``
    warm : function of a twin that works out what sessions share, as ``module:function``; empty for none
    shares : whether sessions are forked from one process that has read the twin
    """

    estate: Path
    host: str = "127.0.0.1"
    port: int = 0
    language: str | None = None
    runs: tuple[Path, ...] = ()
    most_sessions: int = 8
    grace_s: float = 60.0
    closed_s: float = 10.0
    start_s: float = 120.0
    origins: tuple[str, ...] = ()
    framed_by: tuple[str, ...] = ()
    app: str = "twin_viewers.web.app:start"
    warm: str = "twin_viewers.web.warm:warm"
    shares: bool = True

    def __post_init__(self) -> None:
        for origin in (*self.origins, *self.framed_by):
            if not _ORIGIN.fullmatch(origin):
                remedy = "Write scheme, name and port only, such as https://twin.example.org."
                raise UsageError(origin, "is no origin", remedy)
        if not 0 <= self.port <= _LAST_PORT:
            raise UsageError(
                f"--port {self.port}", "is no port", f"Write one up to {_LAST_PORT}; 0 takes any free one."
            )
        if self.most_sessions < 1:
            raise UsageError(f"{self.most_sessions} sessions", "nobody could look", "Allow one or more.")

    def allows_host(self, host: str, *, port: int) -> bool:
        """Return whether a browser may call this server so, which keeps out names that others point here.

        Parameters
        ----------
        host : value of the header Host
        port : port that the gateway listens on
        """
        return host.lower() in self._hosts(port) or (_is_any(self.host) and _is_numeric(host, port))

    def allows_origin(self, origin: str, *, host: str) -> bool:
        """Return whether a page of that origin is the one that stands under this host.

        Parameters
        ----------
        origin : value of the header Origin
        host : value of the header Host, already allowed
        """
        named = {urlsplit(known).netloc.lower(): known.lower() for known in self.origins}
        return origin.lower() == named.get(host.lower(), f"http://{host.lower()}")

    def is_secure(self, host: str) -> bool:
        """Return whether the browser speaks HTTPS where it calls this host."""
        return f"https://{host.lower()}" in {origin.lower() for origin in self.origins}

    def _hosts(self, port: int) -> set[str]:
        names = {*_LOCAL_NAMES, _bracketed(self.host)}
        if _is_any(self.host):
            names.add(socket.gethostname())
        with_port = {f"{name.lower()}:{port}" for name in names}
        without = {name.lower() for name in names} if port == _USUAL_PORT else set()
        return with_port | without | {urlsplit(origin).netloc.lower() for origin in self.origins}


def is_local(host: str) -> bool:
    """Return whether nobody but this machine can reach an address to listen on.

    Examples
    --------
    >>> is_local("127.0.0.1"), is_local("::1"), is_local("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_any(host: str) -> bool:
    return host in {"", "0.0.0.0", "::", "[::]"}  # noqa: S104 compared, not listened on


def _is_numeric(host: str, port: int) -> bool:
    """Return whether a host is an address in numbers: no foreign name can be pointed at those."""
    name, _, given = host.rpartition(":")
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return given == str(port)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
