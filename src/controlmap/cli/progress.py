"""Progress on stderr: what is under way on a terminal; elsewhere a plain line as each long stage begins.

A command that is silent for long says that it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any, Protocol

from controlmap.cli.streams import Printed, say
from controlmap.words import counted

__all__ = ["is_large", "steps", "told_if_silent"]

LARGE_BYTES = 10_000_000
"""Files of so many bytes take a build long enough for somebody to wonder: ten seconds and more."""
SILENT_S = 2.0
"""After so many seconds without a word somebody wonders."""
_MEGABYTE = 1_000_000
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

    _note_spoken(sys.stderr)  # what is shown goes to the terminal below
    with Console(file=getattr(sys.stderr, "terminal", sys.stderr)).status("Starting") as status:
        yield lambda name, *, is_long=False: status.update(f"{name} …")


def _note_spoken(stream: object) -> None:
    if isinstance(stream, Printed):
        stream.has_spoken = True


@contextmanager
def told_if_silent(command: str | None, params: Mapping[str, Any]) -> Iterator[None]:
    """Let a line say that a command runs, and on what, where it has not said a word for a while.

    How long it takes nobody knows ahead: costly ground comes in small files too. Nothing is said if it is
    asked to be quiet.
    """
    if params.get("quiet") or command in _READ_LITTLE:
        yield
        return
    given = [one for name in _SOURCES for one in _listed(params.get(name)) if isinstance(one, Path)]
    timer = Timer(SILENT_S, _tell_work, (given, sys.stdout, sys.stderr))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _tell_work(given: Iterable[Path], *streams: object) -> None:
    if any(isinstance(stream, Printed) and stream.has_spoken for stream in streams):
        return
    sizes = [size for path in given for size in _sizes(path)]
    megabytes = f", {sum(sizes) / _MEGABYTE:,.0f} MB" if sum(sizes) >= _MEGABYTE else ""
    say(
        f"Still running ({counted(len(sizes), 'file')}{megabytes}) …" if sizes else "Still running …",
        err=True,
    )


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
