"""Zip archives: one file in them that another reader takes, with what belongs beside it.

It is unpacked to a temporary folder under a name of our own making, so that no name in an archive decides
where anything is written. An archive in an archive is not opened.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.files import (
    MAX_UNPACKED,
    TABLES,
    ending_of,
    members_of_zip,
    opened_zip,
    unpacked_member,
)
from controlmap.exchange.readers.rows import Reading, Rows
from controlmap.words import first_of

__all__ = ["reader_of_zips"]

Reader = Callable[[Path, Reading], Rows]

_BESIDE = {".shp": (".shx", ".dbf", ".prj", ".cpg")}
"""What belongs to a file, under the same name with another ending."""
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz")
_PLAIN = re.compile(r"\w[\w .()-]{0,80}")


def reader_of_zips(readers: Mapping[str, Reader]) -> Reader:
    """Return a reader of zip archives that hold a file which one of `readers` (by ending) takes."""

    def read_zip(path: Path, reading: Reading) -> Rows:
        with opened_zip(path) as archive, TemporaryDirectory() as folder:
            member, table = _chosen(archive, path.name, readers, reading.table)
            inner = _unpacked(archive, member, Path(folder))
            try:
                rows = readers[ending_of(inner)](inner, replace(reading, table=table))
            except InputError as error:
                named = f"{path.name}/{member.filename}"
                raise InputError(replace(problem, file=named) for problem in error.problems) from None
        return replace(rows, file=path.name, told=(f"read is {member.filename!r} in it", *rows.told))

    return read_zip


def _chosen(
    archive: zipfile.ZipFile, file: str, readers: Mapping[str, Reader], table: str | None
) -> tuple[zipfile.ZipInfo, str | None]:
    """Return the file that is meant, and which table in it: `table` is FILE, or FILE/TABLE."""
    found = members_of_zip(archive, readers)
    # Beside maps a table is one of values or dates, not a map of its own.
    maps = [m for m in found if ending_of(PurePosixPath(m.filename)) not in TABLES] or found
    named = [m for m in found if table is not None and _rest(table, m.filename) is not None]
    if named and table is not None:
        return named[-1], _rest(table, named[-1].filename) or None
    if len(maps) == 1:
        return maps[0], table
    raise InputError(_which(maps, file, table) if maps else _nothing(archive, file, readers))


def _rest(table: str, name: str) -> str | None:
    """Return what `table` says behind the name of a file; None where it names another one."""
    return table.removeprefix(name).lstrip("/") if table == name or table.startswith(f"{name}/") else None


def _which(maps: Sequence[zipfile.ZipInfo], file: str, table: str | None) -> Problem:
    shown = first_of([one.filename for one in maps], 8)
    hint = "Say which one is meant with --table."
    if table is not None:
        return Problem(f"holds no {table!r}, but {shown}", file, hint=hint)
    return Problem(f"holds {len(maps)} files that can be read: {shown}", file, hint=hint)


def _nothing(archive: zipfile.ZipFile, file: str, readers: Mapping[str, Reader]) -> Problem:
    packed = members_of_zip(archive, _ARCHIVES)
    if packed:
        hint = "Unpack it once, and give what comes out."
        return Problem(f"holds another archive, {packed[0].filename}", file, hint=hint)
    return Problem("holds no file that can be read", file, hint=f"Read are {', '.join(readers)}.")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Write a file of an archive, and what belongs beside it, into a folder; return its path there."""
    name = PurePosixPath(member.filename)
    stem = name.name.lower().removesuffix(".gz").removesuffix(ending_of(name))
    safe = stem if _PLAIN.fullmatch(stem) else "map"
    beside = _BESIDE.get(ending_of(name), ())
    others = [m for m in members_of_zip(archive, beside) if _bare(m.filename) == _bare(member.filename)]
    left = MAX_UNPACKED
    for one in (member, *others):
        data = unpacked_member(archive, one, left)
        left -= len(data)
        packed = ".gz" if one.filename.lower().endswith(".gz") else ""
        (folder / f"{safe}{ending_of(PurePosixPath(one.filename))}{packed}").write_bytes(data)
    return folder / f"{safe}{ending_of(name)}{'.gz' if name.name.lower().endswith('.gz') else ''}"


def _bare(name: str) -> str:
    return name[: -len(PurePosixPath(name).suffix)].lower()
