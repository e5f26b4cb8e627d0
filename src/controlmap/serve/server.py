"""The server: one process, on this machine alone, until it is interrupted."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from controlmap.serve.punctual import PunctualProtocol

__all__ = ["LocalServer", "listen", "run"]

_HERE = "127.0.0.1"
_MOST_CONNECTIONS = 128
_FOR_THE_REST_S = 60
"""Seconds that answers under way, and so edits that are being written, are given once it is to stop."""


def listen(port: int, warn: Callable[[str], None]) -> socket.socket:
    """Return a socket that listens on this machine alone: on a port, or another where that is taken."""
    try:
        return _bound(port)
    except OSError as error:
        if port == 0 or error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        listening = _bound(0)
        warn(f"port {port} is taken: {listening.getsockname()[1]} is used instead")
        return listening


def _bound(port: int) -> socket.socket:
    # With the protocol named, asyncio sends each part of an answer at once; without it the body of an answer
    # waits until the browser's system has confirmed its head, which it puts off by 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_HERE, port))
    except BaseException:
        listening.close()
        raise
    return listening


class LocalServer(uvicorn.Server):
    """A server of this machine alone: it says when it is ready, and lets listeners go once it is to stop."""

    def __init__(
        self, app: ASGIApp, listening: socket.socket, up: Callable[[], None], down: Callable[[], None]
    ) -> None:
        super().__init__(_settings(app))
        self._listening, self._up, self._down = listening, up, down

    def serve_here(self) -> None:
        """Serve until told to stop, or interrupted.

        Raises
        ------
        KeyboardInterrupt
            When it was interrupted, once what was being written is.
        """
        self.run(sockets=[self._listening])

    def stop(self) -> None:
        """Let what is under way end, and then stop; call it in the server's loop, or from another thread."""
        self.should_exit = True
        self._down()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self._up()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, as a signal wants; the second one does not wait."""
        super().handle_exit(sig, frame)
        self._down()


def run(app: ASGIApp, listening: socket.socket, *, up: Callable[[], None], down: Callable[[], None]) -> None:
    """Run an application on a socket until interrupted; `up` is called when it is ready, `down` to stop it.

    Raises
    ------
    KeyboardInterrupt
        When it was interrupted, or told to end (SIGTERM), once what was being written is.
    """
    with _term_interrupts():
        LocalServer(app, listening, up, down).serve_here()


@contextlib.contextmanager
def _term_interrupts() -> Iterator[None]:
    """Let SIGTERM, by which a system ends its programs, interrupt, so that nothing of the server is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _settings(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PunctualProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_FOR_THE_REST_S,
    )
