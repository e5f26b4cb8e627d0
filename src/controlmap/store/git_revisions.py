"""Map projects as a git repository holds them.

A repository is somebody else's as a map may be, and its settings name programs: filters, hooks, a watcher of
files, ways to fetch. So git is asked only for what it holds, by commands that run none of them; files are
compared here.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterator, Mapping
from hashlib import sha1, sha256
from pathlib import Path
from typing import NamedTuple

from controlmap.errors import InputError, Problem

__all__ = ["uncommitted", "unpack_revision"]

_QUIET = ("--no-pager", "--no-optional-locks")
_QUIET += ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_ALONE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""Nothing is fetched, not even what a partial clone has left out."""
_LINK, _FILES = "120000", ("100644", "100755", "120000")
_HASHES = {40: sha1, 64: sha256}
_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n"


class _Held(NamedTuple):
    """A file or link in a tree of git: its mode and the id of what it holds."""

    mode: str
    id: str


def unpack_revision(folder: Path, revision: str, into: Path) -> Path:
    """Write the files of a folder as they were at a git revision into an empty folder, and return that.

    Links become copies of what they point to. Files are as git holds them: no filter is run.

    Raises
    ------
    InputError
        When git is missing, the folder is in no repository, or the revision does not hold it or holds
        what cannot be unpacked, such as links that lead out of it.
    """
    held = _tree(folder, revision)
    try:
        contents = dict(zip(held, _contents(folder, revision, held), strict=True))
        for name in held:
            source = _pointed_to(name, held, contents)
            if source is None:
                continue
            path = into / name
            if not path.resolve().is_relative_to(into.resolve()):
                raise ValueError(f"{name!r} leads out of it")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(contents[source])
    except (OSError, ValueError) as error:
        raise InputError(Problem(f"revision {revision!r} cannot be unpacked: {error}", str(folder))) from None
    return into


def uncommitted(folder: Path) -> list[str] | None:
    """Return the files of a folder that differ from git's, like `M PATH`; None outside a repository.

    Paths are from the repository's top. `M` was changed, `D` removed, `A` added, `??` git does not know.
    """
    try:
        top = _git(folder, "HEAD", "rev-parse", "--show-prefix").decode().removesuffix("\n")
        listed = _rows(_git(folder, "HEAD", "ls-files", "-z", "-s"))
        known = {name for name, mode, *_ in listed if mode in _FILES}
        unknown = _names(_git(folder, "HEAD", "ls-files", "-z", "--others", "--exclude-standard"))
    except InputError:
        return None
    try:
        held = _tree(folder, "HEAD")
    except InputError:
        held = {}
    changed = [(name, mark) for name, one in held.items() if (mark := _mark(folder / name, one))]
    added = [(name, "A") for name in known - held.keys() if os.path.lexists(folder / name)]
    told = [f"{mark} {top}{name}" for name, mark in sorted([*changed, *added])]
    return [*told, *(f"?? {top}{name}" for name in unknown)]


def _mark(path: Path, held: _Held) -> str | None:
    """Return how a file differs from what git holds; None where it does not.

    Git may hold it with other line breaks, or a pointer in its stead (Git LFS).
    """
    if not os.path.lexists(path):
        return "D"
    is_link = path.is_symlink()
    if not (is_link or path.is_file()):
        return "M"
    try:
        data = os.fsencode(path.readlink()) if is_link else path.read_bytes()
    except OSError:
        return "M"
    pointer = _POINTER.format(digest=sha256(data).hexdigest(), size=len(data)).encode()
    ways = (data, data.replace(b"\r\n", b"\n"), pointer)
    same = any(_HASHES[len(held.id)](b"blob %d\0" % len(one) + one).hexdigest() == held.id for one in ways)
    return None if same and is_link == (held.mode == _LINK) else "M"


def _tree(folder: Path, revision: str) -> dict[str, _Held]:
    """Return the files of a folder at a revision, by their paths in it."""
    name = f"{revision}:./" if not revision.startswith("-") else ""
    tree = _git(folder, revision, "rev-parse", "--verify", "--quiet", name).decode().strip()
    rows = _rows(_git(folder, revision, "ls-tree", "-r", "-z", "--full-tree", tree))
    return {name: _Held(mode, held) for name, mode, _, held in rows if mode in _FILES}


def _contents(folder: Path, revision: str, held: Mapping[str, _Held]) -> Iterator[bytes]:
    """Yield what files hold at a revision, in their order."""
    asked = "".join(f"{one.id}\n" for one in held.values()).encode()
    told, at = _git(folder, revision, "cat-file", "--batch", given=asked), 0
    for name in held:
        end = told.index(b"\n", at)
        head = told[at:end].split()
        if head[-1:] == [b"missing"]:
            raise ValueError(f"{name!r} is not in this copy of the repository")
        at = end + 1 + int(head[2])
        yield told[end + 1 : at]
        at += 1


def _pointed_to(name: str, held: Mapping[str, _Held], contents: Mapping[str, bytes]) -> str | None:
    """Return the file that a name stands for in the end; None where that is a folder."""
    at, passed = name, {name}
    while held[at].mode == _LINK:
        target = os.fsdecode(contents[at])
        at = posixpath.normpath(posixpath.join(posixpath.dirname(at), target))
        if any(one.startswith(f"{at}/") for one in held):
            return None
        if at not in held or at in passed:
            raise ValueError(f"the link {name!r} leads out of it, or nowhere")
        passed.add(at)
    return at


def _rows(told: bytes) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a listing, the path first."""
    for row in _names(told):
        said, name = row.split("\t", 1)
        yield name, *said.split()


def _names(told: bytes) -> list[str]:
    return [os.fsdecode(one) for one in told.split(b"\0") if one]


def _git(folder: Path, revision: str, *words: str, given: bytes = b"") -> bytes:
    call = ["git", *_QUIET, "-C", folder, *words]
    try:
        return subprocess.run(
            call, check=True, capture_output=True, input=given, env={**os.environ, **_ALONE}
        ).stdout
    except FileNotFoundError:
        raise InputError(Problem("git is not installed")) from None
    except subprocess.CalledProcessError:
        hint = "Give two dates, two folders, or two git revisions."
        message = f"{revision!r} is no date, no folder with controlmap.toml, and no git revision of {folder}"
        raise InputError(Problem(message, hint=hint)) from None
