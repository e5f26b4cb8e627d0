"""Map projects as a git repository holds them."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from controlmap.errors import InputError, Problem

__all__ = ["uncommitted", "unpack_revision"]


def unpack_revision(folder: Path, revision: str, into: Path) -> Path:
    """Write the files of a folder as they were at a git revision into an empty folder, and return that.

    Raises
    ------
    InputError
        When git is missing, the folder is in no repository, or the revision does not hold it or holds
        what cannot be unpacked, such as links that lead out of it.
    """
    name = f"{revision}:./" if not revision.startswith("-") else ""
    tree = _git(folder, revision, "rev-parse", "--verify", "--quiet", name)
    # From a subfolder, git would look for that subfolder inside the tree.
    top = Path(_git(folder, revision, "rev-parse", "--show-toplevel").decode().strip())
    archive = _git(top, revision, "archive", "--format=tar", tree.decode().strip())
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            for member in files:
                _unpack(files, member, into)
    except (tarfile.TarError, OSError, ValueError) as error:
        raise InputError(Problem(f"revision {revision!r} cannot be unpacked: {error}", str(folder))) from None
    return into


def uncommitted(folder: Path) -> list[str] | None:
    """Return the files of a folder that differ from git's, like `M PATH`; None outside a repository."""
    words = ["git", "-C", folder, "status", "--porcelain", "--untracked-files=all", "--", "."]
    try:
        done = subprocess.run(words, check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return [line.strip() for line in done.stdout.decode(errors="replace").splitlines()]


def _unpack(files: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    """Write one file of an archive; links become copies of what they point to inside it.

    The standard library does this safely only from Python 3.11.4 on.
    """
    path = into / member.name
    if not path.resolve().is_relative_to(into.resolve()):
        raise ValueError(f"{member.name!r} leads out of it")
    try:
        content = files.extractfile(member)
    except (KeyError, RecursionError):
        raise ValueError(f"the link {member.name!r} leads out of it, or nowhere") from None
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read())


def _git(folder: Path, revision: str, *words: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True).stdout
    except FileNotFoundError:
        raise InputError(Problem("git is not installed")) from None
    except subprocess.CalledProcessError:
        hint = "Give two dates, two folders, or two git revisions."
        message = f"{revision!r} is no date, no folder with controlmap.toml, and no git revision of {folder}"
        raise InputError(Problem(message, hint=hint)) from None
