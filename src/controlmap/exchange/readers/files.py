"""The files that make up what somebody wants to bring in, and the bytes of each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.store import read_data

__all__ = ["data_of", "ending_of", "files_in", "refuse_what_is_no_map"]

MAX_UNPACKED = 512 * 2**20
_TABLES = (".csv", ".tsv")
_LFS = b"version https://git-lfs"
_PAGE = (b"<!doctype html", b"<html")


def ending_of(path: Path) -> str:
    """Return the ending of a file's name in small letters, without `.gz`."""
    return Path(path.name.lower().removesuffix(".gz")).suffix


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
    found = [p for p in found if ending_of(p) not in _TABLES] or found
    if not found:
        raise InputError(
            Problem("holds no file that can be read", str(path), hint=f"Read are {', '.join(taken)}.")
        )
    return found


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
        raise InputError(Problem("is empty", file))


def members_of_zip(path: Path, endings: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the files in a zip archive that have one of some endings.

    Raises
    ------
    InputError
        When it is no zip archive, a member lies outside it, is encrypted, or unpacks to too much.
    """
    taken, left = tuple(endings), MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(read_data(path, path.name))) as archive:
            for member in archive.infolist():
                name = f"{path.name}/{member.filename}"
                if member.is_dir() or not member.filename.lower().endswith(taken):
                    continue
                if member.flag_bits & 1:
                    raise InputError(Problem("is encrypted", name))
                with archive.open(member) as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise InputError(Problem(f"holds more than {MAX_UNPACKED >> 20} MiB", path.name))
                yield name, data
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise InputError(Problem(f"is no sound zip archive: {error}", path.name)) from None
