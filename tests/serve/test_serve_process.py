"""The server as a process: what it prints, how it ends, and that there is one of it a map."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from controlmap.api import open_map
from controlmap.serve.server import listen
from controlmap.store import DRAFTS_FOLDER
from tests.cli.conftest import Run, files_under, run  # noqa: F401
from tests.ports import kept_port

from .served import transfer

Start = Callable[..., subprocess.Popen[str]]
MAIN = """
import signal, sys
from controlmap.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main(sys.argv[1:])
"""
"""The command as a program; where the tests run in the background, Ctrl-C would be ignored."""
IN_THE_MIDDLE = """
import os, signal
from controlmap.store import transaction
real = transaction._stage_one
def staged(*given):
    real(*given)
    for _ in range({times}):
        os.kill(os.getpid(), signal.SIGINT)
transaction._stage_one = staged
"""
"""Ctrl-C, once or twice, while an edit is being written: what is staged is not in its place yet."""


@pytest.fixture
def start(valley: Path) -> Iterator[Start]:
    """Start `controlmap edit` on the valley, perhaps after some lines of Python."""
    running = []

    def started(*words: str, before: str = "") -> subprocess.Popen[str]:
        call = [sys.executable, "-c", before + MAIN, "edit", str(valley), "--no-browser", *words]
        running.append(subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield started
    for process in running:
        process.kill()
        process.communicate()


def test_the_body_of_an_answer_does_not_wait_for_its_head_to_be_confirmed() -> None:
    async def first_connection_of(listening: socket.socket) -> int:
        accepted = asyncio.get_running_loop().create_future()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            own = writer.get_extra_info("socket")
            accepted.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(answer, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            writer.close()
            return await accepted

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, first_connection_of(listen(0, warn=pytest.fail))).result()


@contextlib.contextmanager
def let_in(process: subprocess.Popen[str]) -> Iterator[httpx.Client]:
    """A client that opened the address that a server printed."""
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    place = address.split("?")[0]
    with httpx.Client(base_url=place, headers={"Origin": place.rstrip("/")}, timeout=None) as client:
        assert client.get(address).status_code == 303
        yield client


def interrupt(process: subprocess.Popen[str], by: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
    process.send_signal(by)
    out, err = process.communicate()
    return process.returncode, out, err.strip()


def apply(client: httpx.Client) -> httpx.Response:
    revision = client.get("/api/project").json()["revision"]
    return client.post("/api/apply", json={"act": transfer(), "revision": revision})


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_and_nothing_else_and_ctrl_c_ends_it(
    start: Start, valley: Path, by: signal.Signals
) -> None:
    before = files_under(valley)
    process = start()
    with let_in(process) as client, client.stream("GET", "/api/events") as listening:
        assert next(listening.iter_lines()).startswith("data: ")
        assert client.get("/").status_code == 200
        assert interrupt(process, by) == (130, "", "")
    assert files_under(valley) == before


def test_as_json_the_address_is_one_document(start: Start) -> None:
    process = start("--json")
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    assert json.loads("".join(lines))["address"].startswith("http://127.0.0.1:")
    assert interrupt(process)[0] == 130


def test_a_busy_port_picks_another_and_says_so(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start("--port", str(port))
        with let_in(process) as client:
            assert client.base_url.port != port
        assert f"port {port} is taken: {client.base_url.port} is used instead" in interrupt(process)[2]


def test_a_free_port_is_taken(start: Start) -> None:
    with kept_port() as port, let_in(start("--port", str(port))) as client:
        assert client.base_url.port == port


def test_a_second_server_of_one_map_says_where_the_first_is(
    start: Start,
    valley: Path,
    run: Run,  # noqa: F811
) -> None:
    process = start()
    with let_in(process) as client:
        second = run("edit", valley, "--no-browser")
        assert (second.code, second.out) == (2, "")
        assert f"is being edited already, at {client.base_url} (process {process.pid})" in second.err
        assert "token=" not in second.err
        assert client.get("/api/log").status_code == 200


def test_commands_go_on_beside_the_server(start: Start, valley: Path, run: Run) -> None:  # noqa: F811
    with let_in(start()) as client:
        assert run("split", valley, "--state", "valley-0001", "--on", "2024-03-05").code == 0
        log = client.get("/api/log").json()["entries"]
        assert [one["command"] for one in log] == ["split"]
        assert apply(client).json()["entry"]["after"] == log[0]["id"]


def test_after_a_kill_the_drafts_are_there_and_another_server_starts(start: Start, valley: Path) -> None:
    first = start()
    with let_in(first) as client:
        assert client.put("/api/drafts/a", json={"draft": {"vertices": [[36.4, 35.2]]}}).status_code == 200
    first.kill()
    first.wait()
    second = start()
    with let_in(second) as client:
        assert client.get("/api/drafts/a").json()["draft"] == {"vertices": [[36.4, 35.2]]}
    assert interrupt(second)[0] == 130
    assert {path.name for path in valley.glob(".*")} == {".gitattributes", DRAFTS_FOLDER}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals are sent")
def test_ctrl_c_in_the_middle_of_a_write_lets_it_end(start: Start, valley: Path) -> None:
    process = start(before=IN_THE_MIDDLE.format(times=1))
    with let_in(process) as client:
        answer = apply(client)
    assert answer.status_code == 200
    assert process.wait() == 130
    assert [one.id for one in open_map(valley).log()] == [answer.json()["entry"]["id"]]
    assert {path.name for path in valley.glob(".*")} == {".gitattributes"}
    assert not open_map(valley).check().count("error")


def test_ctrl_c_twice_leaves_the_old_map_or_the_new_one(start: Start, valley: Path) -> None:
    before = (valley / "valley.geojson").read_bytes()
    process = start(before=IN_THE_MIDDLE.format(times=2))
    # It need not wait to answer.
    with let_in(process) as client, contextlib.suppress(httpx.RemoteProtocolError):
        apply(client)
    assert process.wait() == 130
    entries = open_map(valley).log()
    assert ((valley / "valley.geojson").read_bytes() == before) == (not entries)
    assert {path.name for path in valley.glob(".*")} <= {".gitattributes", ".serving.controlmap-edit"}
    assert not open_map(valley).check().count("error")


def test_where_nothing_can_be_kept_nothing_is_started(valley: Path, run: Run) -> None:  # noqa: F811
    done = run("edit", valley.parent, "--no-browser")
    assert (done.code, done.out) == (2, "")
    assert "controlmap.toml" in done.err
