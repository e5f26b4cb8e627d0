"""Writing a file whole or not at all.

The temporary file lies beside its target, and is locked while it is written. A writer that is killed loses
the lock with its life, so whoever writes next in the folder knows the file for a leftover.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import portalocker
from portalocker import LockFlags

from controlmap.errors import UnwrittenError
from controlmap.store.links import resolved

__all__ = [
    "Growing",
    "clear_leftovers",
    "growing",
    "new_folder",
    "sync_folder",
    "write_atomically",
    "writing",
]

_SUFFIX = ".controlmap-tmp"
_UNLESS_HELD = LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING

# Windows neither moves nor removes a file that somebody has open, and opens no folder.
_OPEN_FILES_STAY = not hasattr(os, "O_DIRECTORY")


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash at any instant, finds the old bytes or the new, never a mix.

    The bytes and then the folder are synced to the disk. Where `path` is a symbolic link, the file it points
    to is written. Permissions of an old file are kept. Leftovers of killed writers in the folder are removed.

    Raises
    ------
    UnwrittenError
        When the file cannot be written; the old one is then left as it was, and nothing beside it.
    """
    target = _file_at(path)
    clear_leftovers(target.parent)
    with writing(path):
        while not _is_replaced(target, data):
            pass  # another writer took the new file for a leftover
    # The new file is in place: a folder that cannot be synced is no reason to report failure.
    with contextlib.suppress(OSError):
        sync_folder(target.parent)


class Growing:
    """A file that is written piece by piece, and called by a name once it is whole."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, data: bytes | memoryview) -> None:
        """Put data at its end."""
        self._stream.write(data)

    def finish(self, name: str) -> Path:
        """Let it stand in its folder under a name, in place of what is called so; it is on the disk then."""
        temporary = Path(self._stream.name)
        self._stream.flush()
        os.fsync(self._stream.fileno())
        if _OPEN_FILES_STAY:
            self._stream.close()
        return temporary.replace(temporary.with_name(name))


@contextlib.contextmanager
def growing(folder: Path) -> Iterator[Growing]:
    """Open a file in a folder that nobody sees before it is whole; without a name it is gone in the end.

    Leftovers of killed writers in the folder are removed.

    Raises
    ------
    UnwrittenError
        When it cannot be written.
    """
    clear_leftovers(folder)
    temporary = folder / f".{secrets.token_hex(4)}{_SUFFIX}"
    with writing(temporary), temporary.open("xb") as stream:
        try:
            with contextlib.suppress(portalocker.LockException):
                portalocker.lock(stream, _UNLESS_HELD)
            yield Growing(stream)
        finally:
            with contextlib.suppress(OSError):
                if _OPEN_FILES_STAY:
                    stream.close()
                temporary.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        sync_folder(folder)


def _file_at(path: Path) -> Path:
    """Return the file that is to be written: one that is there or is not, and no device, pipe or folder."""
    with writing(path):
        target = resolved(path)
        if target.exists() and not target.is_file():
            raise OSError(errno.EINVAL, "there is something that is no regular file")
    return target


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Let an error be about the file that is to be written, not about the one that stands for it meanwhile.

    Raises
    ------
    UnwrittenError
        Where anything is refused by the system.
    """
    try:
        yield
    except OSError as error:
        raise UnwrittenError(error.errno, error.strerror or str(error), str(path)) from error


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[None]:
    """Make a folder and those above it; where what follows fails, take away those that were made, if empty.

    Raises
    ------
    UnwrittenError
        When it cannot be made.
    """
    made = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        with writing(path):
            path.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def clear_leftovers(folder: Path) -> None:
    """Remove the temporary files that killed writers left in a folder; those being written stay."""
    for leftover in folder.glob(f".*{_SUFFIX}"):
        with contextlib.suppress(OSError, portalocker.LockException):
            _remove_if_dead(leftover)


def _remove_if_dead(leftover: Path) -> None:
    if _OPEN_FILES_STAY:
        leftover.unlink()
        return
    handle = os.open(leftover, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        portalocker.lock(handle, _UNLESS_HELD)
        leftover.unlink()
    finally:
        os.close(handle)


def _is_replaced(target: Path, data: bytes) -> bool:
    """Put a new file in a target's place; say whether it was still there to be put."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_SUFFIX}")
    with temporary.open("xb") as stream:
        try:
            if not _is_claimed(stream, temporary):
                return False
            _fill(stream, target, data)
            if _OPEN_FILES_STAY:
                stream.close()
            temporary.replace(target)
        except BaseException as error:
            with contextlib.suppress(OSError):
                stream.close()
            temporary.unlink(missing_ok=True)
            if not isinstance(error, FileNotFoundError):
                raise
            return False
    return True


def _is_claimed(stream: IO[bytes], temporary: Path) -> bool:
    """Lock a new file; say whether nobody had removed it before. Some file systems know no locks."""
    try:
        portalocker.lock(stream, _UNLESS_HELD)
    except portalocker.AlreadyLocked:
        return False
    except portalocker.LockException:
        return True
    return temporary.exists()


def _fill(stream: IO[bytes], target: Path, data: bytes) -> None:
    stream.write(data)
    stream.flush()
    if target.exists():
        Path(stream.name).chmod(stat.S_IMODE(target.stat().st_mode))
    os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last, where folders can be opened at all."""
    if _OPEN_FILES_STAY:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
