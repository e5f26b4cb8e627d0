"""Files: read with limits, named inside the folder only, slugs."""

from __future__ import annotations

import gzip
import io
import re
import unicodedata
import zlib
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.format import MAX_BYTES
from controlmap.store.links import resolved
from controlmap.store.packing import Packed, opened, packed

__all__ = [
    "encoded_for",
    "inside",
    "most_unpacked",
    "page_name",
    "read_data",
    "read_lying",
    "read_packed",
    "refuse_too_much",
    "slug",
    "unpacked",
]


MAX_RATIO = 50
"""How many times larger than packed a file may be, beyond `_ALWAYS`."""
_ALWAYS = 64 * 2**20
_PART = 2**20


def read_data(path: Path, file: str) -> bytes:
    """Return the bytes of a regular file, unpacked if its name ends with `.gz`.

    `file` is what problems call it.

    Raises
    ------
    InputError
        When it is missing, no regular file, too large (unpacked or not), or no sound gzip stream.
    """
    data = read_lying(path, file)
    return unpacked(data, file) if path.suffix == ".gz" else data


def read_packed(path: Path, file: str) -> Packed:
    """Return what a file holds, as `read_data` does, and of what it is packed: to be written anew.

    Raises
    ------
    InputError
        As `read_data` does.
    """
    data = read_lying(path, file)
    if path.suffix != ".gz":
        return Packed(data, {})
    return opened(data, most_unpacked(len(data))) or Packed(unpacked(data, file), {})


def read_lying(path: Path, file: str) -> bytes:
    """Return the bytes of a regular file as it lies on the disk.

    Raises
    ------
    InputError
        When it is missing, no regular file, or too large.
    """
    try:
        if not path.is_file():
            raise InputError(Problem("is missing, or no regular file", file, code="CM108"))
        if path.stat().st_size > MAX_BYTES:
            raise InputError(Problem(f"is larger than {MAX_BYTES >> 20} MiB", file, code="CM107"))
        return path.read_bytes()
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", file, code="CM108")) from None


def unpacked(data: bytes, file: str) -> bytes:
    """Return what a gzip stream holds, up to the reader's limit.

    Raises
    ------
    InputError
        When it is no gzip stream, is cut short, or holds too much.
    """
    if not data:  # which the standard library takes for an empty stream
        raise InputError(Problem("is no sound gzip stream: it is empty", file, code="CM109"))
    parts, size = list[bytes](), 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            while part := stream.read(_PART):
                parts.append(part)
                size += len(part)
                refuse_too_much(size, len(data), file)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(Problem(f"is no sound gzip stream: {error}", file, code="CM109")) from None
    return b"".join(parts)


def most_unpacked(packed: int, *, always: int | None = None) -> int:
    """Return to how many bytes so many packed ones may unpack: maps shrink, but seldom to nothing.

    `always` is what they may however few they are, by default as much as a file of a map may.
    """
    return min(MAX_BYTES, max(_ALWAYS if always is None else always, packed * MAX_RATIO))


def refuse_too_much(size: int, packed: int, file: str) -> None:
    """Refuse a file that holds more bytes than so many packed ones may.

    Raises
    ------
    InputError
        When it does.
    """
    most = most_unpacked(packed)
    if size > most:
        hint = f"Beyond {_ALWAYS >> 20} MiB it may be {MAX_RATIO} times as large as packed: gunzip it first."
        said = f"holds more than {most >> 20} MiB"
        raise InputError(Problem(said, file, hint=hint if most < MAX_BYTES else None, code="CM107"))


def encoded_for(path: Path, data: bytes, before: bytes | Packed | None = None) -> bytes:
    """Return the bytes to write at a path: packed, without a time stamp, if its name ends with `.gz`.

    They are the same whatever the file holds `before`, as it lies there or was read, but are found sooner
    where that is known.
    """
    return packed(data, before or b"") if path.suffix == ".gz" else data


def inside(folder: Path, name: str, file: str) -> Path:
    """Return the path of a file that another file names, once it is sure to lie inside the folder.

    Raises
    ------
    InputError
        When the name is absolute, climbs out of the folder, or a symbolic link leads out of it.
    """
    if Path(name).is_absolute() or ".." in Path(name).parts or set(name) & set("\\:\0"):
        raise InputError(Problem(f"{name!r} is not a path inside the map project", file, code="CM108"))
    path = folder / name
    try:
        leads_out = not resolved(path).is_relative_to(folder.resolve())
    except OSError:
        raise InputError(Problem(f"{name!r} is a link that leads in a circle", file, code="CM108")) from None
    if leads_out:
        raise InputError(Problem(f"{name!r} leads out of the map project", file, code="CM108"))
    return path


def slug(text: str) -> str:
    """Return a text as a file name: ASCII letters and digits in lower case, joined by hyphens.

    Empty when the text has no such letter, so that the caller can choose another name.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def page_name(title: str, folder: Path) -> str:
    """Return what the page of a map is called: for its title, else for its folder, in ASCII letters.

    An Arabic title has none.
    """
    return f"{slug(title) or slug(folder.resolve().name) or 'map'}.html"
