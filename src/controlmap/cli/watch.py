"""Rebuild when a file of the map project changes, and reload the page in the browser.

The page itself stays as it is built, with its strict policy: it is shown in a frame, and the frame's parent
listens for rebuilds.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

__all__ = ["changes", "serve"]

POLL_SECONDS = 0.3
_PARENT = b"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>controlmap build --watch</title>
<style>html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block }</style>
<iframe title="Map" src="map"></iframe>
<script>
  const frame = document.querySelector("iframe");
  if (location.hash) frame.src = "map" + location.hash;
  new EventSource("rebuilds").onmessage = () => frame.contentWindow.location.reload();
</script>
</html>
"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def changes(
    folder: Path, stop: threading.Event | None = None, *, besides: Path | None = None
) -> Iterator[None]:
    """Yield each time files below a folder have changed, hidden ones and `besides` left out, until `stop`."""
    leaving_out = None if besides is None else besides.resolve()
    seen = _stamps(folder, leaving_out)
    while stop is None or not stop.is_set():
        time.sleep(POLL_SECONDS)
        now = _stamps(folder, leaving_out)
        if now != seen:
            seen = now
            yield


def _stamps(folder: Path, leaving_out: Path | None) -> dict[Path, tuple[int, int]]:
    """Return when each file was changed last, and its size; folders change with any file in them."""
    found = {}
    for where, folders, files in os.walk(folder.resolve()):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(where, name) for name in files if not name.startswith(".")):
            if path != leaving_out:
                with contextlib.suppress(OSError):
                    stat = path.stat()
                    found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def serve(page: Path) -> tuple[str, Callable[[], None]]:
    """Serve a page to this machine alone; return its address, and a function that reloads it where open."""
    rebuilt = threading.Condition()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path == "/rebuilds":
                self._stream()
            elif path in ("/", "/map"):
                self._send(_PARENT if path == "/" else page.read_bytes())
            else:
                self.send_error(404)

        def _send(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                while True:
                    with rebuilt:
                        told = rebuilt.wait(timeout=15)
                    # Without a rebuild, a comment finds out whether the browser is still there.
                    self.wfile.write(b"data: rebuilt\n\n" if told else b": waiting\n\n")
                    self.wfile.flush()
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the build speaks for itself."""

    server = _Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def reload() -> None:
        with rebuilt:
            rebuilt.notify_all()

    return f"http://127.0.0.1:{server.server_address[1]}/", reload
