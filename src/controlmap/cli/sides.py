"""What is held against each other: folders of map projects, and git revisions of one."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from controlmap.api import MapProject

__all__ = ["is_map", "side"]


def is_map(text: str) -> bool:
    """Tell whether a word names the folder of a map project, or its controlmap.toml."""
    from controlmap.store import find_folder

    return (find_folder(text) / "controlmap.toml").is_file()


def side(text: str, project: Path, stack: ExitStack) -> MapProject:
    """Return the map project in a folder, or another one as it was at a git revision.

    The files of a revision last as long as `stack`.
    """
    from controlmap.api import open_map
    from controlmap.store import find_folder, unpack_revision

    if is_map(text):
        return open_map(text)
    into = Path(stack.enter_context(TemporaryDirectory(prefix="controlmap-")))
    return open_map(unpack_revision(find_folder(project), text, into))
