"""Packed files: gzip members of some features each, so that an edit packs anew what it changed and no more.

A gzip file is any number of members, one after the other, and whoever reads gzip reads what they hold as one
(RFC 1952, section 2.2). Where a member ends is told by the line alone that it ends with, so that the same
text is parted alike whatever was there before, and each member that holds the same as one of the old file is
taken over byte by byte.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from controlmap.format import MAX_BYTES

__all__ = ["Packed", "opened", "packed"]

_MEMBER = 1 << 16
"""Bytes that a member holds, about: half makes files 3 % larger, twice has more to be packed at each edit."""
_LEVEL = 5
"""Level 6 makes files 2 % smaller in twice the time."""
_GZIP = 31
"""What zlib calls a window of 32 KiB in a gzip member."""
_AT_ONCE = 1 << 16
_ROLLS = 1 << 32


class Packed(NamedTuple):
    """What a file holds, unpacked, and the members of it that are ours, by what each of them holds."""

    data: bytes
    members: Mapping[bytes, bytes]


def packed(data: bytes, before: bytes | Packed = b"") -> bytes:
    """Return data as gzip members without time stamps; `before` is what the file is now, packed, or empty.

    The same data give the same bytes, whatever was there before.
    """
    known = before.members if isinstance(before, Packed) else dict(_ours(_members(before, MAX_BYTES)))
    return b"".join(known.get(part) or _member(part) for part in _parts(data)) if data else _member(data)


def opened(data: bytes, most: int) -> Packed | None:
    """Return what a packed file holds, at most so many bytes; None where it is not sound, or holds more."""
    parts = _members(data, most)
    whole = data and sum(len(member) for _, member in parts) == len(data)
    return Packed(b"".join(part for part, _ in parts), dict(_ours(parts))) if whole else None


def _member(part: bytes) -> bytes:
    return zlib.compress(part, _LEVEL, _GZIP)


_HEAD = _member(b"")[:10]
"""What each of our members begins with."""


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield data in parts; one ends with a line at a chance of its length to that of a member."""
    begin = end = 0
    for line in io.BytesIO(data):
        end += len(line)
        if zlib.crc32(line) * _MEMBER < len(line) * _ROLLS:
            yield data[begin:end]
            begin = end
    if begin < len(data):
        yield data[begin:]


def _ours(parts: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    return ((part, member) for part, member in parts if member.startswith(_HEAD))


def _members(before: bytes, most: int) -> list[tuple[bytes, bytes]]:
    """Return the members of a file after what they hold, as far as it is sound and of a size to be read."""
    found: list[tuple[bytes, bytes]] = []
    at, size, view = 0, 0, memoryview(before)
    while at < len(before):
        begin, parts, one = at, list[bytes](), zlib.decompressobj(_GZIP)
        try:
            while not one.eof and at < len(before) and size <= most:
                parts.append(one.decompress(view[at : at + _AT_ONCE], most + 1))
                size += len(parts[-1])
                at = min(at + _AT_ONCE, len(before)) - len(one.unused_data)
        except zlib.error:
            break
        if not one.eof or size > most:
            break
        found.append((b"".join(parts), before[begin:at]))
    return found
