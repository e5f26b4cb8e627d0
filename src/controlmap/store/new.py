"""A new map project: small, whole, and ready to build."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.store.atomic import write_atomically

__all__ = ["init_project"]


def init_project(folder: str | Path) -> list[Path]:
    """Write the example map project into a new or empty folder, and return the paths of its files.

    Raises
    ------
    InputError
        When the folder holds something already, or is a file; nothing is written then.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(Problem("is there already and not an empty folder", str(target), code="CM108"))
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for item in sorted(_template(), key=lambda item: item.name):
        path = target / item.name
        write_atomically(path, item.read_bytes())
        written.append(path)
    return written


def _template() -> list[Traversable]:
    return [item for item in files("controlmap.store").joinpath("example").iterdir() if item.is_file()]
