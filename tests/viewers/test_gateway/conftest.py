"""A gateway as a program of its own, with sessions that say who they are."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import psutil
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.store.save import save

APP = """
import asyncio, os, types
from aiohttp import web
from wslink import server as wslink_server

def start(twin, estate, *, port, secret, language, runs):
    async def who(_):
        return web.Response(text=f"{os.getpid()} {language} {estate.name} {len(twin.nodes['id'])}")
    async def index(_):
        return web.Response(text="<script>1</script><p>view</p>", content_type="text/html")
    async def die(_):
        os._exit(3)
    async def ws(request):
        socket = web.WebSocketResponse(max_msg_size=2**27)
        await socket.prepare(request)
        async for message in socket:
            await socket.send_bytes(message.data)
        return socket
    async def main():
        app = web.Application()
        app.add_routes([web.get("/index.html", index), web.get("/who", who), web.get("/die", die), web.get("/ws", ws),
                        web.static("/files", os.path.dirname(__file__))])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        wslink_server.ws_server = types.SimpleNamespace(runner=runner)
        await asyncio.Event().wait()
    asyncio.run(main())

def fail(twin, estate, *, port, secret, language, runs):
    raise SystemExit(4)
"""

PROGRAM = """
import asyncio, sys
from pathlib import Path
from twin.errors import TwinError
from twin_viewers.web.gateway import serve
from twin_viewers.web.options import Options
try:
    asyncio.run(serve(Options(Path(sys.argv[1]), **eval(sys.argv[2])), lambda line: print(line, flush=True)))
except TwinError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


PATIENCE_S = 60.0
"""How long a busy machine may take for what is a matter of milliseconds."""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Message
    text: str


@dataclass
class Launch:
    """A gateway that runs."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return re.search(r"http://[^/]+", "".join(self.lines))[0]

    @property
    def key(self) -> str:
        return re.search(r"key=(\S+)", "".join(self.lines))[1]

    @property
    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    @property
    def netloc(self) -> str:
        return self.base.removeprefix("http://")

    def ask(self, path: str, method: str = "GET", cookie: str = "", **headers: str) -> Answer:
        """Return what is answered to a request, its path sent as it stands."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(self.netloc, timeout=PATIENCE_S)
        connection.request(method, path, headers={**({"Cookie": cookie} if cookie else {}), **given})
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read().decode(errors="replace"))
        connection.close()
        return answer

    def enter(self) -> str:
        """Return the cookie of a new visitor."""
        return self.ask(f"/?key={self.key}").headers["Set-Cookie"].split(";")[0]

    def open(self, cookie: str, **headers: str) -> str:
        """Return the path of a visitor's session."""
        answer = self.ask("/", cookie=cookie, **headers)
        assert answer.status == 303, answer
        return answer.headers["Location"]

    def pid_of(self, session: str, cookie: str) -> int:
        return int(self.ask(session + "who", cookie=cookie).text.split()[0])

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE_S) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.03)
    return is_so()


@pytest.fixture(scope="session")
def until() -> Callable[..., bool]:
    return wait_until


@pytest.fixture(scope="session")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gateway") / "estate.gpkg"
    nodes = {"id": ["b", "s"], "kind": ["building", "space"], "ifc_class": ["IfcBuilding", "IfcSpace"]}
    save(Twin({"nodes": table_of("nodes", nodes)}), path)
    return path


@pytest.fixture(scope="session")
def launch(estate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Launch]]:
    folder = tmp_path_factory.mktemp("app")
    (folder / "seen_app.py").write_text(APP)
    begun: list[Launch] = []

    def begin(path: Path = estate, wait: bool = True, **options: object) -> Launch:
        options = {"app": "seen_app:start", "warm": "", **options}
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        command = [sys.executable, "-c", PROGRAM, str(path), repr(options)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=folder
        )
        begun.append(new := Launch(process))
        if wait:
            while not any("Ctrl-C" in line for line in new.lines):
                line = process.stdout.readline()
                assert line, process.stderr.read()
                new.lines.append(line)
        return new

    yield begin
    for one in begun:
        if one.process.poll() is None:
            one.stop()
        one.process.stdout.close()
        one.process.stderr.close()


@pytest.fixture(scope="session")
def door(launch: Callable[..., Launch]) -> Launch:
    return launch(most_sessions=60)
