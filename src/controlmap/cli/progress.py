"""Progress on stderr: what is under way on a terminal; elsewhere a plain line as each long stage begins."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from controlmap.cli.streams import say
from controlmap.words import counted

__all__ = ["is_large", "steps", "tell_reading"]

LARGE_BYTES = 10_000_000
"""Files of so many bytes take a command long enough for somebody to wonder: ten seconds and more."""
_SOURCES = ("project", "path", "paths", "source", "sources_", "before", "after", "first", "second")
"""What commands call their arguments that are files and folders to read."""
_READ_LITTLE = ("edit", "init", "log", "status", "verify")


class Step(Protocol):
    """Names the stage under way; a long one is named where nobody watches too."""

    def __call__(self, name: str, *, is_long: bool = False) -> None: ...


@contextmanager
def steps(quiet: bool) -> Iterator[Step]:
    """Give a function that names the stage under way."""
    if quiet:
        yield lambda name, *, is_long=False: None
        return
    if not sys.stderr.isatty():
        yield lambda name, *, is_long=False: say(f"{name} …", err=True) if is_long else None
        return
    from rich.console import Console

    with Console(file=getattr(sys.stderr, "terminal", sys.stderr)).status("Starting") as status:
        yield lambda name, *, is_long=False: status.update(f"{name} …")


def tell_reading(command: str | None, params: Mapping[str, Any]) -> None:
    """Say what a command reads, where that is much; nothing if it is asked to be quiet."""
    if params.get("quiet") or command in _READ_LITTLE:
        return
    given = [one for name in _SOURCES for one in _listed(params.get(name)) if isinstance(one, Path)]
    sizes = [size for path in given for size in _sizes(path)]
    if sum(sizes) >= LARGE_BYTES:
        say(f"Reading {counted(len(sizes), 'file')}, {sum(sizes) / 1e6:,.0f} MB …", err=True)


def is_large(path: Path) -> bool:
    """Tell whether a file, or a folder's own files, are so large that working on them takes long."""
    return sum(_sizes(path)) >= LARGE_BYTES


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _sizes(path: Path) -> list[int]:
    """Return the bytes of a file, or of a folder's own files; nothing where it cannot be read."""
    try:
        entries = [*os.scandir(path)] if path.is_dir() else [path]
        return [entry.stat().st_size for entry in entries if entry.is_file()]
    except OSError:
        return []
