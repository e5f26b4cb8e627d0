"""Several files of a map project changed as one: all of them, or none.

New contents are first staged beside the project's files. Then a record of what is to happen is put in place
by one rename: that is the moment of the commit. Before it nothing has happened, and what was staged is
litter; after it everything has, and whoever comes next finishes the renames. A lock on the folder keeps
writers apart from each other and from readers.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from controlmap.errors import InputError, Problem
from controlmap.store.atomic import sync_folder, write_atomically
from controlmap.store.files import inside
from controlmap.store.locks import Lock, lock_folder

__all__ = ["commit", "locked"]

_RECORD = ".commit.controlmap-edit"
_STAGED = ".controlmap-staged"


@contextlib.contextmanager
def locked(folder: Path, *, exclusive: bool, held: Lock | None = None) -> Iterator[Lock]:
    """Hold the lock of a map project's folder, with others who read it or alone, or go on with a held one.

    Whatever a killed writer left is finished or swept away first.

    Raises
    ------
    BusyError
        When somebody else still holds it after the time that is waited for.
    ValueError
        When the lock that is handed on does not cover what is asked for.
    """
    if held is not None:
        held.vouch(folder, exclusive=exclusive)
        yield held
        return
    while True:
        with lock_folder(folder, exclusive=exclusive) as lock:
            if exclusive:
                _finish(lock.folder)
            if not (lock.folder / _RECORD).exists():
                # What is staged without a record has not happened; who may not write leaves it.
                with contextlib.suppress(OSError):
                    _sweep(lock.folder)
                yield lock
                return
        # A reader finishes what is begun alone, and then reads with the others.
        with lock_folder(folder, exclusive=True) as lock:
            _finish(lock.folder)


def commit(
    folder: Path, contents: Mapping[str, bytes], *, appended: Mapping[str, bytes] | None = None
) -> None:
    """Give files of a folder, by name, new contents, and append to others; call it with the lock held alone.

    Raises
    ------
    OSError
        When something cannot be written; nothing has changed then.
    """
    folder = folder.resolve()
    try:
        record = {
            "files": {name: _stage(folder, i, name, data) for i, (name, data) in enumerate(contents.items())},
            "appended": {
                name: {"at": _size(folder / name), "text": data.decode()}
                for name, data in (appended or {}).items()
            },
        }
        _stage_record(folder, record)
    except BaseException:
        # Stopped just after the record came into its place, it has happened all the same.
        if not (folder / _RECORD).exists():
            _sweep(folder)
        raise
    # It has happened: what is still to do, the next one can do too.
    with contextlib.suppress(OSError):
        _finish(folder)


def _stage(folder: Path, number: int, name: str, data: bytes) -> int:
    """Write a new content, and return the number it is staged under."""
    staged = folder / f".{number}{_STAGED}"
    _write(staged, data)
    target = folder / name
    if target.exists():
        staged.chmod(stat.S_IMODE(target.stat().st_mode))
    return number


def _stage_record(folder: Path, record: Mapping[str, Any]) -> None:
    staged = folder / f".record{_STAGED}"
    _write(staged, json.dumps(record).encode())
    sync_folder(folder)
    staged.replace(folder / _RECORD)


def _finish(folder: Path) -> None:
    """Do what the record says as far as it is not done, then sweep."""
    record = folder / _RECORD
    if record.exists():
        files, appended = _read_record(folder)
        sync_folder(folder)
        for target, staged in files:
            _put(staged, target)
        for target, at, data in appended:
            _append(target, at, data)
        sync_folder(folder)
        record.unlink()
    _sweep(folder)


def _read_record(folder: Path) -> tuple[list[tuple[Path, Path]], list[tuple[Path, int, bytes]]]:
    """Return which staged file goes where and what is appended where, all of it inside the folder."""
    try:
        record = json.loads((folder / _RECORD).read_bytes())
        files = [
            (inside(folder, name, _RECORD), folder / f".{int(number)}{_STAGED}")
            for name, number in record["files"].items()
        ]
        appended = [
            (inside(folder, name, _RECORD), int(piece["at"]), str(piece["text"]).encode())
            for name, piece in record["appended"].items()
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        hint = "It was not left by a killed edit: look where it comes from, then remove it."
        raise InputError(Problem("is no record of an edit", _RECORD, hint=hint, code="CM108")) from None
    return files, appended


def _put(staged: Path, target: Path) -> None:
    """Move a staged file to its place, or copy it where that is another file system."""
    if not staged.exists():
        return
    try:
        staged.replace(target.resolve())
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_atomically(target, staged.read_bytes())
        staged.unlink()


def _append(path: Path, at: int, data: bytes) -> None:
    """Make a file end with data from a place on, whatever a killed writer left there."""
    with path.open("r+b" if path.exists() else "w+b") as stream:
        stream.seek(min(at, stream.seek(0, os.SEEK_END)))
        stream.truncate()
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sweep(folder: Path) -> None:
    for litter in folder.glob(f".*{_STAGED}"):
        litter.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
