"""A new map project: small, whole, and ready to build."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.store.atomic import new_folder, write_atomically
from controlmap.store.lines import ends_with_line

__all__ = ["GIT_ATTRIBUTES", "GIT_ATTRIBUTES_FILE", "init_project", "lacking_attributes", "make_project"]

GIT_ATTRIBUTES_FILE = ".gitattributes"
GIT_ATTRIBUTES = b"""# Edits, places, reports and sources are a line each: git keeps those of both sides.
journal.jsonl merge=union
places.csv merge=union
reports.csv merge=union
sources.json merge=union
imported/*.txt merge=union
journal/*.gz binary
"""


def init_project(folder: str | Path) -> list[Path]:
    """Write the example map project into a new or empty folder, and return the paths of its files.

    Raises
    ------
    InputError
        When the folder holds something already, or is a file.
    UnwrittenError
        When a file cannot be written. Nothing is left behind in either case.
    """
    return make_project(
        folder, {item.name: item.read_bytes() for item in sorted(_template(), key=lambda i: i.name)}
    )


def make_project(folder: str | Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write a map project into a new or empty folder, its files by name, and return their paths.

    Raises
    ------
    InputError
        When the folder holds something already, or is a file.
    UnwrittenError
        When a file cannot be written. Nothing is left behind in either case.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(Problem("is there already and not an empty folder", str(target), code="CM108"))
    whole = {target / name: data for name, data in {GIT_ATTRIBUTES_FILE: GIT_ATTRIBUTES, **contents}.items()}
    with contextlib.ExitStack() as folders:
        for parent in sorted({path.parent for path in whole}):
            folders.enter_context(new_folder(parent))
        _write_all(whole)
    return list(whole)


def lacking_attributes(folder: Path) -> bytes:
    """Return what a folder's .gitattributes lacks at its end; what it says of a file itself, stays."""
    path = folder / GIT_ATTRIBUTES_FILE
    if not os.path.lexists(path):
        return GIT_ATTRIBUTES
    if path.is_symlink() or not path.is_file():
        return b""
    told = {words[0] for line in path.read_bytes().splitlines() if (words := line.split())}
    lines = [line for line in GIT_ATTRIBUTES.splitlines(keepends=True)[1:] if line.split()[0] not in told]
    return b"".join([b"" if ends_with_line(path) else b"\n", *lines]) if lines else b""


def _write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files that are not there, or none of them."""
    try:
        for path, data in contents.items():
            write_atomically(path, data)
    except BaseException:
        for path in contents:
            path.unlink(missing_ok=True)
        raise


def _template() -> list[Traversable]:
    return [item for item in files("controlmap.store").joinpath("example").iterdir() if item.is_file()]
