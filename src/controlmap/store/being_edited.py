"""One server a map: who edits it says so in a hidden folder, and holds a file there as long as it lives."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import portalocker
from portalocker import LockFlags

from controlmap.errors import InputError, Problem
from controlmap.store.atomic import writing

__all__ = ["being_edited", "say_where"]

_FOLDER = ".serving.controlmap-edit"
"""It ignores itself in git: once committed, its files would go from under a server with the next checkout."""
_HELD, _SAID = "held", "at.json"
_IGNORED = b"*\n"


@contextlib.contextmanager
def being_edited(folder: Path) -> Iterator[None]:
    """Be the one server of a map project.

    Raises
    ------
    InputError
        When there is another; it says where that listens, as far as it is known.
    UnwrittenError
        When nothing can be written there.
    """
    place = folder.resolve() / _FOLDER
    handle = _taken(place, folder)
    try:
        yield
    finally:
        shutil.rmtree(place, ignore_errors=True)
        with contextlib.suppress(portalocker.LockException):
            portalocker.unlock(handle)
        os.close(handle)


def say_where(folder: Path, address: str) -> None:
    """Say where the server listens, for whoever starts a second one."""
    with contextlib.suppress(OSError):
        text = json.dumps({"address": address, "pid": os.getpid()})
        (folder.resolve() / _FOLDER / _SAID).write_text(text, encoding="utf-8")


def _taken(place: Path, folder: Path) -> int:
    """Return the handle of the file, locked; a server that ended just now may have removed it meanwhile."""
    while True:
        with writing(folder):
            place.mkdir(mode=0o700, exist_ok=True)
            try:
                (place / ".gitignore").write_bytes(_IGNORED)
                handle = os.open(place / _HELD, os.O_RDWR | os.O_CREAT, 0o600)
            except FileNotFoundError:
                continue
        try:
            portalocker.lock(handle, LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING)
        except portalocker.AlreadyLocked:
            os.close(handle)
            hint = "Open the address that it printed, or stop it there with Ctrl-C."
            problem = Problem(f"is being edited already{_where(place)}", str(folder), hint=hint)
            raise InputError(problem) from None
        except portalocker.LockException:
            return handle  # a file system without locks: nobody can tell
        if _is_there(place / _HELD, handle):
            return handle
        os.close(handle)


def _is_there(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _where(place: Path) -> str:
    try:
        told = json.loads((place / _SAID).read_bytes())
        return f", at {str(told['address'])[:100]} (process {int(told['pid'])})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
