"""Where an export goes: nothing of the map itself, and whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from controlmap.errors import InputError, Problem
from controlmap.exchange.writers import CITATION, INDEX, PACKAGE, PACKAGE_FORMAT
from controlmap.model import Project
from controlmap.store import new_folder, refuse_own_file, write_atomically

__all__ = ["refuse_target", "write_target"]


def refuse_target(project: Project, target: Path) -> None:
    """Refuse to write over what a map is made of, a device, or a folder that holds anything but an export.

    Raises
    ------
    InputError
        When the target is such a one.
    """
    home, place = project.folder.resolve(), target.resolve()
    if place == home or place in home.parents:
        raise InputError(Problem("is the map's own folder", str(target), hint="Name another one."))
    refuse_own_file(target)
    if target.exists() and not (target.is_file() or target.is_dir()):
        raise InputError(Problem("is no file, but a device or a pipe", str(target), hint="Name a file."))
    if target.is_dir() and any(target.iterdir()) and _files_of_index(target) is None:
        hint = "Name a new folder, an empty one, or one that an export made."
        raise InputError(Problem("is a folder with other things in it", str(target), hint=hint))


def _files_of_index(folder: Path) -> list[str] | None:
    """Return the names of the files that exports made in a folder; None where none did."""
    made = [names for names in (_of_dates(folder), _of_package(folder)) if names is not None]
    return [name for names in made for name in names] if made else None


def _of_dates(folder: Path) -> list[str] | None:
    found = _json(folder / INDEX)
    ours = str(found.get("format")).startswith("controlmap")
    return _names(found.get("dates"), "file", INDEX) if ours else None


def _of_package(folder: Path) -> list[str] | None:
    found = _json(folder / PACKAGE)
    return (
        _names(found.get("resources"), "path", PACKAGE, CITATION)
        if found.get("controlmap") == PACKAGE_FORMAT
        else None
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _names(rows: Any, member: str, *further: str) -> list[str] | None:
    """Return the files that rows name, all of them in the folder itself; None where one is not."""
    try:
        names = [row[member] for row in rows]
        return [*names, *further] if all(Path(name).name == name for name in names) else None
    except (KeyError, TypeError):
        return None


def write_target(made: Path, target: Path) -> list[Path]:
    """Put what was made in its place: each file whole, the one that names the others last.

    Files that an earlier export made in the folder, and that are not made any more, are taken away then.
    """
    if made.is_file():
        parts = {target.parent / part.name: part for part in _in_order(made.parent, {made.name})}
        folder, former = target.parent, []
    else:
        parts = {target / part.name: part for part in _in_order(made, {INDEX, PACKAGE})}
        folder, former = target, _files_of_index(target) or []
    with new_folder(folder):
        for path, part in parts.items():
            write_atomically(path, part.read_bytes())
    for name in former:
        if folder / name not in parts:
            (folder / name).unlink(missing_ok=True)
    return [*parts]


def _in_order(folder: Path, last: Container[str]) -> Iterator[Path]:
    """Yield the files of a folder; until the last one is there nobody takes the others for whole."""
    yield from sorted(folder.iterdir(), key=lambda path: (path.name in last, path.name))
