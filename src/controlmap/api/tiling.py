"""The folder of a tiled page: written so that the old page works until the new one is whole."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from hashlib import file_digest
from pathlib import Path
from typing import Any

from controlmap.errors import InputError, Problem
from controlmap.render import read_page, tiles_name
from controlmap.store import growing, new_folder, write_atomically

__all__ = ["PAGE_NAME", "foreign_in", "write_tiled", "wrong_tiles"]

PAGE_NAME = "index.html"
_TILES = re.compile(re.escape(tiles_name("0" * 16)).replace("0" * 16, "[0-9a-f]{16}"))
_LITTER = (".ds_store", "._*", ".localized", ".directory", ".nfs*", "thumbs.db", "ehthumbs.db", "desktop.ini")
"""What systems leave in any folder that somebody looks at, in small letters."""

Made = Callable[[Callable[[bytes], object]], tuple[str, str]]
"""Writes tiles piece by piece, and returns the page and the digest of the tiles."""


def write_tiled(folder: Path, made: Made) -> Path:
    """Write a tiled page into a folder, and return where the page is.

    The tiles are written first, under a name that only these tiles have; then the page takes the old one's
    place, and the old tiles go.

    Raises
    ------
    InputError
        When the folder is a file, or holds anything but a tiled page.
    UnwrittenError
        When something cannot be written; the old page is then as it was.
    """
    _refuse_foreign(folder)
    page = folder / PAGE_NAME
    with new_folder(folder), growing(folder) as tiles:
        html, digest = made(tiles.write)
        name = tiles_name(digest)
        stood = (folder / name).exists()
        tiles.finish(name)
        try:
            write_atomically(page, html.encode())
        except BaseException:
            if not stood:
                (folder / name).unlink(missing_ok=True)
            raise
    for old in _tiles_in(folder):
        if old.name != name:
            with contextlib.suppress(OSError):
                old.unlink()
    return page


def wrong_tiles(folder: Path, header: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the file of tiles that a page in a folder reads; None for other pages."""
    if "tiles" not in header:
        return None
    told = header["tiles"]
    name, digest = (told.get(key) if isinstance(told, Mapping) else None for key in ("file", "sha256"))
    if not isinstance(name, str) or not _TILES.fullmatch(name):
        return "what it says of its tiles is not what any version says"
    if not (folder / name).is_file():
        return f"{name}, its file of tiles, is not beside it"
    with (folder / name).open("rb") as stream:
        found = file_digest(stream, "sha256").hexdigest()
    return None if found == digest else f"{name}, its file of tiles, is not the one that it was made with"


def foreign_in(folder: Path, header: Mapping[str, Any]) -> list[str]:
    """Return the names of what lies beside a page that reads tiles: neither its own nor a system's litter."""
    told = header.get("tiles")
    own = {PAGE_NAME, told.get("file") if isinstance(told, Mapping) else None}
    return [name for name in _told_of(folder) if name not in own]


def _told_of(folder: Path) -> list[str]:
    """Return the names of what is in a folder, but for what systems leave there."""
    names = sorted(path.name for path in folder.iterdir())
    return [name for name in names if not any(fnmatchcase(name.lower(), one) for one in _LITTER)]


def _tiles_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _TILES.fullmatch(path.name)]


def _is_tiled(page: Path) -> bool:
    """Tell whether a file is a page that reads tiles: an ordinary page may be the only one of its map."""
    try:
        return "tiles" in read_page(page.read_bytes(), file=str(page)).header
    except InputError:
        return False


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(Problem("is no folder, and a tiled page is a folder of files", str(folder)))
    own = {PAGE_NAME, *(path.name for path in _tiles_in(folder))}
    foreign = [name for name in _told_of(folder) if name not in own and not name.endswith("-tmp")]
    page = folder / PAGE_NAME
    if not foreign and page.exists() and not _is_tiled(page):
        foreign = [PAGE_NAME]
    if foreign:
        hint = "Give it a folder of its own, new or empty, or one that holds a tiled page."
        raise InputError(
            Problem(f"holds {foreign[0]}, which is no part of a tiled page", str(folder), hint=hint)
        )
