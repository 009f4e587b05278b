"""From a person's browser to the process of their session and back: pages, files and the socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError, ClientSession, WSMsgType, web
from yarl import URL

if TYPE_CHECKING:
    from aiohttp import ClientWebSocketResponse

    from twin_viewers.web.nursery import Place

__all__ = ["join", "page_socket", "pass_on"]

_MOST_BYTES: Final = 64 * 2**20
"""Largest message that passes a socket."""

_ALIVE_S: Final = 20.0
"""How often a browser is asked whether it is still there."""

_ASKED: Final = ("Accept", "Accept-Encoding", "Accept-Language", "If-Modified-Since", "If-None-Match", "Range")

_ANSWERED: Final = (
    *("Content-Type", "Content-Length", "Content-Encoding", "Content-Range", "Content-Disposition"),
    *("Accept-Ranges", "ETag", "Last-Modified"),
)

_PIECE: Final = 65536


async def pass_on(request: web.Request, client: ClientSession, place: Place) -> web.StreamResponse:
    """Return what a session answers to a request for a page or a file.

    Parameters
    ----------
    request : what the browser asks, with ``tail`` for what it asks of the session
    client : what asks the session
    place : where the session answers

    Raises
    ------
    ClientError
        If the session does not answer.
    """
    asked = {name: request.headers[name] for name in _ASKED if name in request.headers}
    address = URL.build(
        scheme="http", host="127.0.0.1", port=place.port, path="/" + request.match_info["tail"], query=request.query
    )
    async with client.request(request.method, address, headers=asked, allow_redirects=False) as answer:
        answered = {name: answer.headers[name] for name in _ANSWERED if name in answer.headers}
        if answer.content_type == "text/html":  # in one piece, so that its scripts can be named; never kept
            answered.pop("Content-Length", None)
            return web.Response(status=answer.status, headers=answered, body=await answer.read())
        response = web.StreamResponse(status=answer.status, headers={**answered, "Cache-Control": "no-cache"})
        await response.prepare(request)
        async for piece in answer.content.iter_chunked(_PIECE):
            await response.write(piece)
        await response.write_eof()
        return response


async def join(socket: web.WebSocketResponse, client: ClientSession, place: Place) -> None:
    """Pass messages between a page and its session until one of them closes.

    Each message is handed over before the next one is read, so that a slow reader slows the writer down.

    Parameters
    ----------
    socket : connection of the page
    client : what connects to the session
    place : where the session answers
    """
    try:
        async with client.ws_connect(
            f"http://127.0.0.1:{place.port}/ws", max_msg_size=_MOST_BYTES, compress=0
        ) as session:
            ways = [asyncio.create_task(_pump(socket, session)), asyncio.create_task(_pump(session, socket))]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
    except ClientError:
        await socket.close(code=1011, message=b"this view does not answer")
    await socket.close(code=1001, message=b"this view has ended")


def page_socket() -> web.WebSocketResponse:
    """Return a connection for a page, not opened yet."""
    return web.WebSocketResponse(max_msg_size=_MOST_BYTES, heartbeat=_ALIVE_S, compress=False)


async def _pump(giver: Any, taker: web.WebSocketResponse | ClientWebSocketResponse) -> None:
    async for message in giver:
        if message.type is WSMsgType.BINARY:
            await taker.send_bytes(message.data)
        elif message.type is WSMsgType.TEXT:
            await taker.send_str(message.data)
