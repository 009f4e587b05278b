"""Who is let in: a secret for each launch, the right name of the server, and no foreign page.

A foreign page in the same browser can send requests here, and can point a name of its own at this machine. The header
Host tells the second, the headers Origin and Sec-Fetch-Site the first; the secret keeps out everybody else, other
users of the same machine included.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING, Final

from aiohttp import web

from twin_viewers.web.notices import language_of, notice
from twin_viewers.web.options import Options

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

__all__ = ["VISITOR", "Doors"]

VISITOR: Final = "visitor"
"""Key in a request of who asks: a random name that the browser got on its first visit."""

_RULES: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{inline}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self' ws://{host} wss://{host}; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors {framed}"
)
"""Nothing is fetched from elsewhere, whatever a script might try. Vue makes functions of its templates ('unsafe-eval'),
Vuetify writes its theme into the page (styles); scripts inside the page are named by their hash."""

_INLINE_SCRIPT: Final = re.compile(rb"<script(?![^>]*\ssrc\s*=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


class Doors:
    """The checks of one launch.

    Parameters
    ----------
    options : how the gateway is opened
    port : port that it listens on
    secret : what opens it
    """

    def __init__(self, options: Options, port: int, secret: str) -> None:
        self._options, self._port, self._secret = options, port, secret
        self._cookie = f"twin-{port}"  # browsers keep cookies per name of a machine, whatever the port

    def middleware(self) -> Middleware:
        """Return what every request passes before anything answers it."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            reason = self._refusal(request)
            if reason is not None:
                return self._refused(request, reason)
            if "key" in request.query:
                return self._welcome(request)
            visitor = self._visitor(request)
            if visitor is None:
                return self._refused(request, "key")
            request[VISITOR] = visitor
            return await handler(request)

        return guard

    def protect(self, request: web.Request, response: web.StreamResponse) -> None:
        """Add to a response what tells the browser to trust nothing but this server.

        Parameters
        ----------
        request : what was asked
        response : what will be answered, not begun yet
        """
        body = response.body if isinstance(response, web.Response) and response.content_type == "text/html" else None
        rules = self._rules(request.host, body if isinstance(body, bytes) else b"")
        response.headers["Content-Security-Policy"] = rules
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Server"] = "twin"
        response.headers.setdefault("Cache-Control", "no-store")
        if not self._options.framed_by:
            response.headers["X-Frame-Options"] = "DENY"

    def _refusal(self, request: web.Request) -> str | None:
        """Return which check a request fails, whoever sends it; None if it passes them all."""
        if not self._options.allows_host(request.headers.get("Host", ""), port=self._port):
            return "host"
        origin = request.headers.get("Origin")
        if origin is None:
            if _is_upgrade(request) or request.method not in {"GET", "HEAD"}:
                return "origin"
        elif not self._options.allows_origin(origin, host=request.host):
            return "origin"
        return "site" if not self._is_own_or_typed(request) else None

    def _is_own_or_typed(self, request: web.Request) -> bool:
        site = request.headers.get("Sec-Fetch-Site", "none")
        if site == "same-site":  # another port of this machine, such as a notebook: links and wanted frames only
            wanted = {"document", "iframe"} if self._options.framed_by else {"document"}
            return request.headers.get("Sec-Fetch-Dest") in wanted
        return site != "cross-site" or _is_upgrade(request)  # sockets always say their origin, which was checked

    def _visitor(self, request: web.Request) -> str | None:
        visitor, _, seal = request.cookies.get(self._cookie, "").partition(".")
        return visitor if visitor and _is_same(seal, self._seal(visitor)) else None

    def _seal(self, visitor: str) -> str:
        return hmac.new(self._secret.encode(), _bytes(visitor), hashlib.sha256).hexdigest()

    def _welcome(self, request: web.Request) -> web.Response:
        if not _is_same(request.query["key"], self._secret):
            return self._refused(request, "key")
        visitor = self._visitor(request) or secrets.token_urlsafe(12)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            self._cookie,
            f"{visitor}.{self._seal(visitor)}",
            httponly=True,
            samesite="Strict",
            secure=self._options.is_secure(request.host),
        )
        return response

    def _refused(self, request: web.Request, reason: str) -> web.Response:
        language = language_of(request.headers.get("Accept-Language", ""), chosen=self._options.language)
        return notice(f"refused_{reason}", status=403, language=language)

    def _rules(self, host: str, page: bytes) -> str:
        inline = "".join(f" 'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(page))
        framed = " ".join(self._options.framed_by) or "'none'"
        known = host if self._options.allows_host(host, port=self._port) else "localhost"
        return _RULES.format(inline=inline, host=known, framed=framed)


def _is_same(given: str, expected: str) -> bool:
    """Return whether two texts are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(_bytes(given), _bytes(expected))


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")  # as headers come in, whatever bytes are in them


def _is_upgrade(request: web.Request) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


def _digest(script: bytes) -> str:
    return base64.b64encode(hashlib.sha256(script).digest()).decode()
