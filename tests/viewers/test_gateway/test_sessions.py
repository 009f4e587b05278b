"""A process for each visitor: apart, limited in number, and never left behind."""

import asyncio
import os
import signal
import socket
import sys
import time

import aiohttp
import psutil
import pytest


async def talk(door, session: str, cookie: str, **options):
    client = aiohttp.ClientSession()
    headers = {"Cookie": cookie, "Origin": door.base}
    return client, await client.ws_connect(f"{door.base}{session}ws", headers=headers, max_msg_size=2**27, **options)


def test_two_visitors_have_two_processes_and_one_twin(door):
    visitors = [door.enter(), door.enter()]
    sessions = [door.open(visitor) for visitor in visitors]
    said = [
        door.ask(session + "who", cookie=cookie).text.split()
        for session, cookie in zip(sessions, visitors, strict=True)
    ]
    assert said[0][0] != said[1][0]
    assert said[0][2:] == said[1][2:] == ["estate.gpkg", "2"]
    assert len({psutil.Process(int(one[0])).ppid() for one in said}) == 1


def test_a_session_begins_in_the_language_of_its_visitor(door):
    cookie = door.enter()
    session = door.open(cookie, Accept_Language="fr")
    assert door.ask(session + "who", cookie=cookie).text.split()[1] == "fr"


def test_who_comes_back_finds_their_session(door):
    cookie = door.enter()
    session = door.open(cookie)
    assert door.open(cookie) == session
    assert door.ask(session, cookie=cookie).status == 200


def test_a_second_tab_has_a_session_of_its_own(door):
    async def look():
        cookie = door.enter()
        first = door.open(cookie)
        client, page = await talk(door, first, cookie)
        second = await asyncio.to_thread(door.open, cookie)
        await page.close()
        await client.close()
        return first, second

    first, second = asyncio.run(look())
    assert first != second


