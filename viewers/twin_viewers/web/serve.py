"""The files of the page, all of them from here, and rules that keep a browser from fetching any other.

trame's own start page names its maker and forbids to enlarge the text; ours names nobody, since any program of this
machine may read it before anybody has shown a secret.
"""

from __future__ import annotations

import html
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from aiohttp.web import Request, Response

__all__ = ["module", "serve_page", "start_page"]

_FOLDER: Final = "__twin_window"
_DRAWING: Final = "__twin_drawing"

_RULES: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:; font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'self'"
)
"""Whatever a script might try, nothing is fetched from elsewhere. Vue makes functions of its templates."""

_LOADING: Final = '<div class="twin-wait" role="status"><span class="twin-wait-ring"></span>{}</div>'


def module() -> dict[str, Any]:
    """Return the scripts and styles of the page, as trame takes them."""
    folders = {_FOLDER: files("twin_viewers.web") / "assets", _DRAWING: files("twin_viewers.send") / "page"}
    drawing = [f"{_DRAWING}/{name}.js" for name in ("unpack", "eye", "draw")]
    return {
        "serve": {name: str(Path(str(folder))) for name, folder in folders.items()},
        "scripts": [*drawing, f"{_FOLDER}/local.js", f"{_FOLDER}/window.js"],
        "styles": [f"{_FOLDER}/window.css"],
        "vue_use": ["TwinWindow"],
    }


def serve_page(server: Any, *, title: str, language: str, waiting: str) -> None:
    """Let a trame server answer with our start page.

    Parameters
    ----------
    server : the trame server, not started yet
    title : title of the page
    language : code of the language it begins in
    waiting : what it says until it is there
    """
    from aiohttp import web

    page = start_page(title=title, language=language)

    async def index(_: Request) -> Response:
        headers = {"Content-Security-Policy": _RULES, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def loading(_: Request) -> Response:
        return web.Response(text=_LOADING.format(html.escape(waiting)), content_type="text/html")

    def add(bound: Any) -> None:
        bound.app.add_routes([web.get("/index.html", index), web.get("/loading.tpl", loading)])

    server.controller.on_server_bind.add(add)


def start_page(*, title: str, language: str) -> str:
    """Return the page that loads all the others.

    Parameters
    ----------
    title : title of the page
    language : code of its language
    """
    from trame_client.module import vue3

    text = (Path(vue3.www) / "index.html").read_text(encoding="utf-8")
    text = re.sub(r"<title>.*?</title>", f"<title>{html.escape(title)}</title>", text, flags=re.S)
    text = re.sub(r'<html lang="\w+"', f'<html lang="{language}"', text)
    text = re.sub(r'<meta\s+name="(description|keywords)".*?/>', "", text, flags=re.S)
    text = re.sub(r'content="width=device-width.*?"', 'content="width=device-width,initial-scale=1"', text)
    text = re.sub(r'<link rel="icon".*?/>', f'<link rel="icon" href="{_FOLDER}/icon.svg" />', text)
    return text.replace("</head>", f'<link rel="stylesheet" href="{_FOLDER}/window.css"></head>')
