"""Locks of a map project's folder: many who read at once, or one who writes.

Where a system can lock folders, the folder itself is locked: that leaves no file behind, needs no right to
write, and ends with its holder, however that ends. Windows locks files only; there an empty hidden one in the
folder stands for it while somebody holds the lock. Who holds a lock alone says so in another hidden file, for
those who wait.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shlex
import socket
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import portalocker
from portalocker import LockFlags

from controlmap.errors import BusyError, InputError, Problem, Writer
from controlmap.words import phrase

__all__ = ["WAIT_S", "Lock", "lock_folder", "user", "waiting", "waiting_s"]

WAIT_S = 30.0
"""Seconds that a lock is waited for, where nobody says otherwise."""

_STAND_IN = ".lock.controlmap-edit"
_WRITER = ".writer.controlmap-edit"
_LONGEST_PAUSE_S = 0.05
_wait_s = ContextVar("seconds that a lock is waited for", default=WAIT_S)


@dataclass(eq=False)
class Lock:
    """A lock that is held, to be handed on to what works under it."""

    folder: Path
    exclusive: bool
    is_held: bool = True

    def vouch(self, folder: Path, *, exclusive: bool) -> None:
        """Refuse to stand for another folder, for more than it is, or after its end.

        Raises
        ------
        ValueError
            When it does not cover what is asked for.
        """
        if not self.is_held:
            raise ValueError(f"the lock of {self.folder} was given back")
        if folder.resolve() != self.folder:
            raise ValueError(f"the lock of {self.folder} is none of {folder}")
        if exclusive and not self.exclusive:
            raise ValueError(f"the lock of {self.folder} is shared: it lets nobody write")


@contextlib.contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Let locks be waited for that long, at most, in this context."""
    token = _wait_s.set(seconds)
    try:
        yield
    finally:
        _wait_s.reset(token)


def waiting_s() -> float:
    """Return for how many seconds locks are waited for in this context."""
    return _wait_s.get()


@contextlib.contextmanager
def lock_folder(folder: Path, *, exclusive: bool) -> Iterator[Lock]:
    """Hold the lock of a folder: with others who read, or alone.

    Raises
    ------
    BusyError
        When somebody else still holds it after the time that is waited for.
    InputError
        When it is to be held alone where that cannot be had: the file system knows no locks.
    """
    folder = folder.resolve()
    with _handle(folder, exclusive) as handle:
        if handle is not None and _acquire(handle, folder, exclusive):
            # Whoever said so is dead: nobody writes while this lock is held.
            _unsay(folder)
        lock = Lock(folder, exclusive)
        try:
            if exclusive:
                _say(folder)
            yield lock
        finally:
            lock.is_held = False
            if exclusive:
                _unsay(folder)


@contextlib.contextmanager
def _handle(folder: Path, exclusive: bool) -> Iterator[int | None]:
    """Open what is locked; None where a folder can neither be locked nor take a file, and is only read."""
    if hasattr(os, "O_DIRECTORY"):
        with _closing(os.open(folder, os.O_RDONLY | os.O_DIRECTORY)) as handle:
            yield handle
        return
    stand_in = folder / _STAND_IN
    try:
        opened = os.open(stand_in, os.O_RDWR | os.O_CREAT)
    except PermissionError:
        if exclusive:
            raise
        yield None
        return
    with _closing(opened) as handle:
        yield handle
    # A system that does not lock folders does not remove a file that somebody has open, either.
    with contextlib.suppress(OSError):
        stand_in.unlink()


@contextlib.contextmanager
def _closing(handle: int) -> Iterator[int]:
    try:
        yield handle
    finally:
        # Closing gives the lock back too, but on Windows only some time later.
        with contextlib.suppress(portalocker.LockException):
            portalocker.unlock(handle)
        # Nothing was written by it, so that nothing is lost where a system says that it cannot be closed.
        with contextlib.suppress(OSError):
            os.close(handle)


def _acquire(handle: int, folder: Path, exclusive: bool) -> bool:
    """Take a lock, and try again, ever less often, while others have it; False where no lock can be had."""
    flags = (LockFlags.EXCLUSIVE if exclusive else LockFlags.SHARED) | LockFlags.NON_BLOCKING
    began, pause_s, wait_s = time.monotonic(), 0.001, _wait_s.get()
    while True:
        try:
            portalocker.lock(handle, flags)
            return True
        except portalocker.AlreadyLocked:
            left_s = began + wait_s - time.monotonic()
            if left_s <= 0:
                raise BusyError(folder, _writer(folder), wait_s) from None
        except portalocker.LockException as error:
            if exclusive:
                problem = Problem(
                    phrase("cannot be locked for writing: {error}", error=str(error)), str(folder)
                )
                raise InputError(problem) from None
            return False  # a file system without locks can still be read from
        time.sleep(min(pause_s, left_s))
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _say(folder: Path) -> None:
    """Say in a file who writes, for those who wait."""
    with contextlib.suppress(OSError):
        (folder / _WRITER).write_text(json.dumps(asdict(_myself())), encoding="utf-8")


def _unsay(folder: Path) -> None:
    with contextlib.suppress(OSError):
        (folder / _WRITER).unlink(missing_ok=True)


def _myself() -> Writer:
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return Writer(os.getpid(), user(), socket.gethostname(), command, since)


def _writer(folder: Path) -> Writer | None:
    """Who writes, by what was said; None while it is not said, or is being said."""
    try:
        said = json.loads((folder / _WRITER).read_bytes())
        texts = (said[name] for name in ("user", "host", "command", "since"))
        return Writer(int(said["pid"]), *("".join(filter(str.isprintable, text))[:200] for text in texts))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def user() -> str:
    """Return who works here: CONTROLMAP_USER, or the login name, or nobody."""
    try:
        return os.environ.get("CONTROLMAP_USER") or getpass.getuser()
    except (KeyError, OSError, ImportError):  # the last on Windows, where no variable tells
        return ""
