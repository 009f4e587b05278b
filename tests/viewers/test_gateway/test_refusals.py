"""Who is not let in: foreign names, foreign pages, and those without the secret of this launch."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from twin.errors import UsageError
from twin_viewers.web.options import Options

FOREIGN = ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", ""]


@pytest.fixture(scope="module")
def inside(door) -> tuple[str, str]:
    cookie = door.enter()
    return cookie, door.open(cookie)


def socket_status(door, path: str, **headers: str) -> int:
    async def ask() -> int:
        async with aiohttp.ClientSession() as client:
            try:
                async with client.ws_connect(door.base + path, headers=headers, max_msg_size=2**27) as socket:
                    await socket.send_bytes(b"hello")
                    return 101 if (await socket.receive_bytes()) == b"hello" else 0
            except aiohttp.WSServerHandshakeError as error:
                return error.status

    return asyncio.run(ask())


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused_on_page_and_socket(door, inside, host):
    cookie, session = inside
    host = host.format(port=door.base.rpartition(":")[2])
    for path in ("/", session, f"/?key={door.key}"):
        answer = door.ask(path, cookie=cookie, Host=host)
        assert answer.status in ({400, 403} if host == "" else {403})
        assert "Set-Cookie" not in answer.headers
    assert socket_status(door, session + "ws", Cookie=cookie, Host=host, Origin=f"http://{host}") in {400, 403}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_each_name_of_this_machine_is_let_in(door, inside, host):
    assert door.ask(inside[1], cookie=inside[0], Host=f"{host}:{door.base.rpartition(':')[2]}").status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://{own}", "http://{own}.evil.example"])
def test_a_foreign_origin_is_refused_on_page_and_socket(door, inside, origin):
    cookie, session = inside
    origin = origin.format(own=door.netloc)
    assert door.ask(session, cookie=cookie, Origin=origin).status == 403
    assert door.ask(session + "paraview/", "POST", cookie=cookie, Origin=origin).status == 403
    assert socket_status(door, session + "ws", Cookie=cookie, Origin=origin) == 403


def test_a_local_name_that_is_not_the_one_asked_for_is_no_own_origin(door, inside):
    other = door.base.replace("127.0.0.1", "localhost")
    assert door.ask(inside[1], cookie=inside[0], Origin=other).status == 403


def test_posts_and_sockets_must_say_their_origin(door, inside):
    cookie, session = inside
    assert door.ask(session + "paraview/", "POST", cookie=cookie).status == 403
    assert socket_status(door, session + "ws", Cookie=cookie) == 403
    assert socket_status(door, session + "ws", Cookie=cookie, Origin=door.base) == 101


@pytest.mark.parametrize(
    ("site", "to", "status"),
    [
        ("cross-site", "document", 403),
        ("same-site", "script", 403),
        ("same-site", "iframe", 403),
        ("same-site", "document", 200),
        ("same-origin", "script", 200),
        ("none", "document", 200),
    ],
)
def test_requests_that_foreign_pages_begin_are_refused(door, inside, site, to, status):
    headers = {"Sec_Fetch_Site": site, "Sec_Fetch_Dest": to}
    assert door.ask(inside[1], cookie=inside[0], **headers).status == status


def test_a_missing_wrong_or_old_secret_is_refused_on_page_file_and_socket(door, inside, launch):
    earlier = launch()
    old = earlier.enter().partition("=")[2]
    earlier.stop()
    name, _, value = inside[0].partition("=")
    for cookie in ("", f"{name}=x", f"{name}={old}", f"{name}=.", f"{name}={value}x", f"{name}=é.é"):
        for path in ("/", inside[1], inside[1] + "files/seen_app.py", "/favicon.ico", "/none"):
            assert door.ask(path, cookie=cookie).status == 403
        assert socket_status(door, inside[1] + "ws", Origin=door.base, Cookie=cookie) == 403
    for key in (earlier.key, "", "x", door.key + "x", door.key[:-1], "%C3%A9"):
        assert door.ask(f"/?key={key}").status == 403


def test_the_secret_opens_once_and_leaves_the_address(door):
    answer = door.ask(f"/?key={door.key}")
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Strict"} <= {part.strip() for part in answer.headers["Set-Cookie"].split(";")}
    assert door.key not in answer.headers["Set-Cookie"]


def test_nobody_sees_the_session_of_another_visitor(door, inside):
    other = door.enter()
    assert door.ask(inside[1], cookie=other).status == 410
    assert door.ask(inside[1] + "paraview/", "POST", cookie=other, Origin=door.base).status == 410
    assert socket_status(door, inside[1] + "ws", Cookie=other, Origin=door.base) == 410


@pytest.mark.parametrize(
    "tail", ["../../etc/passwd", "files/../../../etc/passwd", "files/..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc"]
)
def test_no_path_leaves_the_files_of_the_page(door, inside, tail):
    answer = door.ask(inside[1] + tail, cookie=inside[0])
    assert answer.status in {403, 404}
    assert "root:" not in answer.text


def test_a_path_cannot_choose_another_server(door, inside):
    for tail in ("//evil.example/", "http://evil.example/", "@evil.example/", ":80/"):
        assert door.ask(inside[1] + tail, cookie=inside[0]).status == 404


def test_pages_trust_nothing_but_this_server(door, inside):
    headers = door.ask(inside[1], cookie=inside[0]).headers
    rules = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["connect-src"] == f"'self' ws://{door.netloc} wss://{door.netloc}"
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='" in rules["script-src"]  # of "1"
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")


def test_refusals_say_in_the_language_of_the_reader_what_to_do(door):
    assert "Cette page demande sa clé" in door.ask("/", Accept_Language="fr-FR,fr;q=0.9").text
    assert "Open the whole address" in door.ask("/", Accept_Language="de").text


def test_a_proxy_is_let_in_only_under_the_name_it_was_given():
    options = Options("e.gpkg", origins=("https://twin.example.org",))
    assert options.allows_host("twin.example.org", port=8080)
    assert options.allows_origin("https://twin.example.org", host="twin.example.org")
    assert not options.allows_origin("http://twin.example.org", host="twin.example.org")
    assert not options.allows_host("twin.example.org:8080", port=8080)
    assert not options.allows_host("example.org", port=8080)


def test_open_to_the_network_it_answers_to_numbers_and_its_own_name_only():
    options = Options("e.gpkg", host="0.0.0.0")
    assert options.allows_host("192.168.1.7:8080", port=8080)
    assert options.allows_host("[fe80::1]:8080", port=8080)
    assert not options.allows_host("192.168.1.7.evil.example:8080", port=8080)
    assert not Options("e.gpkg").allows_host("192.168.1.7:8080", port=8080)


@pytest.mark.parametrize(
    "origin", ["twin.example.org", "https://twin.example.org/", "'self'", "https://a; script-src *"]
)
def test_what_is_no_origin_is_refused_with_a_remedy(origin):
    with pytest.raises(UsageError, match="Write scheme, name and port only"):
        Options("e.gpkg", framed_by=(origin,))


def test_a_notebook_may_hold_the_page_if_it_was_named(launch: Callable, door):
    notebook = launch(framed_by=("http://localhost:8888",))
    headers = notebook.ask("/", Sec_Fetch_Site="same-site", Sec_Fetch_Dest="iframe").headers
    assert "frame-ancestors http://localhost:8888" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert notebook.stop() == 0
