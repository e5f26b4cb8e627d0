"""Files of lines, as long as they may be: read line by line, from either end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from controlmap.errors import InputError, Problem

__all__ = ["ends_with_line", "lines_from_end", "lines_of"]

_BLOCK_BYTES = 1 << 16


def lines_of(path: Path, file: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file that are not empty, with their numbers; none where it is not there.

    Raises
    ------
    InputError
        When it is no regular file.
    """
    if not _is_there(path, file):
        return
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if bare := line.rstrip(b"\r\n"):
                yield number, bare


def lines_from_end(path: Path, file: str) -> Iterator[bytes]:
    """Yield the lines of a file that are not empty, the last one first; only what is asked for is read.

    Raises
    ------
    InputError
        When it is no regular file.
    """
    if not _is_there(path, file):
        return
    with path.open("rb") as stream:
        at, rest = stream.seek(0, os.SEEK_END), b""
        while at:
            size = min(max(_BLOCK_BYTES, len(rest)), at)
            at = stream.seek(at - size)
            rest, *lines = (stream.read(size) + rest).split(b"\n")
            yield from (bare for line in reversed(lines) if (bare := line.rstrip(b"\r")))
        if bare := rest.rstrip(b"\r"):
            yield bare


def ends_with_line(path: Path) -> bool:
    """Tell whether nothing stands behind a file's last end of a line; so too where it is not there."""
    if not path.exists() or not path.stat().st_size:
        return True
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read() == b"\n"


def _is_there(path: Path, file: str) -> bool:
    if os.path.lexists(path) and not path.is_file():
        raise InputError(Problem("is no regular file", file, code="CM108"))
    return path.exists()