@pytest.mark.parametrize("size", [0, 1, 5_000_000, 63 * 2**20])
def test_messages_of_all_sizes_pass_the_socket_unchanged(door, size):
    async def echo():
        cookie = door.enter()
        client, page = await talk(door, door.open(cookie), cookie)
        sent = os.urandom(min(size, 1000)) * max(1, size // 1000)
        await page.send_bytes(sent)
        received = await page.receive_bytes()
        await page.close()
        await client.close()
        return received == sent

    assert asyncio.run(echo())


def test_a_reader_who_does_not_read_slows_the_session_down_instead_of_filling_the_memory(door):
    async def flood():
        cookie = door.enter()
        client, page = await talk(door, door.open(cookie), cookie)
        before = psutil.Process(door.process.pid).memory_info().rss
        sent = 0
        try:
            while sent < 400:  # 400 MB that nobody takes
                await asyncio.wait_for(page.send_bytes(bytes(2**20)), 1.0)
                sent += 1
        except TimeoutError:
            pass
        grown = psutil.Process(door.process.pid).memory_info().rss - before
        page._response.connection.transport.abort()
        await client.close()
        await asyncio.sleep(0.1)
        return sent, grown

    sent, grown = asyncio.run(flood())
    assert sent < 400
    assert grown < 150e6


def test_no_more_look_than_are_allowed_and_they_are_told(launch):
    door = launch(most_sessions=2)
    visitors = [door.enter() for _ in range(3)]
    door.open(visitors[0]), door.open(visitors[1])
    refused = door.ask("/", cookie=visitors[2], Accept_Language="fr")
    assert refused.status == 503
    assert "2 personnes consultent déjà" in refused.text
    assert door.stop() == 0


def test_a_place_is_free_again_after_a_visitor_has_closed(launch, until):
    door = launch(most_sessions=1, closed_s=0.1)
    cookie = door.enter()
    session = door.open(cookie)

    async def look():
        client, page = await talk(door, session, cookie)
        await page.close()
        await client.close()

    asyncio.run(look())
    assert until(lambda: door.ask(session, cookie=cookie).status == 410)
    assert until(lambda: len(door.descendants) == 1)
    assert door.open(door.enter())
    door.stop()


def test_a_lost_connection_has_longer_to_come_back_than_a_goodbye(launch, until):
    door = launch(closed_s=0.1, grace_s=3.0)
    cookie = door.enter()
    session = door.open(cookie)

    async def lose():
        client, page = await talk(door, session, cookie)
        page._response.connection.transport.abort()
        await client.close()
        await asyncio.sleep(0.1)

    lost = time.monotonic()
    asyncio.run(lose())
    assert until(lambda: door.ask(session, cookie=cookie).status == 410)
    assert time.monotonic() - lost >= 3.0
    door.stop()


def test_a_session_that_nobody_ever_looks_at_ends(launch, until):
    door = launch(grace_s=0.2)
    door.open(door.enter())
    assert until(lambda: len(door.descendants) == 1)
    door.stop()


def test_a_visitor_can_close_their_session(door, until):
    cookie = door.enter()
    session = door.open(cookie)
    pid = door.pid_of(session, cookie)
    assert door.ask(session + "close", "POST", cookie=cookie, Origin=door.base).status == 204
    assert until(lambda: not psutil.pid_exists(pid))


def test_a_session_that_dies_closes_its_page_and_says_so_while_others_go_on(door, until):
    first, second = door.enter(), door.enter()
    dying, living = door.open(first), door.open(second)

    async def look():
        client, page = await talk(door, dying, first)
        await asyncio.to_thread(os.kill, door.pid_of(dying, first), signal.SIGKILL)
        message = await page.receive(timeout=60)
        await client.close()
        return message.type, page.close_code

    assert asyncio.run(look()) == (aiohttp.WSMsgType.CLOSE, 1001)
    assert until(lambda: door.ask(dying, cookie=first).status == 410)
    assert "This view has ended" in door.ask(dying, cookie=first).text
    assert door.ask(living, cookie=second).status == 200
    assert door.open(first) != dying


def test_a_session_that_cannot_begin_is_a_page_and_not_a_wait(launch):
    door = launch(app="seen_app:fail")
    answer = door.ask("/", cookie=door.enter())
    assert (answer.status, "could not be opened" in answer.text) == (500, True)
    assert door.stop() == 0


def test_a_killed_zygote_is_begun_again(launch, until):
    door = launch()
    cookie = door.enter()
    session = door.open(cookie)
    psutil.Process(door.pid_of(session, cookie)).parent().kill()
    assert until(lambda: door.ask(session, cookie=cookie).status == 410)
    assert door.open(cookie) != session
    assert door.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nobody_outlives_the_gateway(launch, until, number):
    door = launch()
    for _ in range(2):
        door.open(door.enter())
    left = door.descendants
    assert len(left) == 3
    code = door.stop(number)
    assert until(lambda: not any(one.is_running() for one in left))
    assert code == (-9 if number == signal.SIGKILL else 0)
    assert "Traceback" not in door.process.stderr.read()


def test_a_stopped_gateway_says_goodbye_to_the_pages(launch):
    door = launch()
    cookie = door.enter()
    session = door.open(cookie)

    async def look():
        client, page = await talk(door, session, cookie)
        door.process.send_signal(signal.SIGINT)
        message = await page.receive(timeout=60)
        await client.close()
        return message.type, page.close_code

    assert asyncio.run(look()) == (aiohttp.WSMsgType.CLOSE, 1001)
    assert door.process.wait(60) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is of Linux")
def test_no_secret_stands_in_the_list_of_processes(door):
    cookie = door.enter()
    session = door.open(cookie)
    introduced = door.ask(session + "paraview/", "POST", cookie=cookie, Origin=door.base).text
    secret = introduced.split('"secret": "')[1].split('"')[0]
    for process in door.descendants:
        seen = " ".join((*process.cmdline(), *process.environ().values()))
        assert secret not in seen
        assert door.key not in seen


def test_where_nothing_can_be_forked_each_session_reads_the_twin_itself(launch, until):
    door = launch(shares=False)
    visitors = [door.enter(), door.enter()]
    sessions = [door.open(cookie) for cookie in visitors]
    pids = {door.pid_of(session, cookie) for session, cookie in zip(sessions, visitors, strict=True)}
    assert len(pids) == 2
    left = door.descendants
    assert door.ask(sessions[0] + "close", "POST", cookie=visitors[0], Origin=door.base).status == 204
    assert until(lambda: len(door.descendants) == 1)
    assert door.stop(signal.SIGKILL) == -9
    assert until(lambda: not any(one.is_running() for one in left))


def test_a_taken_port_is_one_message_with_a_remedy(launch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = launch(port=port, wait=False).process
        assert process.wait(60) == 1
        assert process.stderr.read() == (
            f"UsageError: --port {port}: is taken by another program. "
            "Close that program, or write another number; --port 0 takes any free one.\n"
        )


def test_a_missing_estate_is_one_message(launch, tmp_path):
    process = launch(tmp_path / "none.gpkg", wait=False).process
    assert process.wait(60) == 1
    said = process.stderr.read()
    assert "none.gpkg: there is no such file. Make one with" in said
    assert "Traceback" not in said
