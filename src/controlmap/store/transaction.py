"""Several files of a map project changed as one: all of them, or none.

Whatever can fail comes first. A note of what is begun is put down; then each new content is written beside
its target, each line is put to the end of its journal, and all is synced to the disk. One rename makes the
note the record of the commit: that is the moment. Before it, what was begun is taken back, by the writer or
by whoever comes next; after it, only renames are left, and whoever comes next finishes those. A lock on the
folder keeps writers apart from each other and from readers.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from controlmap.errors import InputError, Problem
from controlmap.model import IN_MEMORY
from controlmap.store.atomic import sync_folder, writing
from controlmap.store.files import inside
from controlmap.store.locks import Lock, lock_folder

__all__ = ["commit", "finish_left", "locked", "refuse_no_files", "unfinished"]

_BEGUN = ".begun.controlmap-edit"
_RECORD = ".commit.controlmap-edit"
_STAGED = ".controlmap-staged"


class _Tail(NamedTuple):
    """What a file gets at its end, and its size before; None: it was not there."""

    at: int | None
    text: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a commit is to do, by the real paths of files from the folder on, links followed.

    `files` get the content staged beside them, `removed` go, `appended` get a text at their end, `made` are
    folders that were not there.
    """

    files: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    appended: Mapping[str, _Tail] = field(default_factory=dict)
    made: tuple[str, ...] = ()


def refuse_no_files(folder: Path) -> None:
    """Refuse to look for the files of a map project that has none.

    Raises
    ------
    InputError
        When it is in memory.
    """
    if folder == IN_MEMORY:
        hint = "`controlmap init FOLDER` makes a map with files: its add_layer takes the same rows."
        raise InputError(Problem("has no files to change: it is in memory", "the map", hint=hint))


@contextlib.contextmanager
def locked(folder: Path, *, exclusive: bool, held: Lock | None = None) -> Iterator[Lock]:
    """Hold the lock of a map project's folder, with others who read it or alone, or go on with a held one.

    Whatever a killed writer left is finished or taken back first.

    Raises
    ------
    BusyError
        When somebody else still holds it after the time that is waited for.
    InputError
        When an edit that was stopped half-way cannot be finished; it says why, and what to do. When the map
        has no folder.
    ValueError
        When the lock that is handed on does not cover what is asked for.
    """
    refuse_no_files(folder)
    if held is not None:
        held.vouch(folder, exclusive=exclusive)
        yield held
        return
    while True:
        with lock_folder(folder, exclusive=exclusive) as lock:
            if exclusive:
                _tidy(lock.folder)
            if not _is_unfinished(lock.folder):
                yield lock
                return
        # A reader finishes what is begun alone, and then reads with the others.
        with lock_folder(folder, exclusive=True) as lock:
            _tidy(lock.folder)


def commit(
    folder: Path,
    contents: Mapping[str, bytes | None],
    *,
    appended: Mapping[str, bytes] | None = None,
) -> None:
    """Give files of a folder, by name, new contents, and append to others; call it with the lock held alone.

    A file whose content is None is removed. Folders that files need are made.

    Raises
    ------
    InputError
        When a file lies outside the folder, or cannot be written because of what stands in its place.
    UnwrittenError
        When something cannot be written. Nothing has changed then, in either case.
    """
    folder = folder.resolve()
    tails = appended or {}
    plan = _planned(folder, contents, tails)
    try:
        with writing(folder / next(iter((*plan.files, *plan.removed, *plan.appended)), "")):
            _note(folder, plan)
        _stage(folder, plan, contents)
        (folder / _BEGUN).rename(folder / _RECORD)
    except BaseException:
        # Stopped just after the record came into its place, it has happened all the same.
        if not (folder / _RECORD).exists():
            with contextlib.suppress(OSError):  # then whoever comes next takes it back
                _take_back(folder, plan)
        raise
    # It has happened: what is still to do, the next one can do too.
    with contextlib.suppress(OSError):
        _finish(folder, plan)


