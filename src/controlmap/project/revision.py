"""A map project as it was in a git revision, in a folder for the time being."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from controlmap.errors import InputError, Problem

__all__ = ["at_revision"]


@contextmanager
def at_revision(folder: Path, revision: str) -> Iterator[Path]:
    """Give a temporary folder that holds what a folder held in a git revision.

    Raises
    ------
    InputError
        When the folder is in no git repository, or there is no such revision, or no such folder in it.
    """
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not commit:
        raise InputError(Problem(f"{revision!r} is no date, no map project, and no git revision of {folder}"))
    archive = _git(folder, "archive", "--format=tar", commit.decode().strip(), ".")
    with TemporaryDirectory() as there:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(there, filter="data")
        yield Path(there)


def _git(folder: Path, *arguments: str) -> bytes:
    """Return what git prints about a folder, nothing where it fails."""
    try:
        found = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise InputError(Problem("git is needed for that, and not installed")) from None
    return found.stdout if found.returncode == 0 else b""
