"""Packed files: gzip members of some features each, so that an edit packs anew what it changed and no more.

A gzip file is any number of members, one after the other, and whoever reads gzip reads what they hold as one
(RFC 1952, section 2.2). Where a member ends is told by the line alone that it ends with, so that the same
text is parted alike whatever was there before, and each member that holds the same as one of the old file is
taken over byte by byte.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from controlmap.format import MAX_BYTES

__all__ = ["packed"]

_MEMBER = 1 << 17
"""Bytes that a member holds, about: less would pack worse, more would have to be packed at each edit."""
_LEVEL = 5
"""Level 6 makes files 2 % smaller in twice the time."""
_GZIP = 31
"""What zlib calls a window of 32 KiB in a gzip member."""
_AT_ONCE = 1 << 16
_ROLLS = 1 << 32


def packed(data: bytes, before: bytes = b"") -> bytes:
    """Return data as gzip members without time stamps; `before` is what the file is now, packed, or empty.

    The same data give the same bytes, whatever was there before.
    """
    known = _members(before)
    return b"".join(known.get(part) or _member(part) for part in _parts(data)) if data else _member(data)


def _member(part: bytes) -> bytes:
    return zlib.compress(part, _LEVEL, _GZIP)


_HEAD = _member(b"")[:10]
"""What each of our members begins with."""


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield data in parts; one ends with a line at a chance of its length to that of a member."""
    begin, at = 0, 0
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        if zlib.crc32(data[at:end]) * _MEMBER < (end - at) * _ROLLS:
            yield data[begin:end]
            begin = end
        at = end
    if begin < len(data):
        yield data[begin:]


def _members(before: bytes) -> dict[bytes, bytes]:
    """Return members of a file by what they hold, as far as it is sound, of a size to be read, and ours."""
    found: dict[bytes, bytes] = {}
    at, size, view = 0, 0, memoryview(before)
    while at < len(before):
        begin, parts, opened = at, list[bytes](), zlib.decompressobj(_GZIP)
        try:
            while not opened.eof and at < len(before) and size <= MAX_BYTES:
                parts.append(opened.decompress(view[at : at + _AT_ONCE], MAX_BYTES))
                size += len(parts[-1])
                at = min(at + _AT_ONCE, len(before)) - len(opened.unused_data)
        except zlib.error:
            break
        if not opened.eof or size > MAX_BYTES:
            break
        if before.startswith(_HEAD, begin):
            found[b"".join(parts)] = before[begin:at]
    return found