def unfinished(folder: Path) -> Problem | None:
    """Return what is to be said of an edit that was stopped half-way, where one is left to be finished.

    Any command finishes it, or takes it back where nothing had happened yet; so there is one only as long as
    that fails.
    """
    folder = folder.resolve()
    if not (folder / _RECORD).exists():
        return None
    try:
        plan = _read_plan(folder / _RECORD)
    except InputError as error:
        return error.problems[0]
    left = [name for name in plan.files if _staged(folder / name).exists()]
    moves = [f"{os.path.relpath(_staged(folder / name), folder)} to {name}" for name in left]
    gone = [f"remove {name}" for name in plan.removed if (folder / name).exists()]
    by_hand = ", ".join([*(f"move {one}" for one in moves), *gone, f"then remove {_RECORD}"])
    hint = f"Once those can be written, any command finishes it. By hand: {by_hand}."
    waiting = [*left, *(name for name in plan.removed if (folder / name).exists())]
    what = f"an edit was stopped half-way; still to write: {', '.join(waiting) or 'nothing'}"
    return Problem(what, _RECORD, hint=hint, code="CM108")


def finish_left(folder: Path) -> None:
    """Finish or take back what a killed writer left, before it is asked which files a folder has.

    Raises
    ------
    BusyError
        When somebody else holds the folder, for as long as is waited.
    InputError
        When it cannot be finished; it says why, and what to do.
    """
    if _is_unfinished(folder):
        with locked(folder, exclusive=False):
            pass


def _is_unfinished(folder: Path) -> bool:
    return (folder / _RECORD).exists() or (folder / _BEGUN).exists()


# What can fail: before the commit.


def _planned(folder: Path, contents: Mapping[str, bytes | None], tails: Mapping[str, bytes]) -> _Plan:
    """Return what is to be done, once it is sure that each file stands where it may be written."""
    real = {name: inside(folder, name, name).resolve() for name in (*contents, *tails)}
    for name, target in real.items():
        _refuse_unwritable(name, target)
    made = {part for name in contents for part in _missing_folders(folder, real[name].parent)}
    paths = {name: str(target.relative_to(folder)) for name, target in real.items()}
    return _Plan(
        files=tuple(paths[name] for name, data in contents.items() if data is not None),
        removed=tuple(name for name, data in contents.items() if data is None and real[name].exists()),
        appended={paths[name]: _Tail(_size(real[name]), text.decode()) for name, text in tails.items()},
        made=tuple(sorted(made)),
    )


def _refuse_unwritable(name: str, target: Path) -> None:
    """Refuse what no rename can replace: no regular file, one that may not be written, a mount."""
    if not target.exists():
        return
    if not target.is_file():
        raise InputError(Problem("is no regular file, so it cannot be written", name, code="CM108"))
    with writing(target):
        os.close(os.open(target, os.O_WRONLY))
    if target.stat().st_dev != target.parent.stat().st_dev:
        raise InputError(Problem("is a mount of its own, so it cannot be replaced", name, code="CM108"))


def _missing_folders(folder: Path, parent: Path) -> Iterator[str]:
    while not parent.exists():
        yield str(parent.relative_to(folder))
        parent = parent.parent


def _note(folder: Path, plan: _Plan) -> None:
    _write(folder / _BEGUN, json.dumps(asdict(plan)).encode())
    sync_folder(folder)


def _stage(folder: Path, plan: _Plan, contents: Mapping[str, bytes | None]) -> None:
    for name in plan.made:
        with writing(folder / name):
            (folder / name).mkdir()
    data = [content for content in contents.values() if content is not None]
    for name, content in zip(plan.files, data, strict=True):
        with writing(folder / name):
            _stage_one(folder / name, content)
    for name, tail in plan.appended.items():
        with writing(folder / name):
            _append(folder / name, tail)
    for changed in _folders(folder, plan):
        with writing(changed):
            sync_folder(changed)


def _stage_one(target: Path, data: bytes) -> None:
    staged = _staged(target)
    _write(staged, data)
    if target.exists():
        staged.chmod(stat.S_IMODE(target.stat().st_mode))


