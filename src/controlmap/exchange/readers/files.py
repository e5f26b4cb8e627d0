"""The files that make up what somebody wants to bring in, and the bytes of each."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath

from controlmap.errors import InputError, Problem
from controlmap.store import most_unpacked, read_data

__all__ = [
    "INDEX_FORMAT",
    "IS_EMPTY",
    "MAX_UNPACKED",
    "TABLES",
    "data_of",
    "ending_of",
    "files_in",
    "is_of_no_bytes",
    "members_of_zip",
    "opened_zip",
    "refuse_what_is_no_map",
    "unpacked_member",
]

IS_EMPTY = "is empty"
MAX_UNPACKED = 512 * 2**20
TABLES = (".csv", ".tsv")
"""Endings of tables, which beside maps are no maps of their own."""
INDEX_FORMAT = '"format": "controlmap dates 1"'
"""What the index of an export says that has a file for each date, before anything else."""
_HEAD = 64
_LFS = b"version https://git-lfs"
_PAGE = (b"<!doctype html", b"<html")
_UNSOUND = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, RuntimeError,
    ValueError,
)  # fmt: skip
"""What the standard library raises for archives that are cut short, garbled, or lie about themselves."""


def ending_of(path: PurePath) -> str:
    """Return the ending of a file's name in small letters, without `.gz`."""
    return Path(path.name.lower().removesuffix(".gz")).suffix


def is_of_no_bytes(path: Path) -> bool:
    """Tell whether a file has no byte in it, as a download leaves that failed."""
    return path.is_file() and not path.stat().st_size


def files_in(path: Path, endings: Iterable[str]) -> list[Path]:
    """Return a file, or the files of a folder that a reader takes, in order of their names.

    Raises
    ------
    InputError
        When there is no such file or folder, or the folder holds none.
    """
    taken = tuple(endings)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(Problem("is neither a file nor a folder", str(path)))
    found = sorted(p for p in path.iterdir() if p.is_file() and ending_of(p) in taken)
    # Beside maps a table is one of values or dates, not a map of its own.
    found = [p for p in found if ending_of(p) not in TABLES] or found
    found = [p for p in found if not _is_index(p)] or found
    if not found:
        raise InputError(
            Problem("holds no file that can be read", str(path), hint=f"Read are {', '.join(taken)}.")
        )
    return found


def _is_index(path: Path) -> bool:
    """Tell whether a file is the one with which an export says what else it wrote beside it."""
    if path.suffix.lower() != ".json":
        return False
    with path.open("rb") as stream:
        return INDEX_FORMAT.encode() in stream.read(_HEAD)


def data_of(path: Path) -> bytes:
    """Return the bytes of a file, unpacked if its name ends with `.gz`.

    Raises
    ------
    InputError
        When it cannot be read, is too large, or is no data at all but a pointer or a web page.
    """
    data = read_data(path, path.name)
    refuse_what_is_no_map(data, path.name)
    return data


def refuse_what_is_no_map(data: bytes, file: str) -> None:
    """Refuse what was saved in place of a file: a Git LFS pointer, a web page, nothing.

    Raises
    ------
    InputError
        Saying which, and what to do.
    """
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(_LFS):
        size = next((w.split()[1].decode() for w in data.splitlines() if w.startswith(b"size ")), "?")
        hint = "Fetch it with: git lfs pull"
        raise InputError(
            Problem(f"is a Git LFS pointer: its {int(size):,} bytes are elsewhere" if size.isdigit()
                    else "is a Git LFS pointer: its bytes are elsewhere", file, hint=hint)
        )  # fmt: skip
    if head.lower().startswith(_PAGE):
        hint = "Download the file itself; the address led to a page."
        raise InputError(Problem("is a web page, not a map", file, hint=hint))
    if not head:
        raise InputError(Problem(IS_EMPTY, file))


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive; whatever is found to be wrong with it while it is read is said in one sentence.

    Raises
    ------
    InputError
        When it is no regular file, is too large, or is no sound zip archive.
    """
    if not path.is_file():
        raise InputError(Problem("is missing, or no regular file", path.name, code="CM108"))
    if path.stat().st_size > MAX_UNPACKED:
        raise InputError(Problem(f"is larger than {MAX_UNPACKED >> 20} MiB", path.name, code="CM107"))
    with path.open("rb") as stream:
        refuse_what_is_no_map(stream.read(512), path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except InputError:
        raise
    except _UNSOUND as error:
        raise InputError(Problem(f"is no sound zip archive: {error}", path.name)) from None


def members_of_zip(archive: zipfile.ZipFile, endings: Iterable[str]) -> list[zipfile.ZipInfo]:
    """Return the regular files in an archive that have one of some endings, in its order.

    What programs put beside them for themselves (`__MACOSX`, hidden files) is left out.

    Raises
    ------
    InputError
        When the name of one leads out of the archive.
    """
    taken = tuple(endings)
    found = []
    for member in archive.infolist():
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if member.is_dir() or is_link or ending_of(PurePosixPath(member.filename)) not in taken:
            continue
        if "__MACOSX" in parts or parts[-1].startswith("."):
            continue
        if ".." in parts or parts[0].endswith((":", "/")):
            name = Path(archive.filename or "").name
            raise InputError(Problem(f"holds a file whose name leads out of it: {member.filename!r}", name))
        found.append(member)
    return found


def unpacked_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """Return the bytes of a file in an archive, `most` of them; no more than it declares are unpacked.

    Raises
    ------
    InputError
        When it is encrypted, packed in a way that is not read, or holds more.
    """
    name = f"{Path(archive.filename or '').name}/{member.filename}"
    if member.flag_bits & 1:
        raise InputError(Problem("is encrypted", name, hint="Unpack it with its password first."))
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        hint = "Unpack it first, or pack it anew."
        raise InputError(Problem("is packed in a way that is not read here", name, hint=hint))
    most = min(most, most_unpacked(member.compress_size))
    if member.file_size > most:
        raise InputError(
            Problem("holds more than is unpacked here", name, hint=f"At most {most:,} bytes.", code="CM107")
        )
    with archive.open(member) as stream:
        return stream.read(most + 1)
