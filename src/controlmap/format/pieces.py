"""Large layers read piece by piece, so that not all of a file stands in memory as JSON at once."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["pieces_of"]

_PIECE = 1 << 22
"""Bytes from which on a layer is read in pieces, and that each has, about."""
_TAIL = b"\n]}\n"


def pieces_of(data: bytes) -> Iterator[bytes]:
    """Yield a collection as smaller ones: first one without features, then some of them each, in order.

    Nothing where it is small, or its features do not stand on lines of their own, as in the canonical form.
    Whether the pieces are sound, and say no more than the whole does, is for whoever reads them to see.
    """
    begin, stop = data.find(b"\n") + 1, len(data) - len(_TAIL)
    head = data[:begin].rstrip()
    if len(data) <= _PIECE or not head.endswith(b"[") or not data.endswith(_TAIL):
        return
    yield head + b"]}\n"
    while begin < stop:
        found = data.find(b",\n", begin + _PIECE, stop)
        end = stop if found < 0 else found
        yield head + data[begin:end] + _TAIL
        begin = end + len(b",\n")
