"""The server: one process, on this machine alone, until it is interrupted."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from controlmap.serve.app import Editor
from controlmap.serve.door import Door
from controlmap.serve.shared_map import SharedMap
from controlmap.store import being_edited, find_folder, say_where

__all__ = ["edit_map", "listen", "run"]

_HERE = "127.0.0.1"
_MOST_CONNECTIONS = 128
_FOR_THE_REST_S = 60
"""Seconds that answers under way, and so edits that are being written, are given once it is to stop."""


def edit_map(
    path: str | Path,
    *,
    port: int = 0,
    ready: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Serve the editor of a map project until interrupted; `ready` is given the address to open.

    Where `port` is taken, another is; `warn` is told. 0 is any.

    Raises
    ------
    InputError
        When the map project cannot be read, or is being edited already.
    KeyboardInterrupt
        When it was interrupted.
    """
    folder = find_folder(path)
    shared = SharedMap(folder)
    with being_edited(folder), listen(port, warn) as listening:
        door = Door(listening.getsockname()[1])
        editor = Editor(shared, door)

        def up() -> None:
            say_where(folder, door.place)
            ready(door.address)

        run(editor.app, listening, up=up, down=editor.events.end)


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
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_HERE, port))
    except BaseException:
        listening.close()
        raise
    return listening


class _Server(uvicorn.Server):
    """A server that says when it is ready, and lets listeners go as soon as it is to stop."""

    def __init__(self, config: uvicorn.Config, up: Callable[[], None], down: Callable[[], None]) -> None:
        super().__init__(config)
        self._up, self._down = up, down

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._up()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._down()


def run(app: ASGIApp, listening: socket.socket, *, up: Callable[[], None], down: Callable[[], None]) -> None:
    """Run an application on a socket until interrupted; `up` is called when it is ready, `down` to stop it.

    Raises
    ------
    KeyboardInterrupt
        When it was interrupted, once what was being written is.
    """
    config = uvicorn.Config(
        app,
        http="h11",
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
    _Server(config, up, down).run(sockets=[listening])
