"""Ports of this machine that stay free for whoever is told of them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_port(port: int = 0) -> Iterator[int]:
    """A port at which nobody listens yet, and which meanwhile nobody is given who asks for any port."""
    with socket.socket() as keeps:
        keeps.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as whoever will listen there does
        keeps.bind(("127.0.0.1", port))
        yield keeps.getsockname()[1]
