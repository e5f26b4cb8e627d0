"""Sheets as PNGs, drawn side by side by processes: resvg lets no other thread run while it draws."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

from controlmap.render.picture import paint

__all__ = ["pngs"]

_MOST = 8
"""Each needs some hundred megabytes for a large sheet."""


def pngs(sheets: Iterable[str]) -> list[bytes]:
    """Return sheets without texts as PNGs, as many pixels wide and high as they say.

    A sheet is drawn as soon as it comes, while those after it are still made.
    """
    own = threading.local()
    with ExitStack() as started, ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST)) as pool:

        def png(svg: str) -> bytes:
            if not hasattr(own, "painter"):
                own.painter = started.enter_context(_painter())
            return _painted(own.painter, svg)

        return list(pool.map(png, sheets))


@contextmanager
def _painter() -> Iterator[subprocess.Popen[bytes]]:
    """Start a process that draws, and let it end; it runs one file, and sees none of those beside it."""
    command = [sys.executable, "-P", paint.__file__]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as painter:
        try:
            yield painter
        finally:
            # What it was still to be told when it died is no error of its own.
            with suppress(BrokenPipeError):
                painter.stdin.close()  # type: ignore[union-attr]


def _painted(painter: subprocess.Popen[bytes], svg: str) -> bytes:
    assert painter.stdin is not None  # noqa: S101
    assert painter.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError):  # it has said why
        paint.say(painter.stdin, svg.encode())
    png = paint.hear(painter.stdout)
    if png is None:
        told = painter.stderr.read().decode(errors="replace") if painter.stderr else ""
        raise RuntimeError(f"a sheet could not be drawn: {told}")
    return png
