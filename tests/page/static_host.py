"""A web host of files on this machine, as anybody's: with answers to requests for ranges, or without."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles


@contextmanager
def host_with_ranges(folder: Path) -> Iterator[str]:
    """Serve a folder with Starlette's static files under uvicorn; yield the address."""
    app = Starlette()
    app.mount("/", StaticFiles(directory=folder, html=True))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def host_without_ranges(folder: Path) -> Iterator[str]:
    """Serve a folder with Python's own http.server, which gives whole files only; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


NGINX = """
daemon off; master_process off; pid nginx.pid; error_log stderr crit;
events {}
http {
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  gzip on; gzip_types *; gzip_min_length 1;
  types { text/html html; }
  server { listen 127.0.0.1:PORT; root "FOLDER"; index index.html; }
}
"""
"""As Debian's nginx comes, but for packing all files that a browser takes packed."""


def nginx_path() -> str | None:
    """Return where nginx is, of which Debian's package has the name."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def host_of_nginx(folder: Path) -> Iterator[str]:
    """Serve a folder with nginx; yield the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as scratch:
        settings = Path(scratch) / "nginx.conf"
        settings.write_text(NGINX.replace("PORT", str(port)).replace("FOLDER", str(folder)))
        command = [nginx_path() or "nginx", "-p", scratch, "-c", str(settings), "-e", "stderr"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
            try:
                _wait_for(port, running)
                yield f"http://127.0.0.1:{port}/"
            finally:
                running.terminate()


def _wait_for(port: int, running: subprocess.Popen[str]) -> None:
    while not _answers(port):
        assert running.poll() is None, running.stderr and running.stderr.read()
        time.sleep(0.05)


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
