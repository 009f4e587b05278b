"""The program behind one person's page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.model.twin import Twin

if TYPE_CHECKING:
    from twin_viewers.web.session import Session

__all__ = ["make", "start"]

_SIZE = (1000, 650)
"""Before the page says how large its picture is [px]."""


def start(twin: Twin, estate_path: Path | None, *, port: int, secret: str, language: str, runs: Sequence[Path]) -> None:
    """Serve one person's page until the process is ended.

    It listens on this machine only. Who opens the page must know the secret: as ``?secret=`` of its address, which the
    page removes there at once, or from whoever answers ``POST paraview/`` beside it with ``sessionURL`` and ``secret``.

    Parameters
    ----------
    twin : the estate
    estate_path : its file; None where it has none
    port : port to listen on
    secret : what the page must know
    language : code of the language it begins in
    runs : folders of runs that can be opened
    """
    os.environ["WSLINK_READY_MSG"] = ""  # nothing but results goes to the standard output
    server, _ = make(twin, estate_path, secret=secret, language=language, runs=runs, name=f"twin_{port}")
    server.start(
        port=port,
        host="127.0.0.1",
        open_browser=False,
        show_connection_info=False,
        disable_logging=True,
        timeout=0,
        authKey=secret,
    )


def make(
    twin: Twin, estate_path: Path | None, *, secret: str, language: str, runs: Sequence[Path], name: str = "twin"
) -> tuple[Any, Session]:
    """Return a trame server that is not started yet, and the session that it shows.

    Parameters
    ----------
    twin : the estate
    estate_path : its file; None where it has none
    secret : what the page must know
    language : code of the language it begins in
    runs : folders of runs that can be opened
    name : name of the server, another one for each in a process
    """
    from trame.app import get_server

    from twin_viewers.look import Look
    from twin_viewers.web.local_stage import LocalStage
    from twin_viewers.web.page import Page
    from twin_viewers.web.session import Session

    stage = LocalStage(twin, Look(), size=_SIZE, off_screen=True)
    session = Session(twin, stage, language=language, estate=estate_path, runs=runs)
    server = get_server(name, client_type="vue3")
    server.cli.set_defaults(authKey=secret, host="127.0.0.1")
    parse = server.cli.parse_known_args
    server.cli.parse_known_args = lambda *_, **__: parse([])  # the words of the command line are those of `twin`
    Page(session, server)
    return server, session