def _staged(target: Path) -> Path:
    """Return where a new content waits: beside its target, so that a rename is all that is left to do."""
    return target.with_name(f".{target.name}{_STAGED}")


def _append(path: Path, tail: _Tail) -> None:
    with path.open("ab") as stream:
        stream.write(tail.text.encode())
        stream.flush()
        os.fsync(stream.fileno())


# After a stop: take back what was only begun, finish what was committed.


def _tidy(folder: Path) -> None:
    """Finish or take back what a killed writer left."""
    if (folder / _RECORD).exists():
        plan = _read_plan(folder / _RECORD)
        try:
            _finish(folder, plan)
        except OSError as error:
            raise _stuck(folder, error) from None
    elif (folder / _BEGUN).exists():
        _take_back(folder, _read_begun(folder))


def _stuck(folder: Path, error: OSError) -> InputError:
    found = unfinished(folder)
    where = f"{os.path.relpath(error.filename, folder)}: " if error.filename else ""
    reason = Problem(f"{where}{error.strerror or error}", str(folder), code="CM108")
    return InputError([found, reason] if found else reason)


def _finish(folder: Path, plan: _Plan) -> None:
    """Do what is committed as far as it is not done."""
    sync_folder(folder)
    for name in plan.files:
        target = folder / name
        with contextlib.suppress(FileNotFoundError):  # it is in its place
            _staged(target).replace(target)
    for name in plan.removed:
        (folder / name).unlink(missing_ok=True)
    for changed in _folders(folder, plan):
        sync_folder(changed)
    (folder / _RECORD).unlink()
    _sweep(folder)


def _take_back(folder: Path, plan: _Plan) -> None:
    """Leave the folder as it was before a commit was begun."""
    for name in plan.files:
        _staged(folder / name).unlink(missing_ok=True)
    for name, tail in plan.appended.items():
        _shorten(folder / name, tail)
    for name in reversed(plan.made):
        with contextlib.suppress(FileNotFoundError):
            (folder / name).rmdir()
    (folder / _BEGUN).unlink(missing_ok=True)
    _sweep(folder)


def _shorten(path: Path, tail: _Tail) -> None:
    """Take what was appended off a file again, as long as nobody wrote anything else there meanwhile."""
    if not path.exists():
        return
    with path.open("rb") as stream:
        stream.seek(tail.at or 0)
        ours = tail.text.encode().startswith(stream.read())
    if ours and tail.at is None:
        path.unlink()
    elif ours:
        os.truncate(path, tail.at or 0)


def _sweep(folder: Path) -> None:
    for litter in folder.glob(f".*{_STAGED}"):
        litter.unlink(missing_ok=True)


def _read_begun(folder: Path) -> _Plan:
    """Return what was begun: nothing, where the note itself was cut short, for it is written first."""
    try:
        return _read_plan(folder / _BEGUN)
    except InputError:
        return _Plan()


def _read_plan(path: Path) -> _Plan:
    """Return what a note or record says, once all its files are sure to lie inside the folder."""
    try:
        said = json.loads(path.read_bytes())
        plan = _Plan(
            tuple(map(str, said["files"])),
            tuple(map(str, said["removed"])),
            {str(name): _tail(*piece) for name, piece in said["appended"].items()},
            tuple(map(str, said["made"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        hint = "It was not left by a killed edit: look where it comes from, then remove it."
        raise InputError(Problem("is no record of an edit", path.name, hint=hint, code="CM108")) from None
    for name in (*plan.files, *plan.removed, *plan.appended, *plan.made):
        inside(path.parent, name, path.name)
    return plan


def _tail(at: int | None, text: str) -> _Tail:
    return _Tail(None if at is None else int(at), str(text))


def _folders(folder: Path, plan: _Plan) -> list[Path]:
    """Return the folders whose entries a commit changes, each once."""
    names = (*plan.files, *plan.removed, *plan.appended)
    parents = [(folder / name).parent for name in names]
    return list(dict.fromkeys([folder, *((folder / name).parent for name in plan.made), *parents]))


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None
