"""Draw sheets as a program of its own: a sheet's length and SVG come in, a PNG's length and PNG go out."""

from __future__ import annotations

import sys
from typing import IO

HEAD = 8
"""Bytes of a length, the most significant first."""


def say(stream: IO[bytes], data: bytes) -> None:
    """Write some bytes after their length."""
    stream.write(len(data).to_bytes(HEAD, "big"))
    stream.write(data)
    stream.flush()


def hear(stream: IO[bytes]) -> bytes | None:
    """Return bytes that are written after their length; None once nothing comes any more."""
    head = stream.read(HEAD)
    return stream.read(int.from_bytes(head, "big")) if head else None


if __name__ == "__main__":
    import resvg_py

    while (svg := hear(sys.stdin.buffer)) is not None:
        say(sys.stdout.buffer, resvg_py.svg_to_bytes(svg_string=svg.decode(), skip_system_fonts=True))
