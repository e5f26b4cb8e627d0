"""A server in this process, and clients that knock at its door."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from controlmap.serve.app import Editor
from controlmap.serve.door import Door
from controlmap.serve.requests import Limits
from controlmap.serve.server import LocalServer, listen
from controlmap.serve.shared_map import SharedMap

EAST = {"type": "Polygon", "coordinates": [[[36.45, 35.2], [36.5, 35.2], [36.5, 35.28], [36.45, 35.2]]]}
WEST = {"type": "Polygon", "coordinates": [[[36.3, 35.2], [36.35, 35.2], [36.35, 35.26], [36.3, 35.2]]]}
SOURCE = "herald-2024-03-09"


def transfer(**other: Any) -> dict[str, Any]:
    """The act of the README: the Lower Town is taken back."""
    act = {"kind": "transfer", "area": "Lower Town", "radius_km": 2, "to": "republic", "on": "2024-03-14"}
    return {**act, "sources": [SOURCE], **other}


SOON_ANEW = httpx.Limits(keepalive_expiry=1)
"""The server ends a connection that rests for five seconds: a client that rests as long would meet that."""


@dataclass
class Served:
    """A server of a map project: where it is, what it is made of, and a client that was let in."""

    folder: Path
    door: Door
    editor: Editor
    client: httpx.Client

    @property
    def port(self) -> int:
        return self.door.port

    @property
    def origin(self) -> str:
        return self.door.place.rstrip("/")

    @property
    def cookie(self) -> str:
        return f"{self.door.cookie_name}={self.door.cookie}"

    @property
    def revision(self) -> str:
        return self.get("/api/project")["revision"]

    def get(self, path: str) -> Any:
        """What is answered to somebody who was let in."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, /, *, status: int = 200, **body: Any) -> Any:
        """What is answered to an edit of the editor's own page."""
        answer = self.client.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def apply(self, act: dict[str, Any], *, status: int = 200, **said: Any) -> Any:
        """What is answered to an act that is to be written, of the map as it is if nothing else is said."""
        return self.post("/api/apply", status=status, **{"act": act, "revision": self.revision, **said})

    def raw(self, text: str | bytes, *, cut: bool = False) -> bytes:
        """All that is answered to bytes on a socket until it is closed; `cut`: nothing else comes."""
        data = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
        with socket.create_connection(("127.0.0.1", self.port)) as wire:
            wire.sendall(data)
            if cut:
                wire.shutdown(socket.SHUT_WR)
            return b"".join(_parts(wire))

    def asked(self, method: str, path: str, body: bytes = b"", **headers: str) -> httpx.Response:
        """What is answered to a request with just these headers; `_` stands for `-` in their names."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with httpx.Client(base_url=self.origin) as stranger:
            request = stranger.build_request(method, path, content=body or None, headers=named)
            return stranger.send(request)

    def own(self, **other: str) -> dict[str, str]:
        """The headers of the editor's own page, or others in their place."""
        own = {"cookie": self.cookie, "origin": self.origin, "content_type": "application/json"}
        return {**own, **other}

    def listen(self) -> Iterator[dict[str, Any]]:
        """Yield what all tabs are told."""
        with self.client.stream("GET", "/api/events", timeout=None) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))


def _parts(wire: socket.socket) -> Iterator[bytes]:
    # A server that closes before it has read all resets the connection.
    with suppress(ConnectionResetError):
        while part := wire.recv(65536):
            yield part


@contextmanager
def serving(folder: Path, limits: Limits | None = None) -> Iterator[Served]:
    """Serve a map project in a thread."""
    ready = threading.Event()
    with listen(0, lambda text: None) as listening:
        door = Door(listening.getsockname()[1])
        editor = Editor(SharedMap(folder), door, limits)
        server = LocalServer(editor.app, listening, ready.set, lambda: None)
        thread = threading.Thread(target=server.serve_here)
        thread.start()
        ready.wait()
        headers = {"Origin": door.place.rstrip("/")}
        try:
            with httpx.Client(base_url=door.place, headers=headers, timeout=None, limits=SOON_ANEW) as client:
                assert client.get(door.address).status_code == 303
                yield Served(folder, door, editor, client)
        finally:
            server.should_exit = True
            thread.join()
