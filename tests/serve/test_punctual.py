"""Connections whose request does not come are closed, so that they keep nobody out."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from controlmap.serve import punctual
from controlmap.store import init_project

from .served import Served, serving


@pytest.fixture
def strict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server that hardly waits for the head of a request."""
    monkeypatch.setattr(punctual, "HEAD_WITHIN_S", 0.2)
    init_project(tmp_path / "valley")
    with serving(tmp_path / "valley") as served:
        yield served


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "]
)
def test_half_a_head_is_not_waited_for(strict: Served, begun: bytes) -> None:
    assert strict.raw(begun) == b""


def test_nor_is_half_a_head_after_a_whole_request(strict: Served) -> None:
    whole = f"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1:{strict.port}\r\nCookie: {strict.cookie}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", strict.port), timeout=60) as wire:
        wire.sendall(whole.encode())
        answer = wire.recv(65536)
        wire.sendall(b"GET / HTTP/1.1\r\n")
        while part := wire.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 404")
    assert answer.count(b"HTTP/1.1") == 1


def test_who_says_what_they_want_is_answered_as_long_as_it_takes(strict: Served) -> None:
    with strict.client.stream("GET", "/api/events", timeout=60) as stream:
        lines = stream.iter_lines()
        assert next(lines) is not None
    assert strict.get("/api/project")["revision"]
