"""Writing a file whole or not at all.

The temporary file lies beside its target under a name made from it, locked while it is written. A writer that
is killed loses the lock with its life, so whoever writes next in the folder knows the file for a leftover.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

__all__ = ["clear_leftovers", "write_atomically"]

_SUFFIX = ".controlmap-tmp"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash at any instant, finds the old bytes or the new, never a mix.

    The bytes and then the folder are synced to the disk. Where `path` is a symbolic link, the file it points
    to is written. Permissions of an old file are kept. Leftovers of killed writers in the folder are removed.

    Raises
    ------
    OSError
        When the file cannot be written; the old one is then left as it was, and nothing beside it.
    """
    target = path.resolve()
    clear_leftovers(target.parent)
    with _locked(_temporary(target)) as handle:
        try:
            _fill(handle, target, data)
            _temporary(target).replace(target)
        except BaseException:
            _temporary(target).unlink(missing_ok=True)
            raise
    # The new file is in place: a folder that cannot be synced is no reason to report failure.
    with contextlib.suppress(OSError):
        _sync_folder(target.parent)


def clear_leftovers(folder: Path) -> None:
    """Remove the temporary files that killed writers left in a folder; those being written stay."""
    for leftover in folder.glob(f".*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            _remove_if_dead(leftover)


def _remove_if_dead(leftover: Path) -> None:
    handle = os.open(leftover, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(handle, leftover):
            leftover.unlink()
    finally:
        os.close(handle)


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}{_SUFFIX}")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open a file and lock it, once it is sure that nobody moved or removed it while we waited."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if _is_at(handle, path):
                yield handle
                return
        finally:
            os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _fill(handle: int, target: Path, data: bytes) -> None:
    os.truncate(handle, 0)
    with os.fdopen(os.dup(handle), "wb") as stream:
        stream.write(data)
    if target.exists():
        os.fchmod(handle, stat.S_IMODE(target.stat().st_mode))
    os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
